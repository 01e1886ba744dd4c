import { describe, expect, it } from 'vitest';
import { layout, newEditor, redraw, type, type Layout } from './line-editor.ts';

const prompt = '\u001b[33m$\u001b[0m ';
const drawn = (keys: string): Layout => layout(type(newEditor(), keys).editor, prompt, 12);

describe('what changes on the screen when a key is pressed', () => {
  it.each<[string, string, string, string]>([
    ['a letter at the end is written alone', 'ab', 'abc', 'c'],
    ['a Hangul syllable too', 'ab', 'ab가', '가'],
    ['several letters, as completion puts in', 'ku', 'kubectl ', 'bectl '],
    ['backspace takes only what it takes', 'abc', 'abc\u007f', '\u001b[1D\u001b[K'],
    ['backspace over two cells', 'ab가', 'ab가\u007f', '\u001b[2D\u001b[K'],
    ['nothing, when nothing changed', 'abc', 'abc', ''],
    ['a letter inside draws the line', 'abc', 'abc\u001b[Dx', `\r\u001b[J${prompt}abxc\r\u001b[5C`],
    ['a letter that fills the row draws the next', '012345678', '0123456789', `\r\u001b[J${prompt}0123456789\r\n\r`],
    ['a letter at the end of the last row', '0123456789', '0123456789a', 'a'],
  ])('%s', (_, before, after, written) => {
    expect(redraw(drawn(before), drawn(after))).toBe(written);
  });
});
