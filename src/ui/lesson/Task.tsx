import { useState } from 'react';
import { readPredict, readTask } from '../../lessons/prose.ts';
import type { TaskSpec, TaskState } from '../../lessons/types.ts';
import { useActorName } from '../saying.ts';
import { uiKo, type UiKey } from '../../i18n/ui.ts';
import { post } from '../link.ts';
import { Icon } from '../icons.tsx';
import { bringUp } from '../panels.ts';
import { useFiles } from '../files.ts';
import { usePage } from '../store.ts';
import { useLang, useText, type Text } from '../text.ts';
import { section, useLesson } from './current.ts';
import { Inline } from './inline.tsx';
import { giveTask, setNumber } from './next.ts';
import { Prose } from './Prose.tsx';
import styles from './lesson.module.css';

/** One task: a line while it waits or is done, open while it is the learner's turn. */
export function Task({
  spec,
  state,
  number,
}: {
  readonly spec: TaskSpec;
  readonly state: TaskState;
  readonly number: number;
}) {
  const text = useText();
  const lang = useLang();
  const prose = useLesson((l) => l.prose);
  const task = readTask(section(prose, lang, `task:${spec.id}`));
  const open = state.status === 'open';
  return (
    <li className={styles.task} data-status={state.status} aria-current={open ? 'step' : undefined}>
      <h2 className={styles.taskHead}>
        <span className={styles.mark} aria-hidden="true">
          {state.status === 'done' ? <Icon name="check" size={12} /> : state.status === 'locked' ? number : ''}
        </span>
        <span>
          <span className="visually-hidden">{text(`lesson.task.${state.status}`)}: </span>
          <Inline text={task.title} />
        </span>
      </h2>
      {open && (
        <div className={styles.taskBody}>
          <Prose text={task.body} />
          <TaskControls spec={spec} state={state} button={task.button} />
        </div>
      )}
      {!open && state.answer?.correct && <Reveal spec={spec} state={state} />}
    </li>
  );
}

/** What the learner touches: a button, a stepper, choices, the way to the editor. */
export function TaskControls({
  spec,
  state,
  button,
}: {
  readonly spec: TaskSpec;
  readonly state: TaskState;
  readonly button: string | undefined;
}) {
  const text = useText();
  return (
    <>
      {spec.kind === 'number' && <NumberTask spec={spec} button={button} />}
      {spec.kind === 'predict' && <Predict spec={spec} state={state} />}
      {spec.command && spec.kind !== 'number' && spec.kind !== 'predict' && (
        <button type="button" className={styles.run} data-next="focus" onClick={() => giveTask(spec)}>
          <Icon name="play" size={12} />
          <span>{button ?? text('lesson.do')}</span>
        </button>
      )}
      {spec.file && <FileLink name={spec.file} />}
      <Hints spec={spec} state={state} />
    </>
  );
}

function FileLink({ name }: { readonly name: string }) {
  return (
    <button
      type="button"
      className={styles.file}
      data-next="focus"
      onClick={() => {
        useFiles.getState().open(name);
        bringUp('editor');
      }}
    >
      <Icon name="editor" size={14} /> {name}
    </button>
  );
}

function NumberTask({ spec, button }: { readonly spec: TaskSpec; readonly button: string | undefined }) {
  const text = useText();
  const { from = 1, min = 0, max = 9 } = spec.number ?? {};
  const [n, setN] = useState(from);
  const change = (to: number): void => {
    setN(to);
    setNumber(spec.id, to);
  };
  return (
    <div className={styles.numberTask}>
      <div className={styles.stepper} role="group" aria-label={text('graph.desired')}>
        <button type="button" aria-label="−1" disabled={n <= min} onClick={() => change(n - 1)}>
          <Icon name="minus" />
        </button>
        <output aria-live="polite">{n}</output>
        <button type="button" aria-label="+1" disabled={n >= max} data-next="focus" onClick={() => change(n + 1)}>
          <Icon name="plus" />
        </button>
      </div>
      <button type="button" className={styles.run} onClick={() => giveTask(spec)}>
        <span>{button ?? text('next.run')}</span>
      </button>
    </div>
  );
}

/** The words of an option: the lesson's own, an actor's name, or the option itself. */
function optionLabel(
  option: string,
  own: Readonly<Record<string, string>>,
  text: Text,
  actorName: (id: string) => string,
): string {
  if (own[option]) return own[option];
  const key = `option.${option}`;
  if (key in uiKo) return text(key as UiKey);
  return /^[a-z-]+$/.test(option) ? actorName(option) : option;
}

