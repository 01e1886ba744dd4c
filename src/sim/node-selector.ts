import { labelsContain } from '../api/selectors.ts';
import type { Node, NodeSelectorTerm, Pod } from '../api/types.ts';

type NodeRequirement = NonNullable<NodeSelectorTerm['matchExpressions']>[number];

/** Does the Pod's nodeSelector and required node affinity allow this node? Models: component-helpers nodeaffinity RequiredNodeAffinity.Match. */
export function matchesRequired(pod: Pod, node: Node): boolean {
  const { nodeSelector, affinity } = pod.spec;
  if (nodeSelector && !labelsContain(nodeSelector, node.metadata.labels)) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || matchesAnyTerm(required.nodeSelectorTerms, node);
}

/** True when the Pod says nothing about nodes, so that every node matches. */
export const allowsEveryNode = (pod: Pod): boolean =>
  !pod.spec.nodeSelector && !pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;

/** Terms are ORed; an empty one matches nothing. */
export const matchesAnyTerm = (terms: readonly NodeSelectorTerm[] | undefined | null, node: Node): boolean =>
  !!terms && terms.some((term) => matchesTerm(term, node));

export function matchesTerm(term: NodeSelectorTerm, node: Node): boolean {
  const { matchExpressions, matchFields } = term;
  if (!matchExpressions?.length && !matchFields?.length) return false;
  const labels = node.metadata.labels;
  const read = (key: string): string | undefined => (labels && Object.hasOwn(labels, key) ? labels[key] : undefined);
  if (matchExpressions && !matchExpressions.every((r) => holds(r, read(r.key)))) return false;
  return !matchFields || matchFields.every((r) => fieldHolds(r, node));
}

function holds({ operator, values }: NodeRequirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && !!values?.includes(value);
    case 'NotIn':
      return value === undefined || !values?.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
    case 'Lt': {
      const [have, want] = [integer(value), integer(values?.[0])];
      if (have === undefined || want === undefined || values?.length !== 1) return false;
      return operator === 'Gt' ? have > want : have < want;
    }
    default:
      return false;
  }
}

const integer = (text: string | undefined): bigint | undefined =>
  text !== undefined && /^[+-]?\d+$/.test(text) ? BigInt(text.replace('+', '')) : undefined;

/** The only field is metadata.name, with exactly one value. */
function fieldHolds({ key, operator, values }: NodeRequirement, node: Node): boolean {
  if (key !== 'metadata.name' || values?.length !== 1) return false;
  const same = values[0] === node.metadata.name;
  return operator === 'In' ? same : operator === 'NotIn' && !same;
}
