import { tokenise, Unsupported, type Token } from './lexer.ts';

/**
 * A POSIX shell script as a list of instructions with jumps, so that a running shell is a number (where it is) and a
 * few variables: plain data that can be copied in the middle of a loop.
 * Left out: functions, case, here documents, subshell isolation, job control (`&` runs in the foreground but takes no time).
 */
export interface Script {
  readonly code: readonly Instruction[];
}

type Instruction =
  | { readonly op: 'run'; readonly commands: readonly Command[]; readonly background: boolean }
  | { readonly op: 'jump'; readonly to: number }
  /** Jumps when the last status is zero (`ok`) or is not. */
  | { readonly op: 'jump-if'; readonly ok: boolean; readonly to: number }
  | { readonly op: 'not' }
  | { readonly op: 'for'; readonly slot: number; readonly words: readonly Word[] }
  | { readonly op: 'next'; readonly slot: number; readonly name: string; readonly done: number }
  | { readonly op: 'ok' };

export interface Command {
  readonly assigns: readonly { readonly name: string; readonly word: Word }[];
  readonly words: readonly Word[];
  readonly redirects: readonly { readonly fd: number; readonly append: boolean; readonly to: Word }[];
}

export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly fallback: string | undefined;
      readonly quoted: boolean;
    }
  | { readonly kind: 'command'; readonly script: Script; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly text: string };

export type Word = readonly Part[];

/** Compiles a script. The error is what the shell prints after its name. */
export function compile(source: string): Script | { readonly error: string } {
  try {
    return compileScript(source);
  } catch (error) {
    if (error instanceof Unsupported) return { error: error.message };
    throw error;
  }
}

function compileScript(source: string): Script {
  const compiler = new Compiler(tokenise(source, compileScript));
  compiler.list([]);
  if (compiler.peek()) throw new Unsupported(`syntax error: unexpected "${compiler.peek()!.text}"`);
  return { code: compiler.code };
}

const reserved = new Set(['then', 'do', 'done', 'fi', 'else', 'elif', '}']);

class Compiler {
  readonly code: Instruction[] = [];
  private at = 0;
  private slots = 0;
  /** For break and continue: where the innermost loops begin, and jumps to be sent to their ends. */
  private readonly loops: { begin: number; breaks: number[] }[] = [];
  private readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  peek(): Token | undefined {
    return this.tokens[this.at];
  }

  /** Statements until one of `ends` (a keyword) or the end. */
  list(ends: readonly string[]): void {
    for (;;) {
      while (this.isOp('\n') || this.isOp(';')) this.at++;
      const token = this.peek();
      if (!token || this.isOp(')') || (token.type === 'word' && token.bare && ends.includes(token.text))) return;
      if (token.bare && reserved.has(token.text)) throw new Unsupported(`syntax error: unexpected "${token.text}"`);
      this.andOr();
    }
  }

  private andOr(): void {
    this.pipeline();
    while (this.isOp('&&') || this.isOp('||')) {
      const ok = this.tokens[this.at++]!.text === '||';
      while (this.isOp('\n')) this.at++;
      const jump = this.emit({ op: 'jump-if', ok, to: 0 });
      this.pipeline();
      this.patch(jump);
    }
  }

  private pipeline(): void {
    const negate = this.isWord('!');
    if (negate) this.at++;
    const token = this.peek();
    if (!token) throw new Unsupported('syntax error: unexpected end of file');
    if (token.bare && token.type === 'word') {
      const compound = {
        while: () => this.loop(true),
        until: () => this.loop(false),
        for: () => this.forLoop(),
        if: () => this.condition(),
      }[token.text];
      if (compound) {
        this.at++;
        compound();
        this.afterCompound();
        if (negate) this.emit({ op: 'not' });
        return;
      }
      if (token.text === '{') {
        this.at++;
        this.list(['}']);
        this.expect('}');
        this.afterCompound();
        return;
      }
      if (token.text === 'case' || token.text === 'function' || token.text === 'select')
        throw new Unsupported(`the model does not run "${token.text}"`);
      if (token.text === 'break' || token.text === 'continue') {
        this.at++;
        const loop = this.loops.at(-1);
        if (loop && token.text === 'break') loop.breaks.push(this.emit({ op: 'jump', to: 0 }));
        else if (loop) this.emit({ op: 'jump', to: loop.begin });
        return;
      }
    }
    if (this.isOp('(')) {
      this.at++;
      this.list([]);
      if (!this.isOp(')')) throw new Unsupported('syntax error: missing ")"');
      this.at++;
      this.afterCompound();
      return;
    }
    const commands = [this.simple()];
    while (this.isOp('|')) {
      this.at++;
      commands.push(this.simple());
    }
    const background = this.isOp('&');
    if (background) this.at++;
    this.emit({ op: 'run', commands, background });
    if (negate) this.emit({ op: 'not' });
  }

