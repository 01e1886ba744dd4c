import type { WatchEvent } from '../../api/types.ts';
import type { Checkpoint, Cluster } from '../../sim/cluster.ts';
import { gateway } from '../../sim/gateway.ts';
import type { EntryId, MessageEntry, VirtualMs } from '../../sim/kernel/types.ts';
import { truncated, type Trace } from '../../sim/kernel/trace.ts';
import type { ApiRequest, ApiResponse } from '../../sim/messages.ts';
import type { Speed } from './pace.ts';

/** Virtual ms a request may take before the client is told it timed out. Source: kube-apiserver --request-timeout. */
const requestLimitMs = 60_000;
/** Virtual ms the cluster may run ahead of real time to answer a request at once. */
const aheadMs = 1_000;
/** Open requests and open streams at a time. Source: --max-requests-inflight; watches are not counted in it. */
const openRequestsMax = 400;
const openStreamsMax = 4_096;
const snapshotsMax = 16;
/** Virtual ms after an answer in which those who watch hear of what it changed: they need not wait for the clock's next tick. */
const echoMs = 2;

/** Who waits for an answer, and for what comes after it on a stream. */
export interface Listener {
  answered(response: ApiResponse): void;
  events?(events: readonly WatchEvent[]): void;
  chunk?(text: string): void;
  /** The server has ended the stream. */
  ended?(): void;
  /** The clock was set back: what was asked has never been asked. */
  lost(): void;
}

interface Snapshot {
  readonly checkpoint: Checkpoint;
  readonly trace: Trace;
}

/** The cluster as clients outside see it: requests go in as messages from the gateway, answers come out on `onStep`. */
export class Hub {
  private readonly waiting = new Map<EntryId, { listener: Listener; untilMs: VirtualMs }>();
  private readonly streams = new Map<EntryId, Listener>();
  private readonly snapshots = new Map<string, Snapshot>();
  private snapshotCount = 0;

  constructor(
    readonly cluster: Cluster,
    private readonly speed: Speed,
  ) {
    cluster.kernel.onStep = (entry) => this.heard(entry);
  }

  /** False: too many requests or streams are open. */
  hasRoom(): boolean {
    return this.waiting.size < openRequestsMax && this.streams.size < openStreamsMax;
  }

  /** Puts a request to the API server and runs the cluster ahead until it answers; a slow answer comes as time goes on. Returns how to hang up. */
  ask(request: ApiRequest, listener: Listener): () => void {
    const { kernel } = this.cluster;
    const id = kernel.inject('apiserver', { kind: 'request', request }, { from: gateway, delayMs: 1 });
    this.waiting.set(id, { listener, untilMs: kernel.now + requestLimitMs });
    const end = kernel.now + (typeof this.speed === 'number' ? aheadMs : requestLimitMs);
    while (this.waiting.has(id) && (kernel.nextAt() ?? Infinity) < end) kernel.step();
    if (this.streams.size > 0) kernel.runUntil(kernel.now + echoMs);
    this.giveUp();
    return () => this.cancel(id, listener);
  }

  /** The client has hung up. After a restore the same number may be another's. */
  private cancel(id: EntryId, listener: Listener): void {
    if (this.waiting.get(id)?.listener === listener) this.waiting.delete(id);
    if (this.streams.get(id) !== listener) return;
    this.streams.delete(id);
    this.cluster.kernel.inject('apiserver', { kind: 'cancel', stream: id }, { from: gateway });
  }

  /** Answers requests whose time is up. */
  giveUp(): void {
    for (const [id, { listener, untilMs }] of this.waiting) {
      // With time at rest nothing else will ever answer it.
      if (this.cluster.now < untilMs && this.cluster.kernel.nextAt() !== undefined) continue;
      this.waiting.delete(id);
      listener.answered({ code: 504, body: timedOut });
    }
  }

  snapshot(): string {
    const { cluster } = this;
    const id = String(++this.snapshotCount);
    const checkpoint = cluster.checkpoint();
    this.snapshots.set(id, {
      checkpoint,
      trace: truncated(cluster.kernel.trace, checkpoint.step, checkpoint.entry),
    });
    if (this.snapshots.size > snapshotsMax) this.snapshots.delete(this.snapshots.keys().next().value!);
    return id;
  }

  /** Sets the cluster back. False: there is no such snapshot. Every open request and stream breaks. */
  restore(id: string): boolean {
    const found = this.snapshots.get(id);
    if (!found) return false;
    const { checkpoint, trace } = found;
    this.breakAll();
    this.cluster.kernel.restore(checkpoint.kernel, truncated(trace, checkpoint.step, checkpoint.entry));
    return true;
  }

  breakAll(): void {
    const all = [...[...this.waiting.values()].map(({ listener }) => listener), ...this.streams.values()];
    this.waiting.clear();
    this.streams.clear();
    for (const listener of all) listener.lost();
  }

  private heard(entry: MessageEntry): void {
    if (entry.to !== gateway) return;
    const { message } = entry;
    switch (message.kind) {
      case 'response': {
        const asked = this.waiting.get(message.re);
        if (!asked) return;
        this.waiting.delete(message.re);
        if (message.response.streaming) this.streams.set(message.re, asked.listener);
        asked.listener.answered(message.response);
        return;
      }
      case 'watch':
        this.streams.get(message.stream)?.events?.(message.events);
        return;
      case 'chunk':
        this.streams.get(message.stream)?.chunk?.(message.text);
        return;
      case 'stream-end': {
        const listener = this.streams.get(message.stream);
        this.streams.delete(message.stream);
        listener?.ended?.();
      }
    }
  }
}

const timedOut = Object.freeze({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'Timeout: request did not complete within the allotted timeout',
  reason: 'Timeout',
  details: { causes: [{ reason: 'UnexpectedServerResponse', message: 'unknown' }] },
  code: 504,
});
