import type { PersistentVolumeClaim, Pod, PodTemplateSpec, StatefulSet } from '../../../api/types.ts';
import { availableInMs, isLeaving, isReady, podFrom } from '../pods.ts';
import { revisionLabel, type ControllerRevision } from '../revisions.ts';

/** -1: the name is not one the set gives. */
export function ordinalOf(pod: Pod, set: StatefulSet): number {
  const match = /^(.*)-(\d+)$/.exec(pod.metadata.name);
  return match?.[1] === set.metadata.name ? Number(match[2]) : -1;
}

export const revisionOfPod = (pod: Pod): string => pod.metadata.labels?.[revisionLabel] ?? '';

export const isUp = (pod: Pod): boolean => pod.status.phase === 'Running' && isReady(pod);
export const isHealthy = (pod: Pod): boolean => isUp(pod) && !isLeaving(pod);
export const isAvailable = (pod: Pod, set: StatefulSet, now: number): boolean =>
  isUp(pod) && availableInMs(pod, set.spec.minReadySeconds ?? 0, now) === 0;

const claimName = (claim: PersistentVolumeClaim, pod: string): string => `${claim.metadata.name}-${pod}`;

/** What a Pod of the set keeps its data in: one claim per template and ordinal, which outlives the Pod. */
export const claimsFor = (set: StatefulSet, pod: string): PersistentVolumeClaim[] =>
  (set.spec.volumeClaimTemplates ?? []).map((template) => {
    const { labels, annotations } = template.metadata;
    const metadata = {
      name: claimName(template, pod),
      namespace: set.metadata.namespace!,
      labels: { ...labels, ...set.spec.selector.matchLabels },
      ...(annotations ? { annotations } : {}),
    } as PersistentVolumeClaim['metadata'];
    const { status: _none, ...rest } = template;
    return { ...rest, apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata } as PersistentVolumeClaim;
  });

/** The template a revision kept. */
const templateOf = ({ data }: ControllerRevision): PodTemplateSpec => {
  const { $patch: _how, ...template } = (data as { spec: { template: PodTemplateSpec & { $patch?: string } } }).spec
    .template;
  return template;
};

const nameLabel = 'statefulset.kubernetes.io/pod-name';

export const identityLabels = (name: string, ordinal: number): Record<string, string> => ({
  [nameLabel]: name,
  'apps.kubernetes.io/pod-index': String(ordinal),
});

/** Nobody took its name's label away. Models: stateful_set_utils.go identityMatches. */
export const hasIdentity = ({ metadata }: Pod): boolean => metadata.labels?.[nameLabel] === metadata.name;

/** Models: stateful_set_utils.go newVersionedStatefulSetPod: name, host name, storage and labels that stay with an ordinal. */
export function podOf(set: StatefulSet, revision: ControllerRevision, ordinal: number): unknown {
  const name = `${set.metadata.name}-${ordinal}`;
  const pod = podFrom(templateOf(revision), set) as Pod;
  const { generateName: _generated, labels, ...metadata } = pod.metadata;
  const templates = set.spec.volumeClaimTemplates ?? [];
  const claimed = templates.map((template) => ({
    name: template.metadata.name,
    persistentVolumeClaim: { claimName: claimName(template, name) },
  }));
  const others = (pod.spec.volumes ?? []).filter((volume) => !claimed.some((each) => each.name === volume.name));
  const volumes = [...claimed, ...others];
  return {
    ...pod,
    metadata: {
      ...metadata,
      name,
      labels: {
        ...labels,
        [revisionLabel]: revision.metadata.name,
        ...identityLabels(name, ordinal),
      },
    },
    spec: {
      ...pod.spec,
      hostname: name,
      ...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : {}),
      ...(volumes.length > 0 ? { volumes } : {}),
    },
  };
}
