import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { invalid, notSupported, required } from '../field.ts';
import { ipText, isIp, specialAddress } from '../ip.ts';
import { isDns1123Label, isDns1123Subdomain, isPortNumber, isQualifiedName } from '../names.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import type { KubeObject } from '../types.ts';

interface Address {
  ip: string;
  hostname?: string;
  nodeName?: string;
}

interface Port {
  name?: string;
  port: number;
  protocol?: string;
  appProtocol?: string;
}

interface Endpoints extends KubeObject {
  subsets?: { addresses?: Address[]; notReadyAddresses?: Address[]; ports?: Port[] }[];
}

const protocols = ['SCTP', 'TCP', 'UDP'];

/** Models: pkg/apis/core/validation/validation.go ValidateEndpoints. */
function validate(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  (object as Endpoints).subsets?.forEach(({ addresses = [], notReadyAddresses = [], ports = [] }, i) => {
    const path = `subsets[${i}]`;
    if (addresses.length === 0 && notReadyAddresses.length === 0)
      errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
    addresses.forEach((address, j) => validateAddress(address, `${path}.addresses[${j}]`, errors));
    notReadyAddresses.forEach((address, j) => validateAddress(address, `${path}.notReadyAddresses[${j}]`, errors));
    ports.forEach((port, j) => validatePort(port, ports.length > 1, `${path}.ports[${j}]`, errors));
  });
  return errors;
}

function validateAddress({ ip, hostname, nodeName }: Address, path: string, errors: FieldError[]): void {
  const at = `${path}.ip`;
  if (!isIp(ip ?? '')) errors.push(invalid(at, ip ?? '', ipText));
  if (hostname) for (const text of isDns1123Label(hostname)) errors.push(invalid(`${path}.hostname`, hostname, text));
  if (nodeName !== undefined)
    for (const text of isDns1123Subdomain(nodeName)) errors.push(invalid(`${path}.nodeName`, nodeName, text));
  const problem = specialAddress(ip ?? '');
  if (problem) errors.push(invalid(at, ip ?? '', problem));
}

function validatePort(
  { name, port, protocol, appProtocol }: Port,
  named: boolean,
  path: string,
  errors: FieldError[],
): void {
  if (named && !name) errors.push(required(`${path}.name`));
  else if (name) for (const text of isDns1123Label(name)) errors.push(invalid(`${path}.name`, name, text));
  for (const text of isPortNumber(port)) errors.push(invalid(`${path}.port`, port, text));
  if (!protocol) errors.push(required(`${path}.protocol`));
  else if (!protocols.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, protocols));
  if (appProtocol !== undefined)
    for (const text of isQualifiedName(appProtocol)) errors.push(invalid(`${path}.appProtocol`, appProtocol, text));
}

const hostPort = (ip: string, port: number): string => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);

/** At most three, then how many more. Models: printers.go formatEndpoints. */
function endpointsText({ subsets = [] }: Endpoints): string {
  const list = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => hostPort(ip, port))),
  );
  if (list.length === 0) return '<none>';
  const rest = list.length - 3;
  return list.slice(0, 3).join(',') + (rest > 0 ? ` + ${rest} more...` : '');
}

export const endpointsType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'services/endpoints',
  schema: 'io.k8s.api.core.v1.Endpoints',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  setDefaults(object) {
    for (const subset of (object as Endpoints).subsets ?? [])
      for (const port of subset.ports ?? []) port.protocol ||= 'TCP';
  },
  validate,
  validateUpdate: validate,
  columns: () => [
    nameColumn,
    column(
      'Endpoints',
      'The set of all endpoints is the union of all subsets. Addresses are placed into subsets according to the IPs they share. A single address with multiple ports, some of which are ready and some of which are not (because they come from different containers) will result in the address being displayed in different subsets for the different ports. No address will appear in both Addresses and NotReadyAddresses in the same subset. Sets of addresses and ports that comprise a service.',
    ),
    ageColumn,
  ],
  row: (object, nowMs) => [object.metadata.name, endpointsText(object as Endpoints), age(object, nowMs)],
};
