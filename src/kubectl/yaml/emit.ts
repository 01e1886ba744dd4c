import { needsQuotes } from './resolve.ts';

/**
 * JSON values → YAML text exactly as kubectl prints it: keys sorted, indent 2, sequences not indented under their key.
 * Models: sigs.k8s.io/yaml on go-yaml v2 (encode.go, emitterc.go). Left out: anchors, tags, floats beyond JSON.
 */
export function toYaml(value: unknown): string {
  let out = '';
  node(value, 0, 'root');
  return out;

  function node(v: unknown, indent: number, place: 'root' | 'value' | 'item'): void {
    if (Array.isArray(v)) {
      if (v.length === 0) {
        out += place === 'root' ? '[]\n' : ' []\n';
        return;
      }
      // A sequence stands at its key's own indent, but one step further inside another sequence.
      if (place === 'value') out += '\n';
      v.forEach((item, i) => {
        if (i > 0 || place !== 'item') out += ' '.repeat(indent);
        else out += ' ';
        out += '-';
        node(item, indent + 2, 'item');
      });
      return;
    }
    if (typeof v === 'object' && v !== null) {
      const map = v as Record<string, unknown>;
      const keys = Object.keys(map).filter((key) => map[key] !== undefined);
      if (keys.length === 0) {
        out += place === 'root' ? '{}\n' : ' {}\n';
        return;
      }
      keys.sort(keyOrder);
      if (place === 'value') out += '\n';
      keys.forEach((key, i) => {
        if (i > 0 || place !== 'item') out += ' '.repeat(indent);
        else out += ' ';
        const text = scalar(key, indent + 2, undefined);
        const simple = key.length <= 128 && !text.includes('\n');
        out += simple ? `${text}:` : `? ${text}\n${' '.repeat(indent)}:`;
        const child = map[key];
        node(child, Array.isArray(child) ? indent : indent + 2, 'value');
      });
      return;
    }
    if (place !== 'root') out += ' ';
    out += `${typeof v === 'string' ? scalar(v, indent, out.length - out.lastIndexOf('\n') - 1) : plainValue(v)}\n`;
  }
}

function plainValue(v: unknown): string {
  if (v === null || v === undefined) return 'null';
  if (typeof v !== 'number') return String(v as boolean | bigint);
  if (Number.isInteger(v) && Math.abs(v) < 1e21) return String(v);
  if (Number.isNaN(v)) return '.nan';
  if (!Number.isFinite(v)) return v > 0 ? '.inf' : '-.inf';
  return String(v).replace(/e([+-])(\d)$/, 'e$10$2');
}

interface Analysis {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

const breaks = /[\n\r\u0085\u2028\u2029]/;

/** Which styles can hold the text. Models: yaml_emitter_analyze_scalar, block context. */
function analyze(text: string): Analysis {
  let indicators = text.startsWith('---') || text.startsWith('...');
  let special = false;
  let [leading, trailingSpace, trailingBreak, breakSpace, spaceBreak, lineBreaks] = [
    false,
    false,
    false,
    false,
    false,
    false,
  ];
  let [previousSpace, previousBreak, precededByBlank] = [false, false, true];
  const chars = [...text];
  chars.forEach((c, i) => {
    const next = chars[i + 1];
    const followedByBlank = next === undefined || next === ' ' || next === '\t' || breaks.test(next);
    if (i === 0) {
      if ('#,[]{}&*!|>\'"%@`'.includes(c)) indicators = true;
      else if ((c === '?' || c === ':' || c === '-') && followedByBlank) indicators = true;
    } else if (c === ':' ? followedByBlank : c === '#' && precededByBlank) indicators = true;
    if (!isPrintable(c)) special = true;
    if (c === ' ') {
      if (i === 0) leading = true;
      if (next === undefined) trailingSpace = true;
      if (previousBreak) breakSpace = true;
      previousSpace = true;
      previousBreak = false;
    } else if (breaks.test(c)) {
      lineBreaks = true;
      if (i === 0) leading = true;
      if (next === undefined) trailingBreak = true;
      if (previousSpace) spaceBreak = true;
      previousSpace = false;
      previousBreak = true;
    } else {
      previousSpace = false;
      previousBreak = false;
    }
    precededByBlank = c === ' ' || c === '\t' || breaks.test(c);
  });
  const broken = spaceBreak || special;
  return {
    plain: !(leading || trailingSpace || trailingBreak || breakSpace || broken || lineBreaks || indicators),
    single: !(breakSpace || broken),
    block: !(trailingSpace || broken),
  };
}

function isPrintable(c: string): boolean {
  const code = c.codePointAt(0)!;
  return (
    code === 0x0a ||
    (code >= 0x20 && code <= 0x7e) ||
    code === 0x85 ||
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff)
  );
}

