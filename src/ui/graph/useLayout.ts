import { useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import { usePage } from '../store.ts';
import { layoutGraph, type Layout } from './layout.ts';
import { pods, trayIndex } from './pods.ts';
import { Wires } from './wires.ts';
import type { NodeView } from '../../worker/protocol.ts';

/** What a session of a profile starts with: drawn before the simulation's first word, so that the page is never blank. */
const machinesAtStart = (names: readonly string[]): readonly Pick<NodeView, 'name' | 'controlPlane'>[] =>
  names.map((name, i) => ({ name, controlPlane: i === 0 }));
export const startMachines = {
  lab: machinesAtStart(['m-k8s', 'w1-k8s', 'w2-k8s', 'w3-k8s']),
  solo: machinesAtStart(['minikube']),
} as const;

/** How many places the fullest node needs, in coarse steps: React hears of it only when the step changes. */
function fullness(): string {
  const step = (n: number): number => {
    let s = 2;
    while (s < n) s *= s < 8 ? 2 : 1.5;
    return Math.ceil(s);
  };
  const { nodes } = usePage.getState();
  const frame = nodes.findIndex((n) => n.controlPlane);
  return `${step(pods.mostOnOneNode())} ${step(pods.countOn(frame))} ${step(pods.countOn(trayIndex))}`;
}

/** While pods come and go by the hundred, the graph is laid out anew this seldom. */
const layoutMs = 400;
let told = '';

function listenFullness(listener: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = -layoutMs;
  const look = (): void => {
    timer = undefined;
    const now = fullness();
    if (now === told) return;
    const wait = last + layoutMs - performance.now();
    if (wait > 0) {
      timer = setTimeout(look, wait);
      return;
    }
    told = now;
    last = performance.now();
    listener();
  };
  const hear = (): void => {
    if (timer === undefined) look();
  };
  const stops = [pods.listen(hear), usePage.subscribe((page, before) => page.nodes !== before.nodes && hear())];
  told = fullness();
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}
const toldFullness = (): string => (told ||= fullness());

export interface Stage {
  readonly layout: Layout;
  readonly wires: Wires;
}

/** The layout for the pane's present size; changes only when the pane, the machines or the coarse fullness change. */
export function useStage(pane: RefObject<HTMLElement | null>, narration: boolean, simple: boolean): Stage | undefined {
  const size = useSize(pane);
  const nodes = usePage((page) => page.nodes);
  const profile = usePage((page) => page.profile);
  const full = useSyncExternalStore(listenFullness, toldFullness);
  const machines: readonly Pick<NodeView, 'name' | 'controlPlane'>[] =
    nodes.length > 0 ? nodes : startMachines[profile];
  // Taken apart so that a node's changing numbers do not lay out the graph anew.
  const key = machines.map((m) => `${m.name}${m.controlPlane ? '*' : ''}`).join(' ');
  const known = useRef(machines);
  known.current = machines;
  return useMemo(() => {
    if (!size) return undefined;
    const [fullest, onFrame, inTray] = full.split(' ').map(Number) as [number, number, number];
    const layout = layoutGraph({ ...size, machines: known.current, fullest, onFrame, inTray, narration, simple });
    return { layout, wires: new Wires(layout, new Map(known.current.map((m, i) => [m.name, i]))) };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `key` stands for the machines
  }, [size, key, full, narration, simple]);
}

export function useSize(ref: RefObject<HTMLElement | null>): { width: number; height: number } | undefined {
  const [size, setSize] = useState<{ width: number; height: number }>();
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width === 0 || height === 0) return;
      setSize((before) => (before && before.width === width && before.height === height ? before : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}
