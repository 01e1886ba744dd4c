import { goQuote } from '../field.ts';
import { isTimeZone } from './zones.ts';

/**
 * Cron expressions as CronJobs write them. Models: github.com/robfig/cron/v3 ParseStandard, in its words.
 */
export interface CronField {
  /** Values that match, ascending. */
  readonly values: readonly number[];
  /** `*` or `?`: the days' rule asks whether anything was named. */
  readonly star: boolean;
}

export type CronSchedule =
  | {
      readonly minute: CronField;
      readonly hour: CronField;
      readonly dayOfMonth: CronField;
      readonly month: CronField;
      readonly dayOfWeek: CronField;
      /** Of a `TZ=` prefix. */
      readonly timeZone?: string;
    }
  /** `@every 1h30m`. */
  | { readonly everySeconds: number };

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const minutes: Bounds = { min: 0, max: 59 };
const hours: Bounds = { min: 0, max: 23 };
const daysOfMonth: Bounds = { min: 1, max: 31 };
const months: Bounds = { min: 1, max: 12, names: monthNames };
const daysOfWeek: Bounds = { min: 0, max: 6, names: dayNames };

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

class CronError extends Error {}

/** The schedule, or what is wrong with the text. */
export function parseCron(text: string): CronSchedule | string {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof CronError) return error.message;
    throw error;
  }
}

function parse(text: string): CronSchedule {
  if (text === '') throw new CronError('empty spec string');
  const zoned = /^(?:CRON_)?TZ=(\S*)\s(.*)$/s.exec(text);
  const timeZone = zoned?.[1];
  if (timeZone !== undefined && !isTimeZone(timeZone))
    throw new CronError(`provided bad location ${timeZone}: unknown time zone ${timeZone}`);
  const spec = (zoned ? zoned[2]! : text).trim();
  if (spec.startsWith('@')) return parseDescriptor(spec, timeZone);
  const fields = spec.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== 5)
    throw new CronError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  return {
    minute: parseField(fields[0]!, minutes),
    hour: parseField(fields[1]!, hours),
    dayOfMonth: parseField(fields[2]!, daysOfMonth),
    month: parseField(fields[3]!, months),
    dayOfWeek: parseField(fields[4]!, daysOfWeek),
    ...(timeZone ? { timeZone } : {}),
  };
}

function parseDescriptor(spec: string, timeZone: string | undefined): CronSchedule {
  const plain = descriptors[spec];
  if (plain) return parse(timeZone ? `TZ=${timeZone} ${plain}` : plain);
  if (!spec.startsWith('@every ')) throw new CronError(`unrecognized descriptor: ${spec}`);
  const text = spec.slice('@every '.length);
  const seconds = durationSeconds(text);
  if (seconds === undefined)
    throw new CronError(`failed to parse duration ${spec}: time: invalid duration ${goQuote(text)}`);
  // Never less than a second, and whole ones.
  return { everySeconds: Math.max(1, Math.floor(seconds)) };
}

const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 };

/** Go's time.ParseDuration, in seconds. */
function durationSeconds(text: string): number | undefined {
  const [, sign, amounts = ''] = /^([-+]?)((?:\d+(?:\.\d+)?(?:h|ms|m|s|us|ns))+)$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of amounts.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|ns)/g))
    seconds += Number(amount) * units[unit!]!;
  return sign === '-' ? -seconds : seconds;
}

function parseField(text: string, bounds: Bounds): CronField {
  const values = new Set<number>();
  let star = false;
  for (const expression of text.split(',').filter((part) => part !== '')) {
    const range = parseRange(expression, bounds);
    star ||= range.star;
    for (let value = range.start; value <= range.end; value += range.step) values.add(value);
  }
  return { values: [...values].sort((a, b) => a - b), star };
}

/** `5`, `1-5`, `*`, each with `/2`. */
function parseRange(
  text: string,
  bounds: Bounds,
): { readonly start: number; readonly end: number; readonly step: number; readonly star: boolean } {
  const [range = '', stepText, ...slashes] = text.split('/');
  const [low = '', high, ...hyphens] = range.split('-');
  let star = low === '*' || low === '?';
  let [start, end] = [bounds.min, bounds.max];
  if (!star) {
    start = parseValue(low, bounds);
    if (hyphens.length > 0) throw new CronError(`too many hyphens: ${text}`);
    end = high === undefined ? start : parseValue(high, bounds);
  }
  let step = 1;
  if (slashes.length > 0) throw new CronError(`too many slashes: ${text}`);
  if (stepText !== undefined) {
    step = parseNumber(stepText);
    if (high === undefined) end = bounds.max;
    if (step > 1) star = false;
  }
  if (start < bounds.min) throw new CronError(`beginning of range (${start}) below minimum (${bounds.min}): ${text}`);
  if (end > bounds.max) throw new CronError(`end of range (${end}) above maximum (${bounds.max}): ${text}`);
  if (start > end) throw new CronError(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) throw new CronError(`step of range should be a positive number: ${text}`);
  return { start, end, step, star };
}

function parseValue(text: string, { names, min }: Bounds): number {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  return named >= 0 ? named + min : parseNumber(text);
}

function parseNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text))
    throw new CronError(`failed to parse int from ${text}: strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`);
  const number = Number(text);
  if (number < 0) throw new CronError(`negative number (${number}) not allowed: ${text}`);
  return number;
}
