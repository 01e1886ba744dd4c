import { forbidden, invalid } from '../field.ts';
import { isQualifiedName } from '../names.ts';
import type { FieldError } from '../resource.ts';
import type { LabelSelector, Pod, PodAffinityTerm } from '../types.ts';

/** `matchLabelKeys`: labels whose values are the Pod's own. Models: registry/core/pod/strategy.go mutatePodAffinity. */
interface WithKeys {
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
}
const keysOf = (term: PodAffinityTerm): Required<WithKeys> => {
  const { matchLabelKeys = [], mismatchLabelKeys = [] } = term as PodAffinityTerm & WithKeys;
  return { matchLabelKeys, mismatchLabelKeys };
};

/** A new Pod's terms say in their selectors what the keys ask for. Changes `pod`. */
export function mergeLabelKeys({ metadata, spec }: Pod): void {
  for (const affinity of [spec.affinity?.podAffinity, spec.affinity?.podAntiAffinity]) {
    if (!affinity) continue;
    const terms = [
      ...(affinity.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((weighted) => weighted.podAffinityTerm),
      ...(affinity.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ];
    for (const term of terms) if (term?.labelSelector) merge(term, term.labelSelector, metadata.labels ?? {});
  }
}

function merge(term: PodAffinityTerm, selector: LabelSelector, labels: Readonly<Record<string, string>>): void {
  const { matchLabelKeys, mismatchLabelKeys } = keysOf(term);
  const added = [
    ...matchLabelKeys.map((key) => ({ key, operator: 'In' as const })),
    ...mismatchLabelKeys.map((key) => ({ key, operator: 'NotIn' as const })),
  ].flatMap(({ key, operator }) => (labels[key] === undefined ? [] : [{ key, operator, values: [labels[key]] }]));
  if (added.length > 0) selector.matchExpressions = [...(selector.matchExpressions ?? []), ...added];
}

const bothText = 'exists in both matchLabelKeys and labelSelector';

/** Models: validation.go validateMatchLabelKeysAndMismatchLabelKeys. */
export function validateTermKeys(term: PodAffinityTerm, path: string, errors: FieldError[]): void {
  const { matchLabelKeys, mismatchLabelKeys } = keysOf(term);
  if (matchLabelKeys.length === 0 && mismatchLabelKeys.length === 0) return;
  const { labelSelector } = term;
  validateKeys(matchLabelKeys, labelSelector, `${path}.matchLabelKeys`, errors);
  validateKeys(mismatchLabelKeys, labelSelector, `${path}.mismatchLabelKeys`, errors);
  // The keys' own requirements are there already: a key met twice was named by the client too.
  const seen = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  for (const { key } of labelSelector?.matchExpressions ?? []) {
    const i = matchLabelKeys.lastIndexOf(key);
    if (i >= 0 && seen.has(key)) errors.push(invalid(`${path}[${i}]`, key, bothText));
    seen.add(key);
  }
  matchLabelKeys.forEach((key, i) => {
    if (mismatchLabelKeys.includes(key))
      errors.push(invalid(`${path}.matchLabelKeys[${i}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys'));
  });
}

function validateKeys(
  keys: readonly string[],
  selector: LabelSelector | undefined,
  path: string,
  errors: FieldError[],
): void {
  if (keys.length === 0) return;
  if (!selector) return void errors.push(forbidden(path, 'must not be specified when labelSelector is not set'));
  keys.forEach((key, i) => {
    for (const text of isQualifiedName(key)) errors.push(invalid(`${path}[${i}]`, key, text));
  });
}

/** Models: validation.go validateMatchLabelKeysInTopologySpread. */
export function validateSpreadKeys(
  { matchLabelKeys = [] }: WithKeys,
  selector: LabelSelector | undefined,
  path: string,
  errors: FieldError[],
): void {
  if (matchLabelKeys.length === 0) return;
  if (!selector) errors.push(forbidden(path, 'must not be specified when labelSelector is not set'));
  const named = new Set([
    ...Object.keys(selector?.matchLabels ?? {}),
    ...(selector?.matchExpressions ?? []).map(({ key }) => key),
  ]);
  matchLabelKeys.forEach((key, i) => {
    for (const text of isQualifiedName(key)) errors.push(invalid(`${path}[${i}]`, key, text));
    if (named.has(key)) errors.push(invalid(`${path}[${i}]`, key, bothText));
  });
}
