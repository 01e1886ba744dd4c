import { forbidden, invalid, notSupported, required } from '../field.ts';
import { cidrText, isCidr } from '../ip.ts';
import { isPortNumber, isQualifiedName } from '../names.ts';
import type { FieldError } from '../resource.ts';
import type { Service } from '../types.ts';

/** Who may reach a Service from where. Models: pkg/apis/core/validation/validation.go ValidateService, its second half. */
const clusterTypes = ['ClusterIP', 'LoadBalancer', 'NodePort'];
const trafficPolicies = ['Cluster', 'Local'];

export function validateTraffic(service: Service, errors: FieldError[]): void {
  const { spec } = service;
  const outside =
    spec.type === 'NodePort' ||
    spec.type === 'LoadBalancer' ||
    (spec.type === 'ClusterIP' && ((spec['externalIPs'] ?? []) as string[]).length > 0);
  const external = spec['externalTrafficPolicy'] as string | undefined;
  if (!outside) {
    if (external)
      errors.push(
        invalid('spec.externalTrafficPolicy', external, 'may only be set for externally-accessible services'),
      );
  } else if (!external) errors.push(required('spec.externalTrafficPolicy'));
  else if (!trafficPolicies.includes(external))
    errors.push(notSupported('spec.externalTrafficPolicy', external, trafficPolicies));
  validateHealthCheck(service, errors);
  const internal = spec['internalTrafficPolicy'] as string | undefined;
  if (internal === undefined) {
    if (clusterTypes.includes(spec.type)) errors.push(required('spec.internalTrafficPolicy'));
  } else if (!trafficPolicies.includes(internal))
    errors.push(notSupported('spec.internalTrafficPolicy', internal, trafficPolicies));
  const distribution = spec['trafficDistribution'] as string | undefined;
  if (distribution !== undefined && distribution !== 'PreferClose')
    errors.push(notSupported('spec.trafficDistribution', distribution, ['PreferClose']));
}

export const needsHealthCheck = ({ spec }: Service): boolean =>
  spec.type === 'LoadBalancer' && spec['externalTrafficPolicy'] === 'Local';

function validateHealthCheck(service: Service, errors: FieldError[]): void {
  const port = (service.spec['healthCheckNodePort'] as number | undefined) ?? 0;
  const path = 'spec.healthCheckNodePort';
  if (!needsHealthCheck(service)) {
    if (port !== 0)
      errors.push(
        invalid(path, port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"),
      );
  } else if (port !== 0) for (const text of isPortNumber(port)) errors.push(invalid(path, port, text));
}

const onlyForBalancers = "may only be used when `type` is 'LoadBalancer'";
const sourceRanges = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** What only a balancer in front of the cluster understands. */
export function validateBalancer({ metadata, spec }: Service, errors: FieldError[]): void {
  const isBalancer = spec.type === 'LoadBalancer';
  const ranges = (spec['loadBalancerSourceRanges'] ?? []) as string[];
  const noted = metadata.annotations?.[sourceRanges];
  const path = ranges.length > 0 ? 'spec.LoadBalancerSourceRanges' : `metadata.annotations[${sourceRanges}]`;
  if (!isBalancer && (ranges.length > 0 || noted !== undefined)) errors.push(forbidden(path, onlyForBalancers));
  const named = ranges.length > 0 ? ranges : (noted ?? '').trim() === '' ? [] : noted!.split(',');
  named.forEach((range, i) => {
    const bare = range.trim();
    if (!isCidr(bare)) errors.push(invalid(ranges.length > 0 ? `${path}[${i}]` : path, bare, cidrText));
  });
  const loadBalancerClass = spec['loadBalancerClass'] as string | undefined;
  if (!isBalancer) {
    for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass'])
      if (spec[field] !== undefined) errors.push(forbidden(`spec.${field}`, onlyForBalancers));
  } else if (loadBalancerClass !== undefined)
    for (const text of isQualifiedName(loadBalancerClass))
      errors.push(invalid('spec.loadBalancerClass', loadBalancerClass, text));
}
