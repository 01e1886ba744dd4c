import { quote } from './text/go.ts';

/**
 * Command line flags as kubectl reads them.
 * Models: github.com/spf13/pflag (GNU style: `--name value`, `--name=value`, `-nvalue`, `-it`, `--`), errors in its words.
 */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly type: 'bool' | 'string' | 'int' | 'duration' | 'slice' | 'array';
  /** Text of the default, as help prints it. Default: false, '', 0, 0s, []. */
  readonly default?: string;
  /** Value when the flag stands without `=value` (`--dry-run`). Bool flags have it by nature. */
  readonly bare?: string;
  readonly help: string;
  readonly required?: boolean;
  /** Width of an int. Default 64. */
  readonly bits?: 32;
  /** Still taken, but no longer listed; what is said when it is used. Models: pflag MarkDeprecated. */
  readonly deprecated?: string;
}

export class Flags {
  private readonly values = new Map<string, string[]>();
  private readonly known = new Map<string, Flag>();

  constructor(flags: readonly Flag[]) {
    for (const flag of flags) this.known.set(flag.name, flag);
  }

  set(flag: Flag, text: string): void {
    if (flag.type === 'slice' || flag.type === 'array') {
      const list = this.values.get(flag.name) ?? [];
      list.push(...(flag.type === 'slice' ? splitComma(text) : [text]));
      this.values.set(flag.name, list);
    } else this.values.set(flag.name, [text]);
  }

  has(name: string): boolean {
    return this.known.has(name);
  }

  changed(name: string): boolean {
    return this.values.has(name);
  }

  text(name: string): string {
    return this.values.get(name)?.[0] ?? this.known.get(name)?.default ?? '';
  }

  on(name: string): boolean {
    const text = this.text(name);
    return text === 'true' || text === 't' || text === 'T' || text === '1' || text === 'TRUE' || text === 'True';
  }

  int(name: string): number {
    return Number(this.text(name) || '0');
  }

  list(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  /** Milliseconds. */
  duration(name: string): number {
    return parseDuration(this.text(name) || '0s') ?? 0;
  }
}

export interface Parsed {
  readonly flags: Flags;
  readonly args: readonly string[];
  /** Number of args before `--`; -1 when there was none. */
  readonly dash: number;
  readonly help: boolean;
  /** ` --name=value` of each flag in the order they were given. */
  readonly given: readonly string[];
}

/** Reads `words` against `flags`. A mistake is returned as pflag's text. */
export function parseFlags(words: readonly string[], flags: readonly Flag[]): Parsed | { readonly problem: string } {
  const values = new Flags(flags);
  const byName = new Map(flags.map((flag) => [flag.name, flag]));
  const byShort = new Map(flags.filter((flag) => flag.short).map((flag) => [flag.short!, flag]));
  const args: string[] = [];
  const given: string[] = [];
  let dash = -1;
  let help = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '--') {
      dash = args.length;
      args.push(...words.slice(i + 1));
      break;
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
      if (name === '' || name.startsWith('-') || name.startsWith('=')) return { problem: `bad flag syntax: ${word}` };
      const flag = byName.get(name);
      if (!flag) {
        if (name === 'help') {
          help = true;
          continue;
        }
        return { problem: `unknown flag: --${name}` };
      }
      let value: string;
      if (equals >= 0) value = word.slice(equals + 1);
      else if (bareValue(flag) !== undefined) value = bareValue(flag)!;
      else if (i + 1 < words.length) value = words[++i]!;
      else return { problem: `flag needs an argument: --${name}` };
      const wrong = checkValue(flag, value);
      if (wrong) return { problem: wrong };
      values.set(flag, value);
      given.push(` --${flag.name}=${value}`);
    } else if (word.startsWith('-') && word.length > 1) {
      let rest = word.slice(1);
      while (rest !== '') {
        const letter = rest[0]!;
        rest = rest.slice(1);
        const flag = byShort.get(letter);
        if (!flag) {
          if (letter === 'h') {
            help = true;
            continue;
          }
          return { problem: `unknown shorthand flag: ${quoteRune(letter)} in -${letter}${rest}` };
        }
        let value: string;
        if (rest.startsWith('=')) {
          value = rest.slice(1);
          rest = '';
        } else if (bareValue(flag) !== undefined) value = bareValue(flag)!;
        else if (rest !== '') {
          value = rest;
          rest = '';
        } else if (i + 1 < words.length) value = words[++i]!;
        else return { problem: `flag needs an argument: ${quoteRune(letter)} in -${letter}` };
        const wrong = checkValue(flag, value);
        if (wrong) return { problem: wrong };
        values.set(flag, value);
        given.push(` --${flag.name}=${value}`);
      }
    } else args.push(word);
  }
  return { flags: values, args, dash, help, given };
}

