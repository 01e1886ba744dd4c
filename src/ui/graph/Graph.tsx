import { ReactFlow, ReactFlowProvider, useReactFlow, ViewportPortal, type Node, type Viewport } from '@xyflow/react';
import { lazy, memo, Suspense, useCallback, useEffect, useMemo, useRef, useState, type PointerEvent } from 'react';
import { useText } from '../text.ts';
import { usePrefs } from '../prefs.ts';
import { usePage } from '../store.ts';
import { select, useMode } from '../actions.ts';
import { componentShapes, hueVar, kindOf } from '../shapes.ts';
import { nodeTypes } from './cards.tsx';
import { machineCardsMax, type Layout, type Rect } from './layout.ts';
import { Mirror } from './Mirror.tsx';
import { Narration } from './Narration.tsx';
import { PodTip } from './PodTip.tsx';
import { pods } from './pods.ts';
import { Surface } from './surface.ts';
import { ActionBar } from './ActionBar.tsx';
import { useStage, type Stage } from './useLayout.ts';
import { home, podAt, type View } from './view.ts';
import type { Wires } from './wires.ts';
import { provideZoom } from './zoom.ts';
import { Strip } from './Strip.tsx';
import './flow.css';
import styles from './graph.module.css';

const Owners = lazy(() => import('./Owners.tsx'));

/** The cluster: cards that do not move (React Flow) below, pods and packets (canvas) above. */
export function Graph({ narration = true }: { readonly narration?: boolean }) {
  const pane = useRef<HTMLDivElement>(null);
  const text = useText();
  const mode = useMode();
  const stage = useStage(pane, narration, mode === 'first');
  return (
    <section ref={pane} className={styles.pane} aria-label={text('graph.label')} data-mode={mode}>
      {stage && (
        <ReactFlowProvider>
          <Scene stage={stage} narration={narration} />
        </ReactFlowProvider>
      )}
    </section>
  );
}

function Scene({ stage, narration }: { readonly stage: Stage; readonly narration: boolean }) {
  const { layout, wires } = stage;
  const text = useText();
  const mode = useMode();
  const scene = useRef<HTMLDivElement>(null);
  const cells = useRef<HTMLCanvasElement>(null);
  const packets = useRef<HTMLCanvasElement>(null);
  const surface = useRef<Surface>(undefined);
  // While one pans, only React Flow and the canvases follow; the rest of the picture takes the view when it rests.
  const live = useRef<View>(home);
  const [view, setView] = useState<View>(home);
  const [hover, setHover] = useState<number>();
  const selected = usePage((page) =>
    page.selection?.type === 'object' && page.selection.ref.kind === 'Pod' ? page.selection.ref : undefined,
  );
  const selectedPod = selected && pods.find(selected.namespace, selected.name);
  const flow = useReactFlow();
  const owners = usePrefs((p) => p.arrange === 'owners') && mode === 'full' && !layout.compact;

  useEffect(() => {
    const canvases = new Surface(cells.current!, packets.current!);
    surface.current = canvases;
    return () => canvases.destroy();
  }, []);
  useEffect(() => surface.current?.setLayout(layout, wires, live.current), [layout, wires]);
  useEffect(() => surface.current?.setMarks({ hover, selected: selectedPod?.id }), [hover, selectedPod?.id]);

  const nodes = useMemo(() => flowNodes(layout, mode), [layout, mode]);
  const drawn = useMemo(() => staticWires(layout, wires, mode), [layout, wires, mode]);

  const zoom = useCallback(
    (by: number): void => {
      if (by === 0) void flow.setViewport(home);
      else void (by > 0 ? flow.zoomIn() : flow.zoomOut());
    },
    [flow],
  );
  useEffect(() => provideZoom(zoom), [zoom]);

  const toWorld = (event: PointerEvent): { x: number; y: number } => {
    const box = cells.current!.parentElement!.getBoundingClientRect();
    const { x, y, zoom } = live.current;
    return { x: (event.clientX - box.left - x) / zoom, y: (event.clientY - box.top - y) / zoom };
  };
  const under = (event: PointerEvent): number | undefined => {
    const p = toWorld(event);
    return podAt(layout, p.x, p.y)?.id;
  };
  /** While the cards only move, they are a picture of their own that is moved, not painted; a zoom needs fresh letters. */
  const slide = (sliding: boolean): void => {
    scene.current?.toggleAttribute('data-slides', sliding);
  };
  const pressed = useRef<{ x: number; y: number } | undefined>(undefined);

  return (
    <div
      ref={scene}
      className={styles.scene}
      data-hover={hover === undefined ? undefined : ''}
      onPointerMove={(event) => {
        if (event.pointerType === 'mouse' && event.buttons === 0) setHover(under(event));
      }}
      onPointerLeave={() => setHover(undefined)}
      onPointerDownCapture={(event) => {
        pressed.current = { x: event.clientX, y: event.clientY };
      }}
      onClickCapture={(event) => {
        const from = pressed.current;
        if (from && Math.hypot(event.clientX - from.x, event.clientY - from.y) > 5) return;
        if (event.detail === 0 || (event.target as Element).closest('[data-over]')) return;
        const id = under(event as unknown as PointerEvent);
        const pod = id === undefined ? undefined : pods.pods.get(id);
        if (!pod) return;
        event.stopPropagation();
        event.preventDefault();
        select(
          selectedPod?.id === pod.id
            ? undefined
            : { type: 'object', ref: { kind: 'Pod', namespace: pod.namespace, name: pod.name, uid: pod.uid } },
        );
      }}
    >
      <ReactFlow
        nodes={nodes}
        nodeTypes={nodeTypes}
        defaultViewport={home}
        minZoom={0.5}
        maxZoom={layout.machines.length > machineCardsMax ? 40 : 4}
        translateExtent={[
          [-layout.width * 0.4, -layout.height * 0.4],
          [layout.width * 1.4, layout.height * 1.4],
        ]}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        zoomOnDoubleClick={false}
        panActivationKeyCode={null}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        zoomActivationKeyCode={null}
        disableKeyboardA11y
        proOptions={{ hideAttribution: true }}
        ariaLabelConfig={{ 'node.a11yDescription.default': '', 'node.a11yDescription.keyboardDisabled': '' }}
        onMove={(_, v: Viewport) => {
          slide(v.zoom === live.current.zoom);
          live.current = v;
          surface.current?.setView(v);
        }}
        onMoveEnd={(_, v: Viewport) => {
          slide(false);
          setView(v);
        }}
        onPaneClick={() => select(undefined)}
        aria-label={text('graph.label')}
      >
        <ViewportPortal>
          <svg className={styles.wires} width={layout.width} height={layout.height} aria-hidden="true">
            {drawn.map((wire) => (
              <Wire key={`${wire.a}-${wire.b}`} {...wire} />
            ))}
          </svg>
        </ViewportPortal>
      </ReactFlow>
      <div className={styles.canvases} aria-hidden="true">
        <canvas ref={cells} className={styles.canvas} data-layer="pods" />
        <canvas ref={packets} className={styles.canvas} data-layer="packets" />
      </div>
      {owners ? (
        <Suspense>
          <Owners layout={layout} />
        </Suspense>
      ) : (
        <Mirror layout={layout} view={view} />
      )}
      {hover !== undefined && hover !== selectedPod?.id && <PodTip id={hover} layout={layout} view={view} />}
      <ActionBar layout={layout} wires={wires} view={view} />
      {narration && <Narration layout={layout} wires={wires} view={view} />}
      <Strip layout={layout} zoom={view.zoom} onZoom={zoom} />
    </div>
  );
}

