import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { duplicate, invalid, notSupported, required, tooMany } from '../field.ts';
import { isIpv4, isIpv6, specialAddress } from '../ip.ts';
import { immutable, validateLabels } from '../metadata.ts';
import { isDns1123Label, isDns1123Subdomain, isLabelValue, isQualifiedName } from '../names.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import type { EndpointSlice, KubeObject } from '../types.ts';

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];
const protocols = ['SCTP', 'TCP', 'UDP'];
const endpointsMax = 1000;
const portsMax = 100;
const addressesMax = 100;

/** Models: pkg/apis/discovery/validation/validation.go ValidateEndpointSlice. */
function validate(object: KubeObject): FieldError[] {
  const slice = object as EndpointSlice;
  const errors: FieldError[] = [];
  if (!slice.addressType) errors.push(required('addressType'));
  else if (!addressTypes.includes(slice.addressType))
    errors.push(notSupported('addressType', slice.addressType, addressTypes));
  const endpoints = slice.endpoints ?? [];
  if (endpoints.length > endpointsMax) errors.push(tooMany('endpoints', endpoints.length, endpointsMax));
  endpoints.forEach((endpoint, i) => validateEndpoint(endpoint, slice.addressType, `endpoints[${i}]`, errors));
  const ports = slice.ports ?? [];
  if (ports.length > portsMax) errors.push(tooMany('ports', ports.length, portsMax));
  const names = new Set<string>();
  ports.forEach((port, i) => {
    const name = port.name ?? '';
    if (name !== '') for (const text of isDns1123Label(name)) errors.push(invalid(`ports[${i}].name`, name, text));
    if (names.has(name)) errors.push(duplicate(`ports[${i}].name`, name));
    names.add(name);
    if (port.protocol === undefined) errors.push(required(`ports[${i}].protocol`));
    else if (!protocols.includes(port.protocol))
      errors.push(notSupported(`ports[${i}].protocol`, port.protocol, protocols));
    if (port.appProtocol !== undefined)
      for (const text of isQualifiedName(port.appProtocol))
        errors.push(invalid(`ports[${i}].appProtocol`, port.appProtocol, text));
  });
  return errors;
}

function validateEndpoint(
  endpoint: EndpointSlice['endpoints'][number],
  type: string,
  path: string,
  errors: FieldError[],
): void {
  const { addresses } = endpoint;
  const at = `${path}.addresses`;
  if (!addresses?.length) errors.push(required(at, 'must contain at least 1 address'));
  else if (addresses.length > addressesMax) errors.push(tooMany(at, addresses.length, addressesMax));
  addresses?.forEach((address, i) => {
    if (type === 'IPv4' && !isIpv4(address)) errors.push(invalid(`${at}[${i}]`, address, 'must be an IPv4 address'));
    else if (type === 'IPv6' && !isIpv6(address))
      errors.push(invalid(`${at}[${i}]`, address, 'must be an IPv6 address'));
    else if (type === 'FQDN')
      for (const text of isDns1123Subdomain(address)) errors.push(invalid(`${at}[${i}]`, address, text));
    else if (addressTypes.includes(type)) {
      const problem = specialAddress(address);
      if (problem) errors.push(invalid(`${at}[${i}]`, address, problem));
    }
  });
  if (endpoint.nodeName !== undefined)
    for (const text of isDns1123Subdomain(endpoint.nodeName))
      errors.push(invalid(`${path}.nodeName`, endpoint.nodeName, text));
  const { hostname, deprecatedTopology, hints } = endpoint as Rest;
  const topology = Object.keys(deprecatedTopology ?? {}).length;
  if (topology > topologyMax) errors.push(tooMany(`${path}.deprecatedTopology`, topology, topologyMax));
  validateLabels(deprecatedTopology, `${path}.deprecatedTopology`, errors);
  if (hostname !== undefined)
    for (const text of isDns1123Label(hostname)) errors.push(invalid(`${path}.hostname`, hostname, text));
  if (hints?.forZones) validateZones(hints.forZones, `${path}.hints.forZones`, errors);
}

/** What an endpoint may say besides. */
interface Rest {
  readonly hostname?: string;
  readonly deprecatedTopology?: Record<string, string>;
  readonly hints?: { readonly forZones?: readonly { readonly name: string }[] };
}
const topologyMax = 16;
const zonesMax = 8;

/** Models: validateHints. */
function validateZones(zones: readonly { readonly name: string }[], path: string, errors: FieldError[]): void {
  if (zones.length > zonesMax) return void errors.push(tooMany(path, zones.length, zonesMax));
  zones.forEach(({ name }, i) => {
    const at = `${path}[${i}].name`;
    if (zones.findIndex((other) => other.name === name) < i) errors.push(duplicate(at, name));
    for (const text of isLabelValue(name)) errors.push(invalid(at, name, text));
  });
}

/** At most three, then how many more. Models: printers.go formatDiscoveryPorts, formatDiscoveryEndpoints. */
function shortList(items: readonly string[], none: string): string {
  if (items.length === 0) return none;
  const rest = items.length - 3;
  return items.slice(0, 3).join(',') + (rest > 0 ? ` + ${rest} more...` : '');
}

export const endpointSliceType: ResourceType = {
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'endpointslices',
  schema: 'io.k8s.api.discovery.v1.EndpointSlice',
  allowUnconditionalUpdate: true,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults(object) {
    for (const port of (object as EndpointSlice).ports ?? []) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  prepareForCreate(object) {
    object.metadata.generation = 1;
  },
  prepareForUpdate(object, old) {
    // No spec here: any change of what is said counts. Callers rarely rewrite an equal slice.
    const same = (['endpoints', 'ports', 'addressType'] as const).every(
      (field) => JSON.stringify(object[field]) === JSON.stringify(old[field]),
    );
    const generation = old.metadata.generation ?? 0;
    object.metadata.generation = same ? generation : generation + 1;
  },
  validate,
  validateUpdate: (object, old) => [
    ...validate(object),
    ...immutable('addressType', object['addressType'], old['addressType']),
  ],
  columns: () => [
    nameColumn,
    column(
      'AddressType',
      'addressType specifies the type of address carried by this EndpointSlice. All addresses in this slice must be the same type. This field is immutable after creation. The following address types are currently supported: * IPv4: Represents an IPv4 Address. * IPv6: Represents an IPv6 Address. * FQDN: Represents a Fully Qualified Domain Name.',
    ),
    column(
      'Ports',
      'ports specifies the list of network ports exposed by each endpoint in this slice. Each port must have a unique name. When ports is empty, it indicates that there are no defined ports. When a port is defined with a nil port value, it indicates "all ports". Each slice may include a maximum of 100 ports.',
    ),
    column(
      'Endpoints',
      'endpoints is a list of unique endpoints in this slice. Each slice may include a maximum of 1000 endpoints.',
    ),
    ageColumn,
  ],
  row(object, nowMs) {
    const slice = object as EndpointSlice;
    const ports = (slice.ports ?? []).map((port) => (port.port === undefined ? '*' : String(port.port)));
    const addresses = (slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses);
    return [
      slice.metadata.name,
      slice.addressType,
      shortList(ports, '<unset>'),
      shortList(addresses, '<unset>'),
      age(slice, nowMs),
    ];
  },
};
