import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Namespace, Node, Pod, Service } from '../../../api/types.ts';
import { cacheOf, type Cache } from '../cache.ts';
import { matchesAnyTerm, matchesRequired } from '../node-selector.ts';
import { podInfo } from '../pod-info.ts';
import { untoleratedTaint } from '../tolerations.ts';
import { imageLocality, normalizedImageName } from './image-locality.ts';
import { interPodAffinity } from './inter-pod-affinity.ts';
import { nodeAffinity } from './node-affinity.ts';
import { nodeName } from './node-name.ts';
import { nodePorts } from './node-ports.ts';
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation.ts';
import { nodeResourcesFit } from './node-resources-fit.ts';
import { nodeUnschedulable } from './node-unschedulable.ts';
import { podTopologySpread } from './pod-topology-spread.ts';
import { taintToleration } from './taint-toleration.ts';
import type { Cycle, Plugin } from './types.ts';

/**
 * Upstream's own plugin tests, recorded as tables by someone else and kept outside this repository. CONFORMANCE_DIR names
 * the folder; without it these tests are skipped.
 */
const folder = process.env.CONFORMANCE_DIR ?? '';

interface Status {
  readonly code: string;
  readonly reasons: readonly string[] | null;
}
interface Case {
  readonly id: string;
  readonly name?: string;
  readonly upstreamTest?: string;
  readonly [field: string]: unknown;
}

interface Recording {
  readonly cases: readonly Case[];
  readonly namespaces?: readonly { readonly name: string; readonly labels: Record<string, string> }[];
}

