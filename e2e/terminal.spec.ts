import { expect, test } from './learner.ts';
import { ko } from './words.ts';

test.use({ locale: 'ko-KR' });

test('the terminal: reading at once, making, completion, history, Hangul, a watch interrupted', async ({
  learner,
  page,
}) => {
  await learner.practisesFreely();
  const screen = learner.terminalText();

  // Reading commands print without playing their messages one by one; the play-head rests at the end of them.
  await learner.types('kubectl get nodes');
  await expect(screen).toContainText('m-k8s');
  await expect(screen).toContainText('control-plane');
  await expect(page.getByRole('button', { name: ko('time.play') })).toBeVisible();
  const { at, all } = await learner.counter();
  expect(at).toBe(all);
  expect(all).toBeGreaterThanOrEqual(2);

  await learner.types('kubectl create deployment web --image=nginx:1.27 --replicas=2');
  await expect(screen).toContainText('deployment.apps/web created');
  await learner.seesTheEnd();
  await learner.types('kubectl get pods -o wide');
  // A wide table is not broken; one scrolls sideways to its end.
  const row = screen
    .locator('> div')
    .filter({ hasText: /^web-.*10\.244\..*<none>\s+<none>/ })
    .first();
  await expect(row).toBeVisible();
  await learner.terminal().evaluate((pane) => pane.scrollBy({ left: 10_000 }));
  expect(await learner.terminal().evaluate((pane) => pane.scrollLeft)).toBeGreaterThan(0);

  // Tab: one match is filled in, several are listed on the second press.
  await learner.types('clear');
  await learner.terminal().click();
  await page.keyboard.type('kubectl get depl');
  await page.keyboard.press('Tab');
  await expect(screen).toContainText('kubectl get deployments');
  await page.keyboard.press('Enter');
  await expect(screen).toContainText('UP-TO-DATE');
  await page.keyboard.type('kubectl get pod web-');
  await page.keyboard.press('Tab');
  const names = await learner.podNames();
  expect(names).toHaveLength(2);
  await expect(screen).toContainText(`get pod ${names[0]!.replace(/\w+$/, '')}`);
  await page.keyboard.press('Tab');
  for (const name of names) await expect(screen).toContainText(name);
  await page.keyboard.press('ControlOrMeta+c');

  // The line before the last.
  await learner.types('clear');
  await learner.terminal().click();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(screen).toContainText('kubectl get deployments');
  await page.keyboard.press('ControlOrMeta+c');

  // The Korean keyboard left on.
  await learner.types('clear');
  await learner.composes('ㅏㅕㅠㄷㅊ시 ㅎㄷㅅ ㅜㅐㅇㄷㄴ');
  await page.keyboard.press('Enter');
  await expect(screen).toContainText('control-plane');

  // A watch goes on until Ctrl-C; then the terminal is the learner's again.
  await learner.types('clear');
  await learner.types('kubectl get pods -w');
  await expect(screen).toContainText('Running');
  await page.keyboard.press('ControlOrMeta+c');
  await expect(screen).toContainText('^C');
  await learner.types('echo mine again');
  await expect(screen.getByText('mine again', { exact: true })).toBeVisible();
});
