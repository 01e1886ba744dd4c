import type { Container, ContainerState, ContainerStatus, Pod, PodStatus } from '../../../api/types.ts';
import { timestamp } from '../../time.ts';
import { conditionsOf } from './conditions.ts';
import { lastWord } from './ended.ts';
import type { ContainerWork, PodWork } from './state.ts';

/** An init container that goes on running beside the others. */
export const isSidecar = (container: ContainerWork): boolean =>
  container.init && container.spec.restartPolicy === 'Always';

/** Whether a container that does not run is to be started (again). Models: kubecontainer.ShouldContainerBeRestarted. */
export function shouldRestart(pod: Pod, container: ContainerWork): boolean {
  if (pod.metadata.deletionTimestamp) return false;
  if (container.state === 'running') return false;
  if (container.state !== 'exited') return true;
  if (container.ephemeral) return false;
  if (isSidecar(container)) return true;
  if (pod.spec.restartPolicy === 'Never') return false;
  return pod.spec.restartPolicy === 'Always' && !container.init ? true : container.terminated?.exitCode !== 0;
}

/** Passes every probe it has to pass; a container without a readiness probe is ready when it has started. */
const isContainerReady = (container: ContainerWork): boolean => {
  if (container.ephemeral) return false;
  if (container.init && !isSidecar(container))
    return container.state === 'exited' && container.terminated?.exitCode === 0;
  return container.state === 'running' && container.started && container.ready;
};

const none: ContainerState = Object.freeze({});
const creating: ContainerState = Object.freeze({ waiting: Object.freeze({ reason: 'ContainerCreating' }) });
const initializing: ContainerState = Object.freeze({ waiting: Object.freeze({ reason: 'PodInitializing' }) });
const rootUser = Object.freeze({ linux: Object.freeze({ uid: 0, gid: 0, supplementalGroups: Object.freeze([0]) }) });

/** Models: kubelet_pods.go convertToAPIContainerStatuses. */
function containerStatus(work: PodWork, container: ContainerWork): ContainerStatus {
  const { spec, pod } = { spec: container.spec, pod: work.pod };
  const sidecar = isSidecar(container);
  let state: ContainerState;
  let lastState: ContainerState = container.previous ? { terminated: container.previous } : none;
  switch (container.state) {
    case 'running':
      state = { running: { startedAt: timestamp(container.startedMs) } };
      break;
    case 'exited':
      state = { terminated: container.terminated! };
      break;
    default:
      state = pod.spec.initContainers?.length ? initializing : creating;
  }
  // A container that will be started again shows why it was not started yet.
  if (container.waiting && shouldRestart(pod, container) && !work.terminating) {
    if (container.state === 'exited') lastState = { terminated: container.terminated! };
    state = { waiting: container.waiting };
  }
  const known = container.id !== '';
  return {
    name: spec.name,
    state,
    lastState,
    ready: isContainerReady(container),
    restartCount: container.attempt,
    image: known ? container.image : spec.image,
    imageID: known ? container.imageId : '',
    ...(known ? { containerID: `containerd://${container.id}` } : {}),
    ...(container.ephemeral
      ? {}
      : { started: container.state === 'running' && container.started && (!container.init || sidecar) }),
    ...resourcesOf(spec),
    ...(spec.volumeMounts?.length ? { volumeMounts: mountsOf(spec) } : {}),
    ...(container.state === 'running' ? { user: rootUser } : {}),
  };
}

/** Shown since in-place resize: what the container really has. */
function resourcesOf(spec: Container): Record<string, unknown> {
  const { requests, limits } = spec.resources ?? {};
  if (!requests && !limits) return { resources: none };
  return {
    ...(requests ? { allocatedResources: requests } : {}),
    resources: { ...(limits ? { limits } : {}), ...(requests ? { requests } : {}) },
  };
}

const mountsBySpec = new WeakMap<object, unknown>();

/** The same mounts for every status of one container. Kept by identity of the immutable spec. */
function mountsOf(spec: Container): unknown {
  let mounts = mountsBySpec.get(spec);
  if (!mounts) {
    mounts = Object.freeze(
      spec.volumeMounts!.map((m) =>
        Object.freeze({
          name: m.name,
          mountPath: m.mountPath,
          ...(m.readOnly ? { readOnly: true, recursiveReadOnly: 'Disabled' } : {}),
        }),
      ),
    );
    mountsBySpec.set(spec, mounts);
  }
  return mounts;
}

