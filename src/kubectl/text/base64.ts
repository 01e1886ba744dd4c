/** Base64 and UTF-8 without a platform's help (`btoa`, `TextEncoder` and `Buffer` are not in the language). */
export function utf8Bytes(text: string): number[] {
  const out: number[] = [];
  for (const c of text) {
    const code = c.codePointAt(0)!;
    if (code < 0x80) out.push(code);
    else if (code < 0x800) out.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else out.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return out;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function encodeBase64(text: string): string {
  const bytes = utf8Bytes(text);
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const n = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out +=
      alphabet[n >> 18]! +
      alphabet[(n >> 12) & 63]! +
      (i + 1 < bytes.length ? alphabet[(n >> 6) & 63]! : '=') +
      (i + 2 < bytes.length ? alphabet[n & 63]! : '=');
  }
  return out;
}

/** Text of base64, bytes read as UTF-8; undefined when it is none. */
export function decodeBase64(text: string): string | undefined {
  const bytes = base64Bytes(text);
  if (!bytes) return undefined;
  let out = '';
  for (let i = 0; i < bytes.length;) {
    const b = bytes[i]!;
    const extra = b < 0x80 ? 0 : b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : b >= 0xc0 ? 1 : -1;
    const tail = extra > 0 ? bytes.slice(i + 1, i + 1 + extra) : [];
    if (extra < 0 || tail.length < extra || tail.some((t) => t >> 6 !== 2)) {
      out += '\ufffd';
      i++;
      continue;
    }
    let code = extra === 0 ? b : b & (0x3f >> extra);
    for (const t of tail) code = (code << 6) | (t & 63);
    out += String.fromCodePoint(code);
    i += extra + 1;
  }
  return out;
}

export function base64Bytes(text: string): number[] | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 4) {
    const four = [0, 1, 2, 3].map((j) => alphabet.indexOf(text[i + j]!));
    const n = (four[0]! << 18) | (four[1]! << 12) | (Math.max(0, four[2]!) << 6) | Math.max(0, four[3]!);
    bytes.push(n >> 16);
    if (text[i + 2] !== '=') bytes.push((n >> 8) & 255);
    if (text[i + 3] !== '=') bytes.push(n & 255);
  }
  return bytes;
}
