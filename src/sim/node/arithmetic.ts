const unitBytes: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  ki: 1024,
  mi: 1024 ** 2,
  gi: 1024 ** 3,
  kb: 1024,
  mb: 1024 ** 2,
  gb: 1024 ** 3,
};

/** Bytes of `250M`, `150Mi`, `1G` as memory tools read them; 0 when it is none. */
export function parseMemory(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text);
  return match ? Math.round(Number(match[1]) * (unitBytes[match[2]!.toLowerCase()] ?? 0)) : 0;
}

/** π with `digits` significant digits, as `perl -Mbignum=bpi -wle 'print bpi(2000)'` prints it. Machin's formula in whole numbers. */
export function piDigits(digits: number): string {
  const places = Math.max(1, Math.min(digits, 5000)) - 1;
  const scale = 10n ** BigInt(places + 10);
  const arctan = (inverse: bigint): bigint => {
    let term = scale / inverse;
    let sum = term;
    for (let n = 3n, sign = -1n; term !== 0n; n += 2n, sign = -sign) {
      term /= inverse * inverse;
      sum += (sign * term) / n;
    }
    return sum;
  };
  // Two digits more than are shown, then rounded.
  const pi = (4n * (4n * arctan(5n) - arctan(239n)) + 5n * 10n ** 9n) / 10n ** 10n;
  const text = pi.toString();
  return places === 0 ? text : `${text[0]}.${text.slice(1)}`;
}

/** A duration as Go prints it for whole seconds: `10s`, `1m20s`, `5m0s`. */
export function goSeconds(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = seconds % 60;
  return hours > 0 ? `${hours}h${minutes}m${rest}s` : minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`;
}

/** A duration of whole ms as Go prints it: `345ms`, `2.345s`, `1m2.5s`. Trailing zeros are dropped. */
export function goDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = String((ms % 60_000) / 1000);
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
