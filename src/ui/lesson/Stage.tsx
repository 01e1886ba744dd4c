import { readTask } from '../../lessons/prose.ts';
import { openLesson } from '../boot.ts';
import { Icon } from '../icons.tsx';
import { playhead } from '../playhead.ts';
import { usePage } from '../store.ts';
import { useLang, useText } from '../text.ts';
import { nextLessonId, section, titleOf, useLesson } from './current.ts';
import { Inline } from './inline.tsx';
import { giveTask, useNext, useTaskButton } from './next.ts';
import { Prose } from './Prose.tsx';
import { Finished } from './LessonPanel.tsx';
import { Mistakes, TaskControls } from './Task.tsx';
import { useMotion } from '../timeline/useMotion.ts';
import styles from './stage.module.css';
import lessonStyles from './lesson.module.css';

/** The first lesson's left half: one sentence, one button, two numbers. */
export function Stage() {
  const text = useText();
  const lang = useLang();
  const { prose, pack, course, id } = useLesson();
  const lesson = usePage((page) => page.lesson);
  const begun = usePage((page) => page.at.step > page.firstStep);
  const open = lesson?.tasks.findIndex((t) => t.status === 'open') ?? -1;
  const state = open >= 0 ? lesson!.tasks[open]! : undefined;
  const spec = state && pack?.spec.tasks.find((t) => t.id === state.id);
  const story = section(prose, lang, 'story').split(/\n{2,}/);
  const task = spec && readTask(section(prose, lang, `task:${spec.id}`));
  const atStory = !begun && open <= 0;
  const count = pack?.spec.tasks.length ?? 0;
  const heading = lesson?.done ? text('lesson.finished') : atStory ? (story[0] ?? '') : (task?.title ?? '');
  const next = nextLessonId();
  return (
    <section id="lesson" className={styles.stage} aria-label={text('lesson.label')} tabIndex={-1}>
      <div className={styles.scroll}>
        <p className={styles.eyebrow}>
          {titleOf(prose, lang).split(':')[0]}
          {count > 0 && ` · ${lesson?.done ? count : Math.max(1, open + 1)} / ${count}`}
        </p>
        <div key={heading} className={styles.turn}>
          {heading ? (
            <h1 className={styles.heading}>
              <Inline text={heading.replaceAll('**', '')} />
            </h1>
          ) : (
            <h1 className="visually-hidden">{text('lesson.label')}</h1>
          )}
          {lesson?.done ? (
            <div className={`${styles.end} ${lessonStyles.large}`} id="controls" tabIndex={-1}>
              <Finished bare />
            </div>
          ) : (
            <>
              <div className={styles.text}>
                {atStory ? story.slice(1).map((p) => <Prose key={p} text={p} />) : <Prose text={task?.body ?? ''} />}
              </div>
              <div id="controls" tabIndex={-1}>
                {spec && state && <Act spec={spec} state={state} button={task?.button} />}
              </div>
            </>
          )}
        </div>
        <Mistakes />
        {!lesson?.done && (
          <p className={styles.later}>
            {atStory && `${text('first.noInstall')} · `}
            {next && id && (
              <button type="button" className={styles.link} onClick={() => void openLesson(next)}>
                {text('first.skip')}
              </button>
            )}
          </p>
        )}
      </div>
      <Counters />
      <ol
        className={styles.dots}
        aria-label={text('lesson.tasks', {
          done: lesson?.tasks.filter((t) => t.status === 'done').length ?? 0,
          all: count,
        })}
      >
        {Array.from({ length: count }, (_, i) => (
          <li key={i} data-on={i <= open || lesson?.done ? '' : undefined} />
        ))}
        {course.length === 0 && <li />}
      </ol>
    </section>
  );
}

/** The one button; or, when it is the learner's turn, what they touch instead. */
function Act({
  spec,
  state,
  button,
}: {
  spec: Parameters<typeof TaskControls>[0]['spec'];
  state: Parameters<typeof TaskControls>[0]['state'];
  button: string | undefined;
}) {
  const text = useText();
  const next = useNext();
  const name = useTaskButton();
  const playing = useMotion() === 'playing';
  if (next === 'answer' || next === 'do' || (next === 'run' && spec.kind !== 'click')) {
    return (
      <div className={`${styles.controls} ${lessonStyles.large}`}>
        <TaskControls spec={spec} state={state} button={button} />
      </div>
    );
  }
  return (
    <div className={styles.go}>
      <button
        type="button"
        className={styles.next}
        disabled={next === 'wait'}
        data-next="focus"
        onClick={() => {
          if (next === 'run') giveTask(spec, 'step');
          else playhead.step(1);
        }}
      >
        {next === 'run' ? name : text('next.step')}
        <Icon name="play" size={14} />
        <kbd>→</kbd>
      </button>
      {next === 'step' && (
        <button
          type="button"
          className={styles.auto}
          aria-pressed={playing}
          onClick={() => playhead.toggle()}
          title={text('keys.space')}
        >
          <Icon name={playing ? 'pause' : 'leap'} size={15} />
          {text(playing ? 'time.pause' : 'time.play')}
        </button>
      )}
    </div>
  );
}

function Counters() {
  const text = useText();
  const workload = usePage((page) => page.workloads.find((w) => w.kind === 'Deployment') ?? page.workloads[0]);
  const desired = workload?.desired ?? 0;
  const current = workload?.ready ?? 0;
  return (
    <dl className={styles.counters} data-same={workload && desired === current ? '' : undefined}>
      <div>
        <dt>{text('graph.desired')}</dt>
        <dd>{desired}</dd>
      </div>
      <div>
        <dt>{text('graph.current')}</dt>
        <dd>
          <span key={current} className={styles.tally}>
            {current}
          </span>
        </dd>
      </div>
    </dl>
  );
}
