import { describe, expect, it } from 'vitest';
import { decode } from '../decode.ts';
import { findKind, findResource } from '../index.ts';
import { completeMetadata, validateMetadata, validateMetadataUpdate } from '../metadata.ts';
import { jsonPatch } from '../patch/index.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { invalid } from '../status.ts';
import { tableOf } from '../table.ts';
import type { KubeObject, PodSpec, Status } from '../types.ts';
import { casesOf, hasRecordings, readRecording, stable, Tally, type Recording } from './recordings.ts';

const someUid = '00000000-0000-0000-0000-000000000001';

/** What of the API server these tests need: decode, default, prepare, validate. No admission, no storage. */
type Answer =
  | { readonly object: KubeObject }
  | { readonly status: number; readonly message?: string; readonly errors?: readonly FieldError[] };

interface Case {
  readonly id: string;
  readonly base?: string;
  readonly patch?: unknown;
  readonly path: string;
  readonly body?: unknown;
  readonly status: number;
  readonly response?: Status & KubeObject;
  readonly warnings?: readonly string[];
}

function typeOfPath(path: string): { type: ResourceType; namespace: string | undefined } | undefined {
  const match = /^\/(?:api|apis\/([^/]+))\/([^/]+)(?:\/namespaces\/([^/]+))?\/([^/?]+)/.exec(path);
  const type = match && findResource(match[1] ?? '', match[2]!, match[4]!);
  return type ? { type, namespace: match[3] } : undefined;
}

function read(type: ResourceType, namespace: string | undefined, body: unknown): Answer {
  const { object, errors, unknownFields } = decode(body, type.schema);
  const problem =
    errors[0] ?? (unknownFields.length > 0 ? `strict decoding error: ${unknownFields.join(', ')}` : undefined);
  if (problem)
    return {
      status: 400,
      message: `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: ${problem}`,
    };
  const sent = object.metadata.namespace;
  if (namespace && sent && sent !== namespace) return { status: 400 };
  if (namespace) object.metadata.namespace = namespace;
  else delete object.metadata.namespace;
  type.setDefaults?.(object);
  return { object: type.conversion ? type.conversion.toStored(object) : object };
}

/** What admission adds to every Pod, in short. */
function admit(object: KubeObject): void {
  if (object.kind !== 'Pod') return;
  const spec = object['spec'] as PodSpec;
  const name = 'kube-api-access-rand0';
  spec.serviceAccountName = spec.serviceAccount = spec.serviceAccountName ?? 'default';
  spec.priority ??= spec.priorityClassName === 'system-cluster-critical' ? 2_000_000_000 : 0;
  spec.preemptionPolicy ??= 'PreemptLowerPriority';
  for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'])
    spec.tolerations = [
      ...(spec.tolerations ?? []),
      { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ];
  const sources = [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] },
    },
  ];
  spec.volumes = [...(spec.volumes ?? []), { name, projected: { sources, defaultMode: 420 } }];
  const mount = { name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' };
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])])
    container.volumeMounts = [...(container.volumeMounts ?? []), mount];
}

function create(type: ResourceType, namespace: string | undefined, body: unknown, admission = false): Answer {
  const answer = read(type, namespace, body);
  if (!('object' in answer)) return answer;
  const { object } = answer;
  const { generateName } = object.metadata;
  if (!object.metadata.name && generateName) object.metadata.name = `${generateName}x`;
  object.metadata.uid = someUid;
  if (admission) admit(object);
  type.prepareForCreate?.(object);
  return judge(type, object, [...validateMetadata(object, type), ...(type.validate?.(object) ?? [])]);
}

