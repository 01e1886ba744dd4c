import { useRef, type ReactNode } from 'react';
import { Icon, type SymbolName } from '../icons.tsx';
import { usePanels } from '../panels.ts';
import { Slot, type SlotName } from '../slots.tsx';
import { useText } from '../text.ts';
import { Splitter } from './Splitter.tsx';
import styles from './shell.module.css';

const icons: Readonly<Record<SlotName, SymbolName>> = { editor: 'editor', terminal: 'terminal', inspector: 'inspect' };

/** Desk: editor or inspector above, terminal below. */
export function SidePanel({ children }: { readonly children?: ReactNode }) {
  const text = useText();
  const { revealed, upper, sizes } = usePanels();
  const box = useRef<HTMLElement>(null);
  const uppers = (['editor', 'inspector'] as const).filter((name) => revealed.has(name));
  const shown = uppers.includes(upper) ? upper : uppers[0];
  const terminal = revealed.has('terminal');
  const rows =
    shown && terminal ? `minmax(0, ${1 - sizes.terminal}fr) 0 minmax(0, ${sizes.terminal}fr)` : 'minmax(0, 1fr)';
  return (
    <aside ref={box} className={styles.side} style={{ gridTemplateRows: rows }} aria-label={text('side.label')}>
      {children}
      {shown && (
        <div className={styles.sidePart}>
          <Tabs
            names={uppers}
            shown={shown}
            onPick={(name) => usePanels.setState({ upper: name as 'editor' | 'inspector' })}
          />
          {uppers.map((name) => (
            // Kept alive while hidden: an editor does not forget its undo history because one looked at an object.
            <div
              key={name}
              className={styles.slot}
              role="tabpanel"
              id={`panel-${name}`}
              aria-labelledby={`tab-${name}`}
              hidden={name !== shown}
            >
              {(name === shown || name === 'inspector') && <Slot name={name} />}
            </div>
          ))}
        </div>
      )}
      {shown && terminal && (
        <div className={styles.splitRow}>
          <Splitter
            label={text('side.resize.terminal')}
            orientation="horizontal"
            value={sizes.terminal}
            min={0.15}
            max={0.8}
            grows={-1}
            perPixel={() => 1 / (box.current?.clientHeight ?? 600)}
            onChange={(share) => usePanels.setState({ sizes: { ...sizes, terminal: share } })}
          />
        </div>
      )}
      {terminal && (
        <div className={styles.sidePart}>
          <Tabs names={['terminal']} shown="terminal" onPick={() => undefined} />
          <div className={styles.slot} role="tabpanel" id="panel-terminal" aria-labelledby="tab-terminal">
            <Slot name="terminal" />
          </div>
        </div>
      )}
    </aside>
  );
}

function Tabs({
  names,
  shown,
  onPick,
}: {
  readonly names: readonly SlotName[];
  readonly shown: SlotName;
  readonly onPick: (name: SlotName) => void;
}) {
  const text = useText();
  return (
    <div className={styles.tabs} role="tablist">
      {names.map((name, i) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={name === shown}
          aria-controls={`panel-${name}`}
          tabIndex={name === shown ? 0 : -1}
          onClick={() => onPick(name)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
            const to = names[(i + (event.key === 'ArrowRight' ? 1 : names.length - 1)) % names.length]!;
            onPick(to);
            document.getElementById(`tab-${to}`)?.focus();
          }}
        >
          <Icon name={icons[name]} size={14} /> {text(`side.${name}`)}
        </button>
      ))}
    </div>
  );
}
