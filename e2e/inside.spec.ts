import { expect, test } from './learner.ts';
import { ko } from './words.ts';

test.use({ locale: 'ko-KR' });

test('the insides: what each component has done, every piece a way back to its moment', async ({ learner, page }) => {
  await learner.practisesFreely();
  await learner.types('kubectl create deployment web --image=nginx:1.27 --replicas=2');
  await learner.seesTheEnd();
  await expect(learner.pods('Running')).toHaveCount(2);
  const inside = learner.inside();
  const rooms = inside.getByRole('navigation');

  await test.step('scheduler: every attempt with its table, and back to the first one', async () => {
    await learner.looksInside(ko('name.scheduler'));
    await expect(inside.getByRole('row').filter({ hasText: '★' })).toHaveCount(1);
    await expect(inside.getByRole('row', { name: /^m-k8s/ })).toContainText('TaintToleration');
    const attempts = inside.getByRole('button', { name: new RegExp(ko('inside.scheduler.nth', { n: 1 })) });
    await expect(attempts).toHaveCount(2);
    const name = /web-\w+-\w+/.exec(await attempts.last().innerText())![0];
    await attempts.last().click();
    await expect(attempts.last()).toHaveAttribute('aria-pressed', 'true');
    await inside
      .getByRole('button', { name: ko('inside.at') })
      .last()
      .click();
    await expect(attempts).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(inside).toHaveCount(0);
    // Decided, not yet running.
    await expect(page.getByRole('button', { name: new RegExp(`^파드 ${name}, Pending`) })).toBeVisible();
    await learner.seesTheEnd();
  });

  await test.step('from room to room', async () => {
    await learner.looksInside(ko('name.controller-manager'));
    await inside.getByRole('button', { name: /^ReplicaSet/ }).click();
    await expect(inside).toContainText('POST pods ×2 201');
    await rooms.getByRole('button', { name: 'etcd' }).click();
    await inside
      .getByRole('button', { name: /deployments.* r\d+|^default\/web r\d+/ })
      .first()
      .click();
    await expect(inside).toContainText('/registry/deployments/default/web');
    await rooms.getByRole('button', { name: ko('name.apiserver') }).click();
    await inside.getByRole('button', { name: /^POST deployments/ }).click();
    await expect(inside.getByRole('row', { name: /spec\.progressDeadlineSeconds/ })).toContainText('600');
    await rooms.getByRole('button', { name: 'kubelet' }).click();
    await expect(inside).toContainText('RunPodSandbox');
    await rooms.getByRole('button', { name: ko('name.runtime') }).click();
    await expect(inside).toContainText('pause');
    await expect(inside).toContainText('docker.io/library/nginx:1.27');
    await page.keyboard.press('Escape');
  });

  await test.step('stopped from inside, it says so; new Pods wait until it is started', async () => {
    await learner.looksInside(ko('name.scheduler'));
    await inside.getByRole('button', { name: ko('act.stop') }).click();
    await expect(inside).toContainText(ko('inspector.stopped'));
    await learner.types('kubectl scale deployment web --replicas=3');
    await learner.seesTheEnd();
    await expect(learner.pods('Pending')).toHaveCount(1);
    await inside.getByRole('button', { name: ko('act.start') }).click();
    await learner.seesTheEnd();
    await expect(learner.pods('Running')).toHaveCount(3);
  });
});

test('a Pod that fits nowhere: the smallest change is found, proven on a copy, and done', async ({ learner, page }) => {
  await learner.practisesFreely();
  await learner.runs('kubectl create deployment big --image=nginx:1.27 --dry-run=client', 'created');
  await learner.runs('kubectl cordon w1-k8s', 'cordoned');
  await learner.runs('kubectl cordon w2-k8s', 'cordoned');
  await learner.runs('kubectl cordon w3-k8s', 'cordoned');
  await learner.types('kubectl run lost --image=nginx:1.27');
  await learner.seesTheEnd();
  await expect(learner.pods('Pending')).toHaveCount(1);
  await learner.looksInside(ko('name.scheduler'));
  const inside = learner.inside();
  await expect(inside.locator('[data-queue="unschedulable"]')).toContainText('lost');
  await inside.getByRole('button', { name: ko('inside.advice.ask') }).click();
  await expect(inside).toContainText('kubectl uncordon w1-k8s');
  await expect(inside).toContainText(ko('inside.advice.proven', { node: 'w1-k8s' }));
  await inside.getByRole('button', { name: ko('inside.advice.run') }).click();
  await learner.seesTheEnd();
  await expect(learner.pods('Running')).toHaveCount(1);
  // A link leads back to this very place.
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: ko('top.share') }).click();
  await expect(page.getByText(ko('top.shared'))).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain('&inside=scheduler');
  const again = await page.context().newPage();
  await again.goto(link);
  await expect(
    again.getByTestId('inside').getByRole('heading', { level: 2, name: ko('name.scheduler') }),
  ).toBeVisible();
  await expect(again.getByTestId('inside')).toContainText('lost');
});
