import { describe, expect, it } from 'vitest';
import { decode } from '../decode.ts';
import { findByWord, findKind, findResource, resourceTypes } from '../index.ts';
import { hasSchema } from '../schema/schema.ts';
import { tableOf } from '../table.ts';
import type { KubeObject } from '../types.ts';

const nowMs = Date.parse('2025-01-01T00:05:00Z');

/** A manifest as the server has it after defaulting. */
function made(manifest: Record<string, unknown>): KubeObject {
  const type = findKind(manifest['apiVersion'] as string, manifest['kind'] as string)!;
  const { object } = decode(manifest, type.schema);
  object.metadata.namespace ??= 'default';
  object.metadata.creationTimestamp = '2025-01-01T00:00:00Z';
  type.setDefaults?.(object);
  type.prepareForCreate?.(object);
  return object;
}
const errorsOf = (object: KubeObject): string[] =>
  (findKind(object.apiVersion, object.kind)!.validate?.(object) ?? []).map(
    (error) => `${error.path}: ${error.message}`,
  );
const changed = (old: KubeObject, change: (object: never) => void): string[] => {
  const object = structuredClone(old);
  change(object as never);
  const type = findKind(old.apiVersion, old.kind)!;
  type.prepareForUpdate?.(object, old);
  return (type.validateUpdate?.(object, old) ?? []).map((error) => `${error.path}: ${error.message}`);
};

const container = { name: 'c', image: 'nginx:1.27' };
const pod = (spec: Record<string, unknown> = {}): KubeObject =>
  made({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [container], ...spec } });
const deployment = (spec: Record<string, unknown> = {}, labels: Record<string, string> = { app: 'web' }): KubeObject =>
  made({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels }, spec: { containers: [container] } },
      ...spec,
    },
  });
const service = (spec: Record<string, unknown>): KubeObject =>
  made({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec });

describe('every kind', () => {
  it.each(resourceTypes.map((type) => [type.kind, type] as const))(
    '%s has a schema, can be found, and prints as many cells as columns',
    (_, type) => {
      expect(hasSchema(type.schema)).toBe(true);
      expect(findResource(type.group, type.version, type.plural)).toBe(type);
      // Of several versions a word means the stored one, whose cells this one prints, too.
      if (type.conversion) {
        expect(findByWord(type.kind)!.kind).toBe(type.kind);
        return;
      }
      expect(findByWord(type.kind)).toBe(type);
      for (const word of type.shortNames) expect(findByWord(word)).toBe(type);
      const { object } = decode(
        {
          apiVersion: type.group === '' ? 'v1' : `${type.group}/v1`,
          kind: type.kind,
          metadata: { name: 'x' },
          ...(type.kind === 'Event' ? { involvedObject: { kind: 'Pod', name: 'p' } } : {}),
          ...(type.plural.endsWith('bindings') ? { roleRef: { kind: 'ClusterRole', name: 'r' } } : {}),
        },
        type.schema,
      );
      const spec = object['spec'] as
        { template?: { spec: { containers: unknown[] } }; containers?: unknown[] } | undefined;
      if (spec?.template) spec.template.spec.containers = [];
      else if (spec && type.kind === 'Pod') spec.containers = [];
      type.setDefaults?.(object);
      expect(tableOf(type, [object], nowMs).rows[0]!.cells).toHaveLength(type.columns().length);
    },
  );
});

