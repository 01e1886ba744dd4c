import type { KubeObject } from '../../src/api/types.ts';
import type { EtcdState } from '../../src/sim/etcd/index.ts';
import { emptyTrace } from '../../src/sim/kernel/trace.ts';
import { createTestServer } from '../../src/sim/testing.ts';
import { heapBytes } from '../harness.ts';

/**
 * Bytes the history of one write costs, measured on status updates that go through the real API server: the store's
 * versions alone, the same with the trace of every message, and a structuredClone of each version beside them.
 */
const [pods, writes] = [200, 20_000];
const server = createTestServer();
const path = (i: number): string => `/api/v1/namespaces/default/pods/p${i}`;
for (let i = 0; i < pods; i++) {
  server.create('/api/v1/namespaces/default/pods', {
    metadata: { name: `p${i}`, labels: { app: 'web', tier: `t${i % 5}` } },
    spec: {
      containers: [{ name: 'web', image: 'nginx:1.27', resources: { requests: { cpu: '100m', memory: '128Mi' } } }],
    },
  });
}

const clones: KubeObject[] = [];
const etcd = (): EtcdState => server.kernel.stateOf<EtcdState>('etcd')!;

function update(from: number, to: number, keep: (object: KubeObject) => void): void {
  for (let i = from; i < to; i++) {
    const ready = i % (2 * pods) < pods;
    const at = new Date(Date.UTC(2025, 5, 1) + i * 1000).toISOString().replace('.000Z', 'Z');
    const conditions = [
      { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: at, lastProbeTime: null },
    ];
    const response = server.request({
      method: 'PATCH',
      path: `${path(i % pods)}/status`,
      headers: { 'content-type': 'application/strategic-merge-patch+json' },
      body: { status: { conditions } },
    });
    if (response.code !== 200) throw new Error(JSON.stringify(response.body));
    keep(response.body as KubeObject);
  }
}

/** Drops what is not history of the store: the trace, and what the test's own client has been told. */
function forgetTold(): void {
  server.kernel.trace = emptyTrace();
  server.kernel.stateOf<{ responses: Map<unknown, unknown> }>('test')!.responses.clear();
}

// The API server's window of recent events fills first: it has a fixed size, whatever the history.
update(0, 2_000, () => undefined);
forgetTold();
const before = heapBytes();
const revision = etcd().store.revision;
update(2_000, 2_000 + writes, () => undefined);
server.kernel.stateOf<{ responses: Map<unknown, unknown> }>('test')!.responses.clear();
const withTrace = heapBytes();
forgetTold();
const versions = heapBytes();
const written = etcd().store.revision - revision;
update(2_000 + writes, 2_000 + 2 * writes, (object) => clones.push(structuredClone(object)));
forgetTold();
const withClones = heapBytes();
const perWrite = (versions - before) / written;
console.log(
  JSON.stringify({
    written,
    perWrite,
    perWriteWithTrace: (withTrace - before) / written,
    perClone: (withClones - versions) / writes - perWrite,
    clones: clones.length,
  }),
);
