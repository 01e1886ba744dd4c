import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from './learner.ts';
import { ko } from './words.ts';
import type { Session } from '../src/worker/protocol.ts';

test.use({ locale: 'ko-KR' });

/** The same session in Node: the very code of the page's worker, bundled for this process. */
async function replayedInNode(session: Session): Promise<{ hash: string; messages: number }> {
  const { bundle } = (await import(pathToFileURL(join(process.cwd(), 'scripts/run-ts.mjs')).href)) as {
    bundle(file: string): Promise<string>;
  };
  const { replay } = (await import(pathToFileURL(await bundle('e2e/replay-in-node.ts')).href)) as {
    replay(session: Session): { hash: string; messages: number };
  };
  return replay(session);
}

test('the same seed and commands give the same trace in the browser and in Node, and every message is drawn', async ({
  learner,
  page,
}) => {
  await learner.practisesFreely();
  await learner.types('kubectl create deployment web --image=nginx:1.27 --replicas=3');
  await learner.seesTheEnd();
  await expect(learner.pods('Running')).toHaveCount(3);
  await learner.types('kubectl delete pod -l app=web --wait=false');
  await learner.seesTheEnd();
  await learner.types('kubectl get pods');
  await expect(learner.terminalText()).toContainText('READY');

  const { hash, messages } = await learner.asksWorker({ type: 'hash' }, 'hash');
  const session = await learner.session();
  expect(session.branches).toHaveLength(1);
  expect(await replayedInNode(session)).toEqual({ hash, messages });

  await page.getByRole('switch', { name: ko('time.detail') }).click();
  await expect.poll(async () => (await learner.counter()).all).toBe(messages);
});
