import type { Part, Script, Word } from './compile.ts';

/** A script the model cannot run, with what the shell prints after its name. Caught by `compile`. */
export class Unsupported extends Error {}

type Inner = (text: string) => Script;

/** A word or an operator. */
export interface Token {
  readonly type: 'word' | 'op';
  readonly text: string;
  readonly word: Word;
  /** Written without quotes or expansions, so it may be a keyword. */
  readonly bare: boolean;
}

const operators = [
  '&&',
  '||',
  ';;',
  '>>',
  '2>&1',
  '>&2',
  '1>&2',
  '2>>',
  '2>',
  '&>',
  '|',
  ';',
  '&',
  '(',
  ')',
  '>',
  '<',
  '\n',
];

/** Splits a script into words and operators; `inner` compiles what stands in `$(…)`. */
export function tokenise(source: string, inner: (text: string) => Script): Token[] {
  const tokens: Token[] = [];
  let i = 0;
  while (i < source.length) {
    const c = source[i]!;
    if (c === ' ' || c === '\t' || c === '\r') {
      i++;
    } else if (c === '\\' && source[i + 1] === '\n') {
      i += 2;
    } else if (c === '#' && (i === 0 || /[\s;]/.test(source[i - 1]!))) {
      while (i < source.length && source[i] !== '\n') i++;
    } else {
      const op = operators.find((o) => source.startsWith(o, i));
      if (op) {
        if (op === '<') throw new Unsupported('the model does not read input redirections');
        tokens.push({ type: 'op', text: op, word: [], bare: true });
        i += op.length;
      } else {
        const read = readWord(source, i, inner);
        tokens.push({ type: 'word', text: source.slice(i, read.end), word: read.word, bare: read.bare });
        i = read.end;
      }
    }
  }
  return tokens;
}

function readWord(source: string, start: number, inner: Inner): { word: Word; end: number; bare: boolean } {
  const parts: Part[] = [];
  let text = '';
  let textQuoted = false;
  let bare = true;
  let i = start;
  const flush = (): void => {
    if (text !== '' || textQuoted) parts.push({ kind: 'text', text, quoted: textQuoted });
    text = '';
    textQuoted = false;
  };
  while (i < source.length) {
    const c = source[i]!;
    if (/[\s;|&()<>]/.test(c)) break;
    if (c === '\\') {
      text += source[i + 1] ?? '';
      i += 2;
      bare = false;
    } else if (c === "'") {
      const end = source.indexOf("'", i + 1);
      if (end < 0) throw new Unsupported('syntax error: unterminated quoted string');
      flush();
      parts.push({ kind: 'text', text: source.slice(i + 1, end), quoted: true });
      i = end + 1;
      bare = false;
    } else if (c === '"') {
      flush();
      i = readDouble(source, i + 1, parts, inner);
      bare = false;
    } else if (c === '$' || c === '`') {
      const end = readExpansion(source, i, false, parts, flush, inner);
      if (end === i) text += source[i++];
      else i = end;
      bare = false;
    } else {
      text += c;
      i++;
    }
  }
  flush();
  return { word: parts, end: i, bare };
}

function readDouble(source: string, start: number, parts: Part[], inner: Inner): number {
  let text = '';
  let any = false;
  const flush = (): void => {
    if (text !== '') parts.push({ kind: 'text', text, quoted: true });
    any = any || text !== '';
    text = '';
  };
  let i = start;
  while (i < source.length) {
    const c = source[i]!;
    if (c === '"') {
      flush();
      if (!any) parts.push({ kind: 'text', text: '', quoted: true });
      return i + 1;
    }
    if (c === '\\' && /["\\$`\n]/.test(source[i + 1] ?? '')) {
      text += source[i + 1] === '\n' ? '' : source[i + 1];
      i += 2;
    } else if (c === '$' || c === '`') {
      const end = readExpansion(source, i, true, parts, flush, inner);
      if (end === i) text += source[i++];
      else i = end;
    } else {
      text += c;
      i++;
    }
  }
  throw new Unsupported('syntax error: unterminated quoted string');
}

/** Reads `$name`, `${name:-x}`, `$(…)`, `$((…))` or backquotes at `i`; returns `i` when it is a plain character. */
function readExpansion(
  source: string,
  i: number,
  quoted: boolean,
  parts: Part[],
  flush: () => void,
  inner: Inner,
): number {
  if (source[i] === '`') {
    const end = source.indexOf('`', i + 1);
    if (end < 0) throw new Unsupported('syntax error: unterminated quoted string');
    flush();
    parts.push({ kind: 'command', script: inner(source.slice(i + 1, end)), quoted });
    return end + 1;
  }
  if (source.startsWith('$((', i)) {
    const end = source.indexOf('))', i);
    if (end < 0) throw new Unsupported('syntax error: missing "))"');
    flush();
    parts.push({ kind: 'arithmetic', text: source.slice(i + 3, end) });
    return end + 2;
  }
  if (source.startsWith('$(', i)) {
    let depth = 1;
    let end = i + 2;
    while (end < source.length && depth > 0) {
      if (source[end] === '(') depth++;
      if (source[end] === ')') depth--;
      end++;
    }
    if (depth > 0) throw new Unsupported('syntax error: missing ")"');
    flush();
    parts.push({ kind: 'command', script: inner(source.slice(i + 2, end - 1)), quoted });
    return end;
  }
  const braces = /^\$\{(\w+)(?::?[-=]([^}]*))?\}/.exec(source.slice(i));
  const plain = braces ?? /^\$([A-Za-z_]\w*|[0-9?#@*$!])/.exec(source.slice(i));
  if (!plain) return i;
  flush();
  parts.push({ kind: 'variable', name: plain[1]!, fallback: plain[2], quoted });
  return i + plain[0].length;
}
