import { goQuote, goValue } from './field.ts';
import { isLabelValue, isQualifiedName } from './names.ts';
import type { LabelSelector } from './types.ts';

/** One clause of a label selector. `values` is sorted. */
export interface Requirement {
  readonly key: string;
  readonly operator: '=' | '==' | 'in' | '!=' | 'notin' | 'exists' | '!' | 'gt' | 'lt';
  readonly values: readonly string[];
}
export type ParsedSelector = readonly Requirement[];

export type Labels = Readonly<Record<string, string>> | undefined;

/** Does an API LabelSelector select these labels? An absent selector selects nothing, an empty one everything. */
export function selectorMatches(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (!selector) return false;
  const { matchLabels, matchExpressions } = selector;
  if (matchLabels) for (const key in matchLabels) if (labels?.[key] !== matchLabels[key]) return false;
  if (matchExpressions) {
    for (const { key, operator, values } of matchExpressions) {
      const value = labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
      switch (operator) {
        case 'In':
          if (value === undefined || !values?.includes(value)) return false;
          break;
        case 'NotIn':
          if (value !== undefined && values?.includes(value)) return false;
          break;
        case 'Exists':
          if (value === undefined) return false;
          break;
        case 'DoesNotExist':
          if (value !== undefined) return false;
      }
    }
  }
  return true;
}

/** Does a selector made of equalities only (Service, node selectors) select these labels? */
export function labelsContain(wanted: Labels, labels: Labels): boolean {
  if (wanted) for (const key in wanted) if (labels?.[key] !== wanted[key]) return false;
  return true;
}

/** Does a parsed selector text select these labels? */
export function matches(selector: ParsedSelector, labels: Labels): boolean {
  for (const requirement of selector) if (!requirementMatches(requirement, labels)) return false;
  return true;
}

function requirementMatches({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt': {
      const [have, want] = [integer(value), integer(values[0])];
      if (have === undefined || want === undefined) return false;
      return operator === 'gt' ? have > want : have < want;
    }
  }
}

const integer = (text: string | undefined): bigint | undefined =>
  text !== undefined && /^[+-]?[0-9]+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined;

