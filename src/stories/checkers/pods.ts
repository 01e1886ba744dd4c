import type { Pod, PodDisruptionBudget, ResourceQuota } from '../../api/types.ts';
import { isFinished } from '../../sim/controllers/pods.ts';
import type { RuntimeState } from '../../sim/node/runtime/state.ts';
import type { Cluster } from '../../sim/cluster.ts';
import { readAt } from '../../sim/etcd/index.ts';
import { traceGet } from '../../sim/kernel/trace.ts';
import type { EntryId } from '../../sim/kernel/types.ts';
import type { ApiRequest } from '../../sim/messages.ts';
import { entries, etcdOf, nameOf, stored, writes, type Checker } from './look.ts';

/**
 * A name stands for one Pod, also on the machines: containers of a Pod never start while some of an earlier Pod of that
 * name still run, unless somebody took the earlier one away by force, as the Pod garbage collector does when a node is gone.
 */
export function oneNameRunsOnce(): Checker {
  const forced = new Set<string>();
  return {
    name: 'a Pod never runs twice under one name',
    step: entries((entry, cluster, broken) => {
      if (entry.type !== 'message') return;
      const { message } = entry;
      if (message.kind === 'request' && message.request.method === 'DELETE' && !entry.from.startsWith('kubelet@')) {
        const [, namespace, name] = /\/namespaces\/([^/]+)\/pods\/([^/]+)$/.exec(message.request.path) ?? [];
        const body = message.request.body as { gracePeriodSeconds?: number } | undefined;
        if (name && body?.gracePeriodSeconds === 0) forced.add(`${namespace}/${name}`);
      }
      if (message.kind !== 'cri' || message.call.call !== 'StartContainer') return;
      const runtimes = cluster.kernel.actorIds().filter((id) => id.startsWith('runtime@'));
      const { podUid } = message.call;
      const states = runtimes.map((id) => cluster.kernel.stateOf<RuntimeState>(id)!);
      const sandbox = states.map(({ sandboxes }) => sandboxes.get(podUid)).find(Boolean);
      if (!sandbox || forced.has(`${sandbox.namespace}/${sandbox.name}`)) return;
      for (const { node, sandboxes, containers } of states)
        for (const other of sandboxes.values()) {
          if (other.podUid === podUid || other.name !== sandbox.name || other.namespace !== sandbox.namespace) continue;
          if (other.containers.some((id) => containers.get(id)?.state === 'running'))
            broken(`${other.namespace}/${other.name} starts again while an earlier one runs on ${node}`);
        }
    }),
  };
}

/** Pods that have not ended share no address, except those that use their node's. */
export function oneAddressEach(): Checker {
  return {
    name: 'no two Pods have one address',
    step: writes(({ object, before }, cluster, broken) => {
      const pod = object as Pod | undefined;
      if (pod?.kind !== 'Pod' || !pod.status.podIP || pod.spec.hostNetwork || isFinished(pod)) return;
      if ((before as Pod | undefined)?.status.podIP === pod.status.podIP) return;
      for (const other of stored<Pod>(cluster, 'pods'))
        if (
          other.metadata.uid !== pod.metadata.uid &&
          other.status.podIP === pod.status.podIP &&
          !other.spec.hostNetwork &&
          !isFinished(other)
        )
          broken(`${nameOf(pod)} and ${nameOf(other)} both have ${pod.status.podIP}`);
    }),
  };
}

/**
 * What admission charges to a quota stays within it. The count of the Pods themselves may be higher for a while, as
 * upstream: the quota controller counts anew from its cache, which may lack a Pod that was charged and not stored yet.
 */
export function quotaHolds(): Checker {
  return {
    name: 'admission keeps to the quota',
    step: entries((entry, cluster, broken) => {
      if (
        entry.type !== 'note' ||
        entry.note.kind !== 'commit' ||
        !entry.note.key.startsWith('/registry/resourcequotas/')
      )
        return;
      const asked = requestBehind(cluster, entry.cause);
      if (asked?.method !== 'POST') return;
      const quota = readAt(etcdOf(cluster), entry.note.key, entry.note.revision) as ResourceQuota | undefined;
      const { hard = {}, used = {} } = quota?.status ?? {};
      if (quota && Number(used['pods'] ?? 0) > Number(hard['pods'] ?? Infinity))
        broken(`${nameOf(quota)} was charged ${used['pods']} Pods of ${hard['pods']}`);
    }),
  };
}

/** The request an entry goes back to. */
function requestBehind(cluster: Cluster, from: EntryId): ApiRequest | undefined {
  for (let id = from, hops = 0; id > 0 && hops < 20; hops++) {
    const entry = traceGet(cluster.kernel.trace, id);
    if (entry?.type === 'message' && entry.message.kind === 'request') return entry.message.request;
    id = entry?.cause ?? 0;
  }
  return undefined;
}

/** An eviction takes one from what its budget allows, and never more than there is. */
export function budgetHolds(): Checker {
  return {
    name: 'evictions keep to the budget',
    step: writes(({ object, before }, _cluster, broken) => {
      if (object?.kind !== 'PodDisruptionBudget' || before?.metadata.uid !== object.metadata.uid) return;
      const [now, old] = [(object as PodDisruptionBudget).status, (before as PodDisruptionBudget).status];
      const evicted = Object.keys(now.disruptedPods ?? {}).filter((name) => !old.disruptedPods?.[name]);
      if ((now.disruptionsAllowed ?? 0) < 0) broken(`${nameOf(object)} allows ${now.disruptionsAllowed}`);
      if (evicted.length > 0 && (old.disruptionsAllowed ?? 0) - (now.disruptionsAllowed ?? 0) < evicted.length)
        broken(`${nameOf(object)} let ${evicted.join()} go and allowed ${old.disruptionsAllowed}`);
    }),
  };
}
