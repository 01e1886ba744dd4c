/** `10s`, `1m30s`, `500ms` → ms. Throws on anything else: a lesson's mistake, found by its proof. */
export function durationMs(text: string): number {
  let total = 0;
  let rest = text;
  while (rest) {
    const match = /^(\d+)(ms|s|m|h)/.exec(rest);
    if (!match) throw new Error(`not a duration: ${text}`);
    total += Number(match[1]) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match[2] as 'ms' | 's' | 'm' | 'h'];
    rest = rest.slice(match[0].length);
  }
  return total;
}
