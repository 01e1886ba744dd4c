import { describe, expect, it } from 'vitest';
import type { Deployment, KubeObject } from '../api/types.ts';
import { say } from '../i18n/index.ts';
import { shell } from '../kubectl/shell/index.ts';
import { Cluster } from '../sim/cluster.ts';
import type { ManagerState } from '../sim/controllers/state.ts';
import { whyEntry } from '../readings/why.ts';
import { listAt, type EtcdState } from '../sim/etcd/index.ts';
import { nextFloat, seedPrng } from '../sim/kernel/prng.ts';
import { traceGet } from '../sim/kernel/trace.ts';
import { lab } from '../sim/profiles.ts';

const boot = (): Cluster => Cluster.boot({ profile: lab, seed: 7, programs: { shell } });
const kubectl = (cluster: Cluster, line: string): void => {
  cluster.command({ type: 'kubectl', line, files: {} });
};
const run = (cluster: Cluster, seconds: number): void => void cluster.kernel.runUntil(cluster.now + seconds * 1000);
const stored = (cluster: Cluster, prefix: string): string[] => {
  const state = cluster.kernel.stateOf<EtcdState>('etcd')!;
  return listAt(state, prefix, state.store.revision).map(({ metadata }) => metadata.name);
};
const printed = (cluster: Cluster): string => {
  let text = '';
  for (const entry of cluster.kernel.trace.entries)
    if (entry.type === 'note' && entry.note.kind === 'output') text += entry.note.text;
  return text;
};

describe('a cut link', () => {
  it('says in the trace what it swallowed, and who noticed when', () => {
    const cluster = boot();
    cluster.link('scheduler', 'apiserver', 'cut');
    const from = cluster.kernel.trace.entries.length;
    kubectl(cluster, 'kubectl run web --image=nginx');
    run(cluster, 50);
    const { trace } = cluster.kernel;
    const entries = Array.from({ length: trace.entries.length - from }, (_, i) => trace.entries.get(from + i)!);
    const lost = entries.find((entry) => entry.type === 'note' && entry.note.kind === 'lost');
    expect(lost).toMatchObject({ actor: 'scheduler', note: { why: 'cut' } });
    expect(traceGet(trace, lost!.cause)).toMatchObject({ from: 'apiserver', message: { kind: 'watch' } });
    const noticed = entries.find(
      (entry) => entry.type === 'message' && entry.to === 'scheduler' && entry.message.kind === 'stream-end',
    );
    expect(noticed!.at - lost!.at).toBe(45_000);
    const told = (id: number): string[] => whyEntry(trace, id).map((link) => say('ko', link.say));
    expect(told(lost!.id)[0]).toBe('연결이 끊겨 있어 메시지가 스케줄러에 닿지 못했습니다.');
    expect(told(noticed!.id)[0]).toBe('스케줄러와 API 서버의 연결이 끊어졌습니다.');
    const deed = entries.find((entry) => entry.type === 'message' && entry.message.kind === 'link');
    expect(told(deed?.id ?? trace.firstId + from - 1)[0]).toBe('스케줄러와 API 서버의 연결을 끊었습니다.');
    expect(stored(cluster, '/registry/pods/default/')).toEqual(['web']);
    cluster.link('scheduler', 'apiserver', 'mend');
    run(cluster, 60);
    expect(printed(cluster)).toContain('pod/web created');
    kubectl(cluster, 'kubectl get pod web');
    run(cluster, 5);
    expect(printed(cluster)).toMatch(/web +1\/1 +Running/);
  });

  it('to etcd makes requests run out of time, and nobody misses what came after', () => {
    const cluster = boot();
    cluster.link('apiserver', 'etcd', 'cut');
    kubectl(cluster, 'kubectl create configmap late');
    run(cluster, 59);
    expect(printed(cluster)).toBe('');
    run(cluster, 10);
    expect(printed(cluster)).toContain(
      'error: failed to create configmap: Timeout: request did not complete within requested timeout - context deadline exceeded',
    );
    cluster.link('apiserver', 'etcd', 'mend');
    run(cluster, 30);
    kubectl(cluster, 'kubectl create configmap soon');
    run(cluster, 5);
    expect(stored(cluster, '/registry/configmaps/default/')).toContain('soon');
    const { informers } = cluster.kernel.stateOf<ManagerState>('controller-manager')!;
    expect([...informers.configmaps!.store.keys()]).toContain('default/soon');
    run(cluster, 60);
    kubectl(cluster, 'kubectl get nodes --no-headers');
    run(cluster, 5);
    expect(printed(cluster)).not.toContain('NotReady');
  });

  it('is the same whether the cluster goes on, is forked or is packed and unpacked', () => {
    const cluster = boot();
    kubectl(cluster, 'kubectl create deployment web --image=nginx --replicas=3');
    run(cluster, 20);
    cluster.link('kubelet@w1-k8s', 'apiserver', 'cut');
    cluster.link('controller-manager', 'apiserver', 'cut');
    run(cluster, 20);
    const checkpoint = cluster.checkpoint();
    const packed = cluster.kernel.unpackSnapshot(cluster.kernel.packSnapshot(checkpoint.kernel));
    const ways = [cluster, cluster.fork(checkpoint), cluster.fork({ ...checkpoint, kernel: packed })];
    const hashes = ways.map((way) => {
      run(way, 100);
      way.link('controller-manager', 'apiserver', 'mend');
      run(way, 400);
      way.link('kubelet@w1-k8s', 'apiserver', 'mend');
      run(way, 60);
      return way.kernel.traceHash();
    });
    expect(new Set(hashes).size).toBe(1);
  });
});

