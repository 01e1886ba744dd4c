import type { Event, KubeObject, Pod } from '../api/types.ts';
import { traceGet, type Trace } from '../sim/kernel/trace.ts';
import type { MessageEntry } from '../sim/kernel/types.ts';
import type { Because, ObjectRef } from '../sim/notes.ts';
import { objectOf } from './about.ts';
import { nodeOf, roleOf } from './actors.ts';
import { decisionBehind, isMessage, messageAt, requestBehind, type MessageOf, type RequestEntry } from './lookup.ts';
import { requestLabel, requestObject, targetOf, verbOf } from './request.ts';
import { responsibleAgent, storyEvent } from './weight.ts';

/** A sentence as data. */
export const say = (key: string, values: Readonly<Record<string, string | number>> = {}): Because => ({ key, values });

/** Who speaks, as the dictionaries know them: the controller inside the process, or the process. */
export const speaker = (entry: { readonly from: string; readonly agent: string | undefined }): string =>
  entry.agent ?? roleOf(entry.from);

/** The sentence of a message. Values are facts; the words are in `i18n/narration.ts`, one entry per key. */
export function sayBeat(trace: Trace, entry: MessageEntry): Because {
  const { message } = entry;
  switch (message.kind) {
    case 'command':
      return message.command.type === 'kubectl'
        ? say('beat.command', { line: message.command.line })
        : say('beat.interrupt', {});
    case 'request':
      return sayRequest(trace, entry as RequestEntry);
    case 'response':
      return sayResponse(trace, entry as MessageOf<'response'>);
    case 'watch':
      return sayWatch(trace, entry as MessageOf<'watch'>);
    case 'etcd':
      return sayEtcd(trace, entry as MessageOf<'etcd'>);
    case 'etcd-reply':
      return sayEtcdReply(entry as MessageOf<'etcd-reply'>);
    case 'etcd-watch':
      return say('beat.etcd.tells', { revision: message.events.at(-1)?.revision ?? 0 });
    default:
      return sayOnNode(trace, entry);
  }
}

const named = (ref: ObjectRef | undefined): { kind: string; name: string } => ({
  kind: ref?.kind ?? '',
  name: ref?.name ?? '',
});

function sayRequest(trace: Trace, entry: RequestEntry): Because {
  const { request } = entry.message;
  const who = speaker(entry);
  const node = nodeOf(entry.from) ?? '';
  const { plural, subresource } = targetOf(request.path);
  const object = requestObject(request);
  const values = { who, node, ...named(object), label: requestLabel(request) };
  if (request.path === '/metrics/resource') return say('beat.scrape', { ...values, node: nodeOf(entry.to) ?? '' });
  if (entry.from === 'apiserver' && request.path.startsWith('/apis/'))
    return say('beat.backend', { ...values, node: nodeOf(entry.to) ?? '' });
  if (entry.from === 'apiserver') {
    const [what = '', , pod = ''] = request.path.split('/').filter(Boolean);
    return say(what === 'containerLogs' ? 'beat.fetch.logs' : 'beat.fetch', {
      ...values,
      node: nodeOf(entry.to) ?? '',
      name: pod,
    });
  }
  if (!plural) return say('beat.call', values);
  if (plural === 'events') return sayEvent(request.body as Event | undefined, values);
  if (plural === 'leases') return say('beat.lease', values);
  switch (verbOf(request)) {
    case 'bind':
      return say('beat.bind', {
        ...values,
        kind: 'Pod',
        node: (request.body as { target?: { name?: string } } | undefined)?.target?.name ?? '',
      });
    case 'create': {
      if (subresource === 'eviction') return say('beat.evict', values);
      const want = decisionBehind(trace, entry);
      if (want?.note.kind !== 'reconcile') return say('beat.create', values);
      const { have, want: wanted } = want.note.because.values;
      if (typeof have !== 'number' || typeof wanted !== 'number' || object?.kind !== 'Pod')
        return say('beat.create', values);
      return say('beat.create.missing', { ...values, have, want: wanted, missing: wanted - have });
    }
    case 'delete':
    case 'deletecollection':
      return sayDelete(trace, entry, values);
    case 'get':
      return say(subresource === 'log' ? 'beat.logs' : 'beat.get', values);
    case 'list':
      return say('beat.list', values);
    case 'watch':
      return say('beat.watch', values);
    case 'update':
    case 'patch': {
      if (subresource === 'status') return sayStatus(request.body as KubeObject | undefined, values);
      const replicas = (request.body as { spec?: { replicas?: number } } | undefined)?.spec?.replicas;
      if (roleOf(entry.from) === 'controller-manager' && object?.kind === 'ReplicaSet' && typeof replicas === 'number')
        return say('beat.resize', { ...values, replicas });
      if (subresource === 'scale' && typeof replicas === 'number') return say('beat.resize', { ...values, replicas });
      return say('beat.update', values);
    }
  }
}

