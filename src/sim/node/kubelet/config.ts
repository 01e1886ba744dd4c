import { milliValue, value as wholeValue } from '../../../api/quantity.ts';
import type { Container, Pod } from '../../../api/types.ts';
import { placeOf } from './claims.ts';

/** A ConfigMap or Secret a Pod needs. */
export interface Source {
  readonly kind: 'configmap' | 'secret' | 'persistentvolumeclaim' | 'persistentvolume';
  readonly name: string;
  readonly optional: boolean;
}

/** Objects read so far: `configmap/app` → its data as text, or `absent`. */
export type Sources = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Marks an object that was looked for and does not exist; no real key is empty. */
export const absent: Readonly<Record<string, string>> = Object.freeze({ '': '' });
export const isAbsent = (data: Readonly<Record<string, string>> | undefined): boolean =>
  data === undefined || '' in data;

const present = (sources: Sources, key: string): Readonly<Record<string, string>> | undefined => {
  const data = sources.get(key);
  return isAbsent(data) ? undefined : data;
};

export const sourceKey = (source: { readonly kind: string; readonly name: string }): string =>
  `${source.kind}/${source.name}`;

interface KeyRef {
  readonly name: string;
  readonly key: string;
  readonly optional?: boolean;
}
interface ValueFrom {
  readonly configMapKeyRef?: KeyRef;
  readonly secretKeyRef?: KeyRef;
  readonly fieldRef?: { readonly fieldPath: string };
  readonly resourceFieldRef?: { readonly resource: string; readonly divisor?: string };
}
interface EnvFrom {
  readonly prefix?: string;
  readonly configMapRef?: { readonly name: string; readonly optional?: boolean };
  readonly secretRef?: { readonly name: string; readonly optional?: boolean };
}
interface Items {
  readonly items?: readonly { readonly key: string; readonly path: string }[];
  readonly optional?: boolean;
}
interface VolumeSource {
  readonly configMap?: Items & { readonly name: string };
  readonly secret?: Items & { readonly secretName: string };
  readonly downwardAPI?: {
    readonly items?: readonly { readonly path: string; readonly fieldRef?: { readonly fieldPath: string } }[];
  };
  readonly projected?: {
    readonly sources?: readonly {
      readonly configMap?: Items & { readonly name: string };
      readonly secret?: Items & { readonly name: string };
      readonly downwardAPI?: VolumeSource['downwardAPI'];
    }[];
  };
}

/** Written into every namespace by a controller and mounted into every Pod. Left out: the model's containers do not read it. */
const rootCa = 'kube-root-ca.crt';
const apiAccessPrefix = 'kube-api-access-';

/** Which sources the volumes need, by volume. Most Pods have only their service account's volume and need none. */
export function volumeSources(
  pod: Pod,
): { readonly volume: string; readonly source: Source; readonly keys: readonly string[] }[] {
  const out: { volume: string; source: Source; keys: readonly string[] }[] = [];
  for (const volume of pod.spec.volumes ?? []) {
    if (volume.name.startsWith(apiAccessPrefix)) continue;
    for (const { kind, name, items } of partsOf(volume as VolumeSource)) {
      if (name === rootCa) continue;
      out.push({
        volume: volume.name,
        source: { kind, name, optional: items.optional ?? false },
        keys: (items.items ?? []).map((item) => item.key),
      });
    }
  }
  return out;
}

function partsOf(volume: VolumeSource): { kind: Source['kind']; name: string; items: Items }[] {
  const parts: { kind: Source['kind']; name: string; items: Items }[] = [];
  if (volume.configMap) parts.push({ kind: 'configmap', name: volume.configMap.name, items: volume.configMap });
  if (volume.secret) parts.push({ kind: 'secret', name: volume.secret.secretName, items: volume.secret });
  for (const { configMap, secret } of volume.projected?.sources ?? []) {
    if (configMap) parts.push({ kind: 'configmap', name: configMap.name, items: configMap });
    if (secret) parts.push({ kind: 'secret', name: secret.name, items: secret });
  }
  return parts;
}

