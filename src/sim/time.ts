import type { VirtualMs } from './kernel/types.ts';

/** Unix time, in ms, of virtual time 0: the cluster's calendar starts on 1 June 2025, 09:00 in Seoul. */
export const epochMs = 1_748_736_000_000;

/** RFC 3339 in whole seconds, UTC, as metav1.Time is written: `2025-06-01T00:00:00Z`. */
export const timestamp = (now: VirtualMs): string => rfc3339(epochMs + now);

/** RFC 3339 with microseconds, as metav1.MicroTime is written (Lease renewTime). */
export function microTimestamp(now: VirtualMs): string {
  const unixMs = epochMs + now;
  const ms = unixMs - Math.floor(unixMs / 1000) * 1000;
  return `${rfc3339(unixMs).slice(0, -1)}.${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}000Z`;
}

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