/** Words that are neither flags nor values of flags: what cobra looks at to find the command. */
export function withoutFlags(
  words: readonly string[],
  flags: readonly Flag[],
): { readonly word: string; readonly index: number }[] {
  // As cobra: a flag that is not known here takes the next word.
  const takesValue = (word: string, flag: Flag | undefined): boolean =>
    flag === undefined ? word !== '--help' && word !== '-h' : bareValue(flag) === undefined;
  const out: { word: string; index: number }[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '--') break;
    if (word.startsWith('--') && !word.includes('=')) {
      if (
        takesValue(
          word,
          flags.find((f) => f.name === word.slice(2)),
        )
      )
        i++;
    } else if (word.startsWith('-') && !word.includes('=') && word.length === 2) {
      if (
        takesValue(
          word,
          flags.find((f) => f.short === word[1]),
        )
      )
        i++;
    } else if (!word.startsWith('-') && word !== '') out.push({ word, index: i });
  }
  return out;
}

function bareValue(flag: Flag): string | undefined {
  return flag.type === 'bool' ? 'true' : flag.bare;
}

function checkValue(flag: Flag, value: string): string | undefined {
  const wrong = (why: string): string =>
    `invalid argument ${quote(value)} for ${quote(flag.short ? `-${flag.short}, --${flag.name}` : `--${flag.name}`)} flag: ${why}`;
  switch (flag.type) {
    case 'bool':
      return /^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/.test(value)
        ? undefined
        : wrong(`strconv.ParseBool: parsing ${quote(value)}: invalid syntax`);
    case 'int':
      if (!/^[+-]?(0[xX][0-9a-fA-F]+|[0-9]+)$/.test(value))
        return wrong(`strconv.ParseInt: parsing ${quote(value)}: invalid syntax`);
      return Math.abs(Number(value)) > (flag.bits === 32 ? 2 ** 31 - (Number(value) > 0 ? 1 : 0) : 2 ** 63)
        ? wrong(`strconv.ParseInt: parsing ${quote(value)}: value out of range`)
        : undefined;
    case 'duration': {
      if (parseDuration(value) !== undefined) return undefined;
      if (/^[+-]?[0-9]+(\.[0-9]*)?$/.test(value)) return wrong(`time: missing unit in duration ${quote(value)}`);
      return wrong(`time: invalid duration ${quote(value)}`);
    }
    default:
      return undefined;
  }
}

const quoteRune = (letter: string): string => (letter === "'" ? "'\\''" : `'${letter}'`);

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds of a Go duration (`1m30s`), or undefined. Models: Go time.ParseDuration. */
export function parseDuration(text: string): number | undefined {
  const match = /^([+-]?)((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|ms|s|m|h))+$/.exec(text);
  if (!match) return /^[+-]?0$/.test(text) ? 0 : undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/([0-9]*\.?[0-9]*)(ns|us|µs|ms|s|m|h)/g))
    total += Number(amount) * unitMs[unit!]!;
  return match[1] === '-' ? -total : total;
}

/** One CSV record, as stringSlice flags are split. */
function splitComma(text: string): string[] {
  if (text === '') return [];
  const out: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') {
        field += '"';
        i++;
      } else if (c === '"') quoted = false;
      else field += c;
    } else if (c === '"' && field === '') quoted = true;
    else if (c === ',') {
      out.push(field);
      field = '';
    } else field += c;
  }
  out.push(field);
  return out;
}
