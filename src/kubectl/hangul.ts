/**
 * Latin letters of text typed with the Korean two-set keyboard left on: `ㅏㅕㅠㄷㅊ시 ㅎㄷㅅ` → `kubectl get`.
 * Every jamo is one or two keys; syllables are taken apart first.
 */
const initials = ['r', 'R', 's', 'e', 'E', 'f', 'a', 'q', 'Q', 't', 'T', 'd', 'w', 'W', 'c', 'z', 'x', 'v', 'g'];
const medials = [
  'k',
  'o',
  'i',
  'O',
  'j',
  'p',
  'u',
  'P',
  'h',
  'hk',
  'ho',
  'hl',
  'y',
  'n',
  'nj',
  'np',
  'nl',
  'b',
  'm',
  'ml',
  'l',
];
const finals = [
  '',
  'r',
  'R',
  'rt',
  's',
  'sw',
  'sg',
  'e',
  'f',
  'fr',
  'fa',
  'fq',
  'ft',
  'fx',
  'fv',
  'fg',
  'a',
  'q',
  'qt',
  't',
  'T',
  'd',
  'w',
  'c',
  'z',
  'x',
  'v',
  'g',
];
/** ㄱ…ㅣ, U+3131…U+3163. */
const jamo = [
  'r',
  'R',
  'rt',
  's',
  'sw',
  'sg',
  'e',
  'E',
  'f',
  'fr',
  'fa',
  'fq',
  'ft',
  'fx',
  'fv',
  'fg',
  'a',
  'q',
  'Q',
  'qt',
  't',
  'T',
  'd',
  'w',
  'W',
  'c',
  'z',
  'x',
  'v',
  'g',
  'k',
  'o',
  'i',
  'O',
  'j',
  'p',
  'u',
  'P',
  'h',
  'hk',
  'ho',
  'hl',
  'y',
  'n',
  'nj',
  'np',
  'nl',
  'b',
  'm',
  'ml',
  'l',
];

const isHangul = (code: number): boolean => (code >= 0xac00 && code <= 0xd7a3) || (code >= 0x3131 && code <= 0x3163);

/** The keys that were pressed; other characters stay. */
export function latinOf(text: string): string {
  let out = '';
  for (const c of text) {
    const code = c.codePointAt(0)!;
    if (code >= 0xac00 && code <= 0xd7a3) {
      const n = code - 0xac00;
      out += initials[Math.trunc(n / 588)]! + medials[Math.trunc((n % 588) / 28)]! + finals[n % 28]!;
    } else out += code >= 0x3131 && code <= 0x3163 ? jamo[code - 0x3131]! : c;
  }
  return out;
}

/**
 * A line whose command was typed in Hangul, in Latin letters. Quoted parts are left alone, and so is a line that begins
 * with a Latin word (its Korean is meant).
 */
export function unhangul(line: string): string {
  const first = /^\s*(\S+)/.exec(line)?.[1] ?? '';
  if (first === '' || ![...first].every((c) => isHangul(c.codePointAt(0)!))) return line;
  return line.replace(/'[^']*'|"[^"]*"|[^'"]+/g, (part) =>
    part.startsWith("'") || part.startsWith('"') ? part : latinOf(part),
  );
}
