import type { Pod } from '../../../api/types.ts';
import { recordEvent } from '../../client/events.ts';
import type { Context, EntryId } from '../../kernel/types.ts';
import type { CriCall } from '../../messages.ts';
import { openRecorder } from './open.ts';
import type { ContainerWork, KubeletState, Operation, PodWork } from './state.ts';

/** One handling of a message about one Pod, whose record is open for changes. */
export interface Job {
  readonly state: KubeletState;
  readonly ctx: Context;
  readonly work: PodWork;
}

/**
 * What a Pod's worker does when a step is done: wait for an answer, set up what comes before containers, start the next
 * container of the pass, end the pass, or go on with ending the Pod.
 */
export type Next = 'wait' | 'prepare' | 'start' | 'end' | 'terminate';

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
  'pressure',
  'pressure-over',
  'evicted',
  'unmodelled',
] as const;
export type Step = (typeof steps)[number];

/** Writes down a step of the work on a Pod. The returned id is the cause of the messages it leads to. */
export function noteStep({ ctx, work }: Job, step: Step, container?: ContainerWork, detail?: string): EntryId {
  return ctx.note({
    kind: 'kubelet',
    step,
    pod: work.ref,
    container: container?.spec.name,
    detail,
  });
}

/** `spec.containers{web}`: which part of the Pod an Event is about. */
const fieldPath = (container: ContainerWork): string =>
  `spec.${container.init ? 'initContainers' : container.ephemeral ? 'ephemeralContainers' : 'containers'}{${container.spec.name}}`;

/** Writes an Event about a Pod, or about one of its containers. */
export function podEvent(
  { state, ctx, work }: Job,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  container?: ContainerWork,
  cause?: EntryId,
): void {
  if (work.recorderShared) {
    work.recorder = openRecorder(work.recorder);
    work.recorderShared = false;
  }
  recordEvent(
    ctx,
    state.identity,
    work.recorder,
    { component: 'kubelet', host: state.profile.name },
    {
      object: work.pod,
      type,
      reason,
      message,
      fieldPath: container && fieldPath(container),
      cause,
    },
  );
}

/** Asks the node's runtime; the answer goes to the Pod's worker. */
export function cri({ state, ctx, work }: Job, call: CriCall, cause?: EntryId): EntryId {
  const options = cause === undefined ? undefined : { cause };
  const id = ctx.send(state.runtime, { kind: 'cri', call }, options);
  state.calls.set(id, work.uid);
  return id;
}

/** From now on only the answer to this call moves the Pod's worker on. */
export function waitFor({ work }: Job, call: EntryId, step: Operation['step'], container = -1): Next {
  work.operation = { call, step, container };
  return 'wait';
}

/** The container the worker is busy with. */
export const inHand = ({ work }: Job): ContainerWork => work.containers[work.operation!.container]!;

/** SIGTERM, and SIGKILL after `timeoutMs`. */
export function stopContainer(job: Job, container: ContainerWork, timeoutMs: number, cause?: EntryId): EntryId {
  container.stopping = true;
  return cri(job, { call: 'StopContainer', podUid: job.work.uid, containerId: container.id, timeoutMs }, cause);
}

/** `web-abc_default(0f3…)`: how the kubelet names a Pod in its texts. */
export const podText = (pod: Pod): string => `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
