import { compareVersions, type CustomResourceDefinition } from '../../api/custom/definition.ts';
import { customType } from '../../api/custom/type.ts';
import { apiVersionOf, resourceTypes } from '../../api/index.ts';
import type { ResourceType } from '../../api/resource.ts';
import { pathNotFound } from '../../api/status.ts';
import type { ApiRequest, ApiResponse } from '../messages.ts';

/** Virtual resources: POSTed and answered, never stored. */
export interface Listed {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: ResourceType['subresources'];
  readonly custom?: ResourceType['custom'];
}

const review = (group: string, kind: string, plural: string, namespaced = false): Listed => ({
  group,
  version: 'v1',
  kind,
  plural,
  singular: kind.toLowerCase(),
  namespaced,
  verbs: ['create'],
  shortNames: [],
  categories: [],
  subresources: [],
});

const listed: readonly Listed[] = [
  ...resourceTypes,
  review('', 'Binding', 'bindings', true),
  review('authentication.k8s.io', 'SelfSubjectReview', 'selfsubjectreviews'),
  review('authentication.k8s.io', 'TokenReview', 'tokenreviews'),
  review('authorization.k8s.io', 'LocalSubjectAccessReview', 'localsubjectaccessreviews', true),
  review('authorization.k8s.io', 'SelfSubjectAccessReview', 'selfsubjectaccessreviews'),
  review('authorization.k8s.io', 'SelfSubjectRulesReview', 'selfsubjectrulesreviews'),
  review('authorization.k8s.io', 'SubjectAccessReview', 'subjectaccessreviews'),
];

/** Groups in the order upstream lists them (by priority), then any other. */
const order = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io',
];

/** Group → version → resources, as discovery lists them. */
export type Groups = ReadonlyMap<string, ReadonlyMap<string, readonly Listed[]>>;

const builtIn: Groups = grouped(listed);

function grouped(types: readonly Listed[]): Groups {
  const groups = new Map<string, Map<string, Listed[]>>();
  for (const type of [...types].sort((a, b) => rank(a.group) - rank(b.group))) {
    let versions = groups.get(type.group);
    if (!versions) groups.set(type.group, (versions = new Map()));
    const found = versions.get(type.version);
    if (found) found.push(type);
    else versions.set(type.version, [type]);
  }
  return groups;
}

/** Without custom resources this is always the same; with them it is put together for whoever asks. */
export function groupsOf(definitions: readonly CustomResourceDefinition[], others: readonly Listed[] = []): Groups {
  if (definitions.length === 0 && others.length === 0) return builtIn;
  const types: Listed[] = definitions.flatMap((definition) =>
    definition.spec.versions
      .filter((version) => version.served)
      .sort((a, b) => compareVersions(a.name, b.name))
      .map((version) => customType(definition, version.name)!),
  );
  types.push(...others);
  // Groups of extensions come after all others, in the order of their names.
  types.sort((a, b) => (a.group === b.group ? compareVersions(a.version, b.version) : a.group < b.group ? -1 : 1));
  return new Map([...builtIn, ...grouped(types)]);
}

function rank(group: string): number {
  const at = order.indexOf(group);
  return at < 0 ? order.length : at;
}

const ok = (body: unknown): ApiResponse => ({ code: 200, body });
const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** `/api`, `/apis`, `/api/v1`, `/apis/<group>`, `/apis/<group>/<version>`; undefined for any other path. */
export function discover(path: string, request: ApiRequest, groups: Groups = builtIn): ApiResponse | undefined {
  const aggregated = (request.headers?.['accept'] ?? '').includes(
    'g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  );
  const [, root, second, third, ...more] = path.split('/');
  if (more.length > 0) return undefined;
  if (root === 'api') {
    if (second === undefined) return aggregated ? aggregatedAnswer(groups, ['']) : ok(legacyVersions);
    return third === undefined && second === 'v1' ? ok(resourceList(groups, '', 'v1')) : undefined;
  }
  if (root !== 'apis') return undefined;
  const named = [...groups.keys()].filter((group) => group !== '');
  if (second === undefined)
    return aggregated
      ? aggregatedAnswer(groups, named)
      : ok(
          Object.freeze({ kind: 'APIGroupList', apiVersion: 'v1', groups: named.map((name) => groupOf(groups, name)) }),
        );
  const versions = groups.get(second);
  if (!versions) return undefined;
  if (third === undefined) return ok(Object.freeze({ kind: 'APIGroup', apiVersion: 'v1', ...groupOf(groups, second) }));
  return versions.has(third)
    ? ok(resourceList(groups, second, third))
    : { code: 404, body: Object.freeze(pathNotFound()) };
}

const legacyVersions = Object.freeze({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '192.168.1.10:6443' }],
});

function groupOf(
  groups: Groups,
  name: string,
): {
  name: string;
  versions: { groupVersion: string; version: string }[];
  preferredVersion: { groupVersion: string; version: string };
} {
  const versions = [...groups.get(name)!.keys()].map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: versions[0]! };
}

function resourceList(groups: Groups, group: string, version: string): unknown {
  const types = [...groups.get(group)!.get(version)!].sort((a, b) => (a.plural < b.plural ? -1 : 1));
  const resources = types.flatMap((type) => [
    {
      name: type.plural,
      singularName: type.singular,
      namespaced: type.namespaced,
      kind: type.kind,
      verbs: type.verbs,
      ...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
      ...(type.categories.length > 0 ? { categories: type.categories } : {}),
    },
    ...type.subresources.map((sub) => ({
      name: `${type.plural}/${sub.name}`,
      singularName: '',
      namespaced: type.namespaced,
      ...(sub.group ? { group: sub.group } : {}),
      ...(sub.version ? { version: sub.version } : {}),
      kind: sub.kind,
      verbs: sub.verbs,
    })),
  ]);
  return Object.freeze({
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources,
  });
}

function aggregatedAnswer(groups: Groups, names: readonly string[]): ApiResponse {
  const items = names.map((name) => ({
    metadata: name === '' ? { creationTimestamp: null } : { name, creationTimestamp: null },
    versions: [...groups.get(name)!].map(([version, types]) => ({
      version,
      resources: [...types].sort((a, b) => (a.plural < b.plural ? -1 : 1)).map(aggregatedResource),
      freshness: 'Current',
    })),
  }));
  const body = Object.freeze({
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items,
  });
  return { code: 200, body, headers: { 'content-type': aggregatedType } };
}

function aggregatedResource(type: Listed): unknown {
  return {
    resource: type.plural,
    // Without a group of its own: that of the list.
    responseKind: { group: '', version: '', kind: type.kind },
    scope: type.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: type.singular,
    verbs: type.verbs,
    ...(type.shortNames.length > 0 ? { shortNames: type.shortNames } : {}),
    ...(type.categories.length > 0 ? { categories: type.categories } : {}),
    ...(type.subresources.length > 0
      ? {
          subresources: type.subresources.map((sub) => ({
            subresource: sub.name,
            responseKind: { group: sub.group ?? '', version: sub.version ?? '', kind: sub.kind },
            verbs: sub.verbs,
          })),
        }
      : {}),
  };
}

/** Group-versions served, as `api/v1` and `apis/apps/v1`, with their resources. */
export function* groupVersions(groups: Groups = builtIn): Iterable<readonly [path: string, types: readonly Listed[]]> {
  for (const [group, versions] of groups) {
    for (const [version, types] of versions)
      yield [group === '' ? `api/${version}` : `apis/${apiVersionOf({ group, version })}`, types];
  }
}
