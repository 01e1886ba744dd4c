import type { ApiServerRoom, PickedRequest } from '../../readings/inside/views.ts';
import { openInside } from '../actions.ts';
import { useInspectorText } from '../inspector/text.ts';
import { useActorName } from '../saying.ts';
import styles from './inside.module.css';
import { Pick, Picks } from './Picks.tsx';
import { useInsideText } from './text.ts';

/** The requests, and the stages one of them passed. */
export function ApiServer({ room }: { readonly room: ApiServerRoom }) {
  const text = useInsideText();
  const actorName = useActorName();
  const { requests, picked } = room;
  return (
    <div className={styles.split}>
      <Picks title={text('inside.apiserver.requests')} empty={text('inside.empty')}>
        {requests.map((request) => (
          <Pick
            key={request.entry}
            picked={request.entry === picked?.entry}
            step={request.step}
            onPick={() => openInside('apiserver', String(request.entry))}
          >
            <b>{request.label}</b>
            <em data-tone={toneOf(request.code)}>{request.code ?? '…'}</em>
            <span>{request.name || actorName(request.agent ?? request.from)}</span>
          </Pick>
        ))}
      </Picks>
      {picked && <Request request={picked} />}
    </div>
  );
}

const toneOf = (code: number | undefined): string => (code === undefined ? 'wait' : code < 400 ? 'ok' : 'bad');

const marks = { pass: '✓', refuse: '✗', pending: '…', skipped: '' } as const;

function Request({ request }: { readonly request: PickedRequest }) {
  const text = useInsideText();
  const inspector = useInspectorText();
  const actorName = useActorName();
  const changed = request.stages.flatMap(({ stage, changed }) => changed.map((change) => ({ stage, ...change })));
  return (
    <div className={styles.main}>
      <p className={styles.code}>
        <b>{request.method}</b> {request.path}
      </p>
      <p className={styles.sub}>{actorName(request.agent ?? request.from)}</p>
      <ol className={styles.stages}>
        {request.stages.map(({ stage, verdict, detail }) => {
          // Answered, and this stage said nothing: it had nothing to do.
          const shown = verdict === 'pending' && request.code !== undefined ? 'skipped' : verdict;
          return (
            <li key={stage} data-verdict={shown}>
              <b>
                {inspector(`stage.${stage}`)} <i aria-hidden="true">{marks[shown]}</i>
              </b>
              <p>{shown === 'skipped' ? text('inside.apiserver.skipped') : detail}</p>
            </li>
          );
        })}
      </ol>
      {request.message && <p className={styles.refusal}>{request.message}</p>}
      <dl className={styles.facts}>
        <dt>{text('inside.apiserver.answer')}</dt>
        <dd data-tone={toneOf(request.code)}>
          {request.code === undefined ? text('inside.apiserver.working') : `${request.code} · ${request.tookMs} ms`}
        </dd>
        {request.told.length > 0 && (
          <>
            <dt>{text('inside.apiserver.told')}</dt>
            <dd>{request.told.map((id) => actorName(id)).join(' · ')}</dd>
          </>
        )}
      </dl>
      {request.method === 'GET' && <p className={styles.hint}>{text('inside.apiserver.read')}</p>}
      {changed.length > 0 && (
        <div className={styles.block}>
          <h3>{text('inside.apiserver.filled')}</h3>
          <p className={styles.hint}>{text('inside.apiserver.filledHint')}</p>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
          <div className={styles.scroll} role="group" aria-label={text('inside.apiserver.filled')} tabIndex={0}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">{text('inside.apiserver.field')}</th>
                  <th scope="col">{text('inside.apiserver.value')}</th>
                  <th scope="col">{text('inside.apiserver.stage')}</th>
                </tr>
              </thead>
              <tbody>
                {changed.map(({ stage, path, value }) => (
                  <tr key={`${stage} ${path}`}>
                    <th scope="row">{path}</th>
                    <td>
                      <code>{shortJson(value)}</code>
                    </td>
                    <td>{inspector(`stage.${stage}`)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </div>
      )}
    </div>
  );
}

/** Longest value shown, in characters. */
const valueMax = 160;

function shortJson(value: unknown): string {
  const whole = typeof value === 'string' ? value : JSON.stringify(value);
  return whole.length > valueMax ? `${whole.slice(0, valueMax)}…` : whole;
}
