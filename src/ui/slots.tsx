import { Component, lazy, Suspense, type ComponentType, type LazyExoticComponent, type ReactNode } from 'react';
import { useText } from './text.ts';
import styles from './shell/shell.module.css';

/**
 * Heavy parts that are fetched when they are wanted. Each is a folder whose `index.tsx` exports its component as
 * default; it takes no props and reads the stores (`files.ts`, `store.ts`, `actions.ts`).
 */
export type SlotName = 'editor' | 'terminal' | 'inspector';

const modules = import.meta.glob<{ default: ComponentType }>('./{editor,terminal,inspector}/index.tsx');
const parts = Object.fromEntries(
  Object.entries(modules).map(([path, load]) => [path.split('/')[1]!, lazy(load)]),
) as Partial<Record<SlotName, LazyExoticComponent<ComponentType>>>;

export function Slot({ name }: { readonly name: SlotName }) {
  const Part = parts[name];
  return (
    <SlotBoundary>
      <Suspense fallback={<Opening />}>{Part ? <Part /> : <Opening />}</Suspense>
    </SlotBoundary>
  );
}

function Opening() {
  const text = useText();
  return (
    <p className={styles.opening} role="status">
      {text('side.loading')}
    </p>
  );
}

/** A part that fails (offline before it was cached, say) leaves the rest of the page alive. */
class SlotBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Failed retry={() => this.setState({ failed: false })} /> : this.props.children;
  }
}

function Failed({ retry }: { readonly retry: () => void }) {
  const text = useText();
  return (
    <div className={styles.opening} role="alert">
      <p>{text('panel.failed')}</p>
      <button type="button" className={styles.plain} onClick={retry}>
        {text('panel.retry')}
      </button>
    </div>
  );
}
