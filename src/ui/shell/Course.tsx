import { useEffect, useState } from 'react';
import { openFree, openLesson } from '../boot.ts';
import { Icon } from '../icons.tsx';
import { lessonsInOrder, useLesson } from '../lesson/current.ts';
import { useLang, useText } from '../text.ts';
import type { Prose } from '../../lessons/prose.ts';
import styles from './shell.module.css';

/** The whole course, and free practice. Titles are fetched when this is opened. */
export default function Course({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const lang = useLang();
  const { course, id, finished } = useLesson();
  const titles = useTitles();
  const go = (open: () => Promise<void>): void => {
    onClose();
    void open();
  };
  return (
    <div className={styles.course}>
      <p className={styles.courseIntro}>{text('course.intro')}</p>
      {course.map((track) => (
        <section key={track.id}>
          <h3>{track[lang]}</h3>
          <ol>
            {track.lessons.map((lesson) => (
              <li key={lesson}>
                <button
                  type="button"
                  className={styles.lessonLink}
                  aria-current={lesson === id ? 'page' : undefined}
                  onClick={() => go(() => openLesson(lesson))}
                >
                  <span className={styles.lessonMark} data-done={finished.has(lesson) ? '' : undefined}>
                    {finished.has(lesson) ? (
                      <Icon name="check" size={12} />
                    ) : (
                      lessonsInOrder(course).indexOf(lesson) + 1
                    )}
                  </span>
                  <span>{titles[lesson]?.title ?? lesson}</span>
                  <small>{finished.has(lesson) ? text('course.done') : lesson === id ? text('course.now') : ''}</small>
                </button>
              </li>
            ))}
          </ol>
        </section>
      ))}
      <section>
        <h3>{text('course.free')}</h3>
        <p className={styles.courseIntro}>{text('course.free.text')}</p>
        <div className={styles.freeButtons}>
          {(['lab', 'solo'] as const).map((profile) => (
            <button key={profile} type="button" className={styles.plain} onClick={() => go(() => openFree(profile))}>
              {text(`course.free.${profile}`)}
            </button>
          ))}
        </div>
      </section>
    </div>
  );
}

function useTitles(): Readonly<Record<string, Prose>> {
  const lang = useLang();
  const course = useLesson((l) => l.course);
  const [titles, setTitles] = useState<Readonly<Record<string, Prose>>>({});
  useEffect(() => {
    let wanted = true;
    void import('../../lessons/content.ts')
      .then(({ loadProse }) =>
        Promise.all(lessonsInOrder(course).map(async (id) => [id, await loadProse(id, lang)] as const)),
      )
      .then((all) => {
        if (wanted) setTitles(Object.fromEntries(all.flatMap(([id, prose]) => (prose ? [[id, prose]] : []))));
      });
    return () => {
      wanted = false;
    };
  }, [course, lang]);
  return titles;
}
