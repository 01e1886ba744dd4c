import { useState } from 'react';
import { useFiles } from '../files.ts';
import { applyFile, useApplied } from './applied.ts';
import { freeName, templates, type TemplateName } from './templates.ts';
import { useEditorText } from './text.ts';
import styles from './editor.module.css';

/** The files as tabs, a menu for a new one, and the button that applies what is written. */
export function FileTabs() {
  const text = useEditorText();
  const names = useFiles((f) => Object.keys(f.files).join('\n'))
    .split('\n')
    .filter(Boolean);
  const { active, open, remove } = useFiles();
  return (
    <div className={styles.bar}>
      <div className={styles.tabs} role="tablist" aria-label={text('editor.files')}>
        {names.map((name) => (
          <span key={name} className={styles.tab} data-on={name === active || undefined}>
            <button type="button" role="tab" aria-selected={name === active} onClick={() => open(name)}>
              {name}
              <Unapplied name={name} />
            </button>
            {names.length > 1 && name === active && (
              <button
                type="button"
                className={styles.close}
                aria-label={text('editor.close', { name })}
                onClick={() => remove(name)}
              >
                ×
              </button>
            )}
          </span>
        ))}
      </div>
      <NewFile names={names} />
      {active !== undefined && <Apply name={active} />}
    </div>
  );
}

function Unapplied({ name }: { readonly name: string }) {
  const text = useEditorText();
  const changed = useFiles((f) => f.files[name]) !== useApplied((a) => a.texts[name]);
  return changed ? <i className={styles.dot} role="img" aria-label={text('editor.changed')} /> : null;
}

function Apply({ name }: { readonly name: string }) {
  const text = useEditorText();
  const applying = useApplied((a) => a.applying === name);
  const same = useFiles((f) => f.files[name]) === useApplied((a) => a.texts[name]);
  return (
    <button
      type="button"
      className={styles.apply}
      data-same={same || undefined}
      title={text('editor.applyHint')}
      onClick={() => applyFile(name)}
      disabled={applying}
    >
      {applying ? text('editor.applying') : same ? text('editor.applied') : text('editor.apply')}
      {!same && !applying && <kbd>Ctrl S</kbd>}
    </button>
  );
}

function NewFile({ names }: { readonly names: readonly string[] }) {
  const text = useEditorText();
  const { write, open } = useFiles();
  const [shown, setShown] = useState(false);
  const make = (template: TemplateName): void => {
    const name = freeName(template, names);
    write(name, templates[template]);
    open(name);
    setShown(false);
  };
  return (
    <div
      className={styles.new}
      onBlur={(e) => {
        if (!e.currentTarget.contains(e.relatedTarget)) setShown(false);
      }}
    >
      <button
        type="button"
        className={styles.plus}
        aria-label={text('editor.new')}
        aria-expanded={shown}
        title={text('editor.new')}
        onClick={() => setShown(!shown)}
      >
        +
      </button>
      {shown && (
        <ul className={styles.menu}>
          {(Object.keys(templates) as TemplateName[]).map((template) => (
            <li key={template}>
              <button
                type="button"
                onClick={() => make(template)}
                onKeyDown={(e) => {
                  if (e.key === 'Escape') setShown(false);
                }}
              >
                {text(`editor.template.${template}`)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
