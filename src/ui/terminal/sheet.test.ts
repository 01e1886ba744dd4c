import { expect, it } from 'vitest';
import { wrapped } from './sheet.ts';

it.each<[string, string, string]>([
  ['short lines stay', 'error: no\nmore\n', 'error: no\nmore\n'],
  ['a long line is broken between words', 'error: one two three\n', 'error: one\ntwo three\n'],
  ['Hangul counts double', '파드 파드 파드', '파드 파드\n파드'],
  ['a word that fits nowhere is left to the terminal', 'a 12345678901234 b', 'a\n12345678901234\nb'],
  ['indentation is kept', '  * one\n', '  * one\n'],
])('%s', (_, text, expected) => {
  expect(wrapped(text, 11)).toBe(expected);
});
