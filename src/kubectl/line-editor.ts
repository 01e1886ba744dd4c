import { unhangul } from './hangul.ts';
import { isIncomplete } from './shell/lexer.ts';

export { cellsOf, layout, redraw, type Layout } from './line-layout.ts';

/**
 * The line a person is typing: what the keys do, without a screen. `type` takes what a terminal sends (xterm's onData)
 * and gives the next state and what to do about it; `layout` and `redraw` say how it looks.
 * Models: GNU readline's emacs mode, the keys people use. Left out: numeric arguments, macros, vi mode.
 */
export interface Editor {
  readonly line: string;
  /** Place in `line`, in UTF-16 units, always between characters. */
  readonly cursor: number;
  /** Earlier lines, oldest first. */
  readonly history: readonly string[];
  /** Which history line is shown; history.length = the line being written. */
  readonly at: number;
  /** The line being written, while an older one is shown. */
  readonly draft: string;
  /** What Ctrl-U, Ctrl-K, Ctrl-W cut, for Ctrl-Y. */
  readonly cut: string;
  /** Ctrl-R: the text looked for, the history line it was found in last, and the line to go back to. */
  readonly search:
    { readonly query: string; readonly found: number; readonly failed: boolean; readonly before: string } | undefined;
  /** The last key was Tab. */
  readonly tabbed: boolean;
  /** Inside a bracketed paste. */
  readonly pasting: boolean;
  /** Characters that have come without the end of their sequence. */
  readonly pending: string;
}

export type EditorAction =
  /** Run this. The editor is ready for the next line. */
  | { readonly type: 'submit'; readonly line: string }
  /** Tab: ask for completions at `cursor`; `twice` when pressed again without typing in between. */
  | { readonly type: 'complete'; readonly line: string; readonly cursor: number; readonly twice: boolean }
  /** Ctrl-C: leave `^C` on the screen and begin a new line, or interrupt what runs. */
  | { readonly type: 'interrupt' }
  /** Ctrl-L. */
  | { readonly type: 'clear' }
  /** Ctrl-D on an empty line. */
  | { readonly type: 'end-of-file' }
  | { readonly type: 'bell' };

export const newEditor = (history: readonly string[] = []): Editor => ({
  line: '',
  cursor: 0,
  history,
  at: history.length,
  draft: '',
  cut: '',
  search: undefined,
  tabbed: false,
  pasting: false,
  pending: '',
});

const historyMax = 500;
const pasteStart = '\u001b[200~';
const pasteEnd = '\u001b[201~';

/** One or more keys, as a terminal sends them. */
export function type(
  editor: Editor,
  data: string,
): { readonly editor: Editor; readonly actions: readonly EditorAction[] } {
  const actions: EditorAction[] = [];
  let state = editor;
  let rest = editor.pending + data;
  state = { ...state, pending: '' };
  while (rest !== '') {
    if (state.pasting) {
      const end = rest.indexOf(pasteEnd);
      const text = (end < 0 ? rest : rest.slice(0, end)).replaceAll('\r\n', '\n').replaceAll('\r', '\n');
      state = insert(state, text);
      rest = end < 0 ? '' : rest.slice(end + pasteEnd.length);
      if (end >= 0) state = { ...state, pasting: false };
      continue;
    }
    const key = nextKey(rest);
    if (key === undefined) {
      // Escape alone, or a sequence cut in two.
      state = rest === '\u001b' ? state : { ...state, pending: rest };
      if (rest === '\u001b' && state.search) state = endSearch(state);
      break;
    }
    rest = rest.slice(key.length);
    if (key === pasteStart) {
      state = { ...state, pasting: true };
      continue;
    }
    const step = state.search ? searchKey(state, key) : press(state, key);
    state = { ...step.editor, tabbed: key === '\t' };
    actions.push(...step.actions);
  }
  return { editor: state, actions };
}

/** The first key of the text: a whole escape sequence or one character. */
function nextKey(text: string): string | undefined {
  if (text[0] !== '\u001b') return String.fromCodePoint(text.codePointAt(0)!);
  const sequence = /^\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z]|[^[O])/.exec(text);
  return sequence?.[0];
}

