import type { NodeProps, NodeTypes } from '@xyflow/react';
import { memo } from 'react';
import { ComponentIcon, Icon } from '../icons.tsx';
import { hueVar, kindOf, componentShapes, type ComponentKind } from '../shapes.ts';
import { stageOrder } from '../../worker/protocol.ts';
import { usePage } from '../store.ts';
import { useLang, useText } from '../text.ts';
import { useSay } from '../saying.ts';
import { openInside, select, useMode } from '../actions.ts';
import type { UiKey } from '../../i18n/ui.ts';
import type { MachineBox } from './layout.ts';
import { startMachines } from './useLayout.ts';
import styles from './cards.module.css';

/** The cards of layer one. None of them moves; each subscribes to its own component and to whether it acts right now. */

const nicknames: Partial<Record<ComponentKind, UiKey>> = {
  user: 'nick.user',
  etcd: 'nick.etcd',
  scheduler: 'nick.scheduler',
  'controller-manager': 'nick.controllers',
};

const useActs = (id: string): boolean =>
  usePage((page) => page.beat !== undefined && (page.beat.from === id || page.beat.to === id));
const useSends = (id: string): boolean => usePage((page) => page.beat?.from === id);
const useSelected = (id: string): boolean =>
  usePage((page) => page.selection?.type === 'component' && page.selection.id === id);

interface CardData extends Record<string, unknown> {
  readonly actor: string;
  readonly compact: boolean;
  /** Little width: smaller badge and letters rather than cut words. */
  readonly narrow?: boolean;
}

const ComponentCard = memo(function ComponentCard({ data }: NodeProps & { data: CardData }) {
  const { actor, compact } = data;
  const text = useText();
  const say = useSay();
  const lang = useLang();
  const kind = kindOf(actor);
  const component = usePage((page) => page.components[actor]);
  const revision = usePage((page) => (kind === 'etcd' ? page.revision : 0));
  const acts = useActs(actor);
  const sends = useSends(actor);
  const selected = useSelected(actor);
  const mode = useMode();
  const met = usePage((page) => page.met.has(actor)) || kind === 'user' || mode === 'full';
  const down = component?.down ?? false;
  const nickname = nicknames[kind];
  const first = mode === 'first' && nickname !== undefined;
  // What was decided before the first press belongs to nobody's story: until then a card says what its owner does.
  const begun = usePage((page) => page.at.step > page.firstStep);
  const line = down
    ? text('graph.down')
    : component?.line && begun
      ? say(component.line)
      : kind === 'etcd' && revision > 0 && !first
        ? text('graph.revision', { n: revision.toLocaleString(lang) })
        : text(`role.${kind}`);
  const name = first ? text(nickname) : text(`name.${kind}`);
  const under = first ? (kind === 'user' ? text('nick.user.sub') : text(`name.${kind}`)) : line;
  return (
    <button
      type="button"
      className={styles.card}
      style={{ '--hue': hueVar(componentShapes[kind].hue) } as React.CSSProperties}
      data-acts={acts ? (sends ? 'from' : 'to') : undefined}
      data-quiet={met ? undefined : ''}
      data-down={down ? '' : undefined}
      data-selected={selected ? '' : undefined}
      data-compact={compact ? '' : undefined}
      data-narrow={data.narrow ? '' : undefined}
      data-first={first ? '' : undefined}
      aria-pressed={selected}
      aria-label={text('graph.component', { name: first ? `${name} (${text(`name.${kind}`)})` : name, line })}
      title={line}
      onClick={() => select(selected ? undefined : { type: 'component', id: actor })}
      onDoubleClick={() => openInside(actor)}
    >
      <span className={styles.badge}>
        <ComponentIcon kind={kind} size={compact ? 14 : 17} />
      </span>
      <span className={styles.words}>
        <span className={styles.name}>{name}</span>
        {!compact && <span className={styles.line}>{under}</span>}
      </span>
      {down && <Icon name="power" className={styles.off} />}
    </button>
  );
});

