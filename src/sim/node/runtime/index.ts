import { copyWith } from '../../../api/copy.ts';
import { SharedMap } from '../../kernel/shared.ts';
import type { ActorKind, Context, MessageEntry } from '../../kernel/types.ts';
import type { CriCall, Message } from '../../messages.ts';
import type { NodeProfile } from '../../profiles.ts';
import { lookUp } from '../catalogue/index.ts';
import { parseImage } from '../image-ref.ts';
import { answerHttp, exec } from './container.ts';
import {
  containerTimer,
  createContainer,
  networkSaid,
  startContainer,
  stopContainer,
  terminate,
  type ContainerTimer,
} from './lifecycle.ts';
import { machineMemory, memoryStats } from './memory.ts';
import { kernelLooks } from './oom.ts';
import { readLog, sendNewLines, stopFollowing, type FollowTimer } from './logs.ts';
import { keepWritten, placeChanged, placesDue, type PlaceTimer } from './places.ts';
import { metricsServerReceives } from '../metrics-server/index.ts';
import { systemBytesOf, usageOf } from './stats.ts';
import { serveTraffic } from './traffic.ts';
import { probe, type ProbeHandler } from './probe.ts';
import { fail, reply } from './reply.ts';
import { networkAnswered, removePodSandbox, runPodSandbox, stopPodSandbox } from './sandbox.ts';
import { putRun, takeWaiting, type ContainerRun, type RuntimeState } from './state.ts';
import { changedRun } from './run.ts';

type ProbeMessage = Extract<Message, { kind: 'probe' }>;

/** The container runtime of one node. Models: containerd 2 with runc behind the CRI. Left out: runtime classes, image garbage collection, snapshots. */
export const runtimeKind: ActorKind<RuntimeState> = {
  kind: 'runtime',
  create: (_id, options) => empty(options as NodeProfile),
  // Images and the list of sandboxes are on its disk; what ran in them has ended.
  restart: (old) => ({
    ...empty({
      name: old.node,
      cpus: old.cpus,
      controlPlane: old.controlPlane,
      memoryBytes: old.memory.capacityBytes,
    }),
    images: old.images,
    places: old.places,
    lost: [...old.lost, ...old.sandboxes.keys()],
  }),
  receive(state, entry, ctx) {
    const { message } = entry;
    switch (message.kind) {
      case 'start':
        for (const podUid of state.lost.splice(0))
          ctx.send(`cni@${state.node}`, { kind: 'cni', command: 'DEL', podUid });
        // Its kubelet may have been here before it.
        ctx.send(`kubelet@${state.node}`, { kind: 'container-event', podUid: '', containerId: '', event: 'started' });
        return;
      case 'cri':
        return handleCall(state, entry, message.call, ctx);
      case 'probe':
        return handleProbe(state, entry, message, ctx);
      case 'cni-reply':
        return networkAnswered(state, message, ctx);
      case 'pull-reply':
        return pulled(state, message, ctx);
      case 'timer':
        if (message.name === 'container') containerTimer(state, message.data as ContainerTimer, ctx);
        else if (message.name === 'memory') kernelLooks(state, ctx);
        else if (message.name === 'places') placesDue(state, message.data as PlaceTimer, ctx);
        else if (message.name === 'follow-log') sendNewLines(state, message.data as FollowTimer, ctx);
        else metricsServerReceives(state, entry, ctx);
        return;
      case 'route-reply':
      case 'traffic-reply':
        return networkSaid(state, message, ctx);
      case 'traffic':
        return serveTraffic(state, entry.from, entry.id, message, ctx);
      case 'place':
        return placeChanged(state, message.place, message.files);
      case 'cancel':
        return stopFollowing(state, message.stream);
      default:
        return metricsServerReceives(state, entry, ctx);
    }
  },
};

type Machine = Pick<NodeProfile, 'name' | 'cpus' | 'controlPlane' | 'memoryBytes'>;

const empty = ({ name, cpus, controlPlane, memoryBytes }: Machine): RuntimeState => ({
  node: name,
  memory: machineMemory(memoryBytes, systemBytesOf(controlPlane)),
  cpus,
  controlPlane,
  loads: new Map(),
  endedNs: 0,
  talks: new Map(),
  clients: new Map(),
  metricsServers: new Map(),
  images: new Map(),
  sandboxes: new SharedMap(),
  containers: new SharedMap(),
  places: new Map(),
  waiting: new Map(),
  lost: [],
});

