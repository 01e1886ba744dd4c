/**
 * YAML text → tokens. A port in behaviour of libyaml's scanner, because kubectl's messages (`yaml: line 4: mapping values
 * are not allowed in this context`) come from it. Models: go-yaml v2 scannerc.go. Left out: reserved directives.
 */
export interface Mark {
  readonly index: number;
  /** From 0. */
  readonly line: number;
  readonly column: number;
}

export type TokenType =
  | 'stream-start' | 'stream-end' | 'directive' | 'document-start' | 'document-end'
  | 'block-sequence-start' | 'block-mapping-start' | 'block-end'
  | 'flow-sequence-start' | 'flow-sequence-end' | 'flow-mapping-start' | 'flow-mapping-end'
  | 'block-entry' | 'flow-entry' | 'key' | 'value' | 'alias' | 'anchor' | 'tag' | 'scalar';

export interface Token {
  readonly type: TokenType;
  readonly start: Mark;
  readonly end: Mark;
  /** Text of a scalar, name of an anchor, alias or tag. */
  readonly text: string;
  /** Scalars without quotes: what they mean is looked up. */
  readonly plain: boolean;
}

/** What is wrong and where. `scanner` counts lines from the one it stands on, the parser from the one before. */
export class YamlError extends Error {
  readonly problem: string;
  readonly mark: Mark;
  readonly by: 'scanner' | 'parser';
  readonly context: Mark | undefined;

  constructor(by: 'scanner' | 'parser', problem: string, mark: Mark, context?: Mark) {
    super(problem);
    this.by = by;
    this.problem = problem;
    this.mark = mark;
    this.context = context;
  }
}

interface SimpleKey {
  possible: boolean;
  required: boolean;
  tokenNumber: number;
  mark: Mark;
}

const isBreak = (c: string): boolean => c === '\n' || c === '\r' || c === '\u0085' || c === '\u2028' || c === '\u2029';
const isBlank = (c: string): boolean => c === ' ' || c === '\t';
const isEnd = (c: string): boolean => c === '';
const isBreakOrEnd = (c: string): boolean => isEnd(c) || isBreak(c);
const isBlankOrEnd = (c: string): boolean => isBlank(c) || isBreakOrEnd(c);
const isAlpha = (c: string): boolean => /^[0-9A-Za-z_-]$/.test(c);

/** Farthest a key may reach, in characters. */
const keyMax = 1024;

export class Scanner {
  private index = 0;
  private line = 0;
  private column = 0;
  private tokens: Token[] = [];
  /** Tokens already handed out. */
  private parsed = 0;
  private started = false;
  private ended = false;
  private indent = -1;
  private readonly indents: number[] = [];
  private flowLevel = 0;
  private keyAllowed = true;
  private readonly keys: SimpleKey[] = [];

  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The next token, left in place. */
  peek(): Token {
    this.fill();
    return this.tokens[0]!;
  }

  skip(): void {
    this.tokens.shift();
    this.parsed++;
  }

  /** Steps over the next token if it is of this type. */
  skipIf(type: TokenType): void {
    if (this.peek().type === type) this.skip();
  }

  private at(ahead = 0): string {
    return this.text[this.index + ahead] ?? '';
  }