  /** Redirections and `&` behind a compound command are read and have no effect. */
  private afterCompound(): void {
    while (this.isOp('>') || this.isOp('>>') || this.isOp('2>')) this.at += 2;
    while (this.isOp('2>&1') || this.isOp('&')) this.at++;
    if (this.isOp('|')) throw new Unsupported('the model does not pipe the output of a loop');
  }

  private simple(): Command {
    const assigns: Command['assigns'][number][] = [];
    const words: Word[] = [];
    const redirects: Command['redirects'][number][] = [];
    for (;;) {
      const token = this.peek();
      if (!token) break;
      if (token.type === 'word') {
        this.at++;
        const assign = words.length === 0 ? /^([A-Za-z_]\w*)=/.exec(token.text) : null;
        if (assign) assigns.push({ name: assign[1]!, word: afterEquals(token.word, assign[0].length) });
        else words.push(token.word);
        continue;
      }
      if (token.text === '2>&1' || token.text === '>&2' || token.text === '1>&2') {
        this.at++;
        continue;
      }
      if (
        token.text === '>' ||
        token.text === '>>' ||
        token.text === '2>' ||
        token.text === '2>>' ||
        token.text === '&>'
      ) {
        const to = this.tokens[this.at + 1];
        if (!to || to.type !== 'word') throw new Unsupported('syntax error: bad redirection');
        redirects.push({ fd: token.text.startsWith('2') ? 2 : 1, append: token.text.endsWith('>>'), to: to.word });
        this.at += 2;
        continue;
      }
      break;
    }
    if (assigns.length === 0 && words.length === 0 && redirects.length === 0) {
      throw new Unsupported(
        `syntax error: unexpected ${this.peek() ? `"${this.peek()!.text.replace('\n', 'newline')}"` : 'end of file'}`,
      );
    }
    return { assigns, words, redirects };
  }

  private loop(whileOk: boolean): void {
    const begin = this.code.length;
    this.list(['do']);
    this.expect('do');
    const out = this.emit({ op: 'jump-if', ok: !whileOk, to: 0 });
    const loop = { begin, breaks: [] as number[] };
    this.loops.push(loop);
    this.list(['done']);
    this.expect('done');
    this.loops.pop();
    this.emit({ op: 'jump', to: begin });
    this.patch(out);
    for (const jump of loop.breaks) this.patch(jump);
    this.emit({ op: 'ok' });
  }

  private forLoop(): void {
    const name = this.tokens[this.at++]?.text ?? '';
    const words: Word[] = [];
    if (this.isWord('in')) {
      this.at++;
      while (this.peek()?.type === 'word') words.push(this.tokens[this.at++]!.word);
    }
    while (this.isOp(';') || this.isOp('\n')) this.at++;
    this.expect('do');
    const slot = this.slots++;
    this.emit({ op: 'for', slot, words });
    const begin = this.emit({ op: 'next', slot, name, done: 0 });
    const loop = { begin, breaks: [] as number[] };
    this.loops.push(loop);
    this.list(['done']);
    this.expect('done');
    this.loops.pop();
    this.emit({ op: 'jump', to: begin });
    this.code[begin] = { op: 'next', slot, name, done: this.code.length };
    for (const jump of loop.breaks) this.patch(jump);
    this.emit({ op: 'ok' });
  }

  private condition(): void {
    const ends: number[] = [];
    this.list(['then']);
    this.expect('then');
    let skip = this.emit({ op: 'jump-if', ok: false, to: 0 });
    for (;;) {
      this.list(['elif', 'else', 'fi']);
      ends.push(this.emit({ op: 'jump', to: 0 }));
      this.patch(skip);
      if (this.isWord('elif')) {
        this.at++;
        this.list(['then']);
        this.expect('then');
        skip = this.emit({ op: 'jump-if', ok: false, to: 0 });
        continue;
      }
      if (this.isWord('else')) {
        this.at++;
        this.list(['fi']);
      } else {
        this.emit({ op: 'ok' });
      }
      this.expect('fi');
      for (const end of ends) this.patch(end);
      return;
    }
  }

  private emit(instruction: Instruction): number {
    this.code.push(instruction);
    return this.code.length - 1;
  }

  private patch(index: number): void {
    this.code[index] = { ...this.code[index]!, to: this.code.length } as Instruction;
  }

  private expect(word: string): void {
    while (this.isOp('\n') || this.isOp(';')) this.at++;
    if (!this.isWord(word))
      throw new Unsupported(
        `syntax error: ${this.peek() ? `unexpected "${this.peek()!.text}"` : 'unexpected end of file'} (expecting "${word}")`,
      );
    this.at++;
  }

  private isOp(text: string): boolean {
    const token = this.tokens[this.at];
    return token?.type === 'op' && token.text === text;
  }

  private isWord(text: string): boolean {
    const token = this.tokens[this.at];
    return token?.type === 'word' && token.bare && token.text === text;
  }
}

/** The word behind `NAME=`. The name is always in the first, unquoted text part. */
function afterEquals(word: Word, length: number): Word {
  const [first, ...rest] = word;
  if (first?.kind !== 'text') return rest;
  const text = first.text.slice(length);
  return text === '' ? rest : [{ ...first, text }, ...rest];
}
