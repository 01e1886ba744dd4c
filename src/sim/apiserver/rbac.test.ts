import { describe, expect, it } from 'vitest';
import type { Status } from '../../api/types.ts';
import type { Credential } from '../messages.ts';
import { createTestServer, type TestCluster } from '../testing.ts';

const pods = '/api/v1/namespaces/default/pods';
const rbac = '/apis/rbac.authorization.k8s.io/v1';
const user = (commonName: string, ...organizations: string[]): Credential => ({
  type: 'certificate',
  commonName,
  organizations,
});
const kubelet = user('system:node:n1', 'system:nodes');
const controller = (name: string): Credential => ({
  type: 'token',
  token: `system:serviceaccount:kube-system:${name}`,
});

function server(): TestCluster {
  const cluster = createTestServer();
  cluster.create('/api/v1/namespaces', { metadata: { name: 'dev' } });
  cluster.create(`${rbac}/namespaces/dev/roles`, {
    metadata: { name: 'reader' },
    rules: [{ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] }],
  });
  cluster.create(`${rbac}/namespaces/dev/rolebindings`, {
    metadata: { name: 'readers' },
    subjects: [
      { kind: 'Group', name: 'devs' },
      { kind: 'ServiceAccount', name: 'robot', namespace: 'default' },
    ],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
  });
  cluster.create(`${rbac}/clusterroles`, {
    metadata: { name: 'one-secret' },
    rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['key'], verbs: ['get'] }],
  });
  cluster.create(`${rbac}/clusterrolebindings`, {
    metadata: { name: 'jane' },
    subjects: [{ kind: 'User', name: 'jane' }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'one-secret' },
  });
  cluster.create(`${rbac}/clusterrolebindings`, {
    metadata: { name: 'lost' },
    subjects: [{ kind: 'User', name: 'bob' }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'nowhere' },
  });
  cluster.kernel.settle(1_000);
  return cluster;
}

