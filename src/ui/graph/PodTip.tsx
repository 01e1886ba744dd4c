import { PodIcon } from '../icons.tsx';
import { usePage } from '../store.ts';
import { useText } from '../text.ts';
import type { Layout } from './layout.ts';
import { pods } from './pods.ts';
import { cellRect, type View } from './view.ts';
import styles from './graph.module.css';

/** What a Pod under the pointer is: everything a small cell has no room for. */
export function PodTip({ id, layout, view }: { readonly id: number; readonly layout: Layout; readonly view: View }) {
  const text = useText();
  const nodes = usePage((page) => page.nodes);
  const pod = pods.pods.get(id);
  const rect = pod && cellRect(layout, pod);
  if (!pod || !rect) return null;
  const left = Math.max(8, Math.min(layout.width - 260, rect.x * view.zoom + view.x));
  const below = (rect.y + rect.h) * view.zoom + view.y + 8;
  const top = below > layout.height - 90 ? rect.y * view.zoom + view.y - 84 : below;
  return (
    <div className={styles.tip} style={{ left, top }} aria-hidden="true">
      <b>{pod.name}</b>
      <span>
        <PodIcon state={pod.state} size={14} /> {pod.status} {pod.ready && `· ${pod.ready}`}{' '}
        {pod.restarts > 0 && `· ↻ ${pod.restarts}`}
      </span>
      <span>
        {nodes[pod.node]?.name ?? text('graph.pod.nowhere')}
        {pod.ip && ` · ${pod.ip}`}
        {pod.namespace !== 'default' && ` · ${pod.namespace}`}
      </span>
    </div>
  );
}
