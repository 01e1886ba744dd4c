import { expect, test } from './learner.ts';
import { ko } from './words.ts';

test.use({ locale: 'ko-KR' });

test('the insides: what a component decided, each decision a way back to its moment', async ({ learner, page }) => {
  await learner.practisesFreely();
  await learner.types('kubectl create deployment web --image=nginx:1.27 --replicas=2');
  await learner.seesTheEnd();
  await expect(learner.pods('Running')).toHaveCount(2);
  const panel = page.getByRole('tabpanel', { name: ko('side.inspector') });

  await learner.looksInside(ko('name.scheduler'));
  const chosen = panel.getByRole('row').filter({ hasText: '★' });
  await expect(chosen).toHaveCount(1);
  await expect(panel.getByRole('row', { name: /^m-k8s/ })).toContainText('TaintToleration');
  const decisions = panel.getByRole('list').last().getByRole('button');
  await expect(decisions).toHaveCount(2);
  const first = decisions.last();
  const name = /web-\w+-\w+/.exec(await first.innerText())![0];
  await first.click();
  // Decided, not yet running.
  await expect(page.getByRole('button', { name: new RegExp(`^파드 ${name}, Pending`) })).toBeVisible();
  await expect(decisions).toHaveCount(1);

  await learner.seesTheEnd();
  await learner.looksInside(ko('name.controller-manager'));
  await expect(panel).toContainText('default/web');
  await learner.looksInside('etcd');
  await expect(panel).toContainText('/registry/pods/default/web-');

  // Stopped from inside: new Pods wait, and the panel says so.
  await learner.looksInside(ko('name.scheduler'));
  await panel.getByRole('button', { name: ko('act.stop') }).click();
  await expect(panel).toContainText(ko('inspector.stopped'));
  await learner.types('kubectl scale deployment web --replicas=3');
  await learner.seesTheEnd();
  await expect(learner.pods('Pending')).toHaveCount(1);
  await learner.looksInside(ko('name.scheduler'));
  await panel.getByRole('button', { name: ko('act.start') }).click();
  await learner.seesTheEnd();
  await expect(learner.pods('Running')).toHaveCount(3);
});
