import { describe, expect, it } from 'vitest';
import type { Service } from '../../../api/types.ts';
import { createTestServer, type TestCluster } from '../../testing.ts';

const path = '/api/v1/namespaces/default/services';
const service = (name: string, spec: object): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { a: 'b' }, ports: [{ port: 80 }], ...spec },
});
const post = (cluster: TestCluster, body: object, dryRun = false) =>
  cluster.request({ method: 'POST', path, body, ...(dryRun ? { query: { dryRun: 'All' } } : {}) });
const ported = (nodePort: number, more: object = {}): object => ({
  type: 'NodePort',
  ports: [{ port: 80, nodePort }],
  ...more,
});

describe('what a Service reserves', () => {
  it('is free again when a later check refuses the Service', () => {
    const cluster = createTestServer();
    expect(post(cluster, service('first', ported(30_080))).code).toBe(201);
    expect(post(cluster, service('refused', ported(30_080, { clusterIP: '10.96.7.7' }))).code).toBe(422);
    expect(post(cluster, service('other', { clusterIP: '10.96.7.7' })).code).toBe(201);
    // Whose it was before, it still is.
    expect(post(cluster, service('third', ported(30_080))).code).toBe(422);
  });

  it('is free again when the name was taken', () => {
    const cluster = createTestServer();
    post(cluster, service('first', {}));
    expect(post(cluster, service('first', ported(30_081, { clusterIP: '10.96.7.8' }))).code).toBe(409);
    expect(post(cluster, service('second', ported(30_081, { clusterIP: '10.96.7.8' }))).code).toBe(201);
  });

  it('is nothing in a dry run, which says the range and a port above it', () => {
    const cluster = createTestServer();
    const dry = post(
      cluster,
      service('dry', {
        type: 'NodePort',
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 81 },
        ],
      }),
      true,
    );
    const { spec } = dry.body as Service;
    expect([spec.clusterIP, spec.ports!.map((port) => port.nodePort)]).toEqual(['10.96.0.0', [32_769, 32_770]]);
    expect(post(cluster, service('dry', ported(30_082, { clusterIP: '10.96.7.9' })), true).code).toBe(201);
    expect(post(cluster, service('real', ported(30_082, { clusterIP: '10.96.7.9' }))).code).toBe(201);
  });

  it('goes with the type that needed it', () => {
    const cluster = createTestServer();
    const before = post(cluster, service('web', ported(30_083, { clusterIP: '10.96.7.10' }))).body as Service;
    const external = { ...before, spec: { type: 'ExternalName', externalName: 'x.example' } };
    expect(cluster.request({ method: 'PUT', path: `${path}/web`, body: external }).code).toBe(200);
    expect(post(cluster, service('other', ported(30_083, { clusterIP: '10.96.7.10' }))).code).toBe(201);
  });

  it('is one port for a number over two protocols, and one for health checks', () => {
    const cluster = createTestServer();
    const both = [
      { name: 't', port: 53, protocol: 'TCP', nodePort: 30_084 },
      { name: 'u', port: 53, protocol: 'UDP', nodePort: 30_084 },
    ];
    const made = post(cluster, service('dns', { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports: both }));
    expect(made.code).toBe(201);
    const check = (made.body as Service).spec['healthCheckNodePort'] as number;
    expect(check).toBeGreaterThanOrEqual(30_086);
    expect(post(cluster, service('same', ported(check))).code).toBe(422);
  });
});
