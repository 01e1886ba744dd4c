import { badRequest, internalError } from '../../../api/status.ts';
import type { ContainerState } from '../../../api/types.ts';
import type { Context, MessageEntry } from '../../kernel/types.ts';
import type { ApiRequest, CriReply } from '../../messages.ts';
import { epochMs } from '../../time.ts';
import type { TimedLine } from '../runtime/container.ts';
import { lineText } from '../shell/state.ts';
import type { ContainerWork, KubeletState, LogRequest, PodWork } from './state.ts';

/**
 * The kubelet's own port: `GET /containerLogs/<namespace>/<pod>/<container>`.
 * Models: pkg/kubelet/server/server.go getContainerLogs, kubelet_pods.go validateContainerLogStatus. Left out: all other endpoints but exec.
 */
export function serveLogs(state: KubeletState, ctx: Context, entry: MessageEntry, request: ApiRequest): void {
  const [, , namespace = '', podName = '', containerName = ''] = request.path.split('/');
  const work = findPod(state, namespace, podName);
  const refuse = (text: string): void => refuseRequest(ctx, entry, text);
  if (!work) return refuse(`pod "${podName}" does not exist`);
  const container = work.containers.find((c) => c.spec.name === containerName);
  if (!container) return refuse(`container "${containerName}" not found in pod "${podName}"`);
  const query = request.query ?? {};
  const id = logId(work, container, query['previous'] === 'true', podName);
  if ('error' in id) return refuse(id.error);
  const follow = query['follow'] === 'true';
  const call = ctx.send(state.runtime, {
    kind: 'cri',
    call: { call: 'ReadLog', podUid: work.uid, containerId: id.id, follow },
  });
  const sinceSeconds = query['sinceSeconds'];
  const sinceTime = query['sinceTime'];
  state.logs.set(
    call,
    Object.freeze({
      to: entry.from,
      re: entry.id,
      follow,
      timestamps: query['timestamps'] === 'true',
      tailLines: query['tailLines'] === undefined ? -1 : Number(query['tailLines']),
      limitBytes: query['limitBytes'] === undefined ? -1 : Number(query['limitBytes']),
      fromMs:
        sinceSeconds !== undefined
          ? ctx.now - Number(sinceSeconds) * 1000
          : sinceTime !== undefined
            ? Date.parse(sinceTime) - epochMs
            : -1,
    }),
  );
}

/** What the API server makes of a kubelet's "400 Bad Request" and its text. */
function refuseRequest(ctx: Context, entry: MessageEntry, text: string): void {
  ctx.send(entry.from, {
    kind: 'response',
    re: entry.id,
    response: Object.freeze({ code: 400, body: Object.freeze(badRequest(text)) }),
  });
}

export function findPod(state: KubeletState, namespace: string, name: string): Readonly<PodWork> | undefined {
  const pod = state.informer.store.get(`${namespace}/${name}`);
  return pod && state.pods.get(pod.metadata.uid);
}

/** Which instance's log is meant. The texts are what `kubectl logs` prints. */
function logId(
  work: Readonly<PodWork>,
  container: ContainerWork,
  previous: boolean,
  pod: string,
): { id: string } | { error: string } {
  const name = container.spec.name;
  const waiting = container.state === 'exited' && container.waiting !== undefined;
  const last: ContainerState['terminated'] = waiting ? container.terminated : container.previous;
  if (previous) {
    return last?.containerID
      ? { id: bare(last.containerID) }
      : { error: `previous terminated container "${name}" in pod "${pod}" not found` };
  }
  if (container.state === 'running') return { id: container.id };
  if (container.state === 'exited') {
    if (container.terminated?.reason === 'StartError')
      return {
        error: `container "${name}" in pod "${pod}" is waiting to start: ${container.waiting?.reason ?? 'ContainerCreating'}`,
      };
    return { id: container.id };
  }
  if (container.previous?.containerID) return { id: bare(container.previous.containerID) };
  const reason =
    container.waiting?.reason ?? (work.pod.spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating');
  const why =
    reason === 'ErrImagePull'
      ? `image can't be pulled`
      : reason === 'ImagePullBackOff'
        ? 'trying and failing to pull image'
        : reason;
  return { error: `container "${name}" in pod "${pod}" is waiting to start: ${why}` };
}

const bare = (id: string): string => id.replace('containerd://', '');

/** The runtime has opened the log file. */
export function logsAnswered(state: KubeletState, ctx: Context, re: number, reply: CriReply): boolean {
  const ask = state.logs.get(re);
  if (!ask) return false;
  if (!reply.ok) {
    state.logs.delete(re);
    ctx.send(ask.to, {
      kind: 'response',
      re: ask.re,
      response: Object.freeze({ code: 500, body: Object.freeze(internalError(reply.error)) }),
    });
    return true;
  }
  const { lines, follows } = reply.value as { lines: TimedLine[]; follows: boolean };
  let wanted = ask.fromMs >= 0 ? lines.filter((line) => line.atMs >= ask.fromMs) : lines;
  if (ask.tailLines >= 0) wanted = ask.tailLines === 0 ? [] : wanted.slice(-ask.tailLines);
  const text = textOf(wanted, ask);
  if (!ask.follow) {
    state.logs.delete(re);
    ctx.send(ask.to, {
      kind: 'response',
      re: ask.re,
      response: Object.freeze({ code: 200, body: ask.limitBytes >= 0 ? text.slice(0, ask.limitBytes) : text }),
    });
    return true;
  }
  ctx.send(ask.to, { kind: 'response', re: ask.re, response: Object.freeze({ code: 200, body: '', streaming: true }) });
  if (text !== '') ctx.send(ask.to, { kind: 'chunk', stream: ask.re, text });
  if (!follows) {
    state.logs.delete(re);
    ctx.send(ask.to, { kind: 'stream-end', stream: ask.re }, { delayMs: 2 });
  }
  return true;
}

/** More lines of a followed log, or its end. */
export function logChunk(state: KubeletState, ctx: Context, stream: number, text: string | undefined): void {
  const ask = state.logs.get(stream);
  if (!ask) return;
  if (text === undefined) {
    state.logs.delete(stream);
    ctx.send(ask.to, { kind: 'stream-end', stream: ask.re });
    return;
  }
  ctx.send(ask.to, { kind: 'chunk', stream: ask.re, text: textOf(JSON.parse(text) as TimedLine[], ask) });
}

/** The reader has hung up. */
export function logCancelled(state: KubeletState, ctx: Context, stream: number): void {
  for (const [call, ask] of state.logs) {
    if (ask.re !== stream) continue;
    state.logs.delete(call);
    ctx.send(state.runtime, { kind: 'cancel', stream: call });
    return;
  }
}

const textOf = (lines: readonly TimedLine[], ask: LogRequest): string =>
  lines
    .map(
      (line) =>
        `${ask.timestamps ? `${new Date(epochMs + line.atMs).toISOString().slice(0, -1)}000000Z ` : ''}${lineText(line)}`,
    )
    .join('');