function flowNodes(layout: Layout, mode: 'first' | 'full'): Node[] {
  const { compact } = layout;
  const node = (id: string, type: string, r: Rect, data: Record<string, unknown>, zIndex = 2): Node => ({
    id,
    type,
    position: { x: r.x, y: r.y },
    width: r.w,
    height: r.h,
    data,
    zIndex,
    draggable: false,
    selectable: false,
  });
  const nodes: Node[] = [
    node('frame', 'frame', layout.frame, { index: layout.frameIndex, compact }, 0),
    node('user', 'component', layout.user, { actor: 'user', compact, narrow: layout.user.w < 148 }),
    node('etcd', 'component', layout.etcd, { actor: 'etcd', compact, narrow: layout.etcd.w < 148 }),
    node('scheduler', 'component', layout.scheduler, { actor: 'scheduler', compact, narrow: layout.scheduler.w < 148 }),
    node('controller-manager', 'component', layout.controllers, {
      actor: 'controller-manager',
      compact,
      narrow: layout.controllers.w < 148,
    }),
    node('apiserver', 'bus', layout.bus, { actor: 'apiserver', compact }),
  ];
  if (!compact) nodes.push(node('tray', 'tray', layout.tray, {}));
  if (layout.registry && mode === 'full')
    nodes.push(node('registry', 'component', layout.registry, { actor: 'registry', compact }));
  if (layout.machines.length <= machineCardsMax) {
    for (const box of layout.machines) nodes.push(node(`machine-${box.index}`, 'machine', box, { box, compact }, 1));
  }
  return nodes;
}

interface StaticWire {
  readonly d: string;
  readonly a: string;
  readonly b: string;
}

/** Who talks to whom, always there, whether or not somebody talks. */
function staticWires(layout: Layout, wires: Wires, mode: 'first' | 'full'): readonly StaticWire[] {
  const drawn: StaticWire[] = [];
  const add = (a: string, b: string): void => {
    const wire = wires.between(a, b);
    if (wire) drawn.push({ a, b, d: wire.d });
  };
  for (const actor of ['user', 'etcd', 'scheduler', 'controller-manager']) add(actor, 'apiserver');
  if (layout.machines.length > machineCardsMax) return drawn;
  const names = wires.names();
  for (const box of layout.machines) {
    const name = names.get(box.index);
    if (!name) continue;
    add(`kubelet@${name}`, 'apiserver');
    if (layout.compact || mode === 'first') continue;
    add(`kube-proxy@${name}`, 'apiserver');
    if (layout.registry) add(`runtime@${name}`, 'registry');
  }
  return drawn;
}

const Wire = memo(function Wire({ a, b, d }: StaticWire) {
  const active = usePage(({ beat }) =>
    beat && ((beat.from === a && beat.to === b) || (beat.from === b && beat.to === a)) ? beat.from : undefined,
  );
  return (
    <path
      d={d}
      className={styles.wire}
      data-far={b === 'registry' ? '' : undefined}
      data-etcd={a === 'etcd' ? '' : undefined}
      style={
        active
          ? { stroke: `color-mix(in srgb, ${hueVar(componentShapes[kindOf(active)].hue)} 55%, var(--line))` }
          : undefined
      }
    />
  );
});
