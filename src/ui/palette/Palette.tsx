import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Icon } from '../icons.tsx';
import { takeTypedEarly } from '../keys.ts';
import { useText } from '../text.ts';
import { paletteItems, searchItems } from './items.ts';
import styles from './palette.module.css';

/** `/`: everything the page can do, found by typing. A combobox of our own. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const id = useId();
  const [query, setQuery] = useState(takeTypedEarly);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
  }, []);
  const [at, setAt] = useState(0);
  const items = useMemo(() => paletteItems(text), [text]);
  const found = useMemo(() => searchItems(items, query, text), [items, query, text]);
  const list = useRef<HTMLUListElement>(null);
  const move = (by: number): void => {
    const to = (at + by + found.length) % Math.max(1, found.length);
    setAt(to);
    list.current?.children[to]?.scrollIntoView({ block: 'nearest' });
  };
  const run = (index: number): void => {
    const item = found[index];
    if (!item) return;
    onClose();
    // After the dialog has given the focus back.
    setTimeout(item.run);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter') run(at);
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.palette}>
      <label className={styles.field}>
        <Icon name="search" size={17} />
        <span className="visually-hidden">{text('palette.title')}</span>
        <input
          ref={field}
          onFocus={() => {
            const rest = takeTypedEarly();
            if (rest) setQuery((typed) => typed + rest);
          }}
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={found[at] ? `${id}-${at}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={text('palette.placeholder')}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </label>
      <ul ref={list} id={`${id}-list`} role="listbox" aria-label={text('palette.title')} className={styles.list}>
        {found.map((item, i) => (
          // The input holds the focus; keys are handled there.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <li
            key={item.id}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            onPointerMove={() => setAt(i)}
            onClick={() => run(i)}
          >
            <Icon name={item.icon} size={15} />
            <span>{item.label}</span>
            {item.keys && <kbd>{item.keys}</kbd>}
            <small>{text(`palette.group.${item.group}`)}</small>
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p className={styles.none} role="status">
          {text('palette.none')}
        </p>
      )}
    </div>
  );
}