/** Which sources the environment of a container needs. */
export function envSources(container: Container): Source[] {
  const out: Source[] = [];
  for (const from of (container.envFrom ?? []) as EnvFrom[]) {
    if (from.configMapRef)
      out.push({ kind: 'configmap', name: from.configMapRef.name, optional: from.configMapRef.optional ?? false });
    if (from.secretRef)
      out.push({ kind: 'secret', name: from.secretRef.name, optional: from.secretRef.optional ?? false });
  }
  for (const { valueFrom } of container.env ?? []) {
    const { configMapKeyRef, secretKeyRef } = (valueFrom ?? {}) as ValueFrom;
    if (configMapKeyRef)
      out.push({ kind: 'configmap', name: configMapKeyRef.name, optional: configMapKeyRef.optional ?? false });
    if (secretKeyRef) out.push({ kind: 'secret', name: secretKeyRef.name, optional: secretKeyRef.optional ?? false });
  }
  return out;
}

/** Addresses a container can ask for through the downward API. */
export interface Addresses {
  readonly podIP: string;
  readonly hostIP: string;
  readonly node: string;
}

const empty: Readonly<Record<string, string>> = Object.freeze({});
const title = { configmap: 'ConfigMap', secret: 'Secret' } as const;

/** The variables of a container, or why they cannot be made. */
export type Environment =
  | { readonly ok: true; readonly env: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly error: string };

const noEnvironment: Environment = Object.freeze({ ok: true, env: empty });

/** The environment of a container, or why it cannot be made. Models: kubelet_pods.go makeEnvironmentVariables. Left out: variables for Services (enableServiceLinks). */
export function environment(pod: Pod, container: Container, sources: Sources, addresses: Addresses): Environment {
  if (!container.env?.length && !container.envFrom?.length) return noEnvironment;
  const env: Record<string, string> = {};
  for (const from of (container.envFrom ?? []) as EnvFrom[]) {
    const ref = from.configMapRef ?? from.secretRef;
    if (!ref) continue;
    const kind = from.configMapRef ? 'configmap' : 'secret';
    const data = present(sources, `${kind}/${ref.name}`);
    if (!data) {
      if (ref.optional) continue;
      return { ok: false, error: `${kind} "${ref.name}" not found` };
    }
    for (const [name, value] of Object.entries(data)) env[(from.prefix ?? '') + name] = value;
  }
  for (const item of container.env ?? []) {
    const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = (item.valueFrom ?? {}) as ValueFrom;
    const ref = configMapKeyRef ?? secretKeyRef;
    if (ref) {
      const kind = configMapKeyRef ? 'configmap' : 'secret';
      const data = present(sources, `${kind}/${ref.name}`);
      if (!data && !ref.optional) return { ok: false, error: `${kind} "${ref.name}" not found` };
      const value = data?.[ref.key];
      if (value === undefined) {
        if (ref.optional) continue;
        return {
          ok: false,
          error: `couldn't find key ${ref.key} in ${title[kind]} ${pod.metadata.namespace}/${ref.name}`,
        };
      }
      env[item.name] = value;
    } else if (fieldRef) env[item.name] = fieldValue(pod, fieldRef.fieldPath, addresses);
    else if (resourceFieldRef)
      env[item.name] = resourceValue(container, resourceFieldRef.resource, resourceFieldRef.divisor);
    else env[item.name] = expand(item.value ?? '', env);
  }
  return { ok: true, env };
}

/** `$(NAME)` → its value; an unknown name stays; `$$(NAME)` → `$(NAME)`. Models: third_party/forked/golang/expansion. */
export const expand = (text: string, env: Readonly<Record<string, string>>): string =>
  text.includes('$')
    ? text.replace(/\$\$|\$\(([^()]+)\)/g, (whole, name?: string) => (whole === '$$' ? '$' : (env[name!] ?? whole)))
    : text;

