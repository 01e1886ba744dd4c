import { startLesson } from '../../src/lessons/start.ts';
import type { LessonPackage } from '../../src/lessons/types.ts';
import { shell } from '../../src/kubectl/shell/index.ts';
import { Cluster } from '../../src/sim/cluster.ts';
import { profileById } from '../../src/sim/profiles.ts';
import { emptyScene } from '../../src/readings/scene.ts';
import { Ahead, expectedSession, isExpected } from '../../src/worker/ahead.ts';
import { parseToWorker } from '../../src/worker/border.ts';
import { frameAt } from '../../src/worker/frame.ts';
import { Host } from '../../src/worker/host.ts';
import { openHistory } from '../../src/worker/session.ts';
import { newSession, packSession } from '../../src/worker/share.ts';

/**
 * What the worker's first part has to be able to do: show a fresh cluster, be it before it is asked for, and open a link to the moment at which the
 * first lesson's first Pod runs. The build watches which functions this calls.
 */
export async function firstMinute(): Promise<void> {
  const boot = (): Cluster => {
    const cluster = Cluster.boot({ profile: profileById('lab')!, seed: 7, programs: { shell } });
    startLesson(cluster, lesson);
    return cluster;
  };
  const cluster = boot();
  cluster.command({ type: 'kubectl', line, files: {} });
  cluster.kernel.settle(60_000);
  const fresh = newSession('lab', 7, 'first');
  const commands = [{ step: cluster.firstStep, command: { type: 'kubectl' as const, line, files: {} } }];
  const branches = [{ id: 1, parent: undefined, commands }];
  const parts = { boot, complete: () => ({ from: 0, items: [] }), attendsLater: () => true };
  const host = new Host(parts, () => undefined);
  for (const session of [fresh, { ...fresh, branches, at: { branch: 1, step: cluster.kernel.steps } }]) {
    const link = session === fresh ? {} : { link: await packSession(session) };
    const expected: unknown = { type: 'expect', fresh: { profile: 'lab', seed: 7, lesson: 'first' }, ...link };
    const ahead = new Ahead();
    if (isExpected(expected)) ahead.make((await expectedSession(expected))!, () => openHistory(boot(), session));
    if (!ahead.take(session, lesson)) throw new Error('what was expected is not what is opened');
    ahead.forget();
    const read = parseToWorker({ type: 'open', session, lesson });
    if ('problem' in read) throw new Error(read.problem);
    host.receive(read.value);
    while (host.work(() => true));
    // A link may lead to any moment on the way.
    const opened = openHistory(boot(), session);
    if ('problem' in opened) throw new Error(opened.detail);
    const { history } = opened;
    const scene = emptyScene();
    for (let step = history.firstStep; step <= session.at.step; step++) frameAt(history, history.first, step, scene);
  }
}

const line = 'kubectl create deployment hello --image=hello:v1';

/** A lesson without start objects, as the first is; what follows its goals comes with the second part. */
const lesson: LessonPackage = {
  spec: {
    id: 'first',
    minutes: 5,
    requires: [],
    introduces: [],
    cluster: { profile: 'lab', seed: 7 },
    show: ['graph'],
    tasks: [],
    mistakes: [],
    limit: { virtualMs: 300_000, steps: 4_000 },
  },
  start: {},
  files: {},
  solution: '',
};