/** Lines are broken at a space once they are longer than this. */
const bestWidth = 80;

/** `column`: where the text begins; undefined for keys, which are never broken into lines. */
function scalar(text: string, indent: number, column: number | undefined): string {
  const can = text === '' ? { plain: true, single: true, block: false } : analyze(text);
  const multiline = breaks.test(text);
  if (text.includes('\n') && can.block && column !== undefined) return literal(text, indent);
  if (!multiline && !needsQuotes(text)) {
    if (can.plain) return folded([...text], indent, column, false);
    if (can.single) return folded([`'`, ...[...text].map((c) => (c === "'" ? "''" : c)), `'`], indent, column, false);
  }
  return folded(doubleQuoted(text), indent, column, true);
}

/** Breaks long lines. Each piece is one character of the text as written; a space is a place to break. */
function folded(pieces: readonly string[], indent: number, column: number | undefined, doubleQuotes: boolean): string {
  if (column === undefined) return pieces.join('');
  let at = column;
  let out = '';
  let spaces = false;
  pieces.forEach((piece, i) => {
    const next = pieces[i + 1];
    const edge = (doubleQuotes || pieces[0] === "'") && (i <= 1 || i >= pieces.length - 2);
    if (piece === ' ' && !spaces && at > bestWidth && !edge && (doubleQuotes || next !== ' ')) {
      out += `\n${' '.repeat(indent)}`;
      at = indent;
      if (doubleQuotes && next === ' ') {
        out += '\\';
        at++;
      }
    } else {
      out += piece;
      at += piece.length;
    }
    spaces = piece === ' ';
  });
  return out;
}

function literal(text: string, indent: number): string {
  const hint = /^[ \n\r\u0085\u2028\u2029]/.test(text) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : text.length === 1 || text.endsWith('\n\n') ? '+' : '';
  const lines = text.split('\n');
  const body = (text.endsWith('\n') ? lines.slice(0, -1) : lines).map((line) =>
    line === '' ? '' : ' '.repeat(indent) + line,
  );
  return `|${hint}${chomp}\n${body.join('\n')}`;
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\u0007': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\u001b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function doubleQuoted(text: string): string[] {
  const out = ['"'];
  for (const c of text) {
    const code = c.codePointAt(0)!;
    if (isPrintable(c) && !breaks.test(c) && c !== '"' && c !== '\\') out.push(c);
    else if (escapes[c]) out.push(escapes[c]);
    else if (code <= 0xff) out.push(`\\x${hex(code, 2)}`);
    else if (code <= 0xffff) out.push(`\\u${hex(code, 4)}`);
    else out.push(`\\U${hex(code, 8)}`);
  }
  out.push('"');
  return out;
}

const hex = (code: number, digits: number): string => code.toString(16).toUpperCase().padStart(digits, '0');

/** Natural order of keys (`a2` before `a10`). Models: go-yaml sorter.go keyList.Less. */
export function keyOrder(a: string, b: string): number {
  const x = [...a];
  const y = [...b];
  const isLetter = (c: string): boolean => /\p{L}/u.test(c);
  const isDigit = (c: string | undefined): boolean => c !== undefined && /[0-9]/.test(c);
  for (let i = 0; i < x.length && i < y.length; i++) {
    const p = x[i]!;
    const q = y[i]!;
    if (p === q) continue;
    const [pl, ql] = [isLetter(p), isLetter(q)];
    if (pl && ql) return p.codePointAt(0)! - q.codePointAt(0)!;
    if (pl || ql) return ql ? -1 : 1;
    let [an, bn] = [0, 0];
    if (p === '0' || q === '0') {
      for (let j = i - 1; j >= 0 && isDigit(x[j]); j--) {
        if (x[j] !== '0') {
          an = bn = 1;
          break;
        }
      }
    }
    let ai = i;
    let bi = i;
    for (; ai < x.length && isDigit(x[ai]); ai++) an = an * 10 + Number(x[ai]);
    for (; bi < y.length && isDigit(y[bi]); bi++) bn = bn * 10 + Number(y[bi]);
    if (an !== bn) return an - bn;
    if (ai !== bi) return ai - bi;
    return p.codePointAt(0)! - q.codePointAt(0)!;
  }
  return x.length - y.length;
}