interface Step {
  readonly editor: Editor;
  readonly actions: readonly EditorAction[];
}

const only = (editor: Editor): Step => ({ editor, actions: [] });
const bell = (editor: Editor): Step => ({ editor, actions: [{ type: 'bell' }] });

function press(e: Editor, key: string): Step {
  switch (key) {
    case '\r':
      return enter(e);
    case '\n':
      return enter(e);
    case '\t':
      return { editor: e, actions: [{ type: 'complete', line: e.line, cursor: e.cursor, twice: e.tabbed }] };
    case '\u0003':
      return { editor: { ...newEditor(e.history), cut: e.cut }, actions: [{ type: 'interrupt' }] };
    case '\u0004':
      return e.line === ''
        ? { editor: e, actions: [{ type: 'end-of-file' }] }
        : only(remove(e, e.cursor, after(e.line, e.cursor)));
    case '\u000c':
      return { editor: e, actions: [{ type: 'clear' }] };
    case '\u0012':
      return only({ ...e, search: { query: '', found: e.history.length, failed: false, before: e.line } });
    case '\u0001':
    case '\u001b[H':
    case '\u001bOH':
    case '\u001b[1~':
      return only({ ...e, cursor: lineStart(e) });
    case '\u0005':
    case '\u001b[F':
    case '\u001bOF':
    case '\u001b[4~':
      return only({ ...e, cursor: lineEnd(e) });
    case '\u0002':
    case '\u001b[D':
    case '\u001bOD':
      return only({ ...e, cursor: before(e.line, e.cursor) });
    case '\u0006':
    case '\u001b[C':
    case '\u001bOC':
      return only({ ...e, cursor: after(e.line, e.cursor) });
    case '\u001bb':
    case '\u001b[1;5D':
    case '\u001b[1;3D':
      return only({ ...e, cursor: wordBefore(e.line, e.cursor) });
    case '\u001bf':
    case '\u001b[1;5C':
    case '\u001b[1;3C':
      return only({ ...e, cursor: wordAfter(e.line, e.cursor) });
    case '\u0010':
    case '\u001b[A':
    case '\u001bOA':
      return show(e, e.at - 1);
    case '\u000e':
    case '\u001b[B':
    case '\u001bOB':
      return show(e, e.at + 1);
    case '\u007f':
    case '\b':
      return e.cursor === 0 ? bell(e) : only(remove(e, before(e.line, e.cursor), e.cursor));
    case '\u001b[3~':
      return only(remove(e, e.cursor, after(e.line, e.cursor)));
    case '\u0015':
      return only(cutOut(e, lineStart(e), e.cursor));
    case '\u000b':
      return only(cutOut(e, e.cursor, lineEnd(e)));
    case '\u0017':
      return only(cutOut(e, blankBefore(e.line, e.cursor), e.cursor));
    case '\u001b\u007f':
    case '\u001b\b':
      return only(cutOut(e, wordBefore(e.line, e.cursor), e.cursor));
    case '\u001bd':
      return only(cutOut(e, e.cursor, wordAfter(e.line, e.cursor)));
    case '\u0019':
      return only(insert(e, e.cut));
    case '\u0014':
      return only(transpose(e));
    default:
      return key < ' ' || key.startsWith('\u001b') ? only(e) : only(insert(e, key));
  }
}

function enter(e: Editor): Step {
  const line = unhangul(e.line);
  if (isIncomplete(line)) return only(insert({ ...e, cursor: e.line.length }, '\n'));
  const keep = line.trim() !== '' && line !== e.history.at(-1);
  const history = keep ? [...e.history, line].slice(-historyMax) : e.history;
  return { editor: { ...newEditor(history), cut: e.cut }, actions: [{ type: 'submit', line }] };
}

/** Shows another line of the history; the last place is the line being written. */
function show(e: Editor, at: number): Step {
  if (at < 0 || at > e.history.length) return bell(e);
  const draft = e.at === e.history.length ? e.line : e.draft;
  const line = at === e.history.length ? draft : e.history[at]!;
  return only({ ...e, at, draft, line, cursor: line.length });
}

