import { goQuote } from './field.ts';
import { integerText, type ParsedSelector, type Requirement } from './selector-parse.ts';
import type { LabelSelector } from './types.ts';

export { parseLabelSelector, type ParsedSelector, type Requirement } from './selector-parse.ts';

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
      const [have, want] = [integerText(value), integerText(values[0])];
      if (have === undefined || want === undefined) return false;
      return operator === 'gt' ? have > want : have < want;
    }
  }
}

/** An API LabelSelector as the parsed form. */
export function selectorRequirements(selector: LabelSelector): ParsedSelector {
  const found: Requirement[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {}))
    found.push({ key, operator: '=', values: [value] });
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
    const term = splitTerm(part);
    if (!term) return `invalid selector: '${text}'; can't understand '${part}'`;
    const value = unescapeValue(term.value);
    if (typeof value === 'object') return value.error;
    found.push({ field: term.field, operator: term.operator === '!=' ? '!=' : '=', value });
  }
  return found;
}

/** Field, operator and value as written; undefined where there is no operator. */
export function splitTerm(term: string): { field: string; operator: string; value: string } | undefined {
  const match = /^((?:[^=!\\]|\\.)*?)(!=|==|=)([\s\S]*)$/.exec(term);
  return match ? { field: match[1]!, operator: match[2]!, value: match[3]! } : undefined;
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
      return { error: `invalid field selector: unescaped character in value: ${goQuote(char)}` };
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
