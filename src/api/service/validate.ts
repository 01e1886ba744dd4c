import { duplicate, forbidden, goQuote, invalid, notSupported, required, verbatim } from '../field.ts';
import { goIntOrString, goStrings } from '../go-syntax.ts';
import { ipFamily, isIp } from '../ip.ts';
import { validateLabels } from '../metadata.ts';
import { isDns1123Label, isDns1123Subdomain, isPortName, isPortNumber, isQualifiedName } from '../names.ts';
import { ipText } from '../pod/validate.ts';
import type { FieldError } from '../resource.ts';
import type { Service, ServicePort } from '../types.ts';
import { isHeadless, needsClusterIp } from './allocation.ts';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const protocols = ['SCTP', 'TCP', 'UDP'];
const trafficPolicies = ['Cluster', 'Local'];
const kubeletPort = 10_250;

/** Models: pkg/apis/core/validation/validation.go ValidateService. Left out: source ranges, dual-stack upgrades. */
export function validateService(service: Service): FieldError[] {
  const { spec } = service;
  const errors: FieldError[] = [];
  // Addresses are allocated before anything else is looked at, so their errors come alone.
  validateClusterIps(service, errors);
  if (errors.length > 0) return errors;
  const ports = spec.ports ?? [];
  if (ports.length === 0 && !isHeadless(service) && spec.type !== 'ExternalName') errors.push(required('spec.ports'));
  validateType(service, errors);
  const names = new Set<string>();
  ports.forEach((port, i) => validatePort(port, ports.length > 1, names, `spec.ports[${i}]`, errors));
  if (spec.selector) validateLabels(spec.selector, 'spec.selector', errors);
  validateAffinity(service, errors);
  ((spec['externalIPs'] ?? []) as string[]).forEach((ip, i) => {
    if (!isIp(ip)) errors.push(invalid(`spec.externalIPs[${i}]`, ip, ipText));
  });
  if (!types.includes(spec.type)) errors.push(notSupported('spec.type', spec.type, types));
  if (spec.type === 'ClusterIP') {
    ports.forEach((port, i) => {
      if (port.nodePort)
        errors.push(forbidden(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
    });
  }
  validateRepeats(ports, errors);
  validateTraffic(service, errors);
  return errors;
}

function validateType(service: Service, errors: FieldError[]): void {
  const { spec } = service;
  if (spec.type === 'LoadBalancer') {
    spec.ports?.forEach((port, i) => {
      if (port.port === kubeletPort)
        errors.push(
          invalid(
            `spec.ports[${i}]`,
            port,
            `may not expose port ${kubeletPort} externally since it is used by kubelet`,
          ),
        );
    });
  }
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(service))
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  if (spec.type !== 'ExternalName') return;
  const notFor = 'may not be set for ExternalName services';
  if (spec.clusterIPs?.length) errors.push(forbidden('spec.clusterIPs', notFor));
  if (spec.ipFamilies?.length) errors.push(forbidden('spec.ipFamilies', notFor));
  if (spec.ipFamilyPolicy !== undefined) errors.push(forbidden('spec.ipFamilyPolicy', notFor));
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name === '') errors.push(required('spec.externalName'));
  else for (const text of isDns1123Subdomain(name)) errors.push(invalid('spec.externalName', name, text));
}

function validatePort(
  port: ServicePort,
  nameNeeded: boolean,
  names: Set<string>,
  path: string,
  errors: FieldError[],
): void {
  const { name } = port;
  if (name) {
    for (const text of isDns1123Label(name)) errors.push(invalid(`${path}.name`, name, text));
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
  } else if (nameNeeded) errors.push(required(`${path}.name`));
  for (const text of isPortNumber(port.port)) errors.push(invalid(`${path}.port`, port.port, text));
  if (!port.protocol) errors.push(required(`${path}.protocol`));
  else if (!protocols.includes(port.protocol)) errors.push(notSupported(`${path}.protocol`, port.protocol, protocols));
  const target = port.targetPort;
  const problems = typeof target === 'number' ? isPortNumber(target) : isPortName(target ?? '');
  for (const text of problems) errors.push(invalid(`${path}.targetPort`, target, text));
  if (port.appProtocol !== undefined)
    for (const text of isQualifiedName(port.appProtocol))
      errors.push(invalid(`${path}.appProtocol`, port.appProtocol, text));
}

const timeoutMax = 86_400;

