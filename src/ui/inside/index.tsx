import { useEffect, useRef } from 'react';
import type { Room } from '../../readings/inside/views.ts';
import type { ActorId } from '../../sim/kernel/types.ts';
import { canStop, openInside, process } from '../actions.ts';
import { ComponentIcon, Icon } from '../icons.tsx';
import { useInspectorText } from '../inspector/text.ts';
import { usePanels } from '../panels.ts';
import { componentShapes, hueVar, kindOf, type ComponentKind } from '../shapes.ts';
import { usePage } from '../store.ts';
import { useText } from '../text.ts';
import { ApiServer } from './ApiServer.tsx';
import { Controllers } from './Controllers.tsx';
import { Etcd } from './Etcd.tsx';
import styles from './inside.module.css';
import { Kubelet } from './Kubelet.tsx';
import { Runtime } from './Runtime.tsx';
import { Scheduler } from './Scheduler.tsx';
import { useInsideText } from './text.ts';

const rooms = ['apiserver', 'etcd', 'controller-manager', 'scheduler', 'kubelet', 'runtime'] as const;

/** The inside of a component over the graph: what is known of it at the play-head. The timeline goes on below. */
export default function Inside() {
  const text = useInsideText();
  const page = useText();
  const inside = usePanels((p) => p.inside)!;
  const view = usePage((p) => (p.inside?.id === inside.id ? p.inside : undefined));
  const kind = kindOf(inside.id);
  const node = inside.id.split('@')[1];
  const box = useRef<HTMLElement>(null);
  useWayOut(box);
  const room = view?.room;
  return (
    <section
      ref={box}
      className={styles.sheet}
      style={{ '--hue': hueVar(componentShapes[kind].hue) } as React.CSSProperties}
      aria-label={text('inside.label', { name: page(`name.${kind}`) })}
      data-testid="inside"
      tabIndex={-1}
    >
      <Rooms id={inside.id} />
      <header className={styles.head}>
        <ComponentIcon kind={kind} size={20} />
        <h2>{page(`name.${kind}`)}</h2>
        {node !== undefined && <NodePick id={inside.id} node={node} />}
        <p>{hasRoom(kind) && text(`inside.${roleKey[kind]}.sub`, { node: node ?? '' })}</p>
        <Power id={inside.id} />
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className={styles.body} tabIndex={0} role="group" aria-label={page(`name.${kind}`)}>
        {room ? <Furniture room={room} /> : view && <p className={styles.hint}>{text('inside.empty')}</p>}
      </div>
      {hasRoom(kind) && <footer className={styles.foot}>{text(`inside.${roleKey[kind]}.foot`)}</footer>}
    </section>
  );
}

const roleKey = {
  apiserver: 'apiserver',
  etcd: 'etcd',
  'controller-manager': 'controllers',
  scheduler: 'scheduler',
  kubelet: 'kubelet',
  runtime: 'runtime',
} as const;

const hasRoom = (kind: ComponentKind): kind is keyof typeof roleKey => kind in roleKey;

function Furniture({ room }: { readonly room: Room }) {
  switch (room.role) {
    case 'apiserver':
      return <ApiServer room={room} />;
    case 'etcd':
      return <Etcd room={room} />;
    case 'controller-manager':
      return <Controllers room={room} />;
    case 'scheduler':
      return <Scheduler room={room} />;
    case 'kubelet':
      return <Kubelet room={room} />;
    case 'runtime':
      return <Runtime room={room} />;
  }
}

/** The same component of another node. */
function NodePick({ id, node }: { readonly id: ActorId; readonly node: string }) {
  const text = useInsideText();
  const nodes = usePage((p) => p.nodes);
  if (nodes.length < 2) return <b>{node}</b>;
  return (
    <select
      aria-label={text('inside.node')}
      value={node}
      onChange={(event) => openInside(`${kindOf(id)}@${event.target.value}`)}
    >
      {nodes.map(({ name }) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

/** Stops and starts the process one stands in. */
function Power({ id }: { readonly id: ActorId }) {
  const page = useText();
  const inspector = useInspectorText();
  const component = usePage((p) => p.components[id]);
  if (!component || !canStop(id)) return null;
  const { down } = component;
  return (
    <>
      <button
        type="button"
        className={styles.power}
        data-down={down || undefined}
        onClick={() => process(id, down ? 'start' : 'stop')}
      >
        <Icon name="power" size={14} /> {page(down ? 'act.start' : 'act.stop')}
      </button>
      {down && (
        <p className={styles.stopped} role="status">
          {inspector('inspector.stopped')}
        </p>
      )}
    </>
  );
}

/** From one room to the next, and the way out. */
function Rooms({ id }: { readonly id: ActorId }) {
  const text = useInsideText();
  const page = useText();
  const nodes = usePage((p) => p.nodes);
  // The node one comes from, or one where there is something to see.
  const busy = nodes.find(({ controlPlane, pods }) => !controlPlane && pods > 0) ?? nodes.at(-1);
  const node = id.split('@')[1] ?? busy?.name;
  return (
    <nav className={styles.rooms} aria-label={text('inside.rooms')}>
      {rooms.map((role) => {
        const to = role === 'kubelet' || role === 'runtime' ? `${role}@${node}` : role;
        return (
          <button
            key={role}
            type="button"
            aria-current={to === id ? 'page' : undefined}
            style={{ '--hue': hueVar(componentShapes[role].hue) } as React.CSSProperties}
            onClick={() => openInside(to)}
          >
            <ComponentIcon kind={role} size={14} /> <span>{page(`name.${role}`)}</span>
          </button>
        );
      })}
      <button
        type="button"
        className={styles.close}
        aria-label={text('inside.close')}
        title={text('inside.close')}
        onClick={() => openInside(undefined)}
      >
        <Icon name="close" size={15} />
      </button>
    </nav>
  );
}

/** Esc leads out, and back to where one came from. */
function useWayOut(box: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const from = document.activeElement;
    box.current?.focus({ preventScroll: true });
    const onKey = (event: KeyboardEvent): void => {
      const { target } = event;
      const elsewhere = target instanceof HTMLElement && target.closest('.xterm, .monaco-editor, dialog') !== null;
      if (event.key === 'Escape' && !event.defaultPrevented && !elsewhere) openInside(undefined);
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
      if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
    };
  }, [box]);
}
