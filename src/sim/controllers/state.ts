import { createRecorder, type EventRecorder } from '../client/events.ts';
import { createQueue, type WorkQueue } from '../client/workqueue.ts';
import type { EntryId } from '../kernel/types.ts';
import type { Backoffs } from './backoffs.ts';
import type { Answer, Plan, Write } from './controller.ts';
import { createHolds, type Holds } from './holds.ts';
import { createInformers, type Informers } from './informers.ts';
import type { Discovered, Kind } from './kinds.ts';

/** One look at one key: its plan and how far it has been carried out. */
export interface Job {
  readonly controller: string;
  readonly key: string;
  writes: readonly Write[];
  /** Index of the next write to send. */
  next: number;
  /** Sent and not yet answered. */
  open: number;
  /** Size of the next slow-start batch. */
  batch: number;
  answers: Answer[];
  /** The first refusal's text. */
  error: string | undefined;
  /** The `reconcile` note the requests go back to. */
  cause: EntryId;
  /** Its requests are housekeeping. */
  quiet: boolean;
  concluded: boolean;
  requeueAfterMs: Plan['requeueAfterMs'];
  unfinished: boolean;
}

export interface ManagerState {
  informers: Informers;
  /** What definitions have added so far. One that went stays known; its informer does not stay. */
  custom: Record<Discovered, Kind>;
  /** When every informer had its first list; -1 before. No key is looked at earlier. */
  startedMs: number;
  queues: Record<string, WorkQueue>;
  /** `controller key` → its job. */
  jobs: Map<string, Job>;
  /** Request → the job it belongs to and the write it is. */
  calls: Map<EntryId, { job: string; write: Write }>;
  holds: Holds;
  recorder: EventRecorder;
  /** `controller key` → what the controller keeps in mind about it. Frozen. */
  memories: Map<string, unknown>;
  /** uids of deleted owners whose dependents were still there, the latest last. Models: the GC's absentOwnerCache. */
  absent: Map<string, boolean>;
  backoffs: Backoffs;
}

export const createState = (controllers: readonly string[]): ManagerState => ({
  informers: createInformers(),
  custom: {},
  startedMs: -1,
  queues: Object.fromEntries(controllers.map((name) => [name, createQueue()])),
  jobs: new Map(),
  calls: new Map(),
  holds: createHolds(),
  recorder: createRecorder(),
  memories: new Map(),
  absent: new Map(),
  backoffs: new Map(),
});

export const createJob = (controller: string, key: string): Job => ({
  controller,
  key,
  writes: [],
  next: 0,
  open: 0,
  batch: 1,
  answers: [],
  error: undefined,
  cause: 0,
  quiet: false,
  concluded: false,
  requeueAfterMs: undefined,
  unfinished: false,
});
