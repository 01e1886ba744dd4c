import { describe, expect, it } from 'vitest';
import type { KubeObject, Namespace } from '../../api/types.ts';
import { testCluster } from '../testing.ts';
import { controllerManagerKind } from './index.ts';

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const backups = '/apis/example.com/v1/namespaces/default/backups';
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'backups.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'backups', kind: 'Backup' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};
const backup = (name: string, metadata: object = {}): object => ({
  apiVersion: 'example.com/v1',
  kind: 'Backup',
  metadata: { name, ...metadata },
});

/** A cluster and a person who speaks HTTP to it. */
function start() {
  const cluster = testCluster({
    kinds: [controllerManagerKind],
    actors: [{ id: 'kube-controller-manager', kind: 'controller-manager' }],
    seed: 3,
  });
  const ask = (method: 'GET' | 'POST' | 'DELETE' | 'PATCH', path: string, body?: unknown) => {
    const answer = cluster.request({
      method,
      path,
      headers: method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : {},
      ...(body === undefined ? {} : { body }),
    });
    return { code: answer.code, body: answer.body as KubeObject };
  };
  const wait = (ms: number) => cluster.kernel.runUntil(cluster.kernel.now + ms);
  ask('POST', definitions, definition);
  wait(3_000);
  return { ask, wait };
}
const ownedBy = ({ apiVersion, kind, metadata }: KubeObject): object => ({
  ownerReferences: [{ apiVersion, kind, name: metadata.name, uid: metadata.uid, blockOwnerDeletion: true }],
});
const configmaps = '/api/v1/namespaces/default/configmaps';
const secrets = '/api/v1/namespaces/default/secrets';

