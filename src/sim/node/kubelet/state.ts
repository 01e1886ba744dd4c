import type { Container, ContainerState, Lease, Node, Pod, PodStatus } from '../../../api/types.ts';
import type { EventRecorder } from '../../client/events.ts';
import type { Informer, InformerSpec } from '../../client/informer.ts';
import type { Identity } from '../../client/requests.ts';
import type { ActorId, EntryId, VirtualMs } from '../../kernel/types.ts';
import type { Message } from '../../messages.ts';
import type { ObjectRef } from '../../notes.ts';
import type { NodeProfile } from '../../profiles.ts';
import type { ProbeHandler } from '../runtime/probe.ts';
import type { Source, Sources } from './config.ts';
import type { HostFile } from './host-path.ts';
import { openWork } from './open.ts';

/** How long to wait before the next try. Models: client-go util/flowcontrol/backoff.go. */
export interface Backoff {
  readonly waitMs: number;
  readonly updatedMs: VirtualMs;
}

export type ProbeType = 'startup' | 'liveness' | 'readiness';

/** One probe of a running container. */
export interface ProbeWork {
  type: ProbeType;
  handler: ProbeHandler;
  periodMs: number;
  initialDelayMs: number;
  successThreshold: number;
  failureThreshold: number;
  /** Grace period of a kill by this probe, in seconds; undefined = the Pod's. */
  graceSeconds: number | undefined;
  /** Its ticks are this moment plus whole periods. */
  baseMs: VirtualMs;
  /** Equal results in a row, the last of which is `lastOk`. */
  run: number;
  lastOk: boolean | undefined;
  /** What the probe has established; undefined = nothing yet. */
  result: boolean | undefined;
}

/** A probe on its way: of which container instance. Frozen. */
export interface ProbeTicket {
  readonly uid: string;
  readonly container: number;
  readonly id: string;
  readonly type: ProbeType;
  /** Asked for out of turn: no further one follows from it. */
  readonly extra: boolean;
  /** What the container is asked, each time anew. Frozen. */
  readonly message: Message;
  readonly periodMs: number;
  readonly baseMs: VirtualMs;
  /**
   * The Pod's closed record in which a further success of this probe changes nothing: while the record stands, nobody
   * has to look into it.
   */
  readonly steadyIn: Readonly<PodWork> | undefined;
}

/** What the kubelet knows of one container of a Pod. */
export interface ContainerWork {
  /** Position among init containers and containers together, in the order they start. */
  readonly index: number;
  readonly init: boolean;
  /** Added to the running Pod to look around in it; it runs once. */
  readonly ephemeral: boolean;
  readonly spec: Container;
  /** Of the newest instance; '' before the first. */
  id: string;
  image: string;
  imageId: string;
  state: 'none' | 'created' | 'running' | 'exited';
  /** restartCount of the newest instance. */
  attempt: number;
  startedMs: VirtualMs;
  terminated: ContainerState['terminated'];
  endedMs: VirtualMs;
  /** How the instance before ended. */
  previous: ContainerState['terminated'];
  previousEndedMs: VirtualMs;
  /** Why it could not be started; shown as waiting. Models: kubelet reason_cache.go. */
  waiting: { readonly reason: string; readonly message: string } | undefined;
  backoff: Backoff | undefined;
  imageBackoff: Backoff | undefined;
  /** Last error of the image step, for the back-off's message. */
  imageError: string;
  ready: boolean;
  started: boolean;
  probes: ProbeWork[];
  /** A failed liveness or startup probe wants it killed; the text of its Killing event. */
  doomed: { readonly message: string; readonly graceSeconds: number | undefined } | undefined;
  /** A StopContainer call or preStop hook is under way. */
  stopping: boolean;
}

/** What a Pod's worker is waiting for; only the answer with this id moves it on. */
export interface Operation {
  readonly call: EntryId;
  readonly step:
    | 'sandbox'
    | 'volumes'
    | 'node'
    | 'image-status'
    | 'pull-queue'
    | 'pull'
    | 'create'
    | 'start'
    | 'post-start'
    | 'pre-stop'
    | 'kill'
    | 'stop-sandbox'
    | 'delete';
  readonly container: number;
}

/**
 * One Pod on this node. While nothing is under way the record is frozen and shared between checkpoints; `edit` gives a
 * copy that may be changed.
 */