const BusCard = memo(function BusCard({ data }: NodeProps & { data: CardData }) {
  const { compact } = data;
  const text = useText();
  const pipeline = usePage((page) => page.pipeline);
  const down = usePage((page) => page.components['apiserver']?.down ?? false);
  const acts = useActs('apiserver');
  const sends = useSends('apiserver');
  const selected = useSelected('apiserver');
  const mode = useMode();
  return (
    <div
      className={styles.bus}
      style={{ '--hue': hueVar('api') } as React.CSSProperties}
      data-acts={acts ? (sends ? 'from' : 'to') : undefined}
      data-down={down ? '' : undefined}
      data-selected={selected ? '' : undefined}
      data-compact={compact ? '' : undefined}
      data-first={mode === 'first' ? '' : undefined}
    >
      <button
        type="button"
        className={styles.busHead}
        aria-pressed={selected}
        aria-label={text('graph.component', {
          name: text('name.apiserver'),
          line: down ? text('graph.down') : text('role.apiserver'),
        })}
        onClick={() => select(selected ? undefined : { type: 'component', id: 'apiserver' })}
        onDoubleClick={() => openInside('apiserver')}
      >
        <span className={styles.badge}>
          <ComponentIcon kind="apiserver" size={compact ? 14 : 18} />
        </span>
        <span className={styles.busName}>{text('name.apiserver')}</span>
        {!compact && (
          <span className={styles.busRole}>
            {down ? text('graph.down') : text(mode === 'first' ? 'nick.apiserver.sub' : 'role.apiserver')}
          </span>
        )}
      </button>
      {mode === 'full' && !compact && pipeline && <span className={styles.busRequest}>{pipeline.label}</span>}
      {mode === 'full' && !compact && (
        <ol className={styles.pipeline} aria-label={text('stage.label', { label: pipeline?.label ?? '' })}>
          {stageOrder.map((stage) => {
            const state = pipeline?.stages.find((s) => s.stage === stage);
            const verdict = state?.verdict ?? 'pending';
            return (
              <li
                key={stage}
                className={styles.stage}
                data-verdict={pipeline ? verdict : 'idle'}
                title={state?.detail || text(`stage.${verdict}`)}
              >
                {verdict === 'pass' && <Icon name="check" size={10} />}
                {verdict === 'refuse' && <Icon name="close" size={10} />}
                {text(`stage.${stage}`)}
                <span className="visually-hidden"> {text(`stage.${verdict}`)}</span>
              </li>
            );
          })}
        </ol>
      )}
    </div>
  );
});

interface FrameData extends Record<string, unknown> {
  readonly index: number;
  readonly compact: boolean;
}

/** The control plane machine: the frame around the upper half. */
const FrameCard = memo(function FrameCard({ data }: NodeProps & { data: FrameData }) {
  const text = useText();
  const node = usePage((page) => page.nodes[data.index]);
  const profile = usePage((page) => page.profile);
  const name = node?.name ?? startMachines[profile][0]?.name ?? '';
  if (data.compact) return <div className={styles.frame} data-compact="" />;
  return (
    <div className={styles.frame} data-down={node && !node.ready ? '' : undefined}>
      <span className={styles.frameName}>
        <b>{name}</b> <span>{text(data.index < 0 ? 'graph.oneMachine' : 'graph.controlPlane')}</span>
      </span>
    </div>
  );
});

const TrayCard = memo(function TrayCard() {
  const text = useText();
  return (
    <div className={styles.tray}>
      <span className={styles.trayName}>{text('graph.noNode')}</span>
    </div>
  );
});

interface MachineData extends Record<string, unknown> {
  readonly box: MachineBox;
  readonly compact: boolean;
}