function handleCall(state: RuntimeState, entry: MessageEntry, call: CriCall, ctx: Context): void {
  const { from, id: re } = entry;
  switch (call.call) {
    case 'RunPodSandbox':
      return runPodSandbox(state, from, re, call, ctx);
    case 'StopPodSandbox':
      return stopPodSandbox(state, from, re, call, ctx);
    case 'RemovePodSandbox':
      removePodSandbox(state, call.podUid, ctx);
      return reply(ctx, from, re, call.call, undefined);
    case 'ImageStatus': {
      const ref = parseImage(call.image);
      return reply(ctx, from, re, call.call, 'error' in ref ? undefined : state.images.get(ref.canonical));
    }
    case 'PullImage': {
      const ref = parseImage(call.image);
      const have = !('error' in ref) && state.images.has(ref.canonical);
      const { image, auth } = call;
      const id = ctx.send('registry', { kind: 'pull', image, ...(have ? { have } : {}), ...(auth ? { auth } : {}) });
      state.waiting.set(id, { to: from, re, call });
      return;
    }
    case 'CreateContainer':
      return createContainer(state, from, re, call, ctx);
    case 'StartContainer':
      return startContainer(state, from, re, call.containerId, ctx);
    case 'StopContainer':
      return stopContainer(state, from, re, call.containerId, call.timeoutMs, ctx);
    case 'RemoveContainer': {
      const gone = state.containers.get(call.containerId);
      if (gone) keepWritten(state, gone, ctx);
      state.containers.delete(call.containerId);
      const sandbox = state.sandboxes.get(call.podUid);
      if (sandbox)
        state.sandboxes.set(
          call.podUid,
          Object.freeze(copyWith(sandbox, { containers: sandbox.containers.filter((id) => id !== call.containerId) })),
        );
      return reply(ctx, from, re, call.call, undefined);
    }
    case 'ListContainerStats':
      return reply(ctx, from, re, call.call, usageOf(state, ctx));
    case 'ListContainers':
      return reply(
        ctx,
        from,
        re,
        call.call,
        Object.freeze({
          sandboxes: [...state.sandboxes.values()],
          containers: [...state.containers.values()],
          images: [...state.images.values()],
        }),
      );
    case 'ExecSync': {
      const run = state.containers.get(call.containerId);
      if (run?.state !== 'running')
        return fail(ctx, from, re, call.call, 'NotFound', `container ${call.containerId} not running`);
      const result = exec(state, run, call.command, ctx.now, call.stdin);
      keepWritten(state, putRun(state, changedRun(run, { files: result.files })), ctx);
      if (result.error !== undefined) return fail(ctx, from, re, call.call, 'Unknown', result.error);
      if (result.terminates) terminate(state, run.id, ctx);
      const tookMs = Math.max(1, result.tookMs);
      return reply(
        ctx,
        from,
        re,
        call.call,
        { exitCode: result.code, output: result.output, ...(result.errors ? { errors: result.errors } : {}) },
        call.timeoutMs > 0 ? Math.min(tookMs, call.timeoutMs) : tookMs,
      );
    }
    case 'PortForward': {
      for (const run of state.containers.values()) {
        if (run.podUid !== call.podUid || run.state !== 'running') continue;
        const { port, path, method, body: sent } = call;
        const answer = answerHttp(state, run, port, path, ctx.now, true, { method, body: sent });
        if (answer.refused) continue;
        const { code, body, delayMs } = answer;
        return reply(ctx, from, re, call.call, { code, body }, Math.max(1, delayMs));
      }
      return fail(ctx, from, re, call.call, 'Unknown', 'connect: connection refused');
    }
    case 'ListPodSandboxStats':
      return reply(ctx, from, re, call.call, memoryStats(state, ctx.now));
    case 'ReadLog':
      return readLog(state, from, re, call, ctx);
    case 'WriteFiles': {
      const run = state.containers.get(call.containerId);
      if (run) putRun(state, changedRun(run, { mounted: { ...call.files, ...keptFiles(run, call.fixed) } }));
      return reply(ctx, from, re, call.call, undefined);
    }
  }
}

/** Files that a swap of their volume does not reach, as they are in the container. */
const keptFiles = ({ mounted }: ContainerRun, paths: readonly string[] | undefined): Record<string, string> =>
  Object.fromEntries((paths ?? []).filter((path) => path in mounted).map((path) => [path, mounted[path]!]));

function pulled(
  state: RuntimeState,
  message: { re: number; image: string; sizeBytes?: number; digest?: string; error?: string },
  ctx: Context,
): void {
  const waiting = takeWaiting(state, message.re);
  if (!waiting) return;
  const ref = parseImage(message.image);
  if ('error' in ref || message.error !== undefined)
    return fail(ctx, waiting.to, waiting.re, 'PullImage', '', message.error ?? '');
  const found = lookUp(ref);
  const uid = 'found' in found ? (found.found.uid ?? 0) : 0;
  const image = Object.freeze({
    name: ref.canonical,
    id: `${ref.repository}@${message.digest ?? ''}`,
    sizeBytes: message.sizeBytes ?? 0,
    uid,
  });
  state.images.set(ref.canonical, image);
  reply(ctx, waiting.to, waiting.re, 'PullImage', image);
}

function handleProbe(state: RuntimeState, entry: MessageEntry, message: ProbeMessage, ctx: Context): void {
  const run = probed(state, message);
  if (!run) {
    // Nobody is there to answer; the kubelet finds out that it asked an instance that is gone.
    ctx.send(entry.from, { kind: 'probe-reply', re: entry.id, ok: false, output: '' });
    return;
  }
  const result = probe(state, run, message.handler as ProbeHandler, ctx.now);
  if (result.files && result.files !== run.files) putRun(state, changedRun(run, { files: result.files }));
  ctx.send(
    entry.from,
    {
      kind: 'probe-reply',
      re: entry.id,
      ok: result.ok,
      output: result.output,
      ...(result.errored ? { errored: true as const } : {}),
    },
    result.tookMs === 1 ? undefined : { delayMs: result.tookMs },
  );
}

/** Who answers a probe: the instance it was meant for or, when that has ended meanwhile, the one in its place. */
function probed({ containers, sandboxes }: RuntimeState, message: ProbeMessage): ContainerRun | undefined {
  const meant = containers.get(message.containerId);
  if (meant?.state === 'running') return meant;
  let run: ContainerRun | undefined;
  for (const id of sandboxes.get(message.podUid)?.containers ?? []) {
    const candidate = containers.get(id);
    if (candidate?.name === message.container && candidate.state === 'running') run = candidate;
  }
  return run;
}
