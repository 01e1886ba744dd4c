import { duplicate, forbidden, goQuote, invalid, notSupported, required, verbatim } from '../field.ts';
import { goIntOrString, goStrings } from '../go-syntax.ts';
import { ipFamily, ipText, isIp, specialAddress } from '../ip.ts';
import { validateLabels } from '../metadata.ts';
import { isDns1123Label, isDns1123Subdomain, isPortName, isPortNumber, isQualifiedName } from '../names.ts';
import type { FieldError } from '../resource.ts';
import type { Service, ServicePort } from '../types.ts';
import { isHeadless, needsClusterIp } from './allocation.ts';
import { validateBalancer, validateTraffic } from './traffic.ts';

const serviceTypes = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const protocols = ['SCTP', 'TCP', 'UDP'];
const kubeletPort = 10_250;

/** Models: pkg/apis/core/validation/validation.go ValidateService. Left out: what only a dual-stack cluster can do. */
export function validateService(service: Service): FieldError[] {
  const { spec } = service;
  const errors: FieldError[] = [];
  // Addresses are allocated before anything else is looked at, so their errors come alone.
  validateClusterIps(service, errors);
  if (errors.length > 0) return errors;
  validateTopologyMode(service, errors);
  const ports = spec.ports ?? [];
  if (ports.length === 0 && !isHeadless(service) && spec.type !== 'ExternalName') errors.push(required('spec.ports'));
  validateType(service, errors);
  const names = new Set<string>();
  ports.forEach((port, i) => validatePort(port, ports.length > 1, names, `spec.ports[${i}]`, errors));
  if (spec.selector) validateLabels(spec.selector, 'spec.selector', errors);
  validateAffinity(service, errors);
  ((spec['externalIPs'] ?? []) as string[]).forEach((ip, i) => {
    const path = `spec.externalIPs[${i}]`;
    if (!isIp(ip)) errors.push(invalid(path, ip, ipText));
    else {
      const problem = specialAddress(ip);
      if (problem) errors.push(invalid(path, ip, problem));
    }
  });
  if (!spec.type) errors.push(required('spec.type'));
  else if (!serviceTypes.includes(spec.type)) errors.push(notSupported('spec.type', spec.type, serviceTypes));
  if (spec.type === 'ClusterIP') {
    ports.forEach((port, i) => {
      if (port.nodePort)
        errors.push(forbidden(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
    });
  }
  validateRepeats(ports, errors);
  validateBalancer(service, errors);
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
            port.port,
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
  const path = 'spec.sessionAffinityConfig';
  if (sessionAffinity === 'None' && config)
    errors.push(forbidden(path, 'must not be set when session affinity is None'));
  if (sessionAffinity !== 'ClientIP') return;
  const seconds = config?.clientIP?.timeoutSeconds;
  const missing = !config ? path : !config.clientIP ? `${path}.clientIP` : `${path}.clientIP.timeoutSeconds`;
  if (seconds === undefined) errors.push(required(missing, 'when session affinity type is ClientIP'));
  else if (seconds <= 0 || seconds > timeoutMax)
    errors.push(
      invalid(`${path}.clientIP.timeoutSeconds`, seconds, `must be greater than 0 and less than ${timeoutMax}`),
    );
}

const topologyMode = 'service.kubernetes.io/topology-mode';
const topologyHints = 'service.kubernetes.io/topology-aware-hints';

/** The old annotation and the new one say the same. */
function validateTopologyMode({ metadata }: Service, errors: FieldError[]): void {
  const [mode, hints] = [metadata.annotations?.[topologyMode], metadata.annotations?.[topologyHints]];
  if (mode !== undefined && hints !== undefined && mode !== hints)
    errors.push(
      invalid(
        `metadata.annotations[${topologyMode}]`,
        mode,
        `must match annotations[${topologyHints}] when both are specified`,
      ),
    );
}

const families = ['IPv4', 'IPv6'];
const familyPolicies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

/** Models: ValidateServiceClusterIPsRelatedFields. */
export function validateClusterIps(service: Service, errors: FieldError[]): void {
  const { spec } = service;
  if (!needsClusterIp(service)) return;
  const ips = spec.clusterIPs ?? [];
  const refuse = (text: string): void =>
    void errors.push(invalid('spec.clusterIPs', verbatim(goStrings(spec.clusterIPs)), text));
  if (spec.clusterIP) {
    if (ips.length === 0) errors.push(required('spec.clusterIPs'));
    else if (ips[0] !== spec.clusterIP) refuse('first value must match `clusterIP`');
  } else if (ips.length > 0) refuse('must be empty when `clusterIP` is not specified');
  const seen = new Set<string>();
  spec.ipFamilies?.forEach((family, i) => {
    if (!families.includes(family)) errors.push(notSupported(`spec.ipFamilies[${i}]`, family, families));
    if (seen.has(family)) errors.push(duplicate(`spec.ipFamilies[${i}]`, family));
    seen.add(family);
  });
  if (spec.ipFamilyPolicy !== undefined && !familyPolicies.includes(spec.ipFamilyPolicy))
    errors.push(notSupported('spec.ipFamilyPolicy', spec.ipFamilyPolicy, familyPolicies));
  const before = errors.length;
  ips.forEach((ip, i) => {
    if (i === 0 && ip === 'None') {
      if (ips.length > 1) refuse("'None' must be the first and only value");
    } else if (!isIp(ip)) errors.push(invalid(`spec.clusterIPs[${i}]`, ip, ipText));
  });
  const wrong = errors.length > before;
  if (ips.length > 2) refuse('may only hold up to 2 values');
  if (wrong) return;
  if (ips.length > 1 && new Set(ips.map(ipFamily)).size < 2)
    refuse('may specify no more than one IP for each IP family');
  if (isHeadless(service)) return;
  ips.forEach((ip, i) => {
    const family = spec.ipFamilies?.[i];
    if (family && families.includes(family) && ipFamily(ip) !== family)
      errors.push(
        invalid(`spec.clusterIPs[${i}]`, ip, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``),
      );
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
