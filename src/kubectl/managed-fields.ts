import {
  hasPath,
  readFieldSet,
  union,
  writeFieldSet,
  type FieldSet,
  type ManagedFieldsEntry,
} from '../api/managed-fields/index.ts';
import type { Obj } from './client.ts';

/**
 * Turns what a client-side manager owns over to a server-side one. Models: client-go/util/csaupgrade/upgrade.go.
 */
const entriesOf = (object: Obj): readonly ManagedFieldsEntry[] =>
  (object.metadata?.['managedFields'] as ManagedFieldsEntry[] | undefined) ?? [];

/** Entries of an operation that own a field. */
export const ownersOfField = (
  object: Obj,
  operation: 'Apply' | 'Update',
  path: readonly string[],
): readonly ManagedFieldsEntry[] => {
  const elements = path.map((name) => `f:${name}`);
  return entriesOf(object).filter((entry) => entry.operation === operation && hasPath(fieldsOf(entry), elements));
};

const fieldsOf = (entry: ManagedFieldsEntry): FieldSet => readFieldSet(entry.fieldsV1 ?? {}) ?? new Map();
const isMain = (entry: ManagedFieldsEntry): boolean => (entry.subresource ?? '') === '';

/** The entries after the change; undefined when there is nothing to change. */
export function upgradedEntries(
  object: Obj,
  clientSide: readonly string[],
  manager: string,
): readonly ManagedFieldsEntry[] | undefined {
  const before = entriesOf(object);
  let entries = before;
  for (const name of [...clientSide].sort()) entries = upgraded(entries, name, manager);
  return entries === before ? undefined : entries;
}

function upgraded(
  entries: readonly ManagedFieldsEntry[],
  clientSide: string,
  manager: string,
): readonly ManagedFieldsEntry[] {
  const isClient = (entry: ManagedFieldsEntry): boolean =>
    entry.manager === clientSide && entry.operation === 'Update' && isMain(entry);
  const isServer = (entry: ManagedFieldsEntry): boolean =>
    entry.manager === manager && entry.operation === 'Apply' && isMain(entry);
  let at = entries.findIndex(isServer);
  if (at < 0) at = entries.findIndex(isClient);
  if (at < 0) return entries;
  const target: ManagedFieldsEntry = { ...entries[at]!, manager, operation: 'Apply' };
  const twin = entries.find((entry) => isClient(entry) && entry.apiVersion === target.apiVersion);
  const fields = twin ? union(fieldsOf(target), fieldsOf(twin)) : fieldsOf(target);
  return entries
    .map((entry, i) => (i === at ? { ...target, fieldsV1: writeFieldSet(fields) } : entry))
    .filter((entry, i) => i === at || !isClient(entry));
}
