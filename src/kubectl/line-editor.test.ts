import { describe, expect, it } from 'vitest';
import { latinOf, unhangul } from './hangul.ts';
import { cellsOf, layout, newEditor, replaceWord, type, type Editor } from './line-editor.ts';

const after = (keys: string, history: readonly string[] = []): Editor => type(newEditor(history), keys).editor;

describe('keys', () => {
  it.each([
    ['letters', 'abc', 'abc', 3],
    ['arrows and an insertion', 'ac\u001b[Db', 'abc', 2],
    ['Ctrl-A and Ctrl-E', 'b\u0001a\u0005c', 'abc', 3],
    ['Backspace takes a whole emoji', 'a😀\u007f', 'a', 1],
    ['Ctrl-W takes the word before', 'kubectl get pods\u0017', 'kubectl get ', 12],
    ['Ctrl-U takes all before, Ctrl-Y gives it back', 'abc def\u001b[D\u0015\u0005 \u0019', 'f abc de', 8],
    ['Ctrl-K takes all behind', 'abc\u0001\u001b[C\u000b', 'a', 1],
    ['Ctrl-D takes the letter under the cursor', 'abc\u0001\u0004', 'bc', 0],
    ['Alt-B and Alt-D', 'get pods\u001bb\u001bd', 'get ', 4],
    ['Ctrl-T swaps two letters', 'gte\u0014', 'get', 3],
    ['a pasted block keeps its lines', '\u001b[200~a\r\nb\u001b[201~', 'a\nb', 3],
  ])('%s', (_sentence, keys, line, cursor) => {
    const editor = after(keys);
    expect([editor.line, editor.cursor]).toEqual([line, cursor]);
  });

  it('up and down walk through the history and come back to the line being written', () => {
    const history = ['one', 'two'];
    expect(after('new\u001b[A', history).line).toBe('two');
    expect(after('new\u001b[A\u001b[A', history).line).toBe('one');
    expect(after('new\u001b[A\u001b[A\u001b[B\u001b[B', history).line).toBe('new');
  });

  it('Enter submits and remembers', () => {
    const { editor, actions } = type(newEditor(['ls']), 'kubectl get pods\r');
    expect(actions).toEqual([{ type: 'submit', line: 'kubectl get pods' }]);
    expect(editor.history).toEqual(['ls', 'kubectl get pods']);
    expect(editor.line).toBe('');
  });

  it('Enter inside a here-document goes on', () => {
    const { actions } = type(newEditor(), 'kubectl apply -f - <<EOF\ra: b\rEOF\r');
    expect(actions).toEqual([{ type: 'submit', line: 'kubectl apply -f - <<EOF\na: b\nEOF' }]);
  });

  it('Ctrl-R finds the last line with a text, again the one before', () => {
    const history = ['kubectl get pods', 'ls', 'kubectl get svc'];
    const found = after('\u0012get', history);
    expect(found.line).toBe('kubectl get svc');
    expect(type(found, '\u0012').editor.line).toBe('kubectl get pods');
    expect(type(found, 'zzz').actions).toContainEqual({ type: 'bell' });
    expect(type(found, '\r').actions).toEqual([{ type: 'submit', line: 'kubectl get svc' }]);
    expect(type(found, '\u0007').editor.line).toBe('');
  });

  it('Tab asks for completions; a second Tab says so', () => {
    const first = type(newEditor(), 'kubectl ge\t');
    expect(first.actions).toEqual([{ type: 'complete', line: 'kubectl ge', cursor: 10, twice: false }]);
    expect(type(first.editor, '\t').actions).toMatchObject([{ twice: true }]);
    expect(replaceWord(first.editor, 8, 'get ').line).toBe('kubectl get ');
  });

  it.each([
    ['Ctrl-C', '\u0003', 'interrupt'],
    ['Ctrl-L', '\u000c', 'clear'],
    ['Ctrl-D on an empty line', '\u0004', 'end-of-file'],
  ])('%s', (_sentence, key, action) => expect(type(newEditor(), key).actions).toEqual([{ type: action }]));

  it('an escape sequence may come in pieces', () => {
    const half = type(type(newEditor(), 'ab').editor, '\u001b[').editor;
    expect(type(half, 'D').editor.cursor).toBe(1);
  });
});

describe('the Korean keyboard left on', () => {
  it.each([
    ['jamo', 'ㅏㅕㅠㄷㅊ시', 'kubectl'],
    ['syllables with finals', 'ㅎㄷㅅ ㅔㅐㅇㄴ', 'get pods'],
    ['compound vowels and finals', '와 값', 'dhk rkqt'],
    ['doubled letters are capitals', 'ㅆㄲ', 'TR'],
  ])('%s', (_sentence, hangul, latin) => expect(latinOf(hangul)).toBe(latin));

  it('only lines that begin so are changed, and never what is quoted', () => {
    expect(unhangul("ㅏㅕㅠㄷㅊ시 annotate pod web note='안녕'")).toBe("kubectl annotate pod web note='안녕'");
    expect(unhangul('echo 안녕')).toBe('echo 안녕');
    expect(type(newEditor(), 'ㅏㅕㅠㄷㅊ시 ㅎㄷㅅ ㅔㅐㅇㄴ\r').actions).toEqual([
      { type: 'submit', line: 'kubectl get pods' },
    ]);
  });
});

describe('how it looks', () => {
  it('Hangul takes two cells', () => expect([cellsOf('한a'), cellsOf('e\u0301'), cellsOf('😀')]).toEqual([3, 1, 2]));

  it('wide letters are not cut at the edge', () =>
    expect(layout(after('가나다'), '$ ', 5)).toEqual({ rows: ['$ 가', '나다'], row: 1, column: 4 }));

  it('a full row puts the cursor on the next', () =>
    expect(layout(after('abc'), '$ ', 5)).toEqual({ rows: ['$ abc', ''], row: 1, column: 0 }));

  it('continued lines have their own prompt', () =>
    expect(layout(after('\u001b[200~a\nb\u001b[201~'), '$ ', 80).rows).toEqual(['$ a', '> b']));
});
