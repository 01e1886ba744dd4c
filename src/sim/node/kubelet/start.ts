import { value } from '../../../api/quantity.ts';
import type { Context } from '../../kernel/types.ts';
import type { CriReply } from '../../messages.ts';
import { timestamp } from '../../time.ts';
import { goDuration, goSeconds } from '../arithmetic.ts';
import { parseImage } from '../image-ref.ts';
import type { StoredImage } from '../runtime/state.ts';
import { isInBackoff, isInBackoffSince, nextBackoff } from './backoff.ts';
import { emptyDirsOf, environment, expand, filesOf } from './config.ts';
import { postStart } from './hooks.ts';
import { startProbes } from './probes.ts';
import type { ContainerWork, KubeletState, PodWork } from './state.ts';
import { shouldRestart } from './status.ts';
import { endPass, relistLater } from './sync.ts';
import { cri, noteStep, podEvent, podText, waitFor } from './talk.ts';
import { stopContainer, terminate } from './terminate.ts';
import { forgetAbsent } from './volumes.ts';

/** Goes on with the next container of the pass, or ends it. Models: kuberuntime_manager.go SyncPod steps 5–7, kuberuntime_container.go startContainer. */
export function startNext(state: KubeletState, ctx: Context, work: PodWork): void {
  work.operation = undefined;
  if (work.terminating) return terminate(state, ctx, work);
  const index = work.todo[0];
  if (index === undefined) return endPass(state, ctx, work);
  const container = work.containers[index]!;
  if (container.doomed && container.state === 'running') {
    const cause = noteStep(ctx, work, 'killing', container, container.doomed.message);
    podEvent(state, ctx, work, 'Normal', 'Killing', container.doomed.message, container, cause);
    const graceMs = (container.doomed.graceSeconds ?? work.pod.spec.terminationGracePeriodSeconds) * 1000;
    work.killed = index;
    waitFor(work, stopContainer(state, ctx, work, container, graceMs, cause), 'kill', index);
    return;
  }
  container.doomed = undefined;
  if (!shouldRestart(work.pod, container)) {
    work.todo.shift();
    return startNext(state, ctx, work);
  }
  if (inCrashLoop(state, ctx, work, container)) return skip(state, ctx, work);
  imageStep(state, ctx, work, container);
}

/** This container could not be started in this pass; the others may. */
function skip(state: KubeletState, ctx: Context, work: PodWork): void {
  work.failed = true;
  work.acted = true;
  work.todo.shift();
  startNext(state, ctx, work);
}

/** Why a container does not run, as the next status will show it, and the Event. */
function failure(state: KubeletState, ctx: Context, work: PodWork, container: ContainerWork, reason: string, message: string, event: string, cause?: number): void {
  container.waiting = Object.freeze({ reason, message });
  podEvent(state, ctx, work, 'Warning', 'Failed', `Error: ${event}`, container, cause);
  skip(state, ctx, work);
}

/** Whether the last exit is too recent to start again. Models: doBackOff. */
function inCrashLoop(state: KubeletState, ctx: Context, work: PodWork, container: ContainerWork): boolean {
  // The newest instance that has ended: after a kill in this very pass it is the one before.
  const newest = container.state === 'exited' && work.killed !== container.index;
  if (!(newest ? container.terminated : container.previous)) return false;
  const endedMs = newest ? container.endedMs : container.previousEndedMs;
  if (isInBackoffSince(container.backoff, endedMs, ctx.now)) {
    const name = container.spec.name;
    const wait = goSeconds(container.backoff!.waitMs);
    const cause = noteStep(ctx, work, 'back-off', container, wait);
    podEvent(state, ctx, work, 'Warning', 'BackOff', `Back-off restarting failed container ${name} in pod ${podText(work.pod)}`, container, cause);
    container.waiting = Object.freeze({ reason: 'CrashLoopBackOff', message: `back-off ${wait} restarting failed container=${name} pod=${podText(work.pod)}` });
    return true;
  }
  container.backoff = nextBackoff(container.backoff, endedMs, ctx.now);
  return false;
}

// ---------------------------------------------------------------- image

