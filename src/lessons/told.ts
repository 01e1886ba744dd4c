import type { KubeObject } from '../api/types.ts';
import type { EntryId } from '../sim/kernel/types.ts';
import { lookUp, type World } from './world.ts';

/** What the learner was told: the terminal's output since the task began, and the Events of an object. */

/** Whether anything printed after an entry matches. */
export function printed(world: World, since: EntryId, pattern: string): boolean {
  const regex = new RegExp(pattern);
  for (let id = world.lastEntry; id > since; id--) {
    const entry = world.entry(id);
    if (entry?.type === 'note' && entry.note.kind === 'output' && regex.test(entry.note.text)) return true;
  }
  return false;
}

/** Everything the command that spoke last has printed: it holds until something else is typed. */
export function lastOutput(world: World, since: EntryId): string {
  let process: EntryId | undefined;
  let text = '';
  for (let id = world.lastEntry; id > since; id--) {
    const entry = world.entry(id);
    if (entry?.type !== 'note' || entry.note.kind !== 'output') continue;
    process ??= entry.note.process;
    if (entry.note.process === process) text = entry.note.text + text;
  }
  return text;
}

/** Reasons of the Events about an object, oldest first: what `kubectl describe` lists. */
export function reasonsOf(world: World, ref: string): string[] {
  const uid = lookUp(world, ref)?.metadata.uid;
  const at = (event: KubeObject): string => ((event['lastTimestamp'] ?? event['eventTime']) as string | null) ?? '';
  return world
    .objects('events')
    .filter((event) => (event['involvedObject'] as { uid?: string }).uid === uid)
    .sort((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0))
    .map((event) => String(event['reason']));
}