function update(type: ResourceType, namespace: string | undefined, body: unknown, old: KubeObject): Answer {
  const answer = read(type, namespace, body);
  if (!('object' in answer)) return answer;
  const { object } = answer;
  if (!object.metadata.name || object.metadata.name !== old.metadata.name) return { status: 400 };
  completeMetadata(object, old);
  if (!object.metadata.resourceVersion && type.allowUnconditionalUpdate)
    object.metadata.resourceVersion = old.metadata.resourceVersion;
  type.prepareForUpdate?.(object, old);
  const errors = [
    ...validateMetadataUpdate(object, old),
    ...validateMetadata(object, type),
    ...(type.validateUpdate?.(object, old) ?? []),
  ];
  return judge(type, object, errors);
}

function judge(type: ResourceType, object: KubeObject, errors: readonly FieldError[]): Answer {
  if (errors.length === 0) return { object };
  return { status: 422, errors, message: invalid(type, object.metadata.name ?? '', errors).message! };
}

const causesOf = (response: Status | undefined): string[] =>
  [...new Set((response?.details?.causes ?? []).map((cause) => `${cause.field} ${cause.reason}`))].sort();
const causesOfErrors = (errors: readonly FieldError[] = []): string[] =>
  [...new Set(errors.map((error) => `${error.path} ${error.reason}`))].sort();

/** Errors of maps come in any order upstream. */
const sortedMessage = (text = ''): string => {
  // Pointers differ from run to run.
  const message = text.replace(/0x[0-9a-f]{6,}/g, '0x<ptr>').replaceAll(someUid, '<uuid>');
  const [head, list] = message.split(/ is invalid: (.*)/s);
  return list?.startsWith('[')
    ? `${head} is invalid: ${list
        .slice(1, -1)
        .split(/, (?=[a-zA-Z.[\]0-9"]+: )/)
        .sort()
        .join(', ')}`
    : message;
};

const masked = (cell: unknown): unknown => (typeof cell === 'string' ? cell.replaceAll(someUid, '<uuid>') : cell);

/** Warnings of accepted writes, over all tables. */
const spoken = new Tally('warnings');

/** Compares status, causes and texts of one answer. */
function score(c: Case, answer: Answer, status: Tally, causes: Tally, text: Tally): void {
  if ('object' in answer && c.warnings) {
    const type = findKind(answer.object.apiVersion, answer.object.kind)!;
    spoken.add(
      c.id,
      type.warnings?.(answer.object) ?? [],
      c.warnings.map((text) => JSON.parse(text.replace(/^299 - /, ''))),
    );
  }
  const got = 'object' in answer ? 200 : answer.status;
  const want = c.status < 300 ? 200 : c.status;
  status.add(
    `${c.id} ${stable(c.patch ?? '').slice(0, 300)} ${c.response?.message?.slice(0, 300) ?? ''}${'object' in answer ? '' : ` / ${answer.message?.slice(0, 300)}`}`,
    got,
    want,
  );
  if (got !== want || got === 200) return;
  if (!('errors' in answer || got === 400)) return;
  if (got === 422)
    causes.add(
      `${c.id} ${stable(c.patch ?? '')}`,
      causesOfErrors('errors' in answer ? answer.errors : []),
      causesOf(c.response),
    );
  if ('message' in answer && answer.message)
    text.add(
      `${c.id} ${stable(c.patch ?? '').slice(0, 200)}`,
      sortedMessage(answer.message),
      sortedMessage(c.response?.message?.replaceAll('<rand>', 'rand0')),
    );
}

