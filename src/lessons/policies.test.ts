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
});
