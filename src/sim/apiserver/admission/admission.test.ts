import { describe, expect, it } from 'vitest';
import type { KubeObject, Status } from '../../../api/types.ts';
import { createTestServer, type TestCluster } from '../../testing.ts';

const core = '/api/v1/namespaces/default';
const pod = (name: string, spec: object = {}, container: object = {}): object => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'i', ...container }], ...spec },
});
const post = (cluster: TestCluster, path: string, body: object) => cluster.request({ method: 'POST', path, body });
/** What an attempt to create a Pod ends with: the text of the refusal, or `created`. */
function attempt(cluster: TestCluster, body: object): string {
  const { code, body: answer } = post(cluster, `${core}/pods`, body);
  return code === 201 ? 'created' : (answer as Status).message!;
}
const server = createTestServer;

describe('LimitRanger', () => {
  const limited = (limits: object[]): TestCluster => {
    const cluster = server();
    cluster.create(`${core}/limitranges`, { metadata: { name: 'lr' }, spec: { limits } });
    cluster.kernel.settle(1_000);
    return cluster;
  };
  it('gives containers what they do not say, and tells in an annotation', () => {
    const cluster = limited([
      { type: 'Container', default: { cpu: '500m', memory: '1Gi' }, defaultRequest: { cpu: '100m', memory: '256Mi' } },
    ]);
    const { body } = post(cluster, `${core}/pods`, pod('p', { initContainers: [{ name: 'i', image: 'i' }] }));
    expect(body).toMatchObject({
      metadata: {
        annotations: {
          'kubernetes.io/limit-ranger':
            'LimitRanger plugin set: cpu, memory request for container c; cpu, memory limit for container c; cpu, memory request for init container i; cpu, memory limit for init container i',
        },
      },
      spec: {
        containers: [
          { resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '500m', memory: '1Gi' } } },
        ],
      },
    });
  });
  it.each<[string, object, object, string]>([
    [
      'below the minimum',
      { type: 'Container', min: { memory: '500Mi' }, max: { memory: '1Gi' } },
      { requests: { memory: '100Mi' }, limits: { memory: '800Mi' } },
      'pods "p" is forbidden: minimum memory usage per Container is 500Mi, but request is 100Mi',
    ],
    [
      'above the maximum',
      { type: 'Container', max: { memory: '1Gi' } },
      { requests: { memory: '800Mi' }, limits: { memory: '1536Mi' } },
      'pods "p" is forbidden: maximum memory usage per Container is 1Gi, but limit is 1536Mi',
    ],
    [
      'no limit at all',
      { type: 'Pod', max: { cpu: '1' } },
      { requests: { cpu: '1' } },
      'pods "p" is forbidden: maximum cpu usage per Pod is 1.  No limit is specified',
    ],
    [
      'two errors',
      { type: 'Container', max: { cpu: '1', memory: '1Gi' } },
      { limits: { cpu: '2', memory: '2Gi' } },
      'pods "p" is forbidden: [maximum cpu usage per Container is 1, but limit is 2, maximum memory usage per Container is 1Gi, but limit is 2Gi]',
    ],
    [
      'too far apart',
      { type: 'Container', maxLimitRequestRatio: { cpu: '2' } },
      { requests: { cpu: '100m' }, limits: { cpu: '400m' } },
      'pods "p" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000',
    ],
  ])('%s', (_, item, resources, want) => {
    expect(attempt(limited([item]), pod('p', {}, { resources }))).toBe(want);
  });
  it('bounds claims', () => {
    const cluster = limited([{ type: 'PersistentVolumeClaim', max: { storage: '2Gi' } }]);
    const { body } = post(cluster, `${core}/persistentvolumeclaims`, {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } } },
    });
    expect((body as Status).message).toBe(
      'persistentvolumeclaims "data" is forbidden: maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 5Gi',
    );
  });
});

