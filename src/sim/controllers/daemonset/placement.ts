import type { DaemonSet, KubeObject, Node, Pod, PodTemplateSpec, Toleration } from '../../../api/types.ts';
import { matchesRequired } from '../../node-selector.ts';
import { toleratesTaint } from '../../tolerations.ts';
import { controllerRef } from '../owners.ts';
import { revisionLabel } from '../revisions.ts';

/** Trouble of a node that a daemon stays for. Source: daemon/util AddOrUpdateDaemonPodTolerations. */
const noExecute = ['not-ready', 'unreachable'];
const noSchedule = ['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'];

function tolerationsOf({ tolerations = [], hostNetwork }: PodTemplateSpec['spec']): Toleration[] {
  const all = [...tolerations];
  const add = (name: string, effect: 'NoExecute' | 'NoSchedule'): void => {
    const wanted: Toleration = { key: `node.kubernetes.io/${name}`, operator: 'Exists', effect };
    const at = all.findIndex((t) => t.key === wanted.key && t.operator === 'Exists' && t.effect === effect);
    if (at < 0) all.push(wanted);
    else all[at] = wanted;
  };
  for (const name of noExecute) add(name, 'NoExecute');
  for (const name of noSchedule) add(name, 'NoSchedule');
  if (hostNetwork) add('network-unavailable', 'NoSchedule');
  return all;
}

export interface Wish {
  /** A Pod belongs there. */
  readonly run: boolean;
  /** One that is there already may stay. */
  readonly stay: boolean;
}

/** Models: daemon_controller.go NodeShouldRunDaemonPod. */
export function wishFor({ spec: { template } }: DaemonSet, node: Node): Wish {
  const { nodeName } = template.spec;
  const name = node.metadata.name;
  const pod = { spec: { ...template.spec, nodeName: name } } as Pod;
  if ((nodeName && nodeName !== name) || !matchesRequired(pod, node)) return { run: false, stay: false };
  const tolerations = tolerationsOf(template.spec);
  const refused = (node.spec.taints ?? []).filter(
    (taint) => taint.effect !== 'PreferNoSchedule' && !toleratesTaint(tolerations, taint),
  );
  return { run: refused.length === 0, stay: !refused.some((taint) => taint.effect === 'NoExecute') };
}

/** The node a Pod is on or is meant for. Models: daemon/util GetTargetNodeName. */
export function targetOf({ spec }: Pod): string | undefined {
  if (spec.nodeName) return spec.nodeName;
  for (const { matchFields = [] } of spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    ?.nodeSelectorTerms ?? [])
    for (const { key, operator, values = [] } of matchFields)
      if (key === 'metadata.name' && operator === 'In' && values.length === 1) return values[0];
  return undefined;
}

/** The Pod for one node: the scheduler binds it, the node's name in its affinity leaves it one choice. */
export function daemonPod(ds: DaemonSet, node: string, hash: string): unknown {
  const { metadata, spec } = ds.spec.template;
  const generation = ds.metadata.annotations?.['deprecated.daemonset.template.generation'];
  const labels = {
    ...metadata.labels,
    ...(generation ? { 'pod-template-generation': generation } : {}),
    [revisionLabel]: hash,
  };
  const { nodeAffinity, ...others } = spec.affinity ?? {};
  const required = {
    nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }],
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${ds.metadata.name}-`,
      namespace: ds.metadata.namespace,
      labels,
      ...(metadata.annotations ? { annotations: metadata.annotations } : {}),
      ownerReferences: [controllerRef(ds as KubeObject)],
    },
    spec: {
      ...spec,
      affinity: {
        ...others,
        nodeAffinity: { ...nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: required },
      },
      tolerations: tolerationsOf(spec),
    },
  };
}
