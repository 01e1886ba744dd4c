import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectorRequirements } from '../../api/selectors.ts';
import type { Node, Pod } from '../../api/types.ts';
import { addPod, cacheOf, createCache, nodeOrder, removeNode, removePod, setNode, type Cache } from './cache.ts';
import { counterOf } from './counters.ts';
import { domainOf } from './domains.ts';
import { podInfo } from './pod-info.ts';

const node = (
  name: string,
  zone?: string,
  change: { cpu?: string; unschedulable?: boolean; image?: string } = {},
): Node =>
  ({
    metadata: {
      name,
      labels: { 'kubernetes.io/hostname': name, ...(zone ? { 'topology.kubernetes.io/zone': zone } : {}) },
    },
    spec: { unschedulable: change.unschedulable ?? false },
    status: {
      allocatable: { cpu: change.cpu ?? '4', memory: '8Gi', pods: '110' },
      images: change.image ? [{ names: [change.image], sizeBytes: 50 * 1024 * 1024 }] : [],
    },
  }) as unknown as Node;

const pod = (name: string, app: string, change: { hostPort?: number; gone?: boolean; avoids?: boolean } = {}): Pod =>
  ({
    metadata: {
      name,
      namespace: 'default',
      labels: { app },
      ...(change.gone ? { deletionTimestamp: '2025-06-01T00:00:00Z' } : {}),
    },
    spec: {
      containers: [
        {
          name: 'c',
          image: 'nginx',
          resources: { requests: { cpu: '100m', 'example.com/gpu': '1' } },
          ports: change.hostPort ? [{ containerPort: 80, hostPort: change.hostPort, protocol: 'TCP' }] : [],
        },
      ],
      ...(change.avoids
        ? {
            affinity: {
              podAntiAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: [
                  { labelSelector: { matchLabels: { app } }, topologyKey: 'kubernetes.io/hostname' },
                ],
              },
            },
          }
        : {}),
    },
    status: {},
  }) as unknown as Pod;

const web = selectorRequirements({ matchLabels: { app: 'web' } });
const notDb = selectorRequirements({ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['db'] }] });

/** All a cache knows, by node name instead of by slot. */
function picture(cache: Cache): unknown {
  const columns = [
    counterOf(cache, 'default', web),
    counterOf(cache, 'default', notDb),
    counterOf(cache, 'default', web, true),
  ];
  const zones = domainOf(cache, 'topology.kubernetes.io/zone');
  const zoneNames = [...zones.values.keys()];
  const slots = [...cache.slots].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    nodes: slots.map(([name, slot]) => [
      name,
      cache.nodes[slot] !== undefined,
      ...Object.values(cache.columns).map((column) => column[slot]),
      cache.cordoned[slot],
      zoneNames[zones.of[slot]!],
      Object.entries(cache.scalarUsed.get(slot) ?? {}).filter(([, used]) => used !== 0),
      [...(cache.ports.get(slot) ?? [])].map(([port, addresses]) => [port, addresses.length]).sort(),
      columns.map((column) => column[slot]),
      [...cache.terms.values()].reduce((sum, { perSlot }) => sum + perSlot[slot]!, 0),
    ]),
    cordoned: cache.cordonedCount,
    pods: [...cache.pods.keys()].sort(),
    priorities: [...cache.priorities],
    terms: [...cache.terms.keys()].sort(),
    images: [...cache.images]
      .map(([name, { slots: having }]) => [name, [...having].map((slot) => cache.names[slot]).sort()])
      .sort(),
    present: [...nodeOrder(cache)].map((slot) => cache.names[slot]).sort(),
  };
}

const step = fc.oneof(
  fc.record({
    do: fc.constant('node' as const),
    name: fc.nat(11),
    zone: fc.constantFrom('a', 'b', undefined),
    cpu: fc.constantFrom('2', '4'),
    unschedulable: fc.boolean(),
    image: fc.constantFrom('nginx:1', 'redis:7', undefined),
  }),
  fc.record({ do: fc.constant('no-node' as const), name: fc.nat(11) }),
  fc.record({
    do: fc.constant('pod' as const),
    name: fc.nat(30),
    at: fc.nat(11),
    app: fc.constantFrom('web', 'db', 'other'),
    hostPort: fc.constantFrom(80, 81, undefined),
    gone: fc.boolean(),
    avoids: fc.boolean(),
  }),
  fc.record({ do: fc.constant('no-pod' as const), name: fc.nat(30) }),
  fc.record({ do: fc.constant('look' as const), name: fc.constant(0) }),
);

describe('a cache kept up to date', () => {
  it('knows the same as one made anew, after any sequence of changes', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const cache = createCache();
        const nodes = new Map<string, Node>();
        const pods = new Map<string, Pod>();
        for (const s of steps) {
          const name = `${s.do.replace('no-', '')}-${s.name}`;
          if (s.do === 'node') {
            const made = node(name, s.zone, {
              cpu: s.cpu,
              unschedulable: s.unschedulable,
              ...(s.image ? { image: s.image } : {}),
            });
            nodes.set(name, made);
            setNode(cache, made);
          } else if (s.do === 'no-node') {
            nodes.delete(name);
            removeNode(cache, name);
          } else if (s.do === 'pod') {
            const made = pod(name, s.app, {
              gone: s.gone,
              avoids: s.avoids,
              ...(s.hostPort ? { hostPort: s.hostPort } : {}),
            });
            removePod(cache, `default/${name}`);
            addPod(cache, podInfo(made), `node-${s.at}`);
            pods.set(name, { ...made, spec: { ...made.spec, nodeName: `node-${s.at}` } } as Pod);
          } else if (s.do === 'no-pod') {
            pods.delete(name);
            removePod(cache, `default/${name}`);
          } else picture(cache);
        }
        expect(picture(cache)).toEqual(picture(cacheOf(nodes.values(), pods.values())));
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it('visits the nodes zone by zone in turn', () => {
    const cache = cacheOf([node('a1', 'a'), node('a2', 'a'), node('a3', 'a'), node('b1', 'b'), node('x')], []);
    expect([...nodeOrder(cache)].map((slot) => cache.names[slot])).toEqual(['a1', 'b1', 'x', 'a2', 'a3']);
  });

  it('forgets the counters used longest ago beyond 256 and counts right when one comes back', () => {
    const cache = cacheOf(
      [node('n')],
      [{ ...pod('p', 'web'), spec: { ...pod('p', 'web').spec, nodeName: 'n' } } as Pod],
    );
    counterOf(cache, 'default', web);
    for (let i = 0; i < 300; i++)
      counterOf(cache, 'default', selectorRequirements({ matchLabels: { app: `app-${i}` } }));
    expect(cache.counters.byKey.size).toBe(256);
    expect(counterOf(cache, 'default', web)[cache.slots.get('n')!]).toBe(1);
    addPod(cache, podInfo(pod('q', 'web')), 'n');
    expect(counterOf(cache, 'default', web)[cache.slots.get('n')!]).toBe(2);
  });
});
