import { say } from '../../i18n/index.ts';
import type { ControllerInside, ControllersRoom, Look } from '../../readings/inside/views.ts';
import { openInside } from '../actions.ts';
import { playhead } from '../playhead.ts';
import { useActorName } from '../saying.ts';
import { useLang } from '../text.ts';
import styles from './inside.module.css';
import { Pick, Picks } from './Picks.tsx';
import { useInsideText, useStoryTime } from './text.ts';

/** Every controller, and of one: its queue, what it saw last, why that differed and what it asked for. */
export function Controllers({ room }: { readonly room: ControllersRoom }) {
  const text = useInsideText();
  const actorName = useActorName();
  const { controllers, picked } = room;
  const one = controllers.find(({ name }) => name === picked);
  return (
    <div className={styles.split}>
      <Picks title={text('inside.controllers.list')} empty={text('inside.empty')}>
        {controllers.map(({ name, queue, looks }) => (
          <Pick key={name} picked={name === picked} onPick={() => openInside('controller-manager', name)}>
            <b>{actorName(name)}</b>
            {queue.length > 0 && <em data-tone="wait">{queue.length}</em>}
            <span>{looks[0]?.key ?? name}</span>
          </Pick>
        ))}
      </Picks>
      {one && <Controller controller={one} />}
    </div>
  );
}

function Controller({ controller }: { readonly controller: ControllerInside }) {
  const text = useInsideText();
  const time = useStoryTime();
  const { queue, looks } = controller;
  const [last, ...before] = looks;
  return (
    <div className={styles.main}>
      <div className={styles.block}>
        <h3>{text('inside.controllers.queue')}</h3>
        {queue.length === 0 ? (
          <p className={styles.hint}>{text('inside.controllers.empty')}</p>
        ) : (
          <ol className={styles.queue}>
            {queue.map(({ key, state, untilMs, error }) => (
              <li key={key} data-state={state}>
                <code>{key}</code>
                <span>
                  {untilMs === undefined
                    ? text(`inside.controllers.${state}`)
                    : text('inside.controllers.later', { time: time(untilMs) })}
                </span>
                {error && <p>{error}</p>}
              </li>
            ))}
          </ol>
        )}
      </div>
      {last && (
        <div className={styles.block}>
          <h3>{text('inside.controllers.last')}</h3>
          <Loop look={last} />
        </div>
      )}
      {before.length > 0 && (
        <div className={styles.block}>
          <h3>{text('inside.controllers.before')}</h3>
          {before.map((look) => (
            <Loop key={look.entry} look={look} small />
          ))}
        </div>
      )}
    </div>
  );
}

/** Observe, compare, act. */
function Loop({ look, small }: { readonly look: Look; readonly small?: boolean }) {
  const text = useInsideText();
  const lang = useLang();
  const time = useStoryTime();
  return (
    <button
      type="button"
      className={styles.loop}
      data-small={small}
      title={text('inside.at')}
      onClick={() => playhead.seek(look.step)}
    >
      <span>
        <i>{text('inside.controllers.observe')}</i>
        <code>{look.key}</code>
        <small>{time(look.atMs)}</small>
      </span>
      <span>
        <i>{text('inside.controllers.diff')}</i>
        {say(lang, look.because)}
      </span>
      <span>
        <i>{text('inside.controllers.act')}</i>
        {look.acts.length === 0 ? (
          <small>{text('inside.controllers.nothing')}</small>
        ) : (
          grouped(look.acts).map(({ label, codes }) => (
            <code key={label}>
              {label}
              {codes.length > 1 && ` ×${codes.length}`}{' '}
              <em
                data-tone={
                  codes.some((code) => code === undefined) ? 'wait' : codes.some((code) => code! >= 400) ? 'bad' : 'ok'
                }
              >
                {[...new Set(codes)].map((code) => code ?? '…').join(' ')}
              </em>
            </code>
          ))
        )}
      </span>
    </button>
  );
}

function grouped(acts: Look['acts']): { label: string; codes: (number | undefined)[] }[] {
  const by = new Map<string, (number | undefined)[]>();
  for (const { label, code } of acts) by.set(label, [...(by.get(label) ?? []), code]);
  return [...by].map(([label, codes]) => ({ label, codes }));
}
