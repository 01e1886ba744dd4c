import { decodeBase64, encodeBase64, utf8Bytes } from '../text/base64.ts';

/**
 * The small programs of a terminal that read text and write text. Each is a function of its arguments that gives a
 * filter: text comes in piece by piece, so that `kubectl get pods -w | grep web` shows lines as they happen.
 */
export interface Filter {
  /** Text in → text out. */
  push(text: string): string;
  /** End of input → the last text and the exit code. */
  end(): { readonly text: string; readonly code: number };
}

/** A filter, or the error it stops with. */
type Tool = (args: readonly string[]) => Filter | { readonly problem: string; readonly code: number };

/** Feeds whole lines to `each`. */
function byLine(each: (line: string) => string, last: () => { text: string; code: number }): Filter {
  let rest = '';
  return {
    push(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      return lines.map(each).join('');
    },
    end() {
      const tail = rest === '' ? '' : each(rest);
      rest = '';
      const { text, code } = last();
      return { text: tail + text, code };
    },
  };
}

function whole(work: (text: string) => { text: string; code: number }): Filter {
  let all = '';
  return {
    push(text) {
      all += text;
      return '';
    },
    end: () => work(all),
  };
}

const linesOf = (text: string): string[] =>
  text === '' ? [] : (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** Splits `-iv` and the like; `withValue` letters take the rest or the next word. */
function letters(
  args: readonly string[],
  allowed: string,
  withValue: string,
): { options: Map<string, string>; rest: string[]; bad?: string } {
  const options = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    if (word === '--') {
      rest.push(...args.slice(i + 1));
      break;
    }
    if (/^-\d+$/.test(word) && withValue.includes('n')) {
      options.set('n', word.slice(1));
      continue;
    }
    if (!word.startsWith('-') || word === '-') {
      rest.push(word);
      continue;
    }
    for (let j = 1; j < word.length; j++) {
      const letter = word[j]!;
      if (withValue.includes(letter)) {
        const value = word.slice(j + 1) || args[++i];
        if (value === undefined) return { options, rest, bad: letter };
        options.set(letter, value);
        break;
      }
      if (!allowed.includes(letter)) return { options, rest, bad: letter };
      options.set(letter, '');
    }
  }
  return { options, rest };
}

/** Basic regular expressions as grep reads them → JavaScript's. */
function pattern(text: string, extended: boolean, fixed: boolean, ignoreCase: boolean): RegExp | undefined {
  const source = fixed
    ? text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    : extended
      ? text
      : text.replace(
          /\\([|+?(){}])|([|+?(){}])/g,
          (_, escaped: string | undefined, plain: string | undefined) => escaped ?? `\\${plain!}`,
        );
  try {
    return new RegExp(source, ignoreCase ? 'i' : '');
  } catch {
    return undefined;
  }
}

const grep: Tool = (args) => {
  const { options, rest, bad } = letters(args, 'ivcnoEFwqh', 'e');
  if (bad) return { problem: `grep: invalid option -- '${bad}'`, code: 2 };
  let text = options.get('e') ?? rest[0];
  if (text === undefined) return { problem: 'Usage: grep [OPTION]... PATTERNS [FILE]...', code: 2 };
  if (options.has('w')) text = `\\b${text}\\b`;
  const expression = pattern(text, options.has('E') || options.has('w'), options.has('F'), options.has('i'));
  if (!expression) return { problem: 'grep: Invalid regular expression', code: 2 };
  let count = 0;
  let number = 0;
  const invert = options.has('v');
  return byLine(
    (line) => {
      number++;
      if (expression.test(line) === invert) return '';
      count++;
      if (options.has('c') || options.has('q')) return '';
      const lead = options.has('n') ? `${number}:` : '';
      if (options.has('o') && !invert)
        return [...line.matchAll(new RegExp(expression, `${expression.flags}g`))]
          .map((m) => `${lead}${m[0]}\n`)
          .join('');
      return `${lead}${line}\n`;
    },
    () => ({ text: options.has('c') ? `${count}\n` : '', code: count > 0 ? 0 : 1 }),
  );
};

