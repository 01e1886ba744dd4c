import { useEffect, useRef } from 'react';
import { command, giveLine } from '../actions.ts';
import { openAgain, openLesson } from '../boot.ts';
import { useFiles } from '../files.ts';
import { Icon } from '../icons.tsx';
import { usePage } from '../store.ts';
import { useLang, useText } from '../text.ts';
import { lessonsInOrder, nextLessonId, section, titleOf, useLesson } from './current.ts';
import { Inline } from './inline.tsx';
import { Prose } from './Prose.tsx';
import { Terms } from './Terms.tsx';
import { Mistakes, Task } from './Task.tsx';
import styles from './lesson.module.css';

/** The lesson at the left: story, tasks, what to take home. Without a lesson: free practice. */
export function LessonPanel() {
  const text = useText();
  const id = useLesson((l) => l.id);
  const opening = useLesson((l) => l.opening);
  return (
    <section id="lesson" className={styles.panel} aria-label={text('lesson.label')} tabIndex={-1}>
      {opening ? (
        <p className={styles.loading}>{text('lesson.loading')}</p>
      ) : id === undefined ? (
        <FreePractice />
      ) : (
        <LessonBody key={id} id={id} />
      )}
    </section>
  );
}

export function LessonBody({ id }: { readonly id: string }) {
  const text = useText();
  const lang = useLang();
  const { prose, pack, course } = useLesson();
  const lesson = usePage((page) => (page.lesson?.id === id ? page.lesson : undefined));
  const track = course.find((t) => t.lessons.includes(id));
  const open = lesson?.tasks.find((t) => t.status === 'open')?.id;
  const list = useRef<HTMLOListElement>(null);
  const seen = useRef<string>(undefined);
  useEffect(() => {
    // The open task comes into view when the turn passes to it, not when the lesson opens: the story is read first.
    if (open && seen.current !== undefined && seen.current !== open)
      list.current?.querySelector('[data-status="open"]')?.scrollIntoView({ block: 'nearest' });
    seen.current = open ?? seen.current;
  }, [open]);
  const asked = lesson?.paused ? lesson.tasks.find((t) => t.status === 'open')?.question?.number : undefined;
  useEffect(() => {
    // The story has stopped to ask: the question must be seen, wherever the reader is. One that is asked before anything
    // has happened waits until the lesson's own story is read.
    const { at, firstStep } = usePage.getState();
    if (asked !== undefined && at.step > firstStep)
      list.current?.querySelector('[data-status="open"]')?.scrollIntoView({ block: 'nearest' });
  }, [asked]);
  const file = pack?.spec.tasks.find((t) => t.id === open)?.file;
  useEffect(() => {
    // The file the task is about lies on top when the turn passes to it.
    const { files, open: show } = useFiles.getState();
    if (file !== undefined && file in files) show(file);
  }, [open, file]);
  return (
    <div className={styles.body}>
      <p className={styles.eyebrow}>
        {track && `${track[lang]} · ${track.lessons.indexOf(id) + 1} / ${track.lessons.length}`}
        {pack && <span>{text('lesson.minutes', { n: pack.spec.minutes })}</span>}
      </p>
      <h1 className={styles.title}>
        <Inline text={titleOf(prose, lang) || text('lesson.label')} />
      </h1>
      <Prose text={section(prose, lang, 'story')} />
      {pack && pack.spec.introduces.length > 0 && <Terms ids={pack.spec.introduces} />}
      <ol ref={list} className={styles.tasks}>
        {pack?.spec.tasks.map((spec, i) => {
          const state = lesson?.tasks.find((t) => t.id === spec.id) ?? {
            id: spec.id,
            status: 'locked' as const,
            question: undefined,
            answer: undefined,
            hints: 0,
          };
          return <Task key={spec.id} spec={spec} state={state} number={i + 1} />;
        })}
      </ol>
      <Mistakes />
      {lesson?.done && <Finished />}
    </div>
  );
}

/** The end of a lesson: why, what to keep, where to go. */
export function Finished({ bare = false }: { readonly bare?: boolean }) {
  const text = useText();
  const lang = useLang();
  const prose = useLesson((l) => l.prose);
  const next = nextLessonId();
  return (
    <div className={styles.finished} role="status">
      {!bare && (
        <p className={styles.finishedMark}>
          <Icon name="check" size={15} /> {text('lesson.finished')}
        </p>
      )}
      <h2>{text('lesson.why')}</h2>
      <Prose text={section(prose, lang, 'why')} />
      <h2>{text('lesson.takeaway')}</h2>
      <Prose text={section(prose, lang, 'takeaway')} />
      <div className={styles.onward}>
        {next && (
          <button type="button" className={styles.run} onClick={() => void openLesson(next)}>
            <span>{text('lesson.next')}</span>
            <Icon name="forward" size={14} />
          </button>
        )}
        <button type="button" className={styles.quiet} onClick={() => void openAgain()}>
          <Icon name="restart" size={14} /> {text('lesson.again')}
        </button>
      </div>
    </div>
  );
}

function FreePractice() {
  const text = useText();
  const workload = usePage((page) => page.workloads.find((w) => w.kind === 'Deployment'));
  const down = usePage((page) => page.components['scheduler']?.down ?? false);
  const course = useLesson((l) => l.course);
  const first = lessonsInOrder(course)[0];
  const name = workload?.name ?? 'web';
  return (
    <div className={styles.body}>
      <h1 className={styles.title}>{text('lesson.free.title')}</h1>
      <p className={styles.prose}>{text('lesson.free.text')}</p>
      <h2 className={styles.subtitle}>{text('lesson.free.try')}</h2>
      <ul className={styles.tries}>
        {!workload ? (
          <Try label={text('lesson.free.start')} line="kubectl create deployment web --image=nginx:1.27 --replicas=3" />
        ) : (
          <>
            <Try label={text('lesson.free.try.scale')} line={`kubectl scale deployment ${name} --replicas=5`} />
            <Try label={text('lesson.free.try.delete')} line={`kubectl delete pod $(pod app=${name})`} />
            <Try
              label={text(down ? 'lesson.free.try.start' : 'lesson.free.try.stop')}
              line={down ? 'start scheduler' : 'stop scheduler'}
            />
          </>
        )}
      </ul>
      {first && (
        <button type="button" className={styles.quiet} onClick={() => void openLesson(first)}>
          <Icon name="book" size={14} /> {text('lesson.free.first')}
        </button>
      )}
    </div>
  );
}

function Try({ label, line }: { readonly label: string; readonly line: string }) {
  return (
    <li>
      <button
        type="button"
        className={styles.try}
        onClick={() => (line.startsWith('kubectl create') ? command(line) : giveLine(line))}
      >
        <b>{label}</b>
        <code>{line.replace(/\$\(pod .*\)/, '…')}</code>
      </button>
    </li>
  );
}
