import { age, ageColumn, column, nameColumn, orNone } from '../columns.ts';
import { invalid, notSupported, required, verbatim } from '../field.ts';
import { isIp } from '../ip.ts';
import {
  isDns1035Label,
  isDns1123Subdomain,
  isPathSegment,
  isPortName,
  isPortNumber,
  isWildcardDns1123Subdomain,
} from '../names.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, keepSpec, prepareCreate, prepareUpdate, statusVerbs } from '../strategy.ts';
import type { Ingress, IngressBackend, KubeObject } from '../types.ts';

type Spec = Ingress['spec'];
type Rule = NonNullable<Spec['rules']>[number];
type Path = NonNullable<NonNullable<Rule['http']>['paths']>[number];

const classAnnotation = 'kubernetes.io/ingress.class';
const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];
const badSequences = ['//', '/./', '/../', '%2f', '%2F'];
const badEnds = ['/..', '/.'];

/** Models: pkg/apis/networking/validation/validation.go ValidateIngressSpec. */
function validateSpec(spec: Spec): FieldError[] {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = spec;
  const errors: FieldError[] = [];
  if (rules.length === 0 && !defaultBackend)
    errors.push(
      invalid(
        'spec',
        verbatim(spec.rules ? '[]networking.IngressRule{}' : '[]networking.IngressRule(nil)'),
        'either `defaultBackend` or `rules` must be specified',
      ),
    );
  if (defaultBackend) validateBackend(defaultBackend, 'spec.defaultBackend', errors);
  rules.forEach((rule, i) => validateRule(rule, `spec.rules[${i}]`, errors));
  tls.forEach(({ hosts = [], secretName }, i) => {
    hosts.forEach((host, j) => {
      const problems = host.includes('*') ? isWildcardDns1123Subdomain(host) : isDns1123Subdomain(host);
      for (const text of problems) errors.push(invalid(`spec.tls[${i}].hosts[${j}]`, host, text));
    });
    if (secretName)
      for (const text of isDns1123Subdomain(secretName))
        errors.push(invalid(`spec.tls[${i}].secretName`, secretName, text));
  });
  if (ingressClassName !== undefined)
    for (const text of isDns1123Subdomain(ingressClassName))
      errors.push(invalid('spec.ingressClassName', ingressClassName, text));
  return errors;
}

function validateRule({ host, http }: Rule, path: string, errors: FieldError[]): void {
  if (host) {
    if (isIp(host)) errors.push(invalid(`${path}.host`, host, 'must be a DNS name, not an IP address'));
    const problems = host.includes('*') ? isWildcardDns1123Subdomain(host) : isDns1123Subdomain(host);
    for (const text of problems) errors.push(invalid(`${path}.host`, host, text));
  }
  if (!http) return;
  if (!http.paths?.length) errors.push(required(`${path}.http.paths`));
  http.paths?.forEach((entry, i) => validatePath(entry, `${path}.http.paths[${i}]`, errors));
}

function validatePath({ path = '', pathType, backend }: Path, at: string, errors: FieldError[]): void {
  const refuse = (detail: string): void => void errors.push(invalid(`${at}.path`, path, detail));
  if (pathType === null || pathType === undefined)
    return void errors.push(required(`${at}.pathType`, 'pathType must be specified'));
  if (pathType === 'Exact' || pathType === 'Prefix') {
    if (!path.startsWith('/')) refuse('must be an absolute path');
    for (const sequence of badSequences) if (path.includes(sequence)) refuse(`must not contain '${sequence}'`);
    for (const end of badEnds) if (path.endsWith(end)) refuse(`cannot end with '${end}'`);
  } else if (pathType === 'ImplementationSpecific') {
    if (path !== '' && !path.startsWith('/')) refuse('must be an absolute path');
  } else errors.push(notSupported(`${at}.pathType`, pathType, pathTypes));
  validateBackend(backend, `${at}.backend`, errors);
}

function validateBackend({ service, resource }: IngressBackend, path: string, errors: FieldError[]): void {
  if (resource && service) return void errors.push(invalid(path, '', 'cannot set both resource and service backends'));
  if (resource) return validateReference(resource, `${path}.resource`, errors);
  if (!service) return void errors.push(invalid(path, '', 'resource or service backend is required'));
  if (!service.name) errors.push(required(`${path}.service.name`));
  else
    for (const text of isDns1035Label(service.name)) errors.push(invalid(`${path}.service.name`, service.name, text));
  const { name, number } = service.port ?? {};
  if (name && number) errors.push(invalid(path, '', 'cannot set both port name & port number'));
  else if (name) for (const text of isPortName(name)) errors.push(invalid(`${path}.service.port.name`, name, text));
  else if (number)
    for (const text of isPortNumber(number)) errors.push(invalid(`${path}.service.port.number`, number, text));
  else errors.push(required(path, 'port name or number is required'));
}