const wc: Tool = (args) => {
  const { options, bad } = letters(args, 'lwc', '');
  if (bad) return { problem: `wc: invalid option -- '${bad}'`, code: 1 };
  return whole((text) => {
    const counts: number[] = [];
    const all = options.size === 0;
    if (all || options.has('l')) counts.push(text.split('\n').length - 1);
    if (all || options.has('w')) counts.push(text.split(/\s+/).filter(Boolean).length);
    if (all || options.has('c')) counts.push(utf8Bytes(text).length);
    return {
      text: `${counts.length === 1 ? String(counts[0]) : counts.map((n) => String(n).padStart(7)).join(' ')}\n`,
      code: 0,
    };
  });
};

/** `head -c N`, `tail -c N`: characters, which are bytes for what kubectl prints in ASCII. */
const characters = (name: string, text: string, fromEnd: boolean): ReturnType<Tool> => {
  const wanted = Number(text);
  if (!/^\+?-?\d+$/.test(text)) return { problem: `${name}: invalid number of bytes: '${text}'`, code: 1 };
  if (!fromEnd) return whole((all) => ({ text: [...all].slice(0, wanted).join(''), code: 0 }));
  return whole((all) => ({
    text: text.startsWith('+') ? [...all].slice(wanted - 1).join('') : [...all].slice(-wanted).join(''),
    code: 0,
  }));
};

const head: Tool = (args) => {
  const { options, bad } = letters(args, '', 'nc');
  if (bad) return { problem: `head: invalid option -- '${bad}'`, code: 1 };
  if (options.has('c')) return characters('head', options.get('c')!, false);
  const wanted = Number(options.get('n') ?? '10');
  if (Number.isNaN(wanted)) return { problem: `head: invalid number of lines: '${options.get('n')}'`, code: 1 };
  if (wanted < 0) return whole((text) => ({ text: joined(linesOf(text).slice(0, wanted)), code: 0 }));
  let left = wanted;
  return byLine(
    (line) => (left-- > 0 ? `${line}\n` : ''),
    () => ({ text: '', code: 0 }),
  );
};

const tail: Tool = (args) => {
  const { options, bad } = letters(args, '', 'nc');
  if (bad) return { problem: `tail: invalid option -- '${bad}'`, code: 1 };
  if (options.has('c')) return characters('tail', options.get('c')!, true);
  const text = options.get('n') ?? '10';
  const wanted = Number(text);
  if (Number.isNaN(wanted)) return { problem: `tail: invalid number of lines: '${text}'`, code: 1 };
  return whole((all) => {
    const lines = linesOf(all);
    const kept = text.startsWith('+')
      ? lines.slice(Math.max(0, wanted - 1))
      : wanted === 0
        ? []
        : lines.slice(-Math.abs(wanted));
    return { text: joined(kept), code: 0 };
  });
};

const sort: Tool = (args) => {
  const { options, bad } = letters(args, 'rnu', 'k');
  if (bad) return { problem: `sort: invalid option -- '${bad}'`, code: 2 };
  const column = options.has('k') ? parseInt(options.get('k')!, 10) - 1 : -1;
  const key = (line: string): string => (column < 0 ? line : line.trim().split(/\s+/).slice(column).join(' '));
  return whole((text) => {
    const lines = linesOf(text).sort((a, b) => {
      const x = key(a);
      const y = key(b);
      const order = options.has('n') ? (parseFloat(x) || 0) - (parseFloat(y) || 0) : 0;
      return order !== 0 ? order : x < y ? -1 : x > y ? 1 : 0;
    });
    if (options.has('r')) lines.reverse();
    return { text: joined(options.has('u') ? lines.filter((line, i) => line !== lines[i - 1]) : lines), code: 0 };
  });
};