function searchKey(e: Editor, key: string): Step {
  const search = e.search!;
  switch (key) {
    case '\u0012':
      return find(e, search.query, search.found - 1);
    case '\u007f':
    case '\b':
      return find(e, [...search.query].slice(0, -1).join(''), e.history.length - 1);
    case '\u0003':
    case '\u0007':
      return only({ ...e, search: undefined, line: search.before, cursor: search.before.length });
    case '\r':
    case '\n':
      return enter(endSearch(e));
    default:
      if (key < ' ' || key.startsWith('\u001b')) return press(endSearch(e), key);
      return find(e, search.query + key, Math.min(search.found, e.history.length - 1));
  }
}

function find(e: Editor, query: string, from: number): Step {
  const search = e.search!;
  for (let i = from; query !== '' && i >= 0; i--) {
    const line = e.history[i]!;
    const place = line.lastIndexOf(query);
    if (place >= 0) return only({ ...e, line, cursor: place, search: { ...search, query, found: i, failed: false } });
  }
  if (query === '') return only({ ...e, search: { ...search, query, found: e.history.length, failed: false } });
  return bell({ ...e, search: { ...search, query, failed: true } });
}

const endSearch = (e: Editor): Editor => ({ ...e, search: undefined, at: e.history.length, draft: '' });

/** Puts text in at the cursor. */
export const insert = (e: Editor, text: string): Editor => ({
  ...e,
  line: e.line.slice(0, e.cursor) + text + e.line.slice(e.cursor),
  cursor: e.cursor + text.length,
});

const remove = (e: Editor, from: number, to: number): Editor => ({
  ...e,
  line: e.line.slice(0, from) + e.line.slice(to),
  cursor: from,
});

const cutOut = (e: Editor, from: number, to: number): Editor =>
  from === to ? e : { ...remove(e, from, to), cut: e.line.slice(from, to) };

/** Replaces the word from `from` to the cursor, as a chosen completion does. */
export const replaceWord = (e: Editor, from: number, text: string): Editor => insert(remove(e, from, e.cursor), text);

function transpose(e: Editor): Editor {
  const end = e.cursor === e.line.length ? e.cursor : after(e.line, e.cursor);
  const middle = before(e.line, end);
  const start = before(e.line, middle);
  if (start === middle || middle === end) return e;
  return {
    ...e,
    line: e.line.slice(0, start) + e.line.slice(middle, end) + e.line.slice(start, middle) + e.line.slice(end),
    cursor: end,
  };
}

const lineStart = (e: Editor): number => e.line.lastIndexOf('\n', e.cursor - 1) + 1;

function lineEnd(e: Editor): number {
  const end = e.line.indexOf('\n', e.cursor);
  return end < 0 ? e.line.length : end;
}

function before(text: string, at: number): number {
  if (at === 0) return 0;
  const low = text.charCodeAt(at - 1);
  return low >= 0xdc00 && low <= 0xdfff && at > 1 ? at - 2 : at - 1;
}

function after(text: string, at: number): number {
  if (at >= text.length) return text.length;
  return at + String.fromCodePoint(text.codePointAt(at)!).length;
}

const isWord = (c: string | undefined): boolean => c !== undefined && /[\p{L}\p{N}]/u.test(c);

function wordBefore(text: string, at: number): number {
  let i = at;
  while (i > 0 && !isWord(text[i - 1])) i--;
  while (i > 0 && isWord(text[i - 1])) i--;
  return i;
}

function wordAfter(text: string, at: number): number {
  let i = at;
  while (i < text.length && !isWord(text[i])) i++;
  while (i < text.length && isWord(text[i])) i++;
  return i;
}

function blankBefore(text: string, at: number): number {
  let i = at;
  while (i > 0 && /\s/.test(text[i - 1]!)) i--;
  while (i > 0 && !/\s/.test(text[i - 1]!)) i--;
  return i;
}
