import { describe, expect, it } from 'vitest';
import type { MessageEntry } from '../sim/kernel/types.ts';
import { beatOf } from './beats.ts';
import { HandMade, object } from './hand-made.ts';
import { emptyStory, foldStory } from './story.ts';

const pods = '/api/v1/namespaces/default/pods';
const owned = (kind: string, name: string) => ({
  ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: `uid-${name}`, controller: true }],
});
const bound = { spec: { nodeName: 'w1-k8s', containers: [] }, status: { phase: 'Pending' } };
const unbound = { spec: { containers: [] }, status: { phase: 'Pending' } };
const leaving = { deletionTimestamp: '2025-06-01T00:01:00Z' };

type Make = (h: HandMade) => MessageEntry;

const table: [sentence: string, make: Make, label: string, weight: 'story' | 'detail', say: string][] = [
  [
    'a person creates a Deployment',
    (h) => h.request('user', 'POST', '/apis/apps/v1/namespaces/default/deployments', object('Deployment', 'web')),
    'POST deployments',
    'story',
    'beat.create',
  ],
  [
    'a person lists Pods to see them',
    (h) =>
      h.request(
        'user',
        'GET',
        pods,
        undefined,
        h.message('user', 'user', {
          kind: 'command',
          command: { type: 'kubectl', line: 'kubectl get pods', files: {} },
        }).id,
      ),
    'LIST pods',
    'story',
    'beat.list',
  ],
  [
    'apply looks first, in order to write',
    (h) =>
      h.request(
        'user',
        'GET',
        `${pods}/web`,
        undefined,
        h.message('user', 'user', {
          kind: 'command',
          command: { type: 'kubectl', line: 'kubectl apply -f web.yaml', files: {} },
        }).id,
      ),
    'GET pods',
    'detail',
    'beat.get',
  ],
  [
    'an informer watches',
    (h) => h.request('scheduler', 'GET', '/api/v1/pods', undefined, 0, {}, { watch: 'true' }),
    'WATCH pods',
    'detail',
    'beat.watch',
  ],
  [
    'a controller creates the Pod that is missing',
    (h) => {
      const woken = h.message('controller-manager', 'controller-manager', { kind: 'timer', name: 'work' });
      const decision = h.note(
        'controller-manager',
        {
          kind: 'reconcile',
          controller: 'replicaset-controller',
          key: 'default/web',
          because: { key: 'replicaset.missing', values: { have: 2, want: 3 } },
          requests: 1,
        },
        woken.id,
      );
      return h.request(
        'controller-manager',
        'POST',
        pods,
        object('Pod', '', {}, { generateName: 'web-' }),
        decision.id,
        { agent: 'replicaset-controller' },
      );
    },
    'POST pods',
    'story',
    'beat.create.missing',
  ],
  [
    'a controller counts in its own status',
    (h) =>
      h.request(
        'controller-manager',
        'PUT',
        '/apis/apps/v1/namespaces/default/replicasets/web/status',
        object('ReplicaSet', 'web'),
        0,
        { agent: 'replicaset-controller' },
      ),
    'PUT replicasets/status',
    'detail',
    'beat.status',
  ],
  [
    'the Deployment controller notes the revision on its Deployment',
    (h) =>
      h.request(
        'controller-manager',
        'PUT',
        '/apis/apps/v1/namespaces/default/deployments/web',
        object('Deployment', 'web'),
        0,
        { agent: 'deployment-controller' },
      ),
    'PUT deployments',
    'detail',
    'beat.update',
  ],
  [
    'the Deployment controller resizes a ReplicaSet',
    (h) =>
      h.request(
        'controller-manager',
        'PUT',
        '/apis/apps/v1/namespaces/default/replicasets/web-1',
        object('ReplicaSet', 'web-1', { spec: { replicas: 2 } }),
        0,
        { agent: 'deployment-controller' },
      ),
    'PUT replicasets',
    'story',
    'beat.resize',
  ],
  [
    'a controller writes an Event',
    (h) =>
      h.request(
        'controller-manager',
        'POST',
        '/api/v1/namespaces/default/events',
        {
          kind: 'Event',
          involvedObject: { kind: 'ReplicaSet', name: 'web' },
          reason: 'SuccessfulCreate',
          message: 'Created pod: web-1',
        },
        0,
        { agent: 'replicaset-controller' },
      ),
    'POST events',
    'detail',
    'beat.event',
  ],
  [
    'the scheduler binds',
    (h) =>
      h.request('scheduler', 'POST', `${pods}/web-1/binding`, {
        kind: 'Binding',
        target: { kind: 'Node', name: 'w1-k8s' },
      }),
    'bind',
    'story',
    'beat.bind',
  ],
  [
    'the scheduler says that no node fits',
    (h) =>
      h.request('scheduler', 'PATCH', `${pods}/big/status`, {
        status: { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }] },
      }),
    'PATCH pods/status',
    'story',
    'beat.status.unschedulable',
  ],
  [
    'the kubelet has only begun',
    (h) =>
      h.request('kubelet@w1-k8s', 'PATCH', `${pods}/web-1/status`, {
        status: { phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }] },
      }),
    'PATCH pods/status',
    'detail',
    'beat.status.pod',
  ],
  [
    'the kubelet reports Running',
    (h) => h.request('kubelet@w1-k8s', 'PATCH', `${pods}/web-1/status`, { status: { phase: 'Running' } }),
    'PATCH pods/status',
    'story',
    'beat.status.pod',
  ],
  [
    'the kubelet reports a missing image',
    (h) =>
      h.request('kubelet@w1-k8s', 'PATCH', `${pods}/web-1/status`, {
        status: { containerStatuses: [{ state: { waiting: { reason: 'ErrImagePull' } } }] },
      }),
    'PATCH pods/status',
    'story',
    'beat.status.waiting',
  ],
  [
    'the kubelet renews its lease',
    (h) =>
      h.request('kubelet@w1-k8s', 'PUT', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1-k8s', {}),
    'PUT leases',
    'detail',
    'beat.lease',
  ],
  [
    'the scheduler hears of a Pod without a node',
    (h) => h.news('scheduler', 'ADDED', object('Pod', 'web-1', unbound), undefined, 0),
    'watch ▸ ADDED Pod',
    'story',
    'notice.unbound',
  ],
  [
    'the scheduler hears that the Pod is bound',
    (h) => h.news('scheduler', 'MODIFIED', object('Pod', 'web-1', bound), object('Pod', 'web-1', unbound), 0),
    'watch ▸ MODIFIED Pod',
    'detail',
    'notice.cache',
  ],
  [
    'the kubelet hears of its new Pod',
    (h) => h.news('kubelet@w1-k8s', 'ADDED', object('Pod', 'web-1', bound), object('Pod', 'web-1', unbound), 0),
    'watch ▸ ADDED Pod',
    'story',
    'notice.bound',
  ],
  [
    'the kubelet hears of its own status report',
    (h) => h.news('kubelet@w1-k8s', 'MODIFIED', object('Pod', 'web-1', bound), object('Pod', 'web-1', bound), 0),
    'watch ▸ MODIFIED Pod',
    'detail',
    'notice.cache',
  ],
  [
    'the kubelet hears that the Pod is to go',
    (h) =>
      h.news('kubelet@w1-k8s', 'MODIFIED', object('Pod', 'web-1', bound, leaving), object('Pod', 'web-1', bound), 0),
    'watch ▸ MODIFIED Pod',
    'story',
    'notice.leaving',
  ],
  [
    'the ReplicaSet controller hears of a new ReplicaSet',
    (h) =>
      h.news(
        'controller-manager',
        'ADDED',
        object('ReplicaSet', 'web'),
        undefined,
        h.request('user', 'POST', '/apis/apps/v1/namespaces/default/replicasets').id,
      ),
    'watch ▸ ADDED ReplicaSet',
    'story',
    'notice.new',
  ],
  [
    'the ReplicaSet controller hears of a Pod somebody else deletes',
    (h) =>
      h.news(
        'controller-manager',
        'MODIFIED',
        object('Pod', 'web-1', bound, { ...owned('ReplicaSet', 'web'), ...leaving }),
        object('Pod', 'web-1', bound, owned('ReplicaSet', 'web')),
        h.request('user', 'DELETE', `${pods}/web-1`).id,
      ),
    'watch ▸ MODIFIED Pod',
    'story',
    'notice.lost',
  ],
  [
    'the ReplicaSet controller hears of a Pod it deleted itself',
    (h) =>
      h.news(
        'controller-manager',
        'MODIFIED',
        object('Pod', 'web-1', bound, { ...owned('ReplicaSet', 'web'), ...leaving }),
        object('Pod', 'web-1', bound, owned('ReplicaSet', 'web')),
        h.request('controller-manager', 'DELETE', `${pods}/web-1`, undefined, 0, { agent: 'replicaset-controller' }).id,
      ),
    'watch ▸ MODIFIED Pod',
    'detail',
    'notice.cache',
  ],
  [
    'the ReplicaSet controller hears of counters',
    (h) =>
      h.news(
        'controller-manager',
        'MODIFIED',
        object('ReplicaSet', 'web', { status: { observedGeneration: 1 } }, { generation: 1 }),
        object('ReplicaSet', 'web'),
        0,
      ),
    'watch ▸ MODIFIED ReplicaSet',
    'detail',
    'notice.cache',
  ],
  [
    'the API server stores what a person asked for',
    (h) => h.txn(object('Pod', 'web'), h.request('user', 'POST', pods).id),
    'txn put',
    'story',
    'beat.put',
  ],
  [
    'the API server stores an Event',
    (h) => h.txn(object('Event', 'web.1'), h.request('scheduler', 'POST', '/api/v1/namespaces/default/events').id),
    'txn put',
    'detail',
    'beat.put.new',
  ],
  [
    'the API server stores counters',
    (h) =>
      h.txn(
        object('ReplicaSet', 'web'),
        h.request('controller-manager', 'PUT', '/apis/apps/v1/namespaces/default/replicasets/web/status').id,
      ),
    'txn put',
    'detail',
    'beat.put.state',
  ],
  [
    'the API server stores a binding',
    (h) => h.txn(object('Pod', 'web', bound), h.request('scheduler', 'POST', `${pods}/web/binding`).id),
    'txn put',
    'story',
    'beat.put.bound',
  ],
  [
    'a write that lost a race in etcd',
    (h) => h.txn(object('Pod', 'web', bound), h.request('scheduler', 'POST', `${pods}/web/binding`).id, false),
    'txn put',
    'detail',
    'beat.put.bound',
  ],
  [
    'the last deletion notes that no grace is left',
    (h) => h.txn(object('Pod', 'web', bound, leaving), h.request('kubelet@w1-k8s', 'DELETE', `${pods}/web`).id),
    'txn put',
    'detail',
    'beat.put.leaving',
  ],
  [
    'etcd confirms',
    (h) =>
      h.message('etcd', 'apiserver', {
        kind: 'etcd-reply',
        re: 1,
        reply: { op: 'txn', succeeded: true, revision: 412, current: undefined },
      }),
    'ok rev 412',
    'detail',
    'beat.committed',
  ],
  [
    'a write is answered',
    (h) =>
      h.message('apiserver', 'user', {
        kind: 'response',
        re: h.request('user', 'POST', pods).id,
        response: { code: 201, body: {} },
      }),
    '201',
    'detail',
    'beat.answer',
  ],
  [
    'a person is refused',
    (h) =>
      h.message('apiserver', 'user', {
        kind: 'response',
        re: h.request('user', 'POST', pods).id,
        response: { code: 403, body: { kind: 'Status', message: 'no' } },
      }),
    '403',
    'story',
    'beat.refused',
  ],
  [
    'a name is taken',
    (h) =>
      h.message('apiserver', 'user', {
        kind: 'response',
        re: h.request('user', 'POST', pods).id,
        response: {
          code: 409,
          body: { kind: 'Status', reason: 'AlreadyExists', message: 'pods "web" already exists' },
        },
      }),
    '409',
    'story',
    'beat.refused',
  ],
  [
    'a controller was too slow',
    (h) =>
      h.message('apiserver', 'controller-manager', {
        kind: 'response',
        re: h.request('controller-manager', 'PUT', pods).id,
        response: { code: 409, body: { kind: 'Status' } },
      }),
    '409',
    'detail',
    'beat.conflict',
  ],
  [
    'the kubelet starts a container',
    (h) =>
      h.message('kubelet@w1-k8s', 'runtime@w1-k8s', {
        kind: 'cri',
        call: { call: 'StartContainer', podUid: 'u', containerId: 'c' },
      }),
    'StartContainer',
    'story',
    'cri.StartContainer',
  ],
  [
    'the kubelet makes a sandbox',
    (h) =>
      h.message('kubelet@w1-k8s', 'runtime@w1-k8s', {
        kind: 'cri',
        call: { call: 'RunPodSandbox', podUid: 'u', namespace: 'default', name: 'web-1' },
      }),
    'RunPodSandbox',
    'detail',
    'cri.RunPodSandbox',
  ],
  [
    'an image cannot be pulled',
    (h) =>
      h.message('runtime@w1-k8s', 'kubelet@w1-k8s', {
        kind: 'cri-reply',
        re: 1,
        call: 'PullImage',
        reply: { ok: false, code: 'NotFound', error: 'not found' },
      }),
    'PullImage: NotFound',
    'story',
    'cri.failed.pull',
  ],
  [
    'a container ends by itself',
    (h) =>
      h.message('runtime@w1-k8s', 'kubelet@w1-k8s', {
        kind: 'container-event',
        podUid: 'u',
        containerId: 'c',
        event: 'died',
        exitCode: 1,
      }),
    'died 1',
    'story',
    'container.died',
  ],
  [
    'a container ends because it was told to',
    (h) =>
      h.message(
        'runtime@w1-k8s',
        'kubelet@w1-k8s',
        { kind: 'container-event', podUid: 'u', containerId: 'c', event: 'died', exitCode: 0 },
        h.message('kubelet@w1-k8s', 'runtime@w1-k8s', {
          kind: 'cri',
          call: { call: 'StopContainer', podUid: 'u', containerId: 'c', timeoutMs: 30_000 },
        }).id,
      ),
    'died 0',
    'detail',
    'container.died',
  ],
  [
    'housekeeping',
    (h) =>
      h.request('kubelet@w1-k8s', 'PATCH', `${pods}/web-1/status`, { status: { phase: 'Running' } }, 0, {
        quiet: true,
      }),
    'PATCH pods/status',
    'detail',
    'beat.status.pod',
  ],
];

describe('a message as a beat', () => {
  it.each(table)('%s', (_, make, label, weight, say) => {
    const made = new HandMade();
    const entry = make(made);
    const story = emptyStory();
    foldStory(story, made.trace, 0);
    const beat = beatOf(made.trace, story, entry);
    expect({ label: beat.label, weight: beat.weight, say: beat.say.key }).toEqual({ label, weight, say });
    expect([...story.beats].includes(beat.step)).toBe(weight === 'story');
  });
});