const recording = (table: string): Recording => {
  const file = join(folder, 'upstream', `sched-${table}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Recording) : { cases: [] };
};

let unnamed = 0;
/** Go's tests leave out what does not matter to them. */
function completePod(pod: Pod | null | undefined): Pod {
  const spec = { containers: [], ...pod?.spec } as unknown as Pod['spec'];
  const metadata = {
    namespace: '',
    uid: '',
    ...pod?.metadata,
    name: pod?.metadata?.name || `pod-${++unnamed}`,
  } as Pod['metadata'];
  return {
    ...pod,
    metadata,
    spec: { ...spec, containers: spec.containers.map((c) => ({ ...c, resources: c.resources ?? {} })) },
  } as Pod;
}
function completeNode(node: Partial<Node> | null | undefined): Node {
  return {
    ...node,
    metadata: { name: '', ...node?.metadata },
    spec: { ...node?.spec },
    status: { ...node?.status },
  } as Node;
}

function cycleOf(
  pod: Pod | undefined,
  nodes: readonly Partial<Node>[],
  pods: readonly Pod[] = [],
  objects: readonly unknown[] = [],
  namespaces: readonly Namespace[] = [],
): Cycle {
  const cache: Cache = cacheOf(nodes.map(completeNode), pods.map(completePod));
  const own = completePod(pod);
  // The recorded objects lost their kind; all of them are Services.
  const services = objects as Service[];
  return {
    cache,
    pod: own,
    info: podInfo(own),
    listers: {
      services: () => services,
      replicaSet: () => undefined,
      namespaces: () => namespaces,
      namespaceLabels: (name) => namespaces.find(({ metadata }) => metadata.name === name)?.metadata.labels,
    },
  };
}

/** Status of every node by name, as upstream's PreFilter and Filter would give it. */
function filterAll(plugin: Plugin, cycle: Cycle): Map<string, Status | null> {
  const result = new Map<string, Status | null>();
  const pre = plugin.preFilter!(cycle);
  for (const [name, slot] of cycle.cache.slots) {
    const rejection = !pre ? undefined : 'refused' in pre ? pre.refused : plugin.filter!(cycle, pre.state, slot);
    result.set(
      name,
      rejection
        ? { code: rejection.preemptable ? 'Unschedulable' : 'UnschedulableAndUnresolvable', reasons: rejection.reasons }
        : null,
    );
  }
  return result;
}

function scoreAll(
  plugin: Plugin,
  cycle: Cycle,
  leftOut: readonly string[] = [],
): { name: string; score: number }[] | null {
  const names = [...cycle.cache.slots.keys()].filter((name) => !leftOut.includes(name));
  const feasible = names.map((name) => cycle.cache.slots.get(name)!);
  const state = plugin.preScore!(cycle, feasible);
  if (state === undefined) return null;
  const out = new Float64Array(feasible.length);
  plugin.score!(cycle, state, feasible, out);
  return names.map((name, i) => ({ name, score: out[i]! }));
}

const field = <T>(c: Case, name: string): T => c[name] as T;
const title = (c: Case): [string, Case] => [`${c.id} ${c.name ?? ''}`, c];
const table = (name: string, keep: (c: Case) => boolean = () => true): [string, Case][] =>
  recording(name).cases.filter(keep).map(title);

describe.skipIf(!folder)("upstream's tables", () => {
  describe('NodeUnschedulable', () => {
    it.each(table('nodeunschedulable'))('%s', (_, c) => {
      const cycle = cycleOf(field(c, 'pod'), [field(c, 'node')]);
      expect(filterAll(nodeUnschedulable, cycle).get('')).toEqual(c.wantStatus);
    });
  });

  describe('NodeName', () => {
    it.each(table('nodename'))('%s', (_, c) => {
      const node = field<Node>(c, 'node');
      expect([...filterAll(nodeName, cycleOf(field(c, 'pod'), [node])).values()]).toEqual([c.wantStatus]);
    });
  });

  describe('TaintToleration', () => {
    it.each(table('tainttoleration-filter'))('%s', (_, c) => {
      expect([...filterAll(taintToleration, cycleOf(field(c, 'pod'), [field<Node>(c, 'node')])).values()]).toEqual([
        c.wantStatus,
      ]);
    });
    it.each(table('tainttoleration-score'))('%s', (_, c) => {
      expect(scoreAll(taintToleration, cycleOf(field(c, 'pod'), field(c, 'nodes')))).toEqual(c.expectedList);
    });
    it.each(
      table('nodeselectorterms', (c) => c.upstreamTest === 'TestFindMatchingUntoleratedTaint' && 'applyFilter' in c),
    )('%s', (_, c) => {
      // Our function is upstream's with the DoNotSchedule filter; cases with another filter are left out.
      expect(untoleratedTaint(field(c, 'taints'), field(c, 'tolerations')) === undefined).toBe(c.expectTolerated);
    });
  });

  describe('NodeAffinity', () => {
    it.each(table('nodeaffinity-filter', (c) => field<{ addedAffinity: unknown }>(c, 'args').addedAffinity === null))(
      '%s',
      (_, c) => {
        const node = { metadata: { name: field<string>(c, 'nodeName'), labels: field(c, 'labels') } } as Node;
        const cycle = cycleOf(field(c, 'pod'), [node]);
        const pre = nodeAffinity.preFilter!(cycle);
        const names = pre && 'nodes' in pre && pre.nodes ? { nodeNames: [...pre.nodes].sort() } : null;
        const status = c.wantPreFilterStatus as Status | null;
        const refused = pre && 'refused' in pre ? pre.refused.reasons : null;
        expect(c.runPreFilter ? names : null).toEqual(c.runPreFilter ? c.wantPreFilterResult : null);
        expect([pre === undefined, refused]).toEqual([status?.code === 'Skip', status?.reasons ?? null]);
        // After a skip or a refusal upstream's test does not look at nodes.
        expect(status ? null : [...filterAll(nodeAffinity, cycle).values()]).toEqual(status ? null : [c.wantStatus]);
      },
    );
    it.each(table('nodeaffinity-match', (c) => c.upstreamTest!.startsWith('TestPodMatches')))('%s', (_, c) => {
      const node = completeNode({ metadata: { name: c.nodeName, labels: c.labels } } as Node);
      expect(matchesRequired(completePod(field(c, 'pod')), node)).toBe(c.want);
    });
    it.each(table('nodeselectorterms', (c) => c.upstreamTest === 'TestMatchNodeSelectorTerms'))('%s', (_, c) => {
      const { node, nodeSelector } = field<{ node: Node; nodeSelector: { nodeSelectorTerms: [] } | null }>(c, 'args');
      expect(matchesAnyTerm(nodeSelector?.nodeSelectorTerms, completeNode(node))).toBe(c.want);
    });
    const valid = (c: Case): boolean =>
      !field<{ addedAffinity: unknown }>(c, 'args').addedAffinity &&
      (c.wantPreScoreStatus as Status | null)?.code !== 'Error';
    it.each(table('nodeaffinity-score', valid))('%s', (_, c) => {
      const scores = scoreAll(nodeAffinity, cycleOf(field(c, 'pod'), field(c, 'nodes')));
      // Skipped (null) is the same as no points for anybody.
      expect(scores ?? []).toEqual(
        (c.expectedList as { score: number }[] | null)?.filter(({ score }) => scores || score > 0) ?? [],
      );
    });
  });

  describe('NodePorts', () => {
    it.each(table('nodeports'))('%s', (_, c) => {
      const { pods } = field<{ pods: Pod[] }>(c, 'nodeInfo');
      const placed = pods.map((pod) => ({ ...pod, spec: { ...pod.spec, nodeName: 'n' } }) as Pod);
      const cycle = cycleOf(field(c, 'pod'), [{ metadata: { name: 'n' } } as Node], placed);
      const skip = (c.wantPreFilterStatus as Status | null)?.code === 'Skip';
      expect(nodePorts.preFilter!(cycle) === undefined).toBe(skip);
      expect(filterAll(nodePorts, cycle).get('n')).toEqual(c.wantFilterStatus);
    });
  });

  describe('NodeResourcesFit', () => {
    const modelled = (c: Case): boolean =>
      !c.podLevelResourcesEnabled &&
      !field<{ ignoredResources: unknown; ignoredResourceGroups: unknown } | undefined>(c, 'args')
        ?.ignoredResourceGroups &&
      c.enableSidecarContainers !== false;
    it.each(table('noderesources-fit', modelled))('%s', (_, c) => {
      const info = (c.nodeInfo ?? { node: { status: { allocatable: { cpu: '2m', pods: '1' } } }, pods: [] }) as {
        node: Node;
        pods: Pod[] | null;
      };
      const node = { ...info.node, metadata: { name: 'n' } } as Node;
      const placed = (info.pods ?? []).map((pod) => ({ ...pod, spec: { ...pod.spec, nodeName: 'n' } }) as Pod);
      const want = (c.wantStatus ?? c.wantFilterStatus ?? null) as Status | null;
      expect(filterAll(nodeResourcesFit, cycleOf(field(c, 'pod'), [node], placed)).get('n')).toEqual(want);
    });
    const usual = (c: Case): boolean => {
      const resources = c.resources as { name: string; weight: number }[] | null;
      return (
        c.wantErrs === null &&
        (!resources ||
          (resources.length === 2 &&
            resources.every((r) => r.weight === 1 && (r.name === 'cpu' || r.name === 'memory'))))
      );
    };
    it.each(table('noderesources-leastallocated', usual))('%s', (_, c) => {
      const cycle = cycleOf(field(c, 'requestedPod'), field(c, 'nodes'), field<Pod[] | null>(c, 'existingPods') ?? []);
      expect(scoreAll(nodeResourcesFit, cycle)).toEqual(c.expectedScores);
    });
    it.each(table('noderesources-requests'))('%s', (_, c) => {
      const info = podInfo(completePod(field(c, 'pod')));
      expect({ cpu: info.scoreCpuMilli, memory: info.scoreMemoryBytes }).toEqual(c.expected);
    });
  });

  describe('NodeResourcesBalancedAllocation', () => {
    const usual = (c: Case): boolean =>
      field<{ resources: { name: string }[] }>(c, 'args').resources.every(
        ({ name }) => name === 'cpu' || name === 'memory',
      );
    it.each(table('noderesources-balanced', usual))('%s', (_, c) => {
      const cycle = cycleOf(field(c, 'pod'), field(c, 'nodes'), field<Pod[] | null>(c, 'pods') ?? []);
      expect(scoreAll(nodeResourcesBalancedAllocation, cycle)).toEqual(c.expectedList);
    });
  });

  describe('ImageLocality', () => {
    it.each(table('imagelocality', (c) => c.upstreamTest === 'TestImageLocalityPriority'))('%s', (_, c) => {
      expect(scoreAll(imageLocality, cycleOf(field(c, 'pod'), field(c, 'nodes')))).toEqual(c.expectedList);
    });
    it.each(table('imagelocality', (c) => c.upstreamTest === 'TestNormalizedImageName'))('%s', (_, c) => {
      expect(normalizedImageName(field(c, 'input'))).toBe(c.output);
    });
  });

  describe('PodTopologySpread', () => {
    // The cases with a switched off feature gate show what v1.33 no longer does.
    const gatesOn = (c: Case): boolean => {
      const text = JSON.stringify(c);
      return (
        (c.enableNodeInclusionPolicy !== false ||
          !/node(Affinity|Taints)Policy":|"taints"|nodeSelector|nodeAffinity/.test(text)) &&
        (c.enableMatchLabelKeys !== false || !text.includes('matchLabelKeys'))
      );
    };
    it.each(table('podtopologyspread-filter', gatesOn))('%s', (_, c) => {
      const nodes = field<Node[]>(c, 'nodes');
      const want = (c.wantStatusCode ?? {}) as Record<string, string>;
      const got = filterAll(
        podTopologySpread,
        cycleOf(field(c, 'pod'), nodes, field<Pod[] | null>(c, 'existingPods') ?? []),
      );
      for (const { metadata } of nodes)
        expect([metadata.name, got.get(metadata.name)?.code ?? 'Success']).toEqual([
          metadata.name,
          want[metadata.name] ?? 'Success',
        ]);
    });
    it.each(table('podtopologyspread-score', gatesOn))('%s', (_, c) => {
      const nodes = [...field<Node[]>(c, 'nodes'), ...(field<Node[] | null>(c, 'failedNodes') ?? [])];
      const failed = (field<Node[] | null>(c, 'failedNodes') ?? []).map(({ metadata }) => metadata.name);
      const cycle = cycleOf(
        field(c, 'pod'),
        nodes,
        field<Pod[] | null>(c, 'existingPods') ?? [],
        field<unknown[] | null>(c, 'objs') ?? [],
      );
      expect(scoreAll(podTopologySpread, cycle, failed)).toEqual(c.want);
    });
  });

  describe('InterPodAffinity', () => {
    // Selectors that the API server would not have let pass are left out.
    const valid = (c: Case): boolean =>
      (c.wantPreFilterStatus as Status | null)?.code !== 'UnschedulableAndUnresolvable';
    const NS1 = { metadata: { name: 'NS1' } } as Namespace;
    const teams = (recording('interpodaffinity-score').namespaces ?? []).map(
      (metadata) => ({ metadata }) as unknown as Namespace,
    );
    it.each(table('interpodaffinity-filter-single', valid))('%s', (_, c) => {
      const cycle = cycleOf(field(c, 'pod'), [field<Node>(c, 'node')], field<Pod[] | null>(c, 'pods') ?? [], [], teams);
      expect([...filterAll(interPodAffinity, cycle).values()]).toEqual([c.wantFilterStatus ?? null]);
    });
    it.each(table('interpodaffinity-filter-multi', valid))('%s', (_, c) => {
      const cycle = cycleOf(field(c, 'pod'), field(c, 'nodes'), field<Pod[] | null>(c, 'pods') ?? [], [], [NS1]);
      expect([...filterAll(interPodAffinity, cycle).values()]).toEqual(c.wantFilterStatuses);
    });
    const usual = (c: Case): boolean =>
      c.ignorePreferredTermsOfExistingPods !== true &&
      (c.hardPodAffinityWeight ?? 1) === 1 &&
      field<Node[] | null>(c, 'nodes') !== null;
    it.each(table('interpodaffinity-score', usual))('%s', (_, c) => {
      const cycle = cycleOf(field(c, 'pod'), field(c, 'nodes'), field<Pod[] | null>(c, 'pods') ?? [], [], teams);
      expect(scoreAll(interPodAffinity, cycle)).toEqual(c.wantStatus ? null : c.expectedList);
    });
  });
});
