import type { VirtualMs } from '../../kernel/types.ts';
import type { Backoff } from './state.ts';

/** Source: pkg/kubelet/kubelet.go initialBackOff 10 s, MaxContainerBackOff 300 s; image pulls use the same numbers. */
const firstMs = 10_000;
const maxMs = 300_000;

/** A back-off forgets after twice its maximum without a failure. */
const expired = (backoff: Backoff, eventMs: VirtualMs): boolean => eventMs - backoff.updatedMs > 2 * maxMs;

/** Whether to keep waiting, counted from an event (the last exit). Models: flowcontrol/backoff.go IsInBackOffSince. */
export const isInBackoffSince = (backoff: Backoff | undefined, eventMs: VirtualMs, now: VirtualMs): boolean =>
  backoff !== undefined && !expired(backoff, eventMs) && now - eventMs < backoff.waitMs;

/** Whether to keep waiting, counted from the last failure. Models: IsInBackOffSinceUpdate. */
export const isInBackoff = (backoff: Backoff | undefined, now: VirtualMs): boolean =>
  backoff !== undefined && !expired(backoff, now) && now - backoff.updatedMs < backoff.waitMs;

/** The next, longer wait: 10, 20, 40, 80, 160, 300, 300 s. Models: Next. */
export const nextBackoff = (backoff: Backoff | undefined, eventMs: VirtualMs, now: VirtualMs): Backoff =>
  Object.freeze({
    waitMs: backoff === undefined || expired(backoff, eventMs) ? firstMs : Math.min(maxMs, backoff.waitMs * 2),
    updatedMs: now,
  });
