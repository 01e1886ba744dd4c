import { useState } from 'react';
import { say } from '../../i18n/index.ts';
import type { ObjectView, WhyLink } from '../../worker/protocol.ts';
import { playhead } from '../playhead.ts';
import { usePage } from '../store.ts';
import { useLang } from '../text.ts';
import styles from './inspector.module.css';
import { NodeSummary } from './NodeSummary.tsx';
import { Refs } from './Refs.tsx';
import { Scheduling } from './Scheduling.tsx';
import { useInspectorText } from './text.ts';
import { YamlText } from './YamlText.tsx';

const tabs = ['overview', 'yaml', 'events', 'why'] as const;
type Tab = (typeof tabs)[number];

/** One object: what is wanted beside what is, its YAML, its events, and where it came from. */
export function ObjectInside({ view }: { readonly view: ObjectView }) {
  const text = useInspectorText();
  const [tab, setTab] = useState<Tab>('overview');
  const { ref } = view;
  const move = (by: number): void => {
    const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length]!;
    setTab(next);
    document.getElementById(`inspector-tab-${next}`)?.focus();
  };
  return (
    <>
      <header className={styles.head}>
        <span className={styles.kind}>{ref.kind}</span>
        <h2>{ref.name}</h2>
        {ref.namespace && <p>{ref.namespace}</p>}
      </header>
      <div
        className={styles.tabs}
        role="tablist"
        aria-label={`${ref.kind} ${ref.name}`}
        onKeyDown={(e) => {
          if (e.key === 'ArrowRight') move(1);
          if (e.key === 'ArrowLeft') move(-1);
        }}
        tabIndex={-1}
      >
        {tabs.map((name) => (
          <button
            key={name}
            id={`inspector-tab-${name}`}
            type="button"
            role="tab"
            aria-selected={tab === name}
            aria-controls="inspector-panel"
            tabIndex={tab === name ? 0 : -1}
            onClick={() => setTab(name)}
          >
            {text(`inspector.tab.${name}`)}
            {name === 'events' && view.events.length > 0 && (
              <em data-bad={view.events.some((e) => e.type === 'Warning') || undefined}>{view.events.length}</em>
            )}
          </button>
        ))}
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a panel that scrolls must be reachable by keyboard */}
      <div
        className={styles.panel}
        role="tabpanel"
        id="inspector-panel"
        aria-labelledby={`inspector-tab-${tab}`}
        tabIndex={0}
      >
        {!view.exists && tab !== 'events' ? (
          <>
            <p className={styles.hint}>{text('inspector.gone')}</p>
            {tab === 'overview' && view.scheduling && <Scheduling scheduling={view.scheduling} />}
          </>
        ) : tab === 'overview' ? (
          <Overview view={view} />
        ) : tab === 'yaml' ? (
          <YamlText yaml={view.yaml} />
        ) : tab === 'events' ? (
          <Events view={view} />
        ) : (
          <Why chain={view.why} />
        )}
      </div>
    </>
  );
}

function Overview({ view }: { readonly view: ObjectView }) {
  const text = useInspectorText();
  return (
    <>
      {view.ref.kind === 'Node' && <NodeSummary name={view.ref.name} />}
      {view.overview.length > 0 && (
        <table className={styles.pairs}>
          <thead>
            <tr>
              <th scope="col">{text('inspector.field')}</th>
              <th scope="col">{text('inspector.desired')}</th>
              <th scope="col">{text('inspector.current')}</th>
            </tr>
          </thead>
          <tbody>
            {view.overview.map((row) => (
              <tr key={row.label} data-same={row.same || undefined}>
                <th scope="row">{row.label}</th>
                <td>{row.desired}</td>
                <td>
                  {row.current}{' '}
                  <span className={styles.mark}>
                    {row.same ? `✓ ${text('inspector.same')}` : `≠ ${text('inspector.differs')}`}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {view.scheduling && <Scheduling scheduling={view.scheduling} />}
      <Refs title={text('inspector.owners')} refs={view.owners} />
      <Refs title={text('inspector.dependents')} refs={view.dependents} />
      {view.conditions.length > 0 && (
        <div className={styles.block}>
          <h3>{text('inspector.conditions')}</h3>
          <ul className={styles.conditions}>
            {view.conditions.map((c) => (
              <li key={c.type} data-status={isFine(c.type) === c.status ? 'fine' : c.status}>
                <b>{c.type}</b> <span>{c.status}</span>
                {c.reason && <code>{c.reason}</code>}
                {c.message && <p>{c.message}</p>}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** Most conditions are good when True; those that name a trouble are good when False. */
const isFine = (type: string): string =>
  /(Pressure|Unavailable|Failure|DisruptionTarget)$/.test(type) ? 'False' : 'True';

function Events({ view }: { readonly view: ObjectView }) {
  const text = useInspectorText();
  const now = usePage((page) => page.atMs);
  if (view.events.length === 0) return <p className={styles.hint}>{text('inspector.noEvents')}</p>;
  return (
    <>
      <p className={styles.hint}>{text('inspector.eventsHint')}</p>
      <ol className={styles.events}>
        {view.events.map((e, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- events are only ever appended
          <li key={i} data-type={e.type}>
            <header>
              <b>{e.reason}</b>
              {e.count > 1 && <em>×{e.count}</em>}
              <span>{e.from}</span>
              <time>{Math.max(0, Math.floor((now - e.lastMs) / 1000))}s</time>
            </header>
            <p>{e.message}</p>
          </li>
        ))}
      </ol>
    </>
  );
}

/** Causes, nearest first, down to the person's own command. */
function Why({ chain }: { readonly chain: readonly WhyLink[] }) {
  const text = useInspectorText();
  const lang = useLang();
  if (chain.length === 0) return <p className={styles.hint}>{text('inspector.noWhy')}</p>;
  return (
    <>
      <p className={styles.hint}>{text('inspector.whyHint')}</p>
      <ol className={styles.why}>
        {chain.map((link) => (
          <li key={link.entry}>
            <button
              type="button"
              disabled={link.step === undefined}
              onClick={() => link.step !== undefined && playhead.seek(link.step)}
            >
              <span>{link.agent ?? link.actor}</span>
              {say(lang, link.say)}
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}
