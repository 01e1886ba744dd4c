import type { KubeObject } from '../../api/types.ts';
import type { Change } from '../client/informer.ts';
import type { VirtualMs } from '../kernel/types.ts';
import type { ApiResponse } from '../messages.ts';
import type { Because } from '../notes.ts';
import type { Kind, Plural } from './kinds.ts';

export type { Plural } from './kinds.ts';

/** How many Pods of an owner are alike in what their owner asks about. */
export interface PodCount {
  readonly active: boolean;
  readonly ready: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly count: number;
}

/** The informers' cache, read only. Objects may be older than what the API server holds, never newer. */
export interface View {
  readonly now: VirtualMs;
  /** When the caches were first filled: nothing was observed before. */
  readonly startedMs: VirtualMs;
  get<T extends KubeObject>(plural: Plural, key: string): T | undefined;
  all<T extends KubeObject>(plural: Plural): T[];
  /** Objects whose `controller: true` owner has this uid. */
  controlledBy<T extends KubeObject>(plural: Plural, uid: string): T[];
  /** The Pods an owner (of any kind of reference) has, counted: does not look at any Pod. */
  podCounts(uid: string): PodCount[];
  /** Objects any of whose owners has this uid. */
  ownedBy<T extends KubeObject>(plural: Plural, uid: string): T[];
  /** Objects of a namespace that no controller owns. */
  orphansIn<T extends KubeObject>(plural: Plural, namespace: string): T[];
  /** Nodes by zone, Pods by owner: value → class → how many. */
  counts(plural: 'nodes' | 'pods'): ReadonlyMap<string, ReadonlyMap<string, number>>;
  inNamespace<T extends KubeObject>(plural: Plural, namespace: string): T[];
  /** Objects of a namespace that carry all these labels; the rarest label decides the cost. */
  labelled<T extends KubeObject>(plural: Plural, namespace: string, labels: Readonly<Record<string, string>>): T[];
  /** Pods bound to a node. */
  onNode<T extends KubeObject>(node: string): T[];
  /** Services of a namespace whose selector picks these labels. */
  servicesFor<T extends KubeObject>(namespace: string, labels: Readonly<Record<string, string>> | undefined): T[];
  /** The deletion of an object with this uid, which others name as owner, was seen lately. */
  isAbsent(uid: string): boolean;
  /** Every resource that has a cache, and how to find it by what an ownerReference says. */
  readonly cached: readonly Plural[];
  kindOf(apiVersion: string, kind: string): Kind | undefined;
  isCustom(plural: Plural): boolean;
  /** Resources whose objects live in namespaces and can be deleted. */
  readonly namespaced: readonly Kind[];
  /** What the controller has kept in mind about a key (`Plan.remember`); gone with the process. */
  memory<T>(key: string): T | undefined;
  /** How long to wait still before what is called by this name is tried again, in ms; 0 = not at all. */
  backOffMs(name: string): number;
  /** The wish to look at this key again: still to come, the reason of this very look, or none. */
  readonly revisit: 'pending' | 'due' | 'none';
}

/** An Event about an object. `{name}` and `{error}` are filled in from the answer to the request it goes with. */
export interface Told {
  readonly about: KubeObject;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** One request a controller wants to make. Frozen plain data. */
export interface Write {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly resource: Plural;
  readonly namespace: string;
  readonly name?: string;
  readonly subresource?: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** uid of the object a DELETE is about. */
  readonly uid?: string;
  /** Where it goes instead, when no kind of this cluster's own is asked for. */
  readonly path?: string;
  /** Answers that count as success besides 2xx: 404 to a DELETE means it is gone already. */
  readonly accept?: readonly number[];
  /** Any answer will do: `conclude` judges it. */
  readonly judged?: true;
  /** Neighbours with the same mode travel together: `slow-start` in batches of 1, 2, 4, 8 …, `at-once` all. Default: one by one. */
  readonly burst?: 'slow-start' | 'at-once';
  readonly ifDone?: Told;
  readonly ifFailed?: Told;
}

export interface Answer {
  readonly write: Write;
  readonly response: ApiResponse;
}

/** What one look at a key led to. */
export interface Plan {
  /** Observe and diff in one sentence: a narration key with its numbers. */
  readonly because: Because;
  /** In order. The first refused one ends the plan: the rest is not sent and the key is tried again with back-off. */
  readonly requests?: readonly Write[];
  /** Events that need no request to come true. */
  readonly events?: readonly Told[];
  /** Look again after this many ms, even if nothing changes. `never` takes back an earlier wish. */
  readonly requeueAfterMs?: number | 'never';
  /** What to keep in mind about the key until the process ends; null: nothing any more. Frozen plain data. */
  readonly remember?: unknown;
  /** When its requests are answered, `conclude` is asked again, with these answers after those before. */
  readonly goesOn?: boolean;
  /** Housekeeping, although it asks something. */
  readonly quiet?: boolean;
  /** What failed again, by names of the controller's choice: it waits 1 s before the next try, and twice as long each time. */
  readonly backOff?: readonly string[];
  /** Work is under way that this second look completes: the cluster is not settled before it. */
  readonly unfinished?: boolean;
}

/**
 * One controller: a pure function from a key and a view to the requests that bring the current state nearer to the
 * desired one. The key says who, never what happened, so a missed or doubled event is harmless.
 */
export interface Controller {
  /** As kube-controller-manager calls it: `replicaset-controller`. Source: cmd/kube-controller-manager/names. */
  readonly name: string;
  /** Its service account in kube-system, where that is not the name. */
  readonly account?: string;
  /** `source.component` of its Events, where it is not the name. */
  readonly component?: string;
  /** Keys worked on at the same time (kube-controller-manager's --concurrent-…-syncs). */
  readonly workers: number;
  /** No key is taken while the result of another's request has not been seen: what one look gave away the next must not find. */
  readonly serial?: boolean;
  /** Which keys a change of a resource concerns. */
  readonly watches: { readonly [P in Plural]?: (change: Change, view: View) => string | readonly string[] | undefined };
  /** The same for resources nobody names: of all that can be listed, watched and deleted. */
  readonly watchesDiscovered?: (plural: Plural, change: Change, view: View) => readonly string[] | undefined;
  /** A change this controller made itself for a key is no reason to look at that key again. */
  readonly ignoresOwnWrites?: boolean;
  /** How long a key waits after a change before it is looked at, in ms. Default 0. */
  readonly delayMs?: number;
  /** Changes that do not wait for `delayMs`. */
  readonly immediate?: (change: Change) => boolean;
  /** Events told about a change itself, whatever a look at it finds. */
  readonly announces?: { readonly [P in Plural]?: (change: Change) => Told | undefined };
  reconcile(key: string, view: View): Plan;
  /**
   * Called when all requests of a plan are answered, or one was refused (its answer is the last). What it returns is
   * carried out within the same look; `undefined` ends it. A refusal is retried whatever this returns.
   */
  conclude?(key: string, view: View, answers: readonly Answer[]): Plan | undefined;
}

/** A reason as data. */
export const say = (key: string, values: Readonly<Record<string, string | number>> = {}): Because => ({ key, values });

/** Nothing to do, and why. */
export const settled = (because: Because): Plan => ({ because });