/** Removes what admission, allocation and storage add. */
function bare(object: KubeObject): unknown {
  const copy = JSON.parse(JSON.stringify(object).replaceAll(someUid, '<uuid>')) as KubeObject & {
    spec?: Record<string, unknown>;
  };
  for (const field of ['uid', 'creationTimestamp', 'namespace', 'managedFields', 'resourceVersion', 'name'])
    delete (copy.metadata as unknown as Record<string, unknown>)[field];
  const { spec } = copy;
  if (!spec) return copy;
  if (copy.kind.startsWith('PersistentVolume')) delete copy.metadata.finalizers;
  if (copy.kind === 'PersistentVolume') delete (copy['status'] as Record<string, unknown>)['lastPhaseTransitionTime'];
  if (copy.kind === 'Service') {
    for (const field of ['clusterIP', 'clusterIPs']) delete spec[field];
    for (const port of (spec['ports'] ?? []) as Record<string, unknown>[]) delete port['nodePort'];
  }
  if (copy.kind === 'Pod') {
    const isAccess = (item: { name?: string }): boolean => item.name?.startsWith('kube-api-access') ?? false;
    for (const field of ['serviceAccountName', 'serviceAccount', 'priority', 'preemptionPolicy', 'tolerations'])
      delete spec[field];
    spec['volumes'] = ((spec['volumes'] ?? []) as { name?: string }[]).filter((volume) => !isAccess(volume));
    for (const list of ['containers', 'initContainers'])
      for (const container of (spec[list] ?? []) as Record<string, unknown>[])
        container['volumeMounts'] = ((container['volumeMounts'] ?? []) as { name?: string }[]).filter(
          (mount) => !isAccess(mount),
        );
  }
  return copy;
}

