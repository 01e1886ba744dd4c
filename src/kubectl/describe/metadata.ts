import type { JsonObject } from '../types.ts';
import type { Obj } from '../client.ts';
import type { Writer } from './writer.ts';

type Strings = Readonly<Record<string, string>> | undefined;

/** Annotations that only tools read. */
const skipped = new Set(['kubectl.kubernetes.io/last-applied-configuration']);
const maxAnnotation = 140;

export function labels(w: Writer, title: string, map: Strings): void {
  const keys = Object.keys(map ?? {}).sort();
  if (keys.length === 0) w.write(0, `${title}:\t<none>\n`);
  keys.forEach((key, i) => w.write(0, `${i === 0 ? `${title}:` : ''}\t${key}=${map![key]!}\n`));
}

export function annotations(w: Writer, title: string, map: Strings): void {
  const keys = Object.keys(map ?? {})
    .filter((key) => !skipped.has(key))
    .sort();
  if (keys.length === 0) w.write(0, `${title}:\t<none>\n`);
  keys.forEach((key, i) => {
    const value = map![key]!.replace(/\n$/, '');
    w.write(0, i === 0 ? `${title}:\t` : '\t');
    if (value.length + key.length + 2 > maxAnnotation || value.includes('\n')) {
      w.write(0, `${key}:\n`);
      for (const line of value.split('\n'))
        w.write(0, `\t  ${line.length > maxAnnotation - 2 ? `${line.slice(0, maxAnnotation - 2)}...` : line}\n`);
    } else w.write(0, `${key}: ${value}\n`);
  });
}

export function nameNamespace(w: Writer, object: Obj): void {
  w.field(0, 'Name', object.metadata?.name ?? '');
  if (object.metadata?.namespace) w.field(0, 'Namespace', object.metadata.namespace);
}

/** `ReplicaSet/web-abc`, or ''. */
export function controllerOf(object: Obj): string {
  const owner = object.metadata?.ownerReferences?.find((o) => o.controller);
  return owner ? `${owner.kind}/${owner.name}` : '';
}

export function taints(w: Writer, title: string, list: readonly JsonObject[]): void {
  if (list.length === 0) w.write(0, `${title}:\t<none>\n`);
  const key = (t: JsonObject): string => `${String(t['effect'] as string)},${String(t['key'])}`;
  [...list]
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
    .forEach((t, i) =>
      w.write(
        0,
        `${i === 0 ? `${title}:` : ''}\t${String(t['key'])}${t['value'] ? `=${String(t['value'] as string)}` : ''}:${String(t['effect'] as string)}\n`,
      ),
    );
}

export function tolerations(w: Writer, title: string, list: readonly JsonObject[]): void {
  if (list.length === 0) w.write(0, `${title}:\t<none>\n`);
  const key = (t: JsonObject): string => (t['key'] as string | undefined) ?? '';
  [...list]
    .sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
    .forEach((t, i) => {
      let text = key(t);
      if (t['value']) text += `=${String(t['value'] as string)}`;
      if (t['effect']) text += `:${String(t['effect'] as string)}`;
      if (t['operator'] === 'Exists' && !t['value']) text += key(t) !== '' || t['effect'] ? ' op=Exists' : 'op=Exists';
      if (typeof t['tolerationSeconds'] === 'number') text += ` for ${t['tolerationSeconds']}s`;
      w.write(0, `${i === 0 ? `${title}:` : ''}\t${text}\n`);
    });
}

/** `a=b,c=d`, `<none>`. */
export function formatLabels(map: Strings): string {
  const keys = Object.keys(map ?? {}).sort();
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${map![key]!}`).join(',');
}