describe('ResourceQuota', () => {
  const withQuota = (hard: Record<string, string>, used: Record<string, string> | undefined, spec: object = {}) => {
    const cluster = server();
    cluster.create(`${core}/resourcequotas`, { metadata: { name: 'q' }, spec: { hard, ...spec } });
    cluster.kernel.settle(1_000);
    if (used)
      cluster.request({
        method: 'PATCH',
        path: `${core}/resourcequotas/q/status`,
        headers: { 'content-type': 'application/merge-patch+json' },
        body: { status: { hard, used } },
      });
    cluster.kernel.settle(1_000);
    return cluster;
  };
  const small = { resources: { requests: { cpu: '200m', memory: '64Mi' }, limits: { memory: '128Mi' } } };
  it('refuses while nobody has counted yet', () => {
    expect(attempt(withQuota({ pods: '2' }, undefined), pod('p'))).toBe(
      'pods "p" is forbidden: status unknown for quota: q, resources: pods',
    );
  });
  it('charges what it lets in at once, and refuses what exceeds', () => {
    const cluster = withQuota({ pods: '2', 'requests.cpu': '500m' }, { pods: '0', 'requests.cpu': '0' });
    expect(attempt(cluster, pod('a', {}, small))).toBe('created');
    expect(attempt(cluster, pod('b', {}, small))).toBe('created');
    expect(attempt(cluster, pod('c', {}, small))).toBe(
      'pods "c" is forbidden: exceeded quota: q, requested: pods=1,requests.cpu=200m, used: pods=2,requests.cpu=400m, limited: pods=2,requests.cpu=500m',
    );
    cluster.kernel.settle(1_000);
    expect((cluster.stored('/registry/resourcequotas/default/q') as KubeObject)['status']).toEqual({
      hard: { pods: '2', 'requests.cpu': '500m' },
      used: { pods: '2', 'requests.cpu': '400m' },
    });
  });
  it('wants to be told', () => {
    const hard = { 'limits.memory': '1Gi', 'requests.cpu': '1' };
    expect(attempt(withQuota(hard, { 'limits.memory': '0', 'requests.cpu': '0' }), pod('p'))).toBe(
      'pods "p" is forbidden: failed quota: q: must specify limits.memory for: c; requests.cpu for: c',
    );
  });
  it('counts only what is in its scope', () => {
    const cluster = withQuota({ pods: '0' }, { pods: '0' }, { scopes: ['BestEffort'] });
    expect(attempt(cluster, pod('p', {}, small))).toBe('created');
    expect(attempt(cluster, pod('q'))).toBe(
      'pods "q" is forbidden: exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0',
    );
  });
  it('counts objects of any kind', () => {
    const cluster = withQuota(
      { 'count/deployments.apps': '0', configmaps: '0' },
      { 'count/deployments.apps': '0', configmaps: '0' },
    );
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const said = (path: string, body: object): string | undefined => (post(cluster, path, body).body as Status).message;
    expect(
      said('/apis/apps/v1/namespaces/default/deployments', {
        metadata: { name: 'd' },
        spec: { selector: { matchLabels: { a: 'b' } }, template },
      }),
    ).toBe(
      'deployments.apps "d" is forbidden: exceeded quota: q, requested: count/deployments.apps=1, used: count/deployments.apps=0, limited: count/deployments.apps=0',
    );
    expect(said(`${core}/configmaps`, { metadata: { name: 'm' } })).toContain('requested: configmaps=1');
  });
});

