import { inspect } from '../actions.ts';
import { usePage } from '../store.ts';
import { ComponentInside } from './ComponentInside.tsx';
import styles from './inspector.module.css';
import { ObjectInside } from './ObjectInside.tsx';
import { useInspectorText } from './text.ts';

/** Everything about what is selected, as it was at the play-head. */
export default function Inspector() {
  const text = useInspectorText();
  const selection = usePage((page) => page.selection);
  const object = usePage((page) => page.object);
  return (
    <section className={styles.inspector}>
      {selection === undefined ? (
        <>
          <header className={styles.head}>
            <h2>{text('inspector.nothing')}</h2>
            <p>{text('inspector.nothingHint')}</p>
          </header>
          <Workloads />
        </>
      ) : selection.type === 'component' ? (
        <ComponentInside id={selection.id} />
      ) : (
        object && <ObjectInside view={object} />
      )}
    </section>
  );
}

function Workloads() {
  const text = useInspectorText();
  const workloads = usePage((page) => page.workloads);
  const services = usePage((page) => page.services);
  if (workloads.length === 0 && services.length === 0) return null;
  return (
    <div className={styles.block}>
      <h3>{text('inspector.workloads')}</h3>
      <ul className={styles.refs}>
        {workloads.map((w) => (
          <li key={w.uid}>
            <button
              type="button"
              onClick={() => inspect({ type: 'object', ref: { kind: w.kind, namespace: w.namespace, name: w.name } })}
            >
              <span>{w.kind}</span>
              <b>{w.name}</b>
              <em data-same={w.desired === w.ready || undefined}>{w.schedule ?? `${w.ready}/${w.desired}`}</em>
            </button>
          </li>
        ))}
        {services.map((s) => (
          <li key={`${s.namespace}/${s.name}`}>
            <button
              type="button"
              onClick={() =>
                inspect({ type: 'object', ref: { kind: 'Service', namespace: s.namespace, name: s.name } })
              }
            >
              <span>Service</span>
              <b>{s.name}</b>
              <em data-same>{s.clusterIP}</em>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