describe.skipIf(!hasRecordings)('recorded creates', () => {
  it('manifests of the documentation', () => {
    const [status, causes, text, object, cells] = ['status', 'causes', 'text', 'object', 'cells'].map(
      (name) => new Tally(`golden ${name}`),
    ) as [Tally, Tally, Tally, Tally, Tally];
    const columns = readRecording<{ resources: Record<string, { columnDefinitions: { name: string }[] }> }>(
      'golden/columns.json',
    ).resources;
    for (const set of ['website', 'examples']) {
      const rows = readRecording<{ rows: { id: string; cells: Record<string, unknown> }[] }>(
        `golden/table-${set}.json`,
      ).rows;
      for (const c of readRecording<Recording<Case>>(`golden/create-${set}.json`).cases) {
        const target = typeOfPath(c.path);
        if (!target || c.status === 403) continue;
        const answer = create(target.type, target.namespace, c.body);
        score(c, answer, status, causes, text);
        if (!('object' in answer) || c.status >= 300) continue;
        const shown = target.type.conversion ? target.type.conversion.fromStored(answer.object) : answer.object;
        object.add(c.id, bare(shown), bare(c.response!));
        const row = rows.find((r) => r.id === c.id);
        if (!row) continue;
        answer.object.metadata.creationTimestamp = '2025-01-01T00:00:00Z';
        const table = tableOf(target.type, [answer.object], Date.parse('2025-01-01T00:00:00Z'));
        const got = Object.fromEntries(
          table.columnDefinitions.map((column, i) => [column.name, masked(table.rows[0]!.cells[i])]),
        );
        for (const masked of ['Name', 'Created At', 'Cluster-IP', 'Port(s)']) {
          delete got[masked];
          delete row.cells[masked];
        }
        cells.add(c.id, got, row.cells);
      }
    }
    expect(Object.keys(columns).length).toBeGreaterThan(10);
    expect(status.report()).toBeGreaterThan(0.9);
    expect(object.report()).toBeGreaterThan(0.8);
    expect(cells.report()).toBeGreaterThan(0.8);
    causes.report();
    text.report();
  });

  it('column definitions', () => {
    const tally = new Tally('columns');
    const { resources } = readRecording<{ resources: Record<string, { columnDefinitions: unknown[] }> }>(
      'golden/columns.json',
    );
    for (const [path, { columnDefinitions }] of Object.entries(resources)) {
      const parts = path.split('/');
      const type = findResource(parts.length === 3 ? parts[0]! : '', parts.at(-2)!, parts.at(-1)!);
      tally.add(path, type?.columns, columnDefinitions);
    }
    expect(tally.report()).toBeGreaterThan(0.5);
  });

  it('mutated creates', () => {
    const { bases = {}, cases } = readRecording<Recording<Case>>('upstream/mutations-create.json');
    const [status, causes, text] = ['status', 'causes', 'text'].map((name) => new Tally(`create ${name}`)) as [
      Tally,
      Tally,
      Tally,
    ];
    for (const c of cases) {
      const target = typeOfPath(c.path);
      if (!target || c.status === 403 || c.status === 404) continue;
      const body = jsonPatch(bases[c.base!], c.patch);
      if ('value' in body) score(c, create(target.type, target.namespace, body.value), status, causes, text);
    }
    expect(status.report()).toBeGreaterThan(0.8);
    causes.report();
    text.report();
  });

  it('mutated updates', () => {
    const { bases = {}, cases } = readRecording<Recording<Case>>('upstream/mutations-update.json');
    const [status, causes, text] = ['status', 'causes', 'text'].map((name) => new Tally(`update ${name}`)) as [
      Tally,
      Tally,
      Tally,
    ];
    for (const c of cases) {
      const target = typeOfPath(c.path.replace(/\/[^/]+$/, ''));
      if (!target || ![200, 400, 422].includes(c.status)) continue;
      const made = create(target.type, target.namespace, bases[c.base!], true);
      if (!('object' in made)) continue;
      const old = made.object;
      Object.assign(old.metadata, {
        creationTimestamp: '2025-01-01T00:00:00Z',
        resourceVersion: '5',
      });
      if (old.kind === 'Service' && (old['spec'] as { type: string }).type !== 'ExternalName') {
        const spec = old['spec'] as { clusterIP?: string; clusterIPs?: string[] };
        spec.clusterIP ??= '10.0.0.9';
        spec.clusterIPs ??= [spec.clusterIP];
      }
      const body = jsonPatch(target.type.conversion ? target.type.conversion.fromStored(old) : old, c.patch);
      if (!('value' in body)) continue;
      score(c, update(target.type, target.namespace, body.value, old), status, causes, text);
    }
    expect(status.report()).toBeGreaterThan(0.7);
    causes.report();
    text.report();
  });

  it("upstream's validation tests", () => {
    const [status, causes, text] = ['status', 'causes', 'text'].map((name) => new Tally(`validation ${name}`)) as [
      Tally,
      Tally,
      Tally,
    ];
    const tables = ['apps', 'autoscaling', 'batch', 'core', 'net', 'rbac'];
    for (const table of tables.map((name) => `validation-${name}`)) {
      for (const c of casesOf<Case>(table)) {
        const target = typeOfPath(c.path);
        if (!target || c.status === 403 || c.status === 404) continue;
        score(c, create(target.type, target.namespace, c.body), status, causes, text);
      }
    }
    expect(status.report()).toBeGreaterThan(0.7);
    causes.report();
    text.report();
  });

  it('printed rows', () => {
    const tally = new Tally('printers');
    for (const c of casesOf<Record<string, unknown> & { id: string }>('printers')) {
      const object = Object.values(c).find(
        (value) => typeof value === 'object' && value !== null && 'apiVersion' in value && 'kind' in value,
      ) as KubeObject | undefined;
      const type = object && findKind(object.apiVersion, object.kind);
      const expected = (c['expected'] ?? c['expect']) as { cells: unknown[] }[] | null;
      if (!type || !object || !expected?.[0]) continue;
      const got = type.row(decode(object, type.schema).object, Date.parse(c['now'] as string));
      // Some printers of the test leave the wide cells out.
      // Some of the test's objects are younger than the time it was recorded at.
      const cells = got.map((cell) => (cell === '<invalid>' ? '0s' : cell));
      tally.add(c.id, cells.slice(0, expected[0].cells.length), expected[0].cells);
    }
    expect(tally.report()).toBeGreaterThan(0.8);
  });

  it('warnings', () => {
    expect(spoken.report()).toBeGreaterThan(0.4);
  });
});
