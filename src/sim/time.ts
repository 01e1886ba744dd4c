import type { VirtualMs } from './kernel/types.ts';

/** Unix time, in ms, of virtual time 0: the cluster's calendar starts on 1 June 2025, 09:00 in Seoul. */
export const epochMs = 1_748_736_000_000;

/** RFC 3339 in whole seconds, UTC, as metav1.Time is written: `2025-06-01T00:00:00Z`. */
export const timestamp = (now: VirtualMs): string => rfc3339(epochMs + now);

/** RFC 3339 with microseconds, as metav1.MicroTime is written (Lease renewTime). */
export function microTimestamp(now: VirtualMs): string {
  const unixMs = epochMs + now;
  const text = rfc3339(unixMs);
  const ms = unixMs - Math.floor(unixMs / 1000) * 1000;
  // In one piece: every node keeps many of these, and a text put together is kept with its parts.
  if (text !== microSecond) {
    for (let i = 0; i < 19; i++) microCodes[i] = text.charCodeAt(i);
    microSecond = text;
  }
  microCodes[20] = 48 + Math.floor(ms / 100);
  microCodes[21] = 48 + (Math.floor(ms / 10) % 10);
  microCodes[22] = 48 + (ms % 10);
  return String.fromCharCode.apply(null, microCodes);
}

/** Characters of the last one written, and its second: `2025-06-01T00:00:00Z` of `2025-06-01T00:00:00.000000Z`. */
const microCodes: number[] = Array.from('0000-00-00T00:00:00.000000Z', (c) => c.charCodeAt(0));
let microSecond = '';

export function rfc3339(unixMs: number): string {
  const second = Math.floor(unixMs / 1000);
  const place = second & (lately.length - 1);
  const known = lately[place]!;
  if (known.second === second) return known.text;
  const text = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
  lately[place] = { second, text };
  return text;
}

/** Late answers of a pure function: a Pod's times are written again with each of its reports, those of many Pods by turns. */
const lately = Array.from({ length: 256 }, () => ({ second: NaN, text: '' }));

/** Virtual ms of a timestamp; NaN when it is none. */
export const parseTimestamp = (text: string): VirtualMs => Date.parse(text) - epochMs;
