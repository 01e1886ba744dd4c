import type { Namespace, Node, Pod, Service } from '../api/types.ts';
import { cacheOf, type Cache } from '../sim/scheduler/cache.ts';
import { matchesAnyTerm, matchesRequired } from '../sim/node-selector.ts';
import { podInfo } from '../sim/scheduler/pod-info.ts';
import { imageLocality, normalizedImageName } from '../sim/scheduler/plugins/image-locality.ts';
import { interPodAffinity } from '../sim/scheduler/plugins/inter-pod-affinity.ts';
import { nodeAffinity } from '../sim/scheduler/plugins/node-affinity.ts';
import { nodeName } from '../sim/scheduler/plugins/node-name.ts';
import { nodePorts } from '../sim/scheduler/plugins/node-ports.ts';
import { nodeResourcesBalancedAllocation } from '../sim/scheduler/plugins/node-resources-balanced-allocation.ts';
import { nodeResourcesFit } from '../sim/scheduler/plugins/node-resources-fit.ts';
import { nodeUnschedulable } from '../sim/scheduler/plugins/node-unschedulable.ts';
import { podTopologySpread } from '../sim/scheduler/plugins/pod-topology-spread.ts';
import { taintToleration } from '../sim/scheduler/plugins/taint-toleration.ts';
import type { Cycle, Plugin } from '../sim/scheduler/plugins/types.ts';
import { storedStorage } from '../sim/scheduler/storage.ts';
import { untoleratedTaint } from '../sim/tolerations.ts';
import type { Corpus, Score, TableCase as Case } from './corpus.ts';
import { table, type Outcome } from './table.ts';

interface Status {
  readonly code: string;
  readonly reasons: readonly string[] | null;
}

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
      storage: storedStorage({}),
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
  const out = new Int32Array(feasible.length);
  const alike = plugin.score!(cycle, state, feasible, out);
  return names.map((name, i) => ({ name, score: alike ?? out[i]! }));
}

const field = <T>(c: Case, name: string): T => c[name] as T;

type Check = (c: Case, namespaces: readonly Namespace[]) => Outcome;

/** Upstream's own tests of the scheduler's plugins. */
export const schedulerTables = (corpus: Corpus): Score[] =>
  Object.entries(checks)
    .filter(([name]) => corpus.has(`upstream/sched-${name}.json`))
    .map(([name, check]) => {
      const { namespaces = [] } = corpus.read<{ namespaces?: readonly Namespace['metadata'][] }>(
        `upstream/sched-${name}.json`,
      );
      const made = namespaces.map((metadata) => ({ metadata }) as unknown as Namespace);
      return table(corpus, `sched-${name}`, (c) => check(c, made));
    });

