import { describe, expect, it } from 'vitest';
import { readDocuments } from '../manifest.ts';
import { toYaml } from './emit.ts';
import { parseYaml } from './parse.ts';

describe('YAML as kubectl prints it', () => {
  it.each([
    [
      'keys are sorted, sequences stand at their key',
      { b: [1, { c: 'x', a: [] }], a: {} },
      'a: {}\nb:\n- 1\n- a: []\n  c: x\n',
    ],
    [
      'what would read back as something else is quoted',
      ['yes', 'true', '0x10', '1e3', '12:30', '2025-01-01', '', '~', 'null', '.5'],
      ['yes', 'true', '0x10', '1e3', '12:30', '2025-01-01', '', '~', 'null', '.5'].map((s) => `- "${s}"\n`).join(''),
    ],
    ['plain where it can be', ['a b', 'a:b', "it's", '100m', 'a#b'], "- a b\n- a:b\n- it's\n- 100m\n- a#b\n"],
    [
      'single quotes where it cannot',
      ['a: b', '- a', '#x', ' a', '*x', '{}'],
      "- 'a: b'\n- '- a'\n- '#x'\n- ' a'\n- '*x'\n- '{}'\n",
    ],
    ['double quotes for what has no letter', ['a\tb', 'a\u0001'], '- "a\\tb"\n- "a\\x01"\n'],
    [
      'several lines are literal blocks',
      { a: 'x\ny\n', b: 'x\ny', c: 'x\n\n' },
      'a: |\n  x\n  y\nb: |-\n  x\n  y\nc: |+\n  x\n\n',
    ],
    ['natural order of keys', { a10: 1, a2: 2, b: 3, 'a-b': 4 }, 'a-b: 4\na2: 2\na10: 1\nb: 3\n'],
    ['lists in lists', [[1, [2]], []], '- - 1\n  - - 2\n- []\n'],
    ['Hangul stays', { name: '한글' }, 'name: 한글\n'],
    [
      'long lines are broken at a blank behind column 80',
      { message: 'The quick brown fox jumps over the lazy dog and then some more words to make it long' },
      'message: The quick brown fox jumps over the lazy dog and then some more words to make\n  it long\n',
    ],
  ])('%s', (_sentence, value, text) => expect(toYaml(value)).toBe(text));
});

describe('YAML as kubectl reads it', () => {
  it.each([
    [
      'YAML 1.1 words and octals',
      'a: yes\nb: off\nc: 010\nd: 0o10\ne: 0x10\nf: ~\ng: 1_000\n',
      { a: true, b: false, c: 8, d: 8, e: 16, f: null, g: 1000 },
    ],
    ['quotes make text', 'a: "1"\nb: \'yes\'\nc: !!str 1\n', { a: '1', b: 'yes', c: '1' }],
    ['timestamps stay text', 'a: 2025-01-01T00:00:00Z\n', { a: '2025-01-01T00:00:00Z' }],
    ['keys become text', '1: a\ntrue: b\n', { 1: 'a', true: 'b' }],
    [
      'anchors and merges',
      'base: &x {a: 1, b: 2}\nnext:\n  <<: *x\n  b: 3\n',
      { base: { a: 1, b: 2 }, next: { a: 1, b: 3 } },
    ],
    ['block scalars', 'a: |\n  x\n   y\nb: >-\n  p\n  q\n\n  r\n', { a: 'x\n y\n', b: 'p q\nr' }],
    ['sequences at their key', 'a:\n- 1\n-\n  - 2\n- b: c\n  d: e\n', { a: [1, [2], { b: 'c', d: 'e' }] }],
    ['plain text over lines', 'a: one\n  two\n\n  three\n', { a: 'one two\nthree' }],
    ['escapes', 'a: "x\\n\\u00e9\\\n  y"\n', { a: 'x\n\u00e9y' }],
  ])('%s', (_sentence, text, value) => expect(parseYaml(text)).toEqual({ value }));

  it.each([
    ['a wrong indent', 'a: b\n  c: d\n', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a tab', 'a:\n\tb: c\n', 'yaml: line 2: found character that cannot start any token'],
    ['an indent that fits nothing', 'spec:\n  a:\n  - b: c\n   d: e\n', 'yaml: line 3: did not find expected key'],
    [
      'a list under a key that has text',
      'ports\n  - a: 1\n',
      'yaml: line 2: mapping values are not allowed in this context',
    ],
    ['an open quote', 'a: "b\n', 'yaml: line 2: found unexpected end of stream'],
    ['an open bracket', 'a: [1, 2\nb: c\n', "yaml: line 1: did not find expected ',' or ']'"],
    ['an anchor nobody made', 'a: *x\n', "yaml: unknown anchor 'x' referenced"],
    ['a missing colon', 'a: b\nspec\n', "yaml: line 3: could not find expected ':'"],
  ])('%s', (_sentence, text, problem) => expect(parseYaml(text)).toEqual({ problem }));

  it('lines of a problem count from the document it is in', () => {
    const documents = readDocuments('a: 1\n---\nb: 2\n c: 3\n');
    expect(documents).toEqual([
      { value: { a: 1 } },
      { problem: 'error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context' },
    ]);
  });

  it('JSON that ends too soon is said in JSON’s words', () =>
    expect(readDocuments('{"a": 1')).toEqual([{ problem: 'unexpected EOF' }]));
});
