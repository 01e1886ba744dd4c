/**
 * One step of a path into an object, as FieldsV1 writes it: `f:spec` a field, `k:{"name":"web"}` the list item with these
 * keys, `v:"a"` the member of a set, `i:0` a place in a list. The text is the element: equal text, equal element.
 * Models: sigs.k8s.io/structured-merge-diff fieldpath/{element,serialize-pe}.go.
 */
export type PathElement = string;

export const fieldElement = (name: string): PathElement => `f:${name}`;
export const valueElement = (value: unknown): PathElement => `v:${JSON.stringify(value)}`;

/** Keys in the order of their names. */
export const keyElement = (keys: readonly (readonly [string, unknown])[]): PathElement =>
  `k:{${[...keys]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(',')}}`;

/** Reads an element a client wrote; undefined when it is none. */
export function readElement(text: string): PathElement | undefined {
  if (text.length < 2 || text[1] !== ':') return undefined;
  const rest = text.slice(2);
  if (text[0] === 'f') return text;
  if (text[0] === 'i') return /^-?\d+$/.test(rest) ? `i:${Number(rest)}` : undefined;
  if (text[0] !== 'k' && text[0] !== 'v') return undefined;
  try {
    const value = JSON.parse(rest) as unknown;
    if (text[0] === 'v') return valueElement(value);
    return typeof value === 'object' && value !== null ? keyElement(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

/** As an error or a conflict names it: `.spec`, `[name="web"]`, `[="a"]`, `[0]`. */
export function elementText(element: PathElement): string {
  const rest = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${rest}`;
    case 'k':
      return `[${Object.entries(JSON.parse(rest) as object)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(',')}]`;
    case 'v':
      return `[=${rest}]`;
    default:
      return `[${rest}]`;
  }
}

export const pathText = (path: readonly PathElement[]): string => path.map(elementText).join('');

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const rank = 'fkvi';

/** The order FieldsV1 is written in: fields, keyed items, set members, places; each by its content. */
export function compareElements(a: PathElement, b: PathElement): number {
  if (a[0] !== b[0]) return rank.indexOf(a[0]!) - rank.indexOf(b[0]!);
  if (a[0] === 'f') return compareText(a, b);
  const [x, y] = [JSON.parse(a.slice(2)) as unknown, JSON.parse(b.slice(2)) as unknown];
  if (a[0] !== 'k') return compareValues(x, y);
  const [left, right] = [Object.entries(x as object), Object.entries(y as object)];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const [[name, value], [otherName, other]] = [left[i]!, right[i]!];
    const order = compareText(name, otherName) || compareValues(value, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Numbers before texts before truth values. */
function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a !== typeof b) return kindRank(a) - kindRank(b);
  return compareText(JSON.stringify(a), JSON.stringify(b));
}

const kindRank = (value: unknown): number => ['number', 'string', 'boolean'].indexOf(typeof value);
