import { isAlpha, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isEnd, type Mark } from './reader.ts';
import { ScalarReader } from './scalars.ts';

/**
 * YAML text → tokens. A port in behaviour of libyaml's scanner, because kubectl's messages (`yaml: line 4: mapping values
 * are not allowed in this context`) come from it. Models: go-yaml v2 scannerc.go. Left out: reserved directives.
 */
export type TokenType =
  | 'stream-start'
  | 'stream-end'
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  readonly type: TokenType;
  readonly start: Mark;
  readonly end: Mark;
  /** Text of a scalar, name of an anchor, alias or tag. */
  readonly text: string;
  /** Scalars without quotes: what they mean is looked up. */
  readonly plain: boolean;
}

interface SimpleKey {
  possible: boolean;
  required: boolean;
  tokenNumber: number;
  mark: Mark;
}

/** Farthest a key may reach, in characters. */
const keyMax = 1024;

export class Scanner extends ScalarReader {
  private tokens: Token[] = [];
  /** Tokens already handed out. */
  private parsed = 0;
  private started = false;
  private ended = false;
  private readonly indents: number[] = [];
  private readonly keys: SimpleKey[] = [];

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
    this.keys[this.keys.length - 1] = {
      possible: true,
      required,
      tokenNumber: this.parsed + this.tokens.length,
      mark: this.mark(),
    };
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
    if (this.column === 0 && this.documentIndicator())
      return this.indicator(c === '-' ? 'document-start' : 'document-end');
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
    const starts =
      !(isBlankOrEnd(c) || '-?:,[]{}#&*!|>\'"%@`'.includes(c)) ||
      (c === '-' && !isBlank(next)) ||
      (this.flowLevel === 0 && (c === '?' || c === ':') && !isBlankOrEnd(next));
    if (!starts) this.fail('found character that cannot start any token', this.mark());
    this.saveKey();
    this.keyAllowed = false;
    const start = this.mark();
    const text = this.plain(start);
    this.push('scalar', start, text, true);
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
    if (name === '' || !(isBlankOrEnd(this.at()) || '?:,]}%@`'.includes(this.at())))
      this.fail('did not find expected alphabetic or numeric character', start);
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
}
