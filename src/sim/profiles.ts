import type { Taint } from '../api/types.ts';

/** One machine of a cluster. */
export interface NodeProfile {
  readonly name: string;
  readonly controlPlane: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** Whole cores. */
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Most Pods the kubelet takes; upstream's default is 110. */
  readonly maxPods: number;
  readonly internalIP: string;
  readonly podCIDR: string;
}

/** A kind of cluster. */
export interface Profile {
  readonly id: string;
  readonly nodes: readonly NodeProfile[];
  /** Virtual time the cluster has already run when the story begins, in ms. */
  readonly bootMs: number;
}

const GiB = 1024 ** 3;

/** Every node of every profile is built here, so that numbers and addresses follow one rule. */
function node(index: number, name: string, options: Partial<NodeProfile> & { zone?: string } = {}): NodeProfile {
  const { zone, ...rest } = options;
  return {
    name,
    controlPlane: false,
    taints: [],
    cpus: 4,
    memoryBytes: 8 * GiB,
    maxPods: 110,
    internalIP: `192.168.${1 + Math.floor((index + 9) / 250)}.${1 + ((index + 9) % 250)}`,
    podCIDR: `10.${244 + Math.floor(index / 256)}.${index % 256}.0/24`,
    ...rest,
    labels: {
      'beta.kubernetes.io/arch': 'amd64',
      'beta.kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/hostname': name,
      'kubernetes.io/os': 'linux',
      ...(zone ? { 'topology.kubernetes.io/zone': zone } : {}),
      ...rest.labels,
    },
  };
}

const controlPlane: Partial<NodeProfile> = {
  controlPlane: true,
  labels: {
    'node-role.kubernetes.io/control-plane': '',
    'node.kubernetes.io/exclude-from-external-load-balancers': '',
  },
};
const noWork: readonly Taint[] = [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }];

/** The course's cluster: one control plane machine, three workers of 4 CPU and 8 Gi in two zones. */
export const lab: Profile = {
  id: 'lab',
  bootMs: 60_000,
  nodes: [
    node(0, 'm-k8s', { ...controlPlane, taints: noWork }),
    node(1, 'w1-k8s', { zone: 'a-zone' }),
    node(2, 'w2-k8s', { zone: 'b-zone' }),
    node(3, 'w3-k8s', { zone: 'a-zone' }),
  ],
};

/** One machine that is everything, as minikube and k3s start. */
export const solo: Profile = { id: 'solo', bootMs: 60_000, nodes: [node(0, 'minikube', controlPlane)] };

/** `count` equal workers behind a tainted control plane machine: for large graphs and benchmarks. */
export const large = (count: number, bootMs = 20_000): Profile => ({
  id: `large-${count}`,
  bootMs,
  nodes: [
    node(0, 'm-k8s', { ...controlPlane, taints: noWork }),
    ...Array.from({ length: count }, (_, i) =>
      node(i + 1, `w${i + 1}-k8s`, { zone: `${'abc'[i % 3]}-zone`, cpus: 32, memoryBytes: 128 * GiB }),
    ),
  ],
});

/** A profile by the id a session carries, or undefined. */
export function profileById(id: string): Profile | undefined {
  if (id === 'lab') return lab;
  if (id === 'solo') return solo;
  const size = /^large-(\d{1,4})$/.exec(id)?.[1];
  return size ? large(Number(size)) : undefined;
}
