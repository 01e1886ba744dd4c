import type { WorkloadView } from '../../worker/protocol.ts';
import { useText } from '../text.ts';

/** A workload in a sentence, for those who hear the screen: wanted, current and ready, or when a CronJob acts. */
export function useWorkloadLabel(): (workload: WorkloadView) => string {
  const text = useText();
  return ({ kind, name, desired, current, ready, schedule }) =>
    schedule === undefined
      ? text('graph.workload', { kind, name, desired, current, ready })
      : `${kind} ${name}: ${schedule}`;
}
