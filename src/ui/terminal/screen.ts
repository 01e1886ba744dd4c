import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import {
  layout,
  newEditor,
  redraw,
  replaceWord,
  insert,
  type as typeKeys,
  type Editor,
  type Layout,
} from '../../kubectl/line-editor.ts';
import { command, onRun, type CommandRun } from '../actions.ts';
import { useFiles } from '../files.ts';
import { listen, nextRequest, post } from '../link.ts';
import { playhead, questionWaits } from '../playhead.ts';
import { usePrefs } from '../prefs.ts';
import { textIn } from '../text.ts';
import { onlyReads } from './reading.ts';
import { Sheet, wrapped } from './sheet.ts';

const prompt = '\u001b[33m$\u001b[0m ';
/** What is kept for when the terminal is opened again, in characters. */
const keptMax = 200_000;

/**
 * The terminal: what was printed, the line being typed, what runs. It outlives the pane, so that closing and opening
 * it loses nothing; the pane only lends it a place on the screen.
 */
class Screen {
  /** Everything written so far, for a new pane. */
  private kept = '\u001b[90mkubectl, cat, ls, grep, clear, help\u001b[0m\r\n';
  private editor: Editor;
  private drawn: Layout | undefined;
  private running: CommandRun | undefined;
  /** Keys typed while a command runs: they come after it, as in any terminal. */
  private ahead = '';
  private term: Terminal | undefined;
  private sheet: Sheet | undefined;
  private asked: { request: number; cursor: number; twice: boolean } | undefined;

  constructor() {
    let history: string[] = [];
    try {
      history = JSON.parse(sessionStorage.getItem('wheelhouse.history') ?? '[]') as string[];
    } catch {
      // Nothing kept, or not ours.
    }
    this.editor = newEditor(history);
    onRun((run, answer) => this.hear(run, answer));
    listen((message) => {
      if (message.type === 'completions' && message.request === this.asked?.request)
        this.completed(message.from, message.items);
    });
  }

