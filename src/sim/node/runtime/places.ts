import type { Context, VirtualMs } from '../../kernel/types.ts';
import { isRemote, mergeFiles, noFiles, outlivesPods, type PlaceFiles, type Written } from '../../storage/places.ts';
import { storage } from '../storage.ts';
import type { ContainerRun, RuntimeState } from './state.ts';

type Kept = NonNullable<ContainerRun['kept']>;

/** Timer of a container whose shell will write to a remote place. */
export interface PlaceTimer {
  readonly id: string;
  readonly plan: number;
}

/** What others have left in a place: containers of the Pod, earlier instances, and Pods that share a volume. */
function othersIn(state: RuntimeState, run: ContainerRun, place: string, now: VirtualMs): PlaceFiles {
  const found: Record<string, Written> = { ...state.places.get(place) };
  for (const other of writersOf(state, run, place)) if (other.id !== run.id) collect(other, place, now, found);
  return found;
}

/** The files a container finds in the places it has mounted. */
export function sharedFiles(
  state: RuntimeState,
  run: ContainerRun,
  now: VirtualMs,
): Record<string, string> | undefined {
  return run.kept && shared(state, run, run.kept, now);
}

function shared(state: RuntimeState, run: ContainerRun, kept: Kept, now: VirtualMs): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [mine, place] of Object.entries(kept))
    for (const [path, { text }] of Object.entries(othersIn(state, run, place, now)))
      if (text !== undefined) files[mine + path] = text;
  return files;
}

/** What the container wrote itself, without what others have replaced since. */
export function ownFiles(state: RuntimeState, run: ContainerRun, now: VirtualMs): ContainerRun['files'] {
  return run.kept && run.files.length > 0 ? stillOwn(state, run, run.kept, now) : run.files;
}

function stillOwn(state: RuntimeState, run: ContainerRun, kept: Kept, now: VirtualMs): ContainerRun['files'] {
  const newer = new Map<string, VirtualMs>();
  for (const [mine, place] of Object.entries(kept))
    for (const [path, { atMs }] of Object.entries(othersIn(state, run, place, now))) newer.set(mine + path, atMs);
  return run.files.filter(({ path, atMs }) => run.startedMs + atMs >= (newer.get(path) ?? 0));
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

/** Adds what a container has written to a place up to now, where it is newer. A shell that was stopped did not get further. Returns when the shell will write next. */
function collect(run: ContainerRun, place: string, now: VirtualMs, found: Record<string, Written>): VirtualMs {
  const end = run.state === 'exited' ? Math.min(now, run.finishedMs) : now;
  let next = Infinity;
  for (const [mount, theirs] of Object.entries(run.kept ?? {})) {
    if (theirs !== place) continue;
    for (const change of run.files) {
      const atMs = run.startedMs + change.atMs;
      if (!change.path.startsWith(`${mount}/`)) continue;
      if (atMs > end) next = Math.min(next, run.state === 'exited' ? Infinity : atMs);
      else {
        const path = change.path.slice(mount.length);
        if (atMs >= (found[path]?.atMs ?? 0)) found[path] = Object.freeze({ atMs, text: change.text });
      }
    }
  }
  return next;
}

/** What the container wrote to places that outlive its Pod stays there, also when the container goes. */
export function keepWritten(state: RuntimeState, run: ContainerRun, ctx: Context): void {
  if (run.kept) keep(state, run, run.kept, ctx);
}

function keep(state: RuntimeState, run: ContainerRun, kept: Kept, ctx: Context): void {
  let next = Infinity;
  for (const place of new Set(Object.values(kept))) {
    if (!outlivesPods(place)) continue;
    const before = state.places.get(place) ?? noFiles;
    const found: Record<string, Written> = {};
    const more = collect(run, place, ctx.now, found);
    const files = mergeFiles(before, found);
    if (files !== before) state.places.set(place, files);
    if (!isRemote(place)) continue;
    next = Math.min(next, more);
    if (files !== before) ctx.send(storage, { kind: 'place', place, files });
  }
  if (next < Infinity && run.state === 'running')
    ctx.timer(
      next - ctx.now,
      { kind: 'timer', name: 'places', data: Object.freeze({ id: run.id, plan: run.plan }) },
      { quiet: true },
    );
}

/** Asks for what is in the remote places a new container mounts. */
export function openPlaces(state: RuntimeState, kept: Kept, ctx: Context): void {
  for (const place of new Set(Object.values(kept)))
    if (isRemote(place)) ctx.send(storage, { kind: 'place', place, files: state.places.get(place) ?? noFiles });
}

/** A place has changed behind the network. */
export function placeChanged(state: RuntimeState, place: string, files: Readonly<Record<string, Written>>): void {
  state.places.set(place, mergeFiles(state.places.get(place) ?? noFiles, files));
}

/** The shell has written what it was going to. */
export function placesDue(state: RuntimeState, { id, plan }: PlaceTimer, ctx: Context): void {
  const run = state.containers.get(id);
  if (run?.plan === plan) keepWritten(state, run, ctx);
}
