import type { EntryId } from '../../kernel/types.ts';
import type { CriReply } from '../../messages.ts';
import { goDuration } from '../arithmetic.ts';
import { parseImage } from '../image-ref.ts';
import type { StoredImage } from '../runtime/state.ts';
import { isInBackoff, nextBackoff } from './backoff.ts';
import { create } from './create.ts';
import { failure } from './failure.ts';
import { cri, inHand, noteStep, podEvent, waitFor, type Job, type Next } from './job.ts';
import { authFor, forgetPullSecrets } from './pull-secrets.ts';
import type { ContainerWork, KubeletState, PodWork } from './state.ts';

/** Sees to it that a container's image is there, then creates it. Models: images/image_manager.go EnsureImageExists. */
export function imageStep(job: Job, container: ContainerWork): Next {
  const { image } = container.spec;
  const ref = parseImage(image);
  if ('error' in ref) {
    const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${ref.error}`;
    const cause = noteStep(job, 'image-invalid', container, image);
    podEvent(job, 'Warning', 'InspectFailed', message, container, cause);
    return failure(job, container, { reason: 'InvalidImageName', message }, cause);
  }
  return waitFor(job, cri(job, { call: 'ImageStatus', image }), 'image-status', container.index);
}

export function imageStatusAnswered(job: Job, reply: CriReply): Next {
  const { ctx } = job;
  const container = inHand(job);
  const { image, imagePullPolicy } = container.spec;
  if (!reply.ok) {
    const message = `Failed to inspect image "${image}": ${reply.error}`;
    podEvent(job, 'Warning', 'InspectFailed', message, container);
    return failure(job, container, { reason: 'ImageInspectError', message });
  }
  const present = reply.value as StoredImage | undefined;
  if (present && imagePullPolicy !== 'Always') {
    const cause = noteStep(job, 'image-present', container, image);
    podEvent(job, 'Normal', 'Pulled', `Container image "${image}" already present on machine`, container, cause);
    return create(job, container, present);
  }
  if (imagePullPolicy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    const cause = noteStep(job, 'pull-failed', container, message);
    podEvent(job, 'Warning', 'ErrImageNeverPull', message, container, cause);
    return failure(job, container, { reason: 'ErrImageNeverPull', message }, cause);
  }
  if (isInBackoff(container.imageBackoff, ctx.now)) {
    const text = `Back-off pulling image "${image}"`;
    const cause = noteStep(job, 'image-back-off', container, image);
    podEvent(job, 'Normal', 'BackOff', text, container, cause);
    const message = `${text}: ErrImagePull: ${container.imageError}`;
    return failure(job, container, { reason: 'ImagePullBackOff', message }, cause);
  }
  const cause = noteStep(job, 'pull', container, image);
  podEvent(job, 'Normal', 'Pulling', `Pulling image "${image}"`, container, cause);
  return enqueue(job, container, cause);
}

/** Pulls run one after the other on a node (serializeImagePulls). */
function enqueue(job: Job, container: ContainerWork, cause: EntryId): Next {
  const { state, ctx, work } = job;
  work.queuedMs = ctx.now;
  waitFor(job, cause, 'pull-queue', container.index);
  state.pullQueue.push({ uid: work.uid, container: container.index });
  nextPull(state, ctx);
  return 'wait';
}

function nextPull(state: KubeletState, ctx: Job['ctx']): void {
  while (!state.pulling && state.pullQueue.length > 0) {
    const { uid, container } = state.pullQueue.shift()!;
    const work = state.pods.get(uid) as PodWork | undefined;
    if (work?.operation?.step !== 'pull-queue') continue;
    const job = { state, ctx, work };
    const { image } = work.containers[container]!.spec;
    const ref = parseImage(image);
    const auth = 'error' in ref ? undefined : authFor(work.pod, work.sources, ref);
    const call = cri(job, { call: 'PullImage', image, ...(auth ? { auth } : {}) }, work.operation.call);
    work.pullSinceMs = ctx.now;
    waitFor(job, call, 'pull', container);
    state.pulling = { uid, call };
  }
}

/** A pull has ended, whether or not its Pod still wants it. */
export function pullEnded(state: KubeletState, ctx: Job['ctx'], call: EntryId): void {
  if (state.pulling?.call !== call) return;
  state.pulling = undefined;
  nextPull(state, ctx);
}

export function pullAnswered(job: Job, reply: CriReply): Next {
  const { state, ctx, work } = job;
  const container = inHand(job);
  const { image } = container.spec;
  if (!reply.ok) {
    const message = reply.error;
    const cause = noteStep(job, 'pull-failed', container, message);
    podEvent(job, 'Warning', 'Failed', `Failed to pull image "${image}": ${message}`, container, cause);
    container.imageBackoff = nextBackoff(container.imageBackoff, ctx.now, ctx.now);
    container.imageError = message;
    forgetPullSecrets(job);
    return failure(job, container, { reason: 'ErrImagePull', message }, cause);
  }
  const stored = reply.value as StoredImage;
  const cause = noteStep(job, 'pulled', container, image);
  const took = goDuration(ctx.now - work.pullSinceMs);
  const waited = goDuration(ctx.now - work.queuedMs);
  const text = `Successfully pulled image "${image}" in ${took} (${waited} including waiting). Image size: ${stored.sizeBytes} bytes.`;
  podEvent(job, 'Normal', 'Pulled', text, container, cause);
  if (!state.node.images.has(stored.name)) {
    state.node.images.set(stored.name, stored.sizeBytes);
    state.node.dirty = true;
  }
  return create(job, container, stored);
}
