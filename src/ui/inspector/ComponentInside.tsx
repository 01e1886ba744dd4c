import { say } from '../../i18n/index.ts';
import type { ActorId } from '../../sim/kernel/types.ts';
import { canStop, process } from '../actions.ts';
import { ComponentIcon, Icon } from '../icons.tsx';
import { componentShapes, hueVar, kindOf } from '../shapes.ts';
import { playhead } from '../playhead.ts';
import { useActorName } from '../saying.ts';
import { usePage } from '../store.ts';
import { useLang, useText } from '../text.ts';
import styles from './inspector.module.css';
import { Refs } from './Refs.tsx';
import { Scheduling } from './Scheduling.tsx';
import { useInspectorText } from './text.ts';

/** A component: what it is for, what it did last, and its power switch. */
export function ComponentInside({ id }: { readonly id: ActorId }) {
  const text = useInspectorText();
  const page = useText();
  const lang = useLang();
  const component = usePage((p) => p.components[id]);
  const kind = kindOf(id);
  const node = id.split('@')[1];
  return (
    <>
      <header className={styles.head} style={{ '--hue': hueVar(componentShapes[kind].hue) } as React.CSSProperties}>
        <span className={styles.kind}>{node ?? 'control plane'}</span>
        <h2>
          <ComponentIcon kind={kind} size={18} /> {page(`name.${kind}`)}
        </h2>
      </header>
      <div className={styles.panel}>
        <p className={styles.does}>{text(`inspector.does.${kind}`)}</p>
        {component?.line && <p className={styles.message}>{say(lang, component.line)}</p>}
        {component?.down && (
          <p className={styles.stopped} role="status">
            {text('inspector.stopped')}
          </p>
        )}
        {canStop(id) && component && (
          <button
            type="button"
            className={styles.power}
            data-down={component.down || undefined}
            onClick={() => process(id, component.down ? 'start' : 'stop')}
          >
            <Icon name="power" size={15} /> {page(component.down ? 'act.start' : 'act.stop')}
          </button>
        )}
        {kind === 'apiserver' && <Pipeline />}
        {kind === 'etcd' && <Revision />}
        <Inside id={id} />
      </div>
    </>
  );
}

/** Its last decisions, each a way back to its moment; for the scheduler, the table of the last one. */
function Inside({ id }: { readonly id: ActorId }) {
  const text = useInspectorText();
  const lang = useLang();
  const actorName = useActorName();
  const inside = usePage((page) => (page.inside?.id === id ? page.inside : undefined));
  if (!inside) return null;
  const { deeds, scheduling } = inside;
  return (
    <>
      {scheduling && (
        <div className={styles.block}>
          <Refs title={text('inspector.lastPlaced')} refs={[scheduling.pod]} />
          <Scheduling scheduling={scheduling.view} />
        </div>
      )}
      {deeds.length > 0 && (
        <div className={styles.block}>
          <h3>{text(kindOf(id) === 'etcd' ? 'inspector.writes' : 'inspector.deeds')}</h3>
          <ol className={styles.why}>
            {deeds.map((deed) => (
              <li key={deed.entry}>
                <button type="button" onClick={() => playhead.seek(deed.step)}>
                  <span>{deed.agent ? `${actorName(deed.agent)} · ${deed.about}` : deed.about}</span>
                  {say(lang, deed.say)}
                </button>
              </li>
            ))}
          </ol>
        </div>
      )}
    </>
  );
}

function Pipeline() {
  const text = useInspectorText();
  const pipeline = usePage((page) => page.pipeline);
  return (
    <div className={styles.block}>
      <h3>{text('inspector.lastRequest')}</h3>
      {pipeline === undefined ? (
        <p className={styles.hint}>{text('inspector.noRequest')}</p>
      ) : (
        <>
          <p className={styles.message}>{pipeline.label}</p>
          <ol className={styles.stages}>
            {pipeline.stages.map((stage) => (
              <li key={stage.stage} data-verdict={stage.verdict}>
                <b>
                  {stage.verdict === 'pass' ? '✓' : stage.verdict === 'refuse' ? '✗' : '…'}{' '}
                  {text(`stage.${stage.stage}`)}
                </b>
                {stage.detail && <p>{stage.detail}</p>}
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

function Revision() {
  const text = useInspectorText();
  const revision = usePage((page) => page.revision);
  return (
    <dl className={styles.facts}>
      <dt>{text('inspector.revision')}</dt>
      <dd>
        <b>{revision}</b>
      </dd>
    </dl>
  );
}
