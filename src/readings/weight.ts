import type { Deployment, KubeObject, Pod, WatchEvent } from '../api/types.ts';
import { traceGet, type Trace } from '../sim/kernel/trace.ts';
import type { MessageEntry } from '../sim/kernel/types.ts';
import type { ApiRequest } from '../sim/messages.ts';
import { roleOf } from './actors.ts';
import {
  commandBehind,
  isMessage,
  messageAt,
  previousOf,
  requestBehind,
  type MessageOf,
  type RequestEntry,
} from './lookup.ts';
import { targetOf, verbOf } from './request.ts';

/**
 * Which messages are steps of the story a learner follows, and which are its small print. A story message is one
 * that makes somebody act or makes a wish durable: a person's request, a controller's create, the bind, the start of a
 * container, the status that reports it, the write of each of these, and the watch event that wakes the next actor.
 * Answers, Event objects, leases, informer lists, counters in owners' status, and news that changes nothing for the
 * one who hears it are details.
 */
export function isStory(trace: Trace, entry: MessageEntry): boolean {
  if (entry.quiet) return false;
  const { message } = entry;
  switch (message.kind) {
    case 'request':
      return isStoryRequest(trace, entry as RequestEntry);
    case 'response':
      return isStoryResponse(trace, entry as MessageOf<'response'>);
    case 'etcd': {
      const request = requestBehind(trace, entry);
      if (!request || !isStoryRequest(trace, request)) return false;
      // The last deletion is two writes: no grace left, then gone. The second is the story.
      if (isFinalDelete(request) && message.request.op === 'txn' && message.request.value) return false;
      return message.request.op === 'txn' || (message.request.op === 'range' && isReadingCommand(trace, request));
    }
    case 'watch':
      return storyEvent(trace, entry as MessageOf<'watch'>) !== undefined;
    case 'cri':
      return message.call.call === 'StartContainer' || message.call.call === 'StopContainer';
    case 'cri-reply':
      return (
        !message.reply.ok &&
        (message.call === 'PullImage' ||
          message.call === 'RunPodSandbox' ||
          message.call === 'CreateContainer' ||
          message.call === 'StartContainer')
      );
    case 'container-event':
      return message.event === 'died' && !wasAskedToStop(trace, entry);
    default:
      return false;
  }
}

const isFinalDelete = ({ from, message }: RequestEntry): boolean =>
  roleOf(from) === 'kubelet' && message.request.method === 'DELETE';

function isStoryRequest(trace: Trace, entry: RequestEntry): boolean {
  if (entry.quiet) return false;
  const { request } = entry.message;
  const verb = verbOf(request);
  const { plural, subresource } = targetOf(request.path);
  if (verb === 'get' || verb === 'list')
    return entry.from === 'user' && plural !== '' && isReadingCommand(trace, entry);
  if (verb === 'watch' || plural === 'events' || plural === 'leases') return false;
  switch (roleOf(entry.from)) {
    case 'user':
      return true;
    case 'scheduler':
      return verb === 'bind' || plural === 'pods';
    case 'kubelet':
      if (plural !== 'pods') return false;
      return subresource === 'status' ? tellsProgress(request) : verb === 'delete';
    case 'controller-manager':
      if (subresource === 'status' || plural === 'serviceaccounts' || plural === 'configmaps') return false;
      return verb === 'create' || verb === 'delete' || plural !== ownPlural[entry.agent ?? ''];
    default:
      return false;
  }
}

/** What each controller reconciles: a write to that itself (an annotation, a finalizer) is bookkeeping. */
const ownPlural: Readonly<Record<string, string>> = {
  'deployment-controller': 'deployments',
  'replicaset-controller': 'replicasets',
  'replication-controller': 'replicationcontrollers',
  'statefulset-controller': 'statefulsets',
  'daemonset-controller': 'daemonsets',
  'job-controller': 'jobs',
  'cronjob-controller': 'cronjobs',
};

/** Who reconciles a kind of workload. */
const keepers: Readonly<Record<string, string>> = {
  Deployment: 'deployment-controller',
  ReplicaSet: 'replicaset-controller',
  ReplicationController: 'replication-controller',
  StatefulSet: 'statefulset-controller',
  DaemonSet: 'daemonset-controller',
  Job: 'job-controller',
  CronJob: 'cronjob-controller',
};

/** A kubelet's status report that says more than "I have begun". */
function tellsProgress(request: ApiRequest): boolean {
  const status = (request.body as Pod | undefined)?.status;
  if (!status) return false;
  if (status.phase && status.phase !== 'Pending') return true;
  const statuses = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
  return statuses.some(({ state }) => {
    const reason = state?.waiting?.reason;
    return reason !== undefined && reason !== 'ContainerCreating' && reason !== 'PodInitializing';
  });
}

