import { describe, expect, it } from 'vitest';
import type { KubeObject, Pod } from '../../api/types.ts';
import { createTestServer } from '../testing.ts';

const pods = '/api/v1/namespaces/default/pods';
const pod = (name: string, spec: object = {}): unknown => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec } });

describe('first light', () => {
  it('a Pod is created, read, listed, patched, bound and deleted', () => {
    const server = createTestServer();
    const made = server.create(pods, pod('web')) as Pod;
    expect(made.metadata.resourceVersion).toMatch(/^\d+$/);
    expect(made.spec.volumes![0]!.name).toMatch(/^kube-api-access-/);
    expect(made.status.phase).toBe('Pending');
    expect(server.get(`${pods}/web`)).toEqual(made);
    const list = server.request({ path: pods }).body as { items: KubeObject[] };
    expect(list.items).toHaveLength(1);
    expect(server.request({ method: 'POST', path: `${pods}/web/binding`, body: { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'web' }, target: { kind: 'Node', name: 'n1' } } })).toMatchObject({ code: 201 });
    const patched = server.request({
      method: 'PATCH',
      path: `${pods}/web/status`,
      headers: { 'content-type': 'application/strategic-merge-patch+json' },
      body: { metadata: { uid: made.metadata.uid }, status: { phase: 'Running', podIP: '10.0.0.1' } },
    });
    expect(patched).toMatchObject({ code: 200, body: { spec: { nodeName: 'n1' }, status: { phase: 'Running', conditions: [{ type: 'PodScheduled' }] } } });
    expect(server.request({ method: 'DELETE', path: `${pods}/web` })).toMatchObject({ code: 200, body: { metadata: { deletionGracePeriodSeconds: 30 } } });
    expect(server.request({ method: 'DELETE', path: `${pods}/web`, body: { gracePeriodSeconds: 0 } })).toMatchObject({ code: 200 });
    expect(server.request({ path: `${pods}/web` })).toMatchObject({ code: 404, body: { message: 'pods "web" not found' } });
  });
});