/** A reference to an object of any kind, for backends and classes. */
export function validateReference(
  { apiGroup, kind, name }: NonNullable<IngressBackend['resource']>,
  path: string,
  errors: FieldError[],
): void {
  if (apiGroup !== undefined)
    for (const text of isDns1123Subdomain(apiGroup)) errors.push(invalid(`${path}.apiGroup`, apiGroup, text));
  if (!kind) errors.push(required(`${path}.kind`, 'kind is required'));
  else for (const text of isPathSegment(kind)) errors.push(invalid(`${path}.kind`, kind, text));
  if (!name) errors.push(required(`${path}.name`, 'name is required'));
  else for (const text of isPathSegment(name)) errors.push(invalid(`${path}.name`, name, text));
}

function validateStatusUpdate(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  (object as Ingress).status.loadBalancer?.ingress?.forEach(({ ip, hostname }, i) => {
    const path = `status.loadBalancer.ingress[${i}]`;
    if (ip && !isIp(ip))
      errors.push(invalid(`${path}.ip`, ip, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'));
    if (!hostname) return;
    for (const text of isDns1123Subdomain(hostname)) errors.push(invalid(`${path}.hostname`, hostname, text));
    if (isIp(hostname)) errors.push(invalid(`${path}.hostname`, hostname, 'must be a DNS name, not an IP address'));
  });
  return errors;
}

/** HOSTS: at most three by name. Models: printers.go formatHosts. */
function hostsText(rules: readonly Rule[] = []): string {
  const hosts = rules.map((rule) => rule.host ?? '').filter((host) => host !== '');
  if (hosts.length === 0) return '*';
  const rest = hosts.length - 3;
  return hosts.slice(0, 3).join(',') + (rest > 0 ? ` + ${rest} more...` : '');
}

function addressText({ loadBalancer }: Ingress['status']): string {
  const addresses = (loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '');
  return [...new Set(addresses.filter((address) => address !== ''))].sort().join(',');
}

/** Models: pkg/registry/networking/ingress/strategy.go, printIngress. */
export const ingressType: ResourceType = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'Ingress',
  plural: 'ingresses',
  singular: 'ingress',
  shortNames: ['ing'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [{ name: 'status', kind: 'Ingress', verbs: statusVerbs }],
  etcdPrefix: 'ingress',
  schema: 'io.k8s.api.networking.v1.Ingress',
  allowUnconditionalUpdate: true,
  hasGeneration: true,
  defaultPropagation: 'Background',
  prepareForCreate(object) {
    prepareCreate(object);
    object['status'] = { loadBalancer: {} };
  },
  prepareForUpdate: prepareUpdate,
  prepareForStatusUpdate: keepSpec,
  validate(object) {
    const { spec, metadata } = object as Ingress;
    const errors = validateSpec(spec);
    const named = metadata.annotations?.[classAnnotation];
    if (named !== undefined && spec.ingressClassName !== undefined && named !== spec.ingressClassName)
      errors.push(
        invalid(`annotations.${classAnnotation}`, named, 'must match `ingressClassName` when both are specified'),
      );
    return errors;
  },
  validateUpdate: (object) => validateSpec((object as Ingress).spec),
  validateStatusUpdate,
  warnings(object) {
    if (object.metadata.annotations?.[classAnnotation] === undefined) return [];
    return [`annotation ${JSON.stringify(classAnnotation)} is deprecated, please use 'spec.ingressClassName' instead`];
  },
  columns: () => [
    nameColumn,
    column('Class', 'The name of the IngressClass resource that should be used for additional configuration'),
    column('Hosts', 'Hosts that incoming requests are matched against before the ingress rule'),
    column('Address', 'Address is a list containing ingress points for the load-balancer'),
    column('Ports', 'Ports of TLS configurations that open'),
    ageColumn,
  ],
  row(object, nowMs) {
    const { metadata, spec, status } = object as Ingress;
    const className = spec.ingressClassName ?? metadata.annotations?.[classAnnotation];
    return [
      metadata.name,
      orNone(className),
      hostsText(spec.rules),
      addressText(status),
      (spec.tls?.length ?? 0) > 0 ? '80, 443' : '80',
      age(object, nowMs),
    ];
  },
};