describe('who may do what', () => {
  it.each<[string, Credential, string, string, string | undefined]>([
    [
      'kubeadm admin may do everything',
      user('kubernetes-admin', 'kubeadm:cluster-admins'),
      'DELETE',
      `${pods}/x`,
      undefined,
    ],
    [
      'a stranger may not list',
      user('jane'),
      'GET',
      pods,
      'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
    ],
    [
      'nor read one',
      user('jane'),
      'GET',
      `${pods}/web`,
      'pods "web" is forbidden: User "jane" cannot get resource "pods" in API group "" in the namespace "default"',
    ],
    [
      'nor across namespaces',
      user('jane'),
      'GET',
      '/apis/apps/v1/deployments',
      'deployments.apps is forbidden: User "jane" cannot list resource "deployments" in API group "apps" at the cluster scope',
    ],
    [
      'nor cluster-scoped things',
      user('jane'),
      'GET',
      '/api/v1/nodes/n1',
      'nodes "n1" is forbidden: User "jane" cannot get resource "nodes" in API group "" at the cluster scope',
    ],
    [
      'a subresource is named',
      user('jane'),
      'GET',
      `${pods}/web/log`,
      'pods "web" is forbidden: User "jane" cannot get resource "pods/log" in API group "" in the namespace "default"',
    ],
    ['a role counts in its namespace', user('ann', 'devs'), 'GET', '/api/v1/namespaces/dev/pods', undefined],
    [
      'and not in another',
      user('ann', 'devs'),
      'GET',
      pods,
      'pods is forbidden: User "ann" cannot list resource "pods" in API group "" in the namespace "default"',
    ],
    [
      'nor for another verb',
      user('ann', 'devs'),
      'DELETE',
      '/api/v1/namespaces/dev/pods/x',
      'pods "x" is forbidden: User "ann" cannot delete resource "pods" in API group "" in the namespace "dev"',
    ],
    ['resourceNames: this one', user('jane'), 'GET', '/api/v1/namespaces/default/secrets/key', undefined],
    [
      'and no other',
      user('jane'),
      'GET',
      '/api/v1/namespaces/default/secrets/other',
      'secrets "other" is forbidden: User "jane" cannot get resource "secrets" in API group "" in the namespace "default"',
    ],
    [
      'a missing role is told',
      user('bob'),
      'GET',
      pods,
      'pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "default": RBAC: clusterrole.rbac.authorization.k8s.io "nowhere" not found',
    ],
    ['anybody may ask for the version', { type: 'anonymous' }, 'GET', '/version', undefined],
    [
      'but not for metrics',
      { type: 'anonymous' },
      'GET',
      '/metrics',
      'forbidden: User "system:anonymous" cannot get path "/metrics"',
    ],
    [
      'nor for Pods',
      { type: 'anonymous' },
      'GET',
      pods,
      'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "default"',
    ],
    ['the scheduler may watch Pods', user('system:kube-scheduler'), 'GET', '/api/v1/pods', undefined],
    [
      'and not write Deployments',
      user('system:kube-scheduler'),
      'DELETE',
      '/apis/apps/v1/namespaces/default/deployments/x',
      'deployments.apps "x" is forbidden: User "system:kube-scheduler" cannot delete resource "deployments" in API group "apps" in the namespace "default"',
    ],
    [
      'the ReplicaSet controller may delete Pods',
      controller('replicaset-controller'),
      'DELETE',
      `${pods}/x`,
      undefined,
    ],
    [
      'the Deployment controller may not',
      controller('deployment-controller'),
      'DELETE',
      `${pods}/x`,
      'pods "x" is forbidden: User "system:serviceaccount:kube-system:deployment-controller" cannot delete resource "pods" in API group "" in the namespace "default"',
    ],
    ['a kubelet reads its node', kubelet, 'GET', '/api/v1/nodes/n1', undefined],
    [
      'and not another',
      kubelet,
      'GET',
      '/api/v1/nodes/n2',
      'nodes "n2" is forbidden: User "system:node:n1" cannot get resource "nodes" in API group "" at the cluster scope: node \'n1\' cannot read \'n2\', only its own Node object',
    ],
    [
      'nor a Secret no Pod of its own uses',
      kubelet,
      'GET',
      '/api/v1/namespaces/default/secrets/key',
      'secrets "key" is forbidden: User "system:node:n1" cannot get resource "secrets" in API group "" in the namespace "default": no relationship found between node \'n1\' and this object',
    ],
  ])('%s', (_, credential, method, path, refusal) => {
    const { code, body } = server().request({ method: method as 'GET', path, credential });
    expect(code === 403 ? (body as Status).message : undefined).toEqual(refusal);
  });

  it('a kubelet reads the Secrets its Pods use', () => {
    const cluster = server();
    cluster.create('/api/v1/namespaces/default/secrets', { metadata: { name: 'key' } });
    cluster.create(pods, {
      metadata: { name: 'web' },
      spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'i', envFrom: [{ secretRef: { name: 'key' } }] }] },
    });
    cluster.kernel.settle(100);
    expect(cluster.request({ path: '/api/v1/namespaces/default/secrets/key', credential: kubelet }).code).toBe(200);
  });
  it('a new binding counts from the moment it is seen', () => {
    const cluster = server();
    const ask = (): number => cluster.request({ path: pods, credential: user('eve') }).code;
    expect(ask()).toBe(403);
    cluster.create(`${rbac}/clusterrolebindings`, {
      metadata: { name: 'eve' },
      subjects: [{ kind: 'User', name: 'eve' }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    });
    cluster.kernel.settle(100);
    expect(ask()).toBe(200);
    cluster.request({ method: 'DELETE', path: `${rbac}/clusterrolebindings/eve` });
    cluster.kernel.settle(100);
    expect(ask()).toBe(403);
  });
  it('kubectl --as: an administrator may be somebody else, others may not', () => {
    const cluster = server();
    const headers = { 'impersonate-user': 'jane' };
    const asJane = cluster.request({ path: pods, headers });
    expect((asJane.body as Status).message).toContain('User "jane" cannot list');
    const byAnn = cluster.request({ path: pods, headers, credential: user('ann') });
    expect((byAnn.body as Status).message).toBe(
      'users "jane" is forbidden: User "ann" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
    expect(
      cluster.request({
        path: '/api/v1/namespaces/dev/pods',
        headers: { 'impersonate-user': 'system:serviceaccount:default:robot' },
      }).code,
    ).toBe(200);
  });
  it('kubectl auth can-i and whoami', () => {
    const cluster = server();
    const post = (path: string, spec: object, credential: Credential): unknown =>
      cluster.request({ method: 'POST', path, body: { spec }, credential }).body;
    const canI = (verb: string): unknown =>
      post(
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        { resourceAttributes: { verb, resource: 'pods', namespace: 'dev' } },
        user('ann', 'devs'),
      );
    expect(canI('list')).toMatchObject({
      status: { allowed: true, reason: 'RBAC: allowed by RoleBinding "readers/dev" of Role "reader" to Group "devs"' },
    });
    expect(canI('delete')).toMatchObject({ status: { allowed: false } });
    expect(post('/apis/authentication.k8s.io/v1/selfsubjectreviews', {}, user('ann', 'devs'))).toMatchObject({
      status: { userInfo: { username: 'ann', groups: ['devs', 'system:authenticated'] } },
    });
  });
  it('a token from the TokenRequest API is its account', () => {
    const cluster = server();
    const { status } = cluster.create('/api/v1/namespaces/default/serviceaccounts/default/token', {
      spec: {},
    }) as unknown as { status: { token: string } };
    const { body } = cluster.request({ path: pods, credential: { type: 'token', token: status.token } });
    expect((body as Status).message).toBe(
      'pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the namespace "default"',
    );
    expect(cluster.request({ path: pods, credential: { type: 'token', token: `${status.token}x` } }).code).toBe(401);
  });
});