/** Random cuts among random deeds; what a short run over Deployments finds. */
describe('a cluster whose links come and go', () => {
  const seeds = [
    ['another Deployment of the same name while the manager heard nothing', 89],
    ['an API server that starts while etcd cannot be reached', 109],
    ...Array.from({ length: 20 }, (_, i) => [`seed ${i + 1}`, i + 1] as const),
  ] as const;

  it.each(seeds)('comes to what was wanted: %s', (_, seed) => {
    const random = seedPrng(seed);
    const below = (n: number): number => Math.floor(nextFloat(random) * n);
    const cluster = Cluster.boot({ profile: lab, seed, programs: { shell } });
    const ends = cluster.kernel.actorIds().filter((id) => /^(scheduler|controller-manager|etcd|kubelet@)/.test(id));
    const [cut, down] = [new Set<string>(), new Set<string>()];
    const done: string[] = [];
    for (let i = 0; i < 20; i++) {
      const name = ['web', 'api', 'db'][below(3)]!;
      const end = ends[below(ends.length)]!;
      const what = below(8);
      if (what < 2) kubectl(cluster, `kubectl create deployment ${name} --image=nginx --replicas=${1 + below(4)}`);
      else if (what === 2) kubectl(cluster, `kubectl scale deployment ${name} --replicas=${below(6)}`);
      else if (what === 3) kubectl(cluster, `kubectl delete deployment ${name} --wait=false`);
      else if (what < 6) cluster.link(end, 'apiserver', cut.add(end) && 'cut');
      else if (what === 6) cluster.process(end, down.add(end) && 'stop');
      else {
        for (const id of cut) cluster.link(id, 'apiserver', 'mend');
        cut.clear();
      }
      done.push(`${what} ${name} ${end}`);
      run(cluster, below(20));
    }
    for (const id of down) cluster.process(id, 'start');
    for (const id of cut) cluster.link(id, 'apiserver', 'mend');
    run(cluster, 900);
    const state = cluster.kernel.stateOf<EtcdState>('etcd')!;
    const list = (place: string): KubeObject[] => listAt(state, `/registry/${place}/`, state.store.revision);
    const deployments = list('deployments') as unknown as Deployment[];
    expect({ done, ready: deployments.map(({ status }) => status.readyReplicas ?? 0) }).toEqual({
      done,
      ready: deployments.map(({ spec }) => spec.replicas),
    });
    const uids = deployments.map(({ metadata }) => metadata.uid);
    for (const { metadata } of list('replicasets')) expect(uids).toContain(metadata.ownerReferences?.[0]?.uid);
    expect(list('pods').filter(({ metadata }) => metadata.deletionTimestamp)).toEqual([]);
  });
});
