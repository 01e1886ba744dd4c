import type { KubeObject } from '../api/types.ts';
import { traceGet, type Trace } from '../sim/kernel/trace.ts';
import type { EntryId, MessageEntry, NoteEntry, TraceEntry } from '../sim/kernel/types.ts';
import type { Message } from '../sim/messages.ts';
import type { Note } from '../sim/notes.ts';

export type MessageOf<Kind extends Message['kind']> = MessageEntry & {
  readonly message: Extract<Message, { kind: Kind }>;
};
export type NoteOf<Kind extends Note['kind']> = NoteEntry & { readonly note: Extract<Note, { kind: Kind }> };
export type RequestEntry = MessageOf<'request'>;

export function isMessage<Kind extends Message['kind']>(
  entry: TraceEntry | undefined,
  kind: Kind,
): entry is MessageOf<Kind> {
  return entry?.type === 'message' && entry.message.kind === kind;
}

export function isNote<Kind extends Note['kind']>(entry: TraceEntry | undefined, kind: Kind): entry is NoteOf<Kind> {
  return entry?.type === 'note' && entry.note.kind === kind;
}

/** A message of this kind by its id, or undefined when the id is another thing or has left the window. */
export function messageAt<Kind extends Message['kind']>(
  trace: Trace,
  id: EntryId,
  kind: Kind,
): MessageOf<Kind> | undefined {
  const entry = traceGet(trace, id);
  return isMessage(entry, kind) ? entry : undefined;
}

/** The nearest API request among the causes of an entry, the entry itself included: who asked for this write or this news. */
export function requestBehind(trace: Trace, start: TraceEntry | undefined): RequestEntry | undefined {
  for (let entry = start; entry; entry = traceGet(trace, entry.cause)) {
    if (isMessage(entry, 'request')) return entry;
  }
  return undefined;
}

/** The person's command among the causes of an entry. */
export function commandBehind(trace: Trace, start: TraceEntry | undefined): MessageOf<'command'> | undefined {
  for (let entry = start; entry; entry = traceGet(trace, entry.cause)) {
    if (isMessage(entry, 'command')) return entry;
  }
  return undefined;
}

/** The nearest decision (a diff, a scheduling attempt, a piece of kubelet work) among the causes, below the next message from outside. */
export function decisionBehind(trace: Trace, start: TraceEntry): NoteOf<'reconcile'> | NoteOf<'schedule'> | undefined {
  for (let entry = traceGet(trace, start.cause); entry; entry = traceGet(trace, entry.cause)) {
    if (isNote(entry, 'reconcile') || isNote(entry, 'schedule')) return entry;
    if (entry.type === 'message' && entry.from !== entry.to) return undefined;
  }
  return undefined;
}

/** What a watched object looked like before the change the watch tells of; undefined when it is new or not known. */
export function previousOf(trace: Trace, watch: MessageEntry, object: KubeObject): KubeObject | undefined {
  for (
    let entry = traceGet(trace, watch.cause), depth = 0;
    entry && depth < 4;
    entry = traceGet(trace, entry.cause), depth++
  ) {
    if (!isMessage(entry, 'etcd-watch')) continue;
    for (const event of entry.message.events) {
      const uid = event.value?.metadata.uid ?? event.previous?.metadata.uid;
      if (uid === object.metadata.uid) return event.previous;
    }
  }
  return undefined;
}