function fieldValue(pod: Pod, path: string, { podIP, hostIP, node }: Addresses): string {
  const part = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (part) return pod.metadata[part[1] as 'labels' | 'annotations']?.[part[2]!] ?? '';
  const { metadata, spec } = pod;
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid;
    case 'metadata.labels':
    case 'metadata.annotations':
      return Object.entries(metadata[path === 'metadata.labels' ? 'labels' : 'annotations'] ?? {})
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
        .join('\n');
    case 'spec.nodeName':
      return node;
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? 'default';
    case 'status.hostIP':
    case 'status.hostIPs':
      return hostIP;
    case 'status.podIP':
    case 'status.podIPs':
      return podIP;
    default:
      return '';
  }
}

function resourceValue(container: Container, resource: string, divisor: string | undefined): string {
  const [list = '', name = ''] = resource.split('.');
  const text = container.resources[list as 'requests' | 'limits']?.[name];
  if (name === 'cpu')
    return String(Math.ceil(milliValue(text) / (milliValue(divisor && divisor !== '0' ? divisor : '1') || 1000)));
  return String(Math.ceil(wholeValue(text) / (wholeValue(divisor && divisor !== '0' ? divisor : '1') || 1)));
}

/** The files a container finds in its volumes, path → text. undefined when it has none. */
export function filesOf(
  pod: Pod,
  container: Container,
  sources: Sources,
  addresses: Addresses,
): Readonly<Record<string, string>> | undefined {
  let files: Record<string, string> | undefined;
  for (const mount of container.volumeMounts ?? []) {
    if (mount.name.startsWith(apiAccessPrefix)) continue;
    const volume = pod.spec.volumes?.find((v) => v.name === mount.name) as VolumeSource | undefined;
    if (!volume) continue;
    const add = (path: string, text: string): void => {
      if (mount.subPath !== undefined && mount.subPath !== '' && mount.subPath !== path) return;
      (files ??= {})[mount.subPath ? mount.mountPath : `${mount.mountPath.replace(/\/$/, '')}/${path}`] = text;
    };
    for (const { kind, name, items } of partsOf(volume)) {
      const data = present(sources, `${kind}/${name}`) ?? empty;
      if (items.items) for (const item of items.items) add(item.path, data[item.key] ?? '');
      else for (const [key, text] of Object.entries(data)) add(key, text);
    }
    for (const down of [volume.downwardAPI, ...(volume.projected?.sources ?? []).map((s) => s.downwardAPI)]) {
      for (const item of down?.items ?? [])
        if (item.fieldRef) add(item.path, fieldValue(pod, item.fieldRef.fieldPath, addresses));
    }
  }
  return files;
}

/**
 * Mount path → where what is written there is kept; undefined when the container has no such place. An emptyDir is the
 * Pod's own and goes by its name; what outlives the Pod goes by a name with a colon.
 */
export function keptPathsOf(
  pod: Pod,
  container: Container,
  sources: Sources,
): Readonly<Record<string, string>> | undefined {
  let out: Record<string, string> | undefined;
  for (const mount of container.volumeMounts ?? []) {
    const volume = pod.spec.volumes?.find((v) => v.name === mount.name);
    if (!volume || mount.name.startsWith(apiAccessPrefix)) continue;
    const place = volume['emptyDir'] ? mount.name : placeOf(pod, volume, sources);
    if (place !== undefined)
      (out ??= {})[mount.mountPath.replace(/(.)\/$/, '$1')] = mount.subPath ? `${place}/${mount.subPath}` : place;
  }
  return out;
}

/** Plain data of a ConfigMap or Secret as the API gives it. */
export function dataOf(
  kind: 'configmap' | 'secret',
  object: { data?: Record<string, string>; binaryData?: Record<string, string> } | undefined,
): Readonly<Record<string, string>> {
  const data = object?.data ?? {};
  if (kind === 'configmap') return data;
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, fromBase64(text)]));
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of UTF-8 text. */
export function fromBase64(text: string): string {
  let escaped = '';
  let bits = 0;
  let count = 0;
  for (const c of text) {
    const at = alphabet.indexOf(c);
    if (at < 0) continue;
    bits = ((bits << 6) | at) & 0xfffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      escaped += `%${((bits >> count) & 255).toString(16).padStart(2, '0')}`;
    }
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return text;
  }
}
