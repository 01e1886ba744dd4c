/** Go's %q: a double-quoted string with Go escapes. Models: strconv.Quote. */
export function quote(text: string): string {
  let out = '"';
  for (const c of text) {
    const code = c.codePointAt(0)!;
    if (c === '"' || c === '\\') out += `\\${c}`;
    else if (c === '\n') out += '\\n';
    else if (c === '\t') out += '\\t';
    else if (c === '\r') out += '\\r';
    else if (code === 7) out += '\\a';
    else if (code === 8) out += '\\b';
    else if (code === 12) out += '\\f';
    else if (code === 11) out += '\\v';
    else if (code < 32 || code === 127) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else out += c;
  }
  return `${out}"`;
}

/**
 * JSON as Go's encoding/json writes it: map keys sorted (or in the order a field's value has), `<`, `>`, `&` escaped, optional indent.
 * Models: encoding/json.Marshal of a map, MarshalIndent.
 */
export function goJson(
  value: unknown,
  indent = '',
  escapeHtml = true,
  orderIn: (owner: string) => (a: string, b: string) => number = () => byBytes,
): string {
  const write = (v: unknown, lead: string, owner: string): string => {
    if (v === null || v === undefined) return 'null';
    if (typeof v === 'string') return jsonString(v, escapeHtml);
    if (typeof v === 'number') return goNumber(v);
    if (typeof v === 'boolean') return String(v);
    const inner = lead + indent;
    const open = indent === '' ? '' : `\n${inner}`;
    const close = indent === '' ? '' : `\n${lead}`;
    if (Array.isArray(v)) {
      if (v.length === 0) return '[]';
      return `[${open}${v.map((item) => write(item, inner, owner)).join(`,${open}`)}${close}]`;
    }
    const object = v as Record<string, unknown>;
    const keys = Object.keys(object)
      .filter((key) => object[key] !== undefined)
      .sort(orderIn(owner));
    if (keys.length === 0) return '{}';
    const colon = indent === '' ? ':' : ': ';
    return `{${open}${keys.map((key) => jsonString(key, escapeHtml) + colon + write(object[key], inner, key)).join(`,${open}`)}${close}}`;
  };
  return write(value, '', '');
}

function jsonString(text: string, escapeHtml: boolean): string {
  const json = JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return escapeHtml ? json.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`) : json;
}

function goNumber(n: number): string {
  const abs = Math.abs(n);
  if (Number.isInteger(n) && abs < 1e21) return String(n);
  const text = String(n);
  const exponent = /e([+-])(\d)$/.exec(text);
  return exponent ? text.replace(/e([+-])(\d)$/, 'e$10$2') : text;
}

/** Order of Go strings: by UTF-8 bytes, which is by code point. */
export function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  const x = [...a];
  const y = [...b];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const d = x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!;
    if (d !== 0) return d;
  }
  return x.length - y.length;
}
