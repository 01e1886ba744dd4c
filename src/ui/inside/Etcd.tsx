import type { EtcdRoom } from '../../readings/inside/views.ts';
import { openInside } from '../actions.ts';
import styles from './inside.module.css';
import { Pick, Picks } from './Picks.tsx';
import { useInsideText } from './text.ts';

/** The log of writes, what one of them changed, and the keys. */
export function Etcd({ room }: { readonly room: EtcdRoom }) {
  const text = useInsideText();
  const { commits, picked, groups, revision } = room;
  const pick = (to: number): void => openInside('etcd', String(to));
  return (
    <div className={styles.split}>
      <Picks
        hint={text('inside.etcd.noEvents')}
        title={`${text('inside.etcd.writes')} · ${text('inside.etcd.revision', { n: revision })}`}
        empty={text('inside.empty')}
      >
        {commits.map((commit) => (
          <Pick
            key={commit.entry}
            picked={commit.revision === picked?.revision}
            step={commit.step}
            onPick={() => pick(commit.revision)}
          >
            <b>{nameOf(commit.key)}</b>
            <em data-tone={commit.deleted ? 'bad' : 'ok'}>
              {commit.deleted ? '✗' : ''}r{commit.revision}
            </em>
            <span>{commit.by ?? placeOf(commit.key)}</span>
          </Pick>
        ))}
      </Picks>
      <div className={styles.main}>
        {picked && (
          <div className={styles.block}>
            <h3>{text('inside.etcd.change', { n: picked.revision })}</h3>
            <p className={styles.code}>{picked.key}</p>
            <div className={styles.chips} role="group" aria-label={text('inside.etcd.versions')}>
              {picked.revisions
                .slice()
                .reverse()
                .map((each) => (
                  <button key={each} type="button" aria-pressed={each === picked.revision} onClick={() => pick(each)}>
                    r{each}
                  </button>
                ))}
            </div>
            {picked.deleted && <p className={styles.hint}>{text('inside.etcd.deleted')}</p>}
            {!picked.deleted &&
              picked.revisions.at(-1) === picked.revision &&
              picked.diff.every(({ mark }) => mark === '+') && (
                <p className={styles.hint}>{text('inside.etcd.created')}</p>
              )}
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
            <pre className={styles.diff} tabIndex={0}>
              {picked.diff.map(({ mark, text: line }, i) => (
                // oxlint-disable-next-line react/no-array-index-key -- lines of one text
                <span key={i} data-mark={mark}>{`${mark} ${line}\n`}</span>
              ))}
            </pre>
          </div>
        )}
        <div className={styles.block}>
          <h3>{text('inside.etcd.keys')}</h3>
          <p className={styles.hint}>{text('inside.etcd.keysHint')}</p>
          <ul className={styles.tree}>
            {groups.map(({ prefix, count, keys }) => (
              <li key={prefix}>
                <code>{prefix}</code> <em>{count}</em>
                {keys.length > 0 && (
                  <ul>
                    {keys.map((key) => (
                      <li key={key.name}>
                        <button
                          type="button"
                          aria-pressed={key.revision === picked?.revision}
                          onClick={() => pick(key.revision)}
                        >
                          {key.name} <span>r{key.revision}</span>
                        </button>
                      </li>
                    ))}
                    {count > keys.length && (
                      <li className={styles.hint}>{text('inside.more', { n: count - keys.length })}</li>
                    )}
                  </ul>
                )}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  );
}

const nameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
const placeOf = (key: string): string => key.slice('/registry'.length, key.lastIndexOf('/') + 1);
