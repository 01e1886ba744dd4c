import { lazy, Suspense, useEffect } from 'react';
import { Graph } from '../graph/Graph.tsx';
import { LessonPanel } from '../lesson/LessonPanel.tsx';
import { usePanels } from '../panels.ts';
import { useText } from '../text.ts';
import { Timeline } from '../timeline/Timeline.tsx';
import { SideDrawer } from './Drawer.tsx';
import { preparePalette } from './Dialogs.tsx';
import { SidePanel } from './Side.tsx';
import { Splitter } from './Splitter.tsx';
import { TopBar } from './TopBar.tsx';
import styles from '../app.module.css';

const Inside = lazy(() => import('../inside/index.tsx'));

/** The whole wheelhouse. */
export default function FullRoom({ tablet }: { readonly tablet: boolean }) {
  const text = useText();
  useEffect(preparePalette, []);
  const sizes = usePanels((p) => p.sizes);
  const revealed = usePanels((p) => p.revealed);
  const inside = usePanels((p) => p.inside !== undefined);
  const resize = (change: Partial<typeof sizes>): void => usePanels.setState({ sizes: { ...sizes, ...change } });
  const side = !tablet && (revealed.has('editor') || revealed.has('terminal') || revealed.has('inspector'));
  const lessonWidth = tablet ? Math.min(sizes.lesson, 290) : sizes.lesson;
  return (
    <div
      className={styles.full}
      data-side={side ? '' : undefined}
      style={
        {
          '--lesson': `${lessonWidth}px`,
          '--side': side ? `${sizes.side}px` : '0px',
          '--time': tablet ? `min(${sizes.timeline}px, 23vh)` : `${sizes.timeline}px`,
        } as React.CSSProperties
      }
    >
      <TopBar />
      <LessonPanel />
      <main className={styles.graph}>
        <Splitter
          label={text('side.resize.lesson')}
          orientation="vertical"
          value={sizes.lesson}
          min={260}
          max={480}
          grows={1}
          onChange={(lesson) => resize({ lesson })}
        />
        <Graph />
        <Suspense>{inside && <Inside />}</Suspense>
        {tablet && <SideDrawer />}
      </main>
      <div className={styles.time}>
        <Timeline>
          <Splitter
            label={text('side.resize.timeline')}
            orientation="horizontal"
            value={sizes.timeline}
            min={128}
            max={420}
            grows={-1}
            onChange={(timeline) => resize({ timeline })}
          />
        </Timeline>
      </div>
      {side && (
        <SidePanel>
          <Splitter
            label={text('side.resize')}
            orientation="vertical"
            value={sizes.side}
            min={300}
            max={720}
            grows={-1}
            onChange={(width) => resize({ side: width })}
          />
        </SidePanel>
      )}
    </div>
  );
}
