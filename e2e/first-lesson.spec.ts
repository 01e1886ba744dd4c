import { expect, test } from './learner.ts';
import { en, ko, lesson } from './words.ts';

test.use({ locale: 'ko-KR' });
const words = lesson('first-five-minutes');

test('a newcomer: one sentence, one button; a first Pod, then three, one deleted and replaced', async ({
  learner,
  page,
}) => {
  await learner.opens();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toContainText('1개 유지해줘');

  // One step at a time, then as a film.
  await page.getByRole('button', { name: new RegExp(`^${ko('next.step')}`) }).click();
  await expect(page.getByRole('status').filter({ hasText: 'API 서버' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(learner.pods('Running')).toHaveCount(1, { timeout: 60_000 });

  await expect(heading).toContainText(words.task('make-it-three').title);
  await page.getByRole('button', { name: '+1' }).click();
  await page.getByRole('button', { name: '+1' }).click();
  await page.getByRole('button', { name: words.task('make-it-three').button! }).click();
  await expect(learner.pods('Running')).toHaveCount(3, { timeout: 60_000 });
  const before = await learner.podNames();

  await expect(heading).toContainText(words.task('guess').title);
  await page.getByRole('button', { name: words.option('guess', '2') }).click();
  await expect(page.getByText(ko('lesson.predict.wrong'))).toBeVisible();
  await expect(heading).toContainText(words.task('guess').title);
  await page.getByRole('button', { name: words.option('guess', '3') }).click();

  await expect(heading).toContainText(words.task('delete-one').title);
  await page.getByRole('button', { name: words.task('delete-one').button! }).click();
  await expect(heading).toContainText(ko('lesson.finished'), { timeout: 60_000 });
  await expect(page.getByText('이름이 다른 새 파드', { exact: false })).toBeVisible();
  await learner.seesTheEnd();
  await expect(learner.pods('Running')).toHaveCount(3);
  const after = await learner.podNames();
  expect(after.filter((name) => before.includes(name))).toHaveLength(2);

  await page.getByRole('button', { name: ko('lesson.next') }).click();
  await expect(heading).not.toContainText(ko('lesson.finished'));
});

test('the same first steps in English, with the arrow key alone', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'en-US' });
  const page = await context.newPage();
  await page.goto('./');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('keep 1 copy');
  await expect(page.getByRole('button', { name: new RegExp(`^${en('next.step')}`) })).toBeEnabled();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('live')).toContainText('API server');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('live')).toContainText('etcd');
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByTestId('live')).not.toContainText('etcd');
  await context.close();
});
