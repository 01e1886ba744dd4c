import { deepEqual } from '../equal.ts';
import { FieldSetBuilder, noFields, recursiveDifference, union, type FieldSet } from './field-set.ts';
import { fieldElement, type PathElement } from './path-element.ts';
import {
  asList,
  asMap,
  atomOf,
  indexItems,
  isEmpty,
  itemElement,
  type ListAtom,
  type MapAtom,
  type Place,
} from './schema.ts';

/** Models: sigs.k8s.io/structured-merge-diff typed/{compare,tofieldset}.go. Left out: conversion between versions. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

class Walk {
  readonly added = new FieldSetBuilder();
  readonly modified = new FieldSetBuilder();
  readonly removed = new FieldSetBuilder();
  readonly path: PathElement[] = [];

  /** Versions of an object share what did not change: those parts are the same objects and need no look. */
  compare(before: unknown, after: unknown, place: Place): void {
    if (before === after) return;
    const atom = atomOf(place, after ?? before);
    if (atom.kind === 'scalar') return this.leaf(before, after);
    const atomic = atom.kind === 'list' ? atom.how === 'atomic' : atom.atomic;
    if (atomic || (isEmpty(before) && isEmpty(after))) return this.leaf(before, after);
    if (atom.kind === 'list') this.items(atom, asList(before), asList(after));
    else this.fields(atom, asMap(before), asMap(after));
    if (before === undefined) this.added.insert(this.path);
    else if (after === undefined) this.removed.insert(this.path);
  }

  private leaf(before: unknown, after: unknown): void {
    if (before === undefined) this.added.insert(this.path);
    else if (after === undefined) this.removed.insert(this.path);
    else if (!deepEqual(before, after)) this.modified.insert(this.path);
  }

  private fields(
    atom: MapAtom,
    before: Readonly<Record<string, unknown>>,
    after: Readonly<Record<string, unknown>>,
  ): void {
    for (const name in before) if (before[name] !== undefined) this.field(atom, name, before[name], after[name]);
    for (const name in after)
      if (after[name] !== undefined && before[name] === undefined) this.field(atom, name, undefined, after[name]);
  }

  private field(atom: MapAtom, name: string, before: unknown, after: unknown): void {
    if (before === after) return;
    const place = atom.field(name);
    if (!place) return;
    this.path.push(fieldElement(name));
    this.compare(before, after, place);
    this.path.pop();
  }

  private items(atom: ListAtom, before: readonly unknown[], after: readonly unknown[]): void {
    const [left, right] = [indexItems(atom, before), indexItems(atom, after)];
    for (const element of new Set([...left.keys(), ...right.keys()])) {
      const [old, now] = [left.get(element) ?? [], right.get(element) ?? []];
      this.path.push(element);
      // The same key several times: nobody can tell the items apart, so they are one field.
      if (old.length > 1 || now.length > 1)
        this.leaf(old.length === 0 ? undefined : old, now.length === 0 ? undefined : now);
      else this.compare(old[0], now[0], atom.item);
      this.path.pop();
    }
  }
}

export function compare(before: unknown, after: unknown, place: Place): Comparison {
  const walk = new Walk();
  walk.compare(before, after, place);
  return { added: walk.added.build(), modified: walk.modified.build(), removed: walk.removed.build() };
}

export const without = ({ added, modified, removed }: Comparison, fields: FieldSet): Comparison => ({
  added: recursiveDifference(added, fields),
  modified: recursiveDifference(modified, fields),
  removed: recursiveDifference(removed, fields),
});

/** What the new value says where it differs. */
export const written = ({ added, modified }: Comparison): FieldSet => union(added, modified);

/** Every field a value sets: what somebody who applies it owns. */
export function fieldSetOf(value: unknown, place: Place): FieldSet {
  const out = new FieldSetBuilder();
  collect(value, place, [], out);
  return out.build();
}

function collect(value: unknown, place: Place, path: PathElement[], out: FieldSetBuilder): void {
  const atom = atomOf(place, value);
  if (atom.kind === 'scalar' || (atom.kind === 'list' ? atom.how === 'atomic' : atom.atomic)) return out.insert(path);
  if (atom.kind === 'list') {
    for (const [element, items] of indexItems(atom, asList(value))) {
      const inner = [...path, element];
      if (items.length === 1) collect(items[0], atom.item, inner, out);
      out.insert(inner);
    }
    return;
  }
  for (const [name, item] of Object.entries(asMap(value))) {
    const inside = atom.field(name);
    if (item === undefined || !inside) continue;
    const inner = [...path, fieldElement(name)];
    collect(item, inside, inner, out);
    const isEmptyMap = item === null || (!Array.isArray(item) && typeof item === 'object' && isEmpty(item));
    if (isEmptyMap || !atom.isDeclared(name)) out.insert(inner);
  }
}

/**
 * A set with the fields on the way to its members that have a name in the schema. Owning `spec.replicas` then means
 * owning `spec`, though nobody wrote it down. Models: fieldpath/set.go EnsureNamedFieldsAreMembers.
 */
export function withNamedParents(set: FieldSet, place: Place | undefined): FieldSet {
  if (set.size === 0) return noFields;
  const atom = place && atomOf(place, {});
  return new Map(
    [...set].map(([element, { own, sub }]) => {
      const isField = element.startsWith('f:');
      const name = element.slice(2);
      const map = atom?.kind === 'map' && isField ? atom : undefined;
      const inside = map ? map.field(name) : atom?.kind === 'list' && element.startsWith('k:') ? atom.item : undefined;
      return [
        element,
        { own: own || (sub.size > 0 && (map?.isDeclared(name) ?? false)), sub: withNamedParents(sub, inside) },
      ];
    }),
  );
}

/** A value without some of its fields. Models: typed/remove.go. */
export function removeFields(value: unknown, fields: FieldSet, place: Place): unknown {
  const atom = atomOf(place, value);
  if (atom.kind === 'scalar') return value;
  if (isEmpty(value) || (atom.kind === 'list' ? atom.how === 'atomic' : atom.atomic)) return null;
  if (atom.kind === 'list') {
    const items: unknown[] = [];
    for (const item of asList(value)) {
      const element = itemElement(atom, item);
      const node = typeof element === 'string' ? fields.get(element) : undefined;
      if (node?.own) continue;
      items.push(node && node.sub.size > 0 ? removeFields(item, node.sub, atom.item) : item);
    }
    return items.length > 0 ? items : null;
  }
  const out: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(asMap(value))) {
    const node = fields.get(fieldElement(name));
    const inside = atom.field(name);
    if (node?.own || item === undefined || !inside) continue;
    out[name] = node && node.sub.size > 0 ? removeFields(item, node.sub, inside) : item;
  }
  return Object.keys(out).length > 0 ? out : null;
}