const uniq: Tool = (args) => {
  const { options, bad } = letters(args, 'c', '');
  if (bad) return { problem: `uniq: invalid option -- '${bad}'`, code: 1 };
  return whole((text) => {
    const groups: { line: string; count: number }[] = [];
    for (const line of linesOf(text)) {
      const last = groups.at(-1);
      if (last?.line === line) last.count++;
      else groups.push({ line, count: 1 });
    }
    return {
      text: joined(groups.map((g) => (options.has('c') ? `${String(g.count).padStart(7)} ${g.line}` : g.line))),
      code: 0,
    };
  });
};

const base64: Tool = (args) => {
  const decode = args.some((a) => a === '-d' || a === '--decode' || a === '-D');
  return whole((text) => {
    if (!decode) return { text: `${encodeBase64(text)}\n`, code: 0 };
    const decoded = decodeBase64(text.replace(/\s/g, ''));
    return decoded === undefined ? { text: 'base64: invalid input\n', code: 1 } : { text: decoded, code: 0 };
  });
};

const awk: Tool = (args) => {
  const program = /^\s*(?:NR\s*>\s*(\d+)\s*)?\{\s*print\s+([^}]*)\}\s*$/.exec(args[0] ?? '');
  if (!program)
    return { problem: "awk: only '{print $1, $2}' is available here ('{print $1, $2}' 꼴만 쓸 수 있습니다)", code: 2 };
  const skip = Number(program[1] ?? '0');
  const fields = program[2]!.split(',').map((field) => field.trim());
  if (fields.some((field) => !/^\$(\d+|NF)$|^"[^"]*"$/.test(field)))
    return { problem: "awk: only '{print $1, $2}' is available here ('{print $1, $2}' 꼴만 쓸 수 있습니다)", code: 2 };
  let number = 0;
  return byLine(
    (line) => {
      if (++number <= skip) return '';
      const cells = line.trim().split(/\s+/);
      const value = (field: string): string => {
        if (field.startsWith('"')) return field.slice(1, -1);
        if (field === '$0') return line;
        return cells[field === '$NF' ? cells.length - 1 : Number(field.slice(1)) - 1] ?? '';
      };
      return `${fields.map(value).join(' ')}\n`;
    },
    () => ({ text: '', code: 0 }),
  );
};

const cat: Tool = () =>
  byLine(
    (line) => `${line}\n`,
    () => ({ text: '', code: 0 }),
  );

/** `cat` keeps a missing final newline; the others work line by line. */
const plainCat: Tool = (args) =>
  args.length === 0 || args[0] === '-' ? { push: (text) => text, end: () => ({ text: '', code: 0 }) } : cat(args);

export const tools: Readonly<Record<string, Tool>> = { grep, wc, head, tail, sort, uniq, base64, awk, cat: plainCat };

/** Where a tool's own options end and file names begin. */
export function fileArguments(
  name: string,
  args: readonly string[],
): { readonly options: string[]; readonly files: string[] } {
  if (name === 'base64')
    return { options: args.filter((a) => a.startsWith('-')), files: args.filter((a) => !a.startsWith('-')) };
  const valued: Readonly<Record<string, string>> = { grep: 'e', head: 'nc', tail: 'nc', sort: 'k' };
  const options: string[] = [];
  const files: string[] = [];
  let needsPattern = name === 'grep' || name === 'awk' ? 1 : 0;
  if (name === 'grep' && args.some((a) => a.startsWith('-e'))) needsPattern = 0;
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    if (word.startsWith('-') && word !== '-') {
      options.push(word);
      if (word.length === 2 && (valued[name] ?? '').includes(word[1]!) && i + 1 < args.length) options.push(args[++i]!);
    } else if (needsPattern > 0) {
      needsPattern--;
      options.push(word);
    } else files.push(word);
  }
  return { options, files };
}
