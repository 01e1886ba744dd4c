import { age, ageColumn, column, nameColumn, orNone, wide } from '../columns.ts';
import type { ResourceType } from '../resource.ts';
import { formatLabels } from '../selectors.ts';
import { allVerbs, keepMetadata, proxyVerbs, statusVerbs } from '../strategy.ts';
import type { Service, ServicePort } from '../types.ts';
import { validateServiceUpdate } from '../service/update.ts';
import { validateService } from '../service/validate.ts';
import { keepAllocated, normalizeClusterIps, setFamilies } from '../service/allocation.ts';

type Fields = Record<string, unknown>;

/** `80/TCP`, `80:30080/TCP,443:30443/TCP`. Models: printers.go makePortString. */
export const servicePortsText = (ports: readonly ServicePort[] | undefined): string =>
  (ports ?? []).map((port) => `${port.port}${port.nodePort ? `:${port.nodePort}` : ''}/${port.protocol}`).join(',');

/** EXTERNAL-IP. The server prints tables in full; it never cuts long addresses here. */
export function serviceExternalIpText(service: Service): string {
  const { spec, status } = service;
  const external = ((spec['externalIPs'] ?? []) as string[]).join(',');
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return orNone(external);
    case 'LoadBalancer': {
      const ingress = status.loadBalancer?.ingress ?? [];
      const addresses = [...new Set(ingress.map((entry) => entry.ip || entry.hostname || ''))].sort().join(',');
      if (external !== '') return addresses === '' ? external : `${addresses},${external}`;
      return addresses === '' ? '<pending>' : addresses;
    }
    case 'ExternalName':
      return spec.externalName ?? '';
  }
  return '<unknown>';
}

/** Models: pkg/registry/core/service/strategy.go, pkg/apis/core/v1/defaults.go SetDefaults_Service, printService. */
export const serviceType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  verbs: allVerbs,
  subresources: [
    { name: 'proxy', kind: 'ServiceProxyOptions', verbs: proxyVerbs },
    { name: 'status', kind: 'Service', verbs: statusVerbs },
  ],
  etcdPrefix: 'services/specs',
  schema: 'io.k8s.api.core.v1.Service',
  nameRule: 'label1035',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { spec } = object as Service;
    spec.sessionAffinity ??= 'None';
    if (spec.sessionAffinity === 'None') delete spec['sessionAffinityConfig'];
    if (spec.sessionAffinity === 'ClientIP') {
      const config = (spec['sessionAffinityConfig'] ??= {}) as Fields;
      const client = (config['clientIP'] ??= {}) as Fields;
      client['timeoutSeconds'] ??= 10_800;
    }
    spec.type ??= 'ClusterIP';
    for (const port of spec.ports ?? []) {
      port.protocol ??= 'TCP';
      if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') port.targetPort = port.port;
    }
    const external =
      spec.type === 'NodePort' ||
      spec.type === 'LoadBalancer' ||
      (spec.type === 'ClusterIP' && spec['externalIPs'] !== undefined);
    if (external) spec['externalTrafficPolicy'] ??= 'Cluster';
    if (spec.type !== 'ExternalName') spec['internalTrafficPolicy'] ??= 'Cluster';
    if (spec.type === 'LoadBalancer') spec['allocateLoadBalancerNodePorts'] ??= true;
  },
  prepareForCreate(object) {
    const service = object as Service;
    service.status = { loadBalancer: {} };
    normalizeClusterIps(service, undefined);
    setFamilies(service);
  },
  prepareForUpdate(object, old) {
    const [service, before] = [object as Service, old as Service];
    service.status = before.status;
    keepAllocated(service, before);
    normalizeClusterIps(service, before);
    setFamilies(service);
  },
  prepareForStatusUpdate(object, old) {
    object['spec'] = old['spec'];
    keepMetadata(object, old);
  },
  validate: (object) => validateService(object as Service),
  validateUpdate: (object, old) => validateServiceUpdate(object as Service, old as Service),
  columns: () => [
    nameColumn,
    column(
      'Type',
      'type determines how the Service is exposed. Defaults to ClusterIP. Valid options are ExternalName, ClusterIP, NodePort, and LoadBalancer. "ClusterIP" allocates a cluster-internal IP address for load-balancing to endpoints. Endpoints are determined by the selector or if that is not specified, by manual construction of an Endpoints object or EndpointSlice objects. If clusterIP is "None", no virtual IP is allocated and the endpoints are published as a set of endpoints rather than a virtual IP. "NodePort" builds on ClusterIP and allocates a port on every node which routes to the same endpoints as the clusterIP. "LoadBalancer" builds on NodePort and creates an external load-balancer (if supported in the current cloud) which routes to the same endpoints as the clusterIP. "ExternalName" aliases this service to the specified externalName. Several other fields do not apply to ExternalName services. More info: https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types',
    ),
    column(
      'Cluster-IP',
      'clusterIP is the IP address of the service and is usually assigned randomly. If an address is specified manually, is in-range (as per system configuration), and is not in use, it will be allocated to the service; otherwise creation of the service will fail. This field may not be changed through updates unless the type field is also being changed to ExternalName (which requires this field to be blank) or the type field is being changed from ExternalName (in which case this field may optionally be specified, as describe above).  Valid values are "None", empty string (""), or a valid IP address. Setting this to "None" makes a "headless service" (no virtual IP), which is useful when direct endpoint connections are preferred and proxying is not required.  Only applies to types ClusterIP, NodePort, and LoadBalancer. If this field is specified when creating a Service of type ExternalName, creation will fail. This field will be wiped when updating a Service to type ExternalName. More info: https://kubernetes.io/docs/concepts/services-networking/service/#virtual-ips-and-service-proxies',
    ),
    column(
      'External-IP',
      'externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this service.  These IPs are not managed by Kubernetes.  The user is responsible for ensuring that traffic arrives at a node with this IP.  A common example is external load-balancers that are not part of the Kubernetes system.',
    ),
    column(
      'Port(s)',
      'The list of ports that are exposed by this service. More info: https://kubernetes.io/docs/concepts/services-networking/service/#virtual-ips-and-service-proxies',
    ),
    ageColumn,
    wide(
      'Selector',
      'Route service traffic to pods with label keys and values matching this selector. If empty or not present, the service is assumed to have an external process managing its endpoints, which Kubernetes will not modify. Only applies to types ClusterIP, NodePort, and LoadBalancer. Ignored if type is ExternalName. More info: https://kubernetes.io/docs/concepts/services-networking/service/',
    ),
  ],
  row(object, nowMs) {
    const service = object as Service;
    const { spec, metadata } = service;
    return [
      metadata.name,
      spec.type,
      orNone(spec.clusterIPs?.[0] ?? spec.clusterIP),
      serviceExternalIpText(service),
      orNone(servicePortsText(spec.ports)),
      age(service, nowMs),
      formatLabels(spec.selector),
    ];
  },
  selectableFields(object) {
    const { spec } = object as Service;
    return { 'spec.clusterIP': spec.clusterIP ?? '', 'spec.type': spec.type };
  },
};