function Predict({ spec, state }: { readonly spec: TaskSpec; readonly state: TaskState }) {
  const text = useText();
  const lang = useLang();
  const prose = useLesson((l) => l.prose);
  const words = readPredict(section(prose, lang, `predict:${spec.id}`));
  const actorName = useActorName();
  const [picked, setPicked] = useState<readonly string[]>([]);
  const { question, answer } = state;
  if (!question) {
    // Between the questions of a series, and before the first, the learner's turn is in the story.
    const over = answer?.correct && answer.asked >= (spec.predict?.count ?? 1);
    return over ? <Reveal spec={spec} state={state} /> : <p className={styles.later}>{text('lesson.predict.later')}</p>;
  }
  const wrong = answer && !answer.correct ? answer.given : undefined;
  return (
    <div className={styles.predict}>
      {question.of > 1 && (
        <p className={styles.series} aria-hidden="true">
          {Array.from({ length: question.of }, (_, i) => (
            <i key={i} data-state={i < question.number - 1 ? 'past' : i === question.number - 1 ? 'now' : undefined} />
          ))}
          <span>
            {question.number} / {question.of}
          </span>
        </p>
      )}
      <Prose text={words.question} />
      <div className={styles.choices} role="group" aria-label={text('lesson.predict')}>
        {question.options.map((option, i) => (
          <button
            key={option}
            type="button"
            className={styles.choice}
            data-next={i === 0 ? 'focus' : undefined}
            data-wrong={wrong === option ? '' : undefined}
            aria-pressed={question.multi ? picked.includes(option) : undefined}
            onClick={() => {
              if (question.multi)
                setPicked(picked.includes(option) ? picked.filter((p) => p !== option) : [...picked, option]);
              else post({ type: 'lesson-answer', task: spec.id, answer: option });
            }}
          >
            {question.multi && (
              <span className={styles.box} data-on={picked.includes(option) ? '' : undefined} aria-hidden="true" />
            )}
            <Inline text={optionLabel(option, words.options, text, actorName)} />
            {wrong === option && <Icon name="close" size={14} />}
          </button>
        ))}
      </div>
      {question.multi && (
        <button
          type="button"
          className={styles.run}
          disabled={picked.length === 0}
          onClick={() =>
            post({
              type: 'lesson-answer',
              task: spec.id,
              answer: question.options.filter((o) => picked.includes(o)).join(','),
            })
          }
        >
          {text('lesson.predict.check')}
        </button>
      )}
      <p role="status" className={styles.verdict} data-wrong={wrong === undefined ? undefined : ''}>
        {wrong !== undefined && (
          <>
            <b>{text('lesson.predict.wrong')}</b> <Inline text={words.wrong[wrong] ?? words.wrong['*'] ?? ''} />
          </>
        )}
      </p>
    </div>
  );
}

/** After a right answer: why it is so. */
function Reveal({ spec, state }: { readonly spec: TaskSpec; readonly state: TaskState }) {
  const text = useText();
  const lang = useLang();
  const prose = useLesson((l) => l.prose);
  const { reveal } = readPredict(section(prose, lang, `predict:${spec.id}`));
  const { answer } = state;
  if (!answer || !reveal) return null;
  return (
    <div className={styles.reveal}>
      <b>
        <Icon name="check" size={13} />{' '}
        {answer.asked > 1
          ? text('lesson.predict.score', { right: answer.firstTry, all: answer.asked })
          : text('lesson.predict.right')}
      </b>
      <Prose text={reveal} />
    </div>
  );
}

/** Help that fades in one piece at a time: the idea, where to look, almost the answer. */
function Hints({ spec, state }: { readonly spec: TaskSpec; readonly state: TaskState }) {
  const text = useText();
  const lang = useLang();
  const prose = useLesson((l) => l.prose);
  const all = [1, 2, 3].map((n) => section(prose, lang, `hint:${spec.id}:${n}`)).filter(Boolean);
  if (all.length === 0) return null;
  return (
    <div className={styles.hints}>
      <ol aria-live="polite">
        {all.slice(0, state.hints).map((hint, i) => (
          <li key={i} className={styles.hint}>
            <Icon name="bulb" size={14} />
            <span>
              <Inline text={hint} />
            </span>
          </li>
        ))}
      </ol>
      {state.hints < all.length ? (
        <button type="button" className={styles.hintMore} onClick={() => post({ type: 'lesson-hint', task: spec.id })}>
          <Icon name="bulb" size={14} /> {text('lesson.hint.next', { n: state.hints + 1, all: all.length })}
        </button>
      ) : (
        <button
          type="button"
          className={styles.hintMore}
          title={text('lesson.solution.about')}
          onClick={() => post({ type: 'lesson-solution' })}
        >
          <Icon name="leap" size={14} /> {text('lesson.solution')}
        </button>
      )}
    </div>
  );
}

/** Mistakes that are true right now, each with its own words. */
export function Mistakes() {
  const text = useText();
  const lang = useLang();
  const prose = useLesson((l) => l.prose);
  const mistakes = usePage((page) => page.lesson?.mistakes);
  if (!mistakes || mistakes.length === 0) return null;
  return (
    <div role="alert" className={styles.mistakes}>
      {mistakes.map((id) => (
        <div key={id} className={styles.mistake}>
          <b>
            <Icon name="alert" size={14} /> {text('lesson.mistake')}
          </b>
          <Prose text={section(prose, lang, `mistake:${id}`)} />
        </div>
      ))}
    </div>
  );
}
