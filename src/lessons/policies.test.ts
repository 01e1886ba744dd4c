import { describe, expect, it } from 'vitest';
import type { Status } from '../api/types.ts';
import { cel } from '../sim/apiserver/index.ts';
import { createTestServer, type TestCluster } from '../sim/testing.ts';
import { celEngine } from './cel-engine.ts';

cel.engine = celEngine;

const group = '/apis/admissionregistration.k8s.io/v1';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const deployment = (replicas: number, labels: Record<string, string> = {}): object => ({
  metadata: { name: 'web', labels },
  spec: {
    replicas,
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  },
});

function server(policy: object, binding: object = {}): TestCluster {
  const cluster = createTestServer();
  cluster.create(`${group}/validatingadmissionpolicies`, {
    metadata: { name: 'p' },
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments'] },
        ],
      },
      ...policy,
    },
  });
  cluster.create(`${group}/validatingadmissionpolicybindings`, {
    metadata: { name: 'b' },
    spec: { policyName: 'p', validationActions: ['Deny'], ...binding },
  });
  cluster.create('/api/v1/namespaces/default/configmaps', { metadata: { name: 'limits' }, data: { max: '3' } });
  cluster.kernel.settle(1_000);
  return cluster;
}
const post = (cluster: TestCluster, body: object) => cluster.request({ method: 'POST', path: deployments, body });
const head = `deployments.apps "web" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: `;
const few = { expression: 'object.spec.replicas <= 5' };

