import type { ActorId, EntryId, VirtualMs } from '../../kernel/types.ts';
import type { CriCall } from '../../messages.ts';
import type { MachineMemory } from './memory.ts';
import type { Program } from './program.ts';
import type { PlaceFiles } from '../../storage/places.ts';
import { sharedFiles } from './places.ts';
import type { MetricsServer } from '../metrics-server/state.ts';
import type { Load } from './load.ts';
import type { Client, Talk } from './traffic.ts';
import type { FileChange, Machine, OutputLine, World } from '../shell/state.ts';

export interface StoredImage {
  /** `docker.io/library/nginx:1.27`: what status shows as `image`. */
  readonly name: string;
  /** `docker.io/library/nginx@sha256:…`: what status shows as `imageID`. */
  readonly id: string;
  readonly sizeBytes: number;
  /** User the image runs as; 0 = root. */
  readonly uid: number;
}

/** A Pod's namespaces, held by its pause container. Frozen. */
export interface Sandbox {
  readonly id: string;
  readonly podUid: string;
  readonly namespace: string;
  readonly name: string;
  readonly hostname: string;
  readonly ip: string;
  readonly state: 'starting' | 'ready' | 'stopped';
  /** Ids of its containers, oldest first. */
  readonly containers: readonly string[];
}

/** One container instance. Frozen: every change is a new object, so a checkpoint copies pointers only. */
export interface ContainerRun {
  readonly id: string;
  readonly podUid: string;
  readonly name: string;
  readonly attempt: number;
  readonly image: StoredImage;
  readonly program: Program;
  readonly env: Readonly<Record<string, string>>;
  readonly mounted: Readonly<Record<string, string>>;
  /** Mount path → where its files are kept: an emptyDir of the Pod, or a place that outlives it. */
  readonly kept: Readonly<Record<string, string>> | undefined;
  readonly terminationMessagePath: string;
  readonly logAsMessage: boolean;
  readonly memoryLimitBytes: number;
  /** Thousandths of a core; 0 = no limit. */
  readonly cpuLimitMilli: number;
  /** The account whose token its volume holds, in its Pod's namespace. */
  readonly serviceAccount: string;
  /** How willingly the kernel kills it when the machine has no memory left: −1000 (never) to 1000. */
  readonly oomScoreAdj: number;
  readonly state: 'created' | 'running' | 'exited';
  readonly createdMs: VirtualMs;
  readonly startedMs: VirtualMs;
  readonly finishedMs: VirtualMs;
  readonly exitCode: number;
  readonly reason: 'OOMKilled' | undefined;
  /** A running shell. It runs ahead of the cluster's clock up to its own `atMs`. */
  readonly machine: Machine | undefined;
  readonly files: readonly FileChange[];
  /** What a shell has written, oldest first, in frozen pieces. */
  readonly output: readonly (readonly OutputLine[])[];
  /** Timers of an older plan are recognised by this and ignored. */
  readonly plan: number;
  /** StopContainer calls waiting for the end. */
  readonly stops: readonly { readonly to: ActorId; readonly re: EntryId }[];
  readonly followers: readonly { readonly to: ActorId; readonly stream: EntryId }[];
}

export interface RuntimeState {
  node: string;
  /** Cores of the machine. */
  cpus: number;
  controlPlane: boolean;
  /** Container → what it has computed. */
  loads: Map<string, Load>;
  /** What ended containers have computed, in ns of one core. */
  endedNs: number;
  /** Question on the network → whose shell waits for the answer. */
  talks: Map<EntryId, Talk>;
  /** Container → what its shell knows of the servers it talks to. */
  clients: Map<string, Client>;
  /** Container → the metrics-server that runs in it. */
  metricsServers: Map<string, MetricsServer>;
  /** Canonical name → image. */
  images: Map<string, StoredImage>;
  sandboxes: Map<string, Sandbox>;
  containers: Map<string, ContainerRun>;
  /** What Pods that are gone have left in places that outlive them: place → path → the last change. Frozen. */
  places: Map<string, PlaceFiles>;
  memory: MachineMemory;
  /** Our question to the network plugin or a registry → the CRI call that waits for it. */
  waiting: Map<EntryId, { to: ActorId; re: EntryId; call: CriCall }>;
  /** Pods whose sandboxes did not survive the runtime's last stop; their addresses are given back when it starts. */
  lost: string[];
}

/** ms since the container's start, or its whole life once it has ended. */
export const elapsed = (run: ContainerRun, now: VirtualMs): number =>
  (run.state === 'exited' ? run.finishedMs : now) - run.startedMs;

export function worldOf(state: RuntimeState, run: ContainerRun, now: VirtualMs): World {
  const sandbox = state.sandboxes.get(run.podUid);
  const hostname = sandbox?.hostname ?? run.name;
  const ip = sandbox?.ip ?? '';
  return {
    hostname,
    ip,
    startedAtMs: run.startedMs,
    files: {
      '/etc/hostname': `${hostname}\n`,
      '/etc/hosts': `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n${ip}\t${hostname}\n`,
      '/etc/resolv.conf': resolvConf(sandbox?.namespace ?? 'default'),
      ...run.mounted,
      ...sharedFiles(state, run, now),
    },
    directories: directoriesOf(run),
    executables: run.program.executables,
    servers: run.program.servers,
    shell: run.program.shell,
  };
}

const directoriesOf = ({ kept, program }: ContainerRun): string[] => [
  ...Object.keys(kept ?? {}),
  ...(program.behaviour.docRoot === undefined ? [] : [program.behaviour.docRoot]),
];

const resolvConf = (namespace: string): string =>
  `search ${namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n`;

/** Variables every process finds, besides those of the Pod. */
export function environmentOf(state: RuntimeState, run: ContainerRun): Record<string, string> {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOSTNAME: state.sandboxes.get(run.podUid)?.hostname ?? run.name,
    ...run.env,
    KUBERNETES_SERVICE_HOST: '10.96.0.1',
    KUBERNETES_SERVICE_PORT: '443',
    HOME: '/root',
  };
}

/** Replaces a container's record. */
export const putRun = (state: RuntimeState, run: ContainerRun): ContainerRun => {
  state.containers.set(run.id, Object.freeze(run));
  return run;
};

/** The CRI call that waited for an answer, once. */
export function takeWaiting(state: RuntimeState, re: EntryId): { to: ActorId; re: EntryId; call: CriCall } | undefined {
  const waiting = state.waiting.get(re);
  if (waiting) state.waiting.delete(re);
  return waiting;
}
