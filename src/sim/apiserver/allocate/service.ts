import { invalid as invalidField } from '../../../api/field.ts';
import { internalError, invalid } from '../../../api/status.ts';
import type { FieldError } from '../../../api/resource.ts';
import type { Service, Status } from '../../../api/types.ts';
import type { ApiServerState } from '../state.ts';
import type { Work } from '../work.ts';
import { allocateNodePorts } from './node-ports.ts';
import { reservationFor, type Reservation } from './reservation.ts';

/** kubeadm's --service-cluster-ip-range, 10.96.0.0/12: 2^20 addresses from this one. */
const rangeStart = (10 << 24) | (96 << 16);
const rangeSize = 1 << 20;
/** Addresses at the start of the range kept for those who ask by name: min(max(16, size/16), 256). Source: ipallocator calculateRangeOffset. */
const reserved = 256;
/** What a dry run says instead of an address nobody gave it: the range's own. Source: ipallocator allocateNextService. */
const dryAddress = '10.96.0.0';

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
/**
 * Cluster IP and node ports of a Service. Models: pkg/registry/core/service/storage/alloc.go. Left out: IPv6 and dual
 * stack, ServiceCIDR objects.
 */
export function allocateService(work: Work): Status | undefined {
  const { draft, existing, type } = work;
  const service = draft as Service;
  const before = existing as Service | undefined;
  const taken = reservationFor(work);
  const errors = allocateAddress(taken, service, before);
  if (errors === 'full') return internalError('failed to allocate a serviceIP: range is full');
  if (errors.length === 0) errors.push(...allocateNodePorts(taken, service, before));
  if (errors.length === 0) return undefined;
  taken.giveBack();
  return invalid(type, service.metadata.name, errors);
}

function allocateAddress(taken: Reservation, service: Service, before: Service | undefined): FieldError[] | 'full' {
  const { spec } = service;
  // This cluster has IPv4 only. A headless Service without selector may be anything: nothing is allocated for it.
  const errors = (spec.ipFamilies ?? []).flatMap((family, i) =>
    family !== 'IPv4' && needsIp(service)
      ? [invalidField(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster')]
      : [],
  );
  if (errors.length > 0) return errors;
  const had = before?.spec.clusterIP;
  if (!needsIp(service)) {
    if (before && needsIp(before) && spec.type === 'ExternalName') {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    } else if (spec.clusterIP === 'None') spec.clusterIPs = ['None'];
  } else if (!spec.clusterIP) {
    const ip = had && had !== 'None' ? had : pickAddress(taken);
    if (!ip) return 'full';
    spec.clusterIP = ip;
    spec.clusterIPs = [ip];
  } else if (spec.clusterIP !== had) {
    const ip = spec.clusterIP;
    const refuse = (why: string): void =>
      void errors.push(invalidField('spec.clusterIPs', [ip], `failed to allocate IP ${ip}: ${why}`));
    if (offsetOf(ip) === undefined)
      refuse(`the provided IP (${ip}) is not in the valid range. The range of valid IPs is 10.96.0.0/12`);
    // A dry run does not look at what others hold.
    else if (!taken.isDry && taken.hasAddress(ip)) refuse('provided IP is already allocated');
    else taken.takeAddress(ip);
    spec.clusterIPs ??= [ip];
  }
  return errors;
}

function pickAddress(taken: Reservation): string | undefined {
  if (taken.isDry) return dryAddress;
  // Random first, then the next free one: upstream's strategy, so that addresses are not handed out in a row.
  const size = rangeSize - 1 - reserved;
  const start = taken.randomInt(size);
  for (let i = 0; i < size; i++) {
    const ip = addressAt(reserved + ((start + i) % size));
    if (taken.hasAddress(ip)) continue;
    taken.takeAddress(ip);
    return ip;
  }
  return undefined;
}

/** What a stored Service holds. */
export function claimService(state: ApiServerState, { spec }: Service): void {
  if (spec.clusterIP && spec.clusterIP !== 'None') state.serviceIps.add(spec.clusterIP);
  for (const port of portsOf(spec)) state.nodePorts.add(port);
}

export function releaseService(state: ApiServerState, { spec }: Service): void {
  if (spec.clusterIP) state.serviceIps.delete(spec.clusterIP);
  for (const port of portsOf(spec)) state.nodePorts.delete(port);
}

const portsOf = (spec: Service['spec']): number[] =>
  [...(spec.ports ?? []).map(({ nodePort }) => nodePort), spec['healthCheckNodePort'] as number | undefined].filter(
    (port) => port !== undefined && port !== 0,
  ) as number[];
