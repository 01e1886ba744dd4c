import { isEstablished, storageVersion, type CustomResourceDefinition } from '../../api/custom/definition.ts';
import { resourceTypes } from '../../api/index.ts';
import { resources, type ResourceId } from '../client/requests.ts';

export type Named = keyof typeof resources;
/** A resource no controller speaks of by name: plural and group, `ingresses.networking.k8s.io`, `secrets.`. */
export type Discovered = `${string}.${string}`;
/** A resource as controllers call it: by its plural, or as discovery found it. */
export type Plural = Named | Discovered;

/** A resource for those who treat all alike. Plain data. */
export interface Kind extends ResourceId {
  readonly name: Plural;
  readonly kind: string;
  readonly namespaced: boolean;
}

const nameOf = ({ group, plural }: ResourceId): Plural =>
  plural in resources && resources[plural as Named].group === group ? (plural as Named) : `${plural}.${group}`;

/** Events of either group are the same objects, and nobody's. */
const isEvent = ({ plural }: ResourceId): boolean => plural === 'events';

/**
 * The kinds of this API server whose objects can be listed, watched and deleted: what upstream's garbage collector and
 * namespace controller find by discovery. Of several versions the first is the preferred one.
 */
export const builtInKinds: readonly Kind[] = resourceTypes
  .filter(
    (type, i) =>
      ['delete', 'list', 'watch'].every((verb) => type.verbs.includes(verb)) &&
      resourceTypes.findIndex(({ group, plural }) => group === type.group && plural === type.plural) === i &&
      !(isEvent(type) && type.group !== ''),
  )
  .map(({ group, version, plural, kind, namespaced }) => {
    const id = { group, version, plural };
    return Object.freeze({ ...id, name: nameOf(id), kind, namespaced });
  });

/** A built-in kind by the name controllers call it. */
export const kindNamed = (name: Plural): Kind | undefined => builtInKinds.find((kind) => kind.name === name);

const byKind = new Map<string, Kind[]>();
for (const one of builtInKinds) byKind.set(one.kind, [...(byKind.get(one.kind) ?? []), one]);

/** What a definition adds, once it is served. */
export function kindOfDefinition(definition: CustomResourceDefinition): Kind | undefined {
  if (!isEstablished(definition)) return undefined;
  const { group, names, scope } = definition.spec;
  const id = { group, version: storageVersion(definition).name, plural: names.plural };
  return { ...id, name: `${id.plural}.${group}`, kind: names.kind, namespaced: scope === 'Namespaced' };
}

const isOf = (apiVersion: string, group: string): boolean =>
  group === '' ? !apiVersion.includes('/') : apiVersion.startsWith(group) && apiVersion[group.length] === '/';

/** The resource an ownerReference speaks of. */
export function findKind(
  custom: Readonly<Record<Discovered, Kind>>,
  apiVersion: string,
  kind: string,
): Kind | undefined {
  const known = byKind.get(kind)?.find(({ group }) => isOf(apiVersion, group));
  if (known) return known;
  for (const name in custom) {
    const one = custom[name as Discovered]!;
    if (one.kind === kind && isOf(apiVersion, one.group)) return one;
  }
  return undefined;
}

const discovered: Readonly<Record<string, ResourceId>> = Object.fromEntries(
  builtInKinds.map((kind) => [kind.name, kind]),
);

export const resourceOf = (custom: Readonly<Record<Discovered, Kind>>, plural: Plural): ResourceId =>
  resources[plural as Named] ?? discovered[plural] ?? custom[plural as Discovered]!;
