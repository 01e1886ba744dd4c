import { expect, test, web } from './learner.ts';
import { ko, told } from './words.ts';

/** When things break: the page says so and nothing is lost. */
test.use({ locale: 'ko-KR' });

test('a megabyte is pasted: the page stays responsive and the answer is clear', async ({ learner, page }) => {
  await learner.practisesFreely();
  const line = `# ${'x'.repeat(98)}\n`;
  await learner.writes(web(1) + line.repeat(Math.ceil(1_000_000 / line.length)));
  await expect(page.locator('.view-line').first()).toBeVisible();
  await learner.applies();
  await learner.seesTheEnd();
  await expect(learner.terminalText()).toContainText('deployment.apps/web created');
  await expect(learner.pods('Running')).toHaveCount(1);
  // Still quick: a key is answered at once.
  const began = Date.now();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: ko('keys.title') })).toBeVisible();
  expect(Date.now() - began).toBeLessThan(2_000);
});

test('a paste beyond every limit is refused in words, not swallowed', async ({ learner, page }) => {
  await learner.practisesFreely();
  const data = 'x'.repeat(99);
  await learner.writes(
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: big\ndata:\n  text: |\n${`    ${data}\n`.repeat(16_000)}`,
  );
  await learner.applies();
  await learner.seesTheEnd();
  await expect(
    page.getByRole('alert').filter({ hasText: 'Too long: may not be more than 1048576 bytes' }),
  ).toBeVisible();
  await learner.types('echo here');
  await expect(learner.terminalText().getByText('here', { exact: true })).toBeVisible();
});

test('a damaged link: said plainly, a fresh cluster opens, the work in this browser stays', async ({
  learner,
  page,
}) => {
  await learner.practisesFreely();
  await learner.types('kubectl create deployment mine --image=nginx:1.27');
  await learner.seesTheEnd();
  await expect(learner.pods('Running')).toHaveCount(1);
  await page.reload();
  await expect(learner.pods('Running')).toHaveCount(1);

  await page.goto('./manifest.webmanifest');
  await page.goto('./#s=bm90LWEtc2Vzc2lvbg');
  await expect(page.getByRole('region', { name: ko('problem.region') })).toContainText(ko('problem.link'));
  await expect(page.getByRole('button', { name: /w1-k8s/ }).first()).toBeVisible();
  await expect(learner.pods('Running')).toHaveCount(1);
  expect(new URL(page.url()).hash).toBe('');
});

test('the simulation crashes: the page starts it again where it was and says so', async ({ learner, page }) => {
  await learner.practisesFreely();
  await learner.types('kubectl create deployment web --image=nginx:1.27 --replicas=2');
  await learner.seesTheEnd();
  await expect(learner.pods('Running')).toHaveCount(2);
  const names = await learner.podNames();
  const before = await learner.counter();
  await learner.tellsWorker({ type: 'crash' });
  await expect(page.getByRole('region', { name: ko('problem.region') })).toContainText(told('problem.crashed'));
  await learner.types('kubectl get pods');
  await expect(learner.terminalText()).toContainText(`${names[0]}`);
  expect(await learner.podNames()).toEqual(names);
  expect((await learner.counter()).all).toBeGreaterThan(before.all);
});