const MachineCard = memo(function MachineCard({ data }: NodeProps & { data: MachineData }) {
  const { box, compact } = data;
  const text = useText();
  const node = usePage((page) => page.nodes[box.index]);
  const profile = usePage((page) => page.profile);
  const name = node?.name ?? startMachines[profile][box.index]?.name ?? '';
  const acting = usePage((page) =>
    page.beat && onMachine(page.beat.from, name)
      ? page.beat.from
      : page.beat && onMachine(page.beat.to, name)
        ? page.beat.to
        : undefined,
  );
  const selected = usePage((page) => page.selection?.type === 'node' && page.selection.name === name);
  const mode = useMode();
  const cpu =
    node && node.cpu.allocatableMilli > 0 ? Math.round((100 * node.cpu.requestedMilli) / node.cpu.allocatableMilli) : 0;
  const state = !node || node.ready ? (node?.unschedulable ? 'cordoned' : 'ready') : 'notReady';
  return (
    <div
      className={styles.machine}
      data-state={state}
      data-acts={acting ? '' : undefined}
      data-selected={selected ? '' : undefined}
      data-compact={compact ? '' : undefined}
      style={acting ? ({ '--hue': hueVar(componentShapes[kindOf(acting)].hue) } as React.CSSProperties) : undefined}
    >
      <button
        type="button"
        className={styles.machineHead}
        aria-pressed={selected}
        aria-label={text('graph.node', { name, state: text(`graph.${state}`), pods: node?.pods ?? 0 })}
        onClick={() => select(selected ? undefined : { type: 'node', name })}
        onDoubleClick={() => openInside(`kubelet@${name}`)}
      >
        <b>{name}</b>
        {!compact && mode === 'full' && (
          <span className={styles.machineFacts} title={text('graph.cpu', { used: cpu })}>
            {state !== 'ready' && (
              <span className={styles.machineState}>
                <Icon name="alert" size={11} /> {text(`graph.${state}`)}
              </span>
            )}
            {state === 'ready' && (
              <>
                {text('graph.pods.count', { n: node?.pods ?? 0 })}
                {cpu > 0 && (
                  <span className={styles.meter}>
                    <i style={{ width: `${Math.min(100, cpu)}%` }} />
                  </span>
                )}
              </>
            )}
          </span>
        )}
      </button>
      <Agent actor={`kubelet@${name}`} rect={box.kubelet} box={box} compact={compact} />
      <Agent actor={`kube-proxy@${name}`} rect={box.proxy} box={box} compact={compact} />
      {!compact && (
        <div
          className={styles.room}
          data-acts={acting && kindOf(acting) === 'runtime' ? '' : undefined}
          style={{
            left: box.pods.x - box.x - 4,
            top: box.pods.y - box.y - 4,
            width: box.pods.w + 8,
            height: box.pods.h + 8,
          }}
        />
      )}
    </div>
  );
});

const onMachine = (actor: string, machine: string): boolean => actor.endsWith(`@${machine}`);

function Agent({
  actor,
  rect,
  box,
  compact,
}: {
  actor: string;
  rect: MachineBox['kubelet'];
  box: MachineBox;
  compact: boolean;
}) {
  const text = useText();
  const say = useSay();
  const kind = kindOf(actor);
  const component = usePage((page) => page.components[actor]);
  const acts = useActs(actor);
  const selected = useSelected(actor);
  const mode = useMode();
  if (!rect) return null;
  if (compact && mode === 'first') return null;
  const line = component?.down ? text('graph.down') : component?.line ? say(component.line) : text(`role.${kind}`);
  return (
    <button
      type="button"
      className={styles.agent}
      style={
        {
          '--hue': hueVar(componentShapes[kind].hue),
          left: rect.x - box.x,
          top: rect.y - box.y,
          width: rect.w,
          height: rect.h,
        } as React.CSSProperties
      }
      data-acts={acts ? '' : undefined}
      data-down={component?.down ? '' : undefined}
      data-selected={selected ? '' : undefined}
      data-compact={compact ? '' : undefined}
      data-narrow={box.w < 218 ? '' : undefined}
      aria-pressed={selected}
      aria-label={text('graph.component', {
        name: text('say.on', { name: text(`name.${kind}`), node: box.index < 0 ? '' : (actor.split('@')[1] ?? '') }),
        line,
      })}
      title={line}
      onClick={() => select(selected ? undefined : { type: 'component', id: actor })}
      onDoubleClick={() => openInside(actor)}
    >
      <ComponentIcon kind={kind} size={compact ? 12 : 14} />
      {!compact && <span>{text(`name.${kind}`)}</span>}
    </button>
  );
}

/** Outside every component: React Flow mounts anew when this object changes. */
export const nodeTypes: NodeTypes = {
  component: ComponentCard as never,
  bus: BusCard as never,
  frame: FrameCard as never,
  tray: TrayCard as never,
  machine: MachineCard as never,
};
