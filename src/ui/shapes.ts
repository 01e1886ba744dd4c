import type { PodState } from '../worker/protocol.ts';

/**
 * One hue and one shape per component, one shape, colour and word per Pod state. Shapes are SVG paths in a 16 × 16 box,
 * drawn as 1.5 px strokes, both by React icons and by the canvas.
 */
export type ComponentKind =
  | 'user'
  | 'apiserver'
  | 'etcd'
  | 'scheduler'
  | 'controller-manager'
  | 'kubelet'
  | 'kube-proxy'
  | 'runtime'
  | 'registry';

export interface Shape {
  /** Name of the colour token without dashes. */
  readonly hue: 'me' | 'api' | 'etcd' | 'sched' | 'ctrl' | 'kubelet' | 'proxy' | 'cloud';
  readonly path: string;
}

export const componentShapes: Readonly<Record<ComponentKind, Shape>> = {
  // A person.
  user: {
    hue: 'me',
    path: 'M8 7.600a2.900 2.900 0 1 0 0-5.800 2.900 2.900 0 0 0 0 5.800ZM2.600 14.200c.5-2.900 2.600-4.500 5.400-4.500s4.900 1.600 5.400 4.500',
  },
  // A gate everything passes through: hexagon with an opening.
  apiserver: {
    hue: 'api',
    path: 'M4.700 2.300h6.600L14.600 8l-3.300 5.700H4.700L1.400 8ZM4.600 8h6.800M9 5.600 11.400 8 9 10.400',
  },
  // A drum: storage.
  etcd: {
    hue: 'etcd',
    path: 'M2.800 4c0-1.200 2.300-2.100 5.200-2.100s5.200.9 5.200 2.100-2.300 2.100-5.200 2.100S2.800 5.200 2.800 4Zm0 0v8c0 1.200 2.300 2.100 5.200 2.100s5.200-.9 5.200-2.100V4M2.800 8c0 1.200 2.300 2.100 5.200 2.100s5.200-.9 5.200-2.100',
  },
  // A compass needle: picks a direction.
  scheduler: {
    hue: 'sched',
    path: 'M8 14.400A6.400 6.400 0 1 0 8 1.600a6.400 6.400 0 0 0 0 12.800ZM10.900 5.100 9.200 9.200l-4.100 1.700 1.700-4.100Z',
  },
  // A loop that never ends.
  'controller-manager': {
    hue: 'ctrl',
    path: 'M13.800 8A5.800 5.800 0 0 1 3.600 11.700M2.200 8a5.800 5.800 0 0 1 10.200-3.700M12.900 1.700v2.900H10M3.100 14.300v-2.900H6',
  },
  // An anchor: one on every ship.
  kubelet: {
    hue: 'kubelet',
    path: 'M8 5.300a1.700 1.700 0 1 0 0-3.400 1.700 1.700 0 0 0 0 3.400ZM8 5.300v9M5.200 7.600h5.600M2.300 9.600c.3 2.900 2.600 4.700 5.700 4.700s5.400-1.800 5.700-4.700',
  },
  // One way in, several out.
  'kube-proxy': {
    hue: 'proxy',
    path: 'M1.600 8h4.600M6.200 8 10.600 3.400h3.800M6.200 8h8.200M6.200 8l4.400 4.600h3.800M12.600 1.700l1.800 1.700-1.800 1.700M12.600 10.900l1.800 1.700-1.800 1.700',
  },
  // A box.
  runtime: {
    hue: 'cloud',
    path: 'M8 1.700 13.700 4.800v6.400L8 14.300 2.300 11.200V4.800ZM2.500 4.900 8 8l5.500-3.100M8 8v6.100',
  },
  // Shelves.
  registry: { hue: 'cloud', path: 'M2 2.500h12v4.200H2ZM2 9.300h12v4.200H2ZM4.500 4.600h3M4.500 11.400h3' },
};

export interface PodShape {
  readonly hue: 'ok' | 'wait' | 'bad' | 'cloud' | 'kubelet';
  readonly path: string;
  /** Outline of the cell: solid = settled, dashed = on its way, dotted = leaving. */
  readonly border: 'solid' | 'dashed' | 'dotted';
  /** Filled cells are healthy; empty ones are not there yet or not any more. */
  readonly filled: boolean;
}

