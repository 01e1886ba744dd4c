import { findKind } from '../../../api/index.ts';
import { customType, placeOf, storedType } from '../../../api/custom/type.ts';
import {
  nobody,
  ownersAfterUpdate,
  readOwners,
  writeOwners,
  type ManagedFieldsEntry,
  type Owners,
} from '../../../api/managed-fields/index.ts';
import { resetFields } from '../../../api/managed-fields/reset.ts';
import type { ResourceType } from '../../../api/resource.ts';
import { fill, structOf } from '../../../api/schema/schema.ts';
import type { KubeObject } from '../../../api/types.ts';
import { timestamp } from '../../time.ts';
import { linkOf, type Wrote } from './link.ts';
import type { ApiRequest } from '../../messages.ts';
import { asWritten, speaksOfOwners } from './replay.ts';

/** Answers of a pure function of frozen objects. Only a memory. */
const known = new WeakMap<KubeObject, Owners>();
const shownAs = new WeakMap<KubeObject, KubeObject>();

/** Who owns which field of a stored version: follows its history back to where that is known, and forward again. */
export function ownersOf(object: KubeObject): Owners {
  const chain: KubeObject[] = [];
  let owners = nobody;
  for (let at: KubeObject | undefined = object; at;) {
    const found = known.get(at) ?? knownAt(at);
    if (found) {
      owners = found;
      break;
    }
    chain.push(at);
    at = (linkOf(at) as Wrote).before;
  }
  const builtIn = findKind(object.apiVersion, object.kind);
  for (let i = chain.length - 1; i >= 0; i--) {
    const link = linkOf(chain[i]!)!;
    if (link.kind !== 'wrote') continue;
    const type = builtIn ?? (link.definition && storedType(link.definition));
    if (type) owners = ownersAfter(owners, chain[i]!, link, type);
  }
  if (Object.isFrozen(object)) known.set(object, owners);
  return owners;
}

function knownAt(object: KubeObject): Owners | undefined {
  const link = linkOf(object);
  if (!link) return nobody;
  if (link.kind === 'owned') return readOwners(link.entries) ?? nobody;
  if (link.kind !== 'whole') return undefined;
  const type = findKind(object.apiVersion, object.kind);
  return type ? ownersAfter(nobody, object, { ...link, ...madeWhole }, type) : nobody;
}

const madeWhole = {
  kind: 'wrote',
  subresource: '',
  before: undefined,
  request: undefined,
  given: undefined,
  depth: 0,
} as const;

function ownersAfter(owners: Owners, object: KubeObject, link: Wrote, stored: ResourceType): Owners {
  const { request, given, manager, subresource, atMs, wireVersion } = link;
  // Fields are noted in the version their writer spoke.
  const type = (wireVersion && typeIn(wireVersion, stored)) || stored;
  const spoken = (version: KubeObject): KubeObject => type.conversion?.fromStored(version) ?? version;
  const before = link.before && spoken(link.before);
  const base = given === undefined ? owners : ownersGiven(given, owners);
  // An object whose fields nobody owns stays so until it is applied. Models: managedfields/internal/skipnonapplied.go.
  if (before && base.size === 0) return base;
  const after = request ? asWritten(type, request, before && patchBase(request, before)) : spoken(object);
  return ownersAfterUpdate(
    base,
    before ?? emptyObject(type),
    after,
    placeOf(type),
    { manager, operation: 'Update', apiVersion: wireVersion ?? object.apiVersion, subresource },
    timestamp(atMs),
    resetFields(type, subresource),
  );
}

const typeIn = (apiVersion: string, { kind, custom }: ResourceType): ResourceType | undefined =>
  custom ? customType(custom.definition, apiVersion.split('/')[1]!) : findKind(apiVersion, kind);

/** A client may write the list itself; an empty one wipes it, an unreadable one is ignored. Models: fieldmanager.go decodeLiveOrNew. */
function ownersGiven(given: readonly ManagedFieldsEntry[], owners: Owners): Owners {
  const isReset = given.length === 0 || (given.length === 1 && Object.keys(given[0]!).length === 0);
  if (isReset) return nobody;
  const read = readOwners(given);
  return read && read.size > 0 ? read : owners;
}

/** What Go writes for an object of which nothing is set. */
export function emptyObject({ schema, group, version, kind, custom }: ResourceType): KubeObject {
  const apiVersion = group === '' ? version : `${group}/${version}`;
  if (custom) return { apiVersion, kind, metadata: {} } as unknown as KubeObject;
  return fill({ apiVersion, kind }, structOf(schema)) as KubeObject;
}

export const entriesOf = (object: KubeObject): readonly ManagedFieldsEntry[] => {
  const link = linkOf(object);
  return link?.kind === 'owned' ? link.entries : writeOwners(ownersOf(object));
};

/** The object as it is told to the outside: with metadata.managedFields. */
export function shown(object: KubeObject): KubeObject {
  const before = shownAs.get(object);
  if (before) return before;
  const entries = linkOf(object) ? entriesOf(object) : [];
  const out =
    entries.length === 0
      ? object
      : Object.freeze({ ...object, metadata: { ...object.metadata, managedFields: entries as ManagedFieldsEntry[] } });
  if (Object.isFrozen(object)) shownAs.set(object, out);
  return out;
}

/** What a patch is applied to: the stored object, with its owners when the patch speaks of them. */
export const patchBase = (request: ApiRequest, existing: KubeObject): KubeObject =>
  request.method === 'PATCH' && speaksOfOwners(request.body) ? shown(existing) : existing;

/** The same owners of the same fields, whenever. */
export const sameOwners = (a: readonly ManagedFieldsEntry[], b: readonly ManagedFieldsEntry[]): boolean =>
  timeless(a) === timeless(b);

const timeless = (entries: readonly ManagedFieldsEntry[]): string =>
  entries
    .map(({ time: _time, ...rest }) => JSON.stringify(rest))
    .sort()
    .join('\n');
