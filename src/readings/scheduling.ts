import { endAt, traceGet, type Trace } from '../sim/kernel/trace.ts';
import type { Because, FilterVerdict, ObjectRef } from '../sim/notes.ts';
import { isNote } from './lookup.ts';
import { say } from './say.ts';
import { upperBound, type StoryIndex } from './story.ts';
import type { SchedulingView } from './views.ts';

/** The last scheduling attempt of a pod at a step, or undefined when there was none. */
export function schedulingOf(
  trace: Trace,
  index: StoryIndex,
  step: number,
  pod: ObjectRef,
): SchedulingView | undefined {
  for (let i = upperBound(index.schedules, endAt(trace, step)) - 1; i >= 0; i--) {
    const entry = traceGet(trace, index.schedules[i]!);
    if (!isNote(entry, 'schedule')) continue;
    const { note } = entry;
    if (
      note.pod.name !== pod.name ||
      note.pod.namespace !== pod.namespace ||
      (pod.uid && note.pod.uid && note.pod.uid !== pod.uid)
    )
      continue;
    const { attempt, message, chosen, filters, plugins, scores } = note;
    return { attempt, message, chosen, filters, plugins, scores, clauses: clausesOf(filters) };
  }
  return undefined;
}

/** The refusals of a table by reason, as the message counts them: `3 Insufficient cpu` and which nodes these are. */
export function clausesOf(filters: readonly FilterVerdict[]): SchedulingView['clauses'] {
  const nodes = new Map<string, string[]>();
  for (const { node, plugin, reasons } of filters) {
    if (plugin === undefined) continue;
    for (const reason of reasons) {
      const known = nodes.get(reason);
      if (known) known.push(node);
      else nodes.set(reason, [node]);
    }
  }
  return [...nodes]
    .map(([reason, named]) => ({
      text: `${named.length} ${reason}`,
      nodes: named,
      say: sayReason(reason, named.length),
    }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
}

/** Upstream's reasons and the sentence that explains each. The first group of a pattern is told along. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^Insufficient (.+)$/, 'clause.insufficient'],
  [/^Too many pods$/, 'clause.pods'],
  [/^node\(s\) had untolerated taint \{(.+)\}$/, 'clause.taint'],
  [/^node\(s\) didn't match Pod's node affinity\/selector$/, 'clause.selector'],
  [/^node\(s\) were unschedulable$/, 'clause.cordoned'],
  [/^node\(s\) didn't match the requested node name$/, 'clause.name'],
  [/^node\(s\) didn't have free ports for the requested pod ports$/, 'clause.ports'],
  [/^node\(s\) didn't match pod topology spread constraints/, 'clause.spread'],
  [/^node\(s\) didn't match pod affinity rules$/, 'clause.affinity'],
  [/anti-affinity rules$/, 'clause.antiaffinity'],
];

function sayReason(reason: string, count: number): Because {
  for (const [pattern, key] of reasons) {
    const match = pattern.exec(reason);
    if (match) return say(key, { count, what: match[1] ?? '' });
  }
  return say('clause.other', { count, what: reason });
}
