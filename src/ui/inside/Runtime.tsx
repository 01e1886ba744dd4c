import type { ContainerView, RuntimeRoom, SandboxView } from '../../readings/inside/views.ts';
import { inspect } from '../actions.ts';
import styles from './inside.module.css';
import { useInsideText, useStoryTime } from './text.ts';

/** Sandboxes with their containers, images, and the calls that made them. */
export function Runtime({ room }: { readonly room: RuntimeRoom }) {
  const text = useInsideText();
  const time = useStoryTime();
  const { sandboxes, images, calls } = room;
  return (
    <div className={styles.halves}>
      <div className={styles.main}>
        <div className={styles.block}>
          <h3>{text('inside.runtime.sandboxes')}</h3>
          {sandboxes.length === 0 && <p className={styles.hint}>{text('inside.runtime.noSandboxes')}</p>}
          <ul className={styles.sandboxes}>
            {sandboxes.map((sandbox) => (
              <Sandbox key={sandbox.podUid} sandbox={sandbox} />
            ))}
          </ul>
        </div>
        <div className={styles.block}>
          <h3>{text('inside.runtime.images')}</h3>
          {images.length === 0 && <p className={styles.hint}>{text('inside.runtime.noImages')}</p>}
          <ul className={styles.images}>
            {images.map(({ name, sizeBytes }) => (
              <li key={name}>
                <code>{name}</code> <span>{Math.round(sizeBytes / 1e6)} MB</span>
              </li>
            ))}
          </ul>
        </div>
      </div>
      <div className={styles.main}>
        <div className={styles.block}>
          <h3>{text('inside.runtime.calls')}</h3>
          {calls.length === 0 && <p className={styles.hint}>{text('inside.empty')}</p>}
          <ol className={styles.calls}>
            {calls.map((call) => (
              <li key={call.entry} data-outcome={call.outcome}>
                <time>{time(call.atMs)}</time>
                <b>{call.call}</b>
                <span>{call.about}</span>
                <em>{call.tookMs === undefined ? text('inside.waits') : `${call.tookMs} ms`}</em>
              </li>
            ))}
          </ol>
        </div>
      </div>
    </div>
  );
}

function Sandbox({ sandbox }: { readonly sandbox: SandboxView }) {
  const text = useInsideText();
  const { namespace, name, podUid, ip, state, containers } = sandbox;
  return (
    <li data-state={state}>
      <button
        type="button"
        onClick={() => inspect({ type: 'object', ref: { kind: 'Pod', namespace, name, uid: podUid } })}
      >
        <b>{name}</b>
        <code>{ip}</code>
        <em>{text(`inside.runtime.${state}`)}</em>
      </button>
      <ul>
        {state !== 'stopped' && (
          <li data-state="running">
            <b>pause</b>
            <span>{text('inside.runtime.pause')}</span>
          </li>
        )}
        {containers.map((container) => (
          <Container key={container.id} container={container} />
        ))}
      </ul>
    </li>
  );
}

function Container({ container }: { readonly container: ContainerView }) {
  const text = useInsideText();
  const { name, image, attempt, state, exitCode, command, id } = container;
  return (
    <li data-state={state} data-bad={state === 'exited' && exitCode !== 0 ? '' : undefined}>
      <b>{name}</b>
      <em>{text(`inside.runtime.${state}`, { code: exitCode ?? '' })}</em>
      <span>
        {image}
        {attempt > 0 && ` · ${text('inside.runtime.attempt', { n: attempt })}`}
      </span>
      {command && <code>{command}</code>}
      <small>{id.slice(0, 12)}</small>
    </li>
  );
}
