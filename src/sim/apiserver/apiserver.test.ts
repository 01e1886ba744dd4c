import { describe, expect, it } from 'vitest';
import type { KubeObject, Pod, Service, Status } from '../../api/types.ts';
import { emptyTrace } from '../kernel/trace.ts';
import { Kernel } from '../kernel/kernel.ts';
import { etcdKind, type EtcdState } from '../etcd/index.ts';
import type { ApiResponse } from '../messages.ts';
import type { StageVerdict } from '../notes.ts';
import { createTestServer, superAdmin, type TestCluster, type TestRequest } from '../testing.ts';
import { apiserverKind, type ApiServerState } from './index.ts';

const pods = '/api/v1/namespaces/default/pods';
const maps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const pod = (name: string, spec: object = {}): unknown => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
});
const deployment = (name: string, replicas = 2): unknown => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
  },
});
const merge = { 'content-type': 'application/merge-patch+json' };
const strategic = { 'content-type': 'application/strategic-merge-patch+json' };
const message = (response: ApiResponse): string | undefined => (response.body as Status).message;
const verdicts = (server: TestCluster, re: number): StageVerdict[] =>
  [...server.kernel.trace.entries].flatMap((e) =>
    e.type === 'note' && e.note.kind === 'stages' && e.note.re === re ? [...e.note.verdicts] : [],
  );
const lastRequest = (server: TestCluster): number =>
  [...server.kernel.trace.entries].findLast((e) => e.type === 'message' && e.message.kind === 'request')!.id;

describe('a request goes through the stages', () => {
  it('and each leaves its verdict, with what it changed', () => {
    const server = createTestServer();
    server.create(pods, pod('web'));
    server.kernel.settle(100);
    const said = verdicts(server, lastRequest(server));
    expect(said.map((n) => n.stage)).toEqual([
      'authentication',
      'authorization',
      'decode',
      'mutating-admission',
      'validation',
      'validating-admission',
      'etcd',
    ]);
    expect(said[0]!.detail).toBe('kubernetes-super-admin (system:masters, system:authenticated)');
    expect(said[2]!.changed).toContainEqual({ path: 'spec.restartPolicy', value: 'Always' });
    expect(said[3]!.detail).toBe(
      'ServiceAccount: account default; Priority: priority 0; DefaultTolerationSeconds: tolerates not-ready and unreachable for 300 s',
    );
    expect(said[6]!.detail).toMatch(/^revision \d+$/);
  });
  it('the causes lead from the answer and the watch event back to the request', () => {
    const server = createTestServer();
    const stream = server.watch(pods);
    server.create(pods, pod('web'));
    const re = lastRequest(server);
    server.kernel.settle(100);
    const event = [...server.kernel.trace.entries].findLast(
      (e) => e.type === 'message' && e.message.kind === 'watch' && e.message.stream === stream,
    )!;
    const chain: string[] = [];
    for (let e = server.kernel.trace.entries.get(event.id - 1); e; e = server.kernel.trace.entries.get(e.cause - 1))
      chain.push(e.type === 'message' ? e.message.kind : e.note.kind);
    expect(chain).toEqual(['watch', 'stages', 'etcd-watch', 'commit', 'etcd', 'stages', 'request']);
    expect(verdicts(server, re).at(-1)).toMatchObject({ stage: 'watch', detail: '1 watcher told' });
  });
  it('takes time that shows on the clock', () => {
    const server = createTestServer();
    const before = server.kernel.now;
    server.create(pods, pod('web'));
    expect(server.kernel.now - before).toBeGreaterThanOrEqual(5);
    expect(server.kernel.now - before).toBeLessThanOrEqual(9);
  });
});