const checks: Readonly<Record<string, Check>> = {
  nodeunschedulable: (c) => [
    filterAll(nodeUnschedulable, cycleOf(field(c, 'pod'), [field(c, 'node')])).get(''),
    c['wantStatus'],
  ],
  nodename: (c) => [
    [...filterAll(nodeName, cycleOf(field(c, 'pod'), [field<Node>(c, 'node')])).values()],
    [c['wantStatus']],
  ],
  'tainttoleration-filter': (c) => [
    [...filterAll(taintToleration, cycleOf(field(c, 'pod'), [field<Node>(c, 'node')])).values()],
    [c['wantStatus']],
  ],
  'tainttoleration-score': (c) => [
    scoreAll(taintToleration, cycleOf(field(c, 'pod'), field(c, 'nodes'))),
    c['expectedList'],
  ],
  nodeselectorterms: selectorTerms,
  'nodeaffinity-filter': affinityFilter,
  'nodeaffinity-match': (c) => {
    if (!String(c['upstreamTest']).startsWith('TestPodMatches')) return String(c['upstreamTest']);
    const node = completeNode({ metadata: { name: c['nodeName'], labels: c['labels'] } } as Node);
    return [matchesRequired(completePod(field(c, 'pod')), node), c['want']];
  },
  'nodeaffinity-score': (c) => {
    if (field<{ addedAffinity: unknown }>(c, 'args').addedAffinity) return 'addedAffinity';
    if ((c['wantPreScoreStatus'] as Status | null)?.code === 'Error') return 'an invalid selector';
    const scores = scoreAll(nodeAffinity, cycleOf(field(c, 'pod'), field(c, 'nodes')));
    // Skipped (null) is the same as no points for anybody.
    const wanted = c['expectedList'] as { score: number }[] | null;
    return [scores ?? [], wanted?.filter(({ score }) => scores || score > 0) ?? []];
  },
  nodeports: (c) => {
    const { pods } = field<{ pods: Pod[] }>(c, 'nodeInfo');
    const placed = pods.map((pod) => ({ ...pod, spec: { ...pod.spec, nodeName: 'n' } }) as Pod);
    const cycle = cycleOf(field(c, 'pod'), [{ metadata: { name: 'n' } } as Node], placed);
    const skip = (c['wantPreFilterStatus'] as Status | null)?.code === 'Skip';
    return [
      [nodePorts.preFilter!(cycle) === undefined, filterAll(nodePorts, cycle).get('n')],
      [skip, c['wantFilterStatus']],
    ];
  },
  'noderesources-fit': resourcesFit,
  'noderesources-leastallocated': (c) => {
    const resources = c['resources'] as { name: string; weight: number }[] | null;
    const usual =
      !resources ||
      (resources.length === 2 && resources.every((r) => r.weight === 1 && (r.name === 'cpu' || r.name === 'memory')));
    if (!usual) return 'other resources or weights';
    if (c['wantErrs'] !== null) return 'an invalid setting';
    const placed = field<Pod[] | null>(c, 'existingPods') ?? [];
    return [
      scoreAll(nodeResourcesFit, cycleOf(field(c, 'requestedPod'), field(c, 'nodes'), placed)),
      c['expectedScores'],
    ];
  },
  'noderesources-mostallocated': () => 'MostAllocated',
  'noderesources-rtcr': () => 'RequestedToCapacityRatio',
  'noderesources-requests': (c) => {
    const info = podInfo(completePod(field(c, 'pod')));
    return [{ cpu: info.scoreCpuMilli, memory: info.scoreMemoryBytes }, c['expected']];
  },
  'noderesources-balanced': (c) => {
    const { resources } = field<{ resources: { name: string }[] }>(c, 'args');
    if (!resources.every(({ name }) => name === 'cpu' || name === 'memory')) return 'other resources or weights';
    const cycle = cycleOf(field(c, 'pod'), field(c, 'nodes'), field<Pod[] | null>(c, 'pods') ?? []);
    return [scoreAll(nodeResourcesBalancedAllocation, cycle), c['expectedList']];
  },
  imagelocality: (c) =>
    c['upstreamTest'] === 'TestNormalizedImageName'
      ? [normalizedImageName(field(c, 'input')), c['output']]
      : [scoreAll(imageLocality, cycleOf(field(c, 'pod'), field(c, 'nodes'))), c['expectedList']],
  'podtopologyspread-filter': (c) => {
    if (!gatesOn(c)) return 'a feature gate off';
    const nodes = field<Node[]>(c, 'nodes');
    const want = (c['wantStatusCode'] ?? {}) as Record<string, string>;
    const placed = field<Pod[] | null>(c, 'existingPods') ?? [];
    const got = filterAll(podTopologySpread, cycleOf(field(c, 'pod'), nodes, placed));
    return [
      nodes.map(({ metadata: { name } }) => [name, got.get(name)?.code ?? 'Success']),
      nodes.map(({ metadata: { name } }) => [name, want[name] ?? 'Success']),
    ];
  },
  'podtopologyspread-score': (c) => {
    if (!gatesOn(c)) return 'a feature gate off';
    const failedNodes = field<Node[] | null>(c, 'failedNodes') ?? [];
    const cycle = cycleOf(
      field(c, 'pod'),
      [...field<Node[]>(c, 'nodes'), ...failedNodes],
      field<Pod[] | null>(c, 'existingPods') ?? [],
      field<unknown[] | null>(c, 'objs') ?? [],
    );
    const failed = failedNodes.map(({ metadata }) => metadata.name);
    return [scoreAll(podTopologySpread, cycle, failed), c['want']];
  },
  'podtopologyspread-state': () => 'inner state',
  'interpodaffinity-filter-single': (c, namespaces) => {
    if (!validTerms(c)) return 'an invalid selector';
    const placed = field<Pod[] | null>(c, 'pods') ?? [];
    const cycle = cycleOf(field(c, 'pod'), [field<Node>(c, 'node')], placed, [], namespaces);
    return [[...filterAll(interPodAffinity, cycle).values()], [c['wantFilterStatus'] ?? null]];
  },
  'interpodaffinity-filter-multi': (c) => {
    if (!validTerms(c)) return 'an invalid selector';
    const own = [{ metadata: { name: 'NS1' } } as Namespace];
    const cycle = cycleOf(field(c, 'pod'), field(c, 'nodes'), field<Pod[] | null>(c, 'pods') ?? [], [], own);
    return [[...filterAll(interPodAffinity, cycle).values()], c['wantFilterStatuses']];
  },
  'interpodaffinity-score': (c, namespaces) => {
    const usual = c['ignorePreferredTermsOfExistingPods'] !== true && (c['hardPodAffinityWeight'] ?? 1) === 1;
    if (!usual || field<Node[] | null>(c, 'nodes') === null) return 'other settings of InterPodAffinity';
    const placed = field<Pod[] | null>(c, 'pods') ?? [];
    const cycle = cycleOf(field(c, 'pod'), field(c, 'nodes'), placed, [], namespaces);
    return [scoreAll(interPodAffinity, cycle), c['wantStatus'] ? null : c['expectedList']];
  },
};

