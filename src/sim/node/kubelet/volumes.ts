import { deepEqual } from '../../../api/equal.ts';
import { call, pathOf, resources } from '../../client/requests.ts';
import type { Context, EntryId } from '../../kernel/types.ts';
import type { ApiResponse } from '../../messages.ts';
import { claimProblem, storageData, volumeOfClaim } from './claims.ts';
import { absent, dataOf, filesOf, isAbsent, sourceKey, volumeSources, type Source, type Sources } from './config.ts';
import { cri, noteStep, podEvent, waitFor, type Job, type Next } from './job.ts';
import { hostPathProblem } from './host-path.ts';
import { retryIn } from './pass.ts';
import { warnOfMissing } from './pull-secrets.ts';
import { edit, rest, type KubeletState, type PodWork } from './state.ts';

/** First and longest wait between tries to mount a volume, in ms. Source: goroutinemap/exponentialbackoff. */
const mountRetryMs = 500;
const mountRetryMaxMs = 122_000;
/** Claims without a volume are looked at this often, and told about after the second. Source: podAttachAndMountTimeout 2 min 3 s. */
const claimRetryMs = 3_000;
const mountTimeoutMs = 123_000;
/** Mounted ConfigMaps and Secrets are looked at again after this long, in ms, plus up to half of it. Source: kubelet syncFrequency 1 min, jitter 0.5. */
const refreshMs = 60_000;
const refreshJitterMs = 30_000;

const resourceOf = {
  configmap: resources.configmaps,
  secret: resources.secrets,
  persistentvolumeclaim: resources.persistentvolumeclaims,
  persistentvolume: resources.persistentvolumes,
} as const;

const pathOfSource = ({ pod }: Readonly<PodWork>, { kind, name }: Source): string =>
  pathOf(resourceOf[kind], kind === 'persistentvolume' ? undefined : pod.metadata.namespace, name);

const textOf = (kind: Source['kind'], body: unknown): Readonly<Record<string, string>> =>
  kind === 'configmap' || kind === 'secret' ? dataOf(kind, body as SourceBody) : storageData(kind, body);

/** Reads the ConfigMaps and Secrets the Pod names and that have not been read yet. `prepare` when all is there. */
export function fetchSources(job: Job): Next {
  const { state, ctx, work } = job;
  if (work.needs.length === 0) return hostPathFails(job) ? 'wait' : 'prepare';
  const missing = work.needs.find((source) => !work.sources.has(sourceKey(source)));
  if (!missing) {
    if (mountProblem(job) || hostPathFails(job)) return 'wait';
    warnOfMissing(job);
    return 'prepare';
  }
  const id = call(ctx, state.identity, 'GET', pathOfSource(work, missing));
  state.calls.set(id, work.uid);
  work.fetching = missing;
  return waitFor(job, id, 'volumes');
}

/** A ConfigMap or Secret (or its absence) has arrived. */
export function sourceArrived(job: Job, response: ApiResponse): Next {
  const { work } = job;
  const source = work.fetching!;
  work.fetching = undefined;
  work.operation = undefined;
  const data = response.code === 200 ? textOf(source.kind, response.body) : absent;
  const volume = source.kind === 'persistentvolumeclaim' ? volumeOfClaim(data) : undefined;
  if (volume && !work.needs.some((need) => sourceKey(need) === sourceKey(volume))) work.needs = [...work.needs, volume];
  work.sources = new Map(work.sources).set(sourceKey(source), data);
  return fetchSources(job);
}

type SourceBody = { data?: Record<string, string> };

/** True when a volume cannot be set up; the Pod then waits and tries again. Models: volumemanager, with the texts of its events. */
function mountProblem(job: Job): boolean {
  const { work } = job;
  if (work.sandbox === 'ready') return false;
  for (const need of volumeSources(work.pod)) {
    const problem = problemOf(need, work.sources);
    if (problem === undefined) continue;
    mountFailed(job, need.volume, problem);
    return true;
  }
  return claimsMissing(job);
}

/** True when a hostPath volume is not what its type says. */
function hostPathFails(job: Job): boolean {
  const { state, work } = job;
  const failed = work.sandbox === 'ready' ? undefined : hostPathProblem(work.pod, state.hostPaths);
  if (failed) mountFailed(job, failed.volume, failed.problem);
  return failed !== undefined;
}

function mountFailed(job: Job, volume: string, problem: string): void {
  const { state, ctx, work } = job;
  const message = `MountVolume.SetUp failed for volume "${volume}" : ${problem}`;
  const cause = noteStep(job, 'mount-failed', undefined, message);
  podEvent(job, 'Warning', 'FailedMount', message, undefined, cause);
  work.sources = forgetAbsent(work.sources);
  work.mountWaitMs = Math.min(mountRetryMaxMs, work.mountWaitMs === 0 ? mountRetryMs : work.mountWaitMs * 2);
  retryIn(ctx, work, work.mountWaitMs);
  work.passEndMs = ctx.now;
  rest(state, work);
}

