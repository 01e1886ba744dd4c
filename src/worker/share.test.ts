import { describe, expect, it } from 'vitest';
import type { Session, SessionCommand } from './protocol.ts';
import { linkCharsMax, momentOf, newSession, packSession, unpackSession } from './share.ts';

const kubectl = (step: number, line: string): Session['branches'][number]['commands'][number] => ({
  step,
  command: { type: 'kubectl', line, files: {} },
});

const played: Session = {
  ...newSession('lab', 7, 'pod-creation-replay'),
  branches: [
    {
      id: 1,
      parent: undefined,
      commands: [
        kubectl(900, 'kubectl create deployment web --image=nginx'),
        kubectl(1500, 'kubectl delete pod web-1'),
      ],
    },
    {
      id: 2,
      parent: { branch: 1, step: 1200 },
      commands: [
        kubectl(1200, 'kubectl scale deployment web --replicas=5'),
        { step: 1400, atMs: 90_000, command: { type: 'process', actor: 'scheduler', change: 'stop' } },
      ],
    },
  ],
  at: { branch: 2, step: 1400 },
};

describe('links', () => {
  it('carry a session there and back', async () => {
    const text = await packSession(played);
    expect(await unpackSession(text)).toEqual({ value: JSON.parse(JSON.stringify(played)) });
  });

  it('stay short for an evening of commands and a manifest', async () => {
    const manifest = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: nginx:1.27\n`;
    const commands: SessionCommand[] = Array.from({ length: 40 }, (_, i) => ({
      step: 1000 + 137 * i,
      command: {
        type: 'kubectl' as const,
        line: i % 3 ? `kubectl scale deployment web --replicas=${i % 7}` : 'kubectl apply -f web.yaml',
        files: (i % 3 ? {} : { 'web.yaml': manifest.replace('replicas: 3', `replicas: ${i}`) }) as Record<
          string,
          string
        >,
      },
    }));
    const text = await packSession({
      ...newSession('lab', 7),
      branches: [{ id: 1, parent: undefined, commands }],
      at: { branch: 1, step: 7000 },
    });
    expect(text.length).toBeLessThan(linkCharsMax);
  });

  it('of a moment carry only the way to it', () => {
    expect(momentOf(played).branches).toEqual([
      {
        id: 1,
        parent: undefined,
        commands: [
          kubectl(900, 'kubectl create deployment web --image=nginx'),
          kubectl(1200, 'kubectl scale deployment web --replicas=5'),
          played.branches[1]!.commands[1],
        ],
      },
    ]);
    expect(momentOf({ ...played, at: { branch: 1, step: 1499 } }).branches[0]!.commands).toHaveLength(1);
  });

  it.each([
    ['empty text', ''],
    ['other characters', 'a b c'],
    ['no deflated data', 'AAAAAAAAAA'],
  ])('that are damaged say so: %s', async (_, text) => {
    expect(await unpackSession(text)).toHaveProperty('problem');
  });

  it('that are cut off say so', async () => {
    const text = await packSession(played);
    for (let cut = 1; cut < text.length; cut += 7)
      expect(await unpackSession(text.slice(0, -cut))).toHaveProperty('problem');
  });

  it.each([
    ['another version', { version: 2 }],
    ['an unknown profile', { profile: 'huge' }],
    ['a seed that is no whole number', { seed: 1.5 }],
    ['a play-head on no branch', { at: { branch: 3, step: 1 } }],
    ['no branches', { branches: [] }],
    ['a branch before its parent', { branches: [{ id: 1, parent: { branch: 2, step: 3 }, commands: [] }] }],
    ['commands out of order', { branches: [{ id: 1, commands: [kubectl(9, 'a'), kubectl(3, 'b')] }] }],
    [
      'a command of another kind',
      { branches: [{ id: 1, commands: [{ step: 1, command: { type: 'eval', code: '1' } }] }] },
    ],
    ['a field nobody knows', { extra: 1 }],
  ])('with %s are refused', async (_, change) => {
    expect(
      await unpackSession(await packSession({ ...newSession('lab', 7), ...(change as object) } as Session)),
    ).toHaveProperty('problem');
  });
});
