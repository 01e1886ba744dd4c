/**
 * Quantities: `500m`, `1.5Gi`, `2e3`. Exact: a value is an integer count of nano-units.
 * Models: apimachinery/pkg/api/resource/quantity.go.
 */
export interface Quantity {
  /** Exact value in units of 10^-9. */
  readonly nano: bigint;
  readonly format: 'DecimalSI' | 'BinarySI' | 'DecimalExponent';
  /** The text as written, where upstream takes it for canonical: nearly always it is. */
  readonly text?: string;
}

export const formatText = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const suffixText = "unable to parse quantity's suffix";

const parts = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const decimal = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const binary = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const nanoPerUnit = 1_000_000_000n;
const int64Max = 9_223_372_036_854_775_807n;

/** The value, or upstream's error text. */
export function parseQuantity(text: string | number): Quantity | string {
  const key = typeof text === 'number' ? String(text) : text;
  const cached = parsed.get(key);
  if (cached !== undefined) return cached;
  const result = parse(key);
  remember(parsed, key, result);
  return result;
}

/** Same few strings all the time: `100m`, `64Mi`. Bounded so that fuzzing cannot fill memory. Results are pure. */
const parsed = new Map<string, Quantity | string>();
const millis = new Map<string, number>();
const wholes = new Map<string, number>();
const canonical = new Map<string, string>();
function remember<T>(cache: Map<string, T>, key: string, value: T): void {
  if (cache.size >= 4096) cache.clear();
  cache.set(key, value);
}

function parse(text: string): Quantity | string {
  if (text === '') return formatText;
  if (text === '0') return { nano: 0n, format: 'DecimalSI' };
  const match = parts.exec(text);
  if (!match) return formatText;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  const scale = readSuffix(suffix);
  if (!scale) return suffixText;
  // digits × base^exponent × 10^-fraction, in nano-units, rounded away from zero.
  const digits = BigInt(`${whole}${fraction}` || '0');
  let numerator = digits * nanoPerUnit;
  let denominator = 10n ** BigInt(fraction.length);
  if (scale.exponent >= 0) numerator *= scale.base ** BigInt(scale.exponent);
  else denominator *= scale.base ** BigInt(-scale.exponent);
  const size = (numerator + denominator - 1n) / denominator;
  const nano = sign === '-' ? -size : size;
  // A binary suffix on a value below 1 would print badly; upstream switches it.
  const small = scale.format === 'BinarySI' && nano > 0n && nano < nanoPerUnit;
  const format = small ? 'DecimalSI' : scale.format;
  return isKept(scale, whole, fraction) ? { nano, format, text } : { nano, format };
}

/** Decimal digits that surely fit an int64. */
const fastDigits = 18;

/** True where upstream's quick way through a number takes its text for canonical, be it so or not (`1.`, `1E3`, `00100m`). */
function isKept({ format, exponent }: Scale, written: string, fraction: string): boolean {
  const whole = written.replace(/^0+/, '') || '0';
  if (format === 'BinarySI') {
    const precision = 15 - whole.length - Math.trunc((exponent * 3) / 10) - 1;
    return exponent >= 0 && fraction === '' && precision >= 0 && BigInt(whole) % 8n !== 0n;
  }
  const places = exponent - fraction.length;
  const digits = whole + fraction;
  return (
    digits.length <= fastDigits &&
    places >= -9 &&
    places % 3 === 0 &&
    !digits.endsWith('000') &&
    !digits.startsWith('0')
  );
}

interface Scale {
  readonly base: bigint;
  readonly exponent: number;
  readonly format: Quantity['format'];
}

function readSuffix(suffix: string): Scale | undefined {
  const at = decimal.indexOf(suffix);
  if (at >= 0) return { base: 10n, exponent: (at - 3) * 3, format: 'DecimalSI' };
  const power = binary.indexOf(suffix);
  if (power >= 0) return { base: 2n, exponent: (power + 1) * 10, format: 'BinarySI' };
  const exponent = /^[eE]([+-]?[0-9]{1,9})$/.exec(suffix);
  return exponent ? { base: 10n, exponent: Number(exponent[1]), format: 'DecimalExponent' } : undefined;
}

