import type { VirtualMs } from '../../kernel/types.ts';
import type { ContainerRun, RuntimeState } from './state.ts';

interface Written {
  readonly atMs: VirtualMs;
  /** Undefined: removed. */
  readonly text: string | undefined;
}

/** Path below the place → what was written last. */
export type PlaceFiles = Readonly<Record<string, Written>>;

/** An emptyDir has a name, which holds no colon. */
const outlivesPods = (place: string): boolean => place.includes(':');

/** What others have left in the places a container has mounted: containers of its Pod, earlier instances, and Pods that share a volume. */
export function sharedFiles(
  state: RuntimeState,
  run: ContainerRun,
  now: VirtualMs,
): Record<string, string> | undefined {
  if (!run.kept) return undefined;
  const files: Record<string, string> = {};
  for (const [mine, place] of Object.entries(run.kept)) {
    const found: Record<string, Written> = { ...state.places.get(place) };
    for (const other of writersOf(state, run, place)) if (other.id !== run.id) collect(other, place, now, found);
    for (const [path, { text }] of Object.entries(found)) if (text !== undefined) files[mine + path] = text;
  }
  return files;
}

/** Who may have written there. Only a place that outlives Pods is anybody's but the Pod's. */
function* writersOf(state: RuntimeState, run: ContainerRun, place: string): Iterable<ContainerRun> {
  if (outlivesPods(place)) {
    for (const other of state.containers.values()) if (other.kept) yield other;
    return;
  }
  for (const id of state.sandboxes.get(run.podUid)?.containers ?? []) {
    const other = state.containers.get(id);
    if (other) yield other;
  }
}

/** Adds what a container has written to a place up to now, where it is newer. A shell that was stopped did not get further. */
function collect(run: ContainerRun, place: string, now: VirtualMs, found: Record<string, Written>): void {
  const end = run.state === 'exited' ? Math.min(now, run.finishedMs) : now;
  for (const [mount, theirs] of Object.entries(run.kept ?? {})) {
    if (theirs !== place) continue;
    for (const change of run.files) {
      const atMs = run.startedMs + change.atMs;
      if (atMs > end || !change.path.startsWith(`${mount}/`)) continue;
      const path = change.path.slice(mount.length);
      if (atMs >= (found[path]?.atMs ?? 0)) found[path] = Object.freeze({ atMs, text: change.text });
    }
  }
}

/** A container goes for good: what it wrote to places that outlive its Pod stays. */
export function leaveBehind(state: RuntimeState, run: ContainerRun, now: VirtualMs): void {
  for (const place of new Set(Object.values(run.kept ?? {}))) {
    if (!outlivesPods(place)) continue;
    const found: Record<string, Written> = { ...state.places.get(place) };
    collect(run, place, now, found);
    state.places.set(place, Object.freeze(found));
  }
}
