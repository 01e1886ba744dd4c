import { ipFamily, isIp } from '../ip.ts';
import type { Service } from '../types.ts';

/**
 * What the server carries over or works out for a Service besides handing out addresses and ports.
 * Models: pkg/registry/core/service/storage/{storage,alloc}.go on an IPv4 cluster.
 */
export const needsClusterIp = (service: Service): boolean => service.spec.type !== 'ExternalName';
export const needsNodePort = (service: Service): boolean =>
  service.spec.type === 'NodePort' || service.spec.type === 'LoadBalancer';
export const isHeadless = (service: Service): boolean =>
  service.spec.clusterIP === 'None' || service.spec.clusterIPs?.[0] === 'None';

/** `clusterIP` and `clusterIPs[0]` say the same. Models: normalizeClusterIPs. */
export function normalizeClusterIps(service: Service, old: Service | undefined): void {
  const { spec } = service;
  if (!old) {
    if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
    return;
  }
  const before = old.spec;
  if (spec.clusterIP !== before.clusterIP) {
    // Cleared or changed by somebody who knows one field only.
    if (!spec.clusterIP && sameList(spec.clusterIPs, before.clusterIPs)) delete spec.clusterIPs;
    else if (spec.clusterIP && (!spec.clusterIPs?.length || sameList(spec.clusterIPs, before.clusterIPs)))
      spec.clusterIPs = [spec.clusterIP];
  } else if (!sameList(spec.clusterIPs, before.clusterIPs) && !spec.clusterIPs?.length) delete spec.clusterIP;
}

const sameList = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  (a ?? []).join() === (b ?? []).join();

/** Families of the cluster's only address range, IPv4. Models: alloc.go initIPFamilyFields. */
export function setFamilies(service: Service): void {
  const { spec } = service;
  if (!needsClusterIp(service)) return;
  const first = spec.clusterIPs?.[0];
  const written = first !== undefined && isIp(first) ? ipFamily(first) : undefined;
  if (isHeadless(service) && !spec.selector && spec.ipFamilyPolicy === undefined)
    spec.ipFamilyPolicy = 'RequireDualStack';
  spec.ipFamilyPolicy ??= 'SingleStack';
  const families = spec.ipFamilies ?? (spec.ipFamilies = [written ?? 'IPv4']);
  if (spec.ipFamilyPolicy === 'RequireDualStack' && families.length === 1 && isHeadless(service) && !spec.selector)
    families.push(families[0] === 'IPv4' ? 'IPv6' : 'IPv4');
}

/** An update that leaves out what was allocated keeps it. Models: patchAllocatedValues, dropTypeDependentFields. */
export function keepAllocated(service: Service, old: Service): void {
  const { spec } = service;
  const before = old.spec;
  dropForNewType(service, old);
  if (needsClusterIp(service) && needsClusterIp(old)) {
    spec.clusterIP ||= before.clusterIP ?? '';
    if (!spec.clusterIPs?.length && spec.clusterIP === before.clusterIP && before.clusterIPs)
      spec.clusterIPs = before.clusterIPs;
    if (!spec.clusterIP) delete spec.clusterIP;
    if (spec.ipFamilyPolicy === undefined && before.ipFamilyPolicy) spec.ipFamilyPolicy = before.ipFamilyPolicy;
    if (spec.ipFamilies === undefined && before.ipFamilies) spec.ipFamilies = before.ipFamilies;
  }
  if (!needsNodePort(service) || !needsNodePort(old)) return;
  const oldPorts = before.ports ?? [];
  const now = new Set((spec.ports ?? []).map((port) => port.nodePort ?? 0));
  const used = new Set(oldPorts.map((port) => port.nodePort ?? 0).filter((port) => port !== 0 && now.has(port)));
  for (const port of spec.ports ?? []) {
    if (port.nodePort) continue;
    const known = oldPorts.find((other) => (other.name ?? '') === (port.name ?? ''))?.nodePort;
    if (!known || used.has(known)) continue;
    port.nodePort = known;
    used.add(known);
  }
}

/** A change of type clears what the new type cannot have, unless the same update sets it. */
function dropForNewType(service: Service, old: Service): void {
  const { spec } = service;
  const before = old.spec;
  if (needsClusterIp(old) && !needsClusterIp(service)) {
    if (spec.clusterIP === before.clusterIP) delete spec.clusterIP;
    if (sameList(spec.clusterIPs, before.clusterIPs)) delete spec.clusterIPs;
    if (sameList(spec.ipFamilies, before.ipFamilies)) delete spec.ipFamilies;
    if (spec.ipFamilyPolicy === before.ipFamilyPolicy) delete spec.ipFamilyPolicy;
    if (spec['internalTrafficPolicy'] === before['internalTrafficPolicy']) delete spec['internalTrafficPolicy'];
  }
  if (needsNodePort(old) && !needsNodePort(service)) {
    const key = (port: { protocol: string; port: number; nodePort?: number }): string =>
      `${port.protocol}/${port.port}/${port.nodePort ?? 0}`;
    const known = new Set((before.ports ?? []).map(key));
    const changed = (spec.ports ?? []).some((port) => port.nodePort && !known.has(key(port)));
    if (!changed) for (const port of spec.ports ?? []) delete port.nodePort;
    if (spec['externalTrafficPolicy'] === before['externalTrafficPolicy']) delete spec['externalTrafficPolicy'];
  }
  if (old.spec.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass'])
      if (spec[field] === before[field]) delete spec[field];
  }
}