/** Where a Pod stands as a whole. Models: kubelet_pods.go getPhase. */
export function phaseOf(
  pod: Pod,
  containers: readonly ContainerStatus[],
  inits: readonly ContainerStatus[],
  terminal: boolean,
): PodStatus['phase'] {
  const { spec } = pod;
  let pendingInit = 0;
  let failedInit = 0;
  let unknown = 0;
  let running = 0;
  let waiting = 0;
  let stopped = 0;
  let succeeded = 0;
  const count = (state: ContainerState, last: ContainerState): void => {
    if (state.running) running++;
    else if (state.terminated) {
      stopped++;
      if (state.terminated.exitCode === 0) succeeded++;
    } else if (last.terminated) stopped++;
    else waiting++;
  };
  spec.initContainers?.forEach((container) => {
    const status = inits.find((s) => s.name === container.name);
    if (container.restartPolicy === 'Always') {
      if (!status || (!status.started && !status.state.terminated && !status.lastState.terminated)) pendingInit++;
      else if (status.state.terminated) {
        stopped++;
        succeeded++;
      }
      return;
    }
    const ended = status?.state.terminated ?? (status?.state.waiting ? status.lastState.terminated : undefined);
    if (!ended) pendingInit++;
    else if (ended.exitCode !== 0) failedInit++;
  });
  for (const container of spec.containers) {
    const status = containers.find((s) => s.name === container.name);
    if (status) count(status.state, status.lastState);
    else unknown++;
  }
  if (failedInit > 0 && spec.restartPolicy === 'Never') return 'Failed';
  if (pendingInit > 0 || failedInit > 0 || waiting > 0) return 'Pending';
  if (running > 0 && unknown === 0) return 'Running';
  if (running === 0 && stopped > 0 && unknown === 0) {
    if (terminal) return stopped === succeeded ? 'Succeeded' : 'Failed';
    if (spec.restartPolicy === 'Always') return 'Running';
    if (stopped === succeeded) return 'Succeeded';
    return spec.restartPolicy === 'Never' ? 'Failed' : 'Running';
  }
  return 'Pending';
}

/** Everything the kubelet says about a Pod. Models: kubelet_pods.go generateAPIPodStatus. `terminal`: all its containers have been stopped for good. */
export function statusOf(work: PodWork, hostIP: string, now: number, terminal: boolean): PodStatus {
  const { pod } = work;
  const inits: ContainerStatus[] = [];
  const containers: ContainerStatus[] = [];
  const ephemerals: ContainerStatus[] = [];
  for (const container of work.containers)
    (container.init ? inits : container.ephemeral ? ephemerals : containers).push(containerStatus(work, container));
  // Ordinary containers are listed by name, init containers in their order.
  if (containers.length > 1) containers.sort((a, b) => (a.name < b.name ? -1 : 1));
  const phase = work.verdict
    ? 'Failed'
    : keepTerminal(work.status?.phase ?? pod.status.phase, phaseOf(pod, containers, inits, terminal));
  const ip = pod.spec.hostNetwork ? hostIP : work.ip;
  const told = terminal ? lastWord(pod, phase, containers, inits) : { phase, containers, inits };
  return {
    phase: told.phase,
    conditions: conditionsOf(work, phase, containers, inits, now),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    ...(ip ? { podIP: ip, podIPs: [{ ip }] } : {}),
    startTime: work.startTime,
    containerStatuses: told.containers,
    ...(inits.length > 0 ? { initContainerStatuses: told.inits } : {}),
    ...(ephemerals.length > 0 ? { ephemeralContainerStatuses: ephemerals } : {}),
    ...(work.verdict ? { reason: work.verdict.reason, message: work.verdict.message } : {}),
  };
}

/** A Pod that has ended never comes back. */
const keepTerminal = (before: PodStatus['phase'] | undefined, now: PodStatus['phase']): PodStatus['phase'] =>
  before === 'Failed' || before === 'Succeeded' ? before : now;
