import { limitLines, quotaLines } from './quota.ts';
import { listAt, mapAt, textAt, type Obj } from '../client.ts';
import { base64Bytes, decodeBase64 } from '../text/base64.ts';
import { rfc1123z } from '../text/duration.ts';
import type { JsonObject } from '../types.ts';
import { describeEvents } from './events.ts';
import { annotations, labels, nameNamespace } from './metadata.ts';
import { ruleRows } from './rules.ts';
import { Writer } from './writer.ts';

function head(object: Obj): Writer {
  const w = new Writer();
  nameNamespace(w, object);
  labels(w, 'Labels', object.metadata?.labels);
  annotations(w, 'Annotations', object.metadata?.annotations);
  return w;
}

/** Models: describe.go ConfigMapDescriber. */
export function describeConfigMap(object: Obj, events: readonly Obj[] | undefined, nowMs: number): string {
  const w = head(object);
  w.write(0, '\nData\n====\n');
  const data = mapAt(object, 'data');
  for (const key of Object.keys(data).sort()) w.write(0, `${key}:\n----\n${data[key]!}\n\n`);
  w.write(0, '\nBinaryData\n====\n');
  const binary = mapAt(object, 'binaryData');
  for (const key of Object.keys(binary).sort()) w.write(0, `${key}: ${base64Bytes(binary[key]!)?.length ?? 0} bytes\n`);
  w.write(0, '\n');
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}

/** Models: describe.go describeSecret. */
export function describeSecret(object: Obj): string {
  const w = head(object);
  const type = textAt(object, 'type');
  w.write(0, `\nType:\t${type}\n`);
  w.write(0, '\nData\n====\n');
  const data = mapAt(object, 'data');
  for (const key of Object.keys(data).sort()) {
    w.write(
      0,
      key === 'token' && type === 'kubernetes.io/service-account-token'
        ? `${key}:\t${decodeBase64(data[key]!) ?? ''}\n`
        : `${key}:\t${base64Bytes(data[key]!)?.length ?? 0} bytes\n`,
    );
  }
  return w.result();
}

