import { usePage } from '../store.ts';
import styles from './inspector.module.css';
import { useInspectorText } from './text.ts';

const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} Gi`;

/** How full a node is, and what keeps Pods away from it. */
export function NodeSummary({ name }: { readonly name: string }) {
  const text = useInspectorText();
  const node = usePage((page) => page.nodes.find((n) => n.name === name));
  if (!node) return null;
  const { cpu, memory } = node;
  const bars = [
    {
      label: text('inspector.cpu'),
      share: cpu.requestedMilli / Math.max(1, cpu.allocatableMilli),
      words: `${cpu.requestedMilli}m / ${cpu.allocatableMilli}m`,
    },
    {
      label: text('inspector.memory'),
      share: memory.requestedBytes / Math.max(1, memory.allocatableBytes),
      words: `${gib(memory.requestedBytes)} / ${gib(memory.allocatableBytes)}`,
    },
  ];
  return (
    <div className={styles.block}>
      {bars.map((bar) => (
        <div key={bar.label} className={styles.meter}>
          <span>{bar.label}</span>
          <b>{bar.words}</b>
          <i>
            <i style={{ width: `${Math.min(100, bar.share * 100)}%` }} />
          </i>
        </div>
      ))}
      <dl className={styles.facts}>
        <dt>{text('inspector.pods')}</dt>
        <dd>{node.pods}</dd>
        {node.taints.length > 0 && (
          <>
            <dt>{text('inspector.taints')}</dt>
            <dd>
              {node.taints.map((taint) => (
                <code key={taint}>{taint}</code>
              ))}
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}
