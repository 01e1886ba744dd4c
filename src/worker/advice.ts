import { milliValue, value } from '../api/quantity.ts';
import type { Container, Node, Pod, ReplicaSet } from '../api/types.ts';
import type { Cluster } from '../sim/cluster.ts';
import { listAt, readAt, type EtcdState } from '../sim/etcd/index.ts';
import { traceGet } from '../sim/kernel/trace.ts';
import type { EntryId } from '../sim/kernel/types.ts';
import type { FilterVerdict, Note, ObjectRef } from '../sim/notes.ts';
import type { History } from './history.ts';
import type { Advice, Playhead } from './protocol.ts';

type Change = Advice['changes'][number];
type Attempt = Extract<Note, { kind: 'schedule' }>;

/** Nodes on which changes are tried, and changes tried on each one after the other. */
const nodesMax = 8;
const changesMax = 3;
/** How long a copy may take to try the Pod again. */
const waitMs = 20_000;
const waitSteps = 6_000;

/**
 * What would make a Pod that fits nowhere fit? For each node a copy of the cluster is made, and what the scheduler
 * refuses the Pod for there is taken away until the scheduler itself places it: nothing is reckoned, everything is tried.
 * Of all ways found, the one with the least to change. Undefined when none was found.
 */
export function adviseOn(history: History, at: Playhead, pod: ObjectRef): Advice | undefined {
  const nodes = list<Node>(history.copyAt(at), 'minions').slice(0, nodesMax);
  const ways = nodes.flatMap(({ metadata }) => tryOn(history.copyAt(at), pod, metadata.name) ?? []);
  return ways.sort((a, b) => weigh(a) - weigh(b))[0];
}

const weigh = ({ changes }: Advice): number => changes.reduce((sum, change) => sum + weightOf(change), 0);

/** A node taken back is less than a label, a label less than a taint that somebody put there on purpose. */
function weightOf(change: Change): number {
  if (change.type === 'edit') return 1.3;
  if (change.line.includes('node-role.kubernetes.io/')) return 3;
  return change.line.includes(' uncordon ') ? 1 : change.line.includes(' label ') ? 1.1 : 1.2;
}

function tryOn(copy: Cluster, pod: ObjectRef, node: string): Advice | undefined {
  const changes: Change[] = [];
  let subject = pod.name;
  let last = lastAttempt(copy, pod);
  while (last && last.attempt.chosen === undefined && changes.length < changesMax) {
    const verdict = last.attempt.filters.find((each) => each.node === node);
    const object = readObject(copy, { ...pod, name: subject });
    if (!object || verdict?.plugin === undefined) return undefined;
    // The cluster's own taints follow what was changed: the node lifecycle controller takes them away, nobody else.
    const change =
      changes.length > 0 && verdict.reasons.some((reason) => ownTaint.test(reason))
        ? wait
        : changeFor(copy, object, node, verdict);
    if (!change) return undefined;
    if (change !== wait) changes.push(change.told);
    if (change.twin) subject = change.twin.metadata.name;
    last = tryAgain(copy, change, subject);
  }
  const chosen = last?.attempt.chosen;
  return chosen !== undefined && changes.length > 0 ? { changes, node: chosen } : undefined;
}

