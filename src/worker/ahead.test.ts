import { describe, expect, it } from 'vitest';
import { shell } from '../kubectl/shell/index.ts';
import { Cluster } from '../sim/cluster.ts';
import { profileById } from '../sim/profiles.ts';
import { Ahead, expectedSession, isExpected } from './ahead.ts';
import { Host } from './host.ts';
import type { Session, ToPage } from './protocol.ts';
import { openHistory } from './session.ts';
import { newSession, packSession } from './share.ts';

const fresh = { profile: 'lab', seed: 7, lesson: 'first-five-minutes' } as const;
const boot = ({ profile, seed }: Session): Cluster =>
  Cluster.boot({ profile: profileById(profile)!, seed, programs: { shell } });

/** All a page is told when it opens a session, with what was made ahead or without. */
function told(session: Session, ahead?: Ahead): readonly ToPage[] {
  const heard: ToPage[] = [];
  const host = new Host(
    {
      boot,
      complete: () => ({ from: 0, items: [] }),
      ...(ahead ? { ahead: (...given) => ahead.take(...given) } : {}),
    },
    (message) => heard.push(message),
  );
  host.receive({ type: 'open', session });
  host.receive({ type: 'command', request: 1, line: 'kubectl get nodes', files: {}, through: true });
  while (host.work(() => true));
  host.receive({ type: 'hash' });
  return heard;
}

const linked: Session = {
  ...newSession('lab', 7, fresh.lesson),
  branches: [
    {
      id: 1,
      parent: undefined,
      commands: [
        { step: 0, command: { type: 'kubectl', line: 'kubectl create deployment a --image=hello:v1', files: {} } },
      ],
    },
  ],
};

describe('what is made before it is asked for', () => {
  it('is the same as what would be opened, for a first visit and for a link', async () => {
    const first = boot(linked).firstStep;
    const commands = linked.branches[0]!.commands.map((each) => ({ ...each, step: first }));
    const session = {
      ...linked,
      branches: [{ ...linked.branches[0]!, commands }],
      at: { branch: 1, step: first + 200 },
    };
    for (const link of [undefined, await packSession(session)]) {
      const data: unknown = { type: 'expect', fresh, ...(link === undefined ? {} : { link }) };
      expect(isExpected(data)).toBe(true);
      const expected = (await expectedSession(data as Parameters<typeof expectedSession>[0]))!;
      const asked = link === undefined ? newSession('lab', 7, fresh.lesson) : session;
      const ahead = new Ahead();
      let made = 0;
      ahead.make(expected, () => (made++, openHistory(boot(expected), expected)));
      expect(told(asked, ahead)).toEqual(told(asked));
      expect(made).toBe(1);
      // It was used: a second taking finds nothing.
      expect(ahead.take(asked, undefined)).toBeUndefined();
    }
  });

  it('is forgotten when the page opens something else', () => {
    const ahead = new Ahead();
    const session = newSession('lab', 7);
    ahead.make(session, () => openHistory(boot(session), session));
    expect(ahead.take(newSession('lab', 8), undefined)).toBeUndefined();
    expect(ahead.take(session, undefined)).toBeUndefined();
  });

  it('is nothing for a link that cannot be read', async () => {
    expect(await expectedSession({ type: 'expect', fresh, link: '!' })).toBeUndefined();
    expect(isExpected({ type: 'open' })).toBe(false);
  });
});
