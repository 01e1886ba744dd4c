import { apiserverKind, openStreams } from './apiserver/index.ts';
import type { Controller } from './controllers/controller.ts';
import { controllerManagerKind, controllers } from './controllers/index.ts';
import { createManagerKind } from './controllers/runtime.ts';
import { etcdKind } from './etcd/index.ts';
import { gateway, gatewayKind } from './gateway.ts';
import { Kernel, type KernelSnapshot } from './kernel/kernel.ts';
import { truncated, type Trace } from './kernel/trace.ts';
import type { ActorId, EntryId, MessageEntry, VirtualMs } from './kernel/types.ts';
import type { Message, UserCommand } from './messages.ts';
import { cniKind, kubeletKind, registryKind, runtimeKind } from './node/index.ts';
import { kubeProxyKind } from './node/kube-proxy.ts';
import { brokenEnds, wire } from './network.ts';
import { storage, storageKind } from './node/storage.ts';
import type { Profile } from './profiles.ts';
import { schedulerKind } from './scheduler/index.ts';
import { createUserKind, type Programs } from './user.ts';

export interface ClusterOptions {
  readonly profile: Profile;
  readonly seed: number;
  /** What the person's terminal can run: the shell with kubectl. Handed in, because the cluster does not know its clients. */
  readonly programs: Programs;
  /** Controllers besides those every cluster runs. */
  readonly controllers?: readonly Controller[];
  /** Where the virtual clock starts; default 0, the first moment of the cluster's calendar. */
  readonly startMs?: VirtualMs;
}

/** A moment to come back to. Shares everything immutable with the running cluster. */
export interface Checkpoint {
  readonly step: number;
  readonly entry: EntryId;
  readonly kernel: KernelSnapshot;
}

/** Longest a boot may take before it counts as failed, in ms beyond the profile's bootMs. */
const bootLimitMs = 60_000;

/**
 * A whole cluster on one kernel: control plane, nodes, and the person's terminal. It is created running: `bootMs` of
 * real start-up (registering nodes, first leases, default objects) lie behind it, in its trace before `firstStep`.
 */
export class Cluster {
  readonly kernel: Kernel;
  /** Last step of the start-up; the story begins after it. */
  firstStep = 0;

  constructor(readonly options: ClusterOptions) {
    this.kernel = new Kernel(
      [
        etcdKind,
        apiserverKind,
        options.controllers ? createManagerKind([...controllers, ...options.controllers]) : controllerManagerKind,
        schedulerKind,
        registryKind,
        storageKind,
        runtimeKind,
        cniKind,
        kubeletKind,
        kubeProxyKind,
        gatewayKind,
        createUserKind(options.programs),
      ],
      options.seed,
      answerLost,
      wire,
    );
  }

  /** A started cluster at the beginning of its story. */
  static boot(options: ClusterOptions): Cluster {
    const cluster = new Cluster(options);
    const { kernel } = cluster;
    const { profile, startMs = 0 } = options;
    kernel.now = startMs;
    kernel.addActor('etcd', 'etcd');
    kernel.addActor('apiserver', 'apiserver', undefined, 1);
    kernel.addActor('controller-manager', 'controller-manager', undefined, 20);
    kernel.addActor('scheduler', 'scheduler', undefined, 21);
    kernel.addActor('registry', 'registry');
    kernel.addActor(storage, 'storage');
    kernel.addActor('user', 'user');
    kernel.addActor(gateway, 'gateway');
    profile.nodes.forEach((node, i) => {
      const delayMs = 100 + 10 * i;
      kernel.addActor(`runtime@${node.name}`, 'runtime', node, delayMs);
      kernel.addActor(`cni@${node.name}`, 'cni', node, delayMs);
      kernel.addActor(`kubelet@${node.name}`, 'kubelet', node, delayMs + 1);
      kernel.addActor(`kube-proxy@${node.name}`, 'kube-proxy', node, delayMs + 2);
    });
    kernel.runUntil(startMs + profile.bootMs);
    kernel.settle(bootLimitMs);
    cluster.firstStep = kernel.steps;
    return cluster;
  }

  /** The person does something. Returns the entry everything that follows goes back to. */
  command(command: UserCommand): EntryId {
    return this.kernel.inject('user', { kind: 'command', command });
  }

