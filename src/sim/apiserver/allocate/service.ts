import { invalid as invalidField } from '../../../api/field.ts';
import { internalError, invalid } from '../../../api/status.ts';
import type { FieldError } from '../../../api/resource.ts';
import type { Service, ServicePort, Status } from '../../../api/types.ts';
import { isDryRun } from '../options.ts';
import type { ApiServerState } from '../state.ts';
import type { Work } from '../work.ts';

/** kubeadm's --service-cluster-ip-range, 10.96.0.0/12: 2^20 addresses from this one. */
const rangeStart = (10 << 24) | (96 << 16);
const rangeSize = 1 << 20;
/** Addresses at the start of the range kept for those who ask by name: min(max(16, size/16), 256). Source: ipallocator calculateRangeOffset. */
const reserved = 256;
/** --service-node-port-range. */
const nodePortMin = 30_000;
const nodePortMax = 32_767;
/** Ports at the start kept for those who ask for one: min(max(16, size/32), 128). Source: portallocator calculateRangeOffset. */
const nodePortsReserved = 86;

const addressAt = (offset: number): string => {
  const address = rangeStart + offset;
  return `${(address >>> 24) & 255}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
};

function offsetOf(ip: string): number | undefined {
  const parts = ip.split('.').map(Number);
  if (parts.length !== 4) return undefined;
  const offset = ((parts[0]! << 24) | (parts[1]! << 16) | (parts[2]! << 8) | parts[3]!) - rangeStart;
  return offset > 0 && offset < rangeSize - 1 ? offset : undefined;
}

const needsIp = ({ spec }: Service): boolean => spec.type !== 'ExternalName' && spec.clusterIP !== 'None';
const needsPorts = ({ spec }: Service): boolean =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false);

/**
 * Cluster IP and node ports of a Service. Models: pkg/registry/core/service/storage/alloc.go. Left out: IPv6 and dual
 * stack, ServiceCIDR objects.
 */
export function allocateService({ state, ctx, call, draft, existing, type }: Work): Status | undefined {
  const service = draft as Service;
  const before = existing as Service | undefined;
  const { spec, metadata } = service;
  const errors: FieldError[] = [];
  // This cluster has IPv4 only. A headless Service without selector may be anything: nothing is allocated for it.
  spec.ipFamilies?.forEach((family, i) => {
    if (family !== 'IPv4' && needsIp(service))
      errors.push(invalidField(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster'));
  });
  if (errors.length > 0) return invalid(type, metadata.name, errors);
  if (!needsIp(service)) {
    if (before && needsIp(before) && spec.type === 'ExternalName') {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    } else if (spec.clusterIP === 'None') spec.clusterIPs = ['None'];
  } else if (!spec.clusterIP) {
    const ip =
      before?.spec.clusterIP && before.spec.clusterIP !== 'None'
        ? before.spec.clusterIP
        : pickAddress(state, (n) => ctx.randomInt(n));
    if (!ip) return internalError('failed to allocate a serviceIP: range is full');
    spec.clusterIP = ip;
    spec.clusterIPs = [ip];
    state.serviceIps.add(ip);
  } else if (spec.clusterIP !== before?.spec.clusterIP) {
    const ip = spec.clusterIP;
    if (offsetOf(ip) === undefined) {
      errors.push(
        invalidField(
          'spec.clusterIPs',
          [ip],
          `failed to allocate IP ${ip}: the provided IP (${ip}) is not in the valid range. The range of valid IPs is 10.96.0.0/12`,
        ),
      );
    } else if (state.serviceIps.has(ip))
      errors.push(
        invalidField('spec.clusterIPs', [ip], `failed to allocate IP ${ip}: provided IP is already allocated`),
      );
    else state.serviceIps.add(ip);
    spec.clusterIPs ??= [ip];
  }
  if (errors.length === 0 && needsPorts(service))
    allocatePorts(state, service, before, errors, isDryRun(call), (n) => ctx.randomInt(n));
  return errors.length === 0 ? undefined : invalid(type, metadata.name, errors);
}

function pickAddress(state: ApiServerState, randomInt: (n: number) => number): string | undefined {
  // Random first, then the next free one: upstream's strategy, so that addresses are not handed out in a row.
  const size = rangeSize - 1 - reserved;
  const start = randomInt(size);
  for (let i = 0; i < size; i++) {
    const ip = addressAt(reserved + ((start + i) % size));
    if (!state.serviceIps.has(ip)) return ip;
  }
  return undefined;
}

function allocatePorts(
  state: ApiServerState,
  { spec }: Service,
  before: Service | undefined,
  errors: FieldError[],
  isDry: boolean,
  randomInt: (n: number) => number,
): void {
  const kept = new Set((before?.spec.ports ?? []).map((port) => port.nodePort));
  (spec.ports ?? []).forEach((port: ServicePort, i) => {
    const path = `spec.ports[${i}].nodePort`;
    if (!port.nodePort) {
      // The same port number over TCP and UDP shares one node port.
      const twin = spec.ports!.find(
        (other) => other !== port && other.port === port.port && other.protocol !== port.protocol && other.nodePort,
      );
      const old = before?.spec.ports?.find((other) => other.port === port.port && other.protocol === port.protocol);
      port.nodePort = old?.nodePort ?? twin?.nodePort ?? pickPort(state, randomInt);
      state.nodePorts.add(port.nodePort);
    } else if (port.nodePort < nodePortMin || port.nodePort > nodePortMax) {
      // A dry run only asks whether the port is taken. Models: portallocator PortAllocationOperation.
      if (isDry) return;
      errors.push(
        invalidField(
          path,
          port.nodePort,
          `provided port is not in the valid range. The range of valid ports is ${nodePortMin}-${nodePortMax}`,
        ),
      );
    } else if (!kept.has(port.nodePort)) {
      if (state.nodePorts.has(port.nodePort))
        errors.push(invalidField(path, port.nodePort, 'provided port is already allocated'));
      else state.nodePorts.add(port.nodePort);
    }
  });
}

function pickPort(state: ApiServerState, randomInt: (n: number) => number): number {
  const size = nodePortMax - nodePortMin + 1 - nodePortsReserved;
  const start = randomInt(size);
  for (let i = 0; i < size; i++) {
    const port = nodePortMin + nodePortsReserved + ((start + i) % size);
    if (!state.nodePorts.has(port)) return port;
  }
  return nodePortMax;
}

/** What a stored Service holds. */
export function claimService(state: ApiServerState, { spec }: Service): void {
  if (spec.clusterIP && spec.clusterIP !== 'None') state.serviceIps.add(spec.clusterIP);
  for (const { nodePort } of spec.ports ?? []) if (nodePort) state.nodePorts.add(nodePort);
}

export function releaseService(state: ApiServerState, { spec }: Service): void {
  if (spec.clusterIP) state.serviceIps.delete(spec.clusterIP);
  for (const { nodePort } of spec.ports ?? []) if (nodePort) state.nodePorts.delete(nodePort);
}
