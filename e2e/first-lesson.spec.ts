import { expect, test } from './learner.ts';

test.use({ locale: 'ko-KR' });

test('a newcomer: one sentence, one button; a first message, a running Pod, then three', async ({ learner, page }) => {
  await learner.opens();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('1개 유지해줘');
  const next = page.getByRole('button', { name: /^다음/ });
  await next.click();
  await expect(page.getByRole('status').filter({ hasText: 'API 서버' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(learner.pods('Running')).toHaveCount(1, { timeout: 30_000 });
  await expect(page.getByRole('heading', { level: 1 })).toContainText('3으로');
  const plus = page.getByRole('button', { name: /늘리기|하나 더|더하기|\+/ }).first();
  await plus.click();
  await plus.click();
  await page.getByRole('button', { name: '이 숫자로 유지해줘' }).click();
  await expect(learner.pods('Running')).toHaveCount(3, { timeout: 60_000 });
});
