/**
 * What a plain YAML scalar means. Models: go-yaml v2 resolve.go (YAML 1.1 words and octals), as sigs.k8s.io/yaml uses it.
 * Left out: !!binary, numbers beyond 2^53 keep only a double's digits.
 */
export type Resolved =
  | { readonly tag: 'str'; readonly value: string }
  | { readonly tag: 'bool'; readonly value: boolean }
  | { readonly tag: 'null'; readonly value: null }
  | { readonly tag: 'int' | 'float'; readonly value: number }
  | { readonly tag: 'timestamp'; readonly value: string }
  | { readonly tag: 'merge'; readonly value: string };

const words = new Map<string, Resolved>();
for (const text of ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'])
  words.set(text, { tag: 'bool', value: true });
for (const text of ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'])
  words.set(text, { tag: 'bool', value: false });
for (const text of ['', '~', 'null', 'Null', 'NULL']) words.set(text, { tag: 'null', value: null });
for (const text of ['.nan', '.NaN', '.NAN']) words.set(text, { tag: 'float', value: NaN });
for (const text of ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'])
  words.set(text, { tag: 'float', value: Infinity });
for (const text of ['-.inf', '-.Inf', '-.INF']) words.set(text, { tag: 'float', value: -Infinity });
words.set('<<', { tag: 'merge', value: '<<' });

const yamlFloat = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const timestamp =
  /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$| \d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?$)/;

export function resolve(text: string): Resolved {
  const word = words.get(text);
  if (word) return word;
  const first = text[0]!;
  if (first === '.') return yamlFloat.test(text) || /^\.[0-9]/.test(text) ? number(text) : { tag: 'str', value: text };
  if (!/[-+0-9]/.test(first)) return { tag: 'str', value: text };
  if (timestamp.test(text)) return { tag: 'timestamp', value: text };
  const plain = text.replaceAll('_', '');
  const int = parseInt0(plain);
  if (int !== undefined) return { tag: 'int', value: int };
  if (yamlFloat.test(plain)) return number(plain);
  return { tag: 'str', value: text };
}

function number(text: string): Resolved {
  const value = Number(text);
  return Number.isNaN(value) ? { tag: 'str', value: text } : { tag: 'float', value };
}

/** Go strconv.ParseInt(text, 0, 64): 0x, 0o, 0b, and a leading 0 is octal. */
function parseInt0(text: string): number | undefined {
  const match = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)$/.exec(text);
  if (!match) return undefined;
  const digits = match[2]!;
  const value = /^0[0-7]+$/.test(digits) ? parseInt(digits, 8) : Number(digits);
  if (value >= 18446744073709551616) return undefined;
  return match[1] === '-' ? -value : value;
}

/** True when the text would read back as something else than the same string. */
export function needsQuotes(text: string): boolean {
  const { tag } = resolve(text);
  return (tag !== 'str' && tag !== 'merge') || base60.test(text);
}
