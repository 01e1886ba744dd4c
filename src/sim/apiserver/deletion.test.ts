import { describe, expect, it } from 'vitest';
import type { KubeObject, Status } from '../../api/types.ts';
import { createTestServer, type TestCluster } from '../testing.ts';

const pods = '/api/v1/namespaces/default/pods';
const maps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const merge = { 'content-type': 'application/merge-patch+json' };

function withPod(spec: object = {}, node = 'n1'): TestCluster {
  const server = createTestServer();
  server.create(pods, { metadata: { name: 'web' }, spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec } });
  if (node !== '')
    server.request({ method: 'POST', path: `${pods}/web/binding`, body: { target: { kind: 'Node', name: node } } });
  return server;
}
const remove = (server: TestCluster, path: string, options?: object): KubeObject & Status =>
  server.request({ method: 'DELETE', path, ...(options ? { body: options } : {}) }).body as KubeObject & Status;
const isThere = (server: TestCluster, path: string): boolean => server.request({ path }).code === 200;

describe('Pods stop before they go', () => {
  it('a bound Pod is marked and waits for its kubelet', () => {
    const server = withPod();
    expect(remove(server, `${pods}/web`)).toMatchObject({
      kind: 'Pod',
      metadata: { deletionTimestamp: '2025-06-01T00:00:30Z', deletionGracePeriodSeconds: 30 },
    });
    expect(isThere(server, `${pods}/web`)).toBe(true);
  });
  it.each<[string, object, object | undefined, number | undefined]>([
    ['its own grace period counts', { terminationGracePeriodSeconds: 5 }, undefined, 5],
    ['the option counts more', {}, { gracePeriodSeconds: 7 }, 7],
    ['a negative one means 1', {}, { gracePeriodSeconds: -1 }, 1],
    ['0 means at once', {}, { gracePeriodSeconds: 0 }, undefined],
  ])('%s', (_, spec, options, grace) => {
    const server = withPod(spec);
    remove(server, `${pods}/web`, options);
    const left = server.request({ path: `${pods}/web` }).body as KubeObject;
    expect(left.metadata.deletionGracePeriodSeconds).toBe(grace);
  });
  it('a Pod no node has goes at once', () => {
    const server = withPod({}, '');
    remove(server, `${pods}/web`);
    expect(isThere(server, `${pods}/web`)).toBe(false);
  });
  it('so does one that has finished', () => {
    const server = withPod();
    server.request({
      method: 'PATCH',
      path: `${pods}/web/status`,
      headers: merge,
      body: { status: { phase: 'Succeeded' } },
    });
    remove(server, `${pods}/web`);
    expect(isThere(server, `${pods}/web`)).toBe(false);
  });
  it('a second DELETE can only shorten the time', () => {
    const server = withPod();
    const marked = remove(server, `${pods}/web`);
    expect(remove(server, `${pods}/web`, { gracePeriodSeconds: 60 }).metadata.resourceVersion).toBe(
      marked.metadata.resourceVersion,
    );
    expect(remove(server, `${pods}/web`, { gracePeriodSeconds: 3 }).metadata).toMatchObject({
      deletionGracePeriodSeconds: 3,
      deletionTimestamp: '2025-06-01T00:00:03Z',
    });
  });
  it('watchers see the mark, the last mark, and the removal', () => {
    const server = withPod();
    const stream = server.watch(pods);
    remove(server, `${pods}/web`);
    remove(server, `${pods}/web`, { gracePeriodSeconds: 0 });
    server.kernel.settle(100);
    expect(server.events(stream).map((e) => `${e.type} ${e.object.metadata.deletionGracePeriodSeconds ?? ''}`)).toEqual(
      ['ADDED ', 'MODIFIED 30', 'MODIFIED 0', 'DELETED 0'],
    );
  });
  it('the name is free only when the Pod is gone', () => {
    const server = withPod();
    remove(server, `${pods}/web`);
    const again = server.request({
      method: 'POST',
      path: pods,
      body: { metadata: { name: 'web' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
    });
    expect(again).toMatchObject({ code: 409, body: { message: 'object is being deleted: pods "web" already exists' } });
  });
});

describe('finalizers and propagation', () => {
  it('an object with a finalizer stays until the last one is taken off', () => {
    const server = createTestServer();
    server.create(maps, { metadata: { name: 'a', finalizers: ['example.com/hold'] } });
    expect(remove(server, `${maps}/a`).metadata).toMatchObject({ deletionGracePeriodSeconds: 0 });
    const last = server.request({
      method: 'PATCH',
      path: `${maps}/a`,
      headers: merge,
      body: { metadata: { finalizers: null } },
    });
    expect([last.code, isThere(server, `${maps}/a`)]).toEqual([200, false]);
  });
  it('an object without holds is answered with a Status that names its uid', () => {
    const server = createTestServer();
    const { uid } = server.create(maps, { metadata: { name: 'a' } }).metadata;
    expect(remove(server, `${maps}/a`)).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'a', kind: 'configmaps', uid },
    });
  });
  it.each<[string, string, string[] | undefined]>([
    ['Background removes the owner at once', 'Background', undefined],
    ['Foreground leaves it to the garbage collector', 'Foreground', ['foregroundDeletion']],
    ['Orphan too', 'Orphan', ['orphan']],
  ])('%s', (_, propagationPolicy, finalizers) => {
    const server = createTestServer();
    server.create(deployments, {
      metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
      },
    });
    remove(server, `${deployments}/web`, { propagationPolicy });
    const left = server.request({ path: `${deployments}/web` });
    expect([
      left.code,
      (left.body as KubeObject).metadata.finalizers,
      (left.body as KubeObject).metadata.generation,
    ]).toEqual(finalizers ? [200, finalizers, 2] : [404, undefined, undefined]);
  });
  it.each<[string, object, string]>([
    [
      'another uid',
      { preconditions: { uid: 'x' } },
      'the UID in the precondition (x) does not match the UID in record (',
    ],
    [
      'another version',
      { preconditions: { resourceVersion: '1' } },
      'the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (',
    ],
  ])('a precondition on %s conflicts', (_, options, text) => {
    const server = createTestServer();
    server.create(maps, { metadata: { name: 'a' } });
    const { code, message } = remove(server, `${maps}/a`, options);
    expect([code, message?.includes(text)]).toEqual([409, true]);
  });
  it('a whole collection, by selector', () => {
    const server = createTestServer();
    for (const name of ['a', 'b', 'c'])
      server.create(maps, { metadata: { name, labels: { go: name === 'b' ? 'no' : 'yes' } } });
    const gone = server.request({ method: 'DELETE', path: maps, query: { labelSelector: 'go=yes' } }).body as {
      items: KubeObject[];
    };
    expect(gone.items.map((o) => o.metadata.name)).toEqual(['a', 'c']);
    expect((server.request({ path: maps }).body as { items: KubeObject[] }).items.map((o) => o.metadata.name)).toEqual([
      'b',
    ]);
  });
});

