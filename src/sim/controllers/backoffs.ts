import type { VirtualMs } from '../kernel/types.ts';

/** How long controllers wait before they do something again that failed, by a name they choose. Plain data, gone with the process. */
export type Backoffs = Map<string, { readonly waitMs: number; readonly updatedMs: VirtualMs }>;

/** Source: cmd/kube-controller-manager/app/apps.go startDaemonSetController: flowcontrol.NewBackOff(1 s, 15 min). */
const firstMs = 1_000;
const maxMs = 900_000;

/** A back-off forgets after twice its maximum. */
const isOld = ({ updatedMs }: { readonly updatedMs: VirtualMs }, now: VirtualMs): boolean =>
  now - updatedMs > 2 * maxMs;

/** What is left of a wait, in ms; 0 = none. Models: flowcontrol/backoff.go IsInBackOffSinceUpdate. */
export function backOffMs(backoffs: Backoffs, name: string, now: VirtualMs): number {
  const known = backoffs.get(name);
  return !known || isOld(known, now) ? 0 : Math.max(0, known.updatedMs + known.waitMs - now);
}

/** Begins a wait, twice as long as the last one. Models: Next, GC. */
export function waitLonger(backoffs: Backoffs, name: string, now: VirtualMs): void {
  for (const [other, known] of backoffs) if (isOld(known, now)) backoffs.delete(other);
  const known = backoffs.get(name);
  backoffs.set(name, Object.freeze({ waitMs: known ? Math.min(maxMs, known.waitMs * 2) : firstMs, updatedMs: now }));
}
