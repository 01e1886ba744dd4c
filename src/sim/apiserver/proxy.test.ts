import { describe, expect, it } from 'vitest';
import type { ActorKind } from '../kernel/types.ts';
import { testCluster, type TestCluster } from '../testing.ts';

/** Answers every request with its path and query; a `follow` one with two chunks. */
const kubeletKind: ActorKind<object> = {
  kind: 'fake-kubelet',
  create: () => ({}),
  receive(_, entry, ctx) {
    if (entry.message.kind !== 'request') return;
    const { path, query } = entry.message.request;
    const follow = query?.['follow'] === 'true';
    const body = `${path} ${JSON.stringify(query)}`;
    ctx.send(entry.from, { kind: 'response', re: entry.id, response: { code: 200, body, streaming: follow } });
    if (!follow) return;
    for (const text of ['one\n', 'two\n']) ctx.send(entry.from, { kind: 'chunk', stream: entry.id, text });
    ctx.send(entry.from, { kind: 'stream-end', stream: entry.id });
  },
};

const pods = '/api/v1/namespaces/default/pods';
function cluster(containers: string[], nodeName = 'n1'): TestCluster {
  const server = testCluster({ kinds: [kubeletKind], actors: [{ id: 'kubelet@n1', kind: 'fake-kubelet' }] });
  server.create('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  server.create(pods, {
    metadata: { name: 'web' },
    spec: { nodeName, containers: containers.map((name) => ({ name, image: 'i' })) },
  });
  server.kernel.settle(1_000);
  return server;
}

describe('logs come from the kubelet of the node', () => {
  it.each<[string, string[], Record<string, string>, number, string]>([
    [
      'the only container needs no name',
      ['c'],
      { tailLines: '3' },
      200,
      '/containerLogs/default/web/c {"tailLines":"3"}',
    ],
    ['one of several is named', ['a', 'b'], { container: 'b' }, 200, '/containerLogs/default/web/b {}'],
  ])('%s', (_, containers, query, code, body) =>
    expect(cluster(containers).request({ path: `${pods}/web/log`, query })).toMatchObject({ code, body }),
  );
  it.each<[string, TestCluster, string, Record<string, string>, string]>([
    [
      'several and none named',
      cluster(['a', 'b']),
      'web',
      {},
      'a container name must be specified for pod web, choose one of: [a b]',
    ],
    [
      'a container that is not there',
      cluster(['a']),
      'web',
      { container: 'x' },
      'container x is not valid for pod web',
    ],
    ['a Pod that is not there', cluster(['a']), 'none', {}, 'pods "none" not found'],
    ['a Pod no node has', cluster(['a'], ''), 'web', {}, 'pod web does not have a host assigned'],
  ])('refused: %s', (_, server, name, query, message) =>
    expect(server.request({ path: `${pods}/${name}/log`, query }).body).toMatchObject({ message }),
  );
  it('a stream is passed on piece by piece, to its end', () => {
    const server = cluster(['c']);
    expect(server.request({ path: `${pods}/web/log`, query: { follow: 'true' } })).toMatchObject({ streaming: true });
    server.kernel.settle(100);
    const texts = [...server.kernel.trace.entries].flatMap((e) =>
      e.type === 'message' && e.to === 'test' && (e.message.kind === 'chunk' || e.message.kind === 'stream-end')
        ? [e.message.kind === 'chunk' ? e.message.text : 'end']
        : [],
    );
    expect(texts).toEqual(['one\n', 'two\n', 'end']);
  });
});
