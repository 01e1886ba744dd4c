import { expect, test } from './learner.ts';

test.use({ locale: 'ko-KR' });

test('a newcomer: one sentence, one button; a first Pod, then three, one deleted and replaced', async ({ learner, page }) => {
  await learner.opens();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toContainText('1개 유지해줘');

  // One step at a time, then as a film.
  await page.getByRole('button', { name: /^다음/ }).click();
  await expect(page.getByRole('status').filter({ hasText: 'API 서버' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(learner.pods('Running')).toHaveCount(1, { timeout: 30_000 });

  await expect(heading).toContainText('3으로');
  await page.getByRole('button', { name: '+1' }).click();
  await page.getByRole('button', { name: '+1' }).click();
  await page.getByRole('button', { name: '이 숫자로 유지해줘' }).click();
  await expect(learner.pods('Running')).toHaveCount(3, { timeout: 30_000 });
  const before = await learner.podNames();

  await expect(heading).toContainText('예상');
  await page.getByRole('button', { name: /2개 — 하나 줄어든다/ }).click();
  await expect(page.getByText('아쉽습니다')).toBeVisible();
  await expect(heading).toContainText('예상');
  await page.getByRole('button', { name: /3개 — 다시 채워진다/ }).click();

  await expect(heading).toContainText('파드 하나를 지우기');
  await page.getByRole('button', { name: '파드 하나 지우기' }).click();
  await expect(heading).toContainText('수업을 마쳤습니다', { timeout: 30_000 });
  await expect(page.getByText('이름이 다른 새 파드', { exact: false })).toBeVisible();
  await learner.seesTheEnd();
  await expect(learner.pods('Running')).toHaveCount(3);
  const after = await learner.podNames();
  expect(after.filter((name) => before.includes(name))).toHaveLength(2);

  await page.getByRole('button', { name: '다음 수업' }).click();
  await expect(heading).not.toContainText('수업을 마쳤습니다');
});

test('the same first steps in English, with the arrow key alone', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  await page.goto('./');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('keep 1 copy');
  await expect(page.getByRole('button', { name: /^Next/ })).toBeEnabled();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('live')).toContainText('API server');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('live')).toContainText('etcd');
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByTestId('live')).not.toContainText('etcd');
  await context.close();
});
