import { describe, expect, it } from 'vitest';
import { toYaml } from '../../kubectl/yaml/emit.ts';
import { shell } from '../../kubectl/shell/index.ts';
import { Cluster } from '../../sim/cluster.ts';
import type { EtcdState } from '../../sim/etcd/index.ts';
import { profileById } from '../../sim/profiles.ts';
import { emptyStory, foldStory, truncatedStory } from '../story.ts';
import { diffOf } from './diff.ts';
import { insideView, type Moment } from './index.ts';
import type { Room } from './views.ts';

/** A cluster, what was typed, and the rooms one can walk into at any step. */
class House {
  readonly cluster = Cluster.boot({ profile: profileById('lab')!, seed: 7, programs: { shell } });
  readonly firstStep = this.cluster.kernel.steps;
  private readonly index = emptyStory();

  type(line: string, files: Record<string, string> = {}): void {
    this.cluster.command({ type: 'kubectl', line, files });
    this.cluster.kernel.settle(120_000);
    foldStory(this.index, this.cluster.kernel.trace, this.firstStep);
  }

  wait(ms: number): void {
    this.cluster.kernel.runUntil(this.cluster.kernel.now + ms);
    foldStory(this.index, this.cluster.kernel.trace, this.firstStep);
  }

  get end(): number {
    return this.cluster.kernel.steps;
  }

  moment(step = this.end): Moment {
    const { trace } = this.cluster.kernel;
    const etcd = this.cluster.kernel.stateOf<EtcdState>('etcd')!;
    return { trace, index: truncatedStory(this.index, trace, step), etcd, step, firstStep: this.firstStep, toYaml };
  }

  room<Role extends Room['role']>(
    id: string,
    role: Role,
    pick?: string,
    step = this.end,
  ): Extract<Room, { role: Role }> {
    const { room } = insideView(this.moment(step), id, pick === undefined ? {} : { pick });
    if (room?.role !== role) throw new Error(`${id} has no room of a ${role}`);
    return room as Extract<Room, { role: Role }>;
  }
}

const pod = (name: string, spec: string): Record<string, string> => ({
  'p.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n${spec}\n`,
});

describe('the API server from the inside', () => {
  it('shows a request stage by stage, with what was filled in and who was told', () => {
    const house = new House();
    house.type('kubectl run web --image=nginx:1.27');
    const { requests } = house.room('apiserver', 'apiserver');
    const create = requests.find(({ label, from }) => label === 'POST pods' && from === 'user')!;
    expect(create).toMatchObject({ name: 'web', code: 201 });
    const { picked } = house.room('apiserver', 'apiserver', String(create.entry));
    expect(picked!.stages.map(({ stage }) => stage)).toEqual([
      'authentication',
      'authorization',
      'decode',
      'mutating-admission',
      'validation',
      'validating-admission',
      'etcd',
      'watch',
    ]);
    expect(picked!.stages.flatMap(({ changed }) => changed)).toContainEqual({
      path: 'spec.schedulerName',
      value: 'default-scheduler',
    });
    expect(picked!.told).toContain('scheduler');
    expect(picked!.tookMs).toBeGreaterThan(0);
  });

  it('shows where a refused request ended, in the words of the refusal', () => {
    const house = new House();
    house.type('kubectl create namespace Not_A_Name');
    const { picked } = house.room('apiserver', 'apiserver');
    expect(picked).toMatchObject({ label: 'POST namespaces', code: 422 });
    expect(picked!.message).toContain('metadata.name: Invalid value');
    expect(picked!.stages.at(-1)).toMatchObject({ stage: 'validation', verdict: 'refuse' });
  });

  it('knows nothing of what comes later', () => {
    const house = new House();
    house.type('kubectl run web --image=nginx:1.27');
    const { requests } = house.room('apiserver', 'apiserver');
    const create = requests.find(({ label, from }) => label === 'POST pods' && from === 'user')!;
    const then = house.room('apiserver', 'apiserver', undefined, create.step);
    expect(then.requests[0]).toMatchObject({ entry: create.entry, code: undefined });
    expect(then.picked!.told).toEqual([]);
    expect(then.picked!.stages.at(-1)).toMatchObject({ stage: 'watch', verdict: 'pending' });
  });
});

describe('etcd from the inside', () => {
  it('shows what one write changed', () => {
    const house = new House();
    house.type('kubectl create deployment web --image=nginx:1.27');
    house.type('kubectl scale deployment web --replicas=3');
    const { commits, revision, groups } = house.room('etcd', 'etcd');
    expect(commits[0]!.revision).toBeLessThanOrEqual(revision);
    expect(groups.find(({ prefix }) => prefix === '/registry/pods/')).toMatchObject({ count: 3 });
    const all = Array.from(
      { length: revision },
      (_, i) => house.room('etcd', 'etcd', String(revision - i)).picked,
    ).filter((picked) => picked?.key === '/registry/deployments/default/web');
    // The status says the same later on: the first of them is the person's own.
    const scaled = all.findLast((picked) =>
      picked!.diff.some(({ mark, text }) => mark === '+' && text === '  replicas: 3'),
    )!;
    expect(scaled.diff).toContainEqual({ mark: '-', text: '  replicas: 1' });
    expect(scaled.diff).toContainEqual({ mark: ' ', text: 'spec:' });
    expect(all[0]!.revisions).toEqual(all.slice(0, 8).map((picked) => picked!.revision));
  });

  it('tells two texts apart line by line, and what a changed line stands under', () => {
    const before = ['a:', '  b: 1', '  c:', '    - x', '    - y', '    - z', '  d: 1', 'e: 1'];
    const after = ['a:', '  b: 1', '  c:', '    - x', '    - y', '    - z', '  d: 2', 'e: 1', 'f: 1'];
    expect(diffOf(before, after).map(({ mark, text }) => mark + text)).toEqual([
      ' a:',
      ' …',
      '   c:',
      ' …',
      '     - y',
      '     - z',
      '-  d: 1',
      '+  d: 2',
      ' e: 1',
      '+f: 1',
    ]);
    expect(diffOf([], ['a']).map(({ mark }) => mark)).toEqual(['+']);
  });
});