function validateAffinity({ spec }: Service, errors: FieldError[]): void {
  const { sessionAffinity } = spec;
  if (!sessionAffinity) errors.push(required('spec.sessionAffinity'));
  else if (sessionAffinity !== 'None' && sessionAffinity !== 'ClientIP')
    errors.push(notSupported('spec.sessionAffinity', sessionAffinity, ['ClientIP', 'None']));
  const config = spec['sessionAffinityConfig'] as { clientIP?: { timeoutSeconds?: number } } | undefined;
  if (sessionAffinity !== 'ClientIP' || !config) return;
  const path = 'spec.sessionAffinityConfig.clientIP.timeoutSeconds';
  const seconds = config.clientIP?.timeoutSeconds;
  if (seconds !== undefined && (seconds <= 0 || seconds > timeoutMax))
    errors.push(invalid(path, seconds, `must be greater than 0 and less than ${timeoutMax}`));
}

const families = ['IPv4', 'IPv6'];
const familyPolicies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

/** Models: ValidateServiceClusterIPsRelatedFields. */
function validateClusterIps(service: Service, errors: FieldError[]): void {
  const { spec } = service;
  if (!needsClusterIp(service)) return;
  const ips = spec.clusterIPs ?? [];
  if (ips.length > 0 && spec.clusterIP !== undefined && ips[0] !== spec.clusterIP)
    errors.push(invalid('spec.clusterIPs', verbatim(goStrings(ips)), 'first value must match `clusterIP`'));
  if (ips.length === 0 && spec.clusterIP) errors.push(required('spec.clusterIPs'));
  const seen = new Set<string>();
  spec.ipFamilies?.forEach((family, i) => {
    if (!families.includes(family)) errors.push(notSupported(`spec.ipFamilies[${i}]`, family, families));
    if (seen.has(family)) errors.push(duplicate(`spec.ipFamilies[${i}]`, family));
    seen.add(family);
  });
  if (spec.ipFamilyPolicy !== undefined && !familyPolicies.includes(spec.ipFamilyPolicy))
    errors.push(notSupported('spec.ipFamilyPolicy', spec.ipFamilyPolicy, familyPolicies));
  ips.forEach((ip, i) => {
    const path = `spec.clusterIPs[${i}]`;
    if (ip === 'None') {
      if (ips.length > 1) errors.push(invalid(path, ip, "'None' must be the first and only value"));
    } else if (!isIp(ip)) errors.push(invalid(path, ip, ipText));
    else if (spec.ipFamilies?.[i] && families.includes(spec.ipFamilies[i]) && ipFamily(ip) !== spec.ipFamilies[i])
      errors.push(invalid(path, ip, `expected an ${spec.ipFamilies[i]} value as indicated by \`ipFamilies[${i}]\``));
  });
}

function validateRepeats(ports: readonly ServicePort[], errors: FieldError[]): void {
  const nodePorts = new Set<string>();
  const numbers = new Set<string>();
  ports.forEach((port, i) => {
    if (!port.nodePort) return;
    const key = `${port.protocol} ${port.nodePort}`;
    if (nodePorts.has(key)) errors.push(duplicate(`spec.ports[${i}].nodePort`, port.nodePort));
    nodePorts.add(key);
  });
  ports.forEach((port, i) => {
    const key = `${port.protocol} ${port.port}`;
    if (numbers.has(key)) errors.push(duplicate(`spec.ports[${i}]`, verbatim(goPort(port))));
    numbers.add(key);
  });
}

const goPort = ({ protocol, port }: ServicePort): string =>
  `core.ServicePort{Name:"", Protocol:${goQuote(protocol)}, AppProtocol:(*string)(nil), Port:${port}, TargetPort:${goIntOrString(0)}, NodePort:0}`;

function validateTraffic(service: Service, errors: FieldError[]): void {
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
  const internal = spec['internalTrafficPolicy'] as string | undefined;
  if (internal !== undefined && !trafficPolicies.includes(internal))
    errors.push(notSupported('spec.internalTrafficPolicy', internal, trafficPolicies));
  if (spec.type === 'LoadBalancer') return;
  for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass']) {
    if (spec[field] !== undefined)
      errors.push(forbidden(`spec.${field}`, "may only be used when `type` is 'LoadBalancer'"));
  }
  if (((spec['loadBalancerSourceRanges'] ?? []) as string[]).length > 0)
    errors.push(forbidden('spec.LoadBalancerSourceRanges', "may only be used when `type` is 'LoadBalancer'"));
}

/** Models: ValidateServiceUpdate. */
export function validateServiceUpdate(service: Service, old: Service): FieldError[] {
  const errors: FieldError[] = [];
  const [now, before] = [service.spec.clusterIPs?.[0], old.spec.clusterIPs?.[0]];
  validateClusterIps(service, errors);
  if (errors.length > 0) return errors;
  // Going to or from ExternalName starts afresh.
  if (needsClusterIp(service) && needsClusterIp(old) && before !== undefined && now !== before)
    errors.push(invalid('spec.clusterIPs[0]', verbatim(goStrings(service.spec.clusterIPs)), 'may not change once set'));
  return [...errors, ...validateService(service)];
}
