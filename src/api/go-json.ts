/**
 * Why Go's encoding/json would not read a text, in its words; undefined when it would.
 * Models: encoding/json scanner.go. JSON.parse has already said no: this is for the message alone.
 */
export function goJson(text: string): string | undefined {
  const scanner = new GoScanner(text);
  try {
    scanner.value();
    scanner.space();
    if (scanner.at < text.length) scanner.wrong('after top-level value');
    return undefined;
  } catch (error) {
    if (error instanceof Wrong) return error.message;
    throw error;
  }
}

class Wrong extends Error {}

/** Levels of a text. Source: encoding/json scanner.go maxNestingDepth. */
const depthMax = 10_000;

/** How many levels a text may have at most: brackets within strings count too. */
export function depthAtMost(text: string): number {
  let depth = 0;
  let most = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i) | 32;
    // [ and {, ] and } differ by one bit.
    if (c === 0x7b) most = Math.max(most, ++depth);
    else if (c === 0x7d) depth--;
  }
  return most;
}

const escapes = new Set(['b', 'f', 'n', 'r', 't', '\\', '/', '"']);

class GoScanner {
  at = 0;

  constructor(private readonly text: string) {}

  wrong(context: string): never {
    const c = this.text.codePointAt(this.at);
    if (c === undefined) throw new Wrong('unexpected end of JSON input');
    throw new Wrong(`invalid character ${quoteChar(String.fromCodePoint(c))} ${context}`);
  }

  space(): void {
    while (' \t\r\n'.includes(this.text[this.at] ?? 'x')) this.at++;
  }

  /** One value with everything in it. No recursion: a text may be deeper than a stack. */
  value(): void {
    /** Ends of the objects and lists that are open, the innermost last. */
    const open: ('}' | ']')[] = [];
    for (;;) {
      const begun = this.begin();
      if (begun !== undefined) {
        open.push(begun);
        if (open.length > depthMax) throw new Wrong('exceeded max depth');
        this.space();
        if (this.text[this.at] !== begun) {
          if (begun === '}') this.key();
          continue;
        }
        this.at++;
        open.pop();
      }
      for (;;) {
        const end = open.at(-1);
        if (end === undefined) return;
        this.space();
        const c = this.text[this.at];
        if (c !== ',' && c !== end) this.wrong(end === '}' ? 'after object key:value pair' : 'after array element');
        this.at++;
        if (c === ',') {
          if (end === '}') this.key();
          break;
        }
        open.pop();
      }
    }
  }

  /** A plain value, whole; or the beginning of an object or list, by its end. */
  private begin(): '}' | ']' | undefined {
    this.space();
    const c = this.text[this.at] ?? '';
    if (c === '{' || c === '[') {
      this.at++;
      return c === '{' ? '}' : ']';
    }
    if (c === '"') this.string();
    else if (c === 't' || c === 'f' || c === 'n') this.word(c === 't' ? 'true' : c === 'f' ? 'false' : 'null');
    else if (c === '-' || (c >= '0' && c <= '9')) this.number();
    else this.wrong('looking for beginning of value');
    return undefined;
  }

  private key(): void {
    this.space();
    if (this.text[this.at] !== '"') this.wrong('looking for beginning of object key string');
    this.string();
    this.space();
    if (this.text[this.at] !== ':') this.wrong('after object key');
    this.at++;
  }

  private string(): void {
    this.at++;
    for (;;) {
      const c = this.text[this.at];
      if (c === undefined || c < ' ') this.wrong('in string literal');
      this.at++;
      if (c === '"') return;
      if (c !== '\\') continue;
      const escape = this.text[this.at] ?? '';
      if (escape === 'u') {
        for (let i = 0; i < 4; i++) {
          this.at++;
          if (!/^[0-9a-fA-F]$/.test(this.text[this.at] ?? '')) this.wrong('in \\u hexadecimal character escape');
        }
      } else if (!escapes.has(escape)) this.wrong('in string escape code');
      this.at++;
    }
  }

  private word(word: string): void {
    for (let i = 0; i < word.length; i++, this.at++)
      if (this.text[this.at] !== word[i]) this.wrong(`in literal ${word} (expecting ${quoteChar(word[i]!)})`);
  }

  private number(): void {
    const digit = (): boolean => /^\d$/.test(this.text[this.at] ?? '');
    const digits = (context: string): void => {
      if (!digit()) this.wrong(context);
      while (digit()) this.at++;
    };
    if (this.text[this.at] === '-') this.at++;
    if (this.text[this.at] === '0') this.at++;
    else digits('in numeric literal');
    if (this.text[this.at] === '.') {
      this.at++;
      digits('after decimal point in numeric literal');
    }
    if (this.text[this.at] === 'e' || this.text[this.at] === 'E') {
      this.at++;
      if (this.text[this.at] === '+' || this.text[this.at] === '-') this.at++;
      digits('in exponent of numeric literal');
    }
  }
}

/** Models: scanner.go quoteChar. */
function quoteChar(c: string): string {
  if (c === "'") return `'\\''`;
  if (c === '"') return `'"'`;
  return `'${JSON.stringify(c).slice(1, -1)}'`;
}