describe('the controllers from the inside', () => {
  it('show what each saw, why it acted and what it asked for', () => {
    const house = new House();
    house.type('kubectl create deployment web --image=nginx:1.27 --replicas=2');
    const { controllers } = house.room('controller-manager', 'controller-manager');
    const replicaSets = controllers.find(({ name }) => name === 'replicaset-controller')!;
    const made = replicaSets.looks.find(({ acts }) => acts.some(({ label }) => label === 'POST pods'))!;
    expect(made.acts.filter(({ label }) => label === 'POST pods')).toHaveLength(2);
    expect(made.acts.every(({ code }) => code !== undefined && code < 300)).toBe(true);
    expect(made.key).toMatch(/^default\/web-/);
    expect(controllers.flatMap(({ queue }) => queue.filter(({ state }) => state === 'waiting'))).toEqual([]);
  });

  it('show a key that waits, and then was looked at', () => {
    const house = new House();
    house.type('kubectl create deployment web --image=nginx:1.27');
    const waiting = new Set<string>();
    for (let step = house.firstStep; step <= house.end; step++) {
      const { controllers } = house.room('controller-manager', 'controller-manager', undefined, step);
      for (const { name, queue } of controllers) for (const { key } of queue) waiting.add(`${name} ${key}`);
    }
    expect(waiting).toContain('deployment-controller default/web');
  });
});

describe('the scheduler from the inside', () => {
  it('keeps the table of every attempt and tells who waits where', () => {
    const house = new House();
    house.type(
      'kubectl apply -f p.yaml',
      pod('big', '  containers: [{name: c, image: nginx:1.27, resources: {requests: {cpu: "900"}}}]'),
    );
    house.type('kubectl run small --image=nginx:1.27');
    const { attempts, queues, picked } = house.room('scheduler', 'scheduler');
    expect(attempts.map(({ pod, chosen }) => [pod.name, chosen !== undefined])).toEqual([
      ['small', true],
      ['big', false],
    ]);
    expect(picked!.pod.name).toBe('small');
    expect(queues.unschedulable.map(({ pod }) => pod.name)).toEqual(['big']);
    expect(queues.active).toEqual([]);
    const { picked: big } = house.room('scheduler', 'scheduler', String(attempts[1]!.entry));
    expect(big!.view.message).toMatch(/Insufficient cpu/);
  });
});

describe('a node from the inside', () => {
  it('shows the kubelet’s work on a Pod with the calls it made', () => {
    const house = new House();
    house.type('kubectl run web --image=nginx:1.27');
    const on = house.cluster.kernel.actorIds().find((id) => id.startsWith('kubelet@') && busy(house, id))!;
    const { picked, pods, heartbeatMs } = house.room(on, 'kubelet');
    expect(pods).toMatchObject([{ ref: { name: 'web' }, status: 'Running', ready: '1/1' }]);
    expect(picked!.work.flatMap(({ call }) => call ?? [])).toEqual(
      expect.arrayContaining(['RunPodSandbox', 'PullImage', 'CreateContainer', 'StartContainer']),
    );
    expect(picked!.work.every(({ outcome }) => outcome === 'done')).toBe(true);
    expect(heartbeatMs).toBeGreaterThan(0);
    const runtime = house.room(on.replace('kubelet', 'runtime'), 'runtime');
    expect(runtime.sandboxes).toMatchObject([
      { name: 'web', state: 'ready', containers: [{ name: 'web', attempt: 0, state: 'running' }] },
    ]);
    expect(runtime.images.map(({ name }) => name)).toContain('docker.io/library/nginx:1.27');
    house.type('kubectl delete pod web');
    house.wait(1_000);
    expect(house.room(on.replace('kubelet', 'runtime'), 'runtime').sandboxes).toEqual([]);
  });

  it('shows the clock of a back-off and the answers to probes', () => {
    const house = new House();
    house.type(
      'kubectl apply -f p.yaml',
      pod(
        'ill',
        `  containers:
    - {name: ends, image: "busybox:1.36", command: [sh, -c, "exit 1"]}
    - name: web
      image: nginx:1.27
      readinessProbe: {httpGet: {path: /nowhere, port: 80}, periodSeconds: 5}`,
      ),
    );
    const on = house.cluster.kernel.actorIds().find((id) => id.startsWith('kubelet@') && busy(house, id))!;
    const { picked } = house.room(on, 'kubelet');
    expect(picked!.backOffs).toMatchObject([{ container: 'ends' }]);
    expect(picked!.backOffs[0]!.waitMs).toBeGreaterThanOrEqual(10_000);
    expect(picked!.probes).toMatchObject([
      { container: 'web', probe: 'readiness', periodSeconds: 5, failureThreshold: 3 },
    ]);
    expect(picked!.probes[0]!.results[0]).toBe(false);
    expect(picked!.probes[0]!.output).toContain('404');
  });
});

const busy = (house: House, id: string): boolean => house.room(id, 'kubelet').pods.length > 0;
