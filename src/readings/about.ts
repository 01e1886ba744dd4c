import type { KubeObject } from '../api/types.ts';
import { traceGet, type Trace } from '../sim/kernel/trace.ts';
import type { MessageEntry, TraceEntry } from '../sim/kernel/types.ts';
import type { ObjectRef } from '../sim/notes.ts';
import { roleOf } from './actors.ts';
import { isMessage, messageAt, requestBehind, type MessageOf } from './lookup.ts';
import { requestObject } from './request.ts';
import { storyEvent } from './weight.ts';

export function refOf(object: KubeObject): ObjectRef {
  const { namespace, name, uid } = object.metadata;
  return { kind: object.kind, ...(namespace ? { namespace } : {}), name, ...(uid ? { uid } : {}) };
}

/** The API object a message is about. */
export function objectOf(trace: Trace, entry: MessageEntry): ObjectRef | undefined {
  const { message } = entry;
  switch (message.kind) {
    case 'request':
      return requestObject(message.request);
    case 'response': {
      const body = message.response.body as KubeObject | undefined;
      if (body && typeof body === 'object' && body.kind !== 'Status' && body.metadata?.name) return refOf(body);
      const request = messageAt(trace, message.re, 'request');
      return request && requestObject(request.message.request);
    }
    case 'watch': {
      const event = storyEvent(trace, entry as MessageOf<'watch'>) ?? message.events[0];
      return event && event.type !== 'BOOKMARK' && event.type !== 'ERROR' ? refOf(event.object) : undefined;
    }
    case 'etcd': {
      if (message.request.op === 'txn' && message.request.value) return refOf(message.request.value);
      const request = requestBehind(trace, entry);
      return request && requestObject(request.message.request);
    }
    case 'etcd-reply': {
      const asked = traceGet(trace, message.re);
      return isMessage(asked, 'etcd') ? objectOf(trace, asked) : undefined;
    }
    case 'etcd-watch': {
      const object = message.events[0]?.value ?? message.events[0]?.previous;
      return object && refOf(object);
    }
    default:
      return podOf(trace, entry);
  }
}

/** Pods of node-local calls are known by uid only; the sandbox call names them, and so does the watch that told the kubelet. */
function podOf(trace: Trace, entry: MessageEntry): ObjectRef | undefined {
  const { message } = entry;
  if (message.kind === 'cri' && message.call.call === 'RunPodSandbox') {
    const { namespace, name, podUid } = message.call;
    return { kind: 'Pod', namespace, name, uid: podUid };
  }
  for (
    let cause: TraceEntry | undefined = traceGet(trace, entry.cause), depth = 0;
    cause && depth < 60;
    cause = traceGet(trace, cause.cause), depth++
  ) {
    if (isNoteWithPod(cause)) return cause.note.pod;
    if (cause.type !== 'message') continue;
    if (cause.message.kind === 'cri' && cause.message.call.call === 'RunPodSandbox') return podOf(trace, cause);
    if (cause.message.kind === 'watch' && roleOf(cause.to) === 'kubelet') return objectOf(trace, cause);
  }
  return undefined;
}

const isNoteWithPod = (entry: TraceEntry): entry is typeof entry & { note: { pod: ObjectRef } } =>
  entry.type === 'note' && entry.note.kind === 'kubelet';
