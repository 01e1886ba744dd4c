import { describe, expect, it } from 'vitest';
import { goJson } from './go-json.ts';

describe("Go's words for what is wrong with a JSON text", () => {
  it.each([
    ['', 'unexpected end of JSON input'],
    ['{"a": 1', 'unexpected end of JSON input'],
    ['{bad}', `invalid character 'b' looking for beginning of object key string`],
    ['{"a" 1}', `invalid character '1' after object key`],
    ['{"a": 1 "b"}', `invalid character '"' after object key:value pair`],
    ['{"a": 1,}', `invalid character '}' looking for beginning of object key string`],
    ['[1 2]', `invalid character '2' after array element`],
    ['{} x', `invalid character 'x' after top-level value`],
    ['hello', `invalid character 'h' looking for beginning of value`],
    ['tru ', `invalid character ' ' in literal true (expecting 'e')`],
    ['"a\nb"', `invalid character '\\n' in string literal`],
    ['"\\x"', `invalid character 'x' in string escape code`],
    ['-a', `invalid character 'a' in numeric literal`],
    ['1.', 'unexpected end of JSON input'],
    ["'a'", `invalid character '\\'' looking for beginning of value`],
    ['{"a": [1, {"b": null}]}', undefined],
    ['[[], {}, [{}], {"a": {}}]', undefined],
    ['[1, 2', 'unexpected end of JSON input'],
    ['[1}', `invalid character '}' after array element`],
    ['{"a": [}', `invalid character '}' looking for beginning of value`],
    ['['.repeat(10_000) + ']'.repeat(10_000), undefined],
    ['['.repeat(10_001), 'exceeded max depth'],
  ])('%j', (text, words) => expect(goJson(text)).toBe(words));
});
