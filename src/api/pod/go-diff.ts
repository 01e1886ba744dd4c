import { goQuote } from '../field.ts';
import type { LabelSelector } from '../types.ts';
import {
  absent,
  compare,
  fieldOf,
  goIntOrString,
  goQuantity,
  isMap,
  isNothing,
  isPointer,
  isQuantity,
  isRounded,
  isSlice,
  isZero,
  itemType,
  mapKey,
  specialFields,
  zeroOf,
  type Fields,
  type Node,
} from './go-compare.ts';
import { goFields } from './go-structs.ts';
import { compact, ellipsis, expand, flat, type Entry, type Text } from './go-text.ts';

/**
 * The difference of two Pod specs as the refusal of an update prints it.
 * Models: github.com/google/go-cmp/cmp Diff and report_compare.go, on pkg/apis/core types. Left out: its line-wise diff of
 * long strings, its search for the shortest edit of lists (items are paired in order).
 */
export function goDiff(before: object, now: object, type: string): string {
  const text = formatDiff(compare(before, now, type), { mode: 'unknown', types: 'emit', verbosity: 3 });
  return `  ${expand(compact(text, ''), '', 0)}\n`;
}

interface Options {
  readonly mode: 'unknown' | 'identical' | 'removed' | 'inserted';
  readonly types: 'auto' | 'elide' | 'emit';
  readonly verbosity: number;
}

/** How many entries of a list or struct are shown at a verbosity. */
const shownMax = (verbosity: number): number => ((1 << Math.max(0, verbosity)) >> 1) << 2;

function withType(type: string, text: Text, options: Options): Text {
  if (options.types === 'elide') return text;
  if (options.types === 'auto') {
    const composite = isSlice(type) || isMap(type) || goFields(type) !== undefined || specialFields[type] !== undefined;
    if (!composite || text === 'nil' || options.mode === 'identical') return text;
  }
  const braces = typeof text === 'object' && 'prefix' in text && text.prefix === '{';
  return { prefix: type, value: braces ? text : { prefix: '(', value: text, suffix: ')' }, suffix: '' };
}

const inBraces = (entries: readonly Entry[]): Text => ({ prefix: '{', value: entries, suffix: '}' });
const more: Entry = { mark: '', key: '', value: ellipsis };

/** A value alone. Models: report_reflect.go FormatValue. */
function formatValue(value: unknown, type: string, options: Options, inList = false): Text {
  if (isPointer(type)) {
    if (isNothing(value)) return 'nil';
    // Pointers to these can say themselves.
    if (isQuantity(type.slice(1))) return quoted(String(value), options, 's');
    if (type === '*v1.LabelSelector') return quoted(protoSelector(value as LabelSelector), options, 's');
    return { prefix: '&', value: formatValue(value, type.slice(1), options), suffix: '' };
  }
  if (type === 'nil') return 'nil';
  const max = shownMax(options.verbosity);
  const inner: Options = { ...options, verbosity: options.verbosity - 1 };
  const fields = specialFields[type] ?? goFields(type);
  const entries: Entry[] = [];
  if (fields) {
    const owner =
      type === 'intstr.IntOrString'
        ? goIntOrString(value)
        : isQuantity(type)
          ? goQuantity(String(value), inList)
          : value;
    for (const field of fields) {
      const item = fieldOf(owner, field.json, field.type);
      if (isZero(item, field.type)) continue;
      if (entries.length === max) {
        entries.push(more);
        break;
      }
      entries.push({ mark: '', key: field.name, value: formatValue(item, field.type, { ...inner, types: 'auto' }) });
    }
    return withType(type, inBraces(entries), options);
  }
  if (isSlice(type) || isMap(type)) {
    if (isNothing(value)) return withType(type, 'nil', options);
    const items: [string, unknown][] = isSlice(type)
      ? (value as unknown[]).map((item) => ['', item])
      : Object.keys(value as Fields)
          .sort()
          .map((key) => [key, (value as Fields)[key]]);
    for (const [key, item] of items) {
      if (entries.length === max) {
        entries.push(more);
        break;
      }
      entries.push({
        mark: '',
        key: isMap(type) ? mapKey(type, key) : '',
        value: formatValue(
          item,
          isSlice(type) ? type.slice(2) : itemType(type),
          { ...inner, types: 'elide' },
          isMap(type) && isRounded(key),
        ),
      });
    }
    return withType(type, inBraces(entries), options);
  }
  const plain = value ?? zeroOf(type);
  return withType(type, typeof plain === 'string' ? quoted(plain, options) : String(plain as number), options);
}

