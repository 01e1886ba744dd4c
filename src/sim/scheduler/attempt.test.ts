import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Node, Pod, Taint, Toleration } from '../../api/types.ts';
import { copyState } from '../kernel/copy.ts';
import { attemptPod, type Attempt } from './attempt.ts';
import { addPod, createCache, removeNode, removePod, setNode, type Cache } from './cache.ts';
import { podInfo } from './pod-info.ts';
import type { Listers } from './plugins/types.ts';

const dedicated: Taint = { key: 'dedicated', value: 'db', effect: 'NoSchedule' };
const discouraged: Taint = { key: 'old', effect: 'PreferNoSchedule' };
const tolerations: readonly Toleration[] = [{ key: 'dedicated', operator: 'Exists', effect: 'NoSchedule' }];

const node = (name: string, cpu: string, taints: readonly Taint[], unschedulable: boolean): Node =>
  ({
    metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    spec: { taints, unschedulable },
    status: { allocatable: { cpu, memory: '4Gi', pods: '4' } },
  }) as unknown as Node;

const pod = (name: string, cpu: string, tolerant: boolean): Pod =>
  ({
    metadata: { name, namespace: 'default', labels: { app: 'web' } },
    spec: {
      containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu } } }],
      ...(tolerant ? { tolerations } : {}),
    },
    status: {},
  }) as unknown as Pod;

const listers: Listers = {
  services: () => [],
  replicaSet: () => undefined,
  namespaces: () => [],
  namespaceLabels: () => undefined,
  storage: {
    claim: () => undefined,
    volume: () => undefined,
    volumes: () => [],
    storageClass: () => undefined,
  },
};

const attempt = (cache: Cache, wanted: Pod): unknown => {
  const found: Attempt = attemptPod({ cache, info: podInfo(wanted), pod: wanted, listers }, 0, 100);
  const { feasible, refusedSlots, refusals, scores, totals } = found;
  return {
    feasible,
    refusedSlots,
    refusals: refusals.map(({ plugin, rejection }) => ({ plugin, ...rejection })),
    scores: scores.map(({ plugin, weighted }) => ({ plugin, of: feasible.map((_, i) => weighted[i]) })),
    totals: feasible.map((_, i) => totals[i]),
  };
};

const name = fc.constantFrom('w1', 'w2', 'w3');
const happening = fc.oneof(
  fc.record({
    node: name,
    cpu: fc.constantFrom('1', '2', '4'),
    taints: fc.subarray([dedicated, discouraged]),
    cordoned: fc.boolean(),
  }),
  fc.record({ pod: fc.nat(5), on: name, cpu: fc.constantFrom('100m', '900m') }),
  fc.record({ gone: fc.oneof(name, fc.nat(5)) }),
);

describe('What filters and scores remember of a node', () => {
  it('never differs from what they would say of it now', () => {
    fc.assert(
      fc.property(
        fc.array(happening, { maxLength: 40 }),
        fc.constantFrom('100m', '1500m'),
        fc.boolean(),
        (happenings, cpu, tolerant) => {
          const cache = createCache();
          const wanted = pod('wanted', cpu, tolerant);
          for (const one of happenings) {
            if ('node' in one) setNode(cache, node(one.node, one.cpu, one.taints, one.cordoned));
            else if ('pod' in one) {
              removePod(cache, `default/p${one.pod}`);
              addPod(cache, podInfo(pod(`p${one.pod}`, one.cpu, false)), one.on);
            } else if (typeof one.gone === 'string') removeNode(cache, one.gone);
            else removePod(cache, `default/p${one.gone}`);
            // A copy remembers nothing.
            expect(attempt(cache, wanted)).toEqual(attempt(copyState(cache), wanted));
          }
        },
      ),
    );
  });
});
