/**
 * Templates of `-o jsonpath=`, `--sort-by` and custom columns.
 * Models: client-go util/jsonpath (parser.go, jsonpath.go) with missing keys allowed.
 */
export type Step =
  | { readonly type: 'field'; readonly name: string }
  | {
      readonly type: 'index';
      readonly from: number | undefined;
      readonly to: number | undefined;
      readonly step: number;
      readonly single: boolean;
    }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }
  | { readonly type: 'union'; readonly paths: readonly (readonly Step[])[] }
  | { readonly type: 'identifier'; readonly name: string }
  | { readonly type: 'filter'; readonly left: Operand; readonly operator: string; readonly right: Operand | undefined };

export type Operand =
  | { readonly type: 'path'; readonly steps: readonly Step[] }
  | { readonly type: 'value'; readonly value: string | number | boolean };

type Piece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'value'; readonly steps: readonly Step[] }
  | { readonly type: 'range'; readonly steps: readonly Step[]; readonly body: readonly Piece[] };

export type Template = readonly Piece[];

class Mistake extends Error {}

/** Reads a template; a mistake is upstream's text. */
export function parseJsonPath(text: string): Template | { readonly problem: string } {
  try {
    return new Parser(text).template();
  } catch (error) {
    if (error instanceof Mistake) return { problem: error.message };
    throw error;
  }
}

