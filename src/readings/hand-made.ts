import type { KubeObject } from '../api/types.ts';
import { emptyTrace, type Trace } from '../sim/kernel/trace.ts';
import type { ActorId, EntryId, MessageEntry, NoteEntry } from '../sim/kernel/types.ts';
import type { ApiRequest, Message } from '../sim/messages.ts';
import type { Note } from '../sim/notes.ts';

/** A trace written by hand, one delivery per message, for tests of the readings. */
export class HandMade {
  readonly trace: Trace = emptyTrace();
  private nowMs = 0;

  message(
    from: ActorId,
    to: ActorId,
    message: Message,
    cause: EntryId = 0,
    more: Partial<MessageEntry> = {},
  ): MessageEntry {
    const entry: MessageEntry = {
      type: 'message',
      id: this.nextId,
      cause,
      from,
      to,
      agent: undefined,
      sentMs: this.nowMs,
      at: ++this.nowMs,
      message,
      quiet: false,
      ...more,
    };
    this.trace.entries.push(entry);
    this.trace.delivered.push(entry.id);
    this.trace.endOf.push(entry.id);
    return entry;
  }

  /** Belongs to the step of the message before it. */
  note(actor: ActorId, note: Note, cause: EntryId, more: Partial<NoteEntry> = {}): NoteEntry {
    const entry: NoteEntry = {
      type: 'note',
      id: this.nextId,
      cause,
      actor,
      agent: undefined,
      at: this.nowMs,
      note,
      quiet: false,
      ...more,
    };
    this.trace.entries.push(entry);
    this.trace.endOf = this.trace.endOf.upTo(this.trace.endOf.length - 1);
    this.trace.endOf.push(entry.id);
    return entry;
  }

  request(
    from: ActorId,
    method: ApiRequest['method'],
    path: string,
    body?: unknown,
    cause: EntryId = 0,
    more: Partial<MessageEntry> = {},
    query?: Record<string, string>,
  ): MessageEntry {
    const request: ApiRequest = {
      method,
      path,
      credential: { type: 'anonymous' },
      ...(body === undefined ? {} : { body }),
      ...(query ? { query } : {}),
    };
    return this.message(from, 'apiserver', { kind: 'request', request }, cause, more);
  }

  /** A write to etcd, and its commit unless another was faster. */
  txn(value: KubeObject, cause: EntryId, committed = true): MessageEntry {
    const key = keyOf(value);
    const entry = this.message(
      'apiserver',
      'etcd',
      { kind: 'etcd', request: { op: 'txn', ifModRevision: 1, key, value } },
      cause,
    );
    const revision = Number(value.metadata.resourceVersion);
    if (committed) this.note('etcd', { kind: 'commit', key, revision, deleted: false }, entry.id);
    return entry;
  }

  /** A write through etcd and the watch event it leads to: commit, etcd's watch, the delivery. */
  news(
    to: ActorId,
    type: 'ADDED' | 'MODIFIED' | 'DELETED',
    object: KubeObject,
    previous: KubeObject | undefined,
    cause: EntryId,
  ): MessageEntry {
    const key = keyOf(object);
    const revision = Number(object.metadata.resourceVersion);
    const value = type === 'DELETED' ? undefined : object;
    const request = { op: 'txn', ifModRevision: undefined, key, value } as const;
    const txn = this.message('apiserver', 'etcd', { kind: 'etcd', request }, cause);
    const commit = this.note('etcd', { kind: 'commit', key, revision, deleted: !value }, txn.id);
    const event = { type: value ? 'put' : 'delete', key, revision, value, previous } as const;
    const told = this.message('etcd', 'apiserver', { kind: 'etcd-watch', watch: 1, events: [event] }, commit.id);
    return this.message('apiserver', to, { kind: 'watch', stream: 2, events: [{ type, object }] }, told.id);
  }

  private get nextId(): EntryId {
    return this.trace.entries.length + 1;
  }
}

const keyOf = ({ kind, metadata }: KubeObject): string =>
  `/registry/${kind.toLowerCase()}s/${metadata.namespace}/${metadata.name}`;

let revision = 100;

/** An object with a fresh resourceVersion. */
export const object = (
  kind: string,
  name: string,
  more: Record<string, unknown> = {},
  metadata: Record<string, unknown> = {},
): KubeObject =>
  ({
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      resourceVersion: String(++revision),
      creationTimestamp: '',
      ...metadata,
    },
    ...more,
  }) as KubeObject;
