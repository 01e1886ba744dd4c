import type {
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  ReplicaSet,
  Service,
  StorageClass,
} from '../api/types.ts';
import { listAt, readAt, type EtcdState } from '../sim/etcd/index.ts';
import { upperBound } from '../sim/kernel/series.ts';
import { endAt, traceGet, type Trace } from '../sim/kernel/trace.ts';
import type { EntryId } from '../sim/kernel/types.ts';
import type { Note, ObjectRef } from '../sim/notes.ts';
import { explainAttempt, explainMessage } from '../sim/scheduler/explain.ts';
import { isNote } from './lookup.ts';
import type { StoryIndex } from './story.ts';
import type { SchedulingView } from './views.ts';

/** The last scheduling attempt of a pod at a step, or undefined when there was none. */
export function schedulingOf(
  trace: Trace,
  index: StoryIndex,
  etcd: EtcdState,
  step: number,
  pod: ObjectRef,
): SchedulingView | undefined {
  for (let i = upperBound(index.schedules, endAt(trace, step)) - 1; i >= 0; i--) {
    const entry = traceGet(trace, index.schedules[i]!);
    if (!isNote(entry, 'schedule')) continue;
    const { note } = entry;
    if (note.pod.name !== pod.name || note.pod.namespace !== pod.namespace) continue;
    if (pod.uid && note.pod.uid && note.pod.uid !== pod.uid) continue;
    return attemptView(trace, index, etcd, entry.id);
  }
  return undefined;
}

/** The attempt an entry tells of; undefined when it tells of none. */
export function attemptView(trace: Trace, index: StoryIndex, etcd: EtcdState, id: EntryId): SchedulingView | undefined {
  const entry = traceGet(trace, id);
  if (!isNote(entry, 'schedule')) return undefined;
  const revision = index.commitRevisions.get(upperBound(index.commitEntries, id) - 1) ?? 0;
  const { filters, plugins, scores } = tableOf(entry.note, etcd, revision);
  const { attempt, message, chosen } = entry.note;
  // A success has nothing to be taken apart.
  const clauses = chosen === undefined ? explainMessage(message, filters) : [];
  return { attempt, message, chosen, filters, plugins, scores, clauses };
}

/** The table of an attempt: as noted, or worked out again from the objects of that moment where the note left it out. */
function tableOf(
  note: Extract<Note, { kind: 'schedule' }>,
  etcd: EtcdState,
  revision: number,
): Pick<SchedulingView, 'filters' | 'plugins' | 'scores'> {
  if (note.nodes === undefined || note.filters.length >= note.nodes.all) return note;
  const pod = readAt(etcd, `/registry/pods/${note.pod.namespace}/${note.pod.name}`, revision) as Pod | undefined;
  if (!pod) return note;
  const list = <T>(place: string): T[] => listAt(etcd, `/registry/${place}/`, revision) as unknown as T[];
  return explainAttempt(
    pod,
    list<Node>('minions'),
    list<Pod>('pods'),
    list<Service>('services/specs'),
    list<ReplicaSet>('replicasets'),
    list<Namespace>('namespaces'),
    {
      claims: list<PersistentVolumeClaim>('persistentvolumeclaims'),
      volumes: list<PersistentVolume>('persistentvolumes'),
      classes: list<StorageClass>('storageclasses'),
    },
  );
}
