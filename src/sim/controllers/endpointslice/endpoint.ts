import type { EndpointSlice, Node, Pod, Service, ServicePort } from '../../../api/types.ts';
import type { View } from '../controller.ts';
import { isFinished, isLeaving, isReady } from '../pods.ts';

/*
 * One Pod as an endpoint of a Service.
 * Models: staging/src/k8s.io/endpointslice/utils.go podToEndpoint, getEndpointPorts.
 */
export type Endpoint = EndpointSlice['endpoints'][number] & { hostname?: string };
export type Ports = EndpointSlice['ports'];

/** It has an address and has not run to its end. A terminating Pod stays in: it may still be draining. */
export const hasEndpoint = (pod: Pod): boolean => !isFinished(pod) && Boolean(pod.status.podIP);

export const portsId = (ports: Ports): string =>
  ports
    .map((p) => `${p.name ?? ''}|${p.protocol ?? ''}|${p.port ?? ''}|${p.appProtocol ?? ''}`)
    .sort()
    .join(',');

/** The Service's ports as this Pod has them; a named port it does not have is left out. */
export function portsOf(service: Service, pod: Pod | undefined): Ports {
  const out: Ports = [];
  for (const port of service.spec.ports ?? []) {
    const number = portNumber(port, pod);
    if (number === undefined) continue;
    out.push({
      name: port.name ?? '',
      port: number,
      protocol: port.protocol,
      ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}),
    });
  }
  return out;
}

function portNumber({ targetPort, protocol }: ServicePort, pod: Pod | undefined): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  const sidecars = (pod?.spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always');
  for (const container of [...(pod?.spec.containers ?? []), ...sidecars]) {
    for (const port of container.ports ?? [])
      if (port.name === targetPort && port.protocol === protocol) return port.containerPort;
  }
  return undefined;
}

function conditionsOf(pod: Pod, service: Service): { ready: boolean; serving: boolean; terminating: boolean } {
  const serving = isReady(pod);
  const terminating = isLeaving(pod);
  return { ready: Boolean(service.spec.publishNotReadyAddresses) || (serving && !terminating), serving, terminating };
}

const hostnameOf = (pod: Pod, service: Service): string | undefined =>
  pod.spec.hostname && pod.spec.subdomain === service.metadata.name ? pod.spec.hostname : undefined;

export function endpointOf(pod: Pod, service: Service, view: View): Endpoint {
  const { name, namespace, uid } = pod.metadata;
  const zone = pod.spec.nodeName
    ? view.get<Node>('nodes', pod.spec.nodeName)?.metadata.labels?.['topology.kubernetes.io/zone']
    : undefined;
  const hostname = hostnameOf(pod, service);
  return {
    addresses: [pod.status.podIP!],
    conditions: conditionsOf(pod, service),
    ...(hostname ? { hostname } : {}),
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: { kind: 'Pod', namespace: namespace!, name, uid },
    ...(zone ? { zone } : {}),
  };
}

/** Does an endpoint tell what its Pod is now? Compared field by field: this runs for every Pod of a Service at every look. */
export function isSame(endpoint: Endpoint, pod: Pod, service: Service): boolean {
  const { ready, serving, terminating } = endpoint.conditions;
  return (
    serving === isReady(pod) &&
    terminating === isLeaving(pod) &&
    ready === (Boolean(service.spec.publishNotReadyAddresses) || (serving && !terminating)) &&
    endpoint.nodeName === pod.spec.nodeName &&
    endpoint.hostname === hostnameOf(pod, service)
  );
}
