/** Values of JSON as Go's decoders see them. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const timePattern =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** metav1.Time is written in whole seconds, UTC. */
export function secondsText(text: string): string {
  return text.length === 20 ? text : `${new Date(Date.parse(text)).toISOString().slice(0, 19)}Z`;
}

/** metav1.MicroTime is written with six digits, UTC. */
export function microText(text: string): string {
  if (text.length === 27 && text.endsWith('Z')) return text;
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  return `${new Date(Date.parse(text.replace(/\.\d+/, ''))).toISOString().slice(0, 19)}.${fraction.padEnd(6, '0').slice(0, 6)}Z`;
}

/** Index of the first byte Go's base64 decoder complains about; -1 when the text is fine. */
export function badBase64At(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\n' || char === '\r') continue;
    if (/[A-Za-z0-9+/]/.test(char)) {
      count++;
      continue;
    }
    if (char !== '=' || count % 4 < 2) return at;
    const rest = text.slice(at).replace(/[\r\n]/g, '');
    if (count % 4 === 2) {
      if (rest.length < 2) return text.length;
      if (rest[1] !== '=') return at + 1;
    }
    const padding = count % 4 === 2 ? 2 : 1;
    return rest.length > padding ? at + padding : -1;
  }
  return count % 4 === 0 ? -1 : text.length - (count % 4);
}
