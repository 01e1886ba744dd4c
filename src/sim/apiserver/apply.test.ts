import { beforeEach, describe, expect, it } from 'vitest';
import type { ManagedFieldsEntry } from '../../api/managed-fields/index.ts';
import type { KubeObject, Status } from '../../api/types.ts';
import { packState, unpackState } from '../kernel/copy.ts';
import type { ApiResponse } from '../messages.ts';
import { createTestServer, type TestCluster } from '../testing.ts';
import { entriesOf } from './ownership/owners.ts';

const applyType = 'application/apply-patch+yaml';
const maps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const map = (data: Record<string, string> | undefined): unknown => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'm' },
  ...(data ? { data } : {}),
});
const deployment = (spec: Record<string, unknown>): unknown => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec,
});
const template = {
  selector: { matchLabels: { app: 'web' } },
  template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
};

describe('server-side apply', () => {
  let server: TestCluster;
  beforeEach(() => {
    server = createTestServer();
  });

  const send = (
    method: 'POST' | 'PUT' | 'PATCH' | 'GET',
    path: string,
    manager: string,
    body?: unknown,
    contentType = 'application/json',
    more: Record<string, string> = {},
  ): ApiResponse =>
    server.request({
      method,
      path,
      query: { ...(manager === '' ? {} : { fieldManager: manager }), ...more },
      headers: { accept: 'application/json', 'content-type': contentType },
      ...(body === undefined ? {} : { body }),
    });
  const apply = (path: string, manager: string, body: unknown, more: Record<string, string> = {}): ApiResponse =>
    send('PATCH', path, manager, body, applyType, more);
  const read = (path: string): KubeObject => send('GET', path, '').body as KubeObject;
  const owners = (path: string): ManagedFieldsEntry[] =>
    (read(path).metadata.managedFields ?? []) as ManagedFieldsEntry[];
  const who = (path: string): string[] =>
    owners(path).map(
      ({ manager, operation, subresource, fieldsV1 }) =>
        `${manager} ${operation}${subresource ? ` ${subresource}` : ''} ${JSON.stringify(fieldsV1)}`,
    );
  const wait = (ms: number): number => server.kernel.runUntil(server.kernel.now + ms);

  it('creates what is not there, and says so', () => {
    expect(apply(`${maps}/m`, 'alice', map({ a: '1' })).code).toBe(201);
    expect(who(`${maps}/m`)).toEqual(['alice Apply {"f:data":{"f:a":{}}}']);
  });
  it('two managers: sharing, conflict, force, giving up', () => {
    apply(`${maps}/m`, 'alice', map({ a: '1', b: '2' }));
    apply(`${maps}/m`, 'bob', map({ a: '1' }));
    expect(who(`${maps}/m`)).toContain('bob Apply {"f:data":{"f:a":{}}}');
    const { code, body } = apply(`${maps}/m`, 'bob', map({ a: '9' }));
    expect(code).toBe(409);
    expect(body).toMatchObject({
      reason: 'Conflict',
      message: 'Apply failed with 1 conflict: conflict with "alice": .data.a',
      details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "alice"', field: '.data.a' }] },
    });
    expect(apply(`${maps}/m`, 'bob', map({ a: '9' }), { force: 'true' }).code).toBe(200);
    expect(who(`${maps}/m`)).toEqual(['alice Apply {"f:data":{"f:b":{}}}', 'bob Apply {"f:data":{"f:a":{}}}']);
    apply(`${maps}/m`, 'bob', map(undefined));
    expect(read(`${maps}/m`)['data']).toEqual({ b: '2' });
  });
  it('an apply that changes nothing writes nothing', () => {
    apply(`${maps}/m`, 'alice', map({ a: '1' }));
    const before = read(`${maps}/m`);
    wait(5_000);
    expect(apply(`${maps}/m`, 'alice', map({ a: '1' })).body).toEqual(before);
    expect(read(`${maps}/m`)).toEqual(before);
  });
  it('a dry run shows what would be and keeps nothing', () => {
    const { body } = apply(`${maps}/m`, 'alice', map({ a: '1' }), { dryRun: 'All' });
    expect((body as KubeObject).metadata.managedFields).toHaveLength(1);
    expect(send('GET', `${maps}/m`, '').code).toBe(404);
  });
  it('what was made otherwise belongs to who made it', () => {
    send('POST', deployments, 'kubectl-client-side-apply', deployment({ ...template, replicas: 2 }));
    const { body } = apply(`${deployments}/web`, 'bob', deployment({ replicas: 5 }));
    expect((body as Status).message).toBe(
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas',
    );
  });
  it('kubectl may change what its own client-side apply left as it was', () => {
    const last = JSON.stringify(deployment({ ...template, replicas: 2 }));
    const made = deployment({ ...template, replicas: 2 }) as KubeObject;
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': last };
    send('POST', deployments, 'kubectl-client-side-apply', { ...made, metadata: { ...made.metadata, annotations } });
    const answer = apply(`${deployments}/web`, 'kubectl', deployment({ ...template, replicas: 5 }));
    expect(answer.code).toBe(200);
    const { metadata } = answer.body as KubeObject;
    expect(JSON.parse(metadata.annotations!['kubectl.kubernetes.io/last-applied-configuration']!)).toMatchObject({
      spec: { replicas: 5 },
    });
  });
  it.each([
    [
      'no manager',
      '',
      map({}),
      422,
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    ],
    [
      'another name',
      'x',
      { ...(map({}) as object), metadata: { name: 'z' } },
      400,
      'the name of the object (z) does not match the name on the URL (m)',
    ],
    [
      'no name',
      'x',
      { ...(map({}) as object), metadata: {} },
      400,
      'the name of the object (m based on URL) was undeterminable: name must be provided',
    ],
    ['another kind', 'x', { ...(map({}) as object), kind: 'Secret' }, 400, 'invalid object type: /v1, Kind=Secret'],
    [
      'owners of its own',
      'x',
      { ...(map({}) as object), metadata: { name: 'm', managedFields: [{}] } },
      400,
      'metadata.managedFields must be nil',
    ],
    [
      'an unknown field',
      'x',
      { ...(map({}) as object), bogus: 1 },
      500,
      'failed to create typed patch object (/m; /v1, Kind=ConfigMap): .bogus: field not declared in schema',
    ],
    [
      'no object',
      'x',
      [],
      400,
      'error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}',
    ],
    [
      'a uid of nobody',
      'x',
      { ...(map({}) as object), metadata: { name: 'm', uid: 'u' } },
      409,
      'Operation cannot be fulfilled on configmaps "m": uid mismatch: the provided object specified uid u, and no existing object was found',
    ],
  ])('%s: refused', (_, manager, body, code, message) => {
    const answer = apply(`${maps}/m`, manager, body);
    expect([answer.code, (answer.body as Status).message]).toEqual([code, message]);
  });
  it('who may patch may not create by applying', () => {
    const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
    const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['patch'] }];
    server.create(`${rbac}/roles`, { metadata: { name: 'patcher' }, rules });
    server.create(`${rbac}/rolebindings`, {
      metadata: { name: 'patcher' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'patcher' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' }],
    });
    const as = { type: 'certificate', commonName: 'jane', organizations: [] } as const;
    const request = {
      method: 'PATCH',
      path: `${maps}/m`,
      query: { fieldManager: 'x' },
      headers: { 'content-type': applyType },
      body: map({ a: '1' }),
      credential: as,
    } as const;
    const { code, body } = server.request(request);
    expect([code, (body as Status).message]).toEqual([
      403,
      'configmaps "m" is forbidden: User "jane" cannot create resource "configmaps" in API group "" in the namespace "default"',
    ]);
    server.create(maps, map({ a: '1' }));
    expect(server.request(request).code).toBe(200);
  });
  it('the body may be CBOR nowhere', () => {
    expect(send('PATCH', `${maps}/m`, 'x', map({}), 'application/apply-patch+cbor').code).toBe(415);
  });

  describe('subresources', () => {
    beforeEach(() => {
      apply(`${deployments}/web`, 'alice', deployment({ ...template, replicas: 2 }));
    });
    it('a scale takes the size over, under its own name', () => {
      const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web' }, spec: { replicas: 7 } };
      expect(send('PUT', `${deployments}/web/scale`, 'scaler', scale).code).toBe(200);
      expect(who(`${deployments}/web`)).toContain('scaler Update scale {"f:spec":{"f:replicas":{}}}');
      expect(who(`${deployments}/web`)[0]).not.toContain('f:replicas');
    });
    it('a scale can be applied', () => {
      const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'web' }, spec: { replicas: 7 } };
      const refused = apply(`${deployments}/web/scale`, 'scaler', scale).body as Status;
      expect(refused.message).toBe('Apply failed with 1 conflict: conflict with "alice": .spec.replicas');
      expect(apply(`${deployments}/web/scale`, 'scaler', scale, { force: 'true' }).code).toBe(200);
      expect(read(`${deployments}/web`)['spec']).toMatchObject({ replicas: 7 });
      expect(who(`${deployments}/web`)).toContain('scaler Apply scale {"f:spec":{"f:replicas":{}}}');
    });
    it('whoever applies a status owns only that', () => {
      const wanted = { ...(deployment({ replicas: 9 }) as object), status: { replicas: 1 } };
      expect(apply(`${deployments}/web/status`, 'st', wanted).code).toBe(200);
      expect(read(`${deployments}/web`)['spec']).toMatchObject({ replicas: 2 });
      expect(who(`${deployments}/web`)).toContain('st Apply status {"f:status":{"f:replicas":{}}}');
    });
  });

  describe('metadata.managedFields', () => {
    it('components inside get the object as it is stored', () => {
      apply(`${maps}/m`, 'alice', map({ a: '1' }));
      const { body } = server.request({ path: `${maps}/m` });
      expect((body as KubeObject).metadata.managedFields).toBeUndefined();
    });
    it('lists, watches and tables show them, too', () => {
      apply(`${maps}/m`, 'alice', map({ a: '1' }));
      const { items } = send('GET', maps, '').body as { items: KubeObject[] };
      expect(items.find(({ metadata }) => metadata.name === 'm')!.metadata.managedFields).toHaveLength(1);
      const stream = server.watch(maps, {}, { headers: { accept: 'application/json' } });
      const told = server.events(stream).find(({ object }) => object.metadata.name === 'm')!;
      expect(told.object.metadata.managedFields).toHaveLength(1);
    });
    it('an empty list wipes them, and nobody is noted until the next apply', () => {
      send('POST', maps, 'alice', map({ a: '1' }));
      const wipe = [{ op: 'replace', path: '/metadata/managedFields', value: [] }];
      expect(send('PATCH', `${maps}/m`, 'x', wipe, 'application/json-patch+json').code).toBe(200);
      expect(who(`${maps}/m`)).toEqual([]);
      send('PATCH', `${maps}/m`, 'bob', { data: { b: '2' } }, 'application/merge-patch+json');
      expect(who(`${maps}/m`)).toEqual([]);
      apply(`${maps}/m`, 'carol', map({ b: '2' }));
      expect(who(`${maps}/m`)).toEqual([
        'carol Apply {"f:data":{"f:b":{}}}',
        'before-first-apply Update {"f:data":{".":{},"f:a":{},"f:b":{}}}',
      ]);
    });
    it('a list that makes no sense is ignored', () => {
      send('POST', maps, 'alice', map({ a: '1' }));
      const before = owners(`${maps}/m`);
      const nonsense = { metadata: { managedFields: [{ manager: 'x', operation: 'Steal' }] } };
      expect(send('PATCH', `${maps}/m`, 'x', nonsense, 'application/merge-patch+json').code).toBe(200);
      expect(owners(`${maps}/m`)).toEqual(before);
    });
    it('a PUT of what was read changes nothing', () => {
      send('POST', maps, 'alice', map({ a: '1' }));
      const before = read(`${maps}/m`);
      wait(2_000);
      expect(send('PUT', `${maps}/m`, 'bob', before).body).toEqual(before);
    });
    it('a deletion mark is nobody’s', () => {
      const finalized = { ...(map({ a: '1' }) as KubeObject), metadata: { name: 'm', finalizers: ['x/y'] } };
      send('POST', maps, 'alice', finalized);
      const before = owners(`${maps}/m`);
      server.request({ method: 'DELETE', path: `${maps}/m` });
      expect(read(`${maps}/m`).metadata.deletionTimestamp).toBeDefined();
      expect(owners(`${maps}/m`)).toEqual(before);
    });
    it('are the same worked out step by step or at once, however long the history, and after a pause', () => {
      send('POST', maps, 'alice', map({ a: '0' }));
      const other = createTestServer();
      other.request({ method: 'POST', path: maps, query: { fieldManager: 'alice' }, body: map({ a: '0' }) });
      for (let i = 1; i <= 40; i++) {
        const patch = {
          method: 'PATCH',
          path: `${maps}/m`,
          query: { fieldManager: `m${i % 3}` },
          headers: { 'content-type': 'application/merge-patch+json' },
          body: { data: { [`k${i % 5}`]: String(i) } },
        } as const;
        server.request(patch);
        other.request(patch);
        read(`${maps}/m`);
        if (i === 20) {
          const saved = unpackState(packState(other.stored('/registry/configmaps/default/m'))) as KubeObject;
          expect(entriesOf(saved)).toEqual(entriesOf(other.stored('/registry/configmaps/default/m')!));
        }
      }
      const [mine, theirs] = [server, other].map((s) => entriesOf(s.stored('/registry/configmaps/default/m')!));
      expect(theirs).toEqual(mine);
      expect(mine!.length).toBeGreaterThan(3);
    });
    it('one writer of a Lease owns it whole, and its history is not kept', () => {
      const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
      const renew = (manager: string, spec: unknown): number => {
        const { apiVersion, kind, metadata } = read(`${leases}/l`);
        return send('PUT', `${leases}/l`, manager, { apiVersion, kind, metadata, spec }).code;
      };
      send('POST', leases, 'kubelet', {
        metadata: { name: 'l' },
        spec: { holderIdentity: 'a', renewTime: '2025-06-01T00:00:00.000000Z' },
      });
      for (let i = 10; i < 40; i++)
        expect(renew('kubelet', { holderIdentity: 'a', renewTime: `2025-06-01T00:00:${i}.000000Z` })).toBe(200);
      expect(who(`${leases}/l`)).toEqual(['kubelet Update {"f:spec":{"f:holderIdentity":{},"f:renewTime":{}}}']);
      expect(renew('thief', { holderIdentity: 'b' })).toBe(200);
      expect(who(`${leases}/l`)).toEqual(['thief Update {"f:spec":{"f:holderIdentity":{}}}']);
    });
  });
});
