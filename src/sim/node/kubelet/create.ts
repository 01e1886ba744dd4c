import { milliValue, value } from '../../../api/quantity.ts';
import type { Container, Pod } from '../../../api/types.ts';
import type { CriReply } from '../../messages.ts';
import { timestamp } from '../../time.ts';
import type { StoredImage } from '../runtime/state.ts';
import { environment, expand, filesOf, keptPathsOf } from './config.ts';
import { failure } from './failure.ts';
import { killInPass, postStart } from './hooks.ts';
import { cri, inHand, noteStep, podEvent, podText, waitFor, type Job, type Next } from './job.ts';
import { relistLater } from './pass.ts';
import { startProbes } from './probes.ts';
import type { ContainerWork, PodWork } from './state.ts';
import { forgetAbsent } from './volumes.ts';

/** Source: core/v1 TerminationMessagePathDefault. */
const defaultMessagePath = '/dev/termination-log';

const none: readonly never[] = Object.freeze([]);

/** The image is there: put together what the container needs, and have it made. Models: kuberuntime_container.go generateContainerConfig. */
export function create(job: Job, container: ContainerWork, image: StoredImage): Next {
  const { state, work } = job;
  const { pod } = work;
  const { spec } = container;
  const { internalIP: hostIP, name: node } = state.profile;
  const addresses = { podIP: pod.spec.hostNetwork ? hostIP : work.ip, hostIP, node };
  const made = environment(pod, spec, work.sources, addresses);
  const problem = made.ok ? rootProblem(work, container, image) : made.error;
  if (!made.ok || problem !== undefined) {
    const message = problem ?? '';
    work.sources = forgetAbsent(work.sources);
    const cause = noteStep(job, 'config-error', container, message);
    return failure(job, container, { reason: 'CreateContainerConfigError', message, event: message }, cause);
  }
  const { env } = made;
  const files = filesOf(pod, spec, work.sources, addresses);
  const kept = keptPathsOf(pod, spec, work.sources);
  const memoryLimitBytes = value(spec.resources?.limits?.['memory']);
  const cpuLimitMilli = milliValue(spec.resources?.limits?.['cpu']);
  const { serviceAccountName } = pod.spec;
  const { terminationMessagePath, terminationMessagePolicy } = spec;
  const attempt = container.id === '' ? 0 : container.attempt + 1;
  work.creating = { image: image.name, imageId: image.id, attempt };
  const call = {
    call: 'CreateContainer' as const,
    podUid: work.uid,
    container: spec.name,
    image: spec.image,
    attempt,
    command: expandAll(spec.command, env),
    args: expandAll(spec.args, env),
    env,
    ports: spec.ports?.map((port) => port.containerPort) ?? none,
    ...(memoryLimitBytes > 0 ? { memoryLimitBytes } : {}),
    ...(cpuLimitMilli > 0 ? { cpuLimitMilli } : {}),
    ...(serviceAccountName && serviceAccountName !== 'default' ? { serviceAccount: serviceAccountName } : {}),
    oomScoreAdj: oomScoreAdj(pod, spec, state.profile.memoryBytes),
    ...(files ? { files } : {}),
    ...(kept ? { kept } : {}),
    ...(terminationMessagePath === defaultMessagePath ? {} : { terminationMessagePath }),
    ...(terminationMessagePolicy === 'FallbackToLogsOnError' ? { logAsMessage: true } : {}),
  };
  return waitFor(job, cri(job, call, noteStep(job, 'create', container)), 'create', container.index);
}

/** Models: qos/policy.go GetContainerOOMScoreAdjust. */
function oomScoreAdj({ spec, status }: Pod, container: Container, capacityBytes: number): number {
  if ((spec.priority ?? 0) >= 2_000_001_000 || status.qosClass === 'Guaranteed') return -997;
  if (status.qosClass === 'BestEffort') return 1000;
  const share = Math.floor((1000 * value(container.resources?.requests?.['memory'])) / capacityBytes);
  return Math.min(999, Math.max(3, 1000 - share));
}

const expandAll = (words: readonly string[] | undefined, env: Readonly<Record<string, string>>): readonly string[] =>
  words?.length ? words.map((word) => expand(word, env)) : none;

