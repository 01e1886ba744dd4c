import { matches, selectorRequirements, type ParsedSelector } from '../../api/selectors.ts';
import type { Pod, PodAffinityTerm } from '../../api/types.ts';

/** What a Pod says about Pods near it: which ones, and how near. */
export interface PodTerm {
  readonly topologyKey: string;
  /** Undefined selects nothing. */
  readonly selector: ParsedSelector | undefined;
  readonly namespaces: readonly string[];
  /** Namespaces may be meant by their labels, too. */
  readonly namespaceSelector: ParsedSelector | undefined;
}

export type TermKind = 'required' | 'requiredAnti' | 'preferred' | 'preferredAnti';

/** Equal terms of placed Pods, counted by the node their Pods are on. */
export interface TermGroup {
  kind: TermKind;
  weight: number;
  term: PodTerm;
  perSlot: Int32Array;
  pods: number;
}

/** By the text of the term; replicas of one template share one group. */
export type TermGroups = Map<string, TermGroup>;

/** Counts the terms of a Pod that has come (+1) or gone (-1). */
export function countTerms(groups: TermGroups, pod: Pod, slot: number, sign: 1 | -1, capacity: number): void {
  if (!pod.spec.affinity?.podAffinity && !pod.spec.affinity?.podAntiAffinity) return;
  for (const { kind, weight, written } of writtenTerms(pod)) {
    const key = `${kind} ${weight} ${pod.metadata.namespace ?? ''} ${JSON.stringify(written)}`;
    let group = groups.get(key);
    if (!group) {
      group = { kind, weight, term: parseTerm(written, pod), perSlot: new Int32Array(capacity), pods: 0 };
      groups.set(key, group);
    }
    group.perSlot[slot]! += sign;
    group.pods += sign;
    if (group.pods === 0) groups.delete(key);
  }
}

export function growTerms(groups: TermGroups, capacity: number): void {
  for (const group of groups.values()) {
    const wider = new Int32Array(capacity);
    wider.set(group.perSlot);
    group.perSlot = wider;
  }
}

interface WrittenTerm {
  readonly kind: TermKind;
  readonly weight: number;
  readonly written: PodAffinityTerm;
}

function writtenTerms({ spec }: Pod): WrittenTerm[] {
  const found: WrittenTerm[] = [];
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
  for (const written of podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
    found.push({ kind: 'required', weight: 1, written });
  for (const written of podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
    found.push({ kind: 'requiredAnti', weight: 1, written });
  for (const { weight, podAffinityTerm } of podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    found.push({ kind: 'preferred', weight, written: podAffinityTerm });
  for (const { weight, podAffinityTerm } of podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    found.push({ kind: 'preferredAnti', weight, written: podAffinityTerm });
  return found;
}

/** The Pod's own terms of one kind. */
export const termsOf = (pod: Pod, kind: TermKind): { readonly term: PodTerm; readonly weight: number }[] =>
  writtenTerms(pod)
    .filter((term) => term.kind === kind)
    .map(({ written, weight }) => ({ term: parseTerm(written, pod), weight }));

/** Models: framework/types.go newAffinityTerm: a term that names no namespaces means the Pod's own. */
function parseTerm({ labelSelector, topologyKey, namespaces, namespaceSelector }: PodAffinityTerm, pod: Pod): PodTerm {
  const own = !namespaces?.length && !namespaceSelector;
  return {
    topologyKey,
    selector: labelSelector ? selectorRequirements(labelSelector) : undefined,
    namespaces: own ? [pod.metadata.namespace ?? ''] : (namespaces ?? []),
    namespaceSelector: namespaceSelector ? selectorRequirements(namespaceSelector) : undefined,
  };
}

/** Does a term mean this Pod? `labels` are those of the Pod's namespace. */
export function meansPod(
  { selector, namespaces, namespaceSelector }: PodTerm,
  pod: Pod,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  if (!selector || !matches(selector, pod.metadata.labels)) return false;
  return (
    namespaces.includes(pod.metadata.namespace ?? '') || (!!namespaceSelector && matches(namespaceSelector, labels))
  );
}