/** Models: describe.go describeNamespace. */
export function describeNamespace(
  object: Obj,
  quotas: readonly Obj[] | undefined,
  limits: readonly Obj[] | undefined,
): string {
  const w = head(object);
  w.field(0, 'Status', textAt(object, 'status', 'phase'));
  const conditions = listAt(object, 'status', 'conditions');
  if (conditions.length > 0) {
    w.write(0, 'Conditions:\n');
    w.write(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage\n');
    w.write(1, '----\t------\t------------------\t------\t-------\n');
    for (const c of conditions)
      w.write(
        1,
        `${textAt(c, 'type')}\t${textAt(c, 'status')}\t${rfc1123z(c['lastTransitionTime'])}\t${textAt(c, 'reason')}\t${textAt(c, 'message')}\n`,
      );
  }
  if (quotas) quotaLines(w, quotas);
  if (limits) limitLines(w, limits);
  return w.result();
}

/** Models: describe.go (1.33) describeServiceAccount. `secrets`: those of its namespace; undefined: they cannot be seen. */
export function describeServiceAccount(
  object: Obj,
  secrets: readonly Obj[] | undefined,
  events: readonly Obj[] | undefined,
  nowMs: number,
): string {
  const w = head(object);
  const existing = secrets?.map((s) => s.metadata?.name);
  const names = (key: string): string[] =>
    listAt(object, key).map((s) => {
      const name = textAt(s, 'name');
      return existing && !existing.includes(name) ? `${name} (not found)` : name;
    });
  const tokens = (secrets ?? [])
    .filter(
      (s) =>
        textAt(s, 'type') === 'kubernetes.io/service-account-token' &&
        s.metadata?.annotations?.['kubernetes.io/service-account.name'] === object.metadata?.name &&
        s.metadata?.annotations?.['kubernetes.io/service-account.uid'] === object.metadata?.uid,
    )
    .map((s) => s.metadata?.name ?? '');
  const blank = ' '.repeat('Image pull secrets:'.length);
  for (const [title, list] of [
    ['Image pull secrets:', names('imagePullSecrets')],
    ['Mountable secrets: ', names('secrets')],
    ['Tokens:            ', tokens],
  ] as const) {
    if (list.length === 0) w.write(0, `${title}\t<none>\n`);
    list.forEach((name, i) => w.write(0, `${i === 0 ? title : blank}\t${name}\n`));
  }
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}

/** Models: describe.go RoleDescriber with rbac.BreakdownRule and CompactRules. */
export function describeRole(object: Obj): string {
  const w = new Writer();
  w.field(0, 'Name', object.metadata?.name ?? '');
  labels(w, 'Labels', object.metadata?.labels);
  annotations(w, 'Annotations', object.metadata?.annotations);
  w.write(0, 'PolicyRule:\n');
  w.write(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs\n');
  w.write(1, '---------\t-----------------\t--------------\t-----\n');
  const rules = listAt(object, 'rules');
  for (const row of ruleRows(rules, rules)) w.write(1, `${row.resource}\t${row.urls}\t${row.names}\t${row.verbs}\n`);
  return w.result();
}

/** Models: describe.go RoleBindingDescriber. */
export function describeRoleBinding(object: Obj): string {
  const w = new Writer();
  w.field(0, 'Name', object.metadata?.name ?? '');
  labels(w, 'Labels', object.metadata?.labels);
  annotations(w, 'Annotations', object.metadata?.annotations);
  w.write(0, 'Role:\n');
  w.field(1, 'Kind', textAt(object, 'roleRef', 'kind'));
  w.field(1, 'Name', textAt(object, 'roleRef', 'name'));
  w.write(0, 'Subjects:\n');
  w.write(1, 'Kind\tName\tNamespace\n');
  w.write(1, '----\t----\t---------\n');
  for (const s of listAt(object, 'subjects'))
    w.write(1, `${textAt(s, 'kind')}\t${textAt(s, 'name')}\t${textAt(s, 'namespace')}\n`);
  return w.result();
}

/** Any other kind, field by field. Models: describe.go GenericDescriber. */
export function describeGeneric(object: Obj, events: readonly Obj[] | undefined, nowMs: number): string {
  const w = new Writer();
  w.field(0, 'Name', object.metadata?.name ?? '');
  w.field(0, 'Namespace', object.metadata?.namespace ?? '');
  labels(w, 'Labels', object.metadata?.labels);
  annotations(w, 'Annotations', object.metadata?.annotations);
  content(w, 0, object as JsonObject, '');
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}

const skippedPaths = new Set([
  '.metadata.managedFields',
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations',
]);

function content(w: Writer, level: number, object: JsonObject, prefix: string): void {
  for (const key of Object.keys(object).sort()) {
    const path = `${prefix}.${key}`;
    const value = object[key];
    if (skippedPaths.has(path) || value === undefined) continue;
    if (Array.isArray(value)) {
      w.write(level, `${smartLabel(key)}:\n`);
      for (const child of value) {
        if (typeof child === 'object' && child !== null && !Array.isArray(child))
          content(w, level + 1, child as JsonObject, path);
        else w.write(level + 1, `${goText(child)}\n`);
      }
    } else if (typeof value === 'object' && value !== null) {
      w.write(level, `${smartLabel(key)}:\n`);
      content(w, level + 1, value as JsonObject, path);
    } else w.field(level, smartLabel(key), goText(value));
  }
}

const goText = (value: unknown): string =>
  value === null ? '<nil>' : typeof value === 'object' ? JSON.stringify(value) : String(value as string | number);

const acronyms = new Set(['API', 'URL', 'UID', 'OSB', 'GUID']);

/** `creationTimestamp` → `Creation Timestamp`. Models: describe.go smartLabelFor. */
function smartLabel(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field;
  const parts = field.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}|[^\p{L}]+/gu) ?? [field];
  return parts
    .map((part) => (acronyms.has(part.toUpperCase()) ? part.toUpperCase() : part[0]!.toUpperCase() + part.slice(1)))
    .join(' ');
}