export const podShapes: Readonly<Record<PodState, PodShape>> = {
  Pending: {
    hue: 'wait',
    path: 'M8 14.200A6.200 6.200 0 1 0 8 1.800a6.200 6.200 0 0 0 0 12.400ZM8 4.600V8l2.300 1.500',
    border: 'dashed',
    filled: false,
  },
  ContainerCreating: {
    hue: 'kubelet',
    path: 'M8 1.800a6.200 6.200 0 1 1-6.200 6.200M8 4.800v6.400M4.800 8h6.400',
    border: 'dashed',
    filled: false,
  },
  Running: {
    hue: 'ok',
    path: 'M8 14.200A6.200 6.200 0 1 0 8 1.800a6.200 6.200 0 0 0 0 12.400ZM5.200 8.200l2 2 3.700-4.100',
    border: 'solid',
    filled: true,
  },
  NotReady: {
    hue: 'wait',
    path: 'M8 2.200 14.400 13.400H1.600ZM8 6.400v3.200M8 11.500v.1',
    border: 'solid',
    filled: false,
  },
  Terminating: {
    hue: 'cloud',
    path: 'M8 14.200A6.200 6.200 0 1 0 8 1.800a6.200 6.200 0 0 0 0 12.400ZM5.400 8h5.200',
    border: 'dotted',
    filled: false,
  },
  Completed: {
    hue: 'cloud',
    path: 'M3.200 14.200V2.200M3.200 2.800h9l-2.300 2.900 2.300 2.900h-9',
    border: 'solid',
    filled: true,
  },
  Error: {
    hue: 'bad',
    path: 'M5.300 1.800h5.400l3.500 3.500v5.400l-3.500 3.500H5.300l-3.500-3.500V5.300ZM5.800 5.800l4.400 4.400M10.200 5.800l-4.400 4.400',
    border: 'solid',
    filled: false,
  },
  CrashLoopBackOff: {
    hue: 'bad',
    path: 'M13.800 6.800A6 6 0 0 0 2.700 5.300M2.200 9.200a6 6 0 0 0 11.100 1.500M2.300 2.200v3.300h3.300M13.700 13.800v-3.300h-3.300M8 5.400v3.200M8 10.600v.1',
    border: 'solid',
    filled: false,
  },
  ErrImagePull: {
    hue: 'bad',
    path: 'M8 1.800v7.400M4.900 6.300 8 9.400l3.100-3.100M2.200 10.800v3.400h11.600v-3.400M11.600 1.600l2.800 2.800M14.400 1.600l-2.800 2.800',
    border: 'solid',
    filled: false,
  },
  ImagePullBackOff: {
    hue: 'bad',
    path: 'M8 1.800v7.400M4.900 6.300 8 9.400l3.100-3.100M2.200 10.800v3.400h11.600v-3.400M11.700 3h2.900',
    border: 'dashed',
    filled: false,
  },
  Unknown: {
    hue: 'cloud',
    path: 'M8 14.200A6.200 6.200 0 1 0 8 1.800a6.200 6.200 0 0 0 0 12.400ZM6.200 6.300c.1-1.100.8-1.700 1.800-1.700s1.800.7 1.800 1.600c0 1.500-1.800 1.500-1.800 2.900M8 11.300v.1',
    border: 'dotted',
    filled: false,
  },
  Other: {
    hue: 'cloud',
    path: 'M8 14.200A6.200 6.200 0 1 0 8 1.800a6.200 6.200 0 0 0 0 12.400Z',
    border: 'solid',
    filled: false,
  },
};

export const hueVar = (hue: string): string => `var(--${hue})`;

/** The component an actor belongs to: `kubelet@w1-k8s` → kubelet. A CNI plugin is a program the runtime runs. */
export function kindOf(actor: string): ComponentKind {
  const role = actor.split('@')[0]!;
  if (role === 'cni') return 'runtime';
  return role in componentShapes ? (role as ComponentKind) : 'user';
}
