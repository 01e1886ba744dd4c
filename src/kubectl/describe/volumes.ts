import { at, listAt, mapAt, textAt } from '../client.ts';
import { byBytes } from '../text/go.ts';
import type { JsonObject } from '../types.ts';
import type { Writer } from './writer.ts';

/** Models: describe.go describeVolumes. Left out: volumes of cloud providers (shown as <unknown>). */
export function describeVolumes(w: Writer, volumes: readonly JsonObject[], space: string): void {
  if (volumes.length === 0) {
    w.write(0, `${space}Volumes:\t<none>\n`);
    return;
  }
  w.write(0, `${space}Volumes:\n`);
  for (const volume of volumes) {
    w.write(1, `${space === '' ? '' : ' '}${textAt(volume, 'name')}:\n`);
    if (!describeSource(w, volume)) w.write(1, '<unknown>\n');
    if (volume['downwardAPI']) {
      w.write(2, 'Items:\n');
      for (const item of listAt(volume, 'downwardAPI', 'items'))
        w.write(
          3,
          `${textAt(item, 'fieldRef', 'fieldPath') || textAt(item, 'resourceFieldRef', 'resource')} -> ${textAt(item, 'path')}\n`,
        );
    }
  }
}

/** Where a volume's bytes come from; false: of a kind kubectl does not know. */
export function describeSource(w: Writer, volume: JsonObject): boolean {
  const lines = volumeLines(volume);
  for (const [key, value] of lines ?? []) w.field(2, key, value);
  if (volume['csi']) {
    const attributes = mapAt(volume, 'csi', 'volumeAttributes');
    const keys = Object.keys(attributes).sort(byBytes);
    w.write(2, 'VolumeAttributes:\t');
    if (keys.length === 0) w.write(0, '<none>\n');
    keys.forEach((key, i) => {
      if (i > 0) {
        w.write(2, '');
        w.write(2, '\t');
      }
      const line = `${key}=${attributes[key]!}`;
      w.write(2, line.length > attributeMax ? `${line.slice(0, attributeMax)}...\n` : `${line}\n`);
    });
  }
  return lines !== undefined;
}

const attributeMax = 140;

type Lines = [string, string][];

function volumeLines(volume: JsonObject): Lines | undefined {
  const optional = (source: unknown): string => String(at(source, 'optional') === true);
  const v = (key: string, field: string): string => textAt(volume, key, field);
  if (volume['hostPath'])
    return [
      ['Type', 'HostPath (bare host directory volume)'],
      ['Path', v('hostPath', 'path')],
      ['HostPathType', at(volume, 'hostPath', 'type') === undefined ? '<none>' : v('hostPath', 'type')],
    ];
  if (volume['emptyDir'])
    return [
      ['Type', "EmptyDir (a temporary directory that shares a pod's lifetime)"],
      ['Medium', v('emptyDir', 'medium')],
      ['SizeLimit', v('emptyDir', 'sizeLimit') || '<unset>'],
    ];
  if (volume['secret'])
    return [
      ['Type', 'Secret (a volume populated by a Secret)'],
      ['SecretName', v('secret', 'secretName')],
      ['Optional', optional(volume['secret'])],
    ];
  if (volume['configMap'])
    return [
      ['Type', 'ConfigMap (a volume populated by a ConfigMap)'],
      ['Name', v('configMap', 'name')],
      ['Optional', optional(volume['configMap'])],
    ];
  if (volume['persistentVolumeClaim']) {
    return [
      ['Type', 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)'],
      ['ClaimName', v('persistentVolumeClaim', 'claimName')],
      ['ReadOnly', String(at(volume, 'persistentVolumeClaim', 'readOnly') === true)],
    ];
  }
  if (volume['nfs'])
    return [
      ['Type', 'NFS (an NFS mount that lasts the lifetime of a pod)'],
      ['Server', v('nfs', 'server')],
      ['Path', v('nfs', 'path')],
      ['ReadOnly', String(at(volume, 'nfs', 'readOnly') === true)],
    ];
  if (volume['local'])
    return [
      ['Type', 'LocalVolume (a persistent volume backed by local storage on a node)'],
      ['Path', v('local', 'path')],
    ];
  if (volume['csi'])
    return [
      ['Type', 'CSI (a Container Storage Interface (CSI) volume source)'],
      ['Driver', v('csi', 'driver')],
      ['FSType', v('csi', 'fsType')],
      ...((v('csi', 'volumeHandle') ? [['VolumeHandle', v('csi', 'volumeHandle')]] : []) as Lines),
      ['ReadOnly', String(at(volume, 'csi', 'readOnly') === true)],
    ];
  if (volume['downwardAPI']) return [['Type', 'DownwardAPI (a volume populated by information about the pod)']];
  if (volume['projected']) {
    const lines: Lines = [['Type', 'Projected (a volume that contains injected data from multiple sources)']];
    for (const source of listAt(volume, 'projected', 'sources')) {
      if (source['secret'])
        lines.push(['SecretName', textAt(source, 'secret', 'name')], ['Optional', optional(source['secret'])]);
      else if (source['downwardAPI']) lines.push(['DownwardAPI', 'true']);
      else if (source['configMap'])
        lines.push(['ConfigMapName', textAt(source, 'configMap', 'name')], ['Optional', optional(source['configMap'])]);
      else if (source['serviceAccountToken'])
        lines.push(['TokenExpirationSeconds', textAt(source, 'serviceAccountToken', 'expirationSeconds')]);
    }
    return lines;
  }
  return undefined;
}
