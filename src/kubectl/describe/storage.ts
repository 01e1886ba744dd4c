import { ageText } from '../../api/duration.ts';
import { at, listAt, mapAt, textAt, type Obj } from '../client.ts';
import { rfc1123z } from '../text/duration.ts';
import type { JsonObject } from '../types.ts';
import { describeEvents } from './events.ts';
import { annotations, formatLabels, labels, nameNamespace } from './metadata.ts';
import { describeSource } from './volumes.ts';
import { Writer } from './writer.ts';

/** Models: describe.go describeStorageClass. */
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
  const topologies = listAt(object, 'allowedTopologies');
  if (topologies.length > 0) w.write(0, 'AllowedTopologies:\t\n');
  topologies.forEach((term, i) =>
    terms(w, 1, `Term ${i}`, listAt(term, 'matchLabelExpressions'), (t) => `${textAt(t, 'key')} in`),
  );
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

const modesText = (modes: readonly string[]): string => modes.map((mode) => shortModes[mode] ?? mode).join(',');

const timeOf = (timestamp: unknown): string => (timestamp ? rfc1123z(timestamp) : 'Mon, 01 Jan 0001 00:00:00 +0000');

/** Requirements one below the other, the first beside the title. */
function terms(
  w: Writer,
  level: number,
  title: string,
  list: readonly JsonObject[],
  say: (term: JsonObject) => string,
): void {
  w.write(level, `${title}:\t`);
  if (list.length === 0) w.write(0, '<none>\n');
  list.forEach((term, i) => {
    if (i > 0) w.write(level, '\t');
    const values = (term['values'] as string[] | undefined) ?? [];
    w.write(0, `${say(term)}${values.length > 0 ? ` [${values.join(', ')}]` : ''}\n`);
  });
}

/** Models: describe.go describePersistentVolume. */
export function describeVolume(volume: Obj, events: readonly Obj[] | undefined, nowMs: number): string {
  const w = new Writer();
  const spec = (key: string): string => textAt(volume, 'spec', key);
  const { deletionTimestamp, finalizers = [] } = (volume.metadata ?? {}) as {
    deletionTimestamp?: string;
    finalizers?: readonly string[];
  };
  nameNamespace(w, volume);
  labels(w, 'Labels', volume.metadata?.labels);
  annotations(w, 'Annotations', volume.metadata?.annotations);
  w.field(0, 'Finalizers', `[${finalizers.join(' ')}]`);
  w.field(0, 'StorageClass', spec('storageClassName'));
  w.field(
    0,
    'Status',
    deletionTimestamp ? `Terminating (lasts ${ageText(deletionTimestamp, nowMs)})` : textAt(volume, 'status', 'phase'),
  );
  const claim = (key: string): string => textAt(volume, 'spec', 'claimRef', key);
  w.field(0, 'Claim', at(volume, 'spec', 'claimRef') ? `${claim('namespace')}/${claim('name')}` : '');
  w.field(0, 'Reclaim Policy', spec('persistentVolumeReclaimPolicy'));
  w.field(0, 'Access Modes', modesText((at(volume, 'spec', 'accessModes') as string[] | undefined) ?? []));
  if (spec('volumeMode')) w.field(0, 'VolumeMode', spec('volumeMode'));
  w.field(0, 'Capacity', textAt(volume, 'spec', 'capacity', 'storage') || '0');
  const required = at(volume, 'spec', 'nodeAffinity', 'required');
  if (!required) w.write(0, 'Node Affinity:\t<none>\n');
  else {
    w.write(0, 'Node Affinity:\t\n');
    w.write(1, 'Required Terms:\t\n');
    listAt(required, 'nodeSelectorTerms').forEach((term, i) =>
      terms(
        w,
        2,
        `Term ${i}`,
        listAt(term, 'matchExpressions'),
        (t) => `${textAt(t, 'key')} ${textAt(t, 'operator').toLowerCase()}`,
      ),
    );
  }
  w.field(0, 'Message', textAt(volume, 'status', 'message'));
  w.write(0, 'Source:\n');
  if (!describeSource(w, volume['spec'] as JsonObject)) w.write(1, '<unknown>\n');
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}

/** Models: describe.go describePersistentVolumeClaim. Left out: volume attributes classes. */
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
  w.field(0, 'Capacity', bound ? textAt(claim, 'status', 'capacity', 'storage') || '0' : '');
  w.field(0, 'Access Modes', bound ? modesText(modes) : '');
  if (textAt(claim, 'spec', 'volumeMode')) w.field(0, 'VolumeMode', textAt(claim, 'spec', 'volumeMode'));
  if (at(claim, 'spec', 'dataSource')) {
    w.write(0, 'DataSource:\n');
    const source = (key: string): string => textAt(claim, 'spec', 'dataSource', key);
    if (source('apiGroup')) w.field(1, 'APIGroup', source('apiGroup'));
    w.field(1, 'Kind', source('kind'));
    w.field(1, 'Name', source('name'));
  }
  const name = claim.metadata?.name ?? '';
  const users = pods.filter((pod) =>
    listAt(pod, 'spec', 'volumes').some((v) => textAt(v, 'persistentVolumeClaim', 'claimName') === name),
  );
  w.field(0, 'Used By', users[0]?.metadata?.name ?? '<none>');
  for (const pod of users.slice(1)) w.write(0, `\t${pod.metadata?.name ?? ''}\n`);
  const conditions = listAt(claim, 'status', 'conditions');
  if (conditions.length > 0) {
    w.write(0, 'Conditions:\n');
    w.write(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage\n');
    w.write(1, '----\t------\t-----------------\t------------------\t------\t-------\n');
  }
  for (const c of conditions)
    w.write(
      1,
      `${textAt(c, 'type')} \t${textAt(c, 'status')} \t${timeOf(c['lastProbeTime'])} \t${timeOf(c['lastTransitionTime'])} \t${textAt(c, 'reason')} \t${textAt(c, 'message')}\n`,
    );
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}
