import { expect, test } from './learner.ts';
import { ko } from './words.ts';

test.use({ locale: 'ko-KR' });

test('who owns whom: in a rolling update two ReplicaSets trade places below one Deployment', async ({
  learner,
  page,
}) => {
  await learner.practisesFreely();
  await page.getByRole('button', { name: ko('graph.owners') }).click();
  const tree = page.getByRole('region', { name: ko('owners.label') });
  await expect(tree).toContainText(ko('owners.none'));
  await learner.runs('kubectl create deployment web --image=nginx:1.26 --replicas=3', 'created');
  const sets = tree.getByRole('button', { name: /^ReplicaSet web-/ });
  await expect(sets).toHaveCount(1);
  await expect(tree.getByRole('button', { name: /Running/ })).toHaveCount(3);
  const old = (await sets.getAttribute('aria-label'))!.split(':')[0]!;
  await learner.runs('kubectl set image deployment/web nginx=nginx:1.27', 'updated');
  await expect(sets).toHaveCount(2);
  const numbers = (desired: number) =>
    `: ${ko('graph.workload', { kind: '', name: '', desired, current: desired, ready: desired }).split(': ')[1]}`;
  await expect(tree.getByRole('button', { name: `${old}${numbers(0)}` })).toBeVisible();
  await expect(tree.getByRole('button', { name: /Running/ })).toHaveCount(3);
  await tree.getByRole('button', { name: /^Deployment web/ }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'web' })).toBeVisible();
});
