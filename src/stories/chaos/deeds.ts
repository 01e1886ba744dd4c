import type { Random } from './random.ts';
import {
  badImage,
  budget,
  goodImages,
  names,
  quota,
  randomWorkload,
  service,
  workloads,
  type Workload,
} from './workloads.ts';

/** Something a run does: a line typed at the terminal, with the manifests it applies. */
export interface Typed {
  readonly line: string;
  readonly files?: Readonly<Record<string, string>>;
}

export const namespaces = ['default', 'team'] as const;
/** Most things happen in one place, so that they meet. */
const somewhere = (random: Random): string => (random.chance(70) ? namespaces[0] : namespaces[1]);

export const applying = (manifests: readonly unknown[]): Typed => ({
  line: 'kubectl apply -f chaos.yaml',
  files: { 'chaos.yaml': manifests.map((each) => JSON.stringify(each)).join('\n---\n') },
});

const scalable: readonly Workload[] = ['deployment', 'statefulset', 'replicationcontroller'];
const rolled: readonly Workload[] = ['deployment', 'statefulset', 'daemonset'];

/** What people and programs do to a cluster, as often as its weight says. */
const deeds: readonly (readonly [weight: number, deed: (random: Random, nodes: readonly string[]) => Typed])[] = [
  [16, (random) => applying([randomWorkload(random, ...someone(random, workloads))])],
  [10, (random) => to(random, scalable, (kind, name) => `kubectl scale ${kind} ${name} --replicas=${random.below(7)}`)],
  [
    12,
    (random) =>
      to(random, rolled, (kind, name) => {
        const image = random.chance(20) ? badImage : random.pick(goodImages);
        return `kubectl set image ${kind} ${name} c=${image}`;
      }),
  ],
  [4, (random) => to(random, rolled, (kind, name) => `kubectl rollout restart ${kind} ${name}`)],
  [6, (random) => to(random, rolled, (kind, name) => `kubectl rollout undo ${kind} ${name}`)],
  [4, (random) => to(random, ['deployment'], (_, name) => `kubectl rollout pause deployment ${name}`)],
  [4, (random) => to(random, ['deployment'], (_, name) => `kubectl rollout resume deployment ${name}`)],
  [12, (random) => to(random, workloads, (_, name) => `kubectl delete pods -l app=${name} --wait=false`)],
  [
    8,
    (random) =>
      to(random, workloads, (kind, name) => {
        const cascade = random.pick(['background', 'foreground', 'orphan']);
        return `kubectl delete ${kind} ${name} --cascade=${cascade} --wait=false`;
      }),
  ],
  [
    4,
    (random) =>
      to(random, ['job'], (_, name) => {
        const suspend = random.chance(50);
        return `kubectl patch job ${name} --type=merge -p '{"spec":{"suspend":${suspend}}}'`;
      }),
  ],
  [
    3,
    (random) =>
      to(random, ['cronjob'], (_, name) => {
        const suspend = random.chance(50);
        return `kubectl patch cronjob ${name} --type=merge -p '{"spec":{"suspend":${suspend}}}'`;
      }),
  ],
  [
    4,
    (random) =>
      to(random, ['statefulset'], (_, name) => {
        const partition = random.below(4);
        return `kubectl patch statefulset ${name} --type=merge -p '{"spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":${partition}}}}}'`;
      }),
  ],
  [4, (random) => applying([budget(random, someone(random, scalable)[1], somewhere(random))])],
  [3, (random) => applying([service(someone(random, scalable)[1], somewhere(random))])],
  [2, (random) => applying([quota(random, somewhere(random))])],
  [1, (random) => ({ line: `kubectl delete resourcequota most -n ${somewhere(random)} --wait=false` })],
  [
    6,
    (random, nodes) => ({
      line: `kubectl drain ${random.pick(nodes)} --ignore-daemonsets --delete-emptydir-data --force --timeout=60s`,
    }),
  ],
  [3, (random, nodes) => ({ line: `kubectl cordon ${random.pick(nodes)}` })],
  [6, (random, nodes) => ({ line: `kubectl uncordon ${random.pick(nodes)}` })],
  [
    3,
    (random, nodes) => ({
      line: `kubectl taint node ${random.pick(nodes)} chaos=yes:${random.pick(['NoExecute', 'NoSchedule'])} --overwrite`,
    }),
  ],
  [4, (random, nodes) => ({ line: `kubectl taint node ${random.pick(nodes)} chaos-` })],
  [2, (random, nodes) => ({ line: `kubectl delete node ${random.pick(nodes)} --wait=false` })],
  [3, () => ({ line: 'kubectl delete namespace team --wait=false' })],
  [4, () => ({ line: 'kubectl create namespace team' })],
];

function someone(random: Random, kinds: readonly Workload[]): [kind: Workload, name: string, namespace: string] {
  const kind = random.pick(kinds);
  return [kind, random.pick<string>(names[kind]), somewhere(random)];
}

function to(random: Random, kinds: readonly Workload[], line: (kind: Workload, name: string) => string): Typed {
  const [kind, name, namespace] = someone(random, kinds);
  return { line: `${line(kind, name)} -n ${namespace}` };
}

const totalWeight = deeds.reduce((sum, [weight]) => sum + weight, 0);

export function randomDeed(random: Random, nodes: readonly string[]): Typed {
  let at = random.below(totalWeight);
  for (const [weight, deed] of deeds) {
    if (at < weight) return deed(random, nodes);
    at -= weight;
  }
  throw new Error('the weights add up');
}
