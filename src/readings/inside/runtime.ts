import { deliveredAt, endAt, traceGet, type Trace } from '../../sim/kernel/trace.ts';
import { upperBound } from '../../sim/kernel/series.ts';
import type { EntryId, MessageEntry } from '../../sim/kernel/types.ts';
import type { CriCall } from '../../sim/messages.ts';
import { isMessage, messageAt, type MessageOf } from '../lookup.ts';
import type { Moment } from './index.ts';
import type { ContainerView, RuntimeRoom, SandboxView } from './views.ts';
import { recent } from './window.ts';

const callsMax = 18;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Box extends Omit<Mutable<SandboxView>, 'containers'> {
  readonly containers: Map<string, Mutable<ContainerView>>;
}

interface Machine {
  readonly images: Map<string, number>;
  readonly boxes: Map<string, Box>;
}

/** Sandboxes, containers and images of a node, put together from what the runtime has answered its kubelet so far. */
export function runtimeRoom(moment: Moment, node: string): RuntimeRoom {
  const { trace, index, step } = moment;
  const machine: Machine = { images: new Map(), boxes: new Map() };
  const steps = index.cri.get(`kubelet@${node}`) ?? [];
  for (const at of steps.slice(0, upperBound(steps, step))) {
    const entry = traceGet(trace, deliveredAt(trace, at) ?? 0);
    if (isMessage(entry, 'cri-reply') && entry.message.reply.ok) answered(machine, trace, entry);
    else if (isMessage(entry, 'container-event')) happened(machine, entry);
  }
  return {
    role: 'runtime',
    node,
    images: [...machine.images].map(([name, sizeBytes]) => ({ name, sizeBytes })),
    sandboxes: [...machine.boxes.values()].map((box) => ({ ...box, containers: [...box.containers.values()] })),
    calls: callsOf(moment, node),
  };
}

function answered({ images, boxes }: Machine, trace: Trace, entry: MessageOf<'cri-reply'>): void {
  const call = messageAt(trace, entry.message.re, 'cri')?.message.call;
  const { reply } = entry.message;
  if (!call || !reply.ok) return;
  switch (call.call) {
    case 'PullImage':
    case 'ImageStatus': {
      const image = reply.value as { readonly name: string; readonly sizeBytes: number } | undefined;
      if (image) images.set(image.name, image.sizeBytes);
      return;
    }
    case 'RunPodSandbox': {
      const { podUid, namespace, name } = call;
      const { ip } = reply.value as { readonly ip: string };
      boxes.set(podUid, { podUid, namespace, name, ip, state: 'ready', containers: new Map() });
      return;
    }
    case 'StopPodSandbox': {
      const box = boxes.get(call.podUid);
      if (box) box.state = 'stopped';
      return;
    }
    case 'RemovePodSandbox':
      boxes.delete(call.podUid);
      return;
    case 'CreateContainer': {
      const id = reply.value as string;
      const { container: name, image, attempt } = call;
      const command = [...call.command, ...call.args].join(' ');
      const made = {
        id,
        name,
        image,
        attempt,
        state: 'created',
        sinceMs: entry.at,
        exitCode: undefined,
        command,
      } as const;
      boxes.get(call.podUid)?.containers.set(id, { ...made });
      return;
    }
    case 'StartContainer': {
      const one = boxes.get(call.podUid)?.containers.get(call.containerId);
      if (one?.state === 'created') Object.assign(one, { state: 'running', sinceMs: entry.at });
      return;
    }
    case 'RemoveContainer':
      boxes.get(call.podUid)?.containers.delete(call.containerId);
  }
}

function happened({ boxes }: Machine, entry: MessageOf<'container-event'>): void {
  const { podUid, containerId, event, exitCode } = entry.message;
  const one = boxes.get(podUid)?.containers.get(containerId);
  if (one && event === 'died') Object.assign(one, { state: 'exited', sinceMs: entry.at, exitCode });
}

function callsOf(moment: Moment, node: string): RuntimeRoom['calls'] {
  const { trace, step } = moment;
  const now = traceGet(trace, endAt(trace, step))?.at ?? 0;
  const replies = new Map<EntryId, MessageOf<'cri-reply'>>();
  const calls: RuntimeRoom['calls'][number][] = [];
  for (const entry of recent(moment)) {
    if (isMessage(entry, 'cri-reply') && entry.at <= now) replies.set(entry.message.re, entry);
    if (!isMessage(entry, 'cri') || entry.to !== `runtime@${node}` || entry.quiet) continue;
    const reply = replies.get(entry.id);
    calls.push({
      entry: entry.id,
      atMs: entry.sentMs,
      call: entry.message.call.call,
      about: aboutOf(entry.message.call, trace, entry),
      outcome: reply ? (reply.message.reply.ok ? 'done' : 'failed') : 'running',
      tookMs: reply && reply.at - entry.sentMs,
    });
    if (calls.length === callsMax) break;
  }
  return calls;
}

function aboutOf(call: CriCall, trace: Trace, entry: MessageEntry): string {
  switch (call.call) {
    case 'PullImage':
    case 'ImageStatus':
      return call.image;
    case 'RunPodSandbox':
      return call.name;
    case 'CreateContainer':
      return call.container;
    default: {
      const cause = traceGet(trace, entry.cause);
      const note = cause?.type === 'note' && cause.note.kind === 'kubelet' ? cause.note : undefined;
      return note ? (note.container ?? note.pod.name) : 'containerId' in call ? call.containerId.slice(0, 12) : '';
    }
  }
}
