import { deepEqual } from '../../../api/equal.ts';
import type { Pod } from '../../../api/types.ts';
import { call, pathOf, resources } from '../../client/requests.ts';
import type { Context, EntryId } from '../../kernel/types.ts';
import type { ApiResponse } from '../../messages.ts';
import { absent, dataOf, envSources, filesOf, isAbsent, sourceKey, volumeSources, type Source } from './config.ts';
import { edit, noSources, rest, type KubeletState, type PodWork } from './state.ts';
import { afterVolumes, retryIn } from './sync.ts';
import { cri, noteStep, podEvent, waitFor } from './talk.ts';
import { terminate } from './terminate.ts';

/** First and longest wait between tries to mount a volume, in ms. Source: goroutinemap/exponentialbackoff. */
const mountRetryMs = 500;
const mountRetryMaxMs = 122_000;

/** Mounted ConfigMaps and Secrets are looked at again after this long, in ms, plus up to half of it. Source: kubelet syncFrequency 1 min, jitter 0.5. */
const refreshMs = 60_000;
const refreshJitterMs = 30_000;

/** Which ConfigMaps and Secrets a Pod refers to. */
export function neededSources(pod: Pod): readonly Source[] {
  const needs = volumeSources(pod).map((need) => need.source);
  for (const container of pod.spec.initContainers ?? []) needs.push(...envSources(container));
  for (const container of pod.spec.containers) if (container.env ?? container.envFrom) needs.push(...envSources(container));
  return needs.length === 0 ? noNeeds : needs;
}

const noNeeds: readonly Source[] = Object.freeze([]);

/** Reads the ConfigMaps and Secrets the Pod names and that have not been read yet. True when the pass has to wait. */
export function fetchSources(state: KubeletState, ctx: Context, work: PodWork): boolean {
  if (work.needs.length === 0) return false;
  const missing = work.needs.find((source) => !work.sources.has(sourceKey(source)));
  if (!missing) return mountProblem(state, ctx, work);
  if (work.sources === noSources) work.sources = new Map();
  const { kind, name } = missing;
  const path = pathOf(kind === 'configmap' ? resources.configmaps : resources.secrets, work.pod.metadata.namespace, name);
  const id = call(ctx, state.identity, 'GET', path);
  state.calls.set(id, work.uid);
  waitFor(work, id, 'volumes');
  work.fetching = missing;
  return true;
}

/** A ConfigMap or Secret (or its absence) has arrived. */
export function sourceArrived(state: KubeletState, ctx: Context, work: PodWork, response: ApiResponse): void {
  const source = work.fetching!;
  work.fetching = undefined;
  work.operation = undefined;
  if (work.terminating) return terminate(state, ctx, work);
  const found = response.code === 200;
  work.sources.set(sourceKey(source), found ? Object.freeze(dataOf(source.kind, response.body as { data?: Record<string, string> })) : absent);
  if (fetchSources(state, ctx, work)) return;
  afterVolumes(state, ctx, work);
}

/** True when a volume cannot be set up; the Pod then waits and tries again. Models: volumemanager, with the texts of its events. */
function mountProblem(state: KubeletState, ctx: Context, work: PodWork): boolean {
  if (work.sandbox === 'ready') return false;
  for (const { volume, source, keys } of volumeSources(work.pod)) {
    const data = work.sources.get(sourceKey(source));
    let problem: string | undefined;
    if (isAbsent(data)) problem = source.optional ? undefined : `${source.kind} "${source.name}" not found`;
    else if (!source.optional && keys.some((key) => !(key in data!))) problem = `references non-existent ${source.kind === 'secret' ? 'secret' : 'config'} key: ${keys.find((key) => !(key in data!))}`;
    if (problem === undefined) continue;
    const message = `MountVolume.SetUp failed for volume "${volume}" : ${problem}`;
    podEvent(state, ctx, work, 'Warning', 'FailedMount', message, undefined, noteStep(ctx, work, 'mount-failed', undefined, message));
    forgetAbsent(work);
    work.mountWaitMs = Math.min(mountRetryMaxMs, work.mountWaitMs === 0 ? mountRetryMs : work.mountWaitMs * 2);
    retryIn(ctx, work, work.mountWaitMs);
    work.passEndMs = ctx.now;
    rest(state, work);
    return true;
  }
  return false;
}

/** What was missing is looked for again in the next pass. */
export function forgetAbsent(work: PodWork): void {
  for (const [key, data] of [...work.sources]) if (isAbsent(data)) work.sources.delete(key);
}

// ---------------------------------------------------------------- files that change

/** Sees to it that a Pod with mounted ConfigMaps or Secrets is looked at again in about a minute. */
export function refreshLater(ctx: Context, work: PodWork): void {
  if (work.refreshing || work.needs.length === 0 || work.sandbox !== 'ready' || volumeSources(work.pod).length === 0) return;
  work.refreshing = true;
  ctx.timer(refreshMs + ctx.randomInt(refreshJitterMs), { kind: 'timer', name: 'refresh', data: work.uid }, { quiet: true });
}

/** Reads the mounted sources anew. Models: the periodic pod sync that remounts changed volumes. Left out: the watch behind upstream's cache, immutable objects. */
export function refresh(state: KubeletState, ctx: Context, uid: string): void {
  const work = edit(state, uid);
  if (!work) return;
  work.refreshing = false;
  if (!work.terminating) {
    for (const { source } of volumeSources(work.pod)) {
      const id = call(ctx, state.identity, 'GET', pathOf(source.kind === 'configmap' ? resources.configmaps : resources.secrets, work.pod.metadata.namespace, source.name));
      state.refreshes.set(id, { uid, source });
    }
    refreshLater(ctx, work);
  }
  if (!work.operation) rest(state, work);
}

/** An answer to `refresh`: changed data is swapped into the running containers. Environment variables never change. False when the response was another. */
export function refreshed(state: KubeletState, ctx: Context, re: EntryId, response: ApiResponse): boolean {
  const asked = state.refreshes.get(re);
  if (!asked) return false;
  state.refreshes.delete(re);
  const known = state.pods.get(asked.uid);
  if (!known || known.terminating || response.code !== 200) return true;
  const key = sourceKey(asked.source);
  const data = dataOf(asked.source.kind, response.body as { data?: Record<string, string> });
  if (deepEqual(known.sources.get(key), data)) return true;
  const work = edit(state, asked.uid)!;
  work.sources.set(key, Object.freeze(data));
  const cause = noteStep(ctx, work, 'volume-update', undefined, key);
  const { internalIP, name: node } = state.profile;
  for (const container of work.containers) {
    const files = filesOf(work.pod, container.spec, work.sources, { podIP: work.ip, hostIP: internalIP, node });
    // A file mounted with subPath stays as it was: it is not behind the link that is swapped.
    if (container.state !== 'running' || !files || container.spec.volumeMounts?.some((mount) => mount.subPath)) continue;
    cri(state, ctx, work, { call: 'WriteFiles', podUid: work.uid, containerId: container.id, files }, cause);
  }
  if (!work.operation) rest(state, work);
  return true;
}
