import { compareElements, readElement, type PathElement } from './path-element.ts';

/**
 * A set of fields of an object, as a tree of path elements. `own`: the field itself is in the set; `sub`: what of it is.
 * Models: sigs.k8s.io/structured-merge-diff fieldpath/set.go. Never changed once built, so parts are shared.
 */
export type FieldSet = ReadonlyMap<PathElement, FieldNode>;

export interface FieldNode {
  readonly own: boolean;
  readonly sub: FieldSet;
}

/** metadata.managedFields[].fieldsV1. */
export type FieldsV1 = { readonly [element: string]: FieldsV1 };

export const noFields: FieldSet = new Map();

/** A set being filled. */
export class FieldSetBuilder {
  readonly fields = new Map<PathElement, { own: boolean; sub: FieldSetBuilder }>();
  /** The path of the whole object is no field: nobody owns that. */
  insert(path: readonly PathElement[], from = 0): void {
    const element = path[from];
    if (element === undefined) return;
    let node = this.fields.get(element);
    if (!node) this.fields.set(element, (node = { own: false, sub: new FieldSetBuilder() }));
    if (from === path.length - 1) node.own = true;
    else node.sub.insert(path, from + 1);
  }
  build(): FieldSet {
    if (this.fields.size === 0) return noFields;
    const out = new Map<PathElement, FieldNode>();
    for (const [element, { own, sub }] of this.fields) out.set(element, { own, sub: sub.build() });
    return out;
  }
}

export function setOf(...paths: readonly (readonly string[])[]): FieldSet {
  const builder = new FieldSetBuilder();
  for (const path of paths) builder.insert(path.map((name) => `f:${name}`));
  return builder.build();
}

export function hasPath(set: FieldSet, path: readonly PathElement[]): boolean {
  let at = set;
  for (let i = 0; i < path.length; i++) {
    const node = at.get(path[i]!);
    if (!node) return false;
    if (i === path.length - 1) return node.own;
    at = node.sub;
  }
  return false;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a.size === 0 || a === b) return b;
  if (b.size === 0) return a;
  const out = new Map(a);
  for (const [element, node] of b) {
    const mine = out.get(element);
    out.set(element, mine ? { own: mine.own || node.own, sub: union(mine.sub, node.sub) } : node);
  }
  return out;
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, (element, node) => {
    const other = b.get(element);
    return other && { own: node.own && other.own, sub: intersection(node.sub, other.sub) };
  });
}

/** What is in `a` and not in `b`. A parent in `b` does not take its children along. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (b.size === 0) return a;
  return combine(a, (element, node) => {
    const other = b.get(element);
    return other ? { own: node.own && !other.own, sub: difference(node.sub, other.sub) } : node;
  });
}

/** As `difference`, but a field of `b` takes everything below it along. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  if (b.size === 0) return a;
  return combine(a, (element, node) => {
    const other = b.get(element);
    if (other?.own) return undefined;
    return other ? { own: node.own, sub: recursiveDifference(node.sub, other.sub) } : node;
  });
}

function combine(set: FieldSet, change: (element: PathElement, node: FieldNode) => FieldNode | undefined): FieldSet {
  const out = new Map<PathElement, FieldNode>();
  for (const [element, node] of set) {
    const next = change(element, node);
    if (next && (next.own || next.sub.size > 0)) out.set(element, next);
  }
  return out.size === 0 ? noFields : out;
}

/** Every field in the set, in the order FieldsV1 has; the fields of a level before what lies below them. */
export function pathsOf(set: FieldSet, prefix: readonly PathElement[] = []): PathElement[][] {
  const elements = [...set.keys()].sort(compareElements);
  return [
    ...elements.filter((element) => set.get(element)!.own).map((element) => [...prefix, element]),
    ...elements.flatMap((element) => pathsOf(set.get(element)!.sub, [...prefix, element])),
  ];
}

/** `{"f:data":{".":{},"f:a":{}}}`: `.` says that a field with more below it is in the set itself. */
export function writeFields(set: FieldSet): FieldsV1 {
  const out: Record<string, FieldsV1> = {};
  for (const element of [...set.keys()].sort(compareElements)) {
    const { own, sub } = set.get(element)!;
    out[element] = sub.size === 0 ? {} : own ? { '.': {}, ...writeFields(sub) } : writeFields(sub);
  }
  return out;
}

/** The set somebody wrote; undefined when it is none. */
export function readFields(fields: unknown): FieldSet | undefined {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return undefined;
  const out = new Map<PathElement, FieldNode>();
  for (const [text, below] of Object.entries(fields)) {
    if (text === '.') continue;
    const element = readElement(text);
    const sub = readFields(below);
    if (element === undefined || !sub) return undefined;
    out.set(element, { own: sub.size === 0 || '.' in (below as object), sub });
  }
  return out;
}
