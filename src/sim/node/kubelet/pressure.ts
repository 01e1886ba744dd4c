import type { Pod } from '../../../api/types.ts';
import { toleratesTaint } from '../../tolerations.ts';
import type { KubeletState } from './state.ts';

/** Source: scheduling/types.go SystemCriticalPriority. */
const criticalPriority = 2_000_000_000;
const taint = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' } as const;

/** A Pod the kubelet never puts out. Models: types/pod_update.go IsCriticalPod. */
export const isCritical = ({ spec, metadata }: Pod): boolean =>
  (spec.priority ?? 0) >= criticalPriority || metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined;

/** Why a node that is short of memory does not take a Pod that asks for nothing; undefined when it does. Models: eviction_manager.go Admit. */
export function turnedAway({ pressure }: KubeletState, pod: Pod): string | undefined {
  if (!pressure.active || isCritical(pod) || pod.status.qosClass !== 'BestEffort') return undefined;
  return toleratesTaint(pod.spec.tolerations, taint) ? undefined : 'The node had condition: [MemoryPressure]. ';
}
