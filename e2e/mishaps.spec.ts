import { expect, test, web } from './learner.ts';
import { ko } from './words.ts';

/** What goes wrong in a cluster that accepted everything. */
test.use({ locale: 'ko-KR' });

test('an image that does not exist: pulled, refused, backed off, and told in the Events', async ({ learner, page }) => {
  await learner.practisesFreely();
  await learner.types('kubectl create deployment web --image=nginx:no-such-tag');
  await expect(learner.pods('ErrImagePull')).toHaveCount(1, { timeout: 60_000 });
  // The story rests there; a step skips the waiting for the next try.
  await expect(async () => {
    await page.getByRole('button', { name: ko('time.step'), exact: true }).click();
    await expect(learner.pods('ImagePullBackOff')).toHaveCount(1, { timeout: 2_000 });
  }).toPass();
  await learner.inspects(/^파드 web-/);
  await page.getByRole('tab', { name: new RegExp(ko('inspector.tab.events')) }).click();
  await expect(page.getByRole('tabpanel', { name: new RegExp(ko('inspector.tab.events')) })).toContainText(
    'Failed to pull image "nginx:no-such-tag"',
  );
  await expect(page.getByRole('tabpanel', { name: new RegExp(ko('inspector.tab.events')) })).toContainText(
    'Back-off pulling image',
  );
});

test('a Pod that fits nowhere: the refusal is explained clause by clause, with its nodes', async ({
  learner,
  page,
}) => {
  await learner.practisesFreely();
  await learner.writes(
    web(1).replace(
      /image: .*\n/,
      (line) => `${line}          resources:\n            requests:\n              cpu: 64\n`,
    ),
  );
  await learner.applies();
  await learner.seesTheEnd();
  await expect(learner.pods('Pending')).toHaveCount(1);
  await learner.inspects(/^파드 web-/);
  const panel = page.getByRole('tabpanel', { name: ko('inspector.tab.overview') });
  await expect(panel).toContainText('0/4 nodes are available: ');
  const clauses = panel.getByRole('list', { name: ko('inspector.scheduling', { n: 1 }) }).getByRole('listitem');
  await expect(
    clauses.filter({ hasText: '1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }' }),
  ).toContainText('m-k8s');
  await expect(clauses.filter({ hasText: '3 Insufficient cpu' })).toContainText('w1-k8s · w2-k8s · w3-k8s');
  await expect(panel.getByRole('row', { name: /w2-k8s/ })).toContainText('NodeResourcesFit');
});

test('a running Pod is deleted: Terminating first, and another takes its place', async ({ learner, page }) => {
  await learner.practisesFreely();
  await learner.types('kubectl create deployment web --image=nginx:1.27 --replicas=3');
  await learner.seesTheEnd();
  await expect(learner.pods('Running')).toHaveCount(3);
  const [victim, ...others] = await learner.podNames();
  await page.getByRole('button', { name: new RegExp(`^파드 ${victim}`) }).press('Enter');
  await page.getByRole('button', { name: ko('act.delete') }).click();
  await expect(learner.pods('Terminating')).toHaveCount(1);
  await expect(learner.pods('')).toHaveCount(4);
  await learner.seesTheEnd();
  await expect(learner.pods('Running')).toHaveCount(3);
  const names = await learner.podNames();
  expect(names).toEqual(expect.arrayContaining(others));
  expect(names).not.toContain(victim);
  await expect(learner.terminalText()).toContainText(`pod "${victim}" deleted`);
});
