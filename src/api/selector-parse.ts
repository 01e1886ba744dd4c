import { goQuote } from './field.ts';
import { isLabelValue, isQualifiedName } from './names.ts';

/** One clause of a label selector. `values` is sorted. */
export interface Requirement {
  readonly key: string;
  readonly operator: '=' | '==' | 'in' | '!=' | 'notin' | 'exists' | '!' | 'gt' | 'lt';
  readonly values: readonly string[];
}
export type ParsedSelector = readonly Requirement[];

type Token = 'end' | 'identifier' | ')' | ',' | '!' | '==' | '=' | '>' | '<' | 'in' | 'notin' | '!=' | '(';
interface Lexeme {
  readonly token: Token;
  readonly text: string;
}

/** Why a clause is refused; never leaves this file. */
class Refusal extends Error {}

/**
 * Parses `app=web,tier in (a,b),!legacy`. The clauses sorted by key, or upstream's error text.
 * Models: apimachinery/pkg/labels/selector.go Parse.
 */
export function parseLabelSelector(text: string): ParsedSelector | string {
  const parser = new Parser(tokenize(text));
  const found: Requirement[] = [];
  for (;;) {
    const next = parser.look();
    if (next.token === 'end') break;
    if (next.token !== 'identifier' && next.token !== '!')
      return `found '${next.text}', expected: !, identifier, or 'end of string'`;
    try {
      found.push(parser.requirement());
    } catch (refusal) {
      if (refusal instanceof Refusal) return `unable to parse requirement: ${refusal.message}`;
      throw refusal;
    }
    const after = parser.take();
    if (after.token === 'end') break;
    if (after.token !== ',') return `found '${after.text}', expected: ',' or 'end of string'`;
    const following = parser.look();
    if (following.token !== 'identifier' && following.token !== '!')
      return `found '${following.text}', expected: identifier after ','`;
  }
  return found.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

const special = /[=!(),<>]/;
const space = /[ \t\r\n]/;

/** The tokens of a selector text, the last one `end`. */
export function tokenize(text: string): Lexeme[] {
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

class Parser {
  readonly #items: readonly Lexeme[];
  #position = 0;
  constructor(items: readonly Lexeme[]) {
    this.#items = items;
  }

  /** The next token. Where no operator can stand, `in` and `notin` are words like any other. */
  look(operators = false): Lexeme {
    const item = this.#items[this.#position]!;
    return !operators && (item.token === 'in' || item.token === 'notin')
      ? { token: 'identifier', text: item.text }
      : item;
  }

  take(operators = false): Lexeme {
    const item = this.look(operators);
    if (item.token !== 'end') this.#position++;
    return item;
  }

  requirement(): Requirement {
    let key = this.take();
    const negated = key.token === '!';
    if (negated) key = this.take();
    if (key.token !== 'identifier') throw new Refusal(`found '${key.text}', expected: identifier`);
    const problems = isQualifiedName(key.text);
    if (problems.length > 0) throw new Refusal(invalidPart('<nil>', goQuote(key.text), problems));
    if (negated) return checked(key.text, '!', []);
    const after = this.look();
    if (after.token === 'end' || after.token === ',') return checked(key.text, 'exists', []);
    const operator = this.take(true);
    switch (operator.token) {
      case 'in':
      case 'notin':
        return checked(key.text, operator.token, this.#values());
      case '=':
      case '==':
      case '!=':
        return checked(key.text, operator.token, this.#exactValue());
      case '>':
        return checked(key.text, 'gt', this.#exactValue());
      case '<':
        return checked(key.text, 'lt', this.#exactValue());
      default:
        throw new Refusal(`found '${operator.text}', expected: in, notin, =, ==, !=, gt, lt`);
    }
  }

  #exactValue(): string[] {
    const next = this.look();
    if (next.token === 'end' || next.token === ',') return [''];
    const value = this.take();
    if (value.token === 'identifier') return [value.text];
    throw new Refusal(`found '${value.text}', expected: identifier`);
  }

  /** `(a,b)`; `()` and `(,)` mean the empty value. */
  #values(): string[] {
    const open = this.take();
    if (open.token !== '(') throw new Refusal(`found '${open.text}' expected: '('`);
    const first = this.look();
    if (first.token === ')') {
      this.take();
      return [''];
    }
    if (first.token !== 'identifier' && first.token !== ',')
      throw new Refusal(`found '${first.text}', expected: ',', ')' or identifier`);
    const values = new Set<string>();
    for (;;) {
      const item = this.take();
      if (item.token === 'identifier') {
        values.add(item.text);
        const after = this.look();
        if (after.token === ',') continue;
        if (after.token !== ')') throw new Refusal(`found '${after.text}', expected: ',' or ')'`);
        break;
      }
      if (item.token !== ',') throw new Refusal(`found '${item.text}', expected: ',', or identifier`);
      if (values.size === 0) values.add('');
      const after = this.look();
      if (after.token === ')') {
        values.add('');
        break;
      }
      if (after.token === ',') {
        this.take();
        values.add('');
      }
    }
    this.take();
    return [...values].sort();
  }
}

function checked(key: string, operator: Requirement['operator'], values: readonly string[]): Requirement {
  const error = requirementError(key, operator, values);
  if (error !== undefined) throw new Refusal(error);
  return { key, operator, values };
}

/** Why upstream would not make this requirement; undefined where it would. Models: selector.go NewRequirement. */
export function requirementError(key: string, operator: string, values: readonly string[]): string | undefined {
  const problems = isQualifiedName(key);
  if (problems.length > 0) return invalidPart('key', goQuote(key), problems);
  const list = `[]string{${values.map(goQuote).join(', ')}}`;
  switch (operator) {
    case 'in':
    case 'notin':
      if (values.length === 0)
        return invalidPart('values', list, ["for 'in', 'notin' operators, values set can't be empty"]);
      break;
    case '=':
    case '==':
    case '!=':
      if (values.length !== 1)
        return invalidPart('values', list, ['exact-match compatibility requires one single value']);
      break;
    case 'exists':
    case '!':
      if (values.length > 0)
        return invalidPart('values', list, ['values set must be empty for exists and does not exist']);
      break;
    case 'gt':
    case 'lt':
      if (values.length !== 1)
        return invalidPart('values', list, ["for 'Gt', 'Lt' operators, exactly one value is required"]);
      if (integerText(values[0]) === undefined)
        return invalidPart('values[0]', goQuote(values[0]!), [
          "for 'Gt', 'Lt' operators, the value must be an integer",
        ]);
      break;
    default:
      return `operator: Unsupported value: ${goQuote(operator)}: supported values: ${supported}`;
  }
  for (const [i, value] of values.entries()) {
    const wrong = isLabelValue(value);
    if (wrong.length > 0) return invalidPart(`values[${i}][${key}]`, goQuote(value), wrong);
  }
  return undefined;
}

const supported = ['!', '!=', '=', '==', 'exists', 'gt', 'in', 'lt', 'notin'].map(goQuote).join(', ');

/** A whole number in decimal; undefined for any other text. */
export const integerText = (text: string | undefined): bigint | undefined =>
  text !== undefined && /^[+-]?[0-9]+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined;

const invalidPart = (path: string, value: string, problems: readonly string[]): string =>
  `${path}: Invalid value: ${value}: ${problems.join('; ')}`;
