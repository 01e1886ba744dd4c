import { invalid as invalidField } from '../../../api/field.ts';
import type { FieldError } from '../../../api/resource.ts';
import type { Service, ServicePort } from '../../../api/types.ts';
import type { Reservation } from './reservation.ts';

/** --service-node-port-range. */
const nodePortMin = 30_000;
const nodePortMax = 32_767;
/** Ports at the start kept for those who ask for one: min(max(16, size/32), 128). Source: portallocator calculateRangeOffset. */
const nodePortsReserved = 86;
/** What a dry run says instead of a port nobody gave it. Source: portallocator PortAllocationOperation.AllocateNext. */
const dryPort = 32_769;

const needsPorts = ({ spec }: Service): boolean =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false);

const needsHealthCheck = ({ spec }: Service): boolean =>
  spec.type === 'LoadBalancer' && spec['externalTrafficPolicy'] === 'Local';

/** Models: pkg/registry/core/service/storage/alloc.go allocServiceNodePorts, allocHealthCheckNodePort. */
export function allocateNodePorts(taken: Reservation, service: Service, before: Service | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const { spec } = service;
  const kept = new Set((before?.spec.ports ?? []).map((port) => port.nodePort));
  (needsPorts(service) ? (spec.ports ?? []) : []).forEach((port: ServicePort, i) => {
    if (port.nodePort) {
      const isShared = spec.ports!.slice(0, i).some((o) => o.port === port.port && o.nodePort === port.nodePort);
      if (!kept.has(port.nodePort) && !isShared)
        errors.push(...claim(taken, `spec.ports[${i}].nodePort`, port.nodePort));
      return;
    }
    // The same port number over TCP and UDP shares one node port.
    const twin = spec.ports!.find(
      (other) => other !== port && other.port === port.port && other.protocol !== port.protocol && other.nodePort,
    );
    const old = before?.spec.ports?.find((other) => other.port === port.port && other.protocol === port.protocol);
    port.nodePort = old?.nodePort ?? twin?.nodePort ?? pickPort(taken);
  });
  const checkedBefore = before && needsHealthCheck(before) ? before.spec['healthCheckNodePort'] : undefined;
  if (!needsHealthCheck(service)) delete spec['healthCheckNodePort'];
  else if (!spec['healthCheckNodePort']) spec['healthCheckNodePort'] = checkedBefore ?? pickPort(taken);
  else if (spec['healthCheckNodePort'] !== checkedBefore)
    errors.push(...claim(taken, 'spec.healthCheckNodePort', spec['healthCheckNodePort'] as number));
  return errors;
}

function claim(taken: Reservation, path: string, port: number): FieldError[] {
  // A dry run only asks whether the port is taken.
  if ((port < nodePortMin || port > nodePortMax) && !taken.isDry)
    return [
      invalidField(
        path,
        port,
        `provided port is not in the valid range. The range of valid ports is ${nodePortMin}-${nodePortMax}`,
      ),
    ];
  if (taken.hasPort(port)) return [invalidField(path, port, 'provided port is already allocated')];
  taken.takePort(port);
  return [];
}

function pickPort(taken: Reservation): number {
  const size = nodePortMax - nodePortMin + 1 - nodePortsReserved;
  let port = dryPort;
  if (taken.isDry) while (taken.hasPort(port)) port++;
  else {
    const start = taken.randomInt(size);
    for (let i = 0; i < size; i++) {
      port = nodePortMin + nodePortsReserved + ((start + i) % size);
      if (!taken.hasPort(port)) break;
    }
  }
  taken.takePort(port);
  return port;
}