describe('PodSecurity', () => {
  const labelled = (labels: Record<string, string>): TestCluster => {
    const cluster = server();
    label(cluster, labels);
    return cluster;
  };
  const label = (cluster: TestCluster, labels: Record<string, string>) => {
    const named = Object.fromEntries(Object.entries(labels).map(([k, v]) => [`pod-security.kubernetes.io/${k}`, v]));
    const answer = cluster.request({
      method: 'PATCH',
      path: '/api/v1/namespaces/default',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { metadata: { labels: named } },
    });
    cluster.kernel.settle(1_000);
    return answer;
  };
  const all =
    'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")';
  it.each<[string, string, object, object, string]>([
    ['an ordinary Pod is no restricted one', 'restricted', {}, {}, `violates PodSecurity "restricted:latest": ${all}`],
    ['but meets the baseline', 'baseline', {}, {}, ''],
    [
      'what baseline refuses',
      'baseline',
      { hostNetwork: true, hostPID: true, volumes: [{ name: 'v', hostPath: { path: '/' } }] },
      { securityContext: { privileged: true, capabilities: { add: ['NET_ADMIN'] } } },
      'violates PodSecurity "baseline:latest": non-default capabilities (container "c" must not include "NET_ADMIN" in securityContext.capabilities.add), host namespaces (hostNetwork=true, hostPID=true), hostPath volumes (volume "v"), privileged (container "c" must not set securityContext.privileged=true)',
    ],
    [
      'host ports',
      'baseline',
      {},
      { ports: [{ containerPort: 80, hostPort: 80 }] },
      'violates PodSecurity "baseline:latest": hostPort (container "c" uses hostPort 80)',
    ],
    [
      'a careful Pod',
      'restricted',
      { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } },
      { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } },
      '',
    ],
  ])('%s', (_, level, spec, container, want) => {
    expect(attempt(labelled({ enforce: level }), pod('p', spec, container))).toBe(
      want === '' ? 'created' : `pods "p" is forbidden: ${want}`,
    );
  });
  it('warns about what would make such Pods', () => {
    const cluster = labelled({ warn: 'restricted', 'warn-version': 'v1.33' });
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const answer = post(cluster, '/apis/apps/v1/namespaces/default/deployments', {
      metadata: { name: 'd' },
      spec: { selector: { matchLabels: { a: 'b' } }, template },
    });
    expect([answer.code, answer.warnings]).toEqual([201, [`would violate PodSecurity "restricted:v1.33": ${all}`]]);
  });
  it('tells who labels a namespace what runs in it', () => {
    const cluster = server();
    attempt(cluster, pod('a'));
    attempt(cluster, pod('b'));
    expect(label(cluster, { enforce: 'restricted' }).warnings).toEqual([
      'existing pods in namespace "default" violate the new PodSecurity enforce level "restricted:latest"',
      'a (and 1 other pod): allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile',
    ]);
  });
  it('refuses a label that says nothing', () => {
    expect(label(server(), { enforce: 'strict' }).body).toMatchObject({
      code: 422,
      message:
        'Namespace "default" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted',
    });
  });
});

describe('classes', () => {
  it('a runtime class must exist and brings its overhead', () => {
    const cluster = server();
    expect(attempt(cluster, pod('p', { runtimeClassName: 'gvisor' }))).toBe(
      'pods "p" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
    );
    cluster.create('/apis/node.k8s.io/v1/runtimeclasses', {
      metadata: { name: 'gvisor' },
      handler: 'runsc',
      overhead: { podFixed: { cpu: '100m' } },
    });
    cluster.kernel.settle(1_000);
    expect(post(cluster, `${core}/pods`, pod('p', { runtimeClassName: 'gvisor' })).body).toMatchObject({
      spec: { overhead: { cpu: '100m' } },
    });
    expect(attempt(cluster, pod('q', { overhead: { cpu: '1' } }))).toBe(
      'pods "q" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
    );
  });
  it('the default storage class is filled in', () => {
    const cluster = server();
    cluster.create('/apis/storage.k8s.io/v1/storageclasses', {
      metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'x.y/z',
    });
    cluster.kernel.settle(1_000);
    expect(
      post(cluster, `${core}/persistentvolumeclaims`, {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      }).body,
    ).toMatchObject({ spec: { storageClassName: 'standard' } });
  });
  it('the default priority class is filled in', () => {
    const cluster = server();
    cluster.create('/apis/scheduling.k8s.io/v1/priorityclasses', {
      metadata: { name: 'usual' },
      value: 7,
      globalDefault: true,
    });
    cluster.kernel.settle(1_000);
    expect(post(cluster, `${core}/pods`, pod('p')).body).toMatchObject({
      spec: { priority: 7, priorityClassName: 'usual' },
    });
  });
});

describe('NodeRestriction', () => {
  const kubelet = { type: 'certificate', commonName: 'system:node:n1', organizations: ['system:nodes'] } as const;
  it('a kubelet makes mirrors of static Pods only', () => {
    const { body } = server().request({ method: 'POST', path: `${core}/pods`, body: pod('p'), credential: kubelet });
    expect((body as Status).message).toBe(
      'pods "p" is forbidden: pod does not have "kubernetes.io/config.mirror" annotation, node "n1" can only create mirror pods',
    );
  });
});
