import type { QueuedView, SchedulerRoom } from '../../readings/inside/views.ts';
import type { SchedulingView } from '../../worker/protocol.ts';
import { inspect, openInside } from '../actions.ts';
import { Scheduling } from '../inspector/Scheduling.tsx';
import styles from './inside.module.css';
import { Advice } from './Advice.tsx';
import { Pick, Picks } from './Picks.tsx';
import { useInsideText, useStoryTime } from './text.ts';

const queues = ['active', 'backoff', 'unschedulable'] as const;

/** Who waits where, every attempt, and the table of one of them. */
export function Scheduler({ room }: { readonly room: SchedulerRoom }) {
  const text = useInsideText();
  const { attempts, picked } = room;
  return (
    <>
      <div className={styles.queues} role="group" aria-label={text('inside.scheduler.queues')}>
        {queues.map((name) => (
          <Queue key={name} name={name} pods={room.queues[name]} />
        ))}
      </div>
      <div className={styles.split}>
        <Picks title={text('inside.scheduler.attempts')} empty={text('inside.empty')}>
          {attempts.map(({ entry, step, pod, attempt, chosen }) => (
            <Pick
              key={entry}
              picked={entry === picked?.entry}
              step={step}
              onPick={() => openInside('scheduler', String(entry))}
            >
              <b>{pod.name}</b>
              <em data-tone={chosen ? 'ok' : 'bad'}>{chosen ?? '✗'}</em>
              <span>{text('inside.scheduler.nth', { n: attempt })}</span>
            </Pick>
          ))}
        </Picks>
        {picked && (
          <div className={styles.main}>
            <p className={styles.code}>
              <b>{picked.pod.name}</b> → {picked.view.chosen ?? text('inside.scheduler.nowhere')}
            </p>
            {picked.view.chosen === undefined && <Advice key={picked.entry} pod={picked.pod} />}
            <Scheduling scheduling={picked.view} />
            <Bars view={picked.view} />
          </div>
        )}
      </div>
    </>
  );
}

/** As many names as a queue shows. */
const namesMax = 6;

function Queue({ name, pods }: { readonly name: (typeof queues)[number]; readonly pods: readonly QueuedView[] }) {
  const text = useInsideText();
  const time = useStoryTime();
  return (
    <div className={styles.lineUp} data-queue={name}>
      <b>
        {text(`inside.scheduler.${name}`)} <em>{pods.length}</em>
      </b>
      <small>{text(`inside.scheduler.${name}.sub`)}</small>
      <ol>
        {pods.slice(0, namesMax).map(({ pod, event, sinceMs }) => (
          <li key={`${pod.namespace}/${pod.name}`}>
            <button
              type="button"
              title={`${event} · ${time(sinceMs)}`}
              onClick={() => inspect({ type: 'object', ref: pod })}
            >
              {pod.name}
            </button>
          </li>
        ))}
        {pods.length > namesMax && <li>{text('inside.more', { n: pods.length - namesMax })}</li>}
      </ol>
    </div>
  );
}

const hues = [
  'var(--sched)',
  'var(--ctrl)',
  'var(--kubelet)',
  'var(--etcd)',
  'var(--proxy)',
  'var(--api)',
  'var(--cloud)',
];
/** Nodes of which bars are drawn. */
const barsMax = 10;

/** The scores as bars: what each plugin gave. */
function Bars({ view }: { readonly view: SchedulingView }) {
  const text = useInsideText();
  const best = Math.max(1, ...view.scores.map(({ total }) => total));
  const told = view.plugins.filter((_, i) => view.scores.some(({ scores }) => scores[i]! > 0));
  if (told.length === 0) return null;
  return (
    <div className={styles.block} aria-hidden="true">
      <h3>{text('inside.scheduler.scores')}</h3>
      <ul className={styles.legend}>
        {told.map((plugin) => (
          <li key={plugin}>
            <i style={{ background: hues[view.plugins.indexOf(plugin) % hues.length] }} /> {plugin}
          </li>
        ))}
      </ul>
      <ul className={styles.bars}>
        {view.scores.slice(0, barsMax).map(({ node, scores }) => (
          <li key={node} data-chosen={node === view.chosen || undefined}>
            <code>{node}</code>
            <span>
              {scores.map((score, i) => (
                <i
                  key={view.plugins[i]}
                  style={{ width: `${(score / best) * 100}%`, background: hues[i % hues.length] }}
                />
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
