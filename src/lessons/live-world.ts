import { matches, parseLabelSelector } from '../api/selectors.ts';
import { findByWord } from '../api/index.ts';
import type { KubeObject, Pod } from '../api/types.ts';
import { emptyStory, foldStory, truncatedStory, type StoryIndex } from '../readings/story.ts';
import type { Cluster } from '../sim/cluster.ts';
import { may, type ApiServerState } from '../sim/apiserver/index.ts';
import { listAt, readAt, type EtcdState } from '../sim/etcd/index.ts';
import { upperBound } from '../sim/kernel/series.ts';
import { deliveredAt, endAt, traceGet } from '../sim/kernel/trace.ts';
import type { EntryId, MessageEntry, TraceEntry } from '../sim/kernel/types.ts';
import type { World } from './world.ts';

/** How far a copy is stepped in search of the next story beat. */
const nextActorSteps = 5_000;

/** Lessons' view of a cluster that runs, or of a copy of one. */
export class LiveWorld implements World {
  constructor(
    readonly cluster: Cluster,
    private readonly files: Readonly<Record<string, string>>,
    private readonly story: StoryIndex = emptyStory(),
  ) {
    this.catchUp();
  }

  get now(): number {
    return this.cluster.now;
  }

  get steps(): number {
    return this.cluster.kernel.steps;
  }

  get lastEntry(): EntryId {
    const { trace } = this.cluster.kernel;
    return trace.firstId + trace.entries.length - 1;
  }

  get beats(): number {
    this.catchUp();
    return this.story.beats.length;
  }

  get settled(): boolean {
    return this.cluster.kernel.isSettled();
  }

  entry(id: EntryId): TraceEntry | undefined {
    return traceGet(this.cluster.kernel.trace, id);
  }

  entriesOf(step: number): readonly TraceEntry[] {
    const { trace } = this.cluster.kernel;
    const delivered = deliveredAt(trace, step);
    if (delivered === undefined) return [];
    const out = [traceGet(trace, delivered)!];
    for (let id = endAt(trace, step - 1) + 1; id <= endAt(trace, step); id++) {
      const entry = traceGet(trace, id);
      if (entry?.type === 'note') out.push(entry);
    }
    return out;
  }

  object(plural: string, namespace: string, name: string): KubeObject | undefined {
    return readAt(this.etcd, keyOf(plural, namespace, name), this.etcd.store.revision);
  }

  objects(plural: string): readonly KubeObject[] {
    return listAt(this.etcd, `${prefixOf(plural)}/`, this.etcd.store.revision);
  }

  objectAt(plural: string, namespace: string, name: string, entry: EntryId): KubeObject | undefined {
    this.catchUp();
    const commits = upperBound(this.story.commitEntries, entry);
    const revision = this.story.commitRevisions.get(commits - 1);
    return revision === undefined ? undefined : readAt(this.etcd, keyOf(plural, namespace, name), revision);
  }

  may(user: string, verb: string, plural: string, namespace: string): boolean {
    const server = this.cluster.kernel.stateOf<ApiServerState>('apiserver');
    const type = findByWord(plural);
    return server !== undefined && may(server, user, verb, plural, type?.namespaced === false ? '' : namespace, type?.group);
  }

  fork(): LiveWorld {
    const { cluster } = this;
    const copy = cluster.fork(cluster.checkpoint());
    return new LiveWorld(copy, this.files, truncatedStory(this.story, copy.kernel.trace, copy.kernel.steps));
  }

  command(given: string): void {
    const line = expand(this, given);
    const process = /^(stop|start) (\S+)$/.exec(line);
    if (process) this.cluster.process(process[2]!, process[1] as 'stop' | 'start');
    else this.cluster.command({ type: 'kubectl', line, files: this.files });
  }

  settle(limitMs: number): void {
    this.cluster.kernel.settle(limitMs);
  }

  run(forMs: number): void {
    this.cluster.kernel.runUntil(this.now + forMs);
  }

  nextActor(): string | undefined {
    const { kernel } = this.cluster;
    const before = this.beats;
    for (let i = 0; i < nextActorSteps && !kernel.isSettled(); i++) {
      kernel.step();
      if (this.beats === before) continue;
      const entry = traceGet(kernel.trace, deliveredAt(kernel.trace, this.story.beats.at(-1)!)!) as MessageEntry;
      return entry.agent ?? entry.from;
    }
    return undefined;
  }

  private get etcd(): EtcdState {
    return this.cluster.kernel.stateOf<EtcdState>('etcd')!;
  }

  private catchUp(): void {
    foldStory(this.story, this.cluster.kernel.trace, this.cluster.firstStep + 1);
  }
}

function prefixOf(plural: string): string {
  return `/registry/${findByWord(plural)?.etcdPrefix ?? plural}`;
}

const keyOf = (plural: string, namespace: string, name: string): string => [prefixOf(plural), ...(namespace ? [namespace] : []), name].join('/');

/**
 * Puts names in for `$(pod app=web)` and `$(pod app=web 1)`: the first, or the n-th from 0, Pod with these labels.
 * `$(node app=web)`: the node it is on.
 */
export function expand(world: World, line: string): string {
  return line.replace(/\$\((pod|node) (\S+?)(?: (\d+))?\)/g, (whole, what: string, labels: string, index: string | undefined) => {
    const selector = parseLabelSelector(labels);
    if (typeof selector === 'string') return whole;
    const pods = world.objects('pods').filter((pod) => matches(selector, pod.metadata.labels ?? {}));
    const pod = pods[Number(index ?? 0)] as Pod | undefined;
    return (what === 'node' ? pod?.spec.nodeName : pod?.metadata.name) ?? whole;
  });
}