describe('defaults', () => {
  it.each([
    ['no tag: always pull', 'nginx', 'Always'],
    ['latest: always pull', 'nginx:latest', 'Always'],
    ['a version: once', 'registry.local:5000/nginx:1.27', 'IfNotPresent'],
    ['a digest: once', 'nginx@sha256:aa', 'IfNotPresent'],
  ])('%s', (_, image, policy) => {
    const object = pod({ containers: [{ name: 'c', image }] }) as unknown as {
      spec: { containers: { imagePullPolicy: string }[] };
    };
    expect(object.spec.containers[0]!.imagePullPolicy).toBe(policy);
  });

  it('a limit is a request, and decides the quality of service', () => {
    const object = pod({ containers: [{ ...container, resources: { limits: { cpu: '1', memory: '1Gi' } } }] });
    expect(object['spec']).toMatchObject({ containers: [{ resources: { requests: { cpu: '1', memory: '1Gi' } } }] });
    expect(object['status']).toEqual({ phase: 'Pending', qosClass: 'Guaranteed' });
  });

  it('a Deployment rolls a quarter at a time', () => {
    expect(deployment()['spec']).toMatchObject({
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    });
  });

  it("stringData becomes data, in base64 of the text's bytes", () => {
    const secret = made({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { p: '비밀' } });
    expect(secret['data']).toEqual({ p: '67mE67CA' });
    expect(secret['stringData']).toBeUndefined();
    expect(secret['type']).toBe('Opaque');
  });
});

