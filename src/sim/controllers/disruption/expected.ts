import type { IntOrString, KubeObject, LabelSelector, Pod, PodDisruptionBudget } from '../../../api/types.ts';
import type { Plural, View } from '../controller.ts';
import { controllerOf } from '../owners.ts';

/** A number, or a share of `of`, rounded up. Models: intstr.GetScaledValueFromIntOrPercent. */
const scaled = (value: IntOrString, of: number): number =>
  typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * of) / 100);

export interface Expectation {
  readonly expectedPods: number;
  readonly desiredHealthy: number;
  /** Some of the Pods belong to no controller, and count for nothing. */
  readonly unmanaged: boolean;
}

/** Kinds with a scale this controller reads from its caches. Source: disruption.go finders. */
const scalable: Readonly<Record<string, Plural>> = {
  ReplicationController: 'replicationcontrollers',
  ReplicaSet: 'replicasets',
  StatefulSet: 'statefulsets',
  Deployment: 'deployments',
};

const sizeOf = (owner: KubeObject): number => (owner['spec'] as { replicas?: number } | undefined)?.replicas ?? 1;

interface Scale {
  readonly uid: string;
  readonly size: number;
}

/** The controller whose size counts for a Pod: a Deployment in place of its ReplicaSet. */
function scaleOf(pod: Pod, pods: readonly Pod[], view: View): Scale | { readonly error: string } {
  const ref = controllerOf(pod)!;
  const { namespace } = pod.metadata;
  const find = (kind: string, name: string, uid: string): KubeObject | undefined => {
    const found = view.get(scalable[kind]!, `${namespace}/${name}`);
    return found?.metadata.uid === uid ? found : undefined;
  };
  const kind = view.kindOf(ref.apiVersion, ref.kind);
  if (kind && view.isCustom(kind.name))
    return { uid: ref.uid, size: pods.filter((each) => controllerOf(each)?.uid === ref.uid).length };
  if (!scalable[ref.kind])
    return { error: `${kind?.plural}${kind?.group ? `.${kind.group}` : ''} does not implement the scale subresource` };
  const owner = find(ref.kind, ref.name, ref.uid);
  if (!owner) return { error: `found no controllers for pod "${pod.metadata.name}"` };
  const above = controllerOf(owner);
  const deployment = above?.kind === 'Deployment' ? find(above.kind, above.name, above.uid) : undefined;
  return { uid: (deployment ?? owner).metadata.uid, size: sizeOf(deployment ?? owner) };
}

/** How many Pods the controllers behind these Pods want together. Models: getExpectedScale. Left out: scales of custom resources; their Pods are counted. */
function expectedScale(
  pods: readonly Pod[],
  view: View,
): { readonly sum: number; readonly unmanaged: boolean } | { readonly error: string } {
  const sizes = new Map<string, number>();
  const asked = new Set<string>();
  let unmanaged = false;
  for (const pod of pods) {
    const ref = controllerOf(pod);
    if (!ref) unmanaged = true;
    if (!ref || asked.has(ref.uid)) continue;
    asked.add(ref.uid);
    const scale = scaleOf(pod, pods, view);
    if ('error' in scale) return scale;
    sizes.set(scale.uid, scale.size);
  }
  return { sum: [...sizes.values()].reduce((sum, size) => sum + size, 0), unmanaged };
}

/** How many Pods a budget expects and how many must stay healthy. Models: getExpectedPodCount. */
export function expectationOf(
  { spec }: PodDisruptionBudget,
  pods: readonly Pod[],
  view: View,
): Expectation | { readonly error: string } {
  const { maxUnavailable, minAvailable = 0 } = spec;
  if (maxUnavailable === undefined && typeof minAvailable === 'number')
    return { expectedPods: pods.length, desiredHealthy: minAvailable, unmanaged: false };
  const scale = expectedScale(pods, view);
  if ('error' in scale) return scale;
  const { sum: expectedPods, unmanaged } = scale;
  const desiredHealthy =
    maxUnavailable === undefined
      ? scaled(minAvailable, expectedPods)
      : Math.max(0, expectedPods - scaled(maxUnavailable, expectedPods));
  return { expectedPods, desiredHealthy, unmanaged };
}

/** A selector as Go prints it. Source: metav1 generated LabelSelector.String. */
export function goSelector(selector: LabelSelector | undefined): string {
  if (!selector) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const expressions = (selector.matchExpressions ?? []).map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.map(([key, value]) => `${key}: ${value},`).join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
}
