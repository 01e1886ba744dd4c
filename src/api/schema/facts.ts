import { moreAlways, morePointers } from './go-facts-more.ts';
import { always, nullable, omitted, pointers } from './go-facts.ts';
import {
  atomicMaps,
  atomicTypes,
  keyedLists,
  mergedAtomics,
  mergedSets,
  notMerged,
  replaced,
  retainKeys,
  sets,
} from './list-facts.ts';

export { enums, schemaDefaults } from './values.ts';

/**
 * What the published models do not say about Go's types and the published schemas do: which zero values are kept,
 * which structs are always written, how lists merge, which strings are allowed. Keys are `Type.field`.
 */

/** Types that share their last word with another one whose facts differ. */
const renamed: Readonly<Record<string, string>> = {
  'io.k8s.api.autoscaling.v2.CrossVersionObjectReference': 'autoscaling/v2.CrossVersionObjectReference',
  'io.k8s.api.core.v1.EndpointPort': 'core.EndpointPort',
  'io.k8s.api.events.v1.Event': 'events.Event',
  'io.k8s.api.flowcontrol.v1.Subject': 'flowcontrol.Subject',
};

/** The type's word in the keys of these tables: the last of the schema's name. */
export const factName = (schema: string): string => renamed[schema] ?? schema.slice(schema.lastIndexOf('.') + 1);

const nullableFields = new Set(nullable);
const omittedFields = new Set(omitted);
const setFields = new Set(sets);
const mergedSetFields = new Set(mergedSets);
const notMergedFields = new Set(notMerged);
const replacedFields = new Set(replaced);
const retainKeysFields = new Set(retainKeys);
const atomicTypeNames = new Set(atomicTypes);
const atomicMapFields = new Set(atomicMaps);

/** Fields of one type. */
interface TypeFacts {
  readonly pointers: readonly string[];
  readonly always: readonly string[];
}

export const commonFacts = (type: string): TypeFacts => ({
  pointers: pointers[type]?.split(' ') ?? [],
  always: always[type]?.split(' ') ?? [],
});
export const moreFacts = (type: string): TypeFacts => ({
  pointers: morePointers[type]?.split(' ') ?? [],
  always: moreAlways[type]?.split(' ') ?? [],
});
export const isNullable = (key: string): boolean => nullableFields.has(key);
export const isOmitted = (key: string): boolean => omittedFields.has(key);

/** How server-side apply treats a list. */
export function listKind(key: string): { readonly type: 'map' | 'set' | 'atomic'; readonly keys: readonly string[] } {
  const keys = keyedLists[key];
  if (keys) return { type: 'map', keys: keys.split(' ') };
  return { type: setFields.has(key) ? 'set' : 'atomic', keys: [] };
}

export const isAtomicType = (type: string): boolean => atomicTypeNames.has(type);
export const isAtomicMap = (key: string): boolean => atomicMapFields.has(key);

/** How strategic merge treats a field. `mergeKey` is '' for lists of scalars. */
export interface PatchStrategy {
  readonly merge: boolean;
  /** A patch's value stands for the whole field. */
  readonly replace: boolean;
  readonly mergeKey: string;
  readonly retainKeys: boolean;
}

export function patchStrategy(key: string): PatchStrategy {
  const keys = mergedAtomics[key] ?? (notMergedFields.has(key) ? undefined : keyedLists[key]);
  return {
    merge: keys !== undefined || mergedSetFields.has(key),
    replace: replacedFields.has(key),
    mergeKey: keys?.split(' ')[0] ?? '',
    retainKeys: retainKeysFields.has(key),
  };
}
