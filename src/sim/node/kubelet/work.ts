import { claimSources } from './claims.ts';
import { milliValue, value } from '../../../api/quantity.ts';
import { ephemeralOf } from '../../../api/pod/every.ts';
import type { Container, Pod } from '../../../api/types.ts';
import { createRecorder } from '../../client/events.ts';
import type { Context } from '../../kernel/types.ts';
import { parseTimestamp, timestamp } from '../../time.ts';
import { envSources, volumeSources, type Source } from './config.ts';
import { pullSecrets } from './pull-secrets.ts';
import { noSources, type ContainerWork, type KubeletState, type PodWork } from './state.ts';

/** Takes a Pod that has been bound to this node into the kubelet's care. */
export function newWork(state: KubeletState, ctx: Context, key: string, pod: Pod): PodWork {
  const { uid, name, namespace } = pod.metadata;
  const containers: ContainerWork[] = [];
  for (const spec of pod.spec.initContainers ?? []) containers.push(newContainer(containers.length, 'init', spec));
  for (const spec of pod.spec.containers) containers.push(newContainer(containers.length, 'main', spec));
  for (const spec of ephemeralOf(pod.spec)) containers.push(newContainer(containers.length, 'ephemeral', spec));
  const work: PodWork = {
    uid,
    key,
    ref: Object.freeze({ kind: 'Pod', name, uid, ...(namespace ? { namespace } : {}) }),
    pod,
    recorder: createRecorder(),
    recorderShared: false,
    admitted: false,
    verdict: undefined,
    sandbox: 'none',
    ip: '',
    startTime: pod.status.startTime ?? timestamp(ctx.now),
    startMs: pod.status.startTime ? parseTimestamp(pod.status.startTime) : ctx.now,
    containers,
    status: undefined,
    statusLost: false,
    operation: undefined,
    todo: [],
    passEndMs: -1,
    failed: false,
    again: false,
    news: [],
    relistMs: 0,
    relistLoud: false,
    twice: false,
    acted: false,
    retry: 0,
    refreshing: false,
    deadlineSet: false,
    terminating: undefined,
    gone: false,
    sources: noSources,
    needs: neededSources(pod),
    fetching: undefined,
    requests: requestsOf(pod),
    queuedMs: 0,
    pullSinceMs: 0,
    creating: undefined,
    killed: -1,
    hookFailed: false,
    mountWaitMs: 0,
  };
  state.pods.set(uid, work);
  return work;
}

const newContainer = (index: number, kind: 'init' | 'main' | 'ephemeral', spec: Container): ContainerWork => ({
  index,
  init: kind === 'init',
  ephemeral: kind === 'ephemeral',
  spec,
  id: '',
  image: '',
  imageId: '',
  state: 'none',
  attempt: 0,
  startedMs: 0,
  terminated: undefined,
  endedMs: 0,
  previous: undefined,
  previousEndedMs: 0,
  waiting: undefined,
  backoff: undefined,
  imageBackoff: undefined,
  imageError: '',
  ready: false,
  started: false,
  probes: [],
  doomed: undefined,
  stopping: false,
});

/** What a Pod asks for: the sum of its containers, or its largest init container. Models: resourcehelper.PodRequests. Left out: sidecars count as init containers. */
function requestsOf(pod: Pod): PodWork['requests'] {
  let cpuMilli = 0;
  let memoryBytes = 0;
  for (const { resources } of pod.spec.containers) {
    if (!resources?.requests) continue;
    cpuMilli += milliValue(resources.requests['cpu']);
    memoryBytes += value(resources.requests['memory']);
  }
  for (const { resources } of pod.spec.initContainers ?? []) {
    cpuMilli = Math.max(cpuMilli, milliValue(resources?.requests?.['cpu']));
    memoryBytes = Math.max(memoryBytes, value(resources?.requests?.['memory']));
  }
  return { cpuMilli, memoryBytes };
}

/** Takes up what `kubectl debug` has added to a Pod that is known already. */
export function addEphemeral(work: PodWork, pod: Pod): void {
  for (const spec of ephemeralOf(pod.spec)) {
    if (work.containers.some((c) => c.ephemeral && c.spec.name === spec.name)) continue;
    work.containers.push(newContainer(work.containers.length, 'ephemeral', spec));
    const more = envSources(spec);
    if (more.length > 0) work.needs = [...work.needs, ...more];
  }
}

const noNeeds: readonly Source[] = Object.freeze([]);

/** Which ConfigMaps and Secrets a Pod refers to; most refer to none. */
function neededSources(pod: Pod): readonly Source[] {
  const needs = [...volumeSources(pod).map((need) => need.source), ...claimSources(pod), ...pullSecrets(pod)];
  for (const container of pod.spec.initContainers ?? []) needs.push(...envSources(container));
  for (const container of ephemeralOf(pod.spec)) needs.push(...envSources(container));
  for (const container of pod.spec.containers)
    if (container.env ?? container.envFrom) needs.push(...envSources(container));
  return needs.length === 0 ? noNeeds : needs;
}
