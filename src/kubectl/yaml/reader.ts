/** A place in the text. */
export interface Mark {
  readonly index: number;
  /** From 0. */
  readonly line: number;
  readonly column: number;
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

export const isBreak = (c: string): boolean =>
  c === '\n' || c === '\r' || c === '\u0085' || c === '\u2028' || c === '\u2029';
export const isBlank = (c: string): boolean => c === ' ' || c === '\t';
export const isEnd = (c: string): boolean => c === '';
export const isBreakOrEnd = (c: string): boolean => isEnd(c) || isBreak(c);
export const isBlankOrEnd = (c: string): boolean => isBlank(c) || isBreakOrEnd(c);
export const isAlpha = (c: string): boolean => /^[0-9A-Za-z_-]$/.test(c);

/** A cursor on YAML text that counts lines and columns as libyaml does. */
export class Reader {
  protected index = 0;
  protected line = 0;
  protected column = 0;

  protected readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  protected at(ahead = 0): string {
    return this.text[this.index + ahead] ?? '';
  }

  protected mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }

  protected fail(problem: string, context?: Mark): never {
    throw new YamlError('scanner', problem, this.mark(), context);
  }

  protected forward(count = 1): void {
    for (let i = 0; i < count; i++) {
      const code = this.text.charCodeAt(this.index++);
      // The second half of a surrogate pair belongs to the character before.
      if (code < 0xdc00 || code > 0xdfff) this.column++;
    }
  }

  protected forwardLine(): void {
    this.index += this.at() === '\r' && this.at(1) === '\n' ? 2 : 1;
    this.line++;
    this.column = 0;
  }

  protected read(): string {
    const c = this.at();
    this.forward();
    return c;
  }

  protected readLine(): string {
    const c = this.at();
    this.forwardLine();
    return c === '\u2028' || c === '\u2029' ? c : '\n';
  }

  /** `---` or `...` as a line of its own. */
  protected documentIndicator(): boolean {
    const three = this.text.slice(this.index, this.index + 3);
    return (three === '---' || three === '...') && isBlankOrEnd(this.at(3));
  }
}
