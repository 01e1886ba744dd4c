import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../api/types.ts';
import { Kernel } from '../kernel/kernel.ts';
import { truncated } from '../kernel/trace.ts';
import type { ActorKind } from '../kernel/types.ts';
import type { EtcdEvent, EtcdReply, EtcdRequest } from '../messages.ts';
import { changedKeys, changesBetween, etcdKind, forget, keyInfoAt, listAt, readAt, type EtcdState } from './index.ts';

interface ClientState {
  replies: EtcdReply[];
  events: EtcdEvent[];
}
/** Remembers everything etcd says. */
const clientKind: ActorKind<ClientState> = {
  kind: 'client',
  create: () => ({ replies: [], events: [] }),
  receive(state, { message }, ctx) {
    if (message.kind === 'etcd') ctx.send('etcd', message);
    if (message.kind === 'etcd-reply') state.replies.push(message.reply);
    if (message.kind === 'etcd-watch') state.events.push(...message.events);
  },
};

function start(seed = 1): Kernel {
  const kernel = new Kernel([etcdKind, clientKind], seed);
  kernel.addActor('etcd', 'etcd');
  kernel.addActor('c', 'client');
  kernel.settle(10);
  return kernel;
}
const say = (kernel: Kernel, request: EtcdRequest): void => {
  kernel.inject('etcd', { kind: 'etcd', request }, { from: 'c' });
};
const ask = (kernel: Kernel, request: EtcdRequest): EtcdReply => {
  say(kernel, request);
  kernel.settle(1000);
  return client(kernel).replies.at(-1)!;
};
const client = (kernel: Kernel): ClientState => kernel.stateOf<ClientState>('c')!;
const state = (kernel: Kernel): EtcdState => kernel.stateOf<EtcdState>('etcd')!;

const object = (name: string, data?: string): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', uid: name, resourceVersion: '', creationTimestamp: '' },
    data,
  }) as KubeObject;
const key = (name: string): string => `/registry/configmaps/default/${name}`;
const put = (name: string, ifModRevision?: number, data = ''): EtcdRequest => ({
  op: 'txn',
  ifModRevision,
  key: key(name),
  value: object(name, data),
});
const del = (name: string, ifModRevision?: number): EtcdRequest => ({
  op: 'txn',
  ifModRevision,
  key: key(name),
  value: undefined,
});
const names = (reply: EtcdReply): string[] =>
  reply.op === 'range' ? reply.values.map((v) => v.metadata.name) : [reply.op];
const all = (more: Partial<Extract<EtcdRequest, { op: 'range' }>> = {}): EtcdRequest => ({
  op: 'range',
  key: '/registry/configmaps/',
  prefix: true,
  ...more,
});

describe('transactions', () => {
  it('every write adds one revision, the first is 2, and stamps and freezes the value', () => {
    const kernel = start();
    expect(ask(kernel, put('a', 0))).toMatchObject({
      succeeded: true,
      revision: 2,
      current: { metadata: { resourceVersion: '2' } },
    });
    expect(ask(kernel, put('b', 0))).toMatchObject({ succeeded: true, revision: 3 });
    expect(Object.isFrozen(readAt(state(kernel), key('a'), 3))).toBe(true);
  });
  it.each<[string, EtcdRequest, boolean]>([
    ['create of a key that exists fails', put('a', 0), false],
    ['update at the right revision succeeds', put('a', 2), true],
    ['update at an older revision fails', put('a', 1), false],
    ['delete at the right revision succeeds', del('a', 2), true],
    ['delete at another revision fails', del('a', 7), false],
    ['no condition always succeeds', put('a'), true],
  ])('%s', (_, request, succeeded) => {
    const kernel = start();
    ask(kernel, put('a', 0));
    const reply = ask(kernel, request);
    expect(reply).toMatchObject({ op: 'txn', succeeded, revision: succeeded ? 3 : 2 });
    expect((reply as { current?: KubeObject }).current?.metadata.resourceVersion).toBe(
      succeeded ? ((request as { value?: object }).value ? '3' : '2') : '2',
    );
  });
  it('deleting nothing does not change the revision', () => {
    const kernel = start();
    expect(ask(kernel, del('a'))).toMatchObject({ succeeded: true, revision: 1 });
  });
  it('counts versions from 1 again after a delete', () => {
    const kernel = start();
    for (const request of [put('a'), put('a'), del('a'), put('a'), put('a')]) ask(kernel, request);
    expect(keyInfoAt(state(kernel), key('a'), 3)).toMatchObject({ createRevision: 2, modRevision: 3, version: 2 });
    expect(keyInfoAt(state(kernel), key('a'), 4)).toBeUndefined();
    expect(keyInfoAt(state(kernel), key('a'), 6)).toMatchObject({ createRevision: 5, modRevision: 6, version: 2 });
  });
  it('answers leave in the order of revisions although every fsync takes its own time', () => {
    const kernel = start();
    for (let i = 0; i < 50; i++) say(kernel, put(`k${i}`));
    kernel.settle(1000);
    expect(client(kernel).replies.map((r) => (r.op === 'txn' ? r.revision : 0))).toEqual(
      Array.from({ length: 50 }, (_, i) => i + 2),
    );
  });
});

