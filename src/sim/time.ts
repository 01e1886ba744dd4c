import type { VirtualMs } from './kernel/types.ts';

/** Unix time, in ms, of virtual time 0: the cluster's calendar starts on 1 June 2025, 09:00 in Seoul. */
export const epochMs = 1_748_736_000_000;

/** RFC 3339 in whole seconds, UTC, as metav1.Time is written: `2025-06-01T00:00:00Z`. */
export const timestamp = (now: VirtualMs): string => rfc3339(epochMs + now);

/** RFC 3339 with microseconds, as metav1.MicroTime is written (Lease renewTime). */
export const microTimestamp = (now: VirtualMs): string => `${new Date(epochMs + now).toISOString().slice(0, -1)}000Z`;

export function rfc3339(unixMs: number): string {
  // The same second is asked for again and again while one message is handled.
  const second = Math.floor(unixMs / 1000);
  if (second !== lastSecond) {
    lastText = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
    lastSecond = second;
  }
  return lastText;
}

/** The last answer of a pure function: it cannot be told from a fresh one. */
let lastSecond = NaN;
let lastText = '';

/** Virtual ms of a timestamp; NaN when it is none. */
export const parseTimestamp = (text: string): VirtualMs => Date.parse(text) - epochMs;
