import type { EventRecorder } from '../../client/events.ts';
import type { ContainerWork, PodWork, ProbeWork } from './state.ts';

/*
 * Copies of a Pod's record that may be changed. Written out in the order the records are made in, because every copy must
 * have the hidden class of the first: a spread of a spread makes V8 invent a new one each time.
 */
export const openWork = (work: Readonly<PodWork>): PodWork => ({
  uid: work.uid,
  key: work.key,
  ref: work.ref,
  pod: work.pod,
  recorder: work.recorder,
  recorderShared: true,
  admitted: work.admitted,
  verdict: work.verdict,
  sandbox: work.sandbox,
  ip: work.ip,
  startTime: work.startTime,
  startMs: work.startMs,
  containers: work.containers.map(openContainer),
  status: work.status,
  statusLost: work.statusLost,
  operation: work.operation,
  todo: [...work.todo],
  passEndMs: work.passEndMs,
  failed: work.failed,
  again: work.again,
  news: [...work.news],
  relistMs: work.relistMs,
  relistLoud: work.relistLoud,
  twice: work.twice,
  acted: work.acted,
  retry: work.retry,
  refreshing: work.refreshing,
  deadlineSet: work.deadlineSet,
  terminating: work.terminating,
  gone: work.gone,
  sources: work.sources,
  needs: work.needs,
  fetching: work.fetching,
  requests: work.requests,
  queuedMs: work.queuedMs,
  pullSinceMs: work.pullSinceMs,
  creating: work.creating,
  killed: work.killed,
  hookFailed: work.hookFailed,
  mountWaitMs: work.mountWaitMs,
});

const openContainer = (c: ContainerWork): ContainerWork => ({
  index: c.index,
  init: c.init,
  ephemeral: c.ephemeral,
  spec: c.spec,
  id: c.id,
  image: c.image,
  imageId: c.imageId,
  state: c.state,
  attempt: c.attempt,
  startedMs: c.startedMs,
  terminated: c.terminated,
  endedMs: c.endedMs,
  previous: c.previous,
  previousEndedMs: c.previousEndedMs,
  waiting: c.waiting,
  backoff: c.backoff,
  imageBackoff: c.imageBackoff,
  imageError: c.imageError,
  ready: c.ready,
  started: c.started,
  probes: c.probes.map(openProbe),
  doomed: c.doomed,
  stopping: c.stopping,
});

const openProbe = (p: ProbeWork): ProbeWork => ({
  type: p.type,
  handler: p.handler,
  periodMs: p.periodMs,
  initialDelayMs: p.initialDelayMs,
  successThreshold: p.successThreshold,
  failureThreshold: p.failureThreshold,
  graceSeconds: p.graceSeconds,
  baseMs: p.baseMs,
  run: p.run,
  lastOk: p.lastOk,
  result: p.result,
});

/** A pass that tells nothing new leaves the recorder as it is: it is copied when it is written to. */
export const openRecorder = ({ seen, similar, budget }: EventRecorder): EventRecorder => ({
  seen: new Map(seen),
  similar: new Map(similar),
  budget: new Map(budget),
});