/** A string, cut after 32, 64, … characters by verbosity, with whatever quotes need no escapes. */
function quoted(text: string, { verbosity }: Options, prefix = ''): string {
  const max = (1 << Math.max(0, verbosity)) << 5;
  const cut = text.length > max + ellipsis.length;
  const shown = cut ? text.slice(0, max) : text;
  const plain = goQuote(shown);
  const raw = plain.length !== shown.length + 2 && !/[`\n\p{Cc}]/u.test(shown);
  return `${prefix}${raw ? `\`${shown}\`` : plain}${cut ? ellipsis : ''}`;
}

/** A selector as its generated String method writes it. */
function protoSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.keys(matchLabels)
    .sort()
    .map((key) => `${key}: ${matchLabels[key]},`);
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
}

/** A compared value. Models: report_compare.go FormatDiff. */
function formatDiff(node: Node, given: Options): Text {
  const options: Options = { ...given, verbosity: given.mode === 'identical' ? 1 : Math.max(3, given.verbosity) };
  if (node.depth === 0) {
    switch (options.mode) {
      case 'removed':
        return formatValue(node.x, node.type, options, node.listed);
      case 'inserted':
        return formatValue(node.y, node.type, options, node.listed);
      default: {
        if (node.different === 0) return formatValue(node.y, node.type, options, node.listed);
        const elided: Options = { ...options, types: 'elide' };
        const list: Entry[] = [];
        if (node.x !== absent)
          list.push({ mark: '-', key: '', value: formatValue(node.x, node.type, elided, node.listed) });
        if (node.y !== absent)
          list.push({ mark: '+', key: '', value: formatValue(node.y, node.type, elided, node.listed) });
        return withType(node.type, list, { ...options, types: 'emit' });
      }
    }
  }
  if (node.target) return { prefix: '&', value: formatDiff(node.target, options), suffix: '' };
  return withType(node.type, formatList(node, options), options);
}

const contextMax = 2;

function formatList(node: Node, options: Options): Text {
  const struct = !isSlice(node.type) && !isMap(node.type);
  const name = struct ? 'field' : isSlice(node.type) ? 'element' : 'entry';
  const inner: Options = { ...options, types: struct ? 'auto' : 'elide', verbosity: options.verbosity - 1 };
  const entries: Entry[] = [];
  if (options.mode !== 'unknown') {
    const max = options.mode === 'identical' ? shownMax(options.verbosity) : (1 << Math.max(0, options.verbosity)) << 1;
    for (const { key, node: child } of node.records) {
      if (entries.length === max) {
        entries.push(more);
        break;
      }
      const [zeroX, zeroY] = [isZero(child.x, child.type), isZero(child.y, child.type)];
      const zero = options.mode === 'removed' ? zeroX : options.mode === 'inserted' ? zeroY : zeroX || zeroY;
      if (struct && zero) continue;
      if ((options.mode === 'removed' ? child.x : child.y) === absent) continue;
      entries.push({ mark: '', key, value: formatDiff(child, inner) });
    }
    return inBraces(entries);
  }
  let at = 0;
  const { records } = node;
  while (at < records.length) {
    if (records[at]!.node.different === 0) {
      let end = at;
      while (end < records.length && records[end]!.node.different === 0) end++;
      appendEqual(records.slice(at, end), at === 0, end === records.length, name, inner, entries);
      at = end;
      continue;
    }
    appendChange(records[at]!, inner, entries);
    at++;
  }
  return inBraces(entries);
}

/** Equal neighbours: two on the side of each change, the rest counted. */
function appendEqual(
  records: Node['records'],
  first: boolean,
  last: boolean,
  name: string,
  options: Options,
  entries: Entry[],
): void {
  const count = records.length;
  const low = first ? 0 : Math.min(contextMax, count);
  let high = last ? 0 : Math.min(contextMax, count - low);
  if (count - (low + high) === 1) high++;
  const show = ({ key, node }: Node['records'][number]): void =>
    void entries.push({ mark: '', key, value: formatDiff(node, { ...options, mode: 'identical' }) });
  records.slice(0, low).forEach(show);
  const hidden = count - (low + high);
  if (hidden > 0)
    entries.push({ mark: '', key: '', value: ellipsis, comment: `${hidden} identical ${plural(name, hidden)}` });
  records.slice(count - high).forEach(show);
}

const plural = (name: string, count: number): string =>
  count === 1 ? name : name === 'entry' ? 'entries' : `${name}s`;

function appendChange({ key, node }: Node['records'][number], options: Options, entries: Entry[]): void {
  if (node.children !== node.depth) {
    entries.push({ mark: '', key, value: formatDiff(node, options) });
    return;
  }
  // A single value changed, perhaps behind pointers: the old line and the new one.
  let [old, now] = sides(node, options);
  for (let extra = 2; flat(old) === flat(now) && extra <= 6; extra += 2)
    [old, now] = sides(node, { ...options, verbosity: options.verbosity + extra });
  if (!isAbsentSide(node, 'x')) entries.push({ mark: '-', key, value: old });
  if (!isAbsentSide(node, 'y')) entries.push({ mark: '+', key, value: now });
}

const sides = (node: Node, options: Options): [Text, Text] => [
  formatDiff(node, { ...options, mode: 'removed' }),
  formatDiff(node, { ...options, mode: 'inserted' }),
];

const isAbsentSide = (node: Node, side: 'x' | 'y'): boolean => node[side] === absent;
