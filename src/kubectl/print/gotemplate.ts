import { decodeBase64 } from '../text/base64.ts';
import { goJson } from '../text/go.ts';

/**
 * Templates of `-o go-template=`. Models: Go text/template as far as kubectl documentation uses it: fields, range,
 * if/else, with, variables, pipes, and the functions below. Left out: define/template/block, break, comments' edge cases.
 */
type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'pipe'; readonly pipe: Pipe }
  | {
      readonly type: 'block';
      readonly word: 'range' | 'if' | 'with';
      readonly pipe: Pipe;
      readonly body: Node[];
      readonly otherwise: Node[];
    };

interface Pipe {
  /** Variables the result is put into (`$k, $v := …`). */
  readonly variables: readonly string[];
  readonly declares: boolean;
  /** Calls joined by `|`. */
  readonly calls: readonly (readonly Term[])[];
}

type Term =
  | { readonly type: 'path'; readonly root: string | undefined; readonly fields: readonly string[] }
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'group'; readonly pipe: Pipe; readonly fields: readonly string[] };

class Mistake extends Error {}

export type GoTemplate = readonly Node[];

export function parseGoTemplate(text: string): GoTemplate | { readonly problem: string } {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof Mistake) return { problem: `template: output:1: ${error.message}` };
    throw error;
  }
}

