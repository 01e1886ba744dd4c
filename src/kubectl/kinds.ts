import { resourceTypes } from '../api/index.ts';
import { demand, at, listAt, textAt, type Session } from './client.ts';
import type { Run } from './types.ts';

/** What kubectl knows of a resource from discovery. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** The kinds of a cluster fresh from kubeadm: what kubectl would have in its discovery cache. */
export const builtInKinds = (): readonly Kind[] => resourceTypes;

/** `deployment.apps`: how a kind is written before a name. */
export const kindGroup = (kind: { readonly kind: string; readonly group: string }): string =>
  kind.kind.toLowerCase() + (kind.group === '' ? '' : `.${kind.group}`);

export const groupOf = (apiVersion: string): { group: string; version: string } => {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
};

export const apiVersionOf = (kind: { readonly group: string; readonly version: string }): string =>
  kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;

/** `pods`, `po`, `Pod`, `deployments.apps`, `deployments.v1.apps` → kind. Models: restmapper with short names. */
export function kindByWord(kinds: readonly Kind[], word: string): Kind | undefined {
  const [resource, ...suffix] = word.split('.') as [string, ...string[]];
  const name = resource.toLowerCase();
  const rest = suffix.join('.');
  const group = suffix.slice(1).join('.');
  const fits = (kind: Kind): boolean =>
    rest === '' ||
    kind.group === rest ||
    kind.group.startsWith(`${rest}.`) ||
    (suffix[0] === kind.version && (group === kind.group || kind.group.startsWith(`${group}.`)));
  return (
    kinds.find((k) => (k.plural === name || k.singular === name) && fits(k)) ??
    // Without a singular of its own a kind is called by its name.
    kinds.find((k) => k.singular === '' && k.kind.toLowerCase() === name && fits(k)) ??
    kinds.find((k) => k.shortNames.includes(name) && fits(k))
  );
}

/** A kind by its word; asks the server when it is not among the known ones. */
export function* findKind(session: Session, word: string): Run<Kind | undefined> {
  return kindByWord(builtInKinds(), word) ?? kindByWord(yield* discover(session), word);
}

export function* findKindOf(session: Session, apiVersion: string, kind: string): Run<Kind | undefined> {
  const { group, version } = groupOf(apiVersion);
  const fits = (k: Kind): boolean => k.kind === kind && k.group === group && k.version === version;
  return builtInKinds().find(fits) ?? (yield* discover(session)).find(fits);
}

const discoveryAccept =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

/** All kinds the server has, from its aggregated discovery. */
export function* discover(session: Session): Run<Kind[]> {
  const out: Kind[] = [];
  for (const path of ['/api', '/apis']) {
    const body = yield* demand(session, {
      method: 'GET',
      path,
      query: { timeout: '32s' },
      headers: { accept: discoveryAccept },
    });
    for (const group of listAt(body, 'items')) {
      for (const version of listAt(group, 'versions')) {
        for (const resource of listAt(version, 'resources')) {
          out.push({
            group: textAt(group, 'metadata', 'name'),
            version: textAt(version, 'version'),
            kind: textAt(resource, 'responseKind', 'kind'),
            plural: textAt(resource, 'resource'),
            singular: textAt(resource, 'singularResource'),
            shortNames: (at(resource, 'shortNames') as string[] | undefined) ?? [],
            categories: (at(resource, 'categories') as string[] | undefined) ?? [],
            namespaced: textAt(resource, 'scope') === 'Namespaced',
            verbs: (at(resource, 'verbs') as string[] | undefined) ?? [],
          });
        }
      }
    }
  }
  return out;
}
