import { useEffect, useRef } from 'react';
import { openFree, openLesson } from '../boot.ts';
import { Icon } from '../icons.tsx';
import { lessonsInOrder, useLesson } from '../lesson/current.ts';
import { useLang, useText } from '../text.ts';
import { lessonTitle } from '../../lessons/titles.ts';
import styles from './shell.module.css';

/** The whole course, and free practice. */
export default function Course({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const lang = useLang();
  const { course, id, finished } = useLesson();
  const here = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which is no clean-up.
    here.current?.scrollIntoView({ block: 'center' });
  }, []);
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
                  ref={lesson === id ? here : undefined}
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
                  <span>{lessonTitle(lesson, lang)}</span>
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
