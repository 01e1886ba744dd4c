import { milliValue, value } from '../../api/quantity.ts';
import type { Container, IntOrString, Pod } from '../../api/types.ts';

/** A port on the machine itself that a Pod's container asks for. */
export interface HostPort {
  readonly ip: string;
  /** `TCP/80` */
  readonly port: string;
}

/**
 * What the scheduler needs to know of a Pod, computed once. Frozen.
 * Models: pkg/scheduler/framework/types.go PodInfo and calculateResource; k8s.io/component-helpers/resource/helpers.go
 * PodRequests. Left out: resources resized in place, pod-level resources.
 */
export interface PodInfo {
  readonly pod: Pod;
  /** `namespace/name` */
  readonly key: string;
  readonly priority: number;
  /** What the Pod reserves. */
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly ephemeralBytes: number;
  /** Extended resources and huge pages, by name; undefined when there are none. */
  readonly scalar: Readonly<Record<string, number>> | undefined;
  /** As above, but a container that asks for nothing counts as 100m and 200 MiB. For scores only. */
  readonly scoreCpuMilli: number;
  readonly scoreMemoryBytes: number;
  readonly hostPorts: readonly HostPort[];
}

/** What a container without a request counts as in scores. Source: pkg/scheduler/util/pod_resources.go */
const unsetCpuMilli = 100;
const unsetMemoryBytes = 200 * 1024 * 1024;

interface Sum {
  cpuMilli: number;
  memoryBytes: number;
  ephemeralBytes: number;
  scalar: Record<string, number> | undefined;
  scoreCpuMilli: number;
  scoreMemoryBytes: number;
}

const none: readonly HostPort[] = Object.freeze([]);

export function podInfo(pod: Pod): PodInfo {
  const { metadata, spec } = pod;
  const total = zero();
  for (const container of spec.containers) add(total, requestsOf(container));
  if (spec.initContainers) {
    // While init container i runs, it and the sidecars started before it hold their resources.
    const sidecars = zero();
    const peak = zero();
    for (const container of spec.initContainers) {
      const own = requestsOf(container);
      if (container.restartPolicy === 'Always') {
        add(total, own);
        add(sidecars, own);
        raise(peak, sidecars);
      } else {
        add(own, sidecars);
        raise(peak, own);
      }
    }
    raise(total, peak);
  }
  if (spec.overhead) {
    const overhead = read(spec.overhead);
    overhead.scoreCpuMilli = overhead.cpuMilli;
    overhead.scoreMemoryBytes = overhead.memoryBytes;
    add(total, overhead);
  }
  return Object.freeze({
    pod,
    key: metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name,
    priority: spec.priority ?? 0,
    cpuMilli: total.cpuMilli,
    memoryBytes: total.memoryBytes,
    ephemeralBytes: total.ephemeralBytes,
    scalar: total.scalar && Object.freeze(total.scalar),
    scoreCpuMilli: total.scoreCpuMilli,
    scoreMemoryBytes: total.scoreMemoryBytes,
    hostPorts: hostPortsOf(pod),
  });
}

const zero = (): Sum => ({
  cpuMilli: 0,
  memoryBytes: 0,
  ephemeralBytes: 0,
  scalar: undefined,
  scoreCpuMilli: 0,
  scoreMemoryBytes: 0,
});

function requestsOf(container: Container): Sum {
  const requests = container.resources?.requests;
  const sum = requests ? read(requests) : zero();
  sum.scoreCpuMilli = requests && 'cpu' in requests ? sum.cpuMilli : unsetCpuMilli;
  sum.scoreMemoryBytes = requests && 'memory' in requests ? sum.memoryBytes : unsetMemoryBytes;
  return sum;
}

function read(list: Readonly<Record<string, IntOrString>>): Sum {
  const sum = zero();
  for (const name in list) {
    if (name === 'cpu') sum.cpuMilli = milliValue(list[name]);
    else if (name === 'memory') sum.memoryBytes = value(list[name]);
    else if (name === 'ephemeral-storage') sum.ephemeralBytes = value(list[name]);
    else if (isScalar(name)) (sum.scalar ??= {})[name] = value(list[name]);
  }
  return sum;
}

/** Models: pkg/scheduler/util/utils.go IsScalarResourceName. */
export const isScalar = (name: string): boolean =>
  name.includes('/') || name.startsWith('hugepages-') || name.startsWith('attachable-volumes-');

function add(to: Sum, from: Sum): void {
  to.cpuMilli += from.cpuMilli;
  to.memoryBytes += from.memoryBytes;
  to.ephemeralBytes += from.ephemeralBytes;
  to.scoreCpuMilli += from.scoreCpuMilli;
  to.scoreMemoryBytes += from.scoreMemoryBytes;
  for (const name in from.scalar) (to.scalar ??= {})[name] = (to.scalar[name] ?? 0) + from.scalar[name]!;
}

function raise(to: Sum, from: Sum): void {
  to.cpuMilli = Math.max(to.cpuMilli, from.cpuMilli);
  to.memoryBytes = Math.max(to.memoryBytes, from.memoryBytes);
  to.ephemeralBytes = Math.max(to.ephemeralBytes, from.ephemeralBytes);
  to.scoreCpuMilli = Math.max(to.scoreCpuMilli, from.scoreCpuMilli);
  to.scoreMemoryBytes = Math.max(to.scoreMemoryBytes, from.scoreMemoryBytes);
  for (const name in from.scalar) (to.scalar ??= {})[name] = Math.max(to.scalar[name] ?? 0, from.scalar[name]!);
}

function hostPortsOf(pod: Pod): readonly HostPort[] {
  let found: HostPort[] | undefined;
  const look = (container: Container): void => {
    if (!container.ports) return;
    for (const { hostPort, hostIP, protocol } of container.ports) {
      if (hostPort)
        (found ??= []).push(Object.freeze({ ip: hostIP || '0.0.0.0', port: `${protocol || 'TCP'}/${hostPort}` }));
    }
  };
  pod.spec.containers.forEach(look);
  pod.spec.initContainers?.forEach((container) => container.restartPolicy === 'Always' && look(container));
  return found ? Object.freeze(found) : none;
}
