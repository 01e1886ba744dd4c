import { useMemo, useSyncExternalStore } from 'react';
import { select } from '../actions.ts';
import { usePage } from '../store.ts';
import { useText } from '../text.ts';
import type { Layout } from './layout.ts';
import { pods } from './pods.ts';
import { cellRect, type View } from './view.ts';
import styles from './graph.module.css';

/** A list as long as this says more than it helps; the inspector and kubectl list the rest. */
const mirrorMax = 120;

/** The list follows the picture at once, but not more often than this: while things change quickly, nobody reads it. */
const restMs = 250;

let told = 0;
let toldAt = -restMs;
const listen = (listener: () => void): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (): void => {
    timer = undefined;
    told = pods.version;
    toldAt = performance.now();
    listener();
  };
  const soon = (): void => {
    timer ??= setTimeout(tell, Math.max(0, toldAt + restMs - performance.now()));
  };
  const stop = pods.listen(soon);
  // The first pods may have come before there was a list.
  if (told !== pods.version) soon();
  return () => {
    clearTimeout(timer);
    stop();
  };
};
const version = (): number => told;

/**
 * The canvas is mute: this is what it shows, as a list of buttons lying exactly over the pods, for keyboards and
 * screen readers. Mouse and touch go past it to the grid.
 */
export function Mirror({ layout, view }: { readonly layout: Layout; readonly view: View }) {
  const text = useText();
  const now = useSyncExternalStore(listen, version);
  const nodes = usePage((page) => page.nodes);
  const items = useMemo(() => {
    const list = [];
    let hidden = 0;
    for (const pod of pods.pods.values()) {
      const r = cellRect(layout, pod);
      if (!r) {
        hidden++;
        continue;
      }
      const x = r.x * view.zoom + view.x;
      const y = r.y * view.zoom + view.y;
      const w = r.w * view.zoom;
      const h = r.h * view.zoom;
      if (x + w < 0 || y + h < 0 || x > layout.width || y > layout.height || list.length >= mirrorMax) {
        hidden++;
        continue;
      }
      list.push({ pod: { ...pod }, x, y, w, h });
    }
    return { list, hidden };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `now` stands for the table
  }, [layout, view, now]);
  return (
    <ul className={styles.mirror} aria-label={text('graph.pods')}>
      {items.list.map(({ pod, x, y, w, h }) => {
        const where = nodes[pod.node]?.name ?? text('graph.pod.nowhere');
        return (
          <li key={pod.id}>
            <button
              type="button"
              className={styles.mirrorPod}
              style={{ left: x, top: y, width: w, height: h }}
              aria-label={text(pod.ready ? 'graph.pod' : 'graph.pod.short', {
                name: pod.name,
                status: pod.status,
                ready: pod.ready,
                where,
              })}
              onClick={() =>
                select({ type: 'object', ref: { kind: 'Pod', namespace: pod.namespace, name: pod.name, uid: pod.uid } })
              }
            />
          </li>
        );
      })}
      {items.hidden > 0 && <li className="visually-hidden">{text('graph.more', { n: items.hidden })}</li>}
    </ul>
  );
}
