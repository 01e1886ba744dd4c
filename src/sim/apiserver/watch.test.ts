import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../api/types.ts';
import { createTestServer, type TestCluster } from '../testing.ts';
import type { ApiServerState } from './index.ts';

const pods = '/api/v1/namespaces/default/pods';
const maps = '/api/v1/namespaces/default/configmaps';
const merge = { 'content-type': 'application/merge-patch+json' };
const pod = (name: string, labels: object = {}): unknown => ({
  metadata: { name, labels },
  spec: { containers: [{ name: 'c', image: 'nginx' }] },
});
const label = (server: TestCluster, name: string, labels: object): void => {
  server.request({ method: 'PATCH', path: `${pods}/${name}`, headers: merge, body: { metadata: { labels } } });
};
const bind = (server: TestCluster, name: string, node: string): void => {
  server.request({ method: 'POST', path: `${pods}/${name}/binding`, body: { target: { kind: 'Node', name: node } } });
};
const told = (server: TestCluster, stream: number): string[] => {
  server.kernel.settle(1_000);
  return server.events(stream).map((e) => `${e.type} ${e.object.metadata.name}`);
};

describe('a watch', () => {
  it('without a revision begins with everything there is', () => {
    const server = createTestServer();
    server.create(pods, pod('a'));
    const stream = server.watch(pods);
    server.create(pods, pod('b'));
    expect(told(server, stream)).toEqual(['ADDED a', 'ADDED b']);
  });
  it('from a revision tells what came after, once, in order', () => {
    const server = createTestServer();
    const first = server.create(pods, pod('a'));
    server.create(pods, pod('b'));
    label(server, 'a', { x: 'y' });
    const stream = server.watch(pods, { resourceVersion: first.metadata.resourceVersion });
    server.request({ method: 'DELETE', path: `${pods}/b` });
    expect(told(server, stream)).toEqual(['ADDED b', 'MODIFIED a', 'MODIFIED b', 'DELETED b']);
  });
  it('a deletion carries the last state at the revision of the deletion', () => {
    const server = createTestServer();
    const made = server.create(maps, { metadata: { name: 'a' }, data: { k: 'v' } });
    const stream = server.watch(maps, { resourceVersion: made.metadata.resourceVersion });
    server.request({ method: 'DELETE', path: `${maps}/a` });
    server.kernel.settle(100);
    const [event] = server.events(stream);
    expect(event).toMatchObject({ type: 'DELETED', object: { data: { k: 'v' } } });
    expect(Number(event!.object.metadata.resourceVersion)).toBe(Number(made.metadata.resourceVersion) + 1);
  });
  it.each<[string, Record<string, string>, string[]]>([
    [
      'by label: starting to match is ADDED, ceasing is DELETED',
      { labelSelector: 'on=yes' },
      ['ADDED a', 'MODIFIED a', 'DELETED a'],
    ],
    ['by name: only this one', { fieldSelector: 'metadata.name=b' }, ['ADDED b', 'MODIFIED b']],
    ['by node: from the binding on', { fieldSelector: 'spec.nodeName=n1' }, ['ADDED b']],
    [
      'by not being on a node: until the binding',
      { fieldSelector: 'spec.nodeName=' },
      ['ADDED a', 'ADDED b', 'MODIFIED a', 'MODIFIED a', 'MODIFIED a', 'DELETED b'],
    ],
  ])('%s', (_, query, expected) => {
    const server = createTestServer();
    const stream = server.watch(pods, query);
    server.create(pods, pod('a'));
    server.create(pods, pod('b'));
    label(server, 'a', { on: 'yes' });
    label(server, 'a', { more: 'x' });
    label(server, 'a', { on: 'no' });
    bind(server, 'b', 'n1');
    expect(told(server, stream)).toEqual(expected);
  });
  it('of one namespace hears nothing of another', () => {
    const server = createTestServer();
    server.create('/api/v1/namespaces', { metadata: { name: 'other' } });
    const [own, all] = [server.watch(maps), server.watch('/api/v1/configmaps')];
    server.create('/api/v1/namespaces/other/configmaps', { metadata: { name: 'x' } });
    expect([told(server, own), told(server, all)]).toEqual([[], ['ADDED x']]);
  });
  it('from too long ago gets an ERROR event and an end', () => {
    const server = createTestServer();
    const first = server.create(maps, { metadata: { name: 'a' } });
    for (let i = 0; i < 2_100; i++)
      server.request({ method: 'PATCH', path: `${maps}/a`, headers: merge, body: { data: { i: String(i) } } });
    const stream = server.watch(maps, { resourceVersion: first.metadata.resourceVersion });
    expect(server.events(stream)).toMatchObject([
      {
        type: 'ERROR',
        object: {
          kind: 'Status',
          reason: 'Expired',
          code: 410,
          message: expect.stringMatching(/^too old resource version: \d+ \(\d+\)$/) as string,
        },
      },
    ]);
    expect(server.ended(stream)).toBe(true);
  });
  it('ends cleanly after timeoutSeconds, else after 30 to 60 minutes', () => {
    const server = createTestServer();
    const [short, long] = [server.watch(maps, { timeoutSeconds: '5' }), server.watch(maps)];
    server.kernel.runUntil(server.kernel.now + 6_000);
    expect([server.ended(short), server.ended(long)]).toEqual([true, false]);
    server.kernel.runUntil(server.kernel.now + 3_600_000);
    expect(server.ended(long)).toBe(true);
  });
  it('bookmarks come once a minute to those who asked, and stop with the last of them', () => {
    const server = createTestServer();
    const [asked, other] = [
      server.watch(maps, { allowWatchBookmarks: 'true', timeoutSeconds: '150' }),
      server.watch(maps),
    ];
    server.kernel.runUntil(server.kernel.now + 200_000);
    expect(server.events(asked).map((e) => e.type)).toEqual(
      ['ADDED', 'BOOKMARK', 'BOOKMARK'].slice(server.events(other).length === 0 ? 1 : 0),
    );
    expect(server.kernel.pending().some((e) => e.message.kind === 'timer' && e.message.name === 'bookmarks')).toBe(
      false,
    );
  });
  it('as a Table: one row per event, the columns with the first', () => {
    const server = createTestServer();
    const stream = server.watch(
      pods,
      {},
      { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' } },
    );
    server.create(pods, pod('a'));
    label(server, 'a', { x: 'y' });
    server.kernel.settle(100);
    const tables = server
      .events(stream)
      .map((e) => e.object as unknown as { kind: string; columnDefinitions: unknown[] | null; rows: unknown[] });
    expect(tables.map((t) => [t.kind, t.columnDefinitions === null, t.rows.length])).toEqual([
      ['Table', false, 1],
      ['Table', true, 1],
    ]);
  });
  it('that was cancelled costs nothing more', () => {
    const server = createTestServer();
    const stream = server.watch(maps);
    server.kernel.inject('apiserver', { kind: 'cancel', stream }, { from: 'test' });
    server.create(maps, { metadata: { name: 'x' } });
    expect(told(server, stream)).toEqual([]);
    expect(server.kernel.stateOf<ApiServerState>('apiserver')!.streams.size).toBe(0);
  });
  it('sees the objects a list shows, however they came about', () => {
    const server = createTestServer(3);
    const seen = new Map<string, KubeObject>();
    const stream = server.watch(maps);
    for (let i = 0; i < 60; i++) {
      const name = `m${server.kernel.now % 7}`;
      const method = (['POST', 'PATCH', 'DELETE'] as const)[i % 3]!;
      const path = method === 'POST' ? maps : `${maps}/${name}`;
      server.request({
        method,
        path,
        ...(method === 'DELETE' ? {} : { body: { metadata: { name }, data: { i: String(i) } } }),
        ...(method === 'PATCH' ? { headers: merge } : {}),
      });
    }
    server.kernel.settle(1_000);
    for (const { type, object } of server.events(stream)) {
      if (type === 'DELETED') seen.delete(object.metadata.name);
      else seen.set(object.metadata.name, object);
    }
    const listed = (server.request({ path: maps }).body as { items: KubeObject[] }).items;
    expect([...seen.values()].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))).toEqual(listed);
  });
});

describe('fan-out grows with who wants to know', () => {
  it('a Pod on one of 1,000 watched nodes is one message, and nobody else is looked at', () => {
    const server = createTestServer();
    const streams = Array.from({ length: 1_000 }, (_, i) =>
      server.watch('/api/v1/pods', { fieldSelector: `spec.nodeName=n${i}` }),
    );
    server.create(pods, pod('a'));
    bind(server, 'a', 'n3');
    server.kernel.settle(1_000);
    expect(streams.flatMap((stream, i) => server.events(stream).map((e) => `n${i} ${e.type}`))).toEqual(['n3 ADDED']);
    const { buckets } = server.kernel.stateOf<ApiServerState>('apiserver')!.caches.get('pods')!;
    expect([buckets.get(''), buckets.get('namespace default'), buckets.get('node n3')?.length]).toEqual([
      undefined,
      undefined,
      1,
    ]);
  });
});