/** `.metadata.name`, `metadata.name`, `{.metadata.name}` → `{.metadata.name}`. Models: RelaxedJSONPathExpression. */
export function relaxed(text: string): string | { readonly problem: string } {
  if (text === '') return text;
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(text);
  if (!match)
    return {
      problem: `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    };
  return `{.${match[1] ?? match[2]!}}`;
}

class Parser {
  private readonly text: string;
  private i = 0;

  constructor(text: string) {
    this.text = text;
  }

  template(): Piece[] {
    const stack: { steps: readonly Step[] | undefined; body: Piece[] }[] = [{ steps: undefined, body: [] }];
    while (this.i < this.text.length) {
      const body = stack.at(-1)!.body;
      const open = this.text.indexOf('{', this.i);
      if (open !== this.i) {
        body.push({ type: 'text', text: this.text.slice(this.i, open < 0 ? undefined : open) });
        if (open < 0) break;
      }
      this.i = open + 1;
      const close = this.closing();
      const inner = this.text.slice(this.i, close).trim();
      if (inner === 'end') {
        const ended = stack.pop()!;
        if (!ended.steps) throw new Mistake('not in range, nothing to end');
        stack.at(-1)!.body.push({ type: 'range', steps: ended.steps, body: ended.body });
      } else if (/^range\b/.test(inner)) stack.push({ steps: readSteps(inner.slice(5).trim()), body: [] });
      else if (inner !== '') {
        for (const part of splitParts(inner)) {
          if (/^["']/.test(part)) body.push({ type: 'text', text: unquote(part) });
          else body.push({ type: 'value', steps: readSteps(part) });
        }
      }
      this.i = close + 1;
    }
    // An unended range shows its first round only as text of the outer template does: upstream accepts it silently.
    while (stack.length > 1) {
      const ended = stack.pop()!;
      stack.at(-1)!.body.push({ type: 'range', steps: ended.steps!, body: ended.body });
    }
    return stack[0]!.body;
  }

  private closing(): number {
    let quote = '';
    for (let i = this.i; i < this.text.length; i++) {
      const c = this.text[i]!;
      if (quote) {
        if (c === '\\') i++;
        else if (c === quote) quote = '';
      } else if (c === '"' || c === "'") quote = c;
      else if (c === '}') return i;
    }
    throw new Mistake('unclosed action');
  }
}

/** `.a .b "x"` → its parts. */
function splitParts(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let current = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quote) {
      current += c;
      if (c === '\\') current += text[++i] ?? '';
      else if (c === quote) quote = '';
      continue;
    }
    if (c === '"' || c === "'") quote = c;
    if (c === '[' || c === '(') depth++;
    if (c === ']' || c === ')') depth--;
    if (/\s/.test(c) && depth === 0) {
      if (current) parts.push(current);
      current = '';
    } else current += c;
  }
  if (current) parts.push(current);
  return parts;
}

function unquote(text: string): string {
  const inner = text.slice(1, text.endsWith(text[0]!) && text.length > 1 ? -1 : undefined);
  return inner.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c === 'r' ? '\r' : c));
}

function readSteps(text: string): Step[] {
  const steps: Step[] = [];
  let i = 0;
  if (text[0] === '$' || text[0] === '@') i = 1;
  else if (/^[^.[]/.test(text)) {
    const plain = /^[^.[\s]+/.exec(text)![0];
    if (!/^[-\w*/]+$/.test(plain)) throw new Mistake(`unrecognized character in action: ${unicode(plain[0]!)}`);
    return [{ type: 'identifier', name: plain }];
  }
  while (i < text.length) {
    if (text.startsWith('..', i)) {
      steps.push({ type: 'recursive' });
      i += 2;
      if (text[i] === '[' || i >= text.length) continue;
      i--;
    }
    const c = text[i]!;
    if (c === '.') {
      i++;
      let name = '';
      while (i < text.length && !/[.[\s]/.test(text[i]!)) {
        if (text[i] === '\\' && i + 1 < text.length) i++;
        name += text[i++]!;
      }
      if (name === '*') steps.push({ type: 'wildcard' });
      else if (name !== '') steps.push({ type: 'field', name });
    } else if (c === '[') {
      const close = matching(text, i);
      steps.push(...readBracket(text.slice(i + 1, close).trim()));
      i = close + 1;
    } else throw new Mistake(`unrecognized character in action: ${unicode(c)}`);
  }
  return steps;
}

const unicode = (c: string): string => `U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${c}'`;

function matching(text: string, open: number): number {
  let depth = 0;
  let quote = '';
  for (let i = open; i < text.length; i++) {
    const c = text[i]!;
    if (quote) {
      if (c === '\\') i++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '[') depth++;
    else if (c === ']' && --depth === 0) return i;
  }
  throw new Mistake('unterminated array');
}

function readBracket(text: string): Step[] {
  if (text === '*') return [{ type: 'wildcard' }];
  const filter = /^\?\((.*)\)$/s.exec(text);
  if (filter) return [readFilter(filter[1]!)];
  const parts = splitComma(text);
  if (parts.length > 1) return [{ type: 'union', paths: parts.map(readBracket) }];
  const name = /^'(.*)'$/s.exec(text);
  // Upstream reads what is quoted as a path of its own: a dot in a name needs a backslash here, too.
  if (name) return readSteps(`.${name[1]!}`);
  const slice = /^(-?\d*)(?::(-?\d*))?(?::(-?\d*))?$/.exec(text);
  if (!slice || text === '') throw new Mistake(`invalid array index ${text}`);
  const number = (part: string | undefined): number | undefined =>
    part === undefined || part === '' ? undefined : Number(part);
  const single = slice[2] === undefined;
  const from = number(slice[1]);
  return [
    {
      type: 'index',
      from,
      to: single ? (from === undefined ? undefined : from + 1) : number(slice[2]),
      step: number(slice[3]) ?? 1,
      single,
    },
  ];
}

function splitComma(text: string): string[] {
  const parts: string[] = [];
  let quote = '';
  let current = '';
  for (const c of text) {
    if (quote) {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    if (c === ',' && !quote) {
      parts.push(current.trim());
      current = '';
    } else current += c;
  }
  parts.push(current.trim());
  return parts;
}

function readFilter(text: string): Step {
  const match = /^(.*?)\s*(==|!=|<=|>=|<|>)\s*(.*)$/s.exec(text.trim());
  if (!match) return { type: 'filter', left: operand(text.trim()), operator: 'exists', right: undefined };
  return { type: 'filter', left: operand(match[1]!.trim()), operator: match[2]!, right: operand(match[3]!.trim()) };
}

function operand(text: string): Operand {
  if (/^(["']).*\1$/s.test(text)) return { type: 'value', value: unquote(text) };
  if (/^-?\d+(\.\d+)?$/.test(text)) return { type: 'value', value: Number(text) };
  if (text === 'true' || text === 'false') return { type: 'value', value: text === 'true' };
  return { type: 'path', steps: readSteps(text) };
}
