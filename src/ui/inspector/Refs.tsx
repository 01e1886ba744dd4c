import type { ObjectRef } from '../../sim/notes.ts';
import { inspect } from '../actions.ts';
import styles from './inspector.module.css';

/** Objects to go on to. */
export function Refs({ title, refs }: { readonly title: string; readonly refs: readonly ObjectRef[] }) {
  if (refs.length === 0) return null;
  return (
    <div className={styles.block}>
      <h3>{title}</h3>
      <ul className={styles.refs}>
        {refs.map((ref) => (
          <li key={`${ref.kind}/${ref.name}`}>
            <button type="button" onClick={() => inspect({ type: 'object', ref })}>
              <span>{ref.kind}</span>
              <b>{ref.name}</b>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