describe('refusals, in upstream words', () => {
  it.each<[string, TestRequest, number, string]>([
    ['a Pod that is not there', { path: `${pods}/x` }, 404, 'pods "x" not found'],
    ['a Deployment that is not there', { path: `${deployments}/x` }, 404, 'deployments.apps "x" not found'],
    [
      'an unknown resource',
      { path: '/api/v1/namespaces/default/foos' },
      404,
      'the server could not find the requested resource',
    ],
    [
      'an unknown version',
      { path: '/apis/apps/v9/deployments' },
      404,
      'the server could not find the requested resource',
    ],
    [
      'POST to all namespaces',
      { method: 'POST', path: '/api/v1/pods', body: pod('x') },
      405,
      'the server does not allow this method on the requested resource',
    ],
    ['a name that is taken', { method: 'POST', path: pods, body: pod('taken') }, 409, 'pods "taken" already exists'],
    [
      'a namespace that is not there',
      { method: 'POST', path: '/api/v1/namespaces/none/pods', body: pod('x') },
      404,
      'namespaces "none" not found',
    ],
    [
      'the namespace of the body is another',
      { method: 'POST', path: maps, body: { metadata: { name: 'x', namespace: 'y' } } },
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [
      'PUT under another name',
      { method: 'PUT', path: `${maps}/a`, body: { metadata: { name: 'b' } } },
      400,
      'the name of the object (b) does not match the name on the URL (a)',
    ],
    [
      'a service account that is not there',
      { method: 'POST', path: pods, body: pod('x', { serviceAccountName: 'robot' }) },
      403,
      'pods "x" is forbidden: error looking up service account default/robot: serviceaccount "robot" not found',
    ],
    [
      'a priority class that is not there',
      { method: 'POST', path: pods, body: pod('x', { priorityClassName: 'vip' }) },
      403,
      'pods "x" is forbidden: no PriorityClass with name vip was found',
    ],
    [
      'an unknown field, strictly',
      { method: 'POST', path: pods, query: { fieldValidation: 'Strict' }, body: pod('x', { nodName: 'n' }) },
      400,
      'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.nodName"',
    ],
    [
      'a wrong type',
      { method: 'POST', path: deployments, body: { ...(deployment('x') as object), spec: { replicas: 'three' } } },
      400,
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'another kind',
      { method: 'POST', path: maps, body: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } } },
      400,
      'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    ],
    [
      'a media type nobody reads',
      { method: 'POST', path: maps, headers: { 'content-type': 'text/csv' }, body: 'a,b' },
      415,
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    ],
    [
      'an object that is invalid',
      { method: 'POST', path: pods, body: pod('Web') },
      422,
      "Pod \"Web\" is invalid: metadata.name: Invalid value: \"Web\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
    [
      'a field selector the kind does not have',
      { path: pods, query: { fieldSelector: 'spec.foo=x' } },
      400,
      'field label not supported: spec.foo',
    ],
    [
      'deleting a system namespace',
      { method: 'DELETE', path: '/api/v1/namespaces/kube-system' },
      403,
      'namespaces "kube-system" is forbidden: this namespace may not be deleted',
    ],
    [
      'somebody unknown with a token',
      { path: pods, credential: { type: 'token', token: 'guess' } },
      401,
      'Unauthorized',
    ],
  ])('%s', (_, request, code, text) => {
    const server = createTestServer();
    server.create(pods, pod('taken'));
    const response = server.request(request);
    expect([response.code, message(response)]).toEqual([code, text]);
  });
  it('an unknown field is only warned about by default', () => {
    const server = createTestServer();
    expect(server.request({ method: 'POST', path: pods, body: pod('x', { nodName: 'n' }) })).toMatchObject({
      code: 201,
      warnings: ['unknown field "spec.nodName"'],
    });
  });
});

describe('writing', () => {
  it('PUT with an old resourceVersion conflicts, with the current one succeeds', () => {
    const server = createTestServer();
    const first = server.create(maps, { metadata: { name: 'a' }, data: { k: '1' } });
    const put = (data: object, metadata: object = first.metadata): ApiResponse =>
      server.request({ method: 'PUT', path: `${maps}/a`, body: { ...first, metadata, data } });
    const second = put({ k: '2' });
    expect(second.code).toBe(200);
    expect(message(put({ k: '3' }))).toBe(
      'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    );
    expect(put({ k: '3' }, (second.body as KubeObject).metadata).code).toBe(200);
  });
  it('patches without a resourceVersion all land, however they race', () => {
    const server = createTestServer();
    server.create(maps, { metadata: { name: 'a' } });
    for (let i = 0; i < 10; i++) {
      const request = {
        method: 'PATCH',
        path: `${maps}/a`,
        headers: merge,
        body: { data: { [`k${i}`]: 'x' } },
        credential: superAdmin,
      } as const;
      server.kernel.inject('apiserver', { kind: 'request', request }, { from: 'test' });
    }
    server.kernel.settle(1_000);
    expect(Object.keys(server.get(`${maps}/a`)['data'] as object)).toHaveLength(10);
  });
  it('a write that changes nothing is not written', () => {
    const server = createTestServer();
    const made = server.create(deployments, deployment('web'));
    const patched = server.request({
      method: 'PATCH',
      path: `${deployments}/web`,
      headers: strategic,
      body: { spec: { replicas: 2 } },
    });
    expect((patched.body as KubeObject).metadata.resourceVersion).toBe(made.metadata.resourceVersion);
  });
  it('versions share what did not change, and the old one stays as it was', () => {
    const server = createTestServer();
    const made = server.create(pods, pod('web')) as Pod;
    const text = JSON.stringify(made);
    const next = server.request({
      method: 'PATCH',
      path: `${pods}/web/status`,
      headers: strategic,
      body: { status: { phase: 'Running' } },
    }).body as Pod;
    expect(next.spec).toBe(made.spec);
    expect(next.metadata.labels).toBe(made.metadata.labels);
    expect(JSON.stringify(made)).toBe(text);
  });
  it('generated names that collide are drawn again', () => {
    const server = createTestServer();
    const names = new Set(
      Array.from(
        { length: 50 },
        () => server.create(pods, { ...(pod('') as object), metadata: { generateName: 'web-' } }).metadata.name,
      ),
    );
    expect(names.size).toBe(50);
    for (const name of names) expect(name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });
  it('dryRun=All answers as if, and writes nothing', () => {
    const server = createTestServer();
    expect(server.request({ method: 'POST', path: pods, query: { dryRun: 'All' }, body: pod('web') })).toMatchObject({
      code: 201,
      body: { status: { phase: 'Pending' } },
    });
    expect(server.request({ path: `${pods}/web` }).code).toBe(404);
  });
  it('generation counts changes of the spec only', () => {
    const server = createTestServer();
    const generation = (): number | undefined => server.get(`${deployments}/web`).metadata.generation;
    server.create(deployments, deployment('web'));
    server.request({
      method: 'PATCH',
      path: `${deployments}/web`,
      headers: merge,
      body: { metadata: { labels: { a: 'b' } } },
    });
    expect(generation()).toBe(1);
    server.request({
      method: 'PATCH',
      path: `${deployments}/web/status`,
      headers: merge,
      body: { status: { replicas: 2 }, spec: { replicas: 9 } },
    });
    expect([generation(), (server.get(`${deployments}/web`)['spec'] as { replicas: number }).replicas]).toEqual([1, 2]);
    server.request({
      method: 'PATCH',
      path: `${deployments}/web/scale`,
      headers: merge,
      body: { spec: { replicas: 5 } },
    });
    expect([generation(), server.request({ path: `${deployments}/web/scale` }).body]).toMatchObject([
      2,
      { kind: 'Scale', spec: { replicas: 5 }, status: { selector: 'app=web' } },
    ]);
  });
  it('a Pod is bound once', () => {
    const server = createTestServer();
    server.create(pods, pod('web'));
    const bind = (name: string): ApiResponse =>
      server.request({
        method: 'POST',
        path: `${pods}/web/binding`,
        body: { metadata: { name: 'web' }, target: { kind: 'Node', name } },
      });
    expect(bind('n1')).toMatchObject({ code: 201, body: { status: 'Success' } });
    expect(server.get(`${pods}/web`)).toMatchObject({
      spec: { nodeName: 'n1' },
      status: { conditions: [{ type: 'PodScheduled', status: 'True' }] },
    });
    expect(message(bind('n2'))).toBe(
      'Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "n1"',
    );
  });
});

describe('Services get what the cluster has only once', () => {
  const services = '/api/v1/namespaces/default/services';
  const service = (name: string, spec: object = {}): unknown => ({
    metadata: { name },
    spec: { ports: [{ port: 80 }], ...spec },
  });
  it('an address from 10.96.0.0/12 and, for NodePort, a port from 30000 to 32767', () => {
    const server = createTestServer();
    const made = server.create(services, service('web', { type: 'NodePort' })) as Service;
    expect(made.spec.clusterIP).toMatch(/^10\.(9[6-9]|10\d|11[01])\./);
    expect(made.spec.ports![0]!.nodePort).toBeGreaterThanOrEqual(30_086);
  });
  it('no address twice; a deleted Service gives its own back', () => {
    const server = createTestServer();
    const take = (name: string): ApiResponse =>
      server.request({ method: 'POST', path: services, body: service(name, { clusterIP: '10.96.0.50' }) });
    expect(take('a').code).toBe(201);
    expect(message(take('b'))).toBe(
      'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.50"]: failed to allocate IP 10.96.0.50: provided IP is already allocated',
    );
    server.request({ method: 'DELETE', path: `${services}/a` });
    server.kernel.settle(100);
    expect(take('b').code).toBe(201);
  });
  it('a dry run takes nothing', () => {
    const server = createTestServer();
    server.create(services, service('web'));
    const state = server.kernel.stateOf<ApiServerState>('apiserver')!;
    server.request({
      method: 'PATCH',
      path: `${services}/web`,
      query: { dryRun: 'All' },
      headers: merge,
      body: { spec: { type: 'NodePort' } },
    });
    server.request({ method: 'POST', path: services, query: { dryRun: 'All' }, body: service('other') });
    expect([state.nodePorts.size, state.serviceIps.size]).toEqual([0, 2]);
  });
  it('headless and ExternalName Services get none', () => {
    const server = createTestServer();
    expect((server.create(services, service('h', { clusterIP: 'None' })) as Service).spec.clusterIPs).toEqual(['None']);
    expect(
      (
        server.create(services, {
          metadata: { name: 'e' },
          spec: { type: 'ExternalName', externalName: 'example.com' },
        }) as Service
      ).spec.clusterIP,
    ).toBeUndefined();
  });
  it('the kubernetes Service has the first address', () => {
    expect(createTestServer().get(`${services}/kubernetes`)).toMatchObject({
      spec: { clusterIP: '10.96.0.1', ports: [{ port: 443, targetPort: 6443 }] },
    });
  });
});

describe('lists', () => {
  const filled = (): TestCluster => {
    const server = createTestServer();
    for (const name of ['c', 'a', 'b', 'd', 'e'])
      server.create(maps, { metadata: { name, labels: { half: name < 'c' ? 'first' : 'second' } } });
    return server;
  };
  const page = (
    server: TestCluster,
    query: Record<string, string>,
  ): { names: string[]; metadata: { continue?: string; remainingItemCount?: number } } => {
    const body = server.request({ path: maps, query }).body as { items: KubeObject[]; metadata: object };
    return { names: body.items.map((o) => o.metadata.name), metadata: body.metadata };
  };
  it.each<[string, Record<string, string>, string[]]>([
    ['everything, in key order', {}, ['a', 'b', 'c', 'd', 'e']],
    ['from the watch cache, in the same order', { resourceVersion: '0' }, ['a', 'b', 'c', 'd', 'e']],
    ['by label', { labelSelector: 'half=first' }, ['a', 'b']],
    ['by name', { fieldSelector: 'metadata.name=d' }, ['d']],
    ['by label from the cache', { labelSelector: 'half!=first', resourceVersion: '0' }, ['c', 'd', 'e']],
  ])('%s', (_, query, names) => expect(page(filled(), query).names).toEqual(names));
  it('in pages that show one moment, whatever happens in between', () => {
    const server = filled();
    const first = page(server, { limit: '2' });
    expect(first).toMatchObject({ names: ['a', 'b'], metadata: { remainingItemCount: 3 } });
    server.create(maps, { metadata: { name: 'bb' } });
    server.request({ method: 'DELETE', path: `${maps}/c` });
    expect(page(server, { limit: '2', continue: first.metadata.continue! }).names).toEqual(['c', 'd']);
  });
  it('a page of a forgotten moment is gone', () => {
    const server = filled();
    const { metadata } = page(server, { limit: '2' });
    server.create(maps, { metadata: { name: 'later' } });
    server.kernel.runUntil(server.kernel.now + 11 * 60_000);
    expect(server.request({ path: maps, query: { limit: '2', continue: metadata.continue! } })).toMatchObject({
      code: 410,
      body: { reason: 'Expired' },
    });
  });
  it('not older than a revision that is still to come: waits, then gives up', () => {
    const server = filled();
    expect(server.request({ path: maps, query: { resourceVersion: '99999' } })).toMatchObject({
      code: 504,
      body: { message: expect.stringMatching(/^Timeout: Too large resource version: 99999, current: \d+$/) as string },
    });
  });
  it('as a Table, as kubectl asks', () => {
    const server = createTestServer();
    server.create(pods, pod('web'));
    const table = server.request({
      path: pods,
      headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' },
    }).body;
    expect(table).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      rows: [
        {
          cells: ['web', '0/1', 'Pending', '0', '0s', '<none>', '<none>', '<none>', '<none>'],
          object: { kind: 'PartialObjectMetadata' },
        },
      ],
    });
  });
});

describe('discovery and health', () => {
  it.each<[string, string, object]>([
    ['/version', '/version', { gitVersion: 'v1.33.0' }],
    ['/api', '/api', { kind: 'APIVersions', versions: ['v1'] }],
    ['/apis', '/apis', { kind: 'APIGroupList' }],
    ['/apis/apps', '/apis/apps', { kind: 'APIGroup', name: 'apps', preferredVersion: { groupVersion: 'apps/v1' } }],
    ['/apis/apps/v1', '/apis/apps/v1', { kind: 'APIResourceList', groupVersion: 'apps/v1' }],
    [
      '/openapi/v3',
      '/openapi/v3',
      {
        paths: {
          'apis/apps/v1': { serverRelativeURL: expect.stringContaining('/openapi/v3/apis/apps/v1?hash=') as string },
        },
      },
    ],
  ])('%s', (_, path, body) => expect(createTestServer().request({ path }).body).toMatchObject(body));
  it('aggregated discovery for those who ask', () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
    expect(createTestServer().request({ path: '/api', headers: { accept } })).toMatchObject({
      headers: { 'content-type': expect.stringContaining('APIGroupDiscoveryList') as string },
      body: { kind: 'APIGroupDiscoveryList', items: [{ versions: [{ version: 'v1' }] }] },
    });
  });
  it('/healthz says ok, other paths are not found', () => {
    const server = createTestServer();
    expect([server.request({ path: '/healthz' }).body, server.request({ path: '/nope' }).body]).toEqual([
      'ok',
      '404 page not found\n',
    ]);
  });
});

