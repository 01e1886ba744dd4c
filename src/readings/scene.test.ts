import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../api/types.ts';
import { etcdKind, type EtcdState } from '../sim/etcd/index.ts';
import { Kernel } from '../sim/kernel/kernel.ts';
import { nextFloat, seedPrng } from '../sim/kernel/prng.ts';
import { object } from './hand-made.ts';
import {
  emptyScene,
  moveScene,
  nodeViews,
  serviceViews,
  sortedByNumber,
  takePods,
  workloadViews,
  type Scene,
} from './scene.ts';
import { podStates, type PodDelta } from './views.ts';

/** An etcd of its own, written to directly. */
class Store {
  readonly kernel = new Kernel([etcdKind], 1);
  constructor() {
    this.kernel.addActor('etcd', 'etcd');
  }
  put(key: string, value: KubeObject | undefined): void {
    this.kernel.inject(
      'etcd',
      { kind: 'etcd', request: { op: 'txn', ifModRevision: undefined, key, value } },
      { from: 'apiserver' },
    );
    this.kernel.settle(1_000);
  }
  get etcd(): EtcdState {
    return this.kernel.stateOf<EtcdState>('etcd')!;
  }
  get revision(): number {
    return this.etcd.store.revision;
  }
}

const node = (name: string) =>
  object(
    'Node',
    name,
    { spec: {}, status: { allocatable: { cpu: '4', memory: '8Gi' }, conditions: [{ type: 'Ready', status: 'True' }] } },
    { namespace: undefined },
  );
const pod = (name: string, on: string | undefined, phase: string, uid = `uid-${name}`) =>
  object(
    'Pod',
    name,
    {
      spec: {
        ...(on ? { nodeName: on } : {}),
        restartPolicy: 'Always',
        containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: '100m', memory: '64Mi' } } }],
      },
      status: {
        phase,
        conditions: [{ type: 'Ready', status: phase === 'Running' ? 'True' : 'False' }],
        containerStatuses: [],
      },
    },
    { uid },
  );

/** A page that keeps what deltas tell it. */
class Page {
  readonly pods = new Map<number, { node: number; state: string; name: string | undefined }>();
  private readonly names = new Map<number, string>();
  take(delta: PodDelta): void {
    if (delta.reset) this.pods.clear();
    for (const { id, name } of delta.texts) this.names.set(id, name);
    delta.id.forEach((id, i) => {
      if (delta.node[i] === -2) this.pods.delete(id);
      else this.pods.set(id, { node: delta.node[i]!, state: podStates[delta.state[i]!]!, name: this.names.get(id) });
    });
  }
  get sorted(): unknown[] {
    return [...this.pods.values()].sort((a, b) => (a.name! < b.name! ? -1 : 1));
  }
}

const everything = (scene: Scene) => ({
  nodes: nodeViews(scene),
  workloads: workloadViews(scene),
  services: serviceViews(scene),
});

