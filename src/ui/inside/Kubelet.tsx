import { say } from '../../i18n/index.ts';
import type { KubeletRoom, ProbeLine, WorkLine } from '../../readings/inside/views.ts';
import { openInside } from '../actions.ts';
import { playhead } from '../playhead.ts';
import { usePage } from '../store.ts';
import { useLang } from '../text.ts';
import styles from './inside.module.css';
import { Pick, Picks } from './Picks.tsx';
import { useInsideText, useStoryTime } from './text.ts';

/** The Pods of a node, and the work on one of them: steps, probes, back-offs. */
export function Kubelet({ room }: { readonly room: KubeletRoom }) {
  const text = useInsideText();
  const now = usePage((page) => page.atMs);
  const { node, pods, picked, heartbeatMs } = room;
  return (
    <div className={styles.split}>
      <div>
        <Picks title={text('inside.kubelet.pods')} empty={text('inside.kubelet.noPods')}>
          {pods.map(({ ref, status, ready }) => (
            <Pick
              key={ref.uid}
              picked={ref.uid === picked?.pod.uid}
              onPick={() => openInside(`kubelet@${node}`, `${ref.namespace}/${ref.name}`)}
            >
              <b>{ref.name}</b>
              <em data-tone={status === 'Running' || status === 'Completed' ? 'ok' : 'wait'}>{ready}</em>
              <span>{status}</span>
            </Pick>
          ))}
        </Picks>
        {heartbeatMs !== undefined && (
          <p className={styles.heartbeat}>
            ♥ {text('inside.kubelet.heartbeat', { s: Math.max(0, Math.round((now - heartbeatMs) / 1000)) })}
          </p>
        )}
      </div>
      {picked && (
        <div className={styles.main}>
          <div className={styles.block}>
            <h3>{text('inside.kubelet.work', { name: picked.pod.name })}</h3>
            <ol className={styles.work}>
              {picked.work.map((line) => (
                <Work key={line.entry} line={line} />
              ))}
            </ol>
          </div>
          {picked.backOffs.length > 0 && (
            <div className={styles.block}>
              <h3>{text('inside.kubelet.backoffs')}</h3>
              <ul className={styles.clocks}>
                {picked.backOffs.map(({ container, untilMs, waitMs }) => {
                  const left = Math.max(0, untilMs - now);
                  return (
                    <li key={container}>
                      {text(left > 0 ? 'inside.kubelet.backoff' : 'inside.kubelet.backoffOver', {
                        container,
                        s: Math.ceil(left / 1000),
                        wait: waitMs / 1000,
                      })}
                      <progress value={waitMs - Math.min(left, waitMs)} max={waitMs} aria-label={container} />
                    </li>
                  );
                })}
              </ul>
            </div>
          )}
          {picked.probes.length > 0 && (
            <div className={styles.block}>
              <h3>{text('inside.kubelet.probes')}</h3>
              <ul className={styles.probes}>
                {picked.probes.map((probe) => (
                  <Probe key={`${probe.container} ${probe.probe}`} line={probe} />
                ))}
              </ul>
            </div>
          )}
        </div>
      )}
    </div>
  );
}

function Work({ line }: { readonly line: WorkLine }) {
  const text = useInsideText();
  const lang = useLang();
  const time = useStoryTime();
  return (
    <li data-outcome={line.outcome}>
      <button type="button" title={text('inside.at')} onClick={() => playhead.seek(line.step)}>
        <i aria-label={text(`inside.did.${line.outcome}`)} role="img" />
        <span>{say(lang, line.say)}</span>
        {line.call && (
          <code>
            {line.call}
            {line.tookMs !== undefined && ` ${line.tookMs} ms`}
          </code>
        )}
        <time>{time(line.atMs)}</time>
      </button>
    </li>
  );
}

function Probe({ line }: { readonly line: ProbeLine }) {
  const text = useInsideText();
  return (
    <li>
      <b>
        {line.container} · {text(`inside.kubelet.probe.${line.probe}`)}
      </b>
      <small>{text('inside.kubelet.every', { s: line.periodSeconds, n: line.failureThreshold })}</small>
      {line.results.length === 0 ? (
        <small>{text('inside.kubelet.unasked')}</small>
      ) : (
        <span className={styles.results}>
          {line.results
            .slice()
            .reverse()
            .map((ok, i) => (
              // oxlint-disable-next-line react/no-array-index-key -- a row of answers
              <i
                key={i}
                data-ok={ok || undefined}
                role="img"
                aria-label={text(ok ? 'inside.kubelet.yes' : 'inside.kubelet.no')}
              >
                {ok ? '✓' : '✗'}
              </i>
            ))}
        </span>
      )}
      {line.output && !line.results[0] && <p>{line.output}</p>}
    </li>
  );
}
