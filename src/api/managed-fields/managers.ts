import { fieldElement } from './path-element.ts';
import { compareText } from './path-element.ts';
import { readFields, union, writeFields, type FieldSet, type FieldsV1 } from './field-set.ts';

/** One entry of metadata.managedFields. */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: string;
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: string;
  readonly fieldsV1?: FieldsV1;
  readonly subresource?: string;
}

/** Who writes, and how: two writers are one when all of this is equal (an applier's version aside). */
export interface Writer {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** '' = the object itself. */
  readonly subresource: string;
}

export interface Owner extends Writer {
  readonly time: string | undefined;
  readonly fields: FieldSet;
}

/** Everybody who owns a field, by identity. Never changed: steps make new ones. */
export type Owners = ReadonlyMap<string, Owner>;

export const nobody: Owners = new Map();

/** At most this many entries of updates; the oldest are merged. Source: apimachinery/pkg/util/managedfields/internal DefaultMaxUpdateManagers. */
const updatersMax = 10;
const ancient = 'ancient-changes';

/** Models: internal/managedfields.go BuildManagerIdentifier, whose text decides some orders. */
export const identityOf = ({ manager, operation, apiVersion, subresource }: Writer): string =>
  JSON.stringify({
    ...(manager === '' ? {} : { manager }),
    operation,
    ...(operation === 'Apply' ? {} : { apiVersion }),
    ...(subresource === '' ? {} : { subresource }),
  });

/** Reads entries; undefined when one of them is none. Models: DecodeManagedFields. */
export function readOwners(entries: readonly ManagedFieldsEntry[] | undefined): Owners | undefined {
  const owners = new Map<string, Owner>();
  for (const entry of entries ?? []) {
    const { manager = '', operation, apiVersion, time, fieldsType, fieldsV1 = {}, subresource = '' } = entry;
    if ((operation !== 'Apply' && operation !== 'Update') || !apiVersion || fieldsType !== 'FieldsV1') return undefined;
    const fields = readFields(fieldsV1);
    if (!fields) return undefined;
    const owner = { manager, operation, apiVersion, subresource, time: time ?? undefined, fields } as const;
    owners.set(identityOf(owner), owner);
  }
  return owners;
}

/** Entries as they are stored: appliers first, then by time, name, version, subresource. */
export function writeOwners(owners: Owners): readonly ManagedFieldsEntry[] {
  return [...owners.values()]
    .sort(
      (a, b) =>
        compareText(a.operation, b.operation) ||
        compareText(a.time ?? '', b.time ?? '') ||
        compareText(a.manager, b.manager) ||
        compareText(a.apiVersion, b.apiVersion) ||
        compareText(a.subresource, b.subresource),
    )
    .map(({ manager, operation, apiVersion, subresource, time, fields }) => ({
      manager,
      operation,
      apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: writeFields(fields),
      ...(subresource === '' ? {} : { subresource }),
    }));
}

const path = (...names: string[]): readonly string[] => names.map(fieldElement);

/** Fields nobody owns, because the server writes them. Source: internal/stripmeta.go. */
export const unowned = [
  path('apiVersion'),
  path('kind'),
  path('metadata'),
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => path('metadata', name)),
] as const;

/** Keeps the number of updaters in bounds: the oldest of a version become one. Models: internal/capmanagers.go. */
export function capUpdaters(owners: Owners): Owners {
  const updaters = [...owners].filter(([, { operation }]) => operation === 'Update');
  if (updaters.length <= updatersMax) return owners;
  updaters.sort(([a, x], [b, y]) => compareText(x.time ?? '', y.time ?? '') || compareText(a, b));
  const next = new Map(owners);
  const first = new Map<string, string>();
  let left = updaters.length;
  for (const [identity, owner] of updaters) {
    if (left <= updatersMax) break;
    const { apiVersion, time } = owner;
    const bucket: Writer = { manager: ancient, operation: 'Update', apiVersion, subresource: '' };
    const name = identityOf(bucket);
    const earlier = first.get(apiVersion);
    if (earlier === undefined) {
      first.set(apiVersion, identity);
      continue;
    }
    const merged = next.get(name) ?? next.get(earlier)!;
    if (!next.has(name)) next.delete(earlier);
    next.delete(identity);
    next.set(name, { ...bucket, time, fields: union(owner.fields, merged.fields) });
    left--;
  }
  return next;
}
