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

/** Levels of a text. Upstream's maxNestingDepth is 10,000; what walks a value later has only a browser's stack. */
const depthMax = 1_000;

/** Whether a text may be deeper than is read: brackets within strings count too, so ask `goJson` then. */
export function mayBeTooDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i) | 32;
    // [ and {, ] and } differ by one bit.
    if (c === 0x7b) depth++;
    else if (c === 0x7d) depth--;
    if (depth > depthMax) return true;
  }
  return false;
}

const escapes = new Set(['b', 'f', 'n', 'r', 't', '\\', '/', '"']);

class GoScanner {
  at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  wrong(context: string): never {
    const c = this.text.codePointAt(this.at);
    if (c === undefined) throw new Wrong('unexpected end of JSON input');
    throw new Wrong(`invalid character ${quoteChar(String.fromCodePoint(c))} ${context}`);
  }

  space(): void {
    while (' \t\r\n'.includes(this.text[this.at] ?? 'x')) this.at++;
  }

  value(): void {
    this.space();
    const c = this.text[this.at] ?? '';
    if (c === '{') return this.nested('}');
    if (c === '[') return this.nested(']');
    if (c === '"') return this.string();
    if (c === 't' || c === 'f' || c === 'n') return this.word(c === 't' ? 'true' : c === 'f' ? 'false' : 'null');
    if (c === '-' || (c >= '0' && c <= '9')) return this.number();
    this.wrong('looking for beginning of value');
  }

  private nested(end: '}' | ']'): void {
    if (++this.depth > depthMax) throw new Wrong('exceeded max depth');
    this.at++;
    this.space();
    if (this.text[this.at] === end) {
      this.at++;
      this.depth--;
      return;
    }
    for (;;) {
      if (end === '}') {
        this.space();
        if (this.text[this.at] !== '"') this.wrong('looking for beginning of object key string');
        this.string();
        this.space();
        if (this.text[this.at] !== ':') this.wrong('after object key');
        this.at++;
      }
      this.value();
      this.space();
      const c = this.text[this.at];
      if (c !== ',' && c !== end) this.wrong(end === '}' ? 'after object key:value pair' : 'after array element');
      this.at++;
      if (c === end) {
        this.depth--;
        return;
      }
    }
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