function sayDelete(trace: Trace, entry: RequestEntry, values: Record<string, string | number>): Because {
  if (roleOf(entry.from) === 'kubelet') return say('beat.delete.final', values);
  const decision = decisionBehind(trace, entry);
  if (decision?.note.kind !== 'reconcile' || values['kind'] !== 'Pod') return say('beat.delete', values);
  const { have, want } = decision.note.because.values;
  if (typeof have !== 'number' || typeof want !== 'number' || have <= want) return say('beat.delete', values);
  return say('beat.delete.surplus', { ...values, have, want, surplus: have - want });
}

function sayEvent(event: Event | undefined, values: Record<string, string | number>): Because {
  const involved = event?.involvedObject;
  return say('beat.event', {
    ...values,
    kind: involved?.kind ?? '',
    name: involved?.name ?? '',
    reason: event?.reason ?? '',
    message: event?.message ?? '',
  });
}

function sayStatus(body: KubeObject | undefined, values: Record<string, string | number>): Because {
  const status = (body as Pod | undefined)?.status;
  if (values['kind'] !== 'Pod' || !status) return say('beat.status', values);
  if (status.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable'))
    return say('beat.status.unschedulable', values);
  const waiting = waitingReason(status);
  if (waiting) return say('beat.status.waiting', { ...values, reason: waiting });
  return status.phase ? say('beat.status.pod', { ...values, phase: status.phase }) : say('beat.status', values);
}

/** Why a container of the Pod does not run, when that is more than its first start. */
function waitingReason(status: Pod['status'] | undefined): string | undefined {
  for (const { state } of [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])]) {
    const reason = state?.waiting?.reason;
    if (reason && reason !== 'ContainerCreating' && reason !== 'PodInitializing') return reason;
  }
  return undefined;
}

function sayResponse(trace: Trace, entry: MessageOf<'response'>): Because {
  const { response, re } = entry.message;
  const request = messageAt(trace, re, 'request');
  const who = request ? speaker(request) : roleOf(entry.to);
  const values = { who, code: response.code, ...named(objectOf(trace, entry)) };
  if (response.code === 0) return say('beat.refused.connection', values);
  if (response.code < 400)
    return say(request?.message.request.method === 'GET' ? 'beat.answer.read' : 'beat.answer', values);
  const { message = '', reason } = (response.body ?? {}) as { message?: string; reason?: string };
  // A name that is taken is refused with 409, too; nobody was faster, and reading again would not help.
  const conflict = response.code === 409 && reason !== 'AlreadyExists';
  return say(conflict ? 'beat.conflict' : 'beat.refused', { ...values, message });
}

function sayWatch(trace: Trace, entry: MessageOf<'watch'>): Because {
  const node = nodeOf(entry.to) ?? '';
  const event = storyEvent(trace, entry);
  const role = roleOf(entry.to);
  if (!event) {
    const first = entry.message.events[0];
    if (!first || first.type === 'BOOKMARK') return say('notice.bookmark', { who: role, node });
    return say('notice.cache', {
      who: role,
      node,
      kind: first.object.kind,
      name: first.object.metadata.name ?? '',
      type: first.type,
    });
  }
  const { object, type } = event;
  const values = { who: role, node, kind: object.kind, name: object.metadata.name };
  if (role === 'scheduler') return say('notice.unbound', values);
  if (role === 'kubelet') return say(type === 'ADDED' ? 'notice.bound' : 'notice.leaving', values);
  const who = responsibleAgent(object, type) ?? role;
  if (type === 'DELETED') return say('notice.gone', { ...values, who });
  if (object.metadata.deletionTimestamp) return say('notice.lost', { ...values, who });
  return say(type === 'ADDED' ? 'notice.new' : 'notice.changed', { ...values, who });
}

