import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isEnd, Reader, type Mark } from './reader.ts';

/** The three ways to write text in YAML. Models: scannerc.go yaml_parser_scan_block_scalar, _flow_scalar, _plain_scalar. */
export class ScalarReader extends Reader {
  /** Column of the block the scanner is in; -1 outside of all. */
  protected indent = -1;
  protected flowLevel = 0;
  /** A key may begin here. */
  protected keyAllowed = true;

  protected block(literal: boolean): string {
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
        if ((indent === 0 || this.column < indent) && this.at() === '\t')
          this.fail('found a tab character where an indentation space is expected', start);
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

  protected quoted(single: boolean): string {
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
    if (!new RegExp(`^[0-9A-Fa-f]{${length}}$`).test(digits))
      this.fail('did not find expected hexdecimal number', start);
    const code = parseInt(digits, 16);
    if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
      this.fail('found invalid Unicode character escape code', start);
    this.forward(length);
    return String.fromCodePoint(code);
  }

  protected plain(start: Mark): string {
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
          if (leading && this.column < indent && this.at() === '\t')
            this.fail('found a tab character that violates indentation', start);
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
  '0': '\0',
  a: '\u0007',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\u001b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};
