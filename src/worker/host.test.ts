import { describe, expect, it, vi } from 'vitest';
import { shell } from '../kubectl/shell/index.ts';
import { Cluster } from '../sim/cluster.ts';
import { profileById } from '../sim/profiles.ts';
import { translate } from '../i18n/index.ts';
import { complete } from './complete.ts';
import { filesFor, Host } from './host.ts';
import {
  podStates,
  type BranchView,
  type Frame,
  type ProfileId,
  type Session,
  type ToPage,
  type ToWorker,
} from './protocol.ts';
import { newSession } from './share.ts';

/** A page without a screen: posts, lets the host work until it rests, and keeps what it hears. */
class Page {
  heard: ToPage[] = [];
  readonly host = new Host(
    {
      boot: (session) =>
        Cluster.boot({ profile: profileById(session.profile)!, seed: session.seed, programs: { shell } }),
      complete,
    },
    (message) => this.heard.push(structuredClone(message)),
  );
  private readonly pods = new Map<number, string>();
  private readonly names = new Map<number, string>();
  private request = 0;

  constructor(session: Session = newSession('solo', 7)) {
    this.post({ type: 'open', session });
  }

  post(message: ToWorker): ToPage[] {
    this.heard = [];
    this.host.receive(message);
    while (this.host.work(() => true));
    for (const said of this.heard) if (said.type === 'frame') this.take(said.frame);
    return this.heard;
  }

  type(line: string, files: Record<string, string> = {}): ToPage[] {
    return this.post({ type: 'command', request: ++this.request, line, files });
  }

  step(by: number, unit: 'story' | 'message' | 'phase' = 'story'): Frame {
    this.post({ type: 'step', by, unit });
    return this.frame;
  }

  settle(): Frame {
    this.post({ type: 'settle', limitMs: 300_000 });
    return this.frame;
  }

  get frame(): Frame {
    return this.of('frame').at(-1)!.frame;
  }

  get branches(): readonly BranchView[] {
    return this.of('session').at(-1)!.branches;
  }

  of<T extends ToPage['type']>(type: T): Extract<ToPage, { type: T }>[] {
    return this.heard.filter((message): message is Extract<ToPage, { type: T }> => message.type === type);
  }

  get output(): string {
    return this.of('output')
      .map(({ text }) => text)
      .join('');
  }

  /** What is on screen, whatever way it came there. How far ahead the branch was simulated does not show. */
  get screen(): unknown {
    const { pods: _delta, lastStep: _last, settled: _settled, flights, ...rest } = this.frame;
    const pods = [...this.pods].map(([id, text]) => `${this.names.get(id)} ${text}`).sort();
    return { ...rest, flights: flights.map(({ step: _step, ...flight }) => flight), pods };
  }

  private take({ pods }: Frame): void {
    if (pods.reset) this.pods.clear();
    for (const { id, name } of pods.texts) this.names.set(id, name);
    pods.id.forEach((id, i) => {
      if (pods.node[i] === -2) this.pods.delete(id);
      else this.pods.set(id, `${podStates[pods.state[i]!]} on ${pods.node[i]}`);
    });
  }
}

const create = 'kubectl create deployment web --image=nginx:1.27 --replicas=2';

