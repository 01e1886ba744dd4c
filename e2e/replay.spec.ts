import { expect, test } from './learner.ts';
import { ko, lesson } from './words.ts';

test.use({ locale: 'ko-KR' });
const words = lesson('pod-creation-replay');

const actors = [
  'API 서버',
  'API 서버',
  'ReplicaSet 컨트롤러',
  'API 서버',
  'API 서버',
  '스케줄러',
  'API 서버',
  'API 서버',
  'kubelet',
  'kubelet',
  'API 서버',
];

test('replay: eleven predictions on the way to a Pod; then back, forth, and another future', async ({
  learner,
  page,
}) => {
  await learner.startsLesson(words.title);
  await expect(page.getByRole('textbox', { name: /hello-rs.yaml/ })).toBeAttached();
  await learner.applies();

  const choices = page.getByRole('group', { name: ko('lesson.predict') });
  const status = page.getByText(ko('lesson.predict.wrong'));
  await test.step('the story stops at each step and asks who is next', async () => {
    await expect(page.getByText('1 / 11', { exact: true })).toBeInViewport();
    await choices.getByRole('button', { name: 'kubelet' }).click();
    await expect(status).toBeVisible();
    for (const [i, actor] of actors.entries()) {
      await expect(page.getByText(`${i + 1} / 11`, { exact: true })).toBeVisible();
      await choices.getByRole('button', { name: actor, exact: true }).click();
      await page.getByRole('button', { name: ko('time.step'), exact: true }).click();
    }
    await learner.plays();
    await expect(page.getByText(ko('lesson.predict.score', { all: 11, right: 10 }))).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: words.task('node-before').title })).toHaveAttribute(
      'aria-current',
      'step',
    );
    await expect(learner.pods('Running')).toHaveCount(1);
    expect(await learner.counter()).toEqual({ at: 12, all: 12 });
  });

  await test.step('a command given while a question waits is told to wait, and runs when the question is answered', async () => {
    await learner.types('kubectl get replicasets');
    await expect(learner.terminalText()).toContainText(ko('terminal.questionWaits').split('.')[0]!);
    const open = page.locator('[aria-current="step"]');
    for (const [task, answer] of [
      ['node-before', 'empty'],
      ['node-after', 'set'],
      ['phase-after', 'Pending'],
      ['vanish', '3,4,5'],
    ] as const) {
      await expect(open).toContainText(words.task(task).title);
      await choices.getByRole('button', { name: words.option(task, answer) }).click();
    }
    await expect(open).toContainText(words.task('bare').title);
    await learner.seesTheEnd();
    await expect(learner.terminalText()).toContainText('DESIRED');
  });

  const told = page.getByTestId('live');
  const end = await told.innerText();
  await test.step('forward and back show the same', async () => {
    const isAt = (n: number): Promise<void> => expect.poll(async () => (await learner.counter()).at).toBe(n);
    await page.getByRole('button', { name: ko('time.start') }).click();
    await isAt(0);
    const seen = [''];
    for (let n = 1; n <= 8; n++) {
      await page.getByRole('button', { name: ko('time.step'), exact: true }).click();
      await isAt(n);
      seen.push(await told.innerText());
    }
    expect(new Set(seen).size).toBe(9);
    for (let n = 7; n > 0; n--) {
      await page.getByRole('button', { name: ko('time.back') }).click();
      await isAt(n);
      expect(await told.innerText()).toBe(seen[n]);
    }
  });

  await test.step('the slider is dragged, moved by keys, and steps by phases', async () => {
    const slider = page.getByRole('slider', { name: ko('time.scrubber') });
    const box = (await slider.boundingBox())!;
    await page.mouse.move(box.x + 200, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 2, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    await expect(slider).toHaveAttribute('aria-valuenow', '0');
    await expect(learner.pods('')).toHaveCount(0);
    await slider.press('ArrowRight');
    await slider.press('ArrowRight');
    await expect(slider).toHaveAttribute('aria-valuenow', '2');
    await expect(told).toContainText('etcd');
    await page.getByRole('button', { name: ko('time.phase') }).click();
    await expect(told).toContainText('ReplicaSet 컨트롤러');
    await page.getByRole('button', { name: ko('time.phase') }).click();
    await expect(told).toContainText('스케줄러');
    await expect(learner.pods('Pending')).toHaveCount(1);
  });

  await test.step('acting in the past begins another future; the old one stays', async () => {
    await learner.types('kubectl scale replicaset hello --replicas=3');
    await expect(page.getByRole('button', { name: ko('time.branches', { n: 2 }), exact: true })).toBeVisible();
    await learner.seesTheEnd();
    await expect(learner.pods('Running')).toHaveCount(3);
    await page.getByRole('button', { name: ko('time.branches', { n: 2 }), exact: true }).click();
    await page.getByRole('button', { name: new RegExp(`^${ko('time.branch.main')}`) }).click();
    await expect(learner.pods('')).toHaveCount(1);
    await expect(learner.pods('Running')).toHaveCount(1);
    await expect(told).toHaveText(end);
  });
});