function selectorTerms(c: Case): Outcome {
  if (c['upstreamTest'] === 'TestMatchNodeSelectorTerms') {
    const { node, nodeSelector } = field<{ node: Node; nodeSelector: { nodeSelectorTerms: [] } | null }>(c, 'args');
    return [matchesAnyTerm(nodeSelector?.nodeSelectorTerms, completeNode(node)), c['want']];
  }
  // Our function is upstream's with the DoNotSchedule filter.
  if (c['upstreamTest'] !== 'TestFindMatchingUntoleratedTaint' || !('applyFilter' in c))
    return String(c['upstreamTest']);
  return [untoleratedTaint(field(c, 'taints'), field(c, 'tolerations')) === undefined, c['expectTolerated']];
}

function affinityFilter(c: Case): Outcome {
  if (field<{ addedAffinity: unknown }>(c, 'args').addedAffinity !== null) return 'addedAffinity';
  const node = { metadata: { name: field<string>(c, 'nodeName'), labels: field(c, 'labels') } } as Node;
  const cycle = cycleOf(field(c, 'pod'), [node]);
  const pre = nodeAffinity.preFilter!(cycle);
  const names = pre && 'nodes' in pre && pre.nodes ? { nodeNames: [...pre.nodes].sort() } : null;
  const status = c['wantPreFilterStatus'] as Status | null;
  const refused = pre && 'refused' in pre ? pre.refused.reasons : null;
  return [
    [
      c['runPreFilter'] ? names : null,
      pre === undefined,
      refused,
      // After a skip or a refusal upstream's test does not look at nodes.
      status ? null : [...filterAll(nodeAffinity, cycle).values()],
    ],
    [
      c['runPreFilter'] ? c['wantPreFilterResult'] : null,
      status?.code === 'Skip',
      status?.reasons ?? null,
      status ? null : [c['wantStatus']],
    ],
  ];
}

function resourcesFit(c: Case): Outcome {
  const args = field<{ ignoredResourceGroups: unknown } | undefined>(c, 'args');
  if (c['podLevelResourcesEnabled'] || args?.ignoredResourceGroups || c['enableSidecarContainers'] === false)
    return 'a feature gate off, or settings of NodeResourcesFit';
  const info = (c['nodeInfo'] ?? { node: { status: { allocatable: { cpu: '2m', pods: '1' } } }, pods: [] }) as {
    node: Node;
    pods: Pod[] | null;
  };
  const node = { ...info.node, metadata: { name: 'n' } } as Node;
  const placed = (info.pods ?? []).map((pod) => ({ ...pod, spec: { ...pod.spec, nodeName: 'n' } }) as Pod);
  const want = (c['wantStatus'] ?? c['wantFilterStatus'] ?? null) as Status | null;
  return [filterAll(nodeResourcesFit, cycleOf(field(c, 'pod'), [node], placed)).get('n'), want];
}

/** The cases with a switched off feature gate show what v1.33 no longer does. */
function gatesOn(c: Case): boolean {
  const text = JSON.stringify(c);
  return (
    (c['enableNodeInclusionPolicy'] !== false ||
      !/node(Affinity|Taints)Policy":|"taints"|nodeSelector|nodeAffinity/.test(text)) &&
    (c['enableMatchLabelKeys'] !== false || !text.includes('matchLabelKeys'))
  );
}

/** Selectors that the API server would not have let pass are left out. */
const validTerms = (c: Case): boolean =>
  (c['wantPreFilterStatus'] as Status | null)?.code !== 'UnschedulableAndUnresolvable';
