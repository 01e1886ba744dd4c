import { beforeEach, describe, expect, it } from 'vitest';
import type { ManagedFieldsEntry } from '../../api/managed-fields/index.ts';
import type { KubeObject, Status } from '../../api/types.ts';
import { packState, unpackState } from '../kernel/copy.ts';
import type { ApiResponse } from '../messages.ts';
import { createTestServer, type TestCluster } from '../testing.ts';

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const apps = '/apis/argoproj.io/v1alpha1/namespaces/default/applications';

const schema = {
  type: 'object',
  required: ['spec'],
  properties: {
    spec: {
      type: 'object',
      required: ['project'],
      'x-kubernetes-validations': [
        {
          rule: 'self.min <= self.max',
          messageExpression: '"min " + string(self.min) + " is above max"',
          fieldPath: '.min',
        },
        { rule: 'self.project == oldSelf.project', message: 'project is immutable', reason: 'FieldValueForbidden' },
      ],
      properties: {
        project: { type: 'string', pattern: '^[a-z]+$' },
        min: { type: 'integer', default: 1, minimum: 0 },
        max: { type: 'integer', default: 3, maximum: 9 },
        port: { 'x-kubernetes-int-or-string': true },
        note: { type: 'string', nullable: true },
        values: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        sources: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: {
            type: 'object',
            required: ['name'],
            properties: { name: { type: 'string' }, url: { type: 'string' } },
          },
        },
        mode: { type: 'string', enum: ['auto', 'manual'] },
      },
    },
    status: { type: 'object', properties: { health: { type: 'string' }, replicas: { type: 'integer' } } },
  },
};
const version = {
  name: 'v1alpha1',
  served: true,
  storage: true,
  schema: { openAPIV3Schema: schema },
  subresources: { status: {}, scale: { specReplicasPath: '.spec.max', statusReplicasPath: '.status.replicas' } },
  additionalPrinterColumns: [
    { name: 'Health', type: 'string', jsonPath: '.status.health' },
    { name: 'Max', type: 'integer', jsonPath: '.spec.max', priority: 1 },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
};
const definition = (changes: object = {}): unknown => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'applications.argoproj.io' },
  spec: {
    group: 'argoproj.io',
    scope: 'Namespaced',
    names: { kind: 'Application', plural: 'applications', shortNames: ['app'], categories: ['all'] },
    versions: [version],
    ...changes,
  },
});
const app = (spec: object, metadata: object = {}): unknown => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'web', ...metadata },
  spec,
});

