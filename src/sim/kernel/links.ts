import type { ActorId, EntryId, MessageEntry, VirtualMs } from './types.ts';

/** A stream that lost a message: nothing of it arrives any more, and its ends hear of it late. */
interface BrokenStream {
  readonly ends: readonly [ActorId, ActorId];
  /** When both ends have heard of it. */
  readonly untilMs: VirtualMs;
}

/** Links between processes that carry nothing, and the streams that broke with them. Plain data. */
export interface Links {
  /** Pairs of processes, `a b`, the lesser name first. */
  readonly cut: Set<string>;
  readonly broken: Map<EntryId, BrokenStream>;
}

/** What a message on its way means to the wire: which stream it is of, and what its ends find out when it is lost. */
export interface Wire {
  /** The stream a message belongs to, by the request that opened it. */
  streamOf(entry: MessageEntry): EntryId | undefined;
  /** What the ends notice by themselves, and when: a time-out, a connection that died. */
  noticed(entry: MessageEntry): readonly Late[];
}

/** A message a process gives itself `afterMs` from now: nobody else can tell it. */
export interface Late {
  readonly to: ActorId;
  readonly message: MessageEntry['message'];
  readonly afterMs: number;
}

export const emptyLinks = (): Links => ({ cut: new Set(), broken: new Map() });

export const copyLinks = ({ cut, broken }: Links): Links => ({ cut: new Set(cut), broken: new Map(broken) });

const pairOf = (a: ActorId, b: ActorId): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

export const isCut = (links: Links, a: ActorId, b: ActorId): boolean => links.cut.has(pairOf(a, b));

export const cut = (links: Links, a: ActorId, b: ActorId): void => void links.cut.add(pairOf(a, b));

/** Mends a link; returns the streams that broke on it and whose ends have not heard of it yet. */
export function mend(links: Links, a: ActorId, b: ActorId, now: VirtualMs): EntryId[] {
  const pair = pairOf(a, b);
  links.cut.delete(pair);
  const found: EntryId[] = [];
  for (const [stream, { ends, untilMs }] of links.broken) {
    if (untilMs < now) links.broken.delete(stream);
    else if (pairOf(...ends) === pair) found.push(stream);
  }
  return found;
}

/** Does this message not arrive? A message of a process to itself always does. */
export function swallows(links: Links, entry: MessageEntry, wire: Wire): boolean {
  if (entry.from === entry.to) return false;
  const stream = wire.streamOf(entry);
  const broken = stream === undefined ? undefined : links.broken.get(stream);
  return (broken !== undefined && broken.untilMs >= entry.at) || isCut(links, entry.from, entry.to);
}

/** Remembers what a lost message broke. True: it is the first its stream lost. */
export function breakStream(links: Links, stream: EntryId, entry: MessageEntry, untilMs: VirtualMs): boolean {
  if ((links.broken.get(stream)?.untilMs ?? -1) >= entry.at) return false;
  links.broken.set(stream, { ends: [entry.from, entry.to], untilMs });
  return true;
}