function sayEtcd(trace: Trace, entry: MessageOf<'etcd'>): Because {
  const { request } = entry.message;
  const asked = requestBehind(trace, entry);
  const object = named(objectOf(trace, entry));
  switch (request.op) {
    case 'txn': {
      const values = { who: asked ? speaker(asked) : 'apiserver', key: request.key, ...object };
      if (!request.value) return say('beat.put.delete', values);
      const bound = asked && verbOf(asked.message.request) === 'bind';
      if (bound) return say('beat.put.bound', { ...values, node: (request.value as Pod).spec?.nodeName ?? '' });
      if (asked && targetOf(asked.message.request.path).subresource === 'status' && object.kind === 'Pod') {
        const { status } = request.value as Pod;
        return say('beat.put.status', { ...values, phase: waitingReason(status) ?? status?.phase ?? '' });
      }
      if (asked && targetOf(asked.message.request.path).subresource === 'status') return say('beat.put.state', values);
      if (request.value.metadata.deletionTimestamp && asked?.message.request.method === 'DELETE')
        return say('beat.put.leaving', values);
      // Said once per command, not at every write.
      if (asked?.from === 'user') return say('beat.put', values);
      return say(asked?.message.request.method === 'POST' ? 'beat.put.new' : 'beat.put.changed', values);
    }
    case 'range':
      return say('beat.read', { key: request.key });
    case 'watch':
      return say('beat.etcd.watch', { key: request.prefix });
    default:
      return say('beat.etcd.other', { op: request.op });
  }
}

function sayEtcdReply(entry: MessageOf<'etcd-reply'>): Because {
  const { reply } = entry.message;
  if (reply.op === 'error') return say('beat.etcd.error', { error: reply.error });
  if (reply.op === 'txn')
    return say(reply.succeeded ? 'beat.committed' : 'beat.compare.failed', { revision: reply.revision });
  if (reply.op === 'range') return say('beat.read.reply', { count: reply.count });
  return say('beat.etcd.other', { op: reply.op });
}

function sayOnNode(trace: Trace, entry: MessageEntry): Because {
  const { message } = entry;
  const node = nodeOf(entry.from) ?? nodeOf(entry.to) ?? '';
  const pod = objectOf(trace, entry)?.name ?? '';
  const values = { node, name: pod, who: speaker(entry) };
  switch (message.kind) {
    case 'cri': {
      const { call } = message;
      return say(`cri.${call.call}`, {
        ...values,
        image: 'image' in call ? call.image : '',
        container: 'container' in call ? call.container : '',
      });
    }
    case 'cri-reply': {
      if (message.reply.ok) return say('cri.done', { ...values, call: message.call });
      const asked = traceGet(trace, message.re);
      const image = isMessage(asked, 'cri') && 'image' in asked.message.call ? asked.message.call.image : '';
      return say(message.call === 'PullImage' ? 'cri.failed.pull' : 'cri.failed', {
        ...values,
        call: message.call,
        image,
        error: message.reply.error,
      });
    }
    case 'container-event':
      return say(`container.${message.event}`, { ...values, exitCode: message.exitCode ?? 0 });
    case 'cni':
      return say(`cni.${message.command}`, values);
    case 'cni-reply':
      return message.error
        ? say('cni.failed', { ...values, error: message.error })
        : say('cni.done', { ...values, ip: message.ip ?? '' });
    case 'route':
      return say('beat.route', { ...values, place: message.host });
    case 'route-reply':
      return say('beat.routed', { ...values, count: message.endpoints.length });
    case 'traffic':
      return say('beat.traffic', { ...values, ip: message.ip, count: message.requests });
    case 'traffic-reply':
      return say('beat.trafficAnswered', { ...values, code: message.code });
    case 'place':
      return say(entry.to === 'storage' ? 'place.write' : 'place.read', { ...values, place: message.place });
    case 'pull':
      return say('pull', { ...values, image: message.image });
    case 'pull-reply':
      return message.error
        ? say('pull.failed', { ...values, image: message.image, error: message.error })
        : say('pull.done', { ...values, image: message.image });
    case 'probe':
      return say('probe', { ...values, probe: message.probe, container: message.container });
    case 'probe-reply':
      return say(message.ok ? 'probe.ok' : 'probe.failed', { ...values, output: message.output });
    case 'chunk':
      return say('stream.chunk', values);
    case 'stream-end':
      return say('stream.end', { ...values, who: roleOf(entry.to) });
    case 'cancel':
      return say('stream.cancel', values);
    default:
      return say('beat.other', { ...values, label: message.kind });
  }
}