describe('custom resources', () => {
  let server: TestCluster;
  beforeEach(() => {
    server = createTestServer();
    send('POST', definitions, definition());
  });

  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): ApiResponse => {
    const [where, query = ''] = path.split('?') as [string, string?];
    const answer = server.request({
      method: method as 'GET',
      path: where,
      body,
      query: Object.fromEntries(new URLSearchParams(query)),
      headers: { accept: 'application/json', ...headers },
    });
    // The server's own controllers act on what its watch tells it.
    server.kernel.settle(1_000);
    return answer;
  };
  const patch = (path: string, body: unknown, type = 'application/merge-patch+json'): ApiResponse =>
    send('PATCH', path, body, { 'content-type': type });
  const text = (response: ApiResponse): string => (response.body as Status).message ?? '';
  const object = (response: ApiResponse): Record<string, never> & KubeObject => response.body as never;

  it('are served once their definition is established', () => {
    const stored = object(send('GET', `${definitions}/applications.argoproj.io`));
    expect(stored['status']).toMatchObject({
      storedVersions: ['v1alpha1'],
      acceptedNames: { kind: 'Application', listKind: 'ApplicationList', singular: 'application' },
      conditions: [
        { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts' },
        { type: 'Established', status: 'True', reason: 'InitialNamesAccepted' },
      ],
    });
    expect(send('GET', '/apis/argoproj.io/v1alpha1').body).toMatchObject({
      resources: [
        { name: 'applications', kind: 'Application', shortNames: ['app'], categories: ['all'] },
        { name: 'applications/status' },
        { name: 'applications/scale', group: 'autoscaling', kind: 'Scale' },
      ],
    });
    const openApi = send('GET', '/openapi/v3/apis/argoproj.io/v1alpha1').body as { components: { schemas: object } };
    expect(openApi.components.schemas).toHaveProperty(['io.argoproj.v1alpha1.Application', 'properties', 'spec']);
    expect(send('GET', '/apis/argoproj.io/v1/applications').code).toBe(404);
  });

  it('get defaults, lose unknown fields, keep what is to be preserved', () => {
    const made = send('POST', apps, app({ project: 'x', bogus: 1, note: null, port: '80', values: { a: { b: 1 } } }));
    expect(made).toMatchObject({ code: 201, warnings: ['unknown field "spec.bogus"'] });
    expect(object(made)['spec']).toEqual({
      project: 'x',
      min: 1,
      max: 3,
      note: null,
      port: '80',
      values: { a: { b: 1 } },
    });
    expect(object(made).metadata).toMatchObject({ generation: 1, namespace: 'default' });
    expect(text(send('POST', `${apps}?fieldValidation=Strict`, app({ project: 'x', bogus: 1 })))).toBe(
      'Application in version "v1alpha1" cannot be handled as a Application: strict decoding error: unknown field "spec.bogus"',
    );
  });

  it.each([
    [{}, 'spec.project: Required value, <nil>: Invalid value: "null": some validation rules were not checked'],
    [{ project: 'X' }, `spec.project: Invalid value: "X": spec.project in body should match '^[a-z]+$'`],
    [{ project: 'x', max: 10 }, 'spec.max: Invalid value: 10: spec.max in body should be less than or equal to 9'],
    [
      { project: 'x', max: 'a' },
      'spec.max: Invalid value: "string": spec.max in body must be of type integer: "string"',
    ],
    [{ project: 'x', mode: 'no' }, 'spec.mode: Unsupported value: "no": supported values: "auto", "manual"'],
    [
      { project: 'x', port: true },
      'spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"',
    ],
    [{ project: 'x', min: 5 }, 'spec.min: Invalid value: "object": min 5 is above max'],
    [
      { project: 'x', sources: [{ name: 'a' }, { name: 'a' }] },
      'spec.sources[1]: Duplicate value: map[string]interface {}{"name":"a"}',
    ],
  ])('are validated: %j', (spec, problem) => {
    const answer = send('POST', apps, app(spec));
    expect(answer.code).toBe(422);
    expect(text(answer)).toContain(problem);
  });

  it('count generations, keep the status apart, compare with what was', () => {
    send('POST', apps, app({ project: 'x' }));
    expect(object(patch(`${apps}/web`, { metadata: { labels: { a: 'b' } } })).metadata.generation).toBe(1);
    const status = patch(`${apps}/web/status`, { spec: { max: 7 }, status: { health: 'Healthy', replicas: 2 } });
    expect(object(status)).toMatchObject({
      spec: { max: 3 },
      status: { health: 'Healthy' },
      metadata: { generation: 1 },
    });
    const main = patch(`${apps}/web`, { spec: { max: 5 }, status: { health: 'Bad' } });
    expect(object(main)).toMatchObject({
      spec: { max: 5 },
      status: { health: 'Healthy' },
      metadata: { generation: 2 },
    });
    expect(text(patch(`${apps}/web`, { spec: { project: 'y' } }))).toBe(
      'Application.argoproj.io "web" is invalid: spec: Forbidden: project is immutable',
    );
    const strategic = patch(`${apps}/web`, {}, 'application/strategic-merge-patch+json');
    expect(strategic.code).toBe(415);
    expect(text(strategic)).toBe(
      'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    );
    expect(object(send('GET', `${apps}/web/scale`))).toMatchObject({ spec: { replicas: 5 }, status: { replicas: 2 } });
    expect(patch(`${apps}/web/scale`, { spec: { replicas: 4 } }).code).toBe(200);
    expect(object(send('GET', `${apps}/web`))['spec']).toMatchObject({ max: 4 });
  });

  it('are applied by their schema', () => {
    const apply = (manager: string, spec: object): ApiResponse =>
      patch(`${apps}/web?fieldManager=${manager}`, app(spec), 'application/apply-patch+yaml');
    expect(apply('one', { project: 'x', sources: [{ name: 'a', url: 'u' }] }).code).toBe(201);
    const both = apply('two', { project: 'x', sources: [{ name: 'b' }] });
    expect(object(both)['spec']).toMatchObject({ sources: [{ name: 'a', url: 'u' }, { name: 'b' }] });
    expect(text(apply('two', { project: 'x', sources: [{ name: 'a', url: 'v' }] }))).toBe(
      'Apply failed with 1 conflict: conflict with "one": .spec.sources[name="a"].url',
    );
    const managedFields = object(send('GET', `${apps}/web`)).metadata.managedFields as ManagedFieldsEntry[] | undefined;
    expect(managedFields?.map((entry) => entry.manager)).toEqual(['one', 'two']);
    expect(JSON.stringify(managedFields?.[0]?.fieldsV1)).toContain('k:{\\"name\\":\\"a\\"}');
  });

  it('are listed as tables and watched', () => {
    send('POST', apps, app({ project: 'x' }, { name: undefined, generateName: 'web-' }));
    const table = send('GET', apps, undefined, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }).body as {
      columnDefinitions: { name: string; description: string }[];
      rows: { cells: unknown[] }[];
    };
    expect(table.columnDefinitions.map(({ name }) => name)).toEqual(['Name', 'Health', 'Max', 'Age']);
    expect(table.columnDefinitions[1]!.description).toBe(
      'Custom resource definition column (in JSONPath format): .status.health',
    );
    expect(table.rows[0]!.cells.slice(1)).toEqual([null, 3, expect.stringMatching(/^\d+(s|ms)?/)]);
    const list = send('GET', '/apis/argoproj.io/v1alpha1/applications').body as KubeObject & { items: KubeObject[] };
    expect(list).toMatchObject({ kind: 'ApplicationList', apiVersion: 'argoproj.io/v1alpha1' });
    expect(list.items[0]!.metadata.name).toMatch(/^web-/);
  });

  it('go with their definition, those with finalizers last', () => {
    send('POST', apps, app({ project: 'x' }));
    send('POST', apps, app({ project: 'x' }, { name: 'held', finalizers: ['example.com/hold'] }));
    expect(object(send('DELETE', `${definitions}/applications.argoproj.io`)).metadata.finalizers).toEqual([
      'customresourcecleanup.apiextensions.k8s.io',
    ]);
    expect(send('GET', `${apps}/web`).code).toBe(404);
    expect(object(send('GET', `${apps}/held`)).metadata.deletionTimestamp).toBeDefined();
    expect(text(send('POST', apps, app({ project: 'x' })))).toBe(
      'create not allowed while custom resource definition is terminating',
    );
    patch(`${apps}/held`, { metadata: { finalizers: null } });
    expect(send('GET', `${definitions}/applications.argoproj.io`).code).toBe(404);
    expect(send('GET', apps).code).toBe(404);
  });

  it('are served in all their versions', () => {
    const both = { versions: [version, { ...version, name: 'v1', storage: false }] };
    const stored = object(send('GET', `${definitions}/applications.argoproj.io`));
    const put = send('PUT', `${definitions}/applications.argoproj.io`, {
      ...(definition(both) as object),
      metadata: { name: 'applications.argoproj.io', resourceVersion: stored.metadata.resourceVersion },
    });
    expect(put.code).toBe(200);
    send('POST', apps, app({ project: 'x' }));
    expect(object(send('GET', '/apis/argoproj.io/v1/namespaces/default/applications/web')).apiVersion).toBe(
      'argoproj.io/v1',
    );
    expect(send('GET', '/apis/argoproj.io').body).toMatchObject({ preferredVersion: { version: 'v1' } });
  });

  it('wait for names that another definition has', () => {
    const other = definition({ names: { kind: 'App', plural: 'others', shortNames: ['app'] } }) as KubeObject;
    send('POST', definitions, { ...other, metadata: { name: 'others.argoproj.io' } });
    expect(object(send('GET', `${definitions}/others.argoproj.io`))['status']).toMatchObject({
      conditions: [
        { type: 'NamesAccepted', status: 'False', reason: 'ShortNamesConflict', message: '"app" is already in use' },
        { type: 'Established', status: 'False', reason: 'NotAccepted' },
      ],
    });
    expect(send('GET', '/apis/argoproj.io/v1alpha1/others').code).toBe(404);
    send('DELETE', `${definitions}/applications.argoproj.io`);
    expect(send('GET', '/apis/argoproj.io/v1alpha1/others').code).toBe(200);
  });

  it('survive a checkpoint', () => {
    send('POST', apps, app({ project: 'x' }));
    expect(unpackState(packState(object(send('GET', `${apps}/web`))))).toMatchObject({ spec: { project: 'x' } });
  });
});
