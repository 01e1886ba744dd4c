import { describe, expect, it } from 'vitest';
import { HandMade, object } from './hand-made.ts';
import { emptyStory, foldStory, type StoryIndex } from './story.ts';
import { whyEntry, whyObject } from './why.ts';

const folded = (h: HandMade): StoryIndex => {
  const story = emptyStory();
  foldStory(story, h.trace, 0);
  return story;
};
const keys = (links: ReturnType<typeof whyEntry>): string[] => links.map(({ say }) => say.key);

describe('why', () => {
  it('goes back from a Pod to the person’s command, by decisions, wishes and news', () => {
    const h = new HandMade();
    const typed = h.message('user', 'user', {
      kind: 'command',
      command: { type: 'kubectl', line: 'kubectl apply -f rs.yaml', files: {} },
    });
    const wish = h.request(
      'user',
      'POST',
      '/apis/apps/v1/namespaces/default/replicasets',
      object('ReplicaSet', 'hello'),
      typed.id,
    );
    const news = h.news('controller-manager', 'ADDED', object('ReplicaSet', 'hello'), undefined, wish.id);
    h.note(
      'controller-manager',
      { kind: 'enqueue', controller: 'replicaset-controller', key: 'default/hello' },
      news.id,
    );
    const decision = h.note(
      'controller-manager',
      {
        kind: 'reconcile',
        controller: 'replicaset-controller',
        key: 'default/hello',
        because: { key: 'replicaset.missing', values: { have: 0, want: 1 } },
        requests: 1,
      },
      news.id,
    );
    const create = h.request(
      'controller-manager',
      'POST',
      '/api/v1/namespaces/default/pods',
      object('Pod', 'hello-1', { spec: {} }),
      decision.id,
      { agent: 'replicaset-controller' },
    );
    const pod = object('Pod', 'hello-1', { spec: {} });
    h.news('scheduler', 'ADDED', pod, undefined, create.id);
    const story = folded(h);
    expect(keys(whyObject(h.trace, story, pod))).toEqual([
      'why.commit',
      'beat.create.missing',
      'replicaset.missing',
      'notice.new',
      'beat.create',
      'beat.command',
    ]);
    const links = whyObject(h.trace, story, pod);
    expect(links.map(({ step }) => step === undefined)).not.toContain(true);
    expect(links.at(-1)!.entry).toBe(typed.id);
  });

  it('ends at the timer of a periodic task, not at the one before', () => {
    const h = new HandMade();
    const first = h.message('kubelet@w1', 'kubelet@w1', { kind: 'timer', name: 'probe' }, 0, { quiet: true });
    const second = h.message('kubelet@w1', 'kubelet@w1', { kind: 'timer', name: 'probe' }, first.id, { quiet: true });
    const stop = h.message(
      'kubelet@w1',
      'runtime@w1',
      { kind: 'cri', call: { call: 'StopContainer', podUid: 'u', containerId: 'c', timeoutMs: 1 } },
      second.id,
    );
    expect(keys(whyEntry(h.trace, stop.id))).toEqual(['cri.StopContainer', 'why.timer']);
  });

  it('tells long waits and ends at the start of a process', () => {
    const h = new HandMade();
    const start = h.message('kubelet@w1', 'kubelet@w1', { kind: 'start' });
    const backoff = h.message('kubelet@w1', 'kubelet@w1', { kind: 'timer', name: 'back-off' }, start.id, {
      sentMs: 0,
      at: 10_000,
    });
    const again = h.message(
      'kubelet@w1',
      'runtime@w1',
      { kind: 'cri', call: { call: 'StartContainer', podUid: 'u', containerId: 'c' } },
      backoff.id,
    );
    const links = whyEntry(h.trace, again.id);
    expect(keys(links)).toEqual(['cri.StartContainer', 'why.wait', 'why.start']);
    expect(links[1]!.say.values).toEqual({ who: 'kubelet', seconds: 10 });
  });

  it('says nothing of an object whose commit is not in the trace', () => {
    const h = new HandMade();
    expect(whyObject(h.trace, folded(h), object('Pod', 'old'))).toEqual([]);
  });
});