/** Canonical text, as the server stores it: no fraction, the largest fitting suffix. */
export function formatQuantity(quantity: Quantity): string {
  const { nano, format, text } = quantity;
  if (text !== undefined) return text;
  if (nano === 0n) return '0';
  if (format === 'BinarySI') {
    const small = nano > -1024n * nanoPerUnit && nano < 1024n * nanoPerUnit;
    if (small || nano % nanoPerUnit !== 0n) return formatQuantity({ nano, format: 'DecimalSI' });
    let units = nano / nanoPerUnit;
    let power = 0;
    while (power < binary.length && units % 1024n === 0n) {
      units /= 1024n;
      power++;
    }
    return `${units}${power === 0 ? '' : binary[power - 1]}`;
  }
  let digits = nano;
  let exponent = -9;
  while (digits % 1000n === 0n) {
    digits /= 1000n;
    exponent += 3;
  }
  // Beyond exa there is no suffix, and upstream writes none.
  if (format === 'DecimalSI') return `${digits}${decimal[exponent / 3 + 3] ?? ''}`;
  return exponent === 0 ? `${digits}` : `${digits}e${exponent}`;
}

/** Rounds away from zero. */
function roundUp(nano: bigint, unit: bigint): bigint {
  const rest = nano % unit;
  if (rest === 0n) return nano / unit;
  return nano / unit + (nano > 0n ? 1n : -1n);
}

/** The canonical text of a written quantity; the text itself when it is none. */
export function canonicalQuantity(text: string | number): string {
  const key = typeof text === 'number' ? String(text) : text;
  const cached = canonical.get(key);
  if (cached !== undefined) return cached;
  const quantity = parseQuantity(key);
  const result = typeof quantity === 'string' ? key : formatQuantity(quantity);
  remember(canonical, key, result);
  return result;
}

/** In thousandths, rounded up: CPU. 0 for what is not a quantity or absent. */
export function milliValue(text: string | number | undefined): number {
  if (text === undefined) return 0;
  const key = typeof text === 'number' ? String(text) : text;
  const cached = millis.get(key);
  if (cached !== undefined) return cached;
  const quantity = parseQuantity(key);
  const result = typeof quantity === 'string' ? 0 : capped(roundUp(quantity.nano, 1_000_000n));
  remember(millis, key, result);
  return result;
}

/** In whole units (bytes, pods), rounded up. 0 for what is not a quantity or absent. */
export function value(text: string | number | undefined): number {
  if (text === undefined) return 0;
  const key = typeof text === 'number' ? String(text) : text;
  const cached = wholes.get(key);
  if (cached !== undefined) return cached;
  const quantity = parseQuantity(key);
  const result = typeof quantity === 'string' ? 0 : capped(roundUp(quantity.nano, nanoPerUnit));
  remember(wholes, key, result);
  return result;
}

/** In whole units, rounded up, to the last digit; undefined for what is not a quantity. */
export function exactValue(text: string): bigint | undefined {
  const quantity = parseQuantity(text);
  return typeof quantity === 'string' ? undefined : roundUp(quantity.nano, nanoPerUnit);
}

const capped = (n: bigint): number => Number(n > int64Max ? int64Max : n < -int64Max ? -int64Max : n);

/** -1, 0 or 1. What is not a quantity counts as 0. */
export function compareQuantities(a: string | number, b: string | number): number {
  const [x, y] = [nanoOf(a), nanoOf(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

const nanoOf = (text: string | number): bigint => {
  const quantity = parseQuantity(text);
  return typeof quantity === 'string' ? 0n : quantity.nano;
};

/** Canonical text of a + b; the format is that of `a` unless `a` is zero. */
export function addQuantities(a: string | number, b: string | number): string {
  const [x, y] = [parseQuantity(a), parseQuantity(b)];
  if (typeof x === 'string') return canonicalQuantity(b);
  if (typeof y === 'string') return canonicalQuantity(a);
  return formatQuantity({ nano: x.nano + y.nano, format: x.nano === 0n ? y.format : x.format });
}

/** Canonical text of thousandths: milliValue's inverse. */
export const fromMilli = (thousandths: number): string =>
  formatQuantity({ nano: BigInt(Math.round(thousandths)) * 1_000_000n, format: 'DecimalSI' });

/** Canonical text of bytes: value's inverse. */
export const fromBytes = (bytes: number): string =>
  formatQuantity({ nano: BigInt(Math.round(bytes)) * nanoPerUnit, format: 'BinarySI' });
