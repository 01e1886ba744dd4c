import { endAt, traceGet, type Trace } from '../sim/kernel/trace.ts';
import type { ObjectRef } from '../sim/notes.ts';
import { isNote } from './lookup.ts';
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
    return { attempt, message, chosen, filters, plugins, scores, clauses: [] };
  }
  return undefined;
}