describe('range', () => {
  const filled = (): Kernel => {
    const kernel = start();
    for (const name of ['c', 'a', 'b', 'd']) ask(kernel, put(name)); // 2..5
    ask(kernel, del('b')); // 6
    ask(kernel, put('c')); // 7
    return kernel;
  };
  it.each<[string, EtcdRequest, string[]]>([
    ['a prefix gives living keys in order', all(), ['a', 'c', 'd']],
    ['as it was before the delete', all({ revision: 5 }), ['a', 'b', 'c', 'd']],
    ['as it was in the beginning', all({ revision: 3 }), ['a', 'c']],
    ['a page', all({ limit: 2 }), ['a', 'c']],
    ['the next page', all({ limit: 2, after: key('c') }), ['d']],
    ['the next page of the past', all({ revision: 5, limit: 2, after: key('a') }), ['b', 'c']],
    ['one key', { op: 'range', key: key('a'), prefix: false }, ['a']],
    ['no such key', { op: 'range', key: key('x'), prefix: false }, []],
    ['a namespace is not the prefix of another', { op: 'range', key: '/registry/configmaps/def/', prefix: true }, []],
  ])('%s', (_, request, expected) => expect(names(ask(filled(), request))).toEqual(expected));
  it.each<[string, number, string]>([
    ['a revision that does not exist yet', 99, 'etcdserver: mvcc: required revision is a future revision'],
    ['a compacted one', 3, 'etcdserver: mvcc: required revision has been compacted'],
  ])('refuses %s', (_, revision, error) => {
    const kernel = filled();
    ask(kernel, { op: 'compact', revision: 4 });
    expect(ask(kernel, all({ revision }))).toMatchObject({ op: 'error', error });
  });
});

describe('watch', () => {
  it('tells every change after its start once, in order', () => {
    const kernel = start();
    ask(kernel, put('a'));
    ask(kernel, put('b'));
    say(kernel, put('c')); // On its way while the watch begins.
    say(kernel, { op: 'watch', prefix: '/registry/configmaps/', fromRevision: 3 });
    say(kernel, del('a'));
    kernel.settle(1000);
    expect(client(kernel).events.map((e) => `${e.revision} ${e.type} ${e.key.slice(-1)}`)).toEqual([
      '3 put b',
      '4 put c',
      '5 delete a',
    ]);
    expect(client(kernel).events[2]!.previous!.metadata.resourceVersion).toBe('2');
  });
  it('is refused from a compacted revision', () => {
    const kernel = start();
    ask(kernel, put('a'));
    ask(kernel, put('a'));
    ask(kernel, { op: 'compact', revision: 3 });
    expect(ask(kernel, { op: 'watch', prefix: '/registry/', fromRevision: 2 })).toMatchObject({
      op: 'error',
      compactRevision: 3,
    });
  });
  it('survives a restart of etcd, as the data does', () => {
    const kernel = start();
    ask(kernel, { op: 'watch', prefix: '/registry/', fromRevision: 1 });
    ask(kernel, put('a'));
    kernel.stopActor('etcd');
    kernel.startActor('etcd');
    ask(kernel, put('b'));
    expect(client(kernel).events.map((e) => e.revision)).toEqual([2, 3]);
    expect(names(ask(kernel, all()))).toEqual(['a', 'b']);
  });
});

describe('leases', () => {
  it('expiry deletes the attached keys in one revision', () => {
    const kernel = start();
    ask(kernel, { op: 'watch', prefix: '/registry/', fromRevision: 1 });
    const reply = ask(kernel, { op: 'lease-grant', ttlSeconds: 60 });
    const leaseId = reply.op === 'lease-grant' ? reply.leaseId : 0;
    for (const name of ['a', 'b', 'c'])
      ask(kernel, { op: 'txn', key: key(name), ifModRevision: 0, value: object(name), leaseId });
    ask(kernel, put('c')); // Written again without the lease: stays.
    kernel.runUntil(59_000);
    expect(names(ask(kernel, all()))).toEqual(['a', 'b', 'c']);
    kernel.runUntil(61_000);
    expect(names(ask(kernel, all()))).toEqual(['c']);
    expect(
      client(kernel)
        .events.slice(-2)
        .map((e) => `${e.revision} ${e.type}`),
    ).toEqual(['6 delete', '6 delete']);
  });
});

