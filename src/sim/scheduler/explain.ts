import type { Namespace, Node, Pod, ReplicaSet, Service } from '../../api/types.ts';
import type { Because, FilterVerdict, Note, NodeScore } from '../notes.ts';
import { attemptPod } from './attempt.ts';
import { cacheOf } from './cache.ts';
import { fitError } from './fit-error.ts';
import { podInfo } from './pod-info.ts';
import { findPreemption } from './preemption.ts';
import type { Cycle, Listers } from './plugins/types.ts';
import { storedStorage, type StoredStorage } from './storage.ts';
import { nodeScores, verdicts } from './table.ts';

/** One attempt as a table: what each node was refused for, or scored. */
export interface AttemptTable {
  readonly filters: readonly FilterVerdict[];
  readonly plugins: readonly string[];
  readonly scores: readonly NodeScore[];
  /** The nodes with the highest total; one of them was or would be taken. */
  readonly best: readonly string[];
  /** Text of FailedScheduling; '' when some node will do. */
  readonly message: string;
}

/**
 * Places `pod` on paper: every node filtered and scored, without sampling. What a large cluster's notes leave out is worked
 * out again from here, given the objects of that moment. `pods` are all Pods; those without a nodeName do not count.
 */
export function explainAttempt(
  pod: Pod,
  nodes: Iterable<Node>,
  pods: Iterable<Pod>,
  services: readonly Service[] = [],
  replicaSets: readonly ReplicaSet[] = [],
  namespaces: readonly Namespace[] = [],
  storage: StoredStorage = {},
): AttemptTable {
  const cache = cacheOf(nodes, pods);
  const cycle: Cycle = {
    cache,
    pod,
    info: podInfo(pod),
    listers: listersOf(services, replicaSets, namespaces, storage),
  };
  const attempt = attemptPod(cycle, 0, Infinity);
  const max = attempt.feasible.reduce((most, _, i) => Math.max(most, attempt.totals[i] ?? 0), 0);
  const preemption = attempt.feasible.length === 0 ? findPreemption(cycle, attempt, () => 0) : undefined;
  return {
    filters: verdicts(cache, attempt),
    plugins: attempt.scores.map(({ plugin }) => plugin),
    scores: nodeScores(cache, attempt),
    best: attempt.feasible.filter((_, i) => (attempt.totals[i] ?? 0) === max).map((slot) => cache.names[slot]!),
    message: preemption ? fitError(attempt, preemption.helps ? '' : preemption.message) : '',
  };
}

const listersOf = (
  services: readonly Service[],
  replicaSets: readonly ReplicaSet[],
  namespaces: readonly Namespace[],
  storage: StoredStorage,
): Listers => ({
  services: (namespace) => services.filter(({ metadata }) => metadata.namespace === namespace),
  replicaSet: (namespace, name) =>
    replicaSets.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name),
  namespaces: () => namespaces,
  namespaceLabels: (name) => namespaces.find(({ metadata }) => metadata.name === name)?.metadata.labels,
  storage: storedStorage(storage),
});

/** One part of a FailedScheduling message. */
export interface Clause {
  /** As the message has it: `3 Insufficient cpu`. */
  readonly text: string;
  /** The nodes it counts, as far as the table names them. */
  readonly nodes: readonly string[];
  /** The same for a beginner; a key of the narration dictionary. */
  readonly say: Because;
  /** `preemption`: what evicting other Pods could not do about it. */
  readonly part: 'filter' | 'preemption';
}

const messageForm = /^0\/(\d+) nodes are available:(?: (.*?)\.)?(?: preemption: (.*))?$/;
/** Between clauses; a comma inside a reason is not followed by a count. */
const clauseEnd = /, (?=\d+ )/;

/** Takes `0/4 nodes are available: …` apart. `filters` is the table of the same attempt; empty when it was not kept. */
export function explainMessage(message: string, filters: readonly FilterVerdict[]): Clause[] {
  const parts = messageForm.exec(message);
  if (!parts) return message ? [{ text: message, nodes: [], say: sayReason(message, 0), part: 'filter' }] : [];
  const [, all, reasons = '', tail = ''] = parts;
  const clauses: Clause[] = [];
  for (const text of reasons ? reasons.split(clauseEnd) : []) {
    const [, count, reason] = /^(\d+) (.*)$/.exec(text) ?? [];
    // Without a count the Pod itself was refused, whatever the node.
    if (reason === undefined) clauses.push({ text, nodes: [], say: sayReason(text, Number(all)), part: 'filter' });
    else
      clauses.push({
        text,
        nodes: namesOf(filters, (verdict) => verdict.reasons.includes(reason)),
        say: sayReason(reason, Number(count)),
        part: 'filter',
      });
  }
  return [...clauses, ...preemptionClauses(tail, filters)];
}

