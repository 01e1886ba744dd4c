import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { forbidden, invalid, notSupported, required, verbatim } from '../field.ts';
import { cidrText, cidrContains, isCidr } from '../ip.ts';
import { goStrings } from '../go-syntax.ts';
import { isPortName, isPortNumber } from '../names.ts';
import { validateLabelSelector } from '../pod/scheduling.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { formatSelector } from '../selectors.ts';
import { allVerbs, countSpecChanges } from '../strategy.ts';
import type { KubeObject, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../types.ts';

const protocols = ['TCP', 'UDP', 'SCTP'];
const policyTypes = ['Ingress', 'Egress'];

/** Models: pkg/apis/networking/validation/validation.go ValidateNetworkPolicySpec. */
function validate(object: KubeObject): FieldError[] {
  const { spec } = object as NetworkPolicy;
  const errors: FieldError[] = [];
  validateLabelSelector(spec.podSelector, 'spec.podSelector', errors);
  spec.ingress?.forEach(({ ports, from }, i) => {
    ports?.forEach((port, j) => validatePort(port, `spec.ingress[${i}].ports[${j}]`, errors));
    from?.forEach((peer, j) => validatePeer(peer, `spec.ingress[${i}].from[${j}]`, errors));
  });
  spec.egress?.forEach(({ ports, to }, i) => {
    ports?.forEach((port, j) => validatePort(port, `spec.egress[${i}].ports[${j}]`, errors));
    to?.forEach((peer, j) => validatePeer(peer, `spec.egress[${i}].to[${j}]`, errors));
  });
  const types = spec.policyTypes ?? [];
  if (types.length > policyTypes.length) {
    const shown = verbatim(goStrings(types).replace('[]string', '[]networking.PolicyType'));
    errors.push(invalid('spec.policyTypes', shown, 'may not specify more than two policyTypes'));
    return errors;
  }
  types.forEach((type, i) => {
    if (!policyTypes.includes(type)) errors.push(notSupported(`spec.policyTypes[${i}]`, type, policyTypes));
  });
  return errors;
}

function validatePort({ protocol, port, endPort }: NetworkPolicyPort, path: string, errors: FieldError[]): void {
  if (protocol !== undefined && !protocols.includes(protocol))
    errors.push(notSupported(`${path}.protocol`, protocol, protocols));
  const at = `${path}.endPort`;
  if (port === undefined) {
    if (endPort !== undefined) errors.push(invalid(at, endPort, 'may not be specified when `port` is not specified'));
  } else if (typeof port === 'number') {
    for (const text of isPortNumber(port)) errors.push(invalid(`${path}.port`, port, text));
    if (endPort === undefined) return;
    // Upstream shows the port here, not the end.
    if (endPort < port) errors.push(invalid(at, port, 'must be greater than or equal to `port`'));
    for (const text of isPortNumber(endPort)) errors.push(invalid(at, endPort, text));
  } else {
    if (endPort !== undefined) errors.push(invalid(at, endPort, 'may not be specified when `port` is non-numeric'));
    for (const text of isPortName(port)) errors.push(invalid(`${path}.port`, port, text));
  }
}

function validatePeer(peer: NetworkPolicyPeer, path: string, errors: FieldError[]): void {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  validateLabelSelector(podSelector, `${path}.podSelector`, errors);
  validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`, errors);
  if (ipBlock) validateBlock(ipBlock, `${path}.ipBlock`, errors);
  if (!podSelector && !namespaceSelector && !ipBlock) errors.push(required(path, 'must specify a peer'));
  else if (ipBlock && (podSelector || namespaceSelector))
    errors.push(forbidden(path, 'may not specify both ipBlock and another peer'));
}

function validateBlock(
  { cidr, except = [] }: NonNullable<NetworkPolicyPeer['ipBlock']>,
  path: string,
  errors: FieldError[],
): void {
  if (!cidr) return void errors.push(required(`${path}.cidr`));
  if (!isCidr(cidr)) return void errors.push(invalid(`${path}.cidr`, cidr, cidrText));
  except.forEach((range, i) => {
    const at = `${path}.except[${i}]`;
    if (!isCidr(range)) errors.push(invalid(at, range, cidrText));
    else if (!cidrContains(cidr, range)) errors.push(invalid(at, range, 'must be a strict subset of `cidr`'));
  });
}

/** Models: pkg/registry/networking/networkpolicy/strategy.go, pkg/apis/networking/v1/defaults.go, printNetworkPolicy. */
export const networkPolicyType: ResourceType = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  singular: 'networkpolicy',
  shortNames: ['netpol'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'networkpolicies',
  schema: 'io.k8s.api.networking.v1.NetworkPolicy',
  allowUnconditionalUpdate: true,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { spec } = object as NetworkPolicy;
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])])
      for (const port of rule.ports ?? []) port.protocol ??= 'TCP';
    if (!spec.policyTypes?.length)
      spec.policyTypes = (spec.egress?.length ?? 0) > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  },
  prepareForCreate(object) {
    object.metadata.generation = 1;
  },
  prepareForUpdate: countSpecChanges,
  validate,
  validateUpdate: validate,
  columns: () => [
    nameColumn,
    column(
      'Pod-Selector',
      'Selects the pods to which this NetworkPolicy object applies.  The array of ingress rules is applied to any pods selected by this field. Multiple network policies can select the same set of pods.  In this case, the ingress rules for each are combined additively. This field is NOT optional and follows standard label selector semantics. An empty podSelector matches all pods in this namespace.',
    ),
    ageColumn,
  ],
  row: (object, nowMs) => [
    object.metadata.name,
    formatSelector((object as NetworkPolicy).spec.podSelector),
    age(object, nowMs),
  ],
};
