import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { shell } from '../kubectl/shell/index.ts';
import { readLesson } from '../lessons/package.ts';
import { startLesson } from '../lessons/start.ts';
import type { LessonPackage } from '../lessons/types.ts';
import { Cluster } from '../sim/cluster.ts';
import { profileById } from '../sim/profiles.ts';
import { complete } from './complete.ts';
import { Host } from './host.ts';
import type { Session, ToPage, ToWorker } from './protocol.ts';
import { newSession } from './share.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../lessons');
const texts = (folder: string): Record<string, string> => {
  try {
    return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  } catch {
    return {};
  }
};

function packageOf(id: string): LessonPackage {
  const read = readLesson(id, parse(readFileSync(join(root, id, 'lesson.yaml'), 'utf8')));
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return {
    spec: read.spec,
    start: texts(join(root, id, 'start')),
    files: texts(join(root, id, 'files')),
    solution: readFileSync(join(root, id, 'solution.txt'), 'utf8'),
  };
}

function page(lesson: LessonPackage): { readonly post: (message: ToWorker) => ToPage[]; readonly host: Host } {
  let heard: ToPage[] = [];
  const host = new Host(
    {
      boot(session, given) {
        const cluster = Cluster.boot({
          profile: profileById(session.profile)!,
          seed: session.seed,
          programs: { shell },
        });
        if (given) startLesson(cluster, given);
        return cluster;
      },
      complete,
    },
    (message) => heard.push(message),
  );
  const post = (message: ToWorker): ToPage[] => {
    heard = [];
    host.receive(message);
    while (host.work(() => true));
    return heard;
  };
  const session: Session = newSession(lesson.spec.cluster.profile, lesson.spec.cluster.seed, lesson.spec.id);
  post({ type: 'open', session, lesson });
  return { post, host };
}

const stateIn = (heard: readonly ToPage[]) =>
  heard.flatMap((message) => (message.type === 'lesson' ? [message.state] : [])).at(-1);

describe('a lesson in the host', () => {
  it.each(
    readdirSync(root, { withFileTypes: true })
      .filter((item) => item.isDirectory())
      .map(({ name }) => name),
  )('shows the solution of %s to its end, on a branch of its own', (id) => {
    const { post, host } = page(packageOf(id));
    const heard = post({ type: 'lesson-solution' });
    expect(heard.flatMap((message) => (message.type === 'problem' ? [message.detail] : []))).toEqual([]);
    expect(stateIn(heard)).toMatchObject({ done: true });
    expect(host.current!.branches.map(({ parent }) => parent?.branch)).toEqual([undefined, 1]);
    expect(host.current!.branches[0]!.commands).toEqual([]);
  });

  it('stops the story where a question waits, and goes on when it is answered', () => {
    const { post } = page(packageOf('pod-creation-replay'));
    const file = packageOf('pod-creation-replay').files;
    post({ type: 'command', request: 1, line: 'kubectl apply -f hello-rs.yaml', files: file });
    const asked = stateIn(post({ type: 'settle', limitMs: 60_000 }));
    expect(asked).toMatchObject({ paused: true });
    const frames = post({ type: 'step', by: 5, unit: 'story' }).flatMap((message) =>
      message.type === 'frame' ? [message.frame] : [],
    );
    expect(frames.at(-1)!.at.step).toBe(frames.at(-1)!.lastStep);
    const open = asked!.tasks.find(({ question }) => question)!;
    const before = frames.at(-1)!.at.step;
    for (const option of open.question!.options) post({ type: 'lesson-answer', task: open.id, answer: option });
    const after = post({ type: 'step', by: 1, unit: 'story' }).flatMap((message) =>
      message.type === 'frame' ? [message.frame] : [],
    );
    expect(after.at(-1)!.at.step).toBeGreaterThan(before);
  });
});