describe('nobody gives away more than they have', () => {
  const admin = user('lead', 'leads');
  function withLead(): TestCluster {
    const cluster = server();
    cluster.create(`${rbac}/namespaces/dev/rolebindings`, {
      metadata: { name: 'leads' },
      subjects: [{ kind: 'Group', name: 'leads' }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' },
    });
    cluster.kernel.settle(1_000);
    return cluster;
  }
  const grant = (cluster: TestCluster, rules: object[]): unknown =>
    cluster.request({
      method: 'POST',
      path: `${rbac}/namespaces/dev/roles`,
      body: { metadata: { name: 'r' }, rules },
      credential: admin,
    });
  it('a role of what one may do oneself is fine', () =>
    expect(grant(withLead(), [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'delete'] }])).toMatchObject({
      code: 201,
    }));
  it('a role of more is not', () =>
    expect(
      grant(withLead(), [{ apiGroups: [''], resources: ['nodes', 'pods'], verbs: ['get', 'list'] }]),
    ).toMatchObject({
      code: 403,
      body: {
        message:
          'roles.rbac.authorization.k8s.io "r" is forbidden: user "lead" (groups=["leads" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["nodes"], Verbs:["get" "list"]}',
      },
    }));
  it('nor is a binding to cluster-admin', () => {
    const cluster = withLead();
    const { code, body } = cluster.request({
      method: 'POST',
      path: `${rbac}/namespaces/dev/rolebindings`,
      body: {
        metadata: { name: 'up' },
        subjects: [{ kind: 'User', name: 'lead' }],
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      },
      credential: admin,
    });
    expect([code, (body as Status).message]).toEqual([
      403,
      'rolebindings.rbac.authorization.k8s.io "up" is forbidden: user "lead" (groups=["leads" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:["*"], Resources:["*"], Verbs:["*"]}\n{NonResourceURLs:["*"], Verbs:["*"]}',
    ]);
  });
});