describe('the process', () => {
  it('finds everything again after a restart, and makes nothing twice', () => {
    const server = createTestServer();
    const made = server.create(pods, pod('web'));
    const { revision } = server.kernel.stateOf<EtcdState>('etcd')!.store;
    server.kernel.stopActor('apiserver');
    server.kernel.startActor('apiserver');
    expect(server.get(`${pods}/web`)).toEqual(made);
    server.kernel.settle(1_000);
    expect(server.kernel.stateOf<EtcdState>('etcd')!.store.revision).toBe(revision);
    const stream = server.watch(pods, { resourceVersion: made.metadata.resourceVersion });
    server.create(pods, pod('web2'));
    server.kernel.settle(100);
    expect(server.events(stream).map((e) => e.object.metadata.name)).toEqual(['web2']);
  });
  it('a fork from a checkpoint goes on exactly as the original, in memory and from text', () => {
    const server = createTestServer(7);
    const { kernel } = server;
    for (let i = 0; i < 20; i++) {
      kernel.inject(
        'apiserver',
        {
          kind: 'request',
          request: {
            method: 'POST',
            path: pods,
            credential: superAdmin,
            body: { ...(pod('') as object), metadata: { generateName: 'web-' } },
          },
        },
        { from: 'test' },
      );
    }
    for (let i = 0; i < 37; i++) kernel.step();
    const snapshot = kernel.snapshot();
    const text = kernel.packSnapshot(snapshot);
    kernel.settle(1_000);
    for (const restore of [snapshot, kernel.unpackSnapshot(text)]) {
      const other = new Kernel(
        [etcdKind, apiserverKind, { kind: 'test', create: () => ({}), receive: () => undefined }],
        0,
      );
      other.restore(
        { ...restore, actors: restore.actors.map(([id, a]) => [id, id === 'test' ? { ...a, snapshot: {} } : a]) },
        emptyTrace(),
      );
      other.settle(1_000);
      expect(other.traceHash()).toBe(kernel.traceHash());
    }
  });
  it('says so when etcd does not answer', () => {
    const server = createTestServer();
    server.kernel.stopActor('etcd');
    const response = server.request({ method: 'POST', path: maps, body: { metadata: { name: 'x' } } }, 200_000);
    expect(response).toMatchObject({
      code: 504,
      body: { message: 'Timeout: request did not complete within requested timeout - context deadline exceeded' },
    });
  });
});