function preemptionClauses(tail: string, filters: readonly FilterVerdict[]): Clause[] {
  if (!tail) return [];
  const reasons = messageForm.exec(tail)?.[2];
  if (reasons === undefined) return [{ text: tail, nodes: [], say: sayReason(tail, 0), part: 'preemption' }];
  return reasons.split(clauseEnd).map((text): Clause => {
    const [, count = '0', reason = text] = /^(\d+) (.*)$/.exec(text) ?? [];
    const candidates = namesOf(
      filters,
      (verdict) => verdict.plugin !== undefined && isPreemptable(verdict) === (reason !== notHelpful),
    );
    // Where eviction was tried and other reasons remained, the table does not tell which node had which.
    const nodes = candidates.length === Number(count) ? candidates : [];
    return { text, nodes, say: sayReason(reason, Number(count)), part: 'preemption' };
  });
}

const notHelpful = 'Preemption is not helpful for scheduling';

const namesOf = (filters: readonly FilterVerdict[], keep: (verdict: FilterVerdict) => boolean): string[] =>
  filters.filter(keep).map(({ node }) => node);

/** Refusals that come from what other Pods hold. */
const preemptable =
  /^Insufficient |^Too many pods$|free ports|topology spread constraints$|anti-affinity rules$|ReadWriteOncePod access mode$/;
const isPreemptable = ({ reasons }: FilterVerdict): boolean => reasons.some((reason) => preemptable.test(reason));

/** Upstream's reasons and the sentence that explains each. What the first group of a pattern finds is told along. */
const sentences: readonly (readonly [RegExp, string])[] = [
  [/^Insufficient (.+)$/, 'clause.insufficient'],
  [/^Too many pods$/, 'clause.pods'],
  [/^node\(s\) had untolerated taint \{(.+)\}$/, 'clause.taint'],
  [/^node\(s\) didn't match Pod's node affinity\/selector$/, 'clause.selector'],
  [/^node\(s\) didn't satisfy plugin\(s\) \[(.+)\]$/, 'clause.unnamed'],
  [/^pod affinity terms conflict$/, 'clause.conflict'],
  [/^node\(s\) were unschedulable$/, 'clause.cordoned'],
  [/^node\(s\) didn't match the requested node name$/, 'clause.name'],
  [/^node\(s\) didn't have free ports for the requested pod ports$/, 'clause.ports'],
  [/^node\(s\) didn't match pod topology spread constraints$/, 'clause.spread'],
  [/^node\(s\) didn't match pod topology spread constraints \(missing required label\)$/, 'clause.spreadLabel'],
  [/^node\(s\) didn't match pod affinity rules$/, 'clause.affinity'],
  [/^node\(s\) didn't match pod anti-affinity rules$/, 'clause.antiaffinity'],
  [/^node\(s\) didn't satisfy existing pods anti-affinity rules$/, 'clause.antiaffinityOfOthers'],
  [/^Preemption is not helpful for scheduling$/, 'clause.notHelpful'],
  [/^No preemption victims found for incoming pod$/, 'clause.noVictims'],
  [/^not eligible due to preemptionPolicy=Never\.$/, 'clause.neverPreempts'],
  [/^not eligible due to a terminating pod on the nominated node\.$/, 'clause.clearing'],
  [/^no nodes available to schedule pods$/, 'clause.noNodes'],
  [/^pod has unbound immediate PersistentVolumeClaims$/, 'clause.unboundClaims'],
  [/^persistentvolumeclaim "(.+)" not found$/, 'clause.noClaim'],
  [/^persistentvolumeclaim "(.+)" is being deleted$/, 'clause.claimLeaves'],
  [/^persistentvolumeclaim "(.+)" bound to non-existent persistentvolume/, 'clause.claimLost'],
  [/^node\(s\) had volume node affinity conflict$/, 'clause.volumeElsewhere'],
  [/^node\(s\) didn't find available persistent volumes to bind$/, 'clause.noVolume'],
  [/^node\(s\) had no available volume zone$/, 'clause.volumeZone'],
  [/ReadWriteOncePod access mode$/, 'clause.onePodVolume'],
  [/^running PreBind plugin "VolumeBinding": (.*)$/, 'clause.volumes'],
  [/^running Bind plugin "DefaultBinder": (.*)$/, 'clause.binding'],
  [/^skip schedule deleting pod: (.*)$/, 'clause.deleting'],
];

function sayReason(reason: string, count: number): Because {
  for (const [pattern, key] of sentences) {
    const found = pattern.exec(reason);
    if (found) return { key, values: { count, what: found[1] ?? '' } };
  }
  return { key: 'clause.other', values: { count, what: reason } };
}

/** One attempt in one sentence. */
export function sayAttempt(note: Extract<Note, { kind: 'schedule' }>): Because {
  const { chosen, scores, filters, message } = note;
  const all = note.nodes?.all ?? filters.length;
  const feasible = note.nodes?.feasible ?? filters.filter(({ plugin }) => plugin === undefined).length;
  if (chosen === undefined) return { key: all === 0 ? 'schedule.noNodes' : 'schedule.none', values: { all, message } };
  const score = scores.find(({ node }) => node === chosen)?.total;
  if (score === undefined) return { key: 'schedule.only', values: { all, node: chosen } };
  const equals = scores.filter(({ total }) => total === score).length;
  return {
    key: equals > 1 ? 'schedule.drawn' : 'schedule.chosen',
    values: { all, feasible, node: chosen, score, equals },
  };
}
