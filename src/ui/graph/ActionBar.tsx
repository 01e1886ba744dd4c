import { canStop, command, inspect, openInside, process, select } from '../actions.ts';
import { Icon } from '../icons.tsx';
import { usePanels } from '../panels.ts';
import { kindOf } from '../shapes.ts';
import { usePage } from '../store.ts';
import { useText } from '../text.ts';
import type { Layout, Rect } from './layout.ts';
import { pods } from './pods.ts';
import { cellRect, type View } from './view.ts';
import type { Wires } from './wires.ts';
import styles from './graph.module.css';

/** What can be done with the selected card or Pod, beside it. */
export function ActionBar({
  layout,
  wires,
  view,
}: {
  readonly layout: Layout;
  readonly wires: Wires;
  readonly view: View;
}) {
  const text = useText();
  const selection = usePage((page) => page.selection);
  const down = usePage((page) =>
    selection?.type === 'component' ? (page.components[selection.id]?.down ?? false) : false,
  );
  const inspector = usePanels((p) => p.revealed.has('inspector'));
  if (!selection) return null;
  const pod =
    selection.type === 'object' && selection.ref.kind === 'Pod'
      ? pods.find(selection.ref.namespace, selection.ref.name)
      : undefined;
  const rect: Rect | undefined =
    selection.type === 'component'
      ? wires.box(selection.id)
      : selection.type === 'node'
        ? wires.machine(selection.name)
        : pod && cellRect(layout, pod);
  if (!rect) return null;
  const name =
    selection.type === 'component'
      ? text(`name.${kindOf(selection.id)}`)
      : selection.type === 'node'
        ? selection.name
        : selection.ref.name;
  const buttons = [];
  if (inspector) {
    buttons.push(
      <button
        key="inspect"
        type="button"
        onClick={() => (selection.type === 'component' ? openInside(selection.id) : inspect(selection))}
      >
        <Icon name={selection.type === 'component' ? 'eye' : 'inspect'} size={15} />{' '}
        {text(selection.type === 'component' ? 'act.inside' : 'act.inspect')}
      </button>,
    );
  }
  if (selection.type === 'component' && inspector && canStop(selection.id)) {
    buttons.push(
      <button
        key="power"
        type="button"
        data-tone={down ? undefined : 'bad'}
        onClick={() => process(selection.id, down ? 'start' : 'stop')}
      >
        <Icon name="power" size={15} /> {text(down ? 'act.start' : 'act.stop')}
      </button>,
    );
  }
  if (pod) {
    const namespace = pod.namespace === 'default' ? '' : ` -n ${pod.namespace}`;
    buttons.push(
      <button
        key="delete"
        type="button"
        data-tone="bad"
        onClick={() => {
          select(undefined);
          command(`kubectl delete pod ${pod.name}${namespace}`);
        }}
      >
        <Icon name="trash" size={15} /> {text('act.delete')}
      </button>,
    );
  }
  if (buttons.length === 0) return null;
  const middle = (rect.x + rect.w / 2) * view.zoom + view.x;
  const half = 56 + buttons.length * 62;
  const left = Math.max(8, Math.min(layout.width - 2 * half, middle - half));
  const below = (rect.y + rect.h) * view.zoom + view.y + (selection.type === 'component' ? 2 : 8);
  const above = rect.y * view.zoom + view.y - 44;
  return (
    <div
      className={styles.actions}
      data-over=""
      style={{ left, top: below > layout.height - 44 ? above : below }}
      role="group"
      aria-label={text('graph.actions', { name })}
    >
      {buttons}
      <button type="button" className={styles.closer} aria-label={text('act.close')} onClick={() => select(undefined)}>
        <Icon name="close" size={13} />
      </button>
    </div>
  );
}
