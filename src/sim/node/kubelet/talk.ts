import type { Pod } from '../../../api/types.ts';
import { recordEvent } from '../../client/events.ts';
import type { Context, EntryId } from '../../kernel/types.ts';
import type { CriCall } from '../../messages.ts';
import type { ContainerWork, KubeletState, Operation, PodWork } from './state.ts';

/** Words of `kubelet` notes. Each has a sentence in i18n/kubelet.ts. */
export const steps = [
  'admitted',
  'rejected',
  'mount-failed',
  'sandbox',
  'sandbox-failed',
  'image-present',
  'pull',
  'pulled',
  'pull-failed',
  'image-back-off',
  'image-invalid',
  'config-error',
  'create',
  'start',
  'start-failed',
  'exited',
  'back-off',
  'probe-ready',
  'probe-started',
  'probe-unready',
  'probe-failed',
  'killing',
  'pre-stop',
  'sandbox-stop',
  'finished',
  'removed',
  'deadline',
  'node-ready',
  'recovered',
  'volume-update',
] as const;
export type Step = (typeof steps)[number];

/** Writes down a step of the work on a Pod. The returned id is the cause of the messages it leads to. */
export function noteStep(ctx: Context, work: Readonly<PodWork>, step: Step, container?: ContainerWork, detail?: string): EntryId {
  return ctx.note({ kind: 'kubelet', step, pod: work.ref, ...(container ? { container: container.spec.name } : {}), ...(detail === undefined ? {} : { detail }) });
}

/** `spec.containers{web}`: which part of the Pod an Event is about. */
const fieldPath = (container: ContainerWork): string => `spec.${container.init ? 'initContainers' : 'containers'}{${container.spec.name}}`;

/** Writes an Event about a Pod, or about one of its containers. */
export function podEvent(state: KubeletState, ctx: Context, work: PodWork, type: 'Normal' | 'Warning', reason: string, message: string, container?: ContainerWork, cause?: EntryId): void {
  recordEvent(ctx, state.identity, work.recorder, { component: 'kubelet', host: state.profile.name }, {
    object: work.pod,
    type,
    reason,
    message,
    ...(container ? { fieldPath: fieldPath(container) } : {}),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Asks the node's runtime; the answer goes to the Pod's worker. */
export function cri(state: KubeletState, ctx: Context, work: PodWork, call: CriCall, cause?: EntryId): EntryId {
  const id = ctx.send(`runtime@${state.profile.name}`, { kind: 'cri', call }, cause === undefined ? undefined : { cause });
  state.calls.set(id, work.uid);
  return id;
}

/** From now on only the answer to this call moves the Pod's worker on. */
export function waitFor(work: PodWork, call: EntryId, step: Operation['step'], container = -1): void {
  work.operation = { call, step, container };
}

/** `web-abc_default(0f3…)`: how the kubelet names a Pod in its texts. */
export const podText = (pod: Pod): string => `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
