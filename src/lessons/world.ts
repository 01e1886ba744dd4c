import { findByWord } from '../api/index.ts';
import type { KubeObject } from '../api/types.ts';
import type { EntryId, TraceEntry, VirtualMs } from '../sim/kernel/types.ts';

/**
 * What a lesson may ask of the running cluster. The worker's host gives it one over the live cluster; the proof of
 * the lessons gives it one over a cluster without a screen. Objects are as etcd holds them now.
 */
export interface World {
  readonly now: VirtualMs;
  readonly steps: number;
  readonly lastEntry: EntryId;
  /** What a step was about: the message it delivered, then the notes written while it was handled. */
  entriesOf(step: number): readonly TraceEntry[];
  entry(id: EntryId): TraceEntry | undefined;
  object(plural: string, namespace: string, name: string): KubeObject | undefined;
  objects(plural: string): readonly KubeObject[];
  /** An object as it was when a trace entry was written. */
  objectAt(plural: string, namespace: string, name: string, entry: EntryId): KubeObject | undefined;
  /** Whether the API server would let this user do that to a kind of object. */
  may(user: string, verb: string, plural: string, namespace: string): boolean;
  /** Story beats delivered so far (what the learner steps through). */
  readonly beats: number;
  /** True when only housekeeping is pending. */
  readonly settled: boolean;
  /** A copy that can be run on without touching this one. */
  fork(): World;
  /** Runs a kubectl line (on a copy); `files` as the editor holds them. */
  command(line: string): void;
  /** Runs on: until settled, at most `limitMs`. */
  settle(limitMs: number): void;
  run(forMs: number): void;
  /** Who acts in the next story beat: an actor id or agent; undefined when nothing more happens. */
  nextActor(): string | undefined;
}

/** The plural of a kind's word as kubectl takes it (`pod`, `deploy`, `pdb`); an unknown word (a custom kind) gets an s. */
export const pluralOf = (word: string): string => findByWord(word)?.plural ?? (word.endsWith('s') ? word : `${word}s`);

const isNamespaced = (plural: string): boolean => findByWord(plural)?.namespaced ?? true;

/** `deploy/web` or `blog:deploy/web` (another namespace). */
export function readRef(ref: string): { plural: string; namespace: string; name: string } {
  const colon = ref.indexOf(':');
  const rest = ref.slice(colon + 1);
  const slash = rest.indexOf('/');
  const plural = pluralOf(rest.slice(0, slash));
  const namespace = !isNamespaced(plural) ? '' : colon < 0 ? 'default' : ref.slice(0, colon);
  return { plural, namespace, name: rest.slice(slash + 1) };
}

/** The object a reference names; `pod/app=web` is the first Pod with that label. */
export const lookUp = (world: World, ref: string): KubeObject | undefined => {
  const { plural, namespace, name } = readRef(ref);
  const [label, value] = name.split('=');
  if (value === undefined) return world.object(plural, namespace, name);
  return world
    .objects(plural)
    .find(({ metadata }) => metadata.labels?.[label!] === value && (metadata.namespace ?? '') === namespace);
};
