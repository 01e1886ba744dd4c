import type {
  Beat,
  ComponentView,
  Frame,
  NodeView,
  PodState,
  ToPage,
  ToWorker,
  WhyLink,
  WorkloadView,
} from '../worker/protocol.ts';
import { podStates } from '../worker/protocol.ts';
import type { Link } from './link.ts';

/**
 * A recorded story played through the page's wire, for tests and for working on the looks: the shape of what the worker
 * says, not a simulation. Never part of the shipped page (`main.tsx` reaches it in development mode only).
 */
interface FeedOptions {
  readonly workers: number;
  readonly podsAtStart: number;
  /** Changes this share of the pods in every clock step. */
  readonly churn: number;
}

interface FeedPod {
  id: number;
  node: number;
  state: PodState;
}

interface Scene {
  beat: Beat;
  why: WhyLink[];
  pods: FeedPod[];
  workloads: WorkloadView[];
  revision: number;
  lines: Record<string, string>;
}

/** An unknown narration key is said as it stands. */
const say = (ko: string, _en: string) => ({ key: ko, values: {} });

export function createFeed(options: FeedOptions): Link {
  const listeners = new Set<(m: ToPage) => void>();
  const nodes = nodesOf(options.workers);
  const scenes: Scene[] = [];
  const texts: { id: number; uid: string; namespace: string; name: string; owner: string | undefined }[] = [];
  const start: FeedPod[] = [];
  for (let i = 0; i < options.podsAtStart; i++) {
    texts.push({
      id: i + 1,
      uid: `u${i + 1}`,
      namespace: 'default',
      name: `load-7c9d8-${(i * 7919 + 12345).toString(36)}`,
      owner: 'load-7c9d8',
    });
    start.push({
      id: i + 1,
      node: 1 + (i % options.workers),
      state: i % 97 === 0 ? 'CrashLoopBackOff' : i % 31 === 0 ? 'ContainerCreating' : 'Running',
    });
  }
  let told = new Set<number>();
  let at = 0;
  let atMs = 60_000;

  function build(): void {
    let ms = 60_000;
    let revision = 412;
    const live: FeedPod[] = start.map((p) => ({ ...p }));
    let workloads: WorkloadView[] = [];
    const lines: Record<string, string> = {};
    const why: WhyLink[] = [];
    const add = (
      from: string,
      to: string,
      kind: Beat['kind'],
      label: string,
      ko: string,
      en: string,
      phase: number,
      weight: Beat['weight'] = 'story',
      gap = 4,
      agent?: string,
    ) => {
      ms += gap;
      const step = scenes.length + 1;
      const beat: Beat = {
        entry: step * 3,
        step,
        kind,
        from,
        to,
        agent,
        label,
        ok: true,
        sentMs: ms - 3,
        atMs: ms,
        object: { kind: 'Pod', namespace: 'default', name: 'web' },
        say: say(ko, en),
        phase,
        weight,
      };
      if (weight === 'story') why.unshift({ entry: step * 3, step, actor: from, agent, atMs: ms, say: say(ko, en) });
      scenes.push({
        beat,
        why: why.slice(0, 5),
        pods: live.map((p) => ({ ...p })),
        workloads,
        revision,
        lines: { ...lines },
      });
    };
    const write = (phase: number) => {
      add(
        'apiserver',
        'etcd',
        'etcd',
        'txn put',
        'API 서버가 etcd에 새 값을 적습니다.',
        'The API server writes the new value to etcd.',
        phase,
        'story',
        1,
      );
      revision++;
      add(
        'etcd',
        'apiserver',
        'etcd-reply',
        `ok rev ${revision}`,
        'etcd가 다 적었다고 답합니다.',
        'etcd confirms the write.',
        phase,
        'detail',
        2,
      );
    };
    const deployment = (desired: number, current: number, ready: number): WorkloadView[] => [
      { kind: 'Deployment', uid: 'd1', namespace: 'default', name: 'web', owner: undefined, desired, current, ready },
      {
        kind: 'ReplicaSet',
        uid: 'r1',
        namespace: 'default',
        name: 'web-7d4f9c',
        owner: 'web',
        desired,
        current,
        ready,
      },
    ];
    add(
      'user',
      'apiserver',
      'request',
      'POST deployments',
      'kubectl이 API 서버에 “웹 파드 3개를 유지해 달라”는 Deployment를 보냅니다.',
      'kubectl sends the API server a Deployment: keep three web Pods.',
      1,
    );
    workloads = deployment(3, 0, 0).slice(0, 1);
    write(1);
    add(
      'apiserver',
      'user',
      'response',
      '201',
      'API 서버가 저장했다고 답합니다. 아직 아무 파드도 실행되지 않았습니다.',
      'Stored, says the API server. Nothing runs yet.',
      1,
      'detail',
    );
    add(
      'apiserver',
      'controller-manager',
      'watch',
      'watch ▸ ADDED Deployment',
      'Deployment를 감시하던 컨트롤러가 새 Deployment를 알게 됩니다.',
      'The deployment controller, watching, learns of the new Deployment.',
      2,
      'story',
      8,
      'deployment-controller',
    );
    add(
      'controller-manager',
      'apiserver',
      'request',
      'POST replicasets',
      'Deployment 컨트롤러가 ReplicaSet을 하나 만들어 달라고 요청합니다.',
      'The deployment controller asks for a ReplicaSet.',
      2,
      'story',
      3,
      'deployment-controller',
    );
    workloads = deployment(3, 0, 0);
    write(2);
    lines['controller-manager'] = 'web-7d4f9c 0 → 3';
    add(
      'apiserver',
      'controller-manager',
      'watch',
      'watch ▸ ADDED ReplicaSet',
      'ReplicaSet 컨트롤러가 원하는 수 3, 현재 수 0을 확인합니다.',
      'The ReplicaSet controller sees 3 desired, 0 current.',
      3,
      'story',
      6,
      'replicaset-controller',
    );
    const names = ['web-7d4f9c-9qzlm', 'web-7d4f9c-x2k8p', 'web-7d4f9c-b4tnr'];
    const first = options.podsAtStart + 1;
    for (const [i, name] of names.entries()) {
      add(
        'controller-manager',
        'apiserver',
        'request',
        'POST pods',
        `ReplicaSet 컨트롤러가 ${i + 1}번째 파드를 만들어 달라고 요청합니다.`,
        `The ReplicaSet controller asks for Pod ${i + 1}.`,
        3,
        'story',
        2,
        'replicaset-controller',
      );
      texts.push({ id: first + i, uid: `w${i}`, namespace: 'default', name, owner: 'web-7d4f9c' });
      live.push({ id: first + i, node: -1, state: 'Pending' });
      workloads = deployment(3, i + 1, 0);
      write(3);
    }
    for (let i = 0; i < 3; i++) {
      const target = 1 + ((i + 1) % options.workers);
      const node = nodes[target]!.name;
      const pod = live.find((p) => p.id === first + i)!;
      lines['scheduler'] = `${names[i]} → ${node}`;
      add(
        'apiserver',
        'scheduler',
        'watch',
        'watch ▸ ADDED Pod',
        `스케줄러가 아직 노드가 없는 파드 ${names[i]}를 발견합니다.`,
        `The scheduler finds ${names[i]}, which has no node yet.`,
        4,
        'story',
        5,
      );
      add(
        'scheduler',
        'apiserver',
        'request',
        'POST pods/binding',
        `스케줄러가 노드를 걸러내고 점수를 매겨 ${node}를 골랐습니다. 가장 여유가 많습니다.`,
        `The scheduler filters and scores the nodes and picks ${node}, the emptiest.`,
        4,
        'story',
        12,
      );
      pod.node = target;
      write(4);
      add(
        'apiserver',
        `kubelet@${node}`,
        'watch',
        'watch ▸ MODIFIED Pod',
        `${node}의 kubelet이 자기 노드에 배정된 파드를 알게 됩니다.`,
        `The kubelet of ${node} learns that the Pod is its own.`,
        5,
        'story',
        3,
      );
      pod.state = 'ContainerCreating';
      add(
        `kubelet@${node}`,
        `runtime@${node}`,
        'cri',
        'RunPodSandbox',
        `kubelet이 컨테이너 런타임에 파드의 샌드박스를 만들라고 합니다.`,
        'The kubelet tells the container runtime to make the Pod sandbox.',
        5,
        'story',
        20,
      );
      add(
        `runtime@${node}`,
        'registry',
        'pull',
        'pull nginx:1.27',
        '런타임이 레지스트리에서 이미지를 내려받습니다.',
        'The runtime pulls the image from the registry.',
        5,
        'story',
        30,
      );
      add(
        'registry',
        `runtime@${node}`,
        'pull',
        'image',
        '이미지가 도착했습니다.',
        'The image has arrived.',
        5,
        'detail',
        1800,
      );
      pod.state = 'Running';
      add(
        `kubelet@${node}`,
        'apiserver',
        'request',
        'PATCH pods/status',
        `kubelet이 파드가 Running이라고 API 서버에 보고합니다.`,
        'The kubelet reports to the API server: Running.',
        6,
        'story',
        40,
      );
      workloads = deployment(3, 3, i + 1);
      write(6);
    }
    live.at(-1)!.state = 'Running';
    add(
      'apiserver',
      `kube-proxy@${nodes[1]!.name}`,
      'watch',
      'watch ▸ MODIFIED EndpointSlice',
      'kube-proxy가 서비스 규칙을 고칩니다.',
      'kube-proxy rewrites the Service rules.',
      7,
      'story',
      30,
    );
  }
  build();

  const components = (lines: Record<string, string>): ComponentView[] => [
    ...(['user', 'apiserver', 'etcd', 'scheduler', 'controller-manager', 'registry'] as const).map(
      (id): ComponentView => ({
        id,
        kind: id,
        node: undefined,
        down: false,
        line: lines[id] ? say(lines[id], lines[id]) : undefined,
      }),
    ),
    ...nodes.flatMap((n) =>
      (['kubelet', 'kube-proxy', 'runtime'] as const).map((kind): ComponentView => ({
        id: `${kind}@${n.name}`,
        kind,
        node: n.name,
        down: false,
        line: undefined,
      })),
    ),
  ];

  function frame(reset: boolean, changedOnly?: readonly FeedPod[]): Frame {
    const scene = scenes[at - 1];
    const shown = scene?.pods ?? start;
    if (reset) told = new Set();
    const before = scenes[at - 2]?.pods ?? start;
    const changed =
      changedOnly ??
      (reset
        ? shown
        : shown.filter((p) => !before.some((b) => b.id === p.id && b.node === p.node && b.state === p.state)));
    const fresh = texts.filter((t) => changed.some((p) => p.id === t.id) && !told.has(t.id));
    for (const t of fresh) told.add(t.id);
    return {
      at: { branch: 0, step: at },
      firstStep: 0,
      lastStep: scenes.length,
      atMs,
      revision: scene?.revision ?? 412,
      settled: at >= scenes.length,
      beat: scene?.beat,
      why: scene?.why ?? [],
      flights: [],
      components: components(scene?.lines ?? {}),
      nodes: nodes.map((n) => ({ ...n, pods: Math.floor(shown.length / options.workers) })),
      pods: {
        reset,
        id: Int32Array.from(changed, (p) => p.id),
        node: Int16Array.from(changed, (p) => p.node),
        state: Uint8Array.from(changed, (p) => podStates.indexOf(p.state)),
        texts: fresh,
        details:
          changed.length > 200
            ? []
            : changed.map((p) => ({
                id: p.id,
                status: p.state,
                ready: p.state === 'Running' ? '1/1' : '0/1',
                restarts: 0,
                ip: undefined,
              })),
      },
      workloads: scene?.workloads ?? [],
      pipeline:
        scene && scene.beat.to === 'apiserver' && scene.beat.kind === 'request'
          ? { re: 1, label: scene.beat.label, stages: stages('pass') }
          : scene
            ? { re: 1, label: 'POST pods', stages: stages('pass') }
            : undefined,
      services: [],
    };
  }

  const emit = (m: ToPage) => setTimeout(() => listeners.forEach((l) => l(m)), 4);
  const timeline = () =>
    emit({
      type: 'timeline',
      window: {
        branch: 0,
        beats: scenes.map((s) => s.beat),
        phases: [1, 2, 3, 4, 5, 6, 7].map((phase) => ({
          phase,
          step: scenes.find((s) => s.beat.phase === phase)?.beat.step ?? 1,
          say: say(`국면 ${phase}`, `Phase ${phase}`),
        })),
        fromStep: 0,
        toStep: scenes.length,
      },
    });
  const go = (to: number) => {
    const reset = to !== at + 1;
    at = Math.max(0, Math.min(scenes.length, to));
    atMs = scenes[at - 1]?.beat.atMs ?? 60_000;
    emit({ type: 'frame', frame: frame(reset) });
  };
  let seed = 1;

  return {
    listen(l) {
      listeners.add(l);
      return () => listeners.delete(l);
    },
    post(m: ToWorker) {
      switch (m.type) {
        case 'open':
          at = 0;
          emit({
            type: 'opened',
            firstStep: 0,
            branches: [
              { id: 0, parent: undefined, lastStep: scenes.length, lastMs: 0, command: undefined },
              {
                id: 1,
                parent: { branch: 0, step: 12 },
                lastStep: 40,
                lastMs: 0,
                command: 'kubectl delete pod web-7d4f9c-9qzlm',
              },
            ],
          });
          emit({ type: 'frame', frame: frame(true) });
          timeline();
          break;
        case 'step': {
          if (m.unit === 'phase') {
            const phase = (scenes[Math.max(0, at - 1)]?.beat.phase ?? 1) + m.by;
            go(scenes.find((s) => s.beat.phase === phase)?.beat.step ?? (m.by > 0 ? scenes.length : 0));
            break;
          }
          let to = at;
          for (let n = Math.abs(m.by); n > 0; n--) {
            do to += Math.sign(m.by);
            while (m.unit === 'story' && to > 0 && to < scenes.length && scenes[to - 1]!.beat.weight === 'detail');
          }
          if (m.by > 0 && to > at + 1) {
            // Show all that happened in between as one delta.
            const old = at;
            at = Math.min(scenes.length, to);
            atMs = scenes[at - 1]?.beat.atMs ?? 0;
            const past = scenes[old - 1]?.pods ?? start;
            const now = scenes[at - 1]!.pods;
            emit({
              type: 'frame',
              frame: frame(
                false,
                now.filter((p) => !past.some((b) => b.id === p.id && b.node === p.node && b.state === p.state)),
              ),
            });
          } else go(to);
          break;
        }
        case 'seek':
          go(m.step);
          break;
        case 'settle':
          go(scenes.length);
          break;
        case 'clock': {
          atMs = m.toMs;
          const changed: FeedPod[] = [];
          for (let i = 0; i < options.churn * start.length; i++) {
            seed = (seed * 1103515245 + 12345) % 2147483648;
            const pod = start[seed % start.length]!;
            pod.state = podStates[seed % 8]!;
            changed.push(pod);
          }
          emit({ type: 'frame', frame: { ...frame(false, changed), atMs, settled: false } });
          break;
        }
        case 'timeline':
          timeline();
          break;
        default:
          break;
      }
    },
  };
}

function nodesOf(workers: number): NodeView[] {
  const node = (index: number, name: string, controlPlane: boolean): NodeView => ({
    index,
    name,
    controlPlane,
    ready: true,
    unschedulable: false,
    taints: controlPlane ? ['node-role.kubernetes.io/control-plane:NoSchedule'] : [],
    labels: {},
    cpu: { requestedMilli: controlPlane ? 850 : 120 * index, allocatableMilli: 4000 },
    memory: { requestedBytes: 2 ** 29 * index, allocatableBytes: 8 * 2 ** 30 },
    pods: 0,
  });
  return [node(0, 'm-k8s', true), ...Array.from({ length: workers }, (_, i) => node(i + 1, `w${i + 1}-k8s`, false))];
}

const stages = (last: 'pass' | 'pending') =>
  (
    [
      'authentication',
      'authorization',
      'decode',
      'mutating-admission',
      'validation',
      'validating-admission',
      'etcd',
      'watch',
    ] as const
  ).map((stage, i) => ({
    stage,
    verdict: i < 4 ? ('pass' as const) : last === 'pass' ? ('pass' as const) : ('pending' as const),
    detail: stage === 'authentication' ? 'kubernetes-admin' : '',
  }));