describe('what is refused', () => {
  it.each([
    ['no containers', pod({ containers: [] }), ['spec.containers: Required value']],
    [
      'two containers of one name',
      pod({ containers: [container, container] }),
      ['spec.containers[1].name: Duplicate value: "c"'],
    ],
    ['no image', pod({ containers: [{ name: 'c' }] }), ['spec.containers[0].image: Required value']],
    [
      'a port out of range',
      pod({ containers: [{ ...container, ports: [{ containerPort: 70000 }] }] }),
      ['spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive'],
    ],
    [
      'more requested than allowed',
      pod({ containers: [{ ...container, resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }] }),
      ['spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'],
    ],
    [
      'a mount without its volume',
      pod({ containers: [{ ...container, volumeMounts: [{ name: 'v', mountPath: '/v' }] }] }),
      ['spec.containers[0].volumeMounts[0].name: Not found: "v"'],
    ],
    [
      'a probe that does nothing',
      pod({ containers: [{ ...container, livenessProbe: {} }] }),
      ['spec.containers[0].livenessProbe: Required value: must specify a handler type'],
    ],
    [
      'an unknown restart policy',
      pod({ restartPolicy: 'Sometimes' }),
      ['spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"'],
    ],
    [
      'a selector that misses its template',
      deployment({}, { app: 'other' }),
      [
        'spec.template.metadata.labels: Invalid value: map[string]string{"app":"other"}: `selector` does not match template `labels`',
      ],
    ],
    [
      'no selector',
      deployment({ selector: null }),
      [
        'spec.selector: Required value',
        'spec.template.metadata.labels: Invalid value: map[string]string{"app":"web"}: `selector` does not match template `labels`',
      ],
    ],
    [
      'replicas below zero',
      deployment({ replicas: -1 }),
      ['spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
    ],
    [
      'Recreate with rolling parameters',
      deployment({ strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
      ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ],
    [
      'a template that runs once',
      deployment({
        template: { metadata: { labels: { app: 'web' } }, spec: { restartPolicy: 'Never', containers: [container] } },
      }),
      ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
    ],
    ['a Service without ports', service({}), ['spec.ports: Required value']],
    [
      'two nameless ports',
      service({ ports: [{ port: 80 }, { port: 81 }] }),
      ['spec.ports[0].name: Required value', 'spec.ports[1].name: Required value'],
    ],
    [
      'a node port on a ClusterIP',
      service({ ports: [{ port: 80, nodePort: 30080 }] }),
      ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ],
    [
      'a bad key in a ConfigMap',
      made({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { 'a b': '' } }),
      [
        "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ],
    ],
    [
      'a rule without verbs',
      made({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'r' },
        rules: [{ apiGroups: [''], resources: ['pods'], verbs: [] }],
      }),
      ['rules[0].verbs: Required value: verbs must contain at least one value'],
    ],
  ])('%s', (_, object, errors) => {
    expect(errorsOf(object)).toEqual(errors);
  });

  it.each([
    [
      'a selector',
      deployment(),
      (d: { spec: { selector: { matchLabels: object }; template: { metadata: { labels: object } } } }) => {
        d.spec.selector.matchLabels = { app: 'x' };
        d.spec.template.metadata.labels = { app: 'x' };
      },
      [
        'spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"app":"x"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable',
      ],
    ],
    [
      'an immutable ConfigMap',
      made({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, immutable: true, data: { a: '1' } }),
      (c: { data: object }) => (c.data = { a: '2' }),
      ['data: Forbidden: field is immutable when `immutable` is set'],
    ],
    [
      'what a binding grants',
      made({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'b' },
        roleRef: { kind: 'Role', name: 'a' },
      }),
      (b: { roleRef: { name: string } }) => (b.roleRef.name = 'z'),
      [
        'roleRef: Invalid value: rbac.RoleRef{APIGroup:"rbac.authorization.k8s.io", Kind:"Role", Name:"z"}: cannot change roleRef',
      ],
    ],
    [
      'an image may change',
      pod(),
      (p: { spec: { containers: { image: string }[] } }) => (p.spec.containers[0]!.image = 'nginx:1.28'),
      [],
    ],
  ])('update: %s', (_, old, change, errors) => {
    expect(changed(old, change as never)).toEqual(errors);
  });

  it('update: the command of a running Pod', () => {
    const [error] = changed(
      pod(),
      ((p: { spec: { containers: { command?: string[] }[] } }) => (p.spec.containers[0]!.command = ['sh'])) as never,
    );
    expect(error).toMatch(
      /^spec: Forbidden: pod updates may not change fields other than `spec.containers\[\*\].image`,`spec.initContainers/,
    );
  });
});

describe('generation counts changes of the spec', () => {
  it.each([
    ['a change', (d: { spec: { replicas: number } }) => (d.spec.replicas = 5), 2],
    ['a label', (d: { metadata: { labels: object } }) => (d.metadata.labels = { a: 'b' }), 1],
    [
      'an annotation of a Deployment',
      (d: { metadata: { annotations: object } }) => (d.metadata.annotations = { a: 'b' }),
      2,
    ],
    ['a status that a client may not write', (d: { status: object }) => (d.status = { replicas: 9 }), 1],
  ])('%s', (_, change, generation) => {
    const old = deployment();
    const object = structuredClone(old);
    change(object as never);
    findByWord('deploy')!.prepareForUpdate!(object, old);
    expect(object.metadata.generation).toBe(generation);
    expect(object['status']).toEqual(old['status']);
  });
});

describe('rows', () => {
  it.each([
    ['a Pod', pod(), ['p', '0/1', 'Pending', '0', '5m', '<none>', '<none>', '<none>', '<none>']],
    ['a Deployment', deployment(), ['d', '0/1', 0, 0, '5m', 'c', 'nginx:1.27', 'app=web']],
    [
      'a load balancer that waits',
      service({ type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80, nodePort: 30080 }] }),
      ['s', 'LoadBalancer', '<none>', '<pending>', '80:30080/TCP', '5m', 'app=web'],
    ],
    [
      'a headless Service',
      service({ clusterIP: 'None', ports: [{ port: 80 }] }),
      ['s', 'ClusterIP', 'None', '<none>', '80/TCP', '5m', '<none>'],
    ],
  ])('%s', (_, object, cells) => {
    expect(findKind(object.apiVersion, object.kind)!.row(object, nowMs)).toEqual(cells);
  });

  it('a node says its roles and whether it takes Pods', () => {
    const node = made({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n', labels: { 'node-role.kubernetes.io/control-plane': '' } },
      spec: { unschedulable: true },
      status: { conditions: [{ type: 'Ready', status: 'True' }], nodeInfo: { kubeletVersion: 'v1.33.0' } },
    });
    expect(findByWord('no')!.row(node, nowMs).slice(0, 5)).toEqual([
      'n',
      'Ready,SchedulingDisabled',
      'control-plane',
      '5m',
      'v1.33.0',
    ]);
  });

  it('without wide only the always printed columns', () => {
    const table = tableOf(findByWord('po')!, [pod()], nowMs, false);
    expect(table.columnDefinitions.map((column) => column.name)).toEqual([
      'Name',
      'Ready',
      'Status',
      'Restarts',
      'Age',
    ]);
    expect(table.rows[0]!.cells).toHaveLength(5);
    expect(table.rows[0]!.object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'p' } });
  });
});