function parse(text: string): Node[] {
  const root: Node[] = [];
  const stack: { node: Extract<Node, { type: 'block' }>; into: Node[] }[] = [];
  const here = (): Node[] => stack.at(-1)?.into ?? root;
  let at = 0;
  let trimNext = false;
  while (at <= text.length) {
    const open = text.indexOf('{{', at);
    let literal = text.slice(at, open < 0 ? undefined : open);
    if (trimNext) literal = literal.trimStart();
    if (open >= 0 && /^\{\{-\s/.test(text.slice(open))) literal = literal.trimEnd();
    if (literal !== '') here().push({ type: 'text', text: literal });
    if (open < 0) break;
    const close = actionEnd(text, open + 2);
    if (close < 0) throw new Mistake('unclosed action');
    let action = text.slice(open + 2, close);
    trimNext = /\s-$/.test(action);
    action = action.replace(/^-\s/, '').replace(/\s-$/, '').trim();
    at = close + 2;
    if (action.startsWith('/*')) continue;
    const block = /^(range|if|with)\b\s*(.*)$/s.exec(action);
    if (block) {
      const node = {
        type: 'block' as const,
        word: block[1] as 'range',
        pipe: readPipe(block[2]!),
        body: [],
        otherwise: [],
      };
      here().push(node);
      stack.push({ node, into: node.body });
    } else if (action === 'else') {
      const top = stack.at(-1);
      if (!top) throw new Mistake('unexpected {{else}}');
      top.into = top.node.otherwise;
    } else if (action.startsWith('else if')) {
      const top = stack.at(-1);
      if (!top) throw new Mistake('unexpected {{else}}');
      const node = {
        type: 'block' as const,
        word: 'if' as const,
        pipe: readPipe(action.slice(7).trim()),
        body: [],
        otherwise: [],
      };
      top.node.otherwise.push(node);
      stack[stack.length - 1] = { node, into: node.body };
    } else if (action === 'end') {
      if (!stack.pop()) throw new Mistake('unexpected {{end}}');
    } else here().push({ type: 'pipe', pipe: readPipe(action) });
  }
  if (stack.length > 0) throw new Mistake('unexpected EOF');
  return root;
}

function actionEnd(text: string, from: number): number {
  let quote = '';
  for (let i = from; i < text.length; i++) {
    const c = text[i]!;
    if (quote) {
      if (c === '\\' && quote === '"') i++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === '`') quote = c;
    else if (text.startsWith('}}', i)) return i;
  }
  return -1;
}

function readPipe(text: string): Pipe {
  const assign = /^(\$\w*(?:\s*,\s*\$\w*)?)\s*(:?=)\s*(.*)$/s.exec(text);
  const tokens = tokenize(assign ? assign[3]! : text);
  const { calls, end } = readCalls(tokens, 0);
  if (end < tokens.length) throw new Mistake(`unexpected ${tokens[end]!}`);
  return { variables: assign ? assign[1]!.split(',').map((v) => v.trim()) : [], declares: assign?.[2] === ':=', calls };
}

function tokenize(text: string): string[] {
  const tokens = [...text.matchAll(/\s+|"(?:[^"\\]|\\.)*"|`[^`]*`|[()|]|[^\s()|"`]+/g)].map((m) => m[0]);
  const out: string[] = [];
  tokens.forEach((token, i) => {
    if (/^\s+$/.test(token)) return;
    // `(index .a 0).b`: fields directly behind a group.
    if (tokens[i - 1] === ')' && token.startsWith('.')) out.push(`)${token}`);
    else out.push(token);
  });
  return out;
}

function readCalls(tokens: readonly string[], from: number): { calls: Term[][]; end: number } {
  const calls: Term[][] = [[]];
  let i = from;
  for (; i < tokens.length; i++) {
    const token = tokens[i]!;
    const call = calls.at(-1)!;
    if (token === ')') break;
    if (token === '|') calls.push([]);
    else if (token === '(') {
      const inner = readCalls(tokens, i + 1);
      if (tokens[inner.end] !== ')') throw new Mistake('unclosed left paren');
      i = inner.end;
      let fields: string[] = [];
      if (tokens[i + 1]?.startsWith(').')) fields = tokens[++i]!.slice(2).split('.');
      call.push({ type: 'group', pipe: { variables: [], declares: false, calls: inner.calls }, fields });
    } else call.push(readTerm(token));
  }
  if (calls.some((call) => call.length === 0)) throw new Mistake('missing value for command');
  return { calls, end: i };
}

function readTerm(token: string): Term {
  if (token.startsWith('"')) return { type: 'value', value: JSON.parse(token.replace(/\\'/g, "'")) as string };
  if (token.startsWith('`')) return { type: 'value', value: token.slice(1, -1) };
  if (/^-?\d+(\.\d+)?$/.test(token)) return { type: 'value', value: Number(token) };
  if (token === 'true' || token === 'false') return { type: 'value', value: token === 'true' };
  if (token === 'nil') return { type: 'value', value: null };
  if (token.startsWith('.')) return { type: 'path', root: undefined, fields: token.split('.').filter(Boolean) };
  if (token.startsWith('$')) {
    const [root, ...fields] = token.split('.');
    return { type: 'path', root: root!, fields };
  }
  if (!functions[token]) throw new Mistake(`function "${token}" not defined`);
  return { type: 'name', name: token };
}

export function renderGoTemplate(
  template: GoTemplate,
  data: unknown,
): { readonly text: string } | { readonly problem: string } {
  let out = '';
  try {
    run(template, data, new Map<string, unknown>([['$', data]]));
  } catch (error) {
    if (error instanceof Mistake) return { problem: `template: output:1: ${error.message}` };
    throw error;
  }
  return { text: out };

  function run(nodes: readonly Node[], dot: unknown, variables: Map<string, unknown>): void {
    const scope = new Map(variables);
    for (const node of nodes) {
      if (node.type === 'text') out += node.text;
      else if (node.type === 'pipe') {
        const value = evaluate(node.pipe, dot, scope);
        if (node.pipe.variables.length > 0) scope.set(node.pipe.variables[0]!, value);
        else out += print(value);
      } else if (node.word === 'range') {
        const value = evaluate(node.pipe, dot, scope);
        const entries: [unknown, unknown][] = Array.isArray(value)
          ? value.map((item, i) => [i, item])
          : typeof value === 'object' && value !== null
            ? Object.keys(value)
                .sort()
                .map((key) => [key, (value as Record<string, unknown>)[key]])
            : [];
        for (const [key, item] of entries) {
          const inner = new Map(scope);
          const [first, second] = node.pipe.variables;
          if (second) inner.set(first!, key).set(second, item);
          else if (first) inner.set(first, item);
          run(node.body, item, inner);
        }
        if (entries.length === 0) run(node.otherwise, dot, scope);
      } else {
        const value = evaluate(node.pipe, dot, scope);
        const inner = new Map(scope);
        if (node.pipe.variables[0]) inner.set(node.pipe.variables[0], value);
        if (truth(value)) run(node.body, node.word === 'with' ? value : dot, inner);
        else run(node.otherwise, dot, inner);
      }
    }
    // Assignments with `=` reach the outer variables.
    for (const name of variables.keys()) variables.set(name, scope.get(name));
  }
}

function evaluate(pipe: Pipe, dot: unknown, variables: Map<string, unknown>): unknown {
  let piped: unknown[] = [];
  for (const call of pipe.calls) {
    const [first, ...rest] = call;
    const values = rest.map((term) => termValue(term, dot, variables));
    piped = [
      first!.type === 'name' ? functions[first!.name]!([...values, ...piped]) : termValue(first!, dot, variables),
    ];
  }
  return piped[0];
}

function termValue(term: Term, dot: unknown, variables: Map<string, unknown>): unknown {
  switch (term.type) {
    case 'value':
      return term.value;
    case 'name':
      return functions[term.name]!([]);
    case 'group':
      return fieldOf(evaluate(term.pipe, dot, variables), term.fields);
    case 'path': {
      if (term.root !== undefined && !variables.has(term.root)) throw new Mistake(`undefined variable "${term.root}"`);
      return fieldOf(term.root === undefined ? dot : variables.get(term.root), term.fields);
    }
  }
}

function fieldOf(from: unknown, fields: readonly string[]): unknown {
  let value = from;
  for (const field of fields) {
    if (Array.isArray(value) || (typeof value !== 'object' && value !== undefined))
      throw new Mistake(
        `executing "output" at <.${fields.join('.')}>: can't evaluate field ${field} in type interface {}`,
      );
    value = (value as Record<string, unknown> | null | undefined)?.[field];
  }
  return value;
}

const truth = (v: unknown): boolean =>
  Array.isArray(v) ? v.length > 0 : typeof v === 'object' && v !== null ? Object.keys(v).length > 0 : Boolean(v);

function print(v: unknown): string {
  if (v === undefined || v === null) return '<no value>';
  if (Array.isArray(v)) return `[${v.map(print).join(' ')}]`;
  if (typeof v === 'object')
    return `map[${Object.keys(v)
      .sort()
      .map((key) => `${key}:${print((v as Record<string, unknown>)[key])}`)
      .join(' ')}]`;
  return typeof v === 'number' ? goJson(v) : String(v as string | boolean);
}

type Order = string | number;

const functions: Readonly<Record<string, (args: readonly unknown[]) => unknown>> = {
  index: ([value, ...keys]) =>
    keys.reduce((v: unknown, key) => {
      if (Array.isArray(v)) {
        if (typeof key !== 'number' || key < 0 || key >= v.length)
          throw new Mistake(`error calling index: index out of range: ${String(key)}`);
        return v[key] as unknown;
      }
      return (v as Record<string, unknown> | undefined)?.[String(key)];
    }, value),
  len: ([value]) =>
    typeof value === 'string' || Array.isArray(value) ? value.length : Object.keys((value ?? {}) as object).length,
  print: (args) => args.map(print).join(''),
  println: (args) => `${args.map(print).join(' ')}\n`,
  printf: ([format, ...args]) => {
    let i = 0;
    return String(format).replace(/%(-?\d*)([sdvqt%])/g, (_, width: string, verb: string) => {
      if (verb === '%') return '%';
      const text = verb === 'q' ? JSON.stringify(args[i++]) : print(args[i++]);
      return width.startsWith('-') ? text.padEnd(Number(width.slice(1))) : text.padStart(Number(width || '0'));
    });
  },
  eq: ([a, ...others]) => others.some((b) => a === b),
  ne: ([a, b]) => a !== b,
  lt: ([a, b]) => (a as Order) < (b as Order),
  le: ([a, b]) => (a as Order) <= (b as Order),
  gt: ([a, b]) => (a as Order) > (b as Order),
  ge: ([a, b]) => (a as Order) >= (b as Order),
  not: ([value]) => !truth(value),
  and: (args) => args.find((v) => !truth(v)) ?? args.at(-1),
  or: (args) => args.find(truth) ?? args.at(-1),
  exists: ([value, ...keys]) =>
    keys.reduce((v: unknown, key) => (v as Record<string, unknown> | undefined)?.[String(key)], value) !== undefined,
  base64decode: ([value]) => decodeBase64(String(value)) ?? '',
};