  /** Stops or starts one process of the cluster. Its open connections break, as a killed process's do. */
  process(actor: ActorId, change: 'stop' | 'start'): void {
    const { kernel } = this;
    if (kernel.isDown(actor) === (change === 'stop')) return;
    // Told to the person's own actor, so that it is a step of the story with an entry that causes can end at.
    kernel.inject('user', { kind: 'process', actor, change });
    if (change === 'start') {
      kernel.startActor(actor, this.optionsOf(actor));
      return;
    }
    if (actor === 'apiserver') {
      for (const { client, stream } of openStreams(kernel.stateOf('apiserver')!)) {
        kernel.inject(client, { kind: 'stream-end', stream }, { from: 'apiserver', delayMs: 1 });
      }
    }
    // What it had accepted and not answered yet breaks off too.
    for (const entry of unanswered(kernel, actor)) {
      const answer = answerLost(entry);
      if (answer) kernel.inject(entry.from, answer, { from: actor, delayMs: 1 });
    }
    kernel.stopActor(actor);
  }

  /**
   * Cuts or mends the link between two processes: what they send each other is lost, and they notice as the real ones do,
   * by time-outs and connections that die.
   */
  link(a: ActorId, b: ActorId, change: 'cut' | 'mend'): void {
    const { kernel } = this;
    if (kernel.isLinkCut(a, b) === (change === 'cut')) return;
    kernel.inject('user', { kind: 'link', ends: [a, b], change });
    if (change === 'cut') return kernel.cutLink(a, b);
    kernel.mendLink(a, b, (stream) => {
      // Either may be the one who listened: a process to which the stream means nothing lets it pass.
      for (const { to, message } of [...brokenEnds(a, b, stream, 0), ...brokenEnds(b, a, stream, 0)])
        kernel.inject(to, message, { from: to });
    });
  }

  checkpoint(): Checkpoint {
    return {
      step: this.kernel.steps,
      entry: this.kernel.trace.firstId + this.kernel.trace.entries.length - 1,
      kernel: this.kernel.snapshot(),
    };
  }

  /** A second, independent cluster that goes on from a checkpoint; `trace` is the trace the checkpoint was taken on. */
  fork(checkpoint: Checkpoint, trace: Trace = this.kernel.trace): Cluster {
    const cluster = new Cluster(this.options);
    cluster.firstStep = this.firstStep;
    cluster.kernel.restore(checkpoint.kernel, truncated(trace, checkpoint.step, checkpoint.entry));
    return cluster;
  }

  get now(): VirtualMs {
    return this.kernel.now;
  }

  /** What a restarted process is started with. */
  private optionsOf(actor: ActorId): unknown {
    const node = actor.split('@')[1];
    return node ? this.options.profile.nodes.find((n) => n.name === node) : undefined;
  }
}

/** How far back a call may wait for its answer, in ms: an image that is pulled, a container that takes its time to stop. */
const requestLimitMs = 600_000;
const answered: ReadonlySet<Message['kind']> = new Set(['request', 'etcd', 'cri', 'cni']);

/** Calls a server has received and not answered, as the trace tells. */
function unanswered(kernel: Kernel, server: ActorId): MessageEntry[] {
  const { entries } = kernel.trace;
  const done = new Set<EntryId>();
  const open: MessageEntry[] = [];
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries.get(i)!;
    if (entry.at < kernel.now - requestLimitMs) break;
    if (entry.type !== 'message') continue;
    const { message } = entry;
    if (entry.from === server && 're' in message) done.add(message.re);
    if (entry.to === server && entry.at <= kernel.now && answered.has(message.kind) && !done.has(entry.id))
      open.push(entry);
  }
  return open.reverse();
}

/** TCP's answers: a request to a dead process is refused (code 0), a stream towards one is reset. */
function answerLost(entry: MessageEntry): Message | undefined {
  const { message } = entry;
  switch (message.kind) {
    case 'request':
      return { kind: 'response', re: entry.id, response: Object.freeze({ code: 0, body: 'connection refused' }) };
    case 'etcd':
      return { kind: 'etcd-reply', re: entry.id, reply: { op: 'error', error: 'connection refused' } };
    case 'watch':
    case 'chunk':
      return { kind: 'cancel', stream: message.stream };
    case 'cri':
      return {
        kind: 'cri-reply',
        re: entry.id,
        call: message.call.call,
        reply: { ok: false, code: 'Unavailable', error: 'connection refused' },
      };
    case 'route':
      return { kind: 'route-reply', re: entry.id, endpoints: [] };
    case 'traffic':
      return { kind: 'traffic-reply', re: entry.id, code: 0, body: '', tookMs: 0, slowness: 1 };
    case 'cni':
      return { kind: 'cni-reply', re: entry.id, error: 'cni plugin not initialized' };
    default:
      return undefined;
  }
}
