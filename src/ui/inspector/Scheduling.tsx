import { useState } from 'react';
import { say } from '../../i18n/index.ts';
import type { SchedulingView } from '../../worker/protocol.ts';
import { useLang } from '../text.ts';
import styles from './inspector.module.css';
import { useInspectorText } from './text.ts';

/** One scheduling attempt: each clause of the message in words with the nodes it counts, and the filter and score table. */
export function Scheduling({ scheduling }: { readonly scheduling: SchedulingView }) {
  const text = useInspectorText();
  const lang = useLang();
  const [lit, setLit] = useState<readonly string[]>([]);
  const scores = new Map(scheduling.scores.map((s) => [s.node, s]));
  return (
    <div className={styles.block}>
      <h3>{text('inspector.scheduling', { n: scheduling.attempt })}</h3>
      {scheduling.message && <p className={styles.message}>{scheduling.message}</p>}
      {scheduling.clauses.length > 0 && (
        <ul className={styles.clauses} aria-label={text('inspector.scheduling', { n: scheduling.attempt })}>
          {scheduling.clauses.map((clause) => (
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- lighting the rows repeats what is written
            <li key={clause.text} onMouseEnter={() => setLit(clause.nodes)} onMouseLeave={() => setLit([])}>
              <code>{clause.text}</code>
              <p>{say(lang, clause.say)}</p>
              {clause.nodes.length > 0 && <small>{clause.nodes.join(' · ')}</small>}
            </li>
          ))}
        </ul>
      )}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className={styles.scroll} role="group" aria-label={text('inspector.scores')} tabIndex={0}>
        <table className={styles.scores}>
          <thead>
            <tr>
              <th scope="col">{text('inspector.node')}</th>
              <th scope="col">{text('inspector.filter')}</th>
              {scores.size > 0 &&
                scheduling.plugins.map((plugin) => (
                  <th key={plugin} scope="col" title={plugin}>
                    {short(plugin)}
                  </th>
                ))}
              {scores.size > 0 && <th scope="col">{text('inspector.total')}</th>}
            </tr>
          </thead>
          <tbody>
            {scheduling.filters.map((filter) => {
              const score = scores.get(filter.node);
              return (
                <tr
                  key={filter.node}
                  data-chosen={filter.node === scheduling.chosen || undefined}
                  data-lit={lit.includes(filter.node) || undefined}
                >
                  <th scope="row">
                    {filter.node} {filter.node === scheduling.chosen && <span title={text('inspector.chosen')}>★</span>}
                  </th>
                  <td data-bad={filter.plugin !== undefined || undefined}>
                    {filter.plugin === undefined ? `✓ ${text('inspector.passed')}` : `✗ ${filter.plugin}`}
                    {filter.reasons.map((reason) => (
                      <small key={reason}>{reason}</small>
                    ))}
                  </td>
                  {scores.size > 0 &&
                    scheduling.plugins.map((plugin, i) => <td key={plugin}>{score?.scores[i] ?? '–'}</td>)}
                  {scores.size > 0 && (
                    <td>
                      <b>{score?.total ?? '–'}</b>
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** `NodeResourcesBalancedAllocation` → `Balanced`: the whole name is the column's title. */
const shortNames: Readonly<Record<string, string>> = {
  NodeResourcesFit: 'Fit',
  NodeResourcesBalancedAllocation: 'Balanced',
  PodTopologySpread: 'Spread',
  TaintToleration: 'Taint',
  NodeAffinity: 'Affinity',
  InterPodAffinity: 'PodAffinity',
  ImageLocality: 'Image',
};
const short = (plugin: string): string => shortNames[plugin] ?? plugin;
