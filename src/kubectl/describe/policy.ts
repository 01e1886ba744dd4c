import { formatSelector } from '../../api/selectors.ts';
import type { LabelSelector } from '../../api/types.ts';
import { at, listAt, mapAt, numberAt, textAt, type Obj } from '../client.ts';
import { describeEvents } from './events.ts';
import { annotations, formatLabels, labels, nameNamespace } from './metadata.ts';
import { limitTable, quotaTable } from './quota.ts';
import { Writer } from './writer.ts';

/** Models: describe.go describePodDisruptionBudgetv1. */
export function describeBudget(budget: Obj, events: readonly Obj[] | undefined, nowMs: number): string {
  const w = new Writer();
  const [least, most] = [textAt(budget, 'spec', 'minAvailable'), textAt(budget, 'spec', 'maxUnavailable')];
  nameNamespace(w, budget);
  if (least) w.field(0, 'Min available', least);
  else if (most) w.field(0, 'Max unavailable', most);
  const selector = at(budget, 'spec', 'selector') as LabelSelector | undefined;
  w.field(0, 'Selector', selector ? formatSelector(selector) : '<unset>');
  w.write(0, 'Status:\n');
  const n = (key: string): number => numberAt(budget, 'status', key);
  w.field(2, 'Allowed disruptions', n('disruptionsAllowed'));
  w.field(2, 'Current', n('currentHealthy'));
  w.field(2, 'Desired', n('desiredHealthy'));
  w.field(2, 'Total', n('expectedPods'));
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}

/** Models: describe.go describePriorityClass. */
export function describePriorityClass(object: Obj, events: readonly Obj[] | undefined, nowMs: number): string {
  const w = new Writer();
  w.field(0, 'Name', object.metadata?.name ?? '');
  w.field(0, 'Value', numberAt(object, 'value'));
  w.field(0, 'GlobalDefault', at(object, 'globalDefault') === true);
  w.field(0, 'PreemptionPolicy', textAt(object, 'preemptionPolicy'));
  w.field(0, 'Description', textAt(object, 'description'));
  w.field(0, 'Annotations', formatLabels(object.metadata?.annotations));
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}

/** Models: describe.go describeQuota. Left out: help texts of scopes. */
export function describeQuota(quota: Obj): string {
  const w = new Writer();
  nameNamespace(w, quota);
  const scopes = (at(quota, 'spec', 'scopes') as string[] | undefined) ?? [];
  if (scopes.length > 0) w.field(0, 'Scopes', [...scopes].sort().join(', '));
  quotaTable(w, 0, quota, '----');
  return w.result();
}

/** Models: describe.go describeLimitRange. */
export function describeLimitRange(range: Obj): string {
  const w = new Writer();
  nameNamespace(w, range);
  limitTable(w, '', [range]);
  return w.result();
}

/** Models: describe.go describeStorageClass. Left out: allowed topologies. */
export function describeStorageClass(object: Obj, events: readonly Obj[] | undefined, nowMs: number): string {
  const w = new Writer();
  w.field(0, 'Name', object.metadata?.name ?? '');
  const isDefault = object.metadata?.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  w.field(0, 'IsDefaultClass', isDefault ? 'Yes' : 'No');
  w.field(0, 'Annotations', formatLabels(object.metadata?.annotations));
  w.field(0, 'Provisioner', textAt(object, 'provisioner'));
  w.field(0, 'Parameters', formatLabels(mapAt(object, 'parameters')));
  const grows = textAt(object, 'allowVolumeExpansion');
  w.field(0, 'AllowVolumeExpansion', grows === '' ? '<unset>' : grows === 'true' ? 'True' : 'False');
  const options = (at(object, 'mountOptions') as string[] | undefined) ?? [];
  if (options.length === 0) w.field(0, 'MountOptions', '<none>');
  else {
    w.write(0, 'MountOptions:\n');
    for (const option of options) w.write(1, `${option}\n`);
  }
  if (textAt(object, 'reclaimPolicy')) w.field(0, 'ReclaimPolicy', textAt(object, 'reclaimPolicy'));
  if (textAt(object, 'volumeBindingMode')) w.field(0, 'VolumeBindingMode', textAt(object, 'volumeBindingMode'));
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** Models: describe.go describePersistentVolumeClaim. Left out: data sources, conditions. */
export function describeClaim(
  claim: Obj,
  pods: readonly Obj[],
  events: readonly Obj[] | undefined,
  nowMs: number,
): string {
  const w = new Writer();
  const bound = textAt(claim, 'spec', 'volumeName') !== '';
  nameNamespace(w, claim);
  w.field(0, 'StorageClass', textAt(claim, 'spec', 'storageClassName'));
  w.field(0, 'Status', claim.metadata?.deletionTimestamp ? 'Terminating' : textAt(claim, 'status', 'phase'));
  w.field(0, 'Volume', textAt(claim, 'spec', 'volumeName'));
  labels(w, 'Labels', claim.metadata?.labels);
  annotations(w, 'Annotations', claim.metadata?.annotations);
  w.field(0, 'Finalizers', `[${((at(claim, 'metadata', 'finalizers') as string[] | undefined) ?? []).join(' ')}]`);
  const modes = (at(claim, 'status', 'accessModes') as string[] | undefined) ?? [];
  w.field(0, 'Capacity', bound ? textAt(claim, 'status', 'capacity', 'storage') : '');
  w.field(0, 'Access Modes', bound ? modes.map((mode) => shortModes[mode] ?? mode).join(',') : '');
  if (textAt(claim, 'spec', 'volumeMode')) w.field(0, 'VolumeMode', textAt(claim, 'spec', 'volumeMode'));
  const name = claim.metadata?.name ?? '';
  const users = pods.filter((pod) =>
    listAt(pod, 'spec', 'volumes').some((v) => textAt(v, 'persistentVolumeClaim', 'claimName') === name),
  );
  w.field(0, 'Used By', users[0]?.metadata?.name ?? '<none>');
  for (const pod of users.slice(1)) w.write(0, `\t${pod.metadata?.name ?? ''}\n`);
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}