/** Models: images/image_manager.go EnsureImageExists. */
function imageStep(state: KubeletState, ctx: Context, work: PodWork, container: ContainerWork): void {
  const { image } = container.spec;
  const ref = parseImage(image);
  if ('error' in ref) {
    const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${ref.error}`;
    const cause = noteStep(ctx, work, 'image-invalid', container, image);
    podEvent(state, ctx, work, 'Warning', 'InspectFailed', message, container, cause);
    return failure(state, ctx, work, container, 'InvalidImageName', message, 'InvalidImageName', cause);
  }
  waitFor(work, cri(state, ctx, work, { call: 'ImageStatus', image }), 'image-status', container.index);
}

export function imageStatusAnswered(state: KubeletState, ctx: Context, work: PodWork, reply: CriReply): void {
  const container = work.containers[work.operation!.container]!;
  const { image, imagePullPolicy } = container.spec;
  if (!reply.ok) {
    const message = `Failed to inspect image "${image}": ${reply.error}`;
    podEvent(state, ctx, work, 'Warning', 'InspectFailed', message, container);
    return failure(state, ctx, work, container, 'ImageInspectError', message, 'ImageInspectError');
  }
  const present = reply.value as StoredImage | undefined;
  if (present && imagePullPolicy !== 'Always') {
    const cause = noteStep(ctx, work, 'image-present', container, image);
    podEvent(state, ctx, work, 'Normal', 'Pulled', `Container image "${image}" already present on machine`, container, cause);
    return create(state, ctx, work, container, present);
  }
  if (imagePullPolicy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    const cause = noteStep(ctx, work, 'pull-failed', container, message);
    podEvent(state, ctx, work, 'Warning', 'ErrImageNeverPull', message, container, cause);
    return failure(state, ctx, work, container, 'ErrImageNeverPull', message, 'ErrImageNeverPull', cause);
  }
  if (isInBackoff(container.imageBackoff, ctx.now)) {
    const message = `Back-off pulling image "${image}"`;
    const cause = noteStep(ctx, work, 'image-back-off', container, image);
    podEvent(state, ctx, work, 'Normal', 'BackOff', message, container, cause);
    return failure(state, ctx, work, container, 'ImagePullBackOff', `${message}: ErrImagePull: ${container.imageError}`, 'ImagePullBackOff', cause);
  }
  const cause = noteStep(ctx, work, 'pull', container, image);
  podEvent(state, ctx, work, 'Normal', 'Pulling', `Pulling image "${image}"`, container, cause);
  work.queuedMs = ctx.now;
  waitFor(work, cause, 'pull-queue', container.index);
  state.pullQueue.push({ uid: work.uid, container: container.index });
  nextPull(state, ctx);
}

/** Pulls run one after the other on a node (serializeImagePulls). */
function nextPull(state: KubeletState, ctx: Context): void {
  while (!state.pulling && state.pullQueue.length > 0) {
    const { uid, container } = state.pullQueue.shift()!;
    const work = state.pods.get(uid) as PodWork | undefined;
    if (work?.operation?.step !== 'pull-queue') continue;
    const id = cri(state, ctx, work, { call: 'PullImage', image: work.containers[container]!.spec.image }, work.operation.call);
    work.pullSinceMs = ctx.now;
    waitFor(work, id, 'pull', container);
    state.pulling = { uid, call: id };
  }
}

/** A pull has ended, whether or not its Pod still wants it. */
export function pullEnded(state: KubeletState, ctx: Context, call: number): void {
  if (state.pulling?.call !== call) return;
  state.pulling = undefined;
  nextPull(state, ctx);
}

export function pullAnswered(state: KubeletState, ctx: Context, work: PodWork, reply: CriReply): void {
  const container = work.containers[work.operation!.container]!;
  const { image } = container.spec;
  if (!reply.ok) {
    const cause = noteStep(ctx, work, 'pull-failed', container, reply.error);
    podEvent(state, ctx, work, 'Warning', 'Failed', `Failed to pull image "${image}": ${reply.error}`, container, cause);
    container.imageBackoff = nextBackoff(container.imageBackoff, ctx.now, ctx.now);
    container.imageError = reply.error;
    return failure(state, ctx, work, container, 'ErrImagePull', reply.error, 'ErrImagePull', cause);
  }
  const stored = reply.value as StoredImage;
  const cause = noteStep(ctx, work, 'pulled', container, image);
  const took = goDuration(ctx.now - work.pullSinceMs);
  const waited = goDuration(ctx.now - work.queuedMs);
  podEvent(state, ctx, work, 'Normal', 'Pulled', `Successfully pulled image "${image}" in ${took} (${waited} including waiting). Image size: ${stored.sizeBytes} bytes.`, container, cause);
  if (!state.node.images.has(stored.name)) {
    state.node.images.set(stored.name, stored.sizeBytes);
    state.node.dirty = true;
  }
  create(state, ctx, work, container, stored);
}

// ---------------------------------------------------------------- create and start

function create(state: KubeletState, ctx: Context, work: PodWork, container: ContainerWork, image: StoredImage): void {
  const { pod } = work;
  const { spec } = container;
  const addresses = { podIP: pod.spec.hostNetwork ? state.profile.internalIP : work.ip, hostIP: state.profile.internalIP, node: state.profile.name };
  const env = environment(pod, spec, work.sources, addresses);
  const problem = 'error' in env && typeof env.error === 'string' && !spec.env?.some((e) => e.name === 'error') ? env.error : rootProblem(work, container, image);
  if (problem !== undefined) {
    forgetAbsent(work);
    return failure(state, ctx, work, container, 'CreateContainerConfigError', problem, problem, noteStep(ctx, work, 'config-error', container, problem));
  }
  const variables = env as Readonly<Record<string, string>>;
  const files = filesOf(pod, spec, work.sources, addresses);
  const emptyDirs = emptyDirsOf(pod, spec);
  const limit = value(spec.resources?.limits?.['memory']);
  const attempt = container.id === '' ? 0 : container.attempt + 1;
  const note = noteStep(ctx, work, 'create', container);
  const id = cri(
    state,
    ctx,
    work,
    {
      call: 'CreateContainer',
      podUid: work.uid,
      container: spec.name,
      image: spec.image,
      attempt,
      command: expandAll(spec.command, variables),
      args: expandAll(spec.args, variables),
      env: variables,
      ports: spec.ports?.map((port) => port.containerPort) ?? none,
      ...(limit > 0 ? { memoryLimitBytes: limit } : {}),
      ...(files ? { files } : {}),
      ...(emptyDirs ? { emptyDirs } : {}),
      ...(spec.terminationMessagePath === defaultMessagePath ? {} : { terminationMessagePath: spec.terminationMessagePath }),
      ...(spec.terminationMessagePolicy === 'FallbackToLogsOnError' ? { logAsMessage: true } : {}),
    },
    note,
  );
  waitFor(work, id, 'create', container.index);
  work.creating = { image: image.name, imageId: image.id, attempt };
}

/** Source: core/v1 TerminationMessagePathDefault. */
const defaultMessagePath = '/dev/termination-log';

const none: readonly never[] = Object.freeze([]);

const expandAll = (words: readonly string[] | undefined, env: Readonly<Record<string, string>>): readonly string[] => (words?.length ? words.map((word) => expand(word, env)) : none);

/** Models: kuberuntime/security_context_others.go verifyRunAsNonRoot. */
function rootProblem(work: PodWork, container: ContainerWork, image: StoredImage): string | undefined {
  const own = container.spec.securityContext as { runAsNonRoot?: boolean; runAsUser?: number } | undefined;
  const pod = work.pod.spec['securityContext'] as { runAsNonRoot?: boolean; runAsUser?: number } | undefined;
  if (!(own?.runAsNonRoot ?? pod?.runAsNonRoot)) return undefined;
  const user = own?.runAsUser ?? pod?.runAsUser;
  const about = `(pod: "${podText(work.pod)}", container: ${container.spec.name})`;
  if (user === 0) return `container's runAsUser breaks non-root policy ${about}`;
  return user === undefined && image.uid === 0 ? `container has runAsNonRoot and image will run as root ${about}` : undefined;
}

export function createAnswered(state: KubeletState, ctx: Context, work: PodWork, reply: CriReply): void {
  const container = work.containers[work.operation!.container]!;
  if (!reply.ok) {
    return failure(state, ctx, work, container, 'CreateContainerError', reply.error, reply.error, noteStep(ctx, work, 'start-failed', container, reply.error));
  }
  if (container.id !== '') {
    container.previous = container.terminated;
    container.previousEndedMs = container.endedMs;
  }
  container.id = reply.value as string;
  container.state = 'created';
  container.terminated = undefined;
  container.image = work.creating!.image;
  container.imageId = work.creating!.imageId;
  container.attempt = work.creating!.attempt;
  podEvent(state, ctx, work, 'Normal', 'Created', `Created container: ${container.spec.name}`, container);
  const note = noteStep(ctx, work, 'start', container);
  waitFor(work, cri(state, ctx, work, { call: 'StartContainer', podUid: work.uid, containerId: container.id }, note), 'start', container.index);
}

export function startAnswered(state: KubeletState, ctx: Context, work: PodWork, reply: CriReply): void {
  const container = work.containers[work.operation!.container]!;
  if (!reply.ok) {
    const at = timestamp(ctx.now);
    container.state = 'exited';
    container.endedMs = ctx.now;
    container.terminated = Object.freeze({ exitCode: 128, reason: 'StartError', message: reply.error, startedAt: '1970-01-01T00:00:00Z', finishedAt: at, containerID: `containerd://${container.id}` });
    relistLater(state, ctx, work, container.id);
    return failure(state, ctx, work, container, 'RunContainerError', reply.error, reply.error, noteStep(ctx, work, 'start-failed', container, reply.error));
  }
  work.acted = true;
  container.state = 'running';
  container.startedMs = ctx.now;
  container.waiting = undefined;
  container.started = container.spec.startupProbe === undefined;
  container.ready = container.spec.readinessProbe === undefined;
  podEvent(state, ctx, work, 'Normal', 'Started', `Started container ${container.spec.name}`, container);
  relistLater(state, ctx, work, container.id);
  if (postStart(state, ctx, work, container)) return;
  containerRuns(state, ctx, work, container);
}

/** The runtime has stopped a container of this pass. */
export function killAnswered(state: KubeletState, ctx: Context, work: PodWork): void {
  if (work.hookFailed) work.todo.shift();
  work.hookFailed = false;
  startNext(state, ctx, work);
}

/** Started, and its postStart hook is over. */
export function containerRuns(state: KubeletState, ctx: Context, work: PodWork, container: ContainerWork): void {
  startProbes(state, ctx, work, container);
  work.todo.shift();
  startNext(state, ctx, work);
}
