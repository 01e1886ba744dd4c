import type { Pod } from '../../api/types.ts';
import { call, pathOf, resources, strategicPatch } from '../client/requests.ts';
import type { Context, EntryId } from '../kernel/types.ts';
import { timestamp } from '../time.ts';
import { writeEvent } from './events.ts';
import type { Preemption } from './preemption.ts';
import { identity, type SchedulerState } from './state.ts';

/**
 * Makes room: every victim is told why and deleted with its own grace period; less important Pods lose their claim on the node.
 * Models: framework/preemption/preemption.go prepareCandidate.
 */
export function evict(
  state: SchedulerState,
  ctx: Context,
  preemptor: Pod,
  { node, victims }: Extract<Preemption, { helps: true }>,
  cause: EntryId,
): void {
  for (const { key, pod } of victims) {
    const { namespace, name, uid } = pod.metadata;
    const current = state.pods.store.get(key) ?? pod;
    if (!current.metadata.deletionTimestamp) {
      const condition = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: 'default-scheduler: preempting to accommodate a higher priority pod',
        lastProbeTime: null,
        lastTransitionTime: timestamp(ctx.now),
      };
      call(ctx, identity, 'PATCH', pathOf(resources.pods, namespace, name, 'status'), {
        cause,
        quiet: false,
        contentType: strategicPatch,
        body: { metadata: { uid }, status: { conditions: [condition] } },
      });
      call(ctx, identity, 'DELETE', pathOf(resources.pods, namespace, name), { cause, quiet: false });
    }
    const message = `Preempted by pod ${preemptor.metadata.uid} on node ${node}`;
    writeEvent(ctx, identity, state.written, state.host, current, {
      type: 'Normal',
      reason: 'Preempted',
      action: 'Preempting',
      message,
      cause,
    });
  }
  for (const [key, nominated] of state.nominated) {
    if (nominated.node === node && nominated.info.priority < (preemptor.spec.priority ?? 0))
      state.nominated.delete(key);
  }
}