  /** Draws into `host` until the returned function is called. */
  attach(host: HTMLElement, label: string): () => void {
    const css = getComputedStyle(document.documentElement);
    const term = new Terminal({
      convertEol: true,
      cursorBlink: false,
      fontFamily: css.getPropertyValue('--font-code'),
      fontSize: 12.5,
      lineHeight: 1.45,
      scrollback: 5_000,
      screenReaderMode: true,
      minimumContrastRatio: 4.5,
      theme: themeOf(),
    });
    const sheet = new Sheet(term, host);
    term.open(host);
    term.textarea?.setAttribute('aria-label', label);
    sheet.measure();
    sheet.takes(this.kept);
    this.term = term;
    this.sheet = sheet;
    term.write(this.kept);
    this.drawn = undefined;
    if (!this.running) this.draw();
    const typing = term.onData((data) => this.typed(data));
    const watching = new ResizeObserver(() => {
      if (host.clientWidth === 0) return;
      const { columns } = sheet;
      sheet.measure();
      if (!this.running && sheet.columns !== columns) this.draw();
    });
    watching.observe(host);
    const themes = new MutationObserver(() => (term.options.theme = themeOf()));
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      watching.disconnect();
      themes.disconnect();
      typing.dispose();
      term.dispose();
      this.term = undefined;
      this.sheet = undefined;
    };
  }

  focus(): void {
    this.term?.focus();
  }

  private typed(data: string): void {
    if (this.running) {
      if (data.includes('\u0003')) {
        this.write('^C');
        playhead.leap(() => false);
        post({ type: 'interrupt', request: this.running.request });
        this.ahead = '';
      } else this.ahead += data;
      return;
    }
    const { editor, actions } = typeKeys(this.editor, data);
    this.editor = editor;
    for (const action of actions) {
      switch (action.type) {
        case 'submit':
          this.submit(action.line);
          break;
        case 'interrupt':
          this.write(`${this.lineText()}^C\n`);
          break;
        case 'clear':
          this.clear();
          break;
        case 'complete':
          this.asked = { request: nextRequest(), cursor: action.cursor, twice: action.twice };
          post({
            type: 'complete',
            request: this.asked.request,
            line: action.line,
            cursor: action.cursor,
            files: Object.keys(useFiles.getState().files),
          });
          break;
        default:
          break;
      }
    }
    if (!this.running) this.draw();
  }

  private submit(line: string): void {
    sessionStorage.setItem('wheelhouse.history', JSON.stringify(this.editor.history.slice(-200)));
    if (line.trim() === '') return this.write('\n');
    command(line, onlyReads(line) ? 'through' : 'play');
  }

  /** Every command of the page comes by here, whoever gave it. */
  private hear(run: CommandRun, answer: Parameters<Parameters<typeof onRun>[0]>[1]): void {
    if (answer === 'sent') {
      const shown = layout({ ...newEditor(), line: run.line }, prompt, this.sheet?.columns ?? Infinity);
      this.write(`${shown.rows.join('\n').slice(prompt.length)}\n`);
      this.running = run;
      if (questionWaits())
        this.write(`\u001b[90m# ${textIn(usePrefs.getState().lang, 'terminal.questionWaits')}\u001b[0m\n`);
      return;
    }
    if (answer.type === 'output') {
      // What is told in sentences is read in the pane; tables are not broken.
      const told = answer.stream === 'stderr' ? wrapped(answer.text, this.sheet?.columns ?? Infinity) : answer.text;
      this.write(colour(told));
    }
    if (answer.type === 'exit' && this.running?.request === run.request) {
      this.running = undefined;
      if (!this.kept.endsWith('\n')) this.write('\n');
      this.draw();
      const { ahead } = this;
      this.ahead = '';
      if (ahead) this.typed(ahead);
    }
  }

  private completed(from: number, items: readonly string[]): void {
    const asked = this.asked!;
    this.asked = undefined;
    if (this.running || asked.cursor !== this.editor.cursor || items.length === 0) return;
    const common = items.reduce((a, b) => {
      let n = 0;
      while (n < a.length && a[n] === b[n]) n++;
      return a.slice(0, n);
    });
    const typed = this.editor.line.slice(from, this.editor.cursor);
    if (common.length > typed.length) this.editor = replaceWord(this.editor, from, common);
    if (items.length === 1 && !/[=/]$/.test(common)) this.editor = insert(this.editor, ' ');
    else if (items.length > 1 && common.length <= typed.length && asked.twice)
      this.write(`${this.lineText()}\n${inColumns(items, this.sheet?.columns ?? 80)}\n`);
    this.draw();
  }

  private lineText(): string {
    return this.editor.line;
  }

  /** Prints where the typed line stands, with the prompt before it, and leaves the line to be drawn below. */
  private write(text: string): void {
    const lead = this.running ? '' : prompt;
    const before = this.drawn ? redraw(this.drawn, { rows: [''], row: 0, column: 0 }) : '';
    this.drawn = undefined;
    // A typed line is broken at the pane's edge; what is printed is not.
    if (lead === '') this.sheet?.takes(text);
    this.term?.write(before + lead + text);
    this.kept = (this.kept + lead + text.replaceAll('\n', '\r\n')).slice(-keptMax);
    if (!text.includes('\u001b[2J')) return;
    this.kept = '';
    this.sheet?.clear();
  }

  private clear(): void {
    this.kept = '';
    this.drawn = undefined;
    this.term?.write('\u001b[2J\u001b[3J\u001b[H');
    this.sheet?.clear();
  }

  private draw(): void {
    if (!this.term) return;
    const next = layout(this.editor, prompt, this.sheet!.columns);
    this.term.write(redraw(this.drawn, next));
    this.drawn = next;
  }
}

const colours: readonly (readonly [RegExp, number])[] = [
  [/\b(Running|Ready|Active|Completed)\b(?=\s|$)/g, 32],
  [/\b(Pending|ContainerCreating|Terminating|NotReady)\b(?=\s|$)/g, 33],
  [/\b(CrashLoopBackOff|ErrImagePull|ImagePullBackOff|Error|OOMKilled)\b(?=\s|$)/g, 31],
];

/** State words in the graph's colours; the text is the same. */
const colour = (text: string): string =>
  colours.reduce((out, [words, code]) => out.replace(words, `\u001b[${code}m$1\u001b[0m`), text);

function inColumns(items: readonly string[], columns: number): string {
  const width = Math.max(...items.map((item) => item.length)) + 2;
  const each = Math.max(1, Math.floor(columns / width));
  const rows: string[] = [];
  for (let i = 0; i < items.length; i += each)
    rows.push(
      items
        .slice(i, i + each)
        .map((item) => item.padEnd(width))
        .join('')
        .trimEnd(),
    );
  return rows.join('\n');
}

function themeOf() {
  const css = getComputedStyle(document.documentElement);
  const token = (name: string): string => css.getPropertyValue(`--${name}`).trim();
  return {
    background: token('sea'),
    foreground: token('ink-2'),
    cursor: token('brass'),
    cursorAccent: token('sea'),
    selectionBackground: token('line'),
    red: token('bad'),
    green: token('ok'),
    yellow: token('brass'),
    blue: token('api'),
    magenta: token('ctrl'),
    cyan: token('kubelet'),
    brightBlack: token('ink-3'),
  };
}

/** The page's one terminal. */
export const screen = new Screen();