describe('the scene', () => {
  it('is the same however the play-head came there', () => {
    const store = new Store();
    const random = seedPrng(11);
    const pick = (n: number): number => Math.floor(nextFloat(random) * n);
    for (const name of ['w1', 'w2', 'w10']) store.put(`/registry/minions/${name}`, node(name));
    const alive = new Set<string>();
    for (let i = 0; i < 400; i++) {
      const name = `p${pick(30)}`;
      const key = `/registry/pods/default/${name}`;
      const dice = pick(10);
      if (dice === 0 && alive.has(name)) {
        alive.delete(name);
        store.put(key, undefined);
      } else if (dice === 1) {
        const rs = `r${pick(3)}`;
        store.put(
          `/registry/replicasets/default/${rs}`,
          object('ReplicaSet', rs, {
            spec: { replicas: pick(5) },
            status: { replicas: pick(5), readyReplicas: pick(3) },
          }),
        );
      } else {
        alive.add(name);
        store.put(
          key,
          pod(
            name,
            ['w1', 'w2', 'w10', undefined][pick(4)],
            ['Pending', 'Running', 'Succeeded'][pick(3)]!,
            dice === 2 ? `uid-${name}-${i}` : `uid-${name}`,
          ),
        );
      }
    }
    const walking = emptyScene();
    const page = new Page();
    for (let i = 0; i < 300; i++) {
      const step =
        pick(4) === 0
          ? pick(store.revision) + 1
          : Math.max(3, Math.min(store.revision, walking.revision + (pick(2) ? 1 : -1)));
      moveScene(walking, store.etcd, step);
      page.take(takePods(walking));
      const fresh = emptyScene();
      moveScene(fresh, store.etcd, step);
      const other = new Page();
      other.take(takePods(fresh));
      expect(everything(walking)).toEqual(everything(fresh));
      expect(page.sorted).toEqual(other.sorted);
    }
  });

  it('tells only what changed', () => {
    const store = new Store();
    store.put('/registry/minions/w1', node('w1'));
    for (let i = 0; i < 50; i++) store.put(`/registry/pods/default/p${i}`, pod(`p${i}`, 'w1', 'Running'));
    const scene = emptyScene();
    moveScene(scene, store.etcd, store.revision);
    expect(takePods(scene)).toMatchObject({ reset: true, texts: { length: 50 } });
    store.put('/registry/pods/default/p7', pod('p7', 'w1', 'Pending'));
    moveScene(scene, store.etcd, store.revision);
    const delta = takePods(scene);
    expect(delta).toMatchObject({ reset: false, texts: [] });
    expect([...delta.id]).toHaveLength(1);
    expect(podStates[delta.state[0]!]).toBe('Pending');
    moveScene(scene, store.etcd, store.revision);
    expect(takePods(scene).id).toHaveLength(0);
  });

  it('counts what a node’s Pods request, without the finished ones', () => {
    const store = new Store();
    store.put('/registry/minions/w1', node('w1'));
    store.put('/registry/pods/default/a', pod('a', 'w1', 'Running'));
    store.put('/registry/pods/default/b', pod('b', 'w1', 'Succeeded'));
    const scene = emptyScene();
    moveScene(scene, store.etcd, store.revision);
    expect(nodeViews(scene)[0]).toMatchObject({
      cpu: { requestedMilli: 100, allocatableMilli: 4000 },
      memory: { requestedBytes: 64 * 1024 ** 2 },
      pods: 2,
      ready: true,
    });
    store.put('/registry/pods/default/a', undefined);
    moveScene(scene, store.etcd, store.revision);
    expect(nodeViews(scene)[0]).toMatchObject({ cpu: { requestedMilli: 0 }, pods: 1 });
  });

  it('pairs what every kind of workload wants with what it has', () => {
    const store = new Store();
    const put = (place: string, kind: string, name: string, rest: Record<string, unknown>) =>
      store.put(`/registry/${place}/default/${name}`, object(kind, name, rest));
    put('daemonsets', 'DaemonSet', 'log', {
      spec: {},
      status: { desiredNumberScheduled: 3, currentNumberScheduled: 2, numberReady: 1 },
    });
    put('statefulsets', 'StatefulSet', 'db', { spec: { replicas: 2 }, status: { replicas: 1 } });
    put('jobs', 'Job', 'once', { spec: { completions: 3, parallelism: 2 }, status: { active: 2, succeeded: 1 } });
    put('cronjobs', 'CronJob', 'tick', { spec: { schedule: '0 3 * * *', suspend: true }, status: {} });
    put('controllers', 'ReplicationController', 'old', {
      spec: { replicas: 4 },
      status: { replicas: 4, readyReplicas: 4 },
    });
    put('horizontalpodautoscalers', 'HorizontalPodAutoscaler', 'auto', {
      spec: { scaleTargetRef: { kind: 'StatefulSet', name: 'db' }, maxReplicas: 5 },
      status: { desiredReplicas: 2, currentReplicas: 1 },
    });
    const scene = emptyScene();
    moveScene(scene, store.etcd, store.revision);
    expect(workloadViews(scene).find(({ name }) => name === 'auto')?.scales).toBe('StatefulSet/db');
    const pairs = workloadViews(scene).map((w) => [w.name, w.desired, w.current, w.ready, w.schedule, w.suspended]);
    expect(pairs.sort()).toEqual([
      ['auto', 2, 1, 1, undefined, undefined],
      ['db', 2, 1, 0, undefined, undefined],
      ['log', 3, 2, 1, undefined, undefined],
      ['old', 4, 4, 4, undefined, undefined],
      ['once', 3, 3, 1, undefined, undefined],
      ['tick', 0, 0, 0, '0 3 * * *', true],
    ]);
  });

  it('sorts names by their numbers', () => {
    expect(sortedByNumber(['w10-k8s', 'w2-k8s', 'm-k8s', 'w1-k8s'])).toEqual(['m-k8s', 'w1-k8s', 'w2-k8s', 'w10-k8s']);
  });
});