/** Models: kuberuntime/security_context_others.go verifyRunAsNonRoot. */
function rootProblem(work: PodWork, container: ContainerWork, image: StoredImage): string | undefined {
  const own = container.spec.securityContext as { runAsNonRoot?: boolean; runAsUser?: number } | undefined;
  const pod = work.pod.spec['securityContext'] as { runAsNonRoot?: boolean; runAsUser?: number } | undefined;
  if (!(own?.runAsNonRoot ?? pod?.runAsNonRoot)) return undefined;
  const user = own?.runAsUser ?? pod?.runAsUser;
  const about = `(pod: "${podText(work.pod)}", container: ${container.spec.name})`;
  if (user === 0) return `container's runAsUser breaks non-root policy ${about}`;
  if (user !== undefined || image.uid !== 0) return undefined;
  return `container has runAsNonRoot and image will run as root ${about}`;
}

export function createAnswered(job: Job, reply: CriReply): Next {
  const { work } = job;
  const container = inHand(job);
  if (!reply.ok) {
    const message = reply.error;
    const cause = noteStep(job, 'start-failed', container, message);
    return failure(job, container, { reason: 'CreateContainerError', message, event: message }, cause);
  }
  if (container.id !== '') {
    container.previous = container.terminated;
    container.previousEndedMs = container.endedMs;
  }
  const { image, imageId, attempt } = work.creating!;
  container.id = reply.value as string;
  container.state = 'created';
  container.terminated = undefined;
  container.image = image;
  container.imageId = imageId;
  container.attempt = attempt;
  podEvent(job, 'Normal', 'Created', `Created container: ${container.spec.name}`, container);
  if (work.terminating) return 'terminate';
  const note = noteStep(job, 'start', container);
  const call = { call: 'StartContainer' as const, podUid: work.uid, containerId: container.id };
  return waitFor(job, cri(job, call, note), 'start', container.index);
}

export function startAnswered(job: Job, reply: CriReply): Next {
  const { ctx, work } = job;
  const container = inHand(job);
  relistLater(job, container.id);
  if (!reply.ok) {
    const message = reply.error;
    container.state = 'exited';
    container.endedMs = ctx.now;
    container.terminated = Object.freeze({
      exitCode: 128,
      reason: 'StartError',
      message,
      startedAt: '1970-01-01T00:00:00Z',
      finishedAt: timestamp(ctx.now),
      containerID: `containerd://${container.id}`,
    });
    const cause = noteStep(job, 'start-failed', container, message);
    return failure(job, container, { reason: 'RunContainerError', message, event: message }, cause);
  }
  work.acted = true;
  container.state = 'running';
  container.startedMs = ctx.now;
  container.waiting = undefined;
  container.started = container.spec.startupProbe === undefined;
  container.ready = container.spec.readinessProbe === undefined;
  podEvent(job, 'Normal', 'Started', `Started container ${container.spec.name}`, container);
  return postStart(job, container) ?? containerRuns(job, container);
}

/** Started, and its postStart hook is over. */
function containerRuns(job: Job, container: ContainerWork): Next {
  startProbes(job, container);
  job.work.todo.shift();
  return 'start';
}

/** The postStart hook has ended. When it failed, the container is killed; the next pass decides about a restart. */
export function postStartEnded(job: Job, reply: CriReply): Next {
  const { work } = job;
  const container = inHand(job);
  const { exitCode = 0 } = (reply.ok ? reply.value : { exitCode: 126 }) as { exitCode?: number };
  if (exitCode === 0) return containerRuns(job, container);
  container.waiting = Object.freeze({ reason: 'PostStartHookError', message: 'PostStartHook failed' });
  const cause = noteStep(job, 'killing', container, 'PostStartHook failed');
  podEvent(job, 'Warning', 'FailedPostStartHook', 'PostStartHook failed', container, cause);
  podEvent(job, 'Normal', 'Killing', 'FailedPostStartHook', container, cause);
  work.failed = true;
  work.hookFailed = true;
  const graceMs = work.pod.spec.terminationGracePeriodSeconds * 1000;
  return killInPass(job, container, graceMs, cause);
}