describe('a ValidatingAdmissionPolicy', () => {
  it.each<[string, object, object, object, number, string]>([
    ['lets pass what is true', { validations: [few] }, {}, deployment(5), 201, ''],
    ['refuses what is false', { validations: [few] }, {}, deployment(6), 422, 'failed expression: object.spec.replicas <= 5'],
    ['with a message', { validations: [{ ...few, message: 'too many' }] }, {}, deployment(6), 422, 'too many'],
    [
      'with a worked out message and a reason',
      { validations: [{ ...few, messageExpression: "'not ' + string(object.spec.replicas)", reason: 'Forbidden' }] },
      {},
      deployment(6),
      403,
      'not 6',
    ],
    [
      'with variables',
      { variables: [{ name: 'n', expression: 'object.spec.replicas * 2' }], validations: [{ expression: 'variables.n < 5' }] },
      {},
      deployment(3),
      422,
      'failed expression: variables.n < 5',
    ],
    [
      'only where its conditions hold',
      { matchConditions: [{ name: 'prod', expression: "has(object.metadata.labels) && object.metadata.labels.env == 'prod'" }], validations: [few] },
      {},
      deployment(6, { env: 'dev' }),
      201,
      '',
    ],
    [
      'with parameters',
      {
        paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
        validations: [{ expression: 'object.spec.replicas <= int(params.data.max)' }],
      },
      { paramRef: { name: 'limits', namespace: 'default', parameterNotFoundAction: 'Deny' } },
      deployment(4),
      422,
      'failed expression: object.spec.replicas <= int(params.data.max)',
    ],
    [
      'whose expression goes wrong',
      { validations: [{ expression: 'object.spec.nothing == 1' }] },
      {},
      deployment(1),
      422,
      "expression 'object.spec.nothing == 1' resulted in error: no such key: nothing",
    ],
    ['which may go wrong', { failurePolicy: 'Ignore', validations: [{ expression: 'object.spec.nothing == 1' }] }, {}, deployment(1), 201, ''],
    [
      'for some namespaces only',
      { validations: [few] },
      { matchResources: { namespaceSelector: { matchLabels: { env: 'prod' } } } },
      deployment(6),
      201,
      '',
    ],
  ])('%s', (_, policy, binding, body, code, text) => {
    const answer = post(server(policy, binding), body);
    expect([answer.code, code === 201 ? '' : (answer.body as Status).message]).toEqual([code, code === 201 ? '' : head + text]);
  });
  it('warns', () => {
    const answer = post(server({ validations: [few] }, { validationActions: ['Warn', 'Audit'] }), deployment(6));
    expect([answer.code, answer.warnings]).toEqual([
      201,
      ["Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': failed expression: object.spec.replicas <= 5"],
    ]);
  });

  const about = (rule: object) => ({
    matchConstraints: { resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], ...rule }] },
  });
  const patch = (cluster: TestCluster, path: string, body: object) =>
    cluster.request({ method: 'PATCH', path, body, headers: { 'content-type': 'application/merge-patch+json' } });
  const scale = { path: `${deployments}/web/scale`, body: { spec: { replicas: 9 } } };
  const status = { path: `${deployments}/web/status`, body: { status: { replicas: 9 } } };

  it.each<[string, object, string, { path: string; body: object }, number]>([
    ['a scale as a Scale', { resources: ['*/scale'] }, "request.kind.kind == 'Scale' && object.spec.replicas <= 5", scale, 422],
    ['a scale that is right', { resources: ['*/scale'] }, 'object.spec.replicas <= 9', scale, 200],
    ['a status', { resources: ['deployments/status'] }, 'object.status.replicas < 9', status, 422],
    ['everything, of a status', { resources: ['*/*'] }, "request.subResource != 'status'", status, 422],
    ['objects only, not a status', { resources: ['deployments'] }, 'false', status, 200],
  ])('is asked about %s', (_, rule, expression, { path, body }, code) => {
    const cluster = server({ ...about(rule), matchConditions: [{ name: 'patched', expression: "request.operation == 'UPDATE' && request.requestResource.resource == 'deployments'" }], validations: [{ expression }] });
    // Its own controller may try to write the status, too, and be refused.
    expect(post(cluster, deployment(1)).code).toBe(201);
    expect(patch(cluster, path, body).code).toBe(code);
  });

  it('is asked about evictions, tokens and what is bound', () => {
    const policy = { ...about({ resources: ['pods/eviction', 'serviceaccounts/token', 'pods/binding'] }), validations: [{ expression: "request.operation != 'CREATE'" }] };
    const cluster = server(policy);
    cluster.create('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'robot' } });
    cluster.create('/api/v1/namespaces/default/pods', { metadata: { name: 'web' }, spec: { serviceAccountName: 'robot', containers: [{ name: 'c', image: 'i' }] } });
    const messages = ['pods/web/eviction', 'serviceaccounts/robot/token', 'pods/web/binding'].map((path) => {
      const body = { metadata: { name: 'web' }, target: { name: 'w1-k8s' }, spec: {} };
      const answer = cluster.request({ method: 'POST', path: `/api/v1/namespaces/default/${path}`, body });
      return `${answer.code} ${(answer.body as Status).message?.split(':')[0]}`;
    });
    const by = (what: string): string => `422 ${what} is forbidden`;
    expect(messages).toEqual([by('pods "web"'), by('serviceaccounts "robot"'), by('pods "web"')]);
  });

  it.each<[string, object, object, number, string]>([
    ['parameters nobody made', { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } }, { paramRef: { name: 'none', namespace: 'default', parameterNotFoundAction: 'Deny' }, validationActions: ['Warn'] }, 422, 'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction'],
    ['parameters that may be missing', { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } }, { paramRef: { name: 'none', namespace: 'default', parameterNotFoundAction: 'Allow' } }, 201, ''],
    ['parameters of an unknown kind', { paramKind: { apiVersion: 'x.io/v1', kind: 'Limit' } }, { paramRef: { name: 'none', parameterNotFoundAction: 'Allow' } }, 422, 'failed to configure binding: paramKind kind `x.io/v1, Kind=Limit` not known'],
    ['a condition that goes wrong', { matchConditions: [{ name: 'a', expression: 'object.spec.nothing' }, { name: 'b', expression: 'true' }] }, {}, 422, "expression 'object.spec.nothing' resulted in error: no such key: nothing"],
    ['one condition that is false', { matchConditions: [{ name: 'a', expression: 'object.spec.nothing' }, { name: 'b', expression: 'false' }] }, {}, 201, ''],
    ['a note that goes wrong', { validations: [], auditAnnotations: [{ key: 'k', valueExpression: 'object.spec.nothing' }] }, { validationActions: ['Audit'] }, 422, "expression 'object.spec.nothing' resulted in error: no such key: nothing"],
    ['a note that is no text', { validations: [], auditAnnotations: [{ key: 'k', valueExpression: '1' }] }, {}, 422, "valueExpression '1' resulted in unsupported return type: int. Return type must be either string or null."],
    ['a note that is left out', { validations: [], auditAnnotations: [{ key: 'k', valueExpression: 'null' }] }, {}, 201, ''],
  ])('with %s', (_, policy, binding, code, text) => {
    const answer = post(server({ validations: [{ expression: 'false', message: 'no' }], ...policy }, binding), deployment(1));
    expect([answer.code, code === 201 ? '' : (answer.body as Status).message]).toEqual([code, code === 201 ? '' : head + text]);
  });

  it('takes custom resources for parameters', () => {
    const cluster = server(
      { paramKind: { apiVersion: 'example.com/v1', kind: 'Limit' }, validations: [{ expression: 'object.spec.replicas <= params.spec.max' }] },
      { paramRef: { selector: {}, namespace: 'default', parameterNotFoundAction: 'Deny' } },
    );
    cluster.create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      metadata: { name: 'limits.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'limits', kind: 'Limit' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
      },
    });
    cluster.kernel.settle(5_000);
    cluster.create('/apis/example.com/v1/namespaces/default/limits', { apiVersion: 'example.com/v1', kind: 'Limit', metadata: { name: 'l' }, spec: { max: 2 } });
    expect([post(cluster, deployment(3)).code, post(cluster, deployment(2)).code]).toEqual([422, 201]);
  });
});