describe('the host', () => {
  it('sends no more frames on its way than the page has seen, and the last in any case', () => {
    const page = new Page();
    page.type(create);
    const frames = (seen: boolean): number => {
      page.heard = [];
      page.host.receive({ type: 'settle', limitMs: 300_000 });
      let turns = 0;
      while (page.host.work(() => false)) {
        turns++;
        if (seen) page.host.receive({ type: 'seen' });
      }
      expect(turns).toBeGreaterThan(2);
      expect(page.frame.at.step).toBe(page.frame.lastStep);
      return page.of('frame').length;
    };
    expect(frames(false)).toBe(1);
    page.type('kubectl scale deployment web --replicas=4');
    page.host.receive({ type: 'seen' });
    expect(frames(true)).toBeGreaterThan(3);
  });

  it('opens a session at the beginning of its story', () => {
    const page = new Page();
    const [opened] = page.of('opened');
    expect(page.frame).toMatchObject({ at: { branch: 1, step: opened!.firstStep }, settled: true, beat: undefined });
    expect(page.frame.nodes.map(({ name, ready }) => [name, ready])).toEqual([['minikube', true]]);
    expect(page.frame.components.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['user', 'apiserver', 'etcd', 'scheduler', 'controller-manager', 'kubelet', 'runtime']),
    );
  });

  it('goes from story beat to story beat and stops when nothing is left', () => {
    const page = new Page();
    page.type(create);
    const labels: string[] = [];
    for (let frame = page.step(1); labels.length < 200; frame = page.step(1)) {
      if (!frame.beat || frame.beat.weight !== 'story') break;
      labels.push(frame.beat.label);
    }
    expect(labels[0]).toBe('POST deployments');
    expect(labels.filter((label) => label === 'bind')).toHaveLength(2);
    expect(labels.filter((label) => label === 'StartContainer')).toHaveLength(2);
    expect(page.frame.settled).toBe(true);
  });

  it('shows the same screen n steps on and n steps back', () => {
    const page = new Page();
    page.type(create);
    page.settle();
    page.post({ type: 'seek', step: 0 });
    const screens = [page.screen];
    for (let i = 0; i < 25; i++) {
      page.step(1);
      screens.push(page.screen);
    }
    for (let i = 24; i >= 0; i--) {
      page.step(-1);
      expect(page.screen).toEqual(screens[i]);
    }
    page.step(17);
    expect(page.screen).toEqual(screens[17]);
    for (const i of [3, 22, 9, 14, 1]) {
      page.post({ type: 'seek', step: (screens[i] as Frame).at.step });
      expect(page.screen).toEqual(screens[i]);
    }
  });

  it('prints a command’s output when the play-head comes to it, and once', () => {
    const page = new Page();
    page.type('kubectl get nodes');
    expect(page.output).toBe('');
    let printed = '';
    for (let i = 0; i < 30 && printed === ''; i++) {
      page.step(1, 'message');
      printed = page.output;
    }
    expect(printed).toMatch(/^NAME +STATUS/);
    page.step(-3, 'message');
    page.step(3, 'message');
    expect(page.output).toBe('');
  });

  it('runs a reading command through to its end, in the middle of a story', () => {
    const page = new Page();
    page.type(create);
    page.step(3);
    const { step } = page.frame.at;
    page.post({ type: 'command', request: 99, line: 'kubectl get deployments', files: {}, through: true });
    expect(page.output).toMatch(/^NAME +READY[\s\S]*\nweb +0\/2/);
    expect(page.of('exit')).toEqual([{ type: 'exit', request: 99, code: 0 }]);
    expect(page.frame.at).toMatchObject({ branch: 1, step: page.frame.lastStep });
    expect(page.frame.at.step).toBeGreaterThan(step);
    expect(page.frame.settled).toBe(false);
  });

  it('does not wait for a command that does not end', () => {
    const page = new Page();
    const start = page.frame.atMs;
    page.post({ type: 'command', request: 99, line: 'kubectl get pods -w', files: {}, through: true });
    expect(page.of('exit')).toEqual([]);
    expect(page.frame.atMs - start).toBeLessThanOrEqual(5_000);
  });

  it('goes on with a step when a command is given while it is under way', () => {
    const page = new Page();
    page.type(create);
    page.heard = [];
    page.host.receive({ type: 'step', by: 1, unit: 'story' });
    page.post({ type: 'command', request: 99, line: 'kubectl get nodes', files: {} });
    expect(page.frame.at.branch).toBe(1);
    expect(page.frame.beat).toMatchObject({ label: 'POST deployments' });
  });

  it('loses no step when keys are pressed faster than it works', () => {
    const page = new Page();
    page.type(create);
    page.settle();
    page.step(-9);
    const there = page.frame.at;
    page.step(1);
    page.step(1);
    const two = page.screen;
    page.post({ type: 'seek', step: there.step });
    page.host.receive({ type: 'step', by: 1, unit: 'story' });
    page.step(1);
    expect(page.screen).toEqual(two);
    page.host.receive({ type: 'step', by: 1, unit: 'story' });
    page.step(-1);
    expect(page.screen).toEqual(two);
    page.host.receive({ type: 'seek', step: there.step });
    page.step(2);
    expect(page.screen).toEqual(two);
  });

  it('ends the commands that do not run on the branch the person goes to', () => {
    const page = new Page();
    page.type(create);
    page.settle();
    page.type('kubectl get pods -w');
    page.step(8, 'message');
    page.step(-20, 'message');
    expect(page.of('exit')).toEqual([]);
    page.type('kubectl delete deployment web');
    expect(page.branches).toHaveLength(2);
    expect(page.of('exit')).toEqual([{ type: 'exit', request: 2, code: 129 }]);
  });

  it('tells the fingerprint of the trace, the same for the same deeds', () => {
    const told = [1, 2].map(() => {
      const page = new Page();
      page.type(create);
      page.settle();
      page.post({ type: 'hash' });
      return page.of('hash')[0]!;
    });
    expect(told[0]!.hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(told[1]).toEqual(told[0]);
  });

  it('walks phases: the person, controllers, scheduler, kubelet, report', () => {
    const page = new Page();
    page.type(create);
    page.settle();
    page.post({ type: 'timeline', fromStep: 0, toStep: 1e6, detail: false });
    const { phases, beats } = page.of('timeline')[0]!.window;
    expect(phases.map(({ say }) => say.values['who'])).toEqual([
      'user',
      'deployment-controller',
      'replicaset-controller',
      'scheduler',
      'kubelet',
      'status',
    ]);
    page.post({ type: 'seek', step: 0 });
    for (const phase of phases) expect(page.step(1, 'phase').at.step).toBe(phase.step);
    expect(new Set(beats.map(({ phase }) => phase))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });

  it('acts in the past on a new branch; the old one stays and can be returned to', () => {
    const page = new Page();
    page.type(create);
    page.settle();
    const end = page.screen;
    page.step(-12);
    const { step } = page.frame.at;
    page.type('kubectl scale deployment web --replicas=0');
    expect(page.branches.map(({ id, parent }) => [id, parent])).toEqual([
      [1, undefined],
      [2, { branch: 1, step }],
    ]);
    page.settle();
    expect(page.frame.workloads.filter(({ kind }) => kind === 'Deployment')).toMatchObject([
      { desired: 0, current: 0 },
    ]);
    page.post({ type: 'branch', id: 1 });
    expect(page.screen).toEqual(end);
  });

  it('rebuilds every branch of a session exactly', () => {
    const page = new Page();
    page.type(create);
    page.settle();
    page.step(-9);
    page.type('kubectl delete deployment web');
    page.step(4);
    page.post({ type: 'process', actor: 'scheduler', change: 'stop' });
    page.type('kubectl create deployment late --image=nginx:1.27');
    page.settle();
    page.step(-2);
    const again = new Page(page.host.current!);
    expect(again.screen).toEqual(page.screen);
    expect(again.host.current).toEqual(page.host.current);
    page.post({ type: 'branch', id: 1 });
    again.post({ type: 'branch', id: 1 });
    expect(again.screen).toEqual(page.screen);
  });

  it('keeps the virtual time at which a command was given while nothing happened', () => {
    const page = new Page();
    const start = page.frame.atMs;
    page.post({ type: 'clock', toMs: start + 3_333 });
    expect(page.frame.atMs).toBe(start + 3_333);
    page.type('kubectl get nodes');
    const sent = page.step(1, 'message');
    expect(sent.beat?.sentMs).toBe(start + 3_333);
    expect(new Page(page.host.current!).screen).toEqual(page.screen);
  });

  it('shows a stopped process as down, and up again in the past', () => {
    const page = new Page();
    page.type('kubectl get nodes');
    page.settle();
    page.post({ type: 'process', actor: 'scheduler', change: 'stop' });
    page.type(create);
    page.settle();
    const isDown = (): boolean => page.frame.components.find(({ id }) => id === 'scheduler')!.down;
    expect(isDown()).toBe(true);
    page.post({ type: 'seek', step: 0 });
    expect(isDown()).toBe(false);
  });

  it('opens an object as it was, with the reasons for it', () => {
    const page = new Page();
    page.type(create);
    page.settle();
    page.post({ type: 'inspect', ref: { kind: 'Deployment', namespace: 'default', name: 'web' } });
    const { view } = page.of('object')[0]!;
    expect(view).toMatchObject({
      exists: true,
      overview: [
        { label: 'replicas', same: true },
        { label: 'updatedReplicas', same: true },
        { label: 'readyReplicas', desired: '2', current: '2' },
        { label: 'observedGeneration', same: true },
      ],
    });
    expect(view.dependents).toHaveLength(1);
    expect(view.events.map(({ reason }) => reason)).toContain('ScalingReplicaSet');
    expect(view.why.at(-1)!.say).toEqual({ key: 'beat.command', values: { line: create } });
    page.post({ type: 'seek', step: 0 });
    expect(page.of('object')[0]!.view.exists).toBe(false);
  });

  it('shows the inside of a component as of the play-head: its decisions, and the scheduler’s last table', () => {
    const page = new Page();
    page.type(create);
    page.settle();
    page.post({ type: 'inspect', ref: undefined, component: 'scheduler' });
    const { view } = page.of('inside')[0]!;
    expect(view.deeds).toHaveLength(2);
    expect(view.deeds[0]!.atMs).toBeGreaterThanOrEqual(view.deeds[1]!.atMs);
    expect(view.scheduling).toMatchObject({ pod: { kind: 'Pod' }, view: { chosen: 'minikube' } });
    page.post({ type: 'seek', step: view.deeds[1]!.step });
    expect(page.of('inside').at(-1)!.view.deeds).toEqual([view.deeds[1]]);
    page.post({ type: 'inspect', ref: undefined, component: 'controller-manager' });
    expect(page.of('inside')[0]!.view.deeds).toContainEqual(
      expect.objectContaining({
        agent: 'replicaset-controller',
        say: expect.objectContaining({ key: expect.stringContaining('replicaset') }),
      }),
    );
    page.post({ type: 'inspect', ref: undefined, component: 'etcd' });
    const { deeds } = page.of('inside')[0]!.view;
    expect(deeds[0]!.say.key).toBe('why.commit');
    page.post({ type: 'inspect', ref: undefined });
    expect(page.step(0).at).toBeDefined();
    expect(page.of('inside')).toEqual([]);
  });

  it.each<[string, ToWorker]>([
    ['an actor that is not there', { type: 'process', actor: 'kubelet@nowhere', change: 'stop' }],
    ['a branch that is not there', { type: 'branch', id: 9 }],
  ])('refuses %s and stays as it was', (_, message) => {
    const page = new Page();
    const before = page.screen;
    expect(page.post(message).map(({ type }) => type)).toContain('problem');
    page.step(0);
    expect(page.screen).toEqual(before);
  });

  it('refuses a session that does not fit and keeps the cluster it has', () => {
    const page = new Page();
    const broken: Session = { ...newSession('solo', 7), at: { branch: 7, step: 1 } };
    expect(page.post({ type: 'open', session: broken })).toMatchObject([
      { type: 'problem', say: { key: 'problem.session' } },
    ]);
    expect(page.step(0).at.branch).toBe(1);
  });

  it('opens a fresh cluster rather than none when a saved session cannot be rebuilt', () => {
    const page = new Page({ ...newSession('solo', 7), at: { branch: 7, step: 1 } });
    expect(page.heard.map(({ type }) => type)).toEqual(expect.arrayContaining(['problem', 'opened', 'frame']));
  });

  it.each([
    ['kubectl apply -f web.yaml', ['web.yaml']],
    ['kubectl get pods', []],
    ['cat web.yaml | kubectl apply -f - && kubectl apply -f api.yaml', ['web.yaml', 'api.yaml']],
    ['kubectl apply -f .', ['web.yaml', 'api.yaml']],
    ['kubectl apply -f *.yaml', ['web.yaml', 'api.yaml']],
    ['ls', ['web.yaml', 'api.yaml']],
  ])('keeps the files a line can read: %s', (line, names) => {
    expect(Object.keys(filesFor(line, { 'web.yaml': 'a', 'api.yaml': 'b' }))).toEqual(names);
  });

  it('and the kubeconfig, which every line reads', () => {
    expect(filesFor('kubectl get pods', { 'web.yaml': 'a', '.kube/config': 'b' })).toEqual({ '.kube/config': 'b' });
  });

  it('exports what happened as a Mermaid sequence diagram', async () => {
    const page = new Page();
    page.type(create);
    page.settle();
    page.post({ type: 'mermaid', fromStep: 0, toStep: 1e6, lang: 'ko' });
    const { text } = await vi.waitFor(() => {
      const told = page.of('mermaid')[0];
      expect(told).toBeDefined();
      return told!;
    });
    expect(text).toMatch(/^sequenceDiagram\n {2}participant a0 as user\n {2}participant a1 as apiserver\n/);
    expect(text).toContain(translate('ko', 'phase', { who: 'scheduler' }));
  });

  it('a step skips the waiting before another try, and nothing where all is well', () => {
    const page = new Page();
    page.type('kubectl run web --image=nginx:nope');
    const states = new Set<string>();
    for (let i = 0; i < 40; i++) {
      page.step(1);
      states.add(JSON.stringify((page.screen as { pods: string[] }).pods));
    }
    expect([...states].join()).toMatch(/ErrImagePull.*ImagePullBackOff.*/s);
    const calm = new Page();
    calm.type('kubectl run web --image=nginx:1.27');
    for (let i = 0; i < 20; i++) calm.step(1);
    const { atMs } = calm.frame;
    calm.step(1);
    expect(calm.frame.atMs).toBe(atMs);
  });

  it('a step skips the waiting of a controller that may not make its Pods', () => {
    const page = new Page();
    page.type('kubectl create quota none --hard=pods=0');
    page.settle();
    page.type('kubectl create deployment web --image=hello:v1');
    const before = page.settle();
    expect(before.settled).toBe(true);
    expect(page.step(1).atMs).toBeGreaterThan(before.atMs);
  });

  it('completes names of the cluster', () => {
    const page = new Page();
    page.type(create);
    page.settle();
    page.post({ type: 'complete', request: 1, line: 'kubectl describe deployment w', cursor: 29, files: [] });
    expect(page.of('completions')[0]).toMatchObject({ from: 28, items: ['web'] });
  });

  it.each<[ProfileId]>([['lab'], ['solo']])(
    'ends every why-chain of a running Pod at the command, on %s',
    (profile) => {
      const page = new Page(newSession(profile, 7));
      page.type(create);
      page.settle();
      page.post({ type: 'timeline', fromStep: 0, toStep: 1e6, detail: true });
      for (const { entry } of page.of('timeline')[0]!.window.beats) {
        page.post({ type: 'why', entry });
        expect(['beat.command', 'why.timer', 'why.start']).toContain(page.of('why')[0]!.chain.at(-1)!.say.key);
      }
    },
  );
});