describe('a custom resource that owns others', () => {
  it('takes them with it, whatever their kind', () => {
    const { ask, wait } = start();
    const owner = ask('POST', backups, backup('nightly')).body;
    ask('POST', configmaps, { metadata: { name: 'a', ...ownedBy(owner) } });
    const secret = ask('POST', secrets, { metadata: { name: 'b', ...ownedBy(owner) } }).body;
    ask('POST', backups, backup('part', ownedBy({ ...secret, apiVersion: 'v1', kind: 'Secret' })));
    wait(2_000);
    expect(ask('GET', `${configmaps}/a`).code).toBe(200);
    ask('DELETE', `${backups}/nightly`);
    wait(3_000);
    const codes = [`${configmaps}/a`, `${secrets}/b`, `${backups}/part`].map((path) => ask('GET', path).code);
    expect(codes).toEqual([404, 404, 404]);
  });

  it('lets them go when it is told to orphan them', () => {
    const { ask, wait } = start();
    const owner = ask('POST', backups, backup('nightly')).body;
    ask('POST', configmaps, { metadata: { name: 'a', ...ownedBy(owner) } });
    ask('POST', backups, backup('part', ownedBy(owner)));
    ask('DELETE', `${backups}/nightly`, { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Orphan' });
    wait(3_000);
    const left = [`${configmaps}/a`, `${backups}/part`].map((path) => ask('GET', path));
    expect(left.map(({ code, body }) => [code, body.metadata.ownerReferences])).toEqual([
      [200, undefined],
      [200, undefined],
    ]);
    expect(ask('GET', `${backups}/nightly`).code).toBe(404);
  });

  it('waits for them in the foreground', () => {
    const { ask, wait } = start();
    const owner = ask('POST', backups, backup('nightly')).body;
    ask('POST', configmaps, { metadata: { name: 'a', finalizers: ['example.com/hold'], ...ownedBy(owner) } });
    ask('DELETE', `${backups}/nightly`, { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Foreground' });
    wait(3_000);
    expect(ask('GET', `${backups}/nightly`).body.metadata.finalizers).toEqual(['foregroundDeletion']);
    ask('PATCH', `${configmaps}/a`, { metadata: { finalizers: null } });
    wait(3_000);
    expect(ask('GET', `${backups}/nightly`).code).toBe(404);
  });

  it('is collected when its own owner is of a built-in kind', () => {
    const { ask, wait } = start();
    const owner = ask('POST', configmaps, { metadata: { name: 'a' } }).body;
    ask('POST', backups, backup('part', ownedBy({ ...owner, apiVersion: 'v1', kind: 'ConfigMap' })));
    ask(
      'POST',
      backups,
      backup('stray', ownedBy({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x', uid: 'x' } } as KubeObject)),
    );
    wait(3_000);
    expect([ask('GET', `${backups}/part`).code, ask('GET', `${backups}/stray`).code]).toEqual([200, 404]);
    ask('DELETE', `${configmaps}/a`);
    wait(3_000);
    expect(ask('GET', `${backups}/part`).code).toBe(404);
  });
});

describe('a namespace that is deleted', () => {
  it('takes every kind with it', () => {
    const { ask, wait } = start();
    ask('POST', '/api/v1/namespaces', { metadata: { name: 'team' } });
    wait(1_000);
    const inTeam = (path: string, body: object) => {
      const answer = ask('POST', path, body);
      expect([path, answer.code]).toEqual([path, 201]);
      return `${path}/${answer.body.metadata.name}`;
    };
    const left = [
      inTeam('/apis/example.com/v1/namespaces/team/backups', backup('nightly')),
      inTeam('/api/v1/namespaces/team/limitranges', { metadata: { name: 'l' }, spec: { limits: [] } }),
      inTeam('/apis/rbac.authorization.k8s.io/v1/namespaces/team/roles', { metadata: { name: 'r' }, rules: [] }),
      inTeam('/apis/networking.k8s.io/v1/namespaces/team/ingresses', {
        metadata: { name: 'i' },
        spec: { defaultBackend: { service: { name: 's', port: { number: 80 } } } },
      }),
    ];
    ask('DELETE', '/api/v1/namespaces/team');
    wait(10_000);
    expect(ask('GET', '/api/v1/namespaces/team').code).toBe(404);
    expect(left.map((path) => ask('GET', path).code)).toEqual([404, 404, 404, 404]);
  });

  it('says which custom resources hold it', () => {
    const { ask, wait } = start();
    ask('POST', '/api/v1/namespaces', { metadata: { name: 'team' } });
    const path = '/apis/example.com/v1/namespaces/team/backups';
    ask('POST', path, backup('nightly', { finalizers: ['example.com/hold'] }));
    ask('DELETE', '/api/v1/namespaces/team');
    wait(10_000);
    const { status } = ask('GET', '/api/v1/namespaces/team').body as Namespace;
    expect(status.conditions!.filter((c) => c.status === 'True').map((c) => c.message)).toEqual([
      'Some resources are remaining: backups.example.com has 1 resource instances',
      'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    ]);
    ask('PATCH', `${path}/nightly`, { metadata: { finalizers: null } });
    wait(30_000);
    expect(ask('GET', '/api/v1/namespaces/team').code).toBe(404);
  });
});

describe('a definition that is deleted', () => {
  it('says so until its objects have gone, and then is not found', () => {
    const { ask, wait } = start();
    ask('POST', backups, backup('held', { finalizers: ['example.com/hold'] }));
    ask('POST', backups, backup('free'));
    ask('DELETE', `${definitions}/backups.example.com`);
    wait(3_000);
    const going = ask('GET', `${definitions}/backups.example.com`).body;
    expect(going.metadata.finalizers).toEqual(['customresourcecleanup.apiextensions.k8s.io']);
    const conditions = (going['status'] as { conditions: { type: string; status: string }[] }).conditions;
    expect(conditions.find(({ type }) => type === 'Terminating')?.status).toBe('True');
    expect([ask('GET', `${backups}/free`).code, ask('POST', backups, backup('late')).code]).toEqual([404, 405]);
    ask('PATCH', `${backups}/held`, { metadata: { finalizers: null } });
    wait(3_000);
    const gone = ask('GET', backups);
    expect([ask('GET', `${definitions}/backups.example.com`).code, gone.code]).toEqual([404, 404]);
    expect(gone.body as unknown as string).toContain('404 page not found');
    // Its cache has gone with it, and comes again with the next definition of that name.
    ask('POST', definitions, definition);
    wait(3_000);
    const owner = ask('POST', backups, backup('nightly')).body;
    ask('POST', configmaps, { metadata: { name: 'a', ...ownedBy(owner) } });
    ask('DELETE', `${backups}/nightly`);
    wait(3_000);
    expect(ask('GET', `${configmaps}/a`).code).toBe(404);
  });
});