const ownTaint = /untolerated taint \{node\.kubernetes\.io\//;
const wait: Tried = { told: { type: 'command', line: '' } };

/** Makes the change and waits for what the scheduler says of it. */
function tryAgain(copy: Cluster, { told, twin }: Tried, subject: string): ReturnType<typeof lastAttempt> {
  const { kernel } = copy;
  const line = twin ? 'kubectl create -f fit.yaml' : told.type === 'command' ? told.line : '';
  if (line) copy.command({ type: 'kubectl', line, files: twin ? { 'fit.yaml': JSON.stringify(twin) } : {} });
  let seen = kernel.trace.firstId + kernel.trace.entries.length - 1;
  const untilMs = kernel.now + waitMs;
  for (let steps = 0; steps < waitSteps && (kernel.nextAt() ?? Infinity) <= untilMs; steps++) {
    kernel.step();
    const end = kernel.trace.firstId + kernel.trace.entries.length - 1;
    for (; seen < end; seen++) {
      const attempt = attemptAt(copy, seen + 1);
      if (attempt?.pod.name === subject) return { entry: seen + 1, attempt };
    }
  }
  return undefined;
}

function attemptAt({ kernel }: Cluster, id: EntryId): Attempt | undefined {
  const entry = traceGet(kernel.trace, id);
  return entry?.type === 'note' && entry.note.kind === 'schedule' ? entry.note : undefined;
}

function lastAttempt(
  copy: Cluster,
  pod: ObjectRef,
): { readonly entry: EntryId; readonly attempt: Attempt } | undefined {
  const { trace } = copy.kernel;
  for (let id = trace.firstId + trace.entries.length - 1; id >= trace.firstId; id--) {
    const attempt = attemptAt(copy, id);
    if (attempt?.pod.name === pod.name && attempt.pod.namespace === pod.namespace) return { entry: id, attempt };
  }
  return undefined;
}

// ---------------------------------------------------------------- what a refusal asks for

interface Tried {
  readonly told: Change;
  /** A Pod's requests cannot be changed: a second one like it, with the change, is tried in its place. */
  readonly twin?: Pod;
}

function changeFor(copy: Cluster, pod: Pod, node: string, { reasons }: FilterVerdict): Tried | undefined {
  const command = (line: string): Tried => ({ told: { type: 'command', line } });
  for (const reason of reasons) {
    const taint = /^node\(s\) had untolerated taint \{([^:}]+)/.exec(reason)?.[1];
    if (taint) return ownTaint.test(reason) ? undefined : command(`kubectl taint nodes ${node} ${taint}-`);
    if (reason === 'node(s) were unschedulable') return command(`kubectl uncordon ${node}`);
    if (reason === "node(s) didn't match Pod's node affinity/selector") {
      const labels = missingLabels(copy, pod, node);
      return labels && command(`kubectl label nodes ${node} ${labels.join(' ')} --overwrite`);
    }
    const resource = /^Insufficient (.+)$/.exec(reason)?.[1];
    if (resource) return lessRequested(copy, pod, node, resource);
  }
  return undefined;
}

/** Labels the node would need, or undefined where labels alone cannot do it. */
function missingLabels(copy: Cluster, { spec }: Pod, name: string): string[] | undefined {
  const node = list<Node>(copy, 'minions').find(({ metadata }) => metadata.name === name);
  const has = node?.metadata.labels ?? {};
  const wanted = new Map(Object.entries(spec.nodeSelector ?? {}));
  const [term] = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  if (term?.matchFields) return undefined;
  for (const { key, operator, values = [] } of term?.matchExpressions ?? []) {
    if (operator === 'In' && !values.includes(has[key] ?? '')) wanted.set(key, values[0] ?? '');
    else if (operator === 'Exists' && !(key in has)) wanted.set(key, '');
    else if (operator !== 'In' && operator !== 'Exists') return undefined;
  }
  const missing = [...wanted].filter(([key, text]) => has[key] !== text);
  return missing.length > 0 ? missing.map(([key, text]) => `${key}=${text}`) : undefined;
}

const mebi = 1024 * 1024;

/** The Pod with a request small enough for what the node has left, as far as one container can give it up. */
function lessRequested(copy: Cluster, pod: Pod, name: string, resource: string): Tried | undefined {
  const measure = resource === 'cpu' ? milliValue : value;
  const node = list<Node>(copy, 'minions').find(({ metadata }) => metadata.name === name);
  const requested = ({ resources }: Container): number => measure(resources.requests?.[resource]);
  const sum = ({ spec }: Pod): number => spec.containers.reduce((all, container) => all + requested(container), 0);
  const used = list<Pod>(copy, 'pods')
    .filter(({ spec, status }) => spec.nodeName === name && status.phase !== 'Succeeded' && status.phase !== 'Failed')
    .reduce((all, other) => all + sum(other), 0);
  const over = sum(pod) - (measure(node?.status?.allocatable?.[resource]) - used);
  const index = pod.spec.containers.reduce(
    (most, container, i, all) => (requested(container) > requested(all[most]!) ? i : most),
    0,
  );
  const container = pod.spec.containers[index]!;
  const left = requested(container) - over;
  const to =
    resource === 'cpu'
      ? `${Math.floor(left / 10) * 10}m`
      : resource === 'memory'
        ? `${Math.floor(left / mebi)}Mi`
        : String(Math.floor(left));
  if (Number.parseInt(to) <= 0) return undefined;
  const from = String(container.resources.requests?.[resource] ?? '');
  const { namespace } = pod.metadata;
  const deployment = deploymentOf(copy, pod);
  const line =
    deployment &&
    `kubectl set resources deployment/${deployment} -c=${container.name} --requests=${resource}=${to}${
      namespace === 'default' ? '' : ` -n ${namespace}`
    }`;
  const field = `spec.containers[${index}].resources.requests.${resource}`;
  return { told: { type: 'edit', field, from, to, line }, twin: twinOf(pod, index, resource, to) };
}

function deploymentOf(copy: Cluster, { metadata }: Pod): string | undefined {
  const owner = metadata.ownerReferences?.find(({ kind }) => kind === 'ReplicaSet');
  const set = list<ReplicaSet>(copy, 'replicasets').find((each) => each.metadata.uid === owner?.uid);
  return set?.metadata.ownerReferences?.find(({ kind }) => kind === 'Deployment')?.name;
}

/** Labels by which an owner would take the second Pod for its own. */
const ownersLabels = /^(pod-template-hash|controller-uid|job-name|batch\.kubernetes\.io\/.*)$/;

function twinOf({ metadata, spec }: Pod, index: number, resource: string, to: string): Pod {
  const labels = Object.entries(metadata.labels ?? {}).filter(([key]) => !ownersLabels.test(key));
  const { nodeName: _unset, ...rest } = spec;
  const containers = spec.containers.map((container, i) => {
    if (i !== index) return container;
    const { requests, ...others } = container.resources;
    return { ...container, resources: { ...others, requests: { ...requests, [resource]: to } } };
  });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      // Names have room for it: 253 characters, of which generated ones take at most 63.
      name: `${metadata.name}-fits`,
      namespace: metadata.namespace,
      labels: Object.fromEntries(labels),
    },
    spec: { ...rest, containers },
  } as unknown as Pod;
}

// ---------------------------------------------------------------- reading a copy

const etcdOf = ({ kernel }: Cluster): EtcdState => kernel.stateOf<EtcdState>('etcd')!;

function list<T>(copy: Cluster, place: string): T[] {
  const etcd = etcdOf(copy);
  return listAt(etcd, `/registry/${place}/`, etcd.store.revision) as unknown as T[];
}

function readObject(copy: Cluster, { namespace, name }: ObjectRef): Pod | undefined {
  const etcd = etcdOf(copy);
  return readAt(etcd, `/registry/pods/${namespace}/${name}`, etcd.store.revision) as Pod | undefined;
}
