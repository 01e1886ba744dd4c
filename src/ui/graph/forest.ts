import type { WorkloadView } from '../../worker/protocol.ts';
import type { PodCell } from './pods.ts';

/** A workload with what it owns: other workloads, or Pods. */
export interface Tree {
  readonly workload: WorkloadView;
  readonly children: readonly Tree[];
  readonly pods: readonly PodCell[];
}

export interface Forest {
  readonly trees: readonly Tree[];
  /** Pods nobody on the graph owns: nobody brings them back. */
  readonly bare: readonly PodCell[];
}

/** Who owns whom, by the controller references of the objects: Deployment → ReplicaSet → Pod; above them who scales them. Nothing is sorted anew while it lives. */
export function forestOf(workloads: readonly WorkloadView[], pods: Iterable<PodCell>): Forest {
  const known = new Set(workloads.map(({ uid }) => uid));
  const bare: PodCell[] = [];
  const podsOf = new Map<string, PodCell[]>();
  for (const pod of pods) {
    if (pod.owner === undefined || !known.has(pod.owner)) bare.push(pod);
    else podsOf.set(pod.owner, [...(podsOf.get(pod.owner) ?? []), pod]);
  }
  const tree = (workload: WorkloadView): Tree => ({
    workload,
    children: workloads.filter((child) => child.owner === workload.uid || scales(workload, child)).map(tree),
    pods: (podsOf.get(workload.uid) ?? []).sort((a, b) => a.id - b.id),
  });
  const scales = (by: WorkloadView, { kind, name, namespace }: WorkloadView): boolean =>
    by.scales === `${kind}/${name}` && by.namespace === namespace;
  const roots = workloads.filter(
    (each) =>
      (each.owner === undefined || !known.has(each.owner)) && !workloads.some((by) => by !== each && scales(by, each)),
  );
  return { trees: roots.map(tree), bare: bare.sort((a, b) => a.id - b.id) };
}

/** What tells a Pod from its siblings: its name without the name of its owner. */
export const ownPart = (name: string, owner: string): string =>
  name.startsWith(`${owner}-`) ? name.slice(owner.length + 1) : name;
