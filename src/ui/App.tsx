import { lazy, Suspense, useEffect } from 'react';
import { Graph } from './graph/Graph.tsx';
import { titleOf, useLesson } from './lesson/current.ts';
import { Stage } from './lesson/Stage.tsx';
import { Dialogs } from './shell/Dialogs.tsx';
import { Live } from './shell/Live.tsx';
import { useScreen } from './shell/screen.ts';
import { TopBar } from './shell/TopBar.tsx';
import { useKeys } from './keys.ts';
import { useUpdate } from './offline.ts';
import { useMode } from './panels.ts';
import { usePage } from './store.ts';
import { useLang, useText } from './text.ts';
import styles from './app.module.css';
import shell from './shell/shell.module.css';

// The first lesson needs neither; they come when the course goes on, or at once on a phone.
const FullRoom = lazy(() => import('./shell/FullRoom.tsx'));
const Phone = lazy(() => import('./shell/Phone.tsx').then((module) => ({ default: module.Phone })));
const Toasts = lazy(() => import('./shell/Toasts.tsx'));

export function App() {
  useKeys();
  useTitle();
  return (
    <>
      <SkipLinks />
      <Suspense fallback={<div className={styles.wait} />}>
        <Room />
      </Suspense>
      <Dialogs />
      <Messages />
      <Live />
    </>
  );
}

function Room() {
  const screen = useScreen();
  const mode = useMode();
  if (screen === 'phone') return <Phone />;
  return mode === 'first' ? <FirstRoom /> : <FullRoom tablet={screen === 'tablet'} />;
}

/** The first lesson: one sentence, one button, the cluster. */
function FirstRoom() {
  return (
    <div className={styles.first}>
      <TopBar />
      <main className={styles.firstMain}>
        <Stage />
        <div className={styles.firstGraph}>
          <Graph />
        </div>
      </main>
    </div>
  );
}

/** The tab says which lesson it is. */
function useTitle(): void {
  const text = useText();
  const lang = useLang();
  const title = useLesson((l) => titleOf(l.prose, lang));
  const brand = text('brand.name');
  useEffect(() => {
    document.title = title ? `${title} · ${brand}` : `${brand} · ${text('brand.sub')}`;
  }, [title, brand, text]);
}

/** The region is there before its first message, so that screen readers hear that one too. */
function Messages() {
  const text = useText();
  const any = usePage((page) => page.problems.length > 0);
  const update = useUpdate((u) => u.waiting !== undefined);
  return (
    <div className={shell.toasts} role="region" aria-live="polite" aria-label={text('problem.region')}>
      <Suspense>{(any || update) && <Toasts />}</Suspense>
    </div>
  );
}

function SkipLinks() {
  const text = useText();
  return (
    <nav className={styles.skip} aria-label={text('top.menu')}>
      <a href="#lesson">{text('skip.toLesson')}</a>
      <a href="#controls">{text('skip.toControls')}</a>
    </nav>
  );
}
