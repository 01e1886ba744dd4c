import { expect, test } from './learner.ts';
import { either, ko, lesson } from './words.ts';

test.use({ locale: 'ko-KR' });

test('a command writes a file, and the editor has it', async ({ learner, page }) => {
  await learner.practisesFreely();
  await learner.types('kubectl create deployment web --image=nginx:1.27 --dry-run=client -o yaml > written.yaml');
  const file = page.getByRole('tab', { name: /written\.yaml/ });
  await expect(file).toBeVisible();
  await file.click();
  await expect(learner.editor()).toContainText('name: web');
});

test('after the last hint the solution can be seen: the lesson is solved, file and cluster, and can be stepped back', async ({
  learner,
  page,
}) => {
  const { title } = lesson('desired-vs-current');
  await learner.startsLesson(title);
  for (const n of [1, 2, 3]) await page.getByRole('button', { name: ko('lesson.hint.next', { n, all: 3 }) }).click();
  await page.getByRole('button', { name: either('lesson.solution') }).click();
  await expect(page.getByText(ko('lesson.finished'))).toBeVisible();
  await expect(learner.editor()).toContainText('replicas: 6');
  await expect(learner.pods('Running')).toHaveCount(6);
  await page.getByRole('button', { name: ko('time.start') }).click();
  await expect(learner.pods('Running')).toHaveCount(3);
});

test('the namespace of the context stays: for the next commands, after a reload, and back again', async ({
  learner,
  page,
}) => {
  await learner.practisesFreely();
  await learner.runs('kubectl create namespace team-a', 'namespace/team-a created');
  await learner.runs('kubectl create deployment web --image=nginx:1.27 -n team-a', 'deployment.apps/web created');
  await learner.seesTheEnd();
  await learner.runs('kubectl config set-context --current --namespace=team-a', 'modified.');
  await learner.runs('kubectl get deployments', /web\s+1\/1/);
  await learner.runs('kubectl config view --minify -o jsonpath={..namespace}', 'team-a');
  await page.reload();
  await learner.runs('clear; kubectl get deployments', /web\s+1\/1/);
  await learner.runs('kubectl config set-context --current --namespace=default', 'modified.');
  await learner.runs('clear; kubectl get deployments', 'No resources found in default namespace.');
});