  private mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }

  private fail(problem: string, context?: Mark): never {
    throw new YamlError('scanner', problem, this.mark(), context);
  }

  private forward(count = 1): void {
    for (let i = 0; i < count; i++) {
      const code = this.text.charCodeAt(this.index++);
      // The second half of a surrogate pair belongs to the character before.
      if (code < 0xdc00 || code > 0xdfff) this.column++;
    }
  }

  private forwardLine(): void {
    this.index += this.at() === '\r' && this.at(1) === '\n' ? 2 : 1;
    this.line++;
    this.column = 0;
  }

  private read(): string {
    const c = this.at();
    this.forward();
    return c;
  }

  private readLine(): string {
    const c = this.at();
    this.forwardLine();
    return c === '\u2028' || c === '\u2029' ? c : '\n';
  }

  /** Reads on until the first token is certain: it may turn out to be a key. */
  private fill(): void {
    for (;;) {
      if (this.tokens.length > 0) {
        const key = this.keys.find((k) => k.possible && k.tokenNumber === this.parsed);
        if (!key || !this.stillKey(key)) return;
      }
      if (this.ended) return;
      this.next();
    }
  }

  private stillKey(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.mark.line < this.line || key.mark.index + keyMax < this.index) {
      if (key.required) this.fail("could not find expected ':'", key.mark);
      key.possible = false;
      return false;
    }
    return true;
  }

  private saveKey(): void {
    const required = this.flowLevel === 0 && this.indent === this.column;
    if (!this.keyAllowed) return;
    this.dropKey();
    this.keys[this.keys.length - 1] = { possible: true, required, tokenNumber: this.parsed + this.tokens.length, mark: this.mark() };
  }

  private dropKey(): void {
    const key = this.keys.at(-1)!;
    if (key.possible && key.required) this.fail("could not find expected ':'", key.mark);
    key.possible = false;
  }

  private push(type: TokenType, start: Mark, text = '', plain = false): void {
    this.tokens.push({ type, start, end: this.mark(), text, plain });
  }

  private insert(place: number, type: TokenType, mark: Mark): void {
    this.tokens.splice(place, 0, { type, start: mark, end: mark, text: '', plain: false });
  }

  private roll(column: number, tokenNumber: number, type: TokenType, mark: Mark): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    this.insert(tokenNumber < 0 ? this.tokens.length : tokenNumber - this.parsed, type, mark);
  }

  private unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.push('block-end', this.mark());
      this.indent = this.indents.pop()!;
    }
  }

  private next(): void {
    if (!this.started) {
      this.started = true;
      this.keys.push({ possible: false, required: false, tokenNumber: 0, mark: this.mark() });
      this.push('stream-start', this.mark());
      return;
    }
    this.toNextToken();
    this.unroll(this.column);
    const c = this.at();
    if (isEnd(c)) {
      this.endStream();
      return;
    }
    if (this.column === 0 && c === '%') return this.directive();
    if (this.column === 0 && this.documentIndicator()) return this.indicator(c === '-' ? 'document-start' : 'document-end');
    switch (c) {
      case '[':
        return this.flowStart('flow-sequence-start');
      case '{':
        return this.flowStart('flow-mapping-start');
      case ']':
        return this.flowEnd('flow-sequence-end');
      case '}':
        return this.flowEnd('flow-mapping-end');
      case ',':
        this.dropKey();
        this.keyAllowed = true;
        return this.one('flow-entry');
      case '*':
        return this.anchor('alias');
      case '&':
        return this.anchor('anchor');
      case '!':
        return this.tag();
      case "'":
      case '"': {
        this.saveKey();
        this.keyAllowed = false;
        const start = this.mark();
        const text = this.quoted(c === "'");
        return this.push('scalar', start, text);
      }
    }
    const next = this.at(1);
    if (c === '-' && isBlankOrEnd(next)) return this.blockEntry();
    if (c === '?' && (this.flowLevel > 0 || isBlankOrEnd(next))) return this.explicitKey();
    if (c === ':' && (this.flowLevel > 0 || isBlankOrEnd(next))) return this.value();
    if ((c === '|' || c === '>') && this.flowLevel === 0) {
      this.dropKey();
      this.keyAllowed = true;
      const start = this.mark();
      const text = this.block(c === '|');
      return this.push('scalar', start, text);
    }
    const starts = !(isBlankOrEnd(c) || '-?:,[]{}#&*!|>\'"%@`'.includes(c)) || (c === '-' && !isBlank(next)) || (this.flowLevel === 0 && (c === '?' || c === ':') && !isBlankOrEnd(next));
    if (!starts) this.fail('found character that cannot start any token', this.mark());
    this.saveKey();
    this.keyAllowed = false;
    const start = this.mark();
    const text = this.plain(start);
    this.push('scalar', start, text, true);
  }

  private documentIndicator(): boolean {
    const three = this.text.slice(this.index, this.index + 3);
    return (three === '---' || three === '...') && isBlankOrEnd(this.at(3));
  }

  private toNextToken(): void {
    for (;;) {
      if (this.column === 0 && this.at() === '\ufeff') this.forward();
      while (this.at() === ' ' || ((this.flowLevel > 0 || !this.keyAllowed) && this.at() === '\t')) this.forward();
      if (this.at() === '#') while (!isBreakOrEnd(this.at())) this.forward();
      if (!isBreak(this.at())) return;
      this.forwardLine();
      if (this.flowLevel === 0) this.keyAllowed = true;
    }
  }

  private endStream(): void {
    if (this.column !== 0) {
      this.column = 0;
      this.line++;
    }
    this.unroll(-1);
    this.dropKey();
    this.keyAllowed = false;
    this.ended = true;
    this.push('stream-end', this.mark());
  }

  private directive(): void {
    this.unroll(-1);
    this.dropKey();
    this.keyAllowed = false;
    const start = this.mark();
    this.forward();
    let name = '';
    while (isAlpha(this.at())) name += this.read();
    if (name === '') this.fail('could not find expected directive name', start);
    if (!isBlankOrEnd(this.at())) this.fail('found unexpected non-alphabetical character', start);
    if (name !== 'YAML' && name !== 'TAG') this.fail('found unknown directive name', start);
    while (!isBreakOrEnd(this.at())) this.forward();
    this.push('directive', start, name);
  }

  private indicator(type: TokenType): void {
    this.unroll(-1);
    this.dropKey();
    this.keyAllowed = false;
    const start = this.mark();
    this.forward(3);
    this.push(type, start);
  }

  private one(type: TokenType): void {
    const start = this.mark();
    this.forward();
    this.push(type, start);
  }

  private flowStart(type: TokenType): void {
    this.saveKey();
    this.keys.push({ possible: false, required: false, tokenNumber: 0, mark: this.mark() });
    this.flowLevel++;
    this.keyAllowed = true;
    this.one(type);
  }

  private flowEnd(type: TokenType): void {
    this.dropKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      this.keys.pop();
    }
    this.keyAllowed = false;
    this.one(type);
  }

  private blockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) this.fail('block sequence entries are not allowed in this context', this.mark());
      this.roll(this.column, -1, 'block-sequence-start', this.mark());
    }
    this.dropKey();
    this.keyAllowed = true;
    this.one('block-entry');
  }

  private explicitKey(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) this.fail('mapping keys are not allowed in this context', this.mark());
      this.roll(this.column, -1, 'block-mapping-start', this.mark());
    }
    this.dropKey();
    this.keyAllowed = this.flowLevel === 0;
    this.one('key');
  }

  private value(): void {
    const key = this.keys.at(-1)!;
    if (this.stillKey(key)) {
      this.insert(key.tokenNumber - this.parsed, 'key', key.mark);
      this.roll(key.mark.column, key.tokenNumber, 'block-mapping-start', key.mark);
      key.possible = false;
      this.keyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.keyAllowed) this.fail('mapping values are not allowed in this context', this.mark());
        this.roll(this.column, -1, 'block-mapping-start', this.mark());
      }
      this.keyAllowed = this.flowLevel === 0;
    }
    this.one('value');
  }

  private anchor(type: 'alias' | 'anchor'): void {
    this.saveKey();
    this.keyAllowed = false;
    const start = this.mark();
    this.forward();
    let name = '';
    while (isAlpha(this.at())) name += this.read();
    if (name === '' || !(isBlankOrEnd(this.at()) || '?:,]}%@`'.includes(this.at()))) this.fail('did not find expected alphabetic or numeric character', start);
    this.push(type, start, name);
  }

  private tag(): void {
    this.saveKey();
    this.keyAllowed = false;
    const start = this.mark();
    let text = '';
    if (this.at(1) === '<') {
      this.forward(2);
      while (/[^\s>]/.test(this.at())) text += this.read();
      if (this.at() !== '>') this.fail("did not find the expected '>'", start);
      this.forward();
    } else {
      while (/[0-9A-Za-z\-;/?:@&=+$.!~*'()%_]/.test(this.at())) text += this.read();
    }
    if (!isBlankOrEnd(this.at())) this.fail('did not find expected whitespace or line break', start);
    this.push('tag', start, text);
  }

  private block(literal: boolean): string {
    const start = this.mark();
    this.forward();
    let chomping = 0;
    let increment = 0;
    const sign = (): void => {
      if (this.at() === '+' || this.at() === '-') chomping = this.read() === '+' ? 1 : -1;
    };
    const digit = (): void => {
      if (!/[0-9]/.test(this.at())) return;
      if (this.at() === '0') this.fail('found an indentation indicator equal to 0', start);
      increment = Number(this.read());
    };
    if (/[0-9]/.test(this.at())) {
      digit();
      sign();
    } else {
      sign();
      digit();
    }
    while (isBlank(this.at())) this.forward();
    if (this.at() === '#') while (!isBreakOrEnd(this.at())) this.forward();
    if (!isBreakOrEnd(this.at())) this.fail('did not find expected comment or line break', start);
    if (isBreak(this.at())) this.forwardLine();
    let indent = increment > 0 ? Math.max(0, this.indent) + increment : 0;
    let out = '';
    let leadingBreak = '';
    let trailing = '';
    const breaks = (): void => {
      let widest = 0;
      for (;;) {
        while ((indent === 0 || this.column < indent) && this.at() === ' ') this.forward();
        widest = Math.max(widest, this.column);
        if ((indent === 0 || this.column < indent) && this.at() === '\t') this.fail('found a tab character where an indentation space is expected', start);
        if (!isBreak(this.at())) break;
        trailing += this.readLine();
      }
      if (indent === 0) indent = Math.max(widest, this.indent + 1, 1);
    };
    breaks();
    let leadingBlank = false;
    while (this.column === indent && !isEnd(this.at())) {
      const blank = isBlank(this.at());
      if (!literal && !leadingBlank && !blank && leadingBreak === '\n') {
        if (trailing === '') out += ' ';
      } else out += leadingBreak;
      out += trailing;
      leadingBreak = '';
      trailing = '';
      leadingBlank = blank;
      while (!isBreakOrEnd(this.at())) out += this.read();
      if (isBreak(this.at())) leadingBreak = this.readLine();
      breaks();
    }
    if (chomping !== -1) out += leadingBreak;
    if (chomping === 1) out += trailing;
    return out;
  }

  private quoted(single: boolean): string {
    const start = this.mark();
    const end = single ? "'" : '"';
    this.forward();
    let out = '';
    for (;;) {
      if (this.column === 0 && this.documentIndicator()) this.fail('found unexpected document indicator', start);
      if (isEnd(this.at())) this.fail('found unexpected end of stream', start);
      let leading = false;
      while (!isBlankOrEnd(this.at())) {
        const c = this.at();
        if (single && c === "'" && this.at(1) === "'") {
          out += "'";
          this.forward(2);
        } else if (c === end) break;
        else if (!single && c === '\\' && isBreak(this.at(1))) {
          this.forward();
          this.forwardLine();
          leading = true;
          break;
        } else if (!single && c === '\\') out += this.escape(start);
        else out += this.read();
      }
      if (this.at() === end) break;
      const folded = this.blanks(leading);
      out += folded;
    }
    this.forward();
    return out;
  }

  /** White space inside a quoted scalar, with its line breaks folded. */
  private blanks(alreadyLeading: boolean): string {
    let leading = alreadyLeading;
    let spaces = '';
    let first = '';
    let trailing = '';
    while (isBlank(this.at()) || isBreak(this.at())) {
      if (isBlank(this.at())) {
        if (leading) this.forward();
        else spaces += this.read();
      } else if (leading) trailing += this.readLine();
      else {
        spaces = '';
        first = this.readLine();
        leading = true;
      }
    }
    if (!leading) return spaces;
    return first === '\n' ? trailing || ' ' : first + trailing;
  }

  private escape(start: Mark): string {
    const c = this.at(1);
    const known = escapes[c];
    if (known !== undefined) {
      this.forward(2);
      return known;
    }
    const length = c === 'x' ? 2 : c === 'u' ? 4 : c === 'U' ? 8 : 0;
    if (length === 0) this.fail('found unknown escape character', start);
    this.forward(2);
    const digits = this.text.slice(this.index, this.index + length);
    if (!new RegExp(`^[0-9A-Fa-f]{${length}}$`).test(digits)) this.fail('did not find expected hexdecimal number', start);
    const code = parseInt(digits, 16);
    if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) this.fail('found invalid Unicode character escape code', start);
    this.forward(length);
    return String.fromCodePoint(code);
  }

  private plain(start: Mark): string {
    const indent = this.indent + 1;
    let out = '';
    let spaces = '';
    let first = '';
    let trailing = '';
    let leading = false;
    for (;;) {
      if (this.column === 0 && this.documentIndicator()) break;
      if (this.at() === '#') break;
      while (!isBlankOrEnd(this.at())) {
        const c = this.at();
        if ((c === ':' && isBlankOrEnd(this.at(1))) || (this.flowLevel > 0 && ',?[]{}'.includes(c))) break;
        if (leading) {
          out += first === '\n' ? trailing || ' ' : first + trailing;
          first = '';
          trailing = '';
          leading = false;
        } else out += spaces;
        spaces = '';
        out += this.read();
      }
      if (!(isBlank(this.at()) || isBreak(this.at()))) break;
      while (isBlank(this.at()) || isBreak(this.at())) {
        if (isBlank(this.at())) {
          if (leading && this.column < indent && this.at() === '\t') this.fail('found a tab character that violates indentation', start);
          if (leading) this.forward();
          else spaces += this.read();
        } else if (leading) trailing += this.readLine();
        else {
          spaces = '';
          first = this.readLine();
          leading = true;
        }
      }
      if (this.flowLevel === 0 && this.column < indent) break;
    }
    if (leading) this.keyAllowed = true;
    return out;
  }
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0', a: '\u0007', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\u001b', ' ': ' ', '"': '"', "'": "'", '\\': '\\', '/': '/', N: '\u0085', _: '\u00a0', L: '\u2028', P: '\u2029',
};