export interface PodWork {
  readonly uid: string;
  readonly key: string;
  /** How notes name the Pod. Frozen. */
  readonly ref: ObjectRef;
  pod: Pod;
  recorder: EventRecorder;
  /** The recorder belongs to a frozen record, too. */
  recorderShared: boolean;
  admitted: boolean;
  /** Refused by admission, evicted or past its deadline: the whole Pod has failed for this reason. */
  verdict: { readonly reason: string; readonly message: string } | undefined;
  sandbox: 'none' | 'ready' | 'stopped';
  ip: string;
  startTime: string;
  startMs: VirtualMs;
  containers: ContainerWork[];
  /** What was last sent as status. Frozen. */
  status: PodStatus | undefined;
  /** Sent while the API server did not answer: send again. */
  statusLost: boolean;
  operation: Operation | undefined;
  /** Containers to start in this pass, and those killed first. */
  todo: number[];
  passEndMs: VirtualMs;
  /** Something in this pass failed: try again soon. */
  failed: boolean;
  /** Another pass is wanted when this one is over. */
  again: boolean;
  /** News since the last relist, and about what: a container's id, the sandbox, or a pass that is to be repeated. */
  news: string[];
  /** When the next relist looks at this Pod; 0 = none needed. `relistLoud`: its timer is part of the story. */
  relistMs: VirtualMs;
  relistLoud: boolean;
  /** Several pieces of news started this pass, so a second one follows if this one does anything (`acted`). */
  twice: boolean;
  acted: boolean;
  /** Number of the retry timer that counts; older ones are ignored. */
  retry: number;
  /** A timer to look at the mounted ConfigMaps and Secrets again is set. */
  refreshing: boolean;
  /** A timer for the end of activeDeadlineSeconds is set. */
  deadlineSet: boolean;
  terminating: { readonly sinceMs: VirtualMs; readonly graceMs: number; readonly completed: boolean } | undefined;
  /** The object is gone from the API server; finish and forget. */
  gone: boolean;
  /** Objects the Pod refers to, as last read: `configmap/app` → data. */
  sources: Sources;
  /** ConfigMaps, Secrets, claims and volumes the Pod refers to; most refer to none. */
  needs: readonly Source[];
  /** The source being read. */
  fetching: Source | undefined;
  requests: { readonly cpuMilli: number; readonly memoryBytes: number };
  /** When the pull under way was asked for, and when it began. */
  queuedMs: VirtualMs;
  pullSinceMs: VirtualMs;
  /** The container being created, from which image. */
  creating: { readonly image: string; readonly imageId: string; readonly attempt: number } | undefined;
  /** A container killed in this pass, -1 = none. */
  killed: number;
  hookFailed: boolean;
  /** The next try of FailedMount waits this long. */
  mountWaitMs: number;
}

/** A preStop hook under way: of which instance, since when, and how long its container has in all. Frozen. */
export interface HookTicket {
  readonly uid: string;
  readonly container: number;
  readonly id: string;
  readonly sinceMs: VirtualMs;
  readonly graceMs: number;
}

/** Who wants a container's log, and how. Frozen. -1 = no such limit. */
export interface LogRequest {
  readonly to: ActorId;
  readonly re: EntryId;
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number;
  readonly limitBytes: number;
  readonly fromMs: VirtualMs;
}

export interface KubeletState {
  profile: NodeProfile;
  /** The container runtime of this node. */
  readonly runtime: ActorId;
  identity: Identity;
  /** What the informer watches: the Pods bound to this node. Frozen. */
  spec: InformerSpec<Pod>;
  informer: Informer<Pod>;
  pods: Map<string, Readonly<PodWork>>;
  /** Request or CRI call → uid of the Pod that waits for it. */
  calls: Map<EntryId, string>;
  /** Probe → uid and container. */
  probes: Map<EntryId, ProbeTicket>;
  /** Requests for mounted sources that may have changed. */
  refreshes: Map<EntryId, { readonly uid: string; readonly source: Source }>;
  /** Calls to the runtime that are preStop hooks. */
  preStops: Map<EntryId, HookTicket>;
  recorder: EventRecorder;
  /** Image pulls happen one after the other: the Pod whose pull runs, and those behind it. */
  pulling: { readonly uid: string; readonly call: EntryId } | undefined;
  pullQueue: { readonly uid: string; readonly container: number }[];
  /** A moment of this node's one-second grid. */
  phaseMs: number;
  /** Whether the runtime has told what ran before this kubelet started. */
  recovered: boolean;
  running: unknown;
  recoverCall: EntryId;
  node: {
    object: Node | undefined;
    call: EntryId;
    reportedMs: VirtualMs;
    ready: boolean;
    registered: boolean;
    images: Map<string, number>;
    dirty: boolean;
  };
  /** `path` is the Lease's own: asked for every ten seconds, so it is written once. */
  lease: { object: Lease | undefined; call: EntryId; readonly path: string };
  allocated: { cpuMilli: number; memoryBytes: number; pods: number };
  /** The node is, or was until a few minutes ago, short of memory (`active`); `observedMs`: last seen so. */
  pressure: { active: boolean; observedMs: VirtualMs; watching: boolean; call: EntryId };
  /** What Pods have had made on this machine: hostPath → what it is. */
  hostPaths: Map<string, HostFile>;
  /** A timer to send lost statuses again is set. */
  resendSet: boolean;
  /** Pods whose status in the API contradicted the kubelet's own. */
  suspects: Set<string>;
  /** Log requests under way, by the CRI call that reads the file. */
  logs: Map<EntryId, LogRequest>;
  /** Commands of `kubectl exec` under way, by the CRI call that runs them. */
  execs: Map<
    EntryId,
    {
      readonly to: ActorId;
      readonly re: EntryId;
      readonly address?: string;
      /** Whose container it runs in. */
      readonly uid?: string;
      readonly container?: number;
    }
  >;
}

/** A copy of a Pod's record that may be changed, put in its place. Does nothing to one that is already open. */
export function edit(state: KubeletState, uid: string): PodWork | undefined {
  const work = state.pods.get(uid);
  if (!work || !Object.isFrozen(work)) return work as PodWork | undefined;
  const open = openWork(work);
  state.pods.set(uid, open);
  return open;
}

/** Closes a record: from here on it is shared. */
export function rest(state: KubeletState, work: PodWork): void {
  if (state.pods.get(work.uid) === work) Object.freeze(work);
}

export const noSources: Sources = Object.freeze(new Map<string, Readonly<Record<string, string>>>());
