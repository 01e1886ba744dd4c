import type { Deployment, Node, Pod, ReplicaSet } from '../api/types.ts';
import { milliValue, value as wholeValue } from '../api/quantity.ts';
import { requestsOf } from '../readings/scene.ts';
import type { EntryId, MessageEntry } from '../sim/kernel/types.ts';
import { onePerIndex, jobsOnlyGrow, oneForbiddenJob } from './checkers/jobs.ts';
import { entries, nameOf, stored, writes, type Checker } from './checkers/look.ts';
import { budgetHolds, oneAddressEach, oneNameRunsOnce, quotaHolds } from './checkers/pods.ts';
import { surgeHolds, availabilityHolds, recreateWaits } from './checkers/rollouts.ts';
import { oneDaemonPerNode, oneIdentity, ordinalsInOrder } from './checkers/sets.ts';

export type { Checker } from './checkers/look.ts';

/** Fresh checkers for one run: they remember what they have seen. */
export const everyChecker = (): Checker[] => [
  onlyApiserverTouchesEtcd(),
  causesEndOutside(),
  watchNeverSkips(),
  boundPodNeverMoves(),
  observedIsNotAhead(),
  requestsFit(),
  oneIdentity(),
  oneNameRunsOnce(),
  oneAddressEach(),
  ordinalsInOrder(),
  oneDaemonPerNode(),
  surgeHolds(),
  availabilityHolds(),
  recreateWaits(),
  onePerIndex(),
  jobsOnlyGrow(),
  oneForbiddenJob(),
  quotaHolds(),
  budgetHolds(),
];

function onlyApiserverTouchesEtcd(): Checker {
  return {
    name: 'only the API server talks to etcd',
    step: entries((entry, _cluster, broken) => {
      if (entry.type !== 'message' || entry.from === entry.to) return;
      const other = entry.from === 'etcd' ? entry.to : entry.to === 'etcd' ? entry.from : 'apiserver';
      if (other !== 'apiserver') broken(`${other} and etcd: entry ${entry.id}`);
    }),
  };
}

function causesEndOutside(): Checker {
  return {
    name: 'causes go back to the outside',
    step: entries((entry, _cluster, broken) => {
      // A cause lies before its effect, so every chain gets to 0 in the end.
      if (!(entry.cause >= 0 && entry.cause < entry.id)) broken(`entry ${entry.id} names ${entry.cause} as its cause`);
    }),
  };
}

interface Stream {
  readonly client: string;
  readonly prefix: string;
  readonly from: number;
  readonly seen: number[];
}

function watchNeverSkips(): Checker {
  const streams = new Map<EntryId, Stream>();
  const byStream = entries((entry, _cluster, broken) => {
    if (entry.type !== 'message') return;
    const { message } = entry;
    if (message.kind === 'request' && message.request.query?.['watch'] === 'true')
      streams.set(entry.id, streamOf(entry, message.request.path, message.request.query));
    if (message.kind !== 'watch') return;
    const stream = streams.get(message.stream);
    for (const event of message.events) {
      if (event.type === 'ERROR') continue;
      const revision = Number(event.object.metadata.resourceVersion);
      const last = stream?.seen.at(-1) ?? stream?.from ?? 0;
      if (revision < last) broken(`watch ${message.stream} of ${entry.to} went back from ${last} to ${revision}`);
      stream?.seen.push(revision);
    }
  });
  return {
    name: 'a watch never skips a revision',
    step: byStream,
    end(cluster, broken) {
      const commits: { key: string; revision: number }[] = [];
      for (const entry of cluster.kernel.trace.entries) {
        if (entry.type === 'note' && entry.note.kind === 'commit')
          commits.push({ key: entry.note.key, revision: entry.note.revision });
      }
      for (const [id, { client, prefix, from, seen }] of streams) {
        if (prefix === '') continue;
        const heard = new Set(seen);
        const last = seen.at(-1) ?? 0;
        const missed = commits.find(
          ({ key, revision }) => revision > from && revision <= last && key.startsWith(prefix) && !heard.has(revision),
        );
        if (missed) broken(`watch ${id} of ${client} missed revision ${missed.revision} (${missed.key})`);
      }
    },
  };
}

/** Where the objects of a whole-resource watch are; `''` for selective ones, which may leave out what does not match. */
function streamOf(entry: MessageEntry, path: string, query: Readonly<Record<string, string>>): Stream {
  const plain = /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)\/([a-z]+)$/.exec(path);
  const places: Readonly<Record<string, string>> = {
    pods: 'pods',
    nodes: 'minions',
    deployments: 'deployments',
    replicasets: 'replicasets',
    namespaces: 'namespaces',
  };
  const place = plain && !query['fieldSelector'] && !query['labelSelector'] ? places[plain[1]!] : undefined;
  return {
    client: entry.from,
    prefix: place ? `/registry/${place}/` : '',
    from: Number(query['resourceVersion'] || 0),
    seen: [],
  };
}

function boundPodNeverMoves(): Checker {
  return {
    name: 'a bound Pod never moves',
    step: writes(({ object, before }, _cluster, broken) => {
      if (object?.kind !== 'Pod' || before?.metadata.uid !== object.metadata.uid) return;
      const old = (before as Pod).spec.nodeName;
      if (old && (object as Pod).spec.nodeName !== old)
        broken(`${nameOf(object)} went from ${old} to ${(object as Pod).spec.nodeName ?? 'nowhere'}`);
    }),
  };
}

function observedIsNotAhead(): Checker {
  return {
    name: 'observedGeneration is never ahead of generation',
    step: writes(({ object }, _cluster, broken) => {
      const observed = (object as Deployment | ReplicaSet | undefined)?.status?.observedGeneration;
      if (object && typeof observed === 'number' && observed > (object.metadata.generation ?? 0))
        broken(`${nameOf(object)} observed ${observed} of ${object.metadata.generation}`);
    }),
  };
}

function requestsFit(): Checker {
  let bound = false;
  const watch = writes(({ object, before }) => {
    if (object?.kind === 'Pod' && (object as Pod).spec.nodeName && !(before as Pod | undefined)?.spec.nodeName)
      bound = true;
  });
  return {
    name: 'what the Pods of a node request fits on it',
    step(cluster, broken) {
      bound = false;
      watch(cluster, broken);
      if (!bound) return;
      const sums = new Map<string, { cpu: number; memory: number; pods: number }>();
      for (const pod of stored<Pod>(cluster, 'pods')) {
        const node = pod.spec.nodeName;
        if (!node || pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') continue;
        const sum = sums.get(node) ?? { cpu: 0, memory: 0, pods: 0 };
        const { cpuMilli, memoryBytes } = requestsOf(pod);
        sums.set(node, { cpu: sum.cpu + cpuMilli, memory: sum.memory + memoryBytes, pods: sum.pods + 1 });
      }
      for (const { metadata, status } of stored<Node>(cluster, 'minions')) {
        const sum = sums.get(metadata.name);
        const allocatable = status.allocatable;
        if (!sum || !allocatable) continue;
        if (sum.cpu > milliValue(allocatable['cpu']))
          broken(`${metadata.name}: ${sum.cpu}m CPU requested of ${String(allocatable['cpu'])}`);
        if (sum.memory > wholeValue(allocatable['memory']))
          broken(`${metadata.name}: ${sum.memory} bytes requested of ${String(allocatable['memory'])}`);
        if (sum.pods > Number(allocatable['pods'] ?? 110))
          broken(`${metadata.name}: ${sum.pods} Pods of ${String(allocatable['pods'])}`);
      }
    },
  };
}