describe('namespaces', () => {
  it('go in two steps, and take nothing new meanwhile', () => {
    const server = createTestServer();
    server.create('/api/v1/namespaces', { metadata: { name: 'lab' } });
    expect(remove(server, '/api/v1/namespaces/lab')).toMatchObject({
      status: { phase: 'Terminating' },
      spec: { finalizers: ['kubernetes'] },
    });
    server.kernel.settle(100);
    const late = server.request({
      method: 'POST',
      path: '/api/v1/namespaces/lab/configmaps',
      body: { metadata: { name: 'x' } },
    });
    expect(late).toMatchObject({
      code: 403,
      body: {
        message:
          'configmaps "x" is forbidden: unable to create new content in namespace lab because it is being terminated',
        details: { causes: [{ reason: 'NamespaceTerminating' }] },
      },
    });
    server.request({
      method: 'PUT',
      path: '/api/v1/namespaces/lab/finalize',
      body: { metadata: { name: 'lab' }, spec: { finalizers: [] } },
    });
    expect(isThere(server, '/api/v1/namespaces/lab')).toBe(false);
  });
  it('a Pod in a new namespace waits a moment for the default account', () => {
    const server = createTestServer();
    server.create('/api/v1/namespaces', { metadata: { name: 'lab' } });
    server.kernel.inject(
      'apiserver',
      {
        kind: 'request',
        request: {
          method: 'POST',
          path: '/api/v1/namespaces/lab/serviceaccounts',
          body: { metadata: { name: 'default' } },
          credential: { type: 'certificate', commonName: 'a', organizations: ['system:masters'] },
        },
      },
      { from: 'test', delayMs: 400 },
    );
    const made = server.request({
      method: 'POST',
      path: '/api/v1/namespaces/lab/pods',
      body: { metadata: { name: 'web' }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    });
    expect(made.code).toBe(201);
    expect(server.kernel.now).toBeGreaterThan(500);
  });
});
