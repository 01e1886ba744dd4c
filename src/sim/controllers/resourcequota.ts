import { copyWith } from '../../api/copy.ts';
import { deepEqual } from '../../api/equal.ts';
import { addAmounts } from '../../api/quota/pod-resources.ts';
import { hasEnded, isAbout, matchesQuota, onlyNamed, usageOf } from '../../api/quota/usage.ts';
import { canonicalQuantity } from '../../api/quantity.ts';
import type { KubeObject, Pod, ResourceQuota } from '../../api/types.ts';
import { resources } from '../client/requests.ts';
import { parseTimestamp } from '../time.ts';
import { say, settled, type Controller, type Plan, type View } from './controller.ts';
import { watched } from './informers.ts';
import type { Named } from './kinds.ts';
import { read, updateStatus } from './writes.ts';

/** How often everything is counted anew, in ms. Source: --resource-quota-sync-period. */
const resyncMs = 300_000;

const quotasOf = (view: View, namespace: string): string[] =>
  view.inNamespace('resourcequotas', namespace).map(({ metadata }) => `${namespace}/${metadata.name}`);

/** What a quota names and no informer keeps: counted from a list. */
const unknownTo = (quota: ResourceQuota): Named[] =>
  countable.filter(
    (plural) =>
      !watched.includes(plural) && Object.keys(quota.spec.hard ?? {}).some((name) => isAbout(resources[plural], name)),
  );
const countable = (Object.keys(resources) as Named[]).filter((plural) => plural !== 'events');

type Lists = ReadonlyMap<Named, readonly KubeObject[]>;

/** What is used of everything a quota names. */
function usage(quota: ResourceQuota, view: View, lists: Lists): Record<string, string> {
  const { hard = {} } = quota.spec;
  let used: Record<string, string> = {};
  for (const plural of countable) {
    const type = resources[plural];
    const names = Object.keys(hard).filter((name) => isAbout(type, name));
    if (names.length === 0) continue;
    used = addAmounts(used, Object.fromEntries(names.map((name) => [name, '0'])));
    const objects = lists.get(plural) ?? view.inNamespace(plural, quota.metadata.namespace!);
    for (const object of objects) {
      if (!matchesQuota(quota, type, object)) continue;
      const ended = plural === 'pods' && hasEnded(object as Pod, parseTimestamp, view.now);
      used = addAmounts(used, onlyNamed(usageOf(type, object, ended), hard));
    }
  }
  return used;
}

function writeUsage(quota: ResourceQuota, view: View, lists: Lists): Plan {
  const { hard: wanted = {} } = quota.spec;
  const hard = Object.fromEntries(Object.entries(wanted).map(([name, amount]) => [name, canonicalQuantity(amount)]));
  const status = { hard, used: onlyNamed({ ...quota.status.used, ...usage(quota, view, lists) }, hard) };
  const values = { quota: quota.metadata.name };
  if (deepEqual(status, { hard: quota.status.hard ?? {}, used: quota.status.used ?? {} }))
    return { because: say('quota.same', values), requeueAfterMs: resyncMs };
  return {
    because: say('quota.changed', values),
    requests: [updateStatus('resourcequotas', copyWith(quota, { status }))],
    requeueAfterMs: resyncMs,
  };
}

/**
 * Keeps count of what a namespace's quotas limit; what is created meanwhile the API server charges at once.
 * Models: pkg/controller/resourcequota/resource_quota_controller.go. Left out: quotas on resources of extensions.
 */
export const resourceQuotaController: Controller = {
  name: 'resourcequota-controller',
  workers: 5,
  watches: {
    resourcequotas({ type, key, object, old }) {
      if (type === 'deleted') return undefined;
      return old && deepEqual((old as ResourceQuota).spec, (object as ResourceQuota).spec) ? undefined : key;
    },
    pods({ type, object }, view) {
      const { namespace } = object.metadata;
      const over = type === 'deleted' || (type === 'updated' && hasEnded(object as Pod, parseTimestamp, view.now));
      return over ? quotasOf(view, namespace!) : undefined;
    },
    services: ({ type, object }, view) => (type === 'added' ? undefined : quotasOf(view, object.metadata.namespace!)),
    persistentvolumeclaims: ({ type, object }, view) =>
      type === 'deleted' ? quotasOf(view, object.metadata.namespace!) : undefined,
    configmaps: ({ type, object }, view) =>
      type === 'deleted' ? quotasOf(view, object.metadata.namespace!) : undefined,
    deployments: ({ type, object }, view) =>
      type === 'deleted' ? quotasOf(view, object.metadata.namespace!) : undefined,
    replicasets: ({ type, object }, view) =>
      type === 'deleted' ? quotasOf(view, object.metadata.namespace!) : undefined,
  },
  reconcile(key, view) {
    const quota = view.get<ResourceQuota>('resourcequotas', key);
    if (!quota) return settled(say('quota.gone'));
    const unknown = unknownTo(quota);
    if (unknown.length === 0) return writeUsage(quota, view, new Map());
    return {
      because: say('quota.count', { quota: quota.metadata.name }),
      requests: unknown.map((plural) => read(plural, quota.metadata.namespace!, '')),
      requeueAfterMs: resyncMs,
    };
  },
  conclude(key, view, answers) {
    const quota = view.get<ResourceQuota>('resourcequotas', key);
    const lists = answers.filter(({ write, response }) => write.method === 'GET' && response.code === 200);
    if (!quota || lists.length === 0 || lists.length < answers.length) return undefined;
    return writeUsage(
      quota,
      view,
      new Map(
        lists.map(({ write, response }) => [write.resource as Named, (response.body as { items: KubeObject[] }).items]),
      ),
    );
  },
};
