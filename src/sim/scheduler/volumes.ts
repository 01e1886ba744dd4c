import { call, errorText, isOk, pathOf, resources } from '../client/requests.ts';
import type { Change } from '../client/informer.ts';
import type { Context, EntryId } from '../kernel/types.ts';
import type { ApiResponse } from '../messages.ts';
import { volumeFor } from '../storage/binding.ts';
import { annotated, isFullyBound, selectedNode } from '../storage/claims.ts';
import { isReachableFrom } from '../storage/matching.ts';
import type { StorageResource } from './plugins/types.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../api/types.ts';
import { identity, type SchedulerState } from './state.ts';
import { withNode, type VolumeWait } from './storage.ts';
import { timers, wake } from './waiting.ts';

/** Source: binder.go BindPodVolumes, wait.Poll(time.Second, bindTimeout). */
const pollMs = 1_000;
/** Source: VolumeBindingArgs.BindTimeoutSeconds. */
const timeoutMs = 600_000;
/** Whoever waits longer than this is not waited for. */
const loudMs = 10_000;

/** What became of waiting for volumes. */
export type Outcome = 'waiting' | 'bound' | { readonly error: string };

/** Writes the next object of the plan; when all are written, begins to wait. Models: bindAPIUpdate. */
export function writeVolumes(state: SchedulerState, ctx: Context, wait: VolumeWait): void {
  const { plan, written, node, cause, info } = wait;
  const { waits, writes } = state.storage;
  const { bindings, provisions } = plan;
  const options = { cause, quiet: false } as const;
  const binding = bindings[written];
  const claim = provisions[written - bindings.length];
  if (!binding && !claim) {
    waits.set(info.key, Object.freeze({ ...wait, sinceMs: ctx.now }));
    return look(ctx, info.key, cause, true);
  }
  waits.set(info.key, Object.freeze(wait));
  const { namespace, name } = claim?.metadata ?? { namespace: '', name: binding!.volume.metadata.name };
  const id = binding
    ? call(ctx, identity, 'PUT', pathOf(resources.persistentvolumes, '', name), {
        ...options,
        body: volumeFor(binding.volume, binding.claim),
      })
    : call(ctx, identity, 'PUT', pathOf(resources.persistentvolumeclaims, namespace, name), {
        ...options,
        body: withNode(claim!, node),
      });
  writes.set(id, info.key);
}

const look = (ctx: Context, key: string, cause: EntryId, loud: boolean): void =>
  void ctx.timer(pollMs, { kind: 'timer', name: timers.volumes, data: key }, { cause, quiet: !loud });

/** The answer to such a write. */
export function volumeWritten(state: SchedulerState, ctx: Context, re: EntryId, response: ApiResponse): Outcome {
  const { waits, writes } = state.storage;
  const wait = waits.get(writes.get(re)!);
  writes.delete(re);
  if (!wait) return 'waiting';
  if (!isOk(response)) return { error: errorText(response) };
  writeVolumes(state, ctx, { ...wait, written: wait.written + 1 });
  return 'waiting';
}

/** Has the binder done its part? Models: checkBindings. */
export function volumesBound(state: SchedulerState, ctx: Context, key: string): Outcome {
  const wait = state.storage.waits.get(key);
  if (!wait) return 'waiting';
  const outcome = check(state, wait);
  if (outcome !== 'waiting') return outcome;
  if (ctx.now - wait.sinceMs >= timeoutMs) return { error: 'binding volumes: context deadline exceeded' };
  look(ctx, key, wait.cause, ctx.now - wait.sinceMs < loudMs);
  return 'waiting';
}

function check(state: SchedulerState, { info, node, plan }: VolumeWait): Outcome {
  const { claims, volumes } = state.storage;
  const failed = (text: string): Outcome => ({ error: `binding volumes: ${text}` });
  if (state.pods.store.get(info.key)?.metadata.uid !== info.pod.metadata.uid)
    return failed(`pod does not exist any more: pod "${info.pod.metadata.name}" not found`);
  const machine = state.nodes.store.get(node);
  if (!machine) return failed(`failed to get node "${node}": node "${node}" not found`);
  const unreachable = (volume: PersistentVolume | undefined): Outcome | undefined =>
    volume && !isReachableFrom(volume, machine)
      ? failed(`pv "${volume.metadata.name}" node affinity doesn't match node "${node}": no matching NodeSelectorTerms`)
      : undefined;
  for (const { volume: planned, claim: planned2 } of plan.bindings) {
    const volume = volumes.store.get(planned.metadata.name);
    const claim = claims.store.get(`${planned2.metadata.namespace}/${planned2.metadata.name}`);
    if (!volume)
      return failed(`failed to check binding: could not find v1.PersistentVolume "${planned.metadata.name}"`);
    if (!claim)
      return failed(
        `failed to check binding: could not find v1.PersistentVolumeClaim "${planned2.metadata.namespace}/${planned2.metadata.name}"`,
      );
    const problem = unreachable(volume);
    if (problem) return problem;
    if (!volume.spec.claimRef?.uid) return failed(`ClaimRef got reset for pv "${volume.metadata.name}"`);
    if (!isFullyBound(claim)) return 'waiting';
  }
  for (const { metadata } of plan.provisions) {
    const claim = claims.store.get(`${metadata.namespace}/${metadata.name}`);
    if (!claim)
      return failed(
        `failed to check provisioning pvc: could not find v1.PersistentVolumeClaim "${metadata.namespace}/${metadata.name}"`,
      );
    if (!annotated(claim, selectedNode)) return failed(`selectedNode annotation reset for PVC "${metadata.name}"`);
    if (claim.metadata.annotations![selectedNode] !== node)
      return failed(`provisioning failed for PVC "${metadata.name}"`);
    const problem = unreachable(volumes.store.get(claim.spec.volumeName ?? ''));
    if (problem) return problem;
    if (!isFullyBound(claim)) return 'waiting';
  }
  return 'bound';
}

type Stored = PersistentVolumeClaim | PersistentVolume | StorageClass;

/** News of claims, volumes and classes wake Pods that wait for them. */
export function onStorage(
  state: SchedulerState,
  ctx: Context,
  resource: StorageResource,
  change: Change<Stored>,
): void {
  if (change.type === 'deleted') return;
  const { object, old } = change;
  wake(state, ctx, { resource, action: old ? 'Update' : 'Add', object, old });
}
