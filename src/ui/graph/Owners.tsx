import { useMemo, useSyncExternalStore, type CSSProperties } from 'react';
import type { WorkloadView } from '../../worker/protocol.ts';
import { inspect } from '../actions.ts';
import { PodIcon } from '../icons.tsx';
import { useInspectorText } from '../inspector/text.ts';
import { usePage } from '../store.ts';
import { useText } from '../text.ts';
import { forestOf, ownPart, type Tree } from './forest.ts';
import type { Layout } from './layout.ts';
import styles from './owners.module.css';
import { pods, type PodCell } from './pods.ts';
import { useWorkloadLabel } from './workload-label.ts';

/** More Pods than this of one owner are counted, not drawn one by one. */
const podsMax = 40;

const listen = (listener: () => void): (() => void) => pods.listen(listener);
const version = (): number => pods.version;

/**
 * Instead of the nodes: who owns whom. A rolling update is two ReplicaSets below one Deployment, one bar growing while
 * the other shrinks.
 */
export default function Owners({ layout }: { readonly layout: Layout }) {
  const text = useInspectorText();
  const workloads = usePage((page) => page.workloads);
  const now = useSyncExternalStore(listen, version);
  const { trees, bare } = useMemo(
    () => forestOf(workloads, pods.pods.values()),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `now` stands for the table
    [workloads, now],
  );
  const [first] = layout.machines;
  const top = first ? Math.min(...layout.machines.map(({ y }) => y)) : layout.frame.y + layout.frame.h + 24;
  const bottom = first ? Math.max(...layout.machines.map(({ y, h }) => y + h)) : layout.height - 70;
  return (
    <section
      className={styles.owners}
      data-over=""
      style={{ top, height: bottom - top }}
      aria-label={text('owners.label')}
    >
      {trees.length + bare.length === 0 && <p className={styles.none}>{text('owners.none')}</p>}
      {trees.map((tree) => (
        <div key={tree.workload.uid} className={styles.tree}>
          <Card workload={tree.workload} />
          <ul className={styles.branches}>
            {tree.children.map((child) => (
              <Branch key={child.workload.uid} tree={child} of={tree} />
            ))}
            {(tree.pods.length > 0 || tree.children.length === 0) && (
              <li className={styles.branch}>
                <Pods of={tree} />
              </li>
            )}
          </ul>
        </div>
      ))}
      {bare.length > 0 && (
        <div className={styles.tree}>
          <span className={styles.bare} title={text('owners.bare.tip')}>
            {text('owners.bare')}
          </span>
          <ul className={styles.branches}>
            <li className={styles.branch}>
              <PodList list={bare} />
            </li>
          </ul>
        </div>
      )}
    </section>
  );
}

function Branch({ tree, of }: { readonly tree: Tree; readonly of: Tree }) {
  const { workload } = tree;
  // All bars of one owner are as long as its largest moment, so that they can be compared.
  const whole = Math.max(
    of.workload.desired,
    of.children.reduce((sum, child) => sum + Math.max(child.workload.current, child.pods.length), 0),
    1,
  );
  return (
    <li className={styles.branch} data-empty={workload.desired + workload.current === 0 ? '' : undefined}>
      <Card workload={workload} bar={{ whole, held: Math.max(workload.current, tree.pods.length) }} />
      <Pods of={tree} />
    </li>
  );
}

function Card({
  workload: w,
  bar,
}: {
  readonly workload: WorkloadView;
  readonly bar?: { readonly whole: number; readonly held: number };
}) {
  const label = useWorkloadLabel();
  const numbers = w.schedule ?? `${w.desired} ▸ ${w.ready}`;
  return (
    <button
      type="button"
      className={styles.card}
      data-same={w.desired === w.ready ? '' : undefined}
      aria-label={label(w)}
      onClick={() =>
        inspect({ type: 'object', ref: { kind: w.kind, namespace: w.namespace, name: w.name, uid: w.uid } })
      }
    >
      <span className={styles.kind}>{w.kind}</span>
      <b>{w.name}</b>
      <em>{numbers}</em>
      {bar && (
        <span
          className={styles.bar}
          style={{ '--held': bar.held / bar.whole, '--ready': w.ready / bar.whole } as CSSProperties}
        />
      )}
    </button>
  );
}

function Pods({ of }: { readonly of: Tree }) {
  return <PodList list={of.pods} owner={of.workload.name} />;
}

function PodList({ list, owner = '' }: { readonly list: readonly PodCell[]; readonly owner?: string }) {
  const text = useText();
  const nodes = usePage((page) => page.nodes);
  return (
    <ul className={styles.pods}>
      {list.slice(0, podsMax).map((pod) => {
        const where = nodes[pod.node]?.name;
        return (
          <li key={pod.id}>
            <button
              type="button"
              data-state={pod.state}
              aria-label={text(pod.ready ? 'graph.pod' : 'graph.pod.short', {
                name: pod.name,
                status: pod.status,
                ready: pod.ready,
                where: where ?? text('graph.pod.nowhere'),
              })}
              title={`${pod.name} · ${pod.status}`}
              onClick={() =>
                inspect({
                  type: 'object',
                  ref: { kind: 'Pod', namespace: pod.namespace, name: pod.name, uid: pod.uid },
                })
              }
            >
              <PodIcon state={pod.state} size={14} />
              <b>{ownPart(pod.name, owner)}</b>
              <span>{where ?? '–'}</span>
            </button>
          </li>
        );
      })}
      {list.length > podsMax && <li className={styles.rest}>{text('graph.more', { n: list.length - podsMax })}</li>}
    </ul>
  );
}
