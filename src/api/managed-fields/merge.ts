import { fieldElement, elementText, type PathElement } from './path-element.ts';
import {
  asList,
  asMap,
  atomOf,
  indexItems,
  isEmpty,
  itemElement,
  type Atom,
  type ListAtom,
  type Place,
} from './schema.ts';

/**
 * The live value with an applied one laid over it. Models: sigs.k8s.io/structured-merge-diff typed/merge.go.
 */
export function merge(live: unknown, applied: unknown, place: Place): unknown {
  if (applied === undefined) return live;
  if (live === undefined) return applied;
  const atom = atomOf(place, applied);
  if (atom.kind === 'scalar' || (isEmpty(live) && isEmpty(applied))) return applied;
  if (atom.kind === 'list') return atom.how === 'atomic' ? applied : mergeItems(atom, asList(live), asList(applied));
  if (atom.atomic) return applied;
  const [left, right] = [asMap(live), asMap(applied)];
  const out: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const inside = atom.field(name);
    const item = inside ? merge(left[name], right[name], inside) : undefined;
    if (item !== undefined) out[name] = item;
  }
  return out;
}

/** Items both have stand in the order of the applied list; the live list's own keep their places between them. */
function mergeItems(atom: ListAtom, live: readonly unknown[], applied: readonly unknown[]): unknown[] {
  const [left, right] = [indexItems(atom, live), indexItems(atom, applied)];
  const [lefts, rights] = [[...left.keys()], [...right.keys()]];
  const shared = rights.filter((element) => left.has(element));
  const out: unknown[] = [];
  const both = (element: PathElement): void => {
    const old = left.get(element);
    // Doubled items give way to the one that is applied.
    out.push(merge(old?.length === 1 ? old[0] : undefined, right.get(element)![0], atom.item));
  };
  let [l, r, next] = [0, 0, 0];
  while (l < lefts.length || r < rights.length) {
    const [mine, theirs] = [lefts[l], rights[r]];
    if (mine !== undefined && mine === theirs) {
      both(mine);
      [l, r, next] = [l + 1, r + 1, next + 1];
    } else if (
      mine !== undefined &&
      theirs !== undefined &&
      right.has(mine) &&
      shared[next] !== undefined &&
      shared[next] !== mine
    ) {
      // It has its turn later.
      l++;
    } else if (mine !== undefined && !right.has(mine)) {
      out.push(...left.get(mine)!);
      l++;
    } else if (theirs !== undefined) {
      both(theirs);
      r++;
      if (shared[next] === theirs) next++;
    } else l++;
  }
  return out;
}

/** Why a value is not of its type, in upstream's words: `.data.k: expected string, got …`. Models: typed/validate.go. */
export function typeProblems(value: unknown, place: Place, path = ''): string[] {
  const atom = atomOf(place, value);
  const at = (problem: string): string => (path === '' ? problem : `${path}: ${problem}`);
  if (value === null || value === undefined) return [];
  if (atom.kind === 'scalar') {
    const problem = scalarProblem(atom, value);
    return problem === undefined ? [] : [at(problem)];
  }
  if (atom.kind === 'map') {
    if (typeof value !== 'object' || Array.isArray(value)) return [at(`expected map, got ${plainGo(value)}`)];
    const problems: string[] = [];
    for (const [name, item] of Object.entries(value)) {
      const inner = path + elementText(fieldElement(name));
      const inside = atom.field(name);
      if (!inside) return [...problems, `${inner}: field not declared in schema`];
      problems.push(...typeProblems(item, inside, inner));
    }
    return problems;
  }
  if (!Array.isArray(value)) return [at(`expected list, got ${plainGo(value)}`)];
  const seen = new Set<PathElement>();
  return value.flatMap((item: unknown, i) => {
    const element = atom.how === 'atomic' ? `i:${i}` : itemElement(atom, item);
    if (typeof element !== 'string') return [at(`element ${i}: ${element.error}`)];
    const twice = seen.has(element) ? [at(`duplicate entries for key ${elementText(element)}`)] : [];
    seen.add(element);
    return [...twice, ...typeProblems(item, atom.item, path + elementText(element))];
  });
}

function scalarProblem({ type }: Extract<Atom, { kind: 'scalar' }>, value: unknown): string | undefined {
  switch (type) {
    case 'string':
      return typeof value === 'string'
        ? undefined
        : `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`;
    case 'numeric':
      return typeof value === 'number' ? undefined : `expected numeric (int or float), got ${goType(value)}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `expected boolean, got ${plainGo(value)}`;
    case 'any':
      return typeof value === 'object' ? `expected any scalar, got ${plainGo(value)}` : undefined;
  }
}

/** Go's %T of decoded JSON. */
function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  return typeof value === 'object' ? 'map[string]interface {}' : typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Go's %#v of decoded JSON. */
function goSyntax(value: unknown): string {
  if (value === null) return 'interface {}(nil)';
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  return `map[string]interface {}{${sorted(value)
    .map(([name, item]) => `${JSON.stringify(name)}:${goSyntax(item)}`)
    .join(', ')}}`;
}

/** Go's %v of a wrapped value: `&{5}`. */
const plainGo = (value: unknown): string => `&{${goText(value)}}`;

function goText(value: unknown): string {
  if (value === null) return '<nil>';
  if (typeof value !== 'object') return String(value as string | number | boolean);
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  return `map[${sorted(value)
    .map(([name, item]) => `${name}:${goText(item)}`)
    .join(' ')}]`;
}

const sorted = (value: object): [string, unknown][] => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
