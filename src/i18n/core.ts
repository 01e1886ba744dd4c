export type Lang = 'ko' | 'en';
export type Values = Readonly<Record<string, string | number>>;
/** A text with `{name}` places, or a function where a language needs to choose words. */
export type Entry = string | ((values: Values) => string);
export type Dictionary = Readonly<Record<string, Entry>>;

/** Fills the places of a text. An unknown place stays visible, so that a test or a reader finds it. */
export function fill(entry: Entry, values: Values = {}): string {
  if (typeof entry === 'function') return entry(values);
  return entry.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/**
 * Korean particles by the final sound of the word before: `josa('web-1', '이/가')`. Latin words and digits are read
 * the Korean way, letter by letter where they end in a consonant cluster; quotes and brackets are looked through.
 */
export function josa(word: string, pair: '이/가' | '을/를' | '은/는' | '와/과' | '로/으로'): string {
  const [first, second] = pair.split('/') as [string, string];
  const kind = finalSound(word);
  if (pair === '와/과') return kind === 'vowel' ? first : second;
  if (pair === '로/으로') return kind === 'vowel' || kind === 'rieul' ? first : second;
  return kind === 'vowel' ? second : first;
}

function finalSound(word: string): 'vowel' | 'rieul' | 'consonant' {
  const last = [...word].reverse().find((c) => /[가-힣a-z0-9]/i.test(c));
  if (!last) return 'vowel';
  if (/[가-힣]/.test(last)) {
    const tail = (last.charCodeAt(0) - 0xac00) % 28;
    return tail === 0 ? 'vowel' : tail === 8 ? 'rieul' : 'consonant';
  }
  // Letters without a vowel, such as the five at the end of a Pod's name, are read one by one: t is 티, n is 엔.
  const letters = /[a-z]+(?=[^a-z]*$)/i.exec(word)?.[0] ?? '';
  if (/[a-z]/i.test(last) && (letters.length === 1 || !/[aeiouy]/i.test(letters)))
    return /[lr]/i.test(last) ? 'rieul' : /[mn]/i.test(last) ? 'consonant' : 'vowel';
  if (/ng$/i.test(letters) && last === letters.at(-1)) return 'consonant';
  if (/[0-9]/.test(last)) return '178'.includes(last) ? 'rieul' : '036'.includes(last) ? 'consonant' : 'vowel';
  if (/[lr]/i.test(last)) return last.toLowerCase() === 'l' ? 'rieul' : 'vowel';
  return /[mnbkpt]/i.test(last) ? 'consonant' : 'vowel';
}
