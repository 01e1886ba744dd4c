import type { KubeObject } from '../../api/types.ts';
import type { Cluster } from '../../sim/cluster.ts';
import { changesBetween, listAt, type EtcdState } from '../../sim/etcd/index.ts';
import { traceGet } from '../../sim/kernel/trace.ts';
import type { EntryId, MessageEntry, TraceEntry, VirtualMs } from '../../sim/kernel/types.ts';
import type { ApiRequest, ApiResponse } from '../../sim/messages.ts';

/** Something that must always hold. It looks at every step of a run and says what is wrong, in words. */
export interface Checker {
  readonly name: string;
  step(cluster: Cluster, broken: Broken): void;
  /** At the end of the run, for what only shows there. */
  end?(cluster: Cluster, broken: Broken): void;
}

export type Broken = (what: string) => void;

/** How old what a component acts on may be, in virtual ms: the way from etcd into its cache and back as a request. */
export const staleMs = 1_000;

export const etcdOf = (cluster: Cluster): EtcdState => cluster.kernel.stateOf<EtcdState>('etcd')!;

/** All objects of a place (`pods`, `minions`) as etcd has them now. */
export function stored<T extends KubeObject>(cluster: Cluster, place: string): T[] {
  const etcd = etcdOf(cluster);
  return listAt(etcd, `/registry/${place}/`, etcd.store.revision) as T[];
}

/** The objects of a place that an owner controls. */
export const controlledBy = <T extends KubeObject>(cluster: Cluster, place: string, uid: string): T[] =>
  stored<T>(cluster, place).filter((object) => ownerOf(object)?.uid === uid);

export const ownerOf = (
  object: KubeObject,
): NonNullable<KubeObject['metadata']['ownerReferences']>[number] | undefined =>
  object.metadata.ownerReferences?.find(({ controller }) => controller);

export const nameOf = ({ kind, metadata }: KubeObject): string =>
  `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;

/** Calls `look` for every entry written since the last call. */
export function entries(look: (entry: TraceEntry, cluster: Cluster, broken: Broken) => void): Checker['step'] {
  let seen: EntryId = 0;
  return (cluster, broken) => {
    const { trace } = cluster.kernel;
    const end = trace.firstId + trace.entries.length - 1;
    while (seen < end) {
      const entry = traceGet(trace, ++seen);
      if (entry) look(entry, cluster, broken);
    }
  };
}

/** One object written to etcd, or deleted from it (`object` is then undefined). */
export interface Written {
  readonly object: KubeObject | undefined;
  readonly before: KubeObject | undefined;
}

/** Calls `look` for every write to etcd since the last call. */
export function writes(look: (written: Written, cluster: Cluster, broken: Broken) => void): Checker['step'] {
  let seen = 0;
  return (cluster, broken) => {
    const etcd = etcdOf(cluster);
    const { revision } = etcd.store;
    if (revision === seen) return;
    const changes = changesBetween(etcd, seen, revision);
    seen = revision;
    for (const { value, previous } of changes)
      if (value ?? previous) look({ object: value, before: previous }, cluster, broken);
  };
}

/** Requests a component makes, when they are sent, and when they were carried out. */
export interface Watched {
  sent?(request: ApiRequest, entry: MessageEntry, cluster: Cluster): void;
  done(request: ApiRequest, response: ApiResponse, entry: MessageEntry, cluster: Cluster, broken: Broken): void;
}

export function requestsOf(
  wanted: (entry: MessageEntry, request: ApiRequest) => boolean,
  watched: Watched,
): Checker['step'] {
  const open = new Map<EntryId, { readonly entry: MessageEntry; readonly request: ApiRequest }>();
  return entries((entry, cluster, broken) => {
    if (entry.type !== 'message') return;
    const { message } = entry;
    if (message.kind === 'request' && wanted(entry, message.request)) {
      open.set(entry.id, { entry, request: message.request });
      watched.sent?.(message.request, entry, cluster);
    }
    if (message.kind !== 'response') return;
    const asked = open.get(message.re);
    if (!asked) return;
    open.delete(message.re);
    if (message.response.code >= 200 && message.response.code < 300)
      watched.done(asked.request, message.response, asked.entry, cluster, broken);
  });
}

/** What a value was lately: a component may act on any of the values of the last moments. */
export class Lately<T> {
  private readonly values = new Map<string, { readonly at: VirtualMs; readonly value: T }[]>();

  note(key: string, at: VirtualMs, value: T): void {
    const all = this.values.get(key) ?? [];
    all.push({ at, value });
    // The value that held when the window begins counts, too.
    while (all.length > 1 && all[1]!.at <= at - staleMs) all.shift();
    this.values.set(key, all);
  }

  of(key: string, now: VirtualMs): T[] {
    const all = this.values.get(key) ?? [];
    const first = all.findLastIndex(({ at }) => at <= now - staleMs);
    return all.slice(Math.max(0, first)).map(({ value }) => value);
  }
}
