import { selectorRequirements, type ParsedSelector, type Requirement } from '../../../api/selectors.ts';
import { labelsContain } from '../../../api/selectors.ts';
import type { LabelSelector, Pod, TopologySpreadConstraint } from '../../../api/types.ts';
import type { Cycle } from './types.ts';

/** A topology spread constraint with its defaults filled in and its selector parsed. */
export interface SpreadConstraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  /** Undefined selects nothing. */
  readonly selector: ParsedSelector | undefined;
  readonly minDomains: number;
  readonly honorsAffinity: boolean;
  readonly honorsTaints: boolean;
}

/** What Pods without constraints of their own get. Source: plugins/podtopologyspread/plugin.go systemDefaultConstraints. */
const systemDefaults = [
  { topologyKey: 'kubernetes.io/hostname', maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5 },
];

/** The Pod's own constraints of one kind. */
export function ownConstraints(pod: Pod, action: TopologySpreadConstraint['whenUnsatisfiable']): SpreadConstraint[] {
  return (pod.spec.topologySpreadConstraints ?? [])
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action)
    .map((constraint) => ({
      maxSkew: constraint.maxSkew,
      topologyKey: constraint.topologyKey,
      selector: selectorOf(constraint, pod),
      minDomains: constraint.minDomains ?? 1,
      honorsAffinity: constraint.nodeAffinityPolicy !== 'Ignore',
      honorsTaints: constraint.nodeTaintsPolicy === 'Honor',
    }));
}

/** The system's soft constraints, for a Pod that a Service or its ReplicaSet selects. */
export function defaultConstraints(cycle: Cycle): readonly SpreadConstraint[] {
  const selector = defaultSelector(cycle);
  if (selector.length === 0) return none;
  let found = defaultsFor.get(selector);
  if (!found) {
    found = systemDefaults.map(({ maxSkew, topologyKey }) => ({
      maxSkew,
      topologyKey,
      selector,
      minDomains: 1,
      honorsAffinity: true,
      honorsTaints: false,
    }));
    defaultsFor.set(selector, found);
  }
  return found;
}

const none: readonly SpreadConstraint[] = Object.freeze([]);
const defaultsFor = new WeakMap<ParsedSelector, readonly SpreadConstraint[]>();

/** The selectors of the Pod's Services and of its ReplicaSet, all at once. Models: plugins/helper/spread.go DefaultSelector. Left out: ReplicationControllers, StatefulSets. */
function defaultSelector({ pod, listers }: Cycle): ParsedSelector {
  const { labels, ownerReferences } = pod.metadata;
  const namespace = pod.metadata.namespace ?? '';
  let wanted: Record<string, string> | undefined;
  for (const { spec } of listers.services(namespace, labels)) {
    if (spec.selector && labelsContain(spec.selector, labels)) wanted = { ...wanted, ...spec.selector };
  }
  const owner = ownerReferences?.find(({ controller }) => controller);
  const replicaSet =
    owner?.kind === 'ReplicaSet' && owner.apiVersion === 'apps/v1'
      ? listers.replicaSet(namespace, owner.name)
      : undefined;
  const own = replicaSet ? parsed(replicaSet.spec.selector) : [];
  if (!wanted) return own;
  // Most often a Service asks for a label the ReplicaSet asks for as well.
  const more: Requirement[] = [];
  for (const key in wanted) {
    const value = wanted[key]!;
    if (!own.some((r) => r.key === key && r.operator === '=' && r.values[0] === value))
      more.push({ key, operator: '=', values: [value] });
  }
  return [...own, ...more].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

const parsedSelectors = new WeakMap<LabelSelector, ParsedSelector>();

/** All Pods of a ReplicaSet ask for the same selector; objects never change, so it is parsed once. */
function parsed(selector: LabelSelector): ParsedSelector {
  let found = parsedSelectors.get(selector);
  if (!found) parsedSelectors.set(selector, (found = selectorRequirements(selector)));
  return found;
}

function selectorOf({ labelSelector, matchLabelKeys }: TopologySpreadConstraint, pod: Pod): ParsedSelector | undefined {
  const own: LabelSelector | undefined = labelSelector ?? undefined;
  const labels = pod.metadata.labels ?? {};
  const pinned = (matchLabelKeys ?? [])
    .filter((key) => key in labels)
    .map((key): Requirement => ({ key, operator: '=', values: [labels[key]!] }));
  if (!own) return pinned.length > 0 ? pinned : undefined;
  return [...selectorRequirements(own), ...pinned];
}
