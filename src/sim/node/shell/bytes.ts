import { utf8Bytes } from '../../../api/base64.ts';

/** Where bytes that are no UTF-8 stand in a text: byte 0x80 + n is the lone surrogate U+DC80 + n. Source: Python PEP 383. */
const escaped = 0xdc00;

/** The bytes a text of the model stands for. */
export function bytesOf(text: string): number[] {
  if (!/[\udc80-\udcff]/u.test(text)) return utf8Bytes(text);
  const out: number[] = [];
  for (const char of text) {
    const point = char.codePointAt(0)!;
    if (point >= escaped + 0x80 && point <= escaped + 0xff) out.push(point - escaped);
    else for (const byte of utf8Bytes(char)) out.push(byte);
  }
  return out;
}

/** The text that stands for these bytes: `bytesOf` gives them back whatever they are. */
export function textOf(bytes: ArrayLike<number>, from = 0, to = bytes.length): string {
  let text = '';
  for (let i = from; i < to;) {
    const lead = bytes[i]!;
    const size = lead < 0x80 ? 1 : lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
    const point = lead < 0xf5 && size > 0 && i + size <= to ? pointAt(bytes, i, size) : undefined;
    text += point === undefined ? String.fromCharCode(escaped + lead) : String.fromCodePoint(point);
    i += point === undefined ? 1 : size;
  }
  return text;
}

function pointAt(bytes: ArrayLike<number>, at: number, size: number): number | undefined {
  let point = size === 1 ? bytes[at]! : bytes[at]! & (0x7f >> size);
  for (let i = at + 1; i < at + size; i++) {
    if ((bytes[i]! & 0xc0) !== 0x80) return undefined;
    point = (point << 6) | (bytes[i]! & 63);
  }
  const isOverlong = (size === 3 && point < 0x800) || (size === 4 && (point < 0x10000 || point > 0x10ffff));
  return isOverlong || (point >= 0xd800 && point <= 0xdfff) ? undefined : point;
}
