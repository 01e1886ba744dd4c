import { LazyMotion, MotionConfig } from 'framer-motion';
import { Graph } from './graph/Graph.tsx';
import { LessonPanel } from './lesson/LessonPanel.tsx';
import { Stage } from './lesson/Stage.tsx';
import { Dialogs } from './shell/Dialogs.tsx';
import { Live } from './shell/Live.tsx';
import { Phone } from './shell/Phone.tsx';
import { useScreen } from './shell/screen.ts';
import { SideDrawer, SidePanel } from './shell/Side.tsx';
import { Splitter } from './shell/Splitter.tsx';
import { Toasts } from './shell/Toasts.tsx';
import { TopBar } from './shell/TopBar.tsx';
import { Timeline } from './timeline/Timeline.tsx';
import { useKeys } from './keys.ts';
import { useMode, usePanels } from './panels.ts';
import { useText } from './text.ts';
import styles from './app.module.css';

/** The features of `m` components come a moment later; until then they are where they should be, just still. */
const features = (): Promise<typeof import('./motion.ts').default> => import('./motion.ts').then((module) => module.default);

export function App() {
  useKeys();
  return (
    <LazyMotion features={features} strict>
      <MotionConfig reducedMotion="user">
        <SkipLinks />
        <Room />
        <Dialogs />
        <Toasts />
        <Live />
      </MotionConfig>
    </LazyMotion>
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

/** The whole wheelhouse. */
function FullRoom({ tablet }: { readonly tablet: boolean }) {
  const text = useText();
  const sizes = usePanels((p) => p.sizes);
  const revealed = usePanels((p) => p.revealed);
  const resize = (change: Partial<typeof sizes>): void => usePanels.setState({ sizes: { ...sizes, ...change } });
  const side = !tablet && (revealed.has('editor') || revealed.has('terminal') || revealed.has('inspector'));
  const lessonWidth = tablet ? Math.min(sizes.lesson, 290) : sizes.lesson;
  return (
    <div
      className={styles.full}
      data-side={side ? '' : undefined}
      style={{ '--lesson': `${lessonWidth}px`, '--side': side ? `${sizes.side}px` : '0px', '--time': `${sizes.timeline}px` } as React.CSSProperties}
    >
      <TopBar />
      <LessonPanel />
      <div className={styles.splitLesson}>
        <Splitter label={text('side.resize.lesson')} orientation="vertical" value={sizes.lesson} min={260} max={480} grows={1} onChange={(lesson) => resize({ lesson })} />
      </div>
      <main className={styles.graph}>
        <Graph />
        {tablet && <SideDrawer />}
      </main>
      <div className={styles.time}>
        <Splitter label={text('side.resize.timeline')} orientation="horizontal" value={sizes.timeline} min={128} max={420} grows={-1} onChange={(timeline) => resize({ timeline })} />
        <Timeline />
      </div>
      {side && (
        <>
          <div className={styles.splitSide}>
            <Splitter label={text('side.resize')} orientation="vertical" value={sizes.side} min={300} max={720} grows={-1} onChange={(width) => resize({ side: width })} />
          </div>
          <SidePanel />
        </>
      )}
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