/** An API LabelSelector as the parsed form. */
export function selectorRequirements(selector: LabelSelector): ParsedSelector {
  const found: Requirement[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) found.push({ key, operator: '=', values: [value] });
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const name = ({ In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' } as const)[operator];
    found.push({ key, operator: name, values: [...(values ?? [])].sort() });
  }
  return found.sort(byKey);
}

const byKey = (a: Requirement, b: Requirement): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/** As kubectl and the printers write it: `app=web,tier in (a,b)`; `<none>` for an empty one. */
export function formatSelector(selector: LabelSelector | undefined): string {
  const text = selector ? formatRequirements(selectorRequirements(selector)) : '';
  return text === '' ? '<none>' : text;
}

/** Labels as the printers write them: `a=1,b=2`, sorted; `<none>` when there are none. */
export function formatLabels(labels: Labels): string {
  const text = Object.entries(labels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  return text === '' ? '<none>' : text;
}

export const formatRequirements = (selector: ParsedSelector): string => selector.map(formatRequirement).join(',');

function formatRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.join(',')})`;
    case 'gt':
      return `${key}>${values.join(',')}`;
    case 'lt':
      return `${key}<${values.join(',')}`;
    default:
      return `${key}${operator}${values.join(',')}`;
  }
}

type Token = 'end' | 'identifier' | ')' | ',' | '!' | '==' | '=' | '>' | '<' | 'in' | 'notin' | '!=' | '(';
interface Lexeme {
  readonly token: Token | 'error';
  readonly text: string;
}

const special = /[=!(),<>]/;
const space = /[ \t\r\n]/;

function tokenize(text: string): Lexeme[] {
  const found: Lexeme[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (space.test(char)) at++;
    else if (special.test(char)) {
      const pair = text.slice(at, at + 2);
      const token = pair === '==' || pair === '!=' ? pair : (char as Token);
      found.push({ token, text: token });
      at += token.length;
    } else {
      const from = at;
      while (at < text.length && !special.test(text[at]!) && !space.test(text[at]!)) at++;
      const word = text.slice(from, at);
      found.push({ token: word === 'in' || word === 'notin' ? word : 'identifier', text: word });
    }
  }
  found.push({ token: 'end', text: '' });
  return found;
}

/** Parses `app=web,tier in (a,b),!legacy`. The clauses sorted by key, or upstream's error text. */
export function parseLabelSelector(text: string): ParsedSelector | string {
  const items = tokenize(text);
  let position = 0;
  // Between the parentheses of a value list `in` and `notin` are words like any other.
  const look = (values = false): Lexeme => {
    const item = items[position]!;
    return values && (item.token === 'in' || item.token === 'notin') ? { token: 'identifier', text: item.text } : item;
  };
  const take = (values = false): Lexeme => {
    const item = look(values);
    if (item.token !== 'end') position++;
    return item;
  };
  const found: Requirement[] = [];
  try {
    for (;;) {
      const next = look();
      if (next.token === 'identifier' || next.token === '!') {
        found.push(requirement());
        const after = take();
        if (after.token === 'end') break;
        if (after.token !== ',') throw new Refusal(`found '${after.text}', expected: ',' or 'end of string'`);
        const following = look();
        if (following.token !== 'identifier' && following.token !== '!')
          throw new Refusal(`found '${following.text}', expected: identifier after ','`);
      } else if (next.token === 'end') break;
      else throw new Refusal(`found '${next.text}', expected: !, identifier, or 'end of string'`);
    }
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal.withPrefix();
    throw refusal;
  }
  return found.sort(byKey);

  function requirement(): Requirement {
    let negated = false;
    let key = take(true);
    if (key.token === '!') {
      negated = true;
      key = take(true);
    }
    if (key.token !== 'identifier') throw new Refusal(`found '${key.text}', expected: identifier`);
    const problems = isQualifiedName(key.text);
    if (problems.length > 0) throw invalidPart('key', key.text, problems);
    const after = look();
    if (after.token === 'end' || after.token === ',') return checked(key.text, negated ? '!' : 'exists', []);
    const operator = take();
    switch (operator.token) {
      case 'in':
      case 'notin':
        if (negated) break;
        return checked(key.text, operator.token, valueList());
      case '=':
      case '==':
      case '!=':
      case '>':
      case '<':
        if (negated) break;
        return checked(key.text, ({ '>': 'gt', '<': 'lt', '=': '=', '==': '==', '!=': '!=' } as const)[operator.token], exactValue());
    }
    if (negated) throw new Refusal(`found '${operator.text}', expected: ',' or 'end of string'`);
    throw new Refusal(`found '${operator.text}', expected: in, notin, =, ==, !=, gt, lt`);
  }

  function exactValue(): string[] {
    const next = look(true);
    if (next.token === 'end' || next.token === ',') return [''];
    const value = take(true);
    if (value.token === 'identifier') return [value.text];
    throw new Refusal(`found '${value.text}', expected: identifier`);
  }

  function valueList(): string[] {
    const open = take(true);
    if (open.token !== '(') throw new Refusal(`found '${open.text}' expected: '('`);
    const values = new Set<string>();
    const next = look(true);
    if (next.token === ')') {
      take(true);
      return [''];
    }
    if (next.token !== 'identifier' && next.token !== ',')
      throw new Refusal(`found '${next.text}', expected: ',', ')' or identifier`);
    for (;;) {
      const item = take(true);
      if (item.token === 'identifier') {
        values.add(item.text);
        const after = look(true);
        if (after.token === ',') continue;
        if (after.token !== ')') throw new Refusal(`found '${after.text}', expected: ',' or ')'`);
        take(true);
        return [...values].sort();
      }
      if (item.token === ',') {
        if (values.size === 0) values.add('');
        const after = look(true);
        if (after.token === ')') {
          values.add('');
          take(true);
          return [...values].sort();
        }
        if (after.token === ',') {
          take(true);
          values.add('');
        }
        continue;
      }
      throw new Refusal(`found '${item.text}', expected: ',', or identifier`);
    }
  }
}

function checked(key: string, operator: Requirement['operator'], values: readonly string[]): Requirement {
  if (operator === 'gt' || operator === 'lt') {
    if (integer(values[0]) === undefined)
      throw invalidPart('values[0]', values[0] ?? '', ["for 'Gt', 'Lt' operators, the value must be an integer"]);
  }
  values.forEach((value, i) => {
    const problems = isLabelValue(value);
    if (problems.length > 0) throw invalidPart(`values[${i}][${key}]`, value, problems);
  });
  return { key, operator, values };
}

const invalidPart = (path: string, value: string, problems: readonly string[]): Refusal =>
  new Refusal(`${path}: Invalid value: ${goQuote(value)}: ${problems.join('; ')}`, false);

class Refusal extends Error {
  readonly #prefixed: boolean;
  constructor(text: string, prefixed = true) {
    super(text);
    this.#prefixed = prefixed;
  }
  withPrefix(): string {
    return this.#prefixed ? `unable to parse requirement: ${this.message}` : `unable to parse requirement: ${this.message}`;
  }
}

/** One term of a field selector. */
export interface FieldTerm {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** Parses `status.phase=Running,spec.nodeName!=n1`. The terms, or upstream's error text. */
export function parseFieldSelector(text: string): readonly FieldTerm[] | string {
  const found: FieldTerm[] = [];
  for (const part of splitTerms(text)) {
    if (part === '') continue;
    const match = /^((?:[^=!\\]|\\.)*?)(!=|==|=)([\s\S]*)$/.exec(part);
    const value = match ? unescapeValue(match[3]!) : undefined;
    if (!match) return `invalid selector: '${text}'; can't understand '${part}'`;
    if (typeof value === 'object') return value.error;
    found.push({ field: match[1]!, operator: match[2] === '!=' ? '!=' : '=', value: value! });
  }
  return found;
}

/** Splits at commas that are not escaped. */
export function splitTerms(text: string): string[] {
  if (text === '') return [];
  const terms: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === ',') {
      terms.push(text.slice(from, at));
      from = at + 1;
    }
  }
  terms.push(text.slice(from));
  return terms;
}

function unescapeValue(text: string): string | { error: string } {
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\') {
      const next = text[++at];
      if (next !== '\\' && next !== ',' && next !== '=')
        return { error: `invalid field selector: invalid escape sequence: ${next === undefined ? '\\' : `\\${next}`}` };
      result += next;
    } else if (char === ',' || char === '=') {
      return { error: `invalid field selector: unescaped character in value: ${goValue(char)}` };
    } else result += char;
  }
  return result;
}

/** Do the terms hold for these field values? A field that is not there reads as ''. */
export function fieldsMatch(terms: readonly FieldTerm[], fields: Readonly<Record<string, string>>): boolean {
  for (const { field, operator, value } of terms)
    if (((fields[field] ?? '') === value) !== (operator === '=')) return false;
  return true;
}
