import type { WorkloadView } from '../../readings/views.ts';
import { inspect, useMode } from '../actions.ts';
import { Icon } from '../icons.tsx';
import { usePanels } from '../panels.ts';
import { usePrefs } from '../prefs.ts';
import { usePage } from '../store.ts';
import { useText } from '../text.ts';
import type { Layout } from './layout.ts';
import { useWorkloadLabel } from './workload-label.ts';
import styles from './graph.module.css';

const short: Readonly<Record<WorkloadView['kind'], string>> = {
  Deployment: 'deploy',
  ReplicaSet: 'rs',
  StatefulSet: 'sts',
  DaemonSet: 'ds',
  Job: 'job',
  CronJob: 'cj',
  ReplicationController: 'rc',
  HorizontalPodAutoscaler: 'hpa',
};

/** Below the nodes: zoom, and wanted ▸ current of every workload. */
export function Strip({
  layout,
  zoom,
  onZoom,
}: {
  readonly layout: Layout;
  readonly zoom: number;
  readonly onZoom: (by: number) => void;
}) {
  const text = useText();
  const label = useWorkloadLabel();
  const mode = useMode();
  const all = usePage((page) => page.workloads);
  const inspector = usePanels((p) => p.revealed.has('inspector'));
  const owners = usePrefs((p) => p.arrange === 'owners');
  const controls = (
    <div className={styles.zoom} data-over="">
      <button type="button" aria-label={text('graph.zoomOut')} title={text('graph.zoomOut')} onClick={() => onZoom(-1)}>
        <Icon name="minus" size={14} />
      </button>
      <button
        type="button"
        className={styles.percent}
        aria-label={`${text('graph.fit')} (${text('graph.zoom', { n: Math.round(zoom * 100) })})`}
        title={text('graph.fit')}
        onClick={() => onZoom(0)}
      >
        {Math.round(zoom * 100)}%
      </button>
      <button type="button" aria-label={text('graph.zoomIn')} title={text('graph.zoomIn')} onClick={() => onZoom(1)}>
        <Icon name="plus" size={14} />
      </button>
    </div>
  );
  if (mode === 'first' || layout.compact)
    return zoom === 1 ? null : <div className={styles.compactZoom}>{controls}</div>;
  // A Deployment speaks for its ReplicaSets, unless two of them trade places (a rollout); a CronJob does not for its Jobs.
  const kindOf = new Map(all.map((w) => [w.uid, w.kind]));
  const living = (owner: string | undefined): number =>
    all.filter((w) => w.owner === owner && w.desired + w.current > 0).length;
  const shown = all.filter(
    (w) =>
      w.owner === undefined ||
      kindOf.get(w.owner) !== 'Deployment' ||
      (w.desired + w.current > 0 && living(w.owner) > 1),
  );
  // Clocks after those who have numbers to tell; then, when room is short, numbers without words.
  shown.sort((a, b) => Number(a.schedule !== undefined) - Number(b.schedule !== undefined));
  const space = layout.width - 426;
  const tight = shown.length > Math.floor(space / 250);
  const room = tight ? Math.max(1, Math.floor((space - 40) / 150)) : shown.length;
  return (
    <div className={styles.strip}>
      {controls}
      <button
        type="button"
        className={styles.arrange}
        data-over=""
        aria-pressed={owners}
        aria-label={text('graph.owners')}
        title={text('graph.owners')}
        onClick={() => usePrefs.getState().set({ arrange: owners ? 'nodes' : 'owners' })}
      >
        <Icon name="branch" size={15} />
      </button>
      <ul className={styles.workloads} data-tight={tight ? '' : undefined} aria-label={text('graph.workloads')}>
        {shown.slice(0, room).map((w) => (
          <li key={w.uid}>
            <button
              type="button"
              className={styles.workload}
              data-over=""
              data-same={w.desired === w.ready ? 'yes' : 'no'}
              aria-label={label(w)}
              title={`${w.kind} ${w.name}`}
              onClick={() => {
                if (inspector)
                  inspect({ type: 'object', ref: { kind: w.kind, namespace: w.namespace, name: w.name, uid: w.uid } });
              }}
            >
              <span className={styles.workloadName}>
                {short[w.kind]}/{w.name}
              </span>
              {w.schedule === undefined ? (
                <>
                  <span className={styles.pair}>
                    <i>{text('graph.desired')}</i> <b>{w.desired}</b>
                  </span>
                  <span aria-hidden="true">▸</span>
                  <span className={styles.pair}>
                    <i>{text('graph.current')}</i> <b>{w.ready}</b>
                  </span>
                </>
              ) : (
                <span className={styles.pair}>
                  <b>{w.schedule}</b>
                </span>
              )}
            </button>
          </li>
        ))}
        {shown.length > room && (
          <li>
            <button
              type="button"
              className={styles.more}
              aria-label={text('graph.moreWorkloads', { n: shown.length - room })}
              title={text('graph.moreWorkloads', { n: shown.length - room })}
              onClick={() => {
                if (inspector) inspect(undefined);
              }}
            >
              +{shown.length - room}
            </button>
          </li>
        )}
      </ul>
    </div>
  );
}
