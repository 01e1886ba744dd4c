/** base64url (RFC 4648 §5, no padding) of a text's UTF-8 bytes: the core has no `btoa`. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function encodeBase64Url(text: string): string {
  const bytes = utf8(text);
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]];
    out += alphabet[a >> 2]! + alphabet[((a & 3) << 4) | ((b ?? 0) >> 4)]!;
    if (b !== undefined) out += alphabet[((b & 15) << 2) | ((c ?? 0) >> 6)]!;
    if (c !== undefined) out += alphabet[c & 63]!;
  }
  return out;
}

/** The text; its bytes as characters when they are no UTF-8; '' when it is no base64url. */
export function decodeBase64Url(text: string): string {
  let escaped = '';
  let raw = '';
  let bits = 0;
  let count = 0;
  for (const char of text) {
    const value = alphabet.indexOf(char);
    if (value < 0) return '';
    bits = (bits << 6) | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      const byte = (bits >> count) & 255;
      escaped += `%${byte.toString(16).padStart(2, '0')}`;
      raw += String.fromCharCode(byte);
    }
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return raw;
  }
}

function utf8(text: string): number[] {
  const bytes: number[] = [];
  const escaped = encodeURIComponent(text);
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] === '%') {
      bytes.push(Number.parseInt(escaped.slice(i + 1, i + 3), 16));
      i += 2;
    } else bytes.push(escaped.charCodeAt(i));
  }
  return bytes;
}