const readingCommand =
  /^\s*kubectl\s+(?:-\S+\s+)*(get|describe|logs|log|top|events|explain|api-resources|exec|diff|auth)\b/;

/** The person asked to see something, so the reads are the story. (`apply` reads too, but to write.) */
function isReadingCommand(trace: Trace, entry: MessageEntry): boolean {
  const command = commandBehind(trace, entry)?.message.command;
  return command?.type === 'kubectl' && readingCommand.test(command.line);
}

function isStoryResponse(trace: Trace, entry: MessageOf<'response'>): boolean {
  const request = messageAt(trace, entry.message.re, 'request');
  if (!request) return false;
  const { code } = entry.message.response;
  const reads = request.message.request.method === 'GET';
  if (reads) return isStoryRequest(trace, request);
  // A conflict is answered by reading again and trying again: the write that succeeds is the story.
  if (code >= 200 && code < 300) return false;
  return entry.to === 'user' || (code !== 409 && code !== 404);
}

function wasAskedToStop(trace: Trace, entry: MessageEntry): boolean {
  for (
    let cause = traceGet(trace, entry.cause), depth = 0;
    cause && depth < 3;
    cause = traceGet(trace, cause.cause), depth++
  ) {
    if (isMessage(cause, 'cri'))
      return cause.message.call.call === 'StopContainer' || cause.message.call.call === 'StopPodSandbox';
  }
  return false;
}

/** The event of a watch message that makes its receiver act, or undefined when it only brings the cache up to date. */
export function storyEvent(trace: Trace, entry: MessageOf<'watch'>): WatchEvent | undefined {
  for (const event of entry.message.events) {
    if (event.type !== 'BOOKMARK' && event.type !== 'ERROR' && wakes(trace, entry, event)) return event;
  }
  return undefined;
}

function wakes(trace: Trace, entry: MessageOf<'watch'>, event: WatchEvent): boolean {
  const { object } = event;
  switch (roleOf(entry.to)) {
    case 'scheduler':
      return (
        object.kind === 'Pod' &&
        event.type === 'ADDED' &&
        !(object as Pod).spec.nodeName &&
        !object.metadata.deletionTimestamp
      );
    case 'kubelet': {
      if (object.kind !== 'Pod') return false;
      if (event.type === 'ADDED') return !(object as Pod).status?.startTime;
      const before = previousOf(trace, entry, object);
      if (!before) return false;
      if (event.type === 'DELETED') return !before.metadata.deletionTimestamp;
      return !!object.metadata.deletionTimestamp && !before.metadata.deletionTimestamp;
    }
    case 'controller-manager': {
      const agent = responsibleAgent(object, event.type);
      if (!agent) return false;
      const writer = requestBehind(trace, entry);
      return writer?.agent !== agent && writer?.agent !== 'garbage-collector' && changesWork(trace, entry, event);
    }
    default:
      return false;
  }
}

/** The controller that has to look at an object when it changes. */
export function responsibleAgent(object: KubeObject, type: WatchEvent['type']): string | undefined {
  const keeper = keepers[object.kind];
  if (keeper) return type === 'DELETED' ? 'garbage-collector' : keeper;
  switch (object.kind) {
    case 'Pod': {
      const owner = object.metadata.ownerReferences?.find((reference) => reference.controller);
      return owner && keepers[owner.kind];
    }
    case 'Service':
      return 'endpointslice-controller';
    case 'Namespace':
      return 'namespace-controller';
    default:
      return undefined;
  }
}

function changesWork(trace: Trace, entry: MessageOf<'watch'>, event: WatchEvent): boolean {
  const { object, type } = event;
  const before = type === 'ADDED' ? undefined : previousOf(trace, entry, object);
  const beginsToGo = !!object.metadata.deletionTimestamp && !!before && !before.metadata.deletionTimestamp;
  if (keepers[object.kind]) {
    if (type !== 'MODIFIED' || beginsToGo) return true;
    const { metadata, status } = object as Deployment;
    // Jobs and CronJobs do not tell which generation they have seen.
    if (metadata.generation === undefined || object.kind.endsWith('Job')) return before?.['spec'] !== object['spec'];
    return metadata.generation > (status?.observedGeneration ?? 0);
  }
  switch (object.kind) {
    case 'Pod':
      return beginsToGo || (type === 'DELETED' && !!before && !before.metadata.deletionTimestamp);
    case 'Namespace':
      return beginsToGo;
    default:
      return type !== 'MODIFIED' || !before || before['spec'] !== object['spec'];
  }
}
