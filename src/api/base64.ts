const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Standard base64 of a text's UTF-8 bytes: how `stringData` becomes `data`. */
export function encodeBase64(text: string): string {
  const bytes = utf8Bytes(text);
  let result = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]];
    result += alphabet[a >> 2]! + alphabet[((a & 3) << 4) | ((b ?? 0) >> 4)]!;
    result += b === undefined ? '=' : alphabet[((b & 15) << 2) | ((c ?? 0) >> 6)]!;
    result += c === undefined ? '=' : alphabet[c & 63]!;
  }
  return result;
}

/** The text whose UTF-8 bytes a base64 text holds; bytes that are no UTF-8 become U+FFFD. */
export const decodeBase64 = (base64: string): string => utf8Text(base64Bytes(base64));

export function base64Bytes(base64: string): number[] {
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const char of base64) {
    const value = alphabet.indexOf(char);
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 0xff);
    }
  }
  return bytes;
}

/** Number of bytes a base64 text holds. */
export const base64Length = (base64: string): number => Math.floor((base64.replace(/[=\r\n]/g, '').length * 3) / 4);

export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const point = char.codePointAt(0)!;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  }
  return bytes;
}

export function utf8Text(bytes: readonly number[]): string {
  let result = '';
  for (let i = 0; i < bytes.length;) {
    const lead = bytes[i]!;
    const size = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
    const tail = bytes.slice(i + 1, i + size);
    if (size === 0 || tail.length < size - 1 || tail.some((byte) => (byte & 0xc0) !== 0x80)) {
      result += '\ufffd';
      i++;
      continue;
    }
    const point = tail.reduce((sum, byte) => (sum << 6) | (byte & 63), size === 1 ? lead : lead & (0x7f >> size));
    result += String.fromCodePoint(point);
    i += size;
  }
  return result;
}
