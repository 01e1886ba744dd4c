import { lazy, Suspense } from 'react';
import { Graph } from '../graph/Graph.tsx';
import { NarrationLine } from '../graph/Narration.tsx';
import { Helm, Icon, type SymbolName } from '../icons.tsx';
import { LessonPanel } from '../lesson/LessonPanel.tsx';
import { Stage } from '../lesson/Stage.tsx';
import { pressNext, useNext, useTaskButton } from '../lesson/next.ts';
import { useMode, usePanels, type PanelName } from '../panels.ts';
import { playhead } from '../playhead.ts';
import { Slot } from '../slots.tsx';
import { Lanes } from '../timeline/Lanes.tsx';
import { usePage } from '../store.ts';
import { useText } from '../text.ts';
import { LangSwitch, ThemeSwitch } from './TopBar.tsx';
import styles from './phone.module.css';

const icons: Readonly<Record<'lesson' | PanelName, SymbolName>> = {
  lesson: 'book',
  graph: 'fit',
  timeline: 'clock',
  editor: 'editor',
  terminal: 'terminal',
  inspector: 'inspect',
};

const Inside = lazy(() => import('../inside/index.tsx'));

/** Phone: graph above, text below, three big buttons. */
export function Phone() {
  const text = useText();
  const mode = useMode();
  const { revealed, phone } = usePanels();
  const inside = usePanels((p) => p.inside !== undefined);
  const tabs = (['lesson', 'timeline', 'editor', 'terminal', 'inspector'] as const).filter(
    (name) => name === 'lesson' || revealed.has(name),
  );
  const reading = phone === 'lesson' || phone === 'graph';
  return (
    <div className={styles.phone}>
      <header className={styles.top}>
        <Helm size={22} />
        <b>{text('brand.name')}</b>
        <span className={styles.spring} />
        <button
          type="button"
          className={styles.iconButton}
          aria-label={text('top.course')}
          onClick={() => usePanels.setState({ dialog: 'course' })}
        >
          <Icon name="book" />
        </button>
        <LangSwitch />
        <ThemeSwitch />
      </header>
      <div className={styles.graph}>
        <Graph narration={false} />
      </div>
      <main className={styles.sheet} id={reading ? undefined : 'lesson'} tabIndex={-1}>
        {!reading && <h1 className="visually-hidden">{text(`side.${phone}`)}</h1>}
        {tabs.length > 1 && (
          <div className={styles.tabs} role="tablist" aria-label={text('phone.tabs')}>
            {tabs.map((name) => (
              <button
                key={name}
                type="button"
                role="tab"
                aria-selected={name === phone}
                onClick={() => usePanels.setState({ phone: name })}
              >
                <Icon name={icons[name]} size={15} />
                <span>{name === 'lesson' ? text('lesson.label') : text(`side.${name}`)}</span>
              </button>
            ))}
          </div>
        )}
        <div className={styles.say}>
          <NarrationLine />
        </div>
        <div className={styles.content}>
          {reading && (mode === 'first' ? <Stage /> : <LessonPanel />)}
          {phone === 'timeline' && (
            <div className={styles.lanes}>
              <Lanes />
            </div>
          )}
          {(phone === 'editor' || phone === 'terminal' || phone === 'inspector') && <Slot name={phone} />}
        </div>
      </main>
      {inside && (
        <div className={styles.inside}>
          <Suspense>
            <Inside />
          </Suspense>
        </div>
      )}
      <Buttons />
    </div>
  );
}

function Buttons() {
  const text = useText();
  const next = useNext();
  const button = useTaskButton();
  const at = usePage((page) =>
    page.lastStep > page.firstStep ? (page.at.step - page.firstStep) / (page.lastStep - page.firstStep) : 0,
  );
  const label =
    next === 'run'
      ? button
      : next === 'answer'
        ? text('next.answer')
        : next === 'do'
          ? text('next.do')
          : next === 'lesson'
            ? text('next.lesson')
            : text('next.step');
  return (
    <footer className={styles.buttons} id="controls">
      <span className={styles.track} aria-hidden="true">
        <i style={{ width: `${Math.min(100, at * 100)}%` }} />
      </span>
      <button type="button" className={styles.big} aria-label={text('phone.back')} onClick={() => playhead.step(-1)}>
        <Icon name="back" size={19} />
      </button>
      <button type="button" className={styles.next} data-kind={next} disabled={next === 'wait'} onClick={pressNext}>
        {label}
        {(next === 'step' || next === 'run') && <Icon name="play" size={13} />}
      </button>
      <button
        type="button"
        className={styles.big}
        aria-label={text('phone.phase')}
        onClick={() => playhead.step(1, 'phase')}
      >
        <Icon name="leap" size={19} />
      </button>
    </footer>
  );
}