describe('checkpoints', () => {
  it('two branches from one moment never see each other, and both know the past', () => {
    const kernel = start();
    for (const name of ['a', 'b']) ask(kernel, put(name));
    const moment = kernel.snapshot();
    const other = start();
    other.restore(moment, truncated(kernel.trace, kernel.steps));
    ask(kernel, put('left'));
    ask(kernel, del('a'));
    ask(other, put('right'));
    expect(names(ask(kernel, all()))).toEqual(['b', 'left']);
    expect(names(ask(other, all()))).toEqual(['a', 'b', 'right']);
    expect(names(ask(other, all({ revision: 2 })))).toEqual(['a']);
    expect(listAt(state(other), '/registry/configmaps/', 4).map((o) => o.metadata.name)).toEqual(['a', 'b', 'right']);
    expect(changesBetween(state(other), 1, 9).map((e) => e.key.split('/').at(-1))).toEqual(['a', 'b', 'right']);
  });
  it('a value already stamped in one branch is not changed by the other', () => {
    const kernel = start();
    say(kernel, put('a'));
    const moment = kernel.snapshot();
    kernel.settle(100);
    const first = readAt(state(kernel), key('a'), 2)!;
    const other = start();
    other.restore(moment, truncated(kernel.trace, kernel.steps));
    other.inject('etcd', { kind: 'etcd', request: put('z') }, { from: 'c' });
    other.settle(100);
    expect(first.metadata.resourceVersion).toBe('2');
    expect(
      new Set([2, 3].map((r) => changesBetween(state(other), r - 1, r)[0]!.value!.metadata.resourceVersion)),
    ).toEqual(new Set(['2', '3']));
  });
  it('a leap sees each changed key once, with its value at the landing, in a fork too', () => {
    const step = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd', 'e'), remove: fc.boolean() });
    const revision = fc.nat(40);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(40), revision, revision, (steps, cut, one, other) => {
        let kernel = start();
        steps.forEach(({ name, remove }, i) => {
          if (i === cut) {
            const fork = start();
            fork.restore(kernel.snapshot(), truncated(kernel.trace, kernel.steps));
            kernel = fork;
          }
          say(kernel, remove ? del(name) : put(name));
          kernel.settle(100);
        });
        const etcd = state(kernel);
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        for (const at of [from, to]) {
          const expected = changesBetween(etcd, from, to).filter((e) => !e.key.endsWith('/e'));
          const found = changedKeys(etcd, from, to, at, (k) => !k.endsWith('/e'));
          expect(new Set(found.keys())).toEqual(new Set(expected.map((e) => e.key)));
          for (const [k, value] of found) expect(value).toBe(readAt(etcd, k, at));
        }
      }),
    );
  });
  it('any history: reading at a revision gives what the store held then; saved, restored and forked stores agree', () => {
    const step = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd', 'e'), remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(60), (steps, cut) => {
        let kernel = start();
        const then: string[][] = [[], []];
        const now = new Set<string>();
        steps.forEach(({ name, remove }, i) => {
          if (i === cut) {
            const snapshot = kernel.snapshot();
            ask(kernel, put('lost')); // The abandoned branch goes on a little.
            const next = start();
            next.restore(snapshot, truncated(kernel.trace, kernel.steps));
            kernel = next;
          }
          if (remove && !now.has(name)) return;
          ask(kernel, remove ? del(name) : put(name));
          if (remove) now.delete(name);
          else now.add(name);
          then.push([...now].sort());
        });
        then.forEach((expected, revision) => {
          expect(listAt(state(kernel), '/registry/configmaps/', revision).map((o) => o.metadata.name)).toEqual(
            expected,
          );
        });
        expect(names(ask(kernel, all()))).toEqual([...now].sort());
        const saved = start();
        saved.restore(
          saved.unpackSnapshot(kernel.packSnapshot(kernel.snapshot())),
          truncated(kernel.trace, kernel.steps),
        );
        expect(names(ask(saved, all()))).toEqual([...now].sort());
      }),
      { numRuns: 60 },
    );
  });
  it('Leases keep a window of their past and what a checkpoint sees, not every renewal', () => {
    const kernel = start();
    const lease = '/registry/leases/kube-node-lease/w1';
    const renew = (n: number): void => {
      for (let i = 0; i < n; i++)
        say(kernel, { op: 'txn', ifModRevision: undefined, key: lease, value: object('w1', String(i)) });
      kernel.settle(1000);
    };
    renew(500);
    const moment = kernel.snapshot();
    renew(9_000);
    const history = state(kernel).store.keys.get(lease)!;
    expect(history.values.length).toBeLessThan(4_100);
    expect(readAt(state(kernel), lease, 501)!.metadata.resourceVersion).toBe('501');
    const other = start();
    other.restore(moment, truncated(kernel.trace, kernel.steps));
    expect(readAt(state(other), lease, 501)!.metadata.resourceVersion).toBe('501');
    expect(keyInfoAt(state(kernel), lease, 9_501)).toMatchObject({ version: 9_500, createRevision: 2 });
  });
  it('the host can free the past', () => {
    const kernel = start();
    for (let i = 0; i < 5; i++) for (const request of [put('a'), put(`x${i}`), del(`x${i}`)]) ask(kernel, request);
    forget(state(kernel), 12);
    expect(readAt(state(kernel), key('a'), 13)).toBeDefined();
    expect(state(kernel).store.keys.size).toBe(3);
    expect(names(ask(kernel, all()))).toEqual(['a']);
  });
});