/** A claim that has no volume is waited for; only after minutes something is said about it. Models: WaitForAttachAndMount. */
function claimsMissing(job: Job): boolean {
  const { state, ctx, work } = job;
  const problem = claimProblem(work.pod, work.sources);
  if (problem === undefined) return false;
  work.mountWaitMs += claimRetryMs;
  if (work.mountWaitMs > mountTimeoutMs) {
    work.mountWaitMs = 0;
    podEvent(job, 'Warning', 'FailedMount', problem, undefined, noteStep(job, 'mount-failed', undefined, problem));
  }
  work.sources = new Map([...work.sources].filter(([key]) => !key.startsWith('persistentvolumeclaim/')));
  retryIn(ctx, work, claimRetryMs);
  work.passEndMs = ctx.now;
  rest(state, work);
  return true;
}

function problemOf({ source, keys }: ReturnType<typeof volumeSources>[number], sources: Sources): string | undefined {
  const data = sources.get(sourceKey(source));
  if (source.optional) return undefined;
  if (isAbsent(data)) return `${source.kind} "${source.name}" not found`;
  const missing = keys.find((key) => !(key in data!));
  return missing === undefined
    ? undefined
    : `references non-existent ${source.kind === 'secret' ? 'secret' : 'config'} key: ${missing}`;
}

/** What was missing is looked for again in the next pass. */
export const forgetAbsent = (sources: Sources): Sources => new Map([...sources].filter(([, data]) => !isAbsent(data)));

// ---------------------------------------------------------------- files that change

/** Sees to it that a Pod with mounted ConfigMaps or Secrets is looked at again in about a minute. */
export function refreshLater({ ctx, work }: Job): void {
  if (work.refreshing || work.needs.length === 0 || work.sandbox !== 'ready') return;
  if (volumeSources(work.pod).length === 0) return;
  work.refreshing = true;
  const delayMs = refreshMs + ctx.randomInt(refreshJitterMs);
  ctx.timer(delayMs, { kind: 'timer', name: 'refresh', data: work.uid }, { quiet: true });
}

/** Reads the mounted sources anew. Models: the periodic pod sync that remounts changed volumes. Left out: the watch behind upstream's cache, immutable objects. */
export function refresh(job: Job): void {
  const { state, ctx, work } = job;
  work.refreshing = false;
  if (!work.terminating) {
    for (const { source } of volumeSources(work.pod)) {
      const id = call(ctx, state.identity, 'GET', pathOfSource(work, source));
      state.refreshes.set(id, { uid: work.uid, source });
    }
    refreshLater(job);
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
  const data = textOf(asked.source.kind, response.body);
  if (deepEqual(known.sources.get(key), data)) return true;
  const work = edit(state, asked.uid)!;
  const job = { state, ctx, work };
  work.sources = new Map(work.sources).set(key, data);
  swapFiles(job, noteStep(job, 'volume-update', undefined, key));
  if (!work.operation) rest(state, work);
  return true;
}

/** The Pod's own labels or annotations have changed: files that tell them change, too. Models: downwardapi.go, remounted with each sync of its Pod. */
export function metadataChanged(job: Job): void {
  const tells = job.work.pod.spec.volumes?.some(
    (volume) => volume['downwardAPI'] !== undefined || tellsInPart(volume['projected']),
  );
  if (tells) swapFiles(job, noteStep(job, 'volume-update', undefined, 'metadata'));
}

const tellsInPart = (projected: unknown): boolean =>
  (
    (projected as { sources?: readonly { downwardAPI?: { items?: readonly { path: string }[] } }[] } | undefined)
      ?.sources ?? []
  ).some(
    // The service account's volume tells the namespace, which never changes.
    ({ downwardAPI }) => downwardAPI?.items?.some(({ path }) => path !== 'namespace'),
  );

/** Puts the files of changed volumes into the running containers. A file mounted with subPath stays: it is not behind the link that is swapped. */
function swapFiles(job: Job, cause: EntryId): void {
  const { state, work } = job;
  const { internalIP, name: node } = state.profile;
  for (const container of work.containers) {
    const addresses = { podIP: work.ip, hostIP: internalIP, node };
    const files = filesOf(work.pod, container.spec, work.sources, addresses);
    if (container.state !== 'running' || !files) continue;
    const fixed = container.spec.volumeMounts?.filter((mount) => mount.subPath).map((mount) => mount.mountPath) ?? [];
    const call = { call: 'WriteFiles' as const, podUid: work.uid, containerId: container.id, files };
    cri(job, fixed.length > 0 ? { ...call, fixed } : call, cause);
  }
}
