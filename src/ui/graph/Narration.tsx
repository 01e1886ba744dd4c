import { post } from '../link.ts';
import { playhead } from '../playhead.ts';
import { ComponentIcon, Icon } from '../icons.tsx';
import { useActorName, useSay } from '../saying.ts';
import { componentShapes, hueVar, kindOf } from '../shapes.ts';
import { usePrefs } from '../prefs.ts';
import { usePage, type PageState } from '../store.ts';
import { useText } from '../text.ts';
import type { Beat, WhyLink } from '../../worker/protocol.ts';
import type { Layout } from './layout.ts';
import type { View } from './view.ts';
import type { Wires } from './wires.ts';
import styles from './graph.module.css';

/** Who speaks in a beat: the one who acts. What etcd or the API server only pass on is told of the sender. */
const actorOf = (beat: Beat): string => (beat.kind === 'watch' ? beat.to : beat.from);

/** The bubble above the acting component: one sentence, and why. */
export function Narration({
  layout,
  wires,
  view,
}: {
  readonly layout: Layout;
  readonly wires: Wires;
  readonly view: View;
}) {
  const beat = useBeat();
  if (!beat) return <Quiet width={layout.width} />;
  const box = wires.box(actorOf(beat));
  const width = Math.min(540, layout.width - 40);
  const middle = box ? (box.x + box.w / 2) * view.zoom + view.x : layout.width / 2;
  const left = Math.max(20, Math.min(layout.width - 20 - width, middle - width / 2));
  const tail = Math.max(22, Math.min(width - 22, middle - left));
  return <Bubble beat={beat} style={{ left, width, '--tail': `${tail}px` } as React.CSSProperties} />;
}

const isOver = (page: PageState): boolean => page.settled && page.at.step >= page.lastStep;

/** The moment to tell. When all is over, an answer nobody waited for is not the last word. */
function useBeat(): Beat | undefined {
  const detail = usePrefs((p) => p.detail);
  return usePage((page) => (page.beat?.weight === 'detail' && !detail && isOver(page) ? undefined : page.beat));
}

/** Between stories: nothing is under way. Says nothing before the first of them. */
function Quiet({ width }: { readonly width: number }) {
  const text = useText();
  const over = usePage((page) => isOver(page) && page.at.step > page.firstStep);
  const short = usePage((page) => page.workloads.some((w) => w.ready < w.desired));
  const cron = usePage((page) => page.workloads.find((w) => w.schedule !== undefined && !w.suspended));
  const clock = usePrefs((p) => p.pace === 'clock');
  if (!over) return null;
  const words = short
    ? text(clock ? 'say.end.waits' : 'say.end.short')
    : cron
      ? text('say.end.cron', { name: cron.name, schedule: cron.schedule ?? '' })
      : text('say.end');
  return (
    <p className={styles.quiet} data-short={short ? '' : undefined} style={{ maxWidth: Math.min(560, width - 40) }}>
      <Icon name={short ? 'alert' : cron ? 'clock' : 'check'} size={15} /> {words}
    </p>
  );
}

/** The same sentence where there is no room above the graph. */
export function NarrationLine() {
  const beat = useBeat();
  return beat ? <Bubble beat={beat} flow /> : null;
}

function Bubble({
  beat,
  style,
  flow = false,
}: {
  readonly beat: Beat;
  readonly style?: React.CSSProperties;
  readonly flow?: boolean;
}) {
  const text = useText();
  const say = useSay();
  const actor = actorOf(beat);
  const kind = kindOf(actor);
  const node = actor.split('@')[1];
  const actorName = useActorName();
  const name = text(`name.${kind}`);
  const who =
    beat.agent && kind === 'controller-manager' ? actorName(beat.agent) : node ? text('say.on', { name, node }) : name;
  return (
    <div
      className={`${styles.say} ${flow ? styles.sayFlow : ''}`}
      data-over=""
      style={{ ...style, '--hue': hueVar(componentShapes[kind].hue) } as React.CSSProperties}
      role="group"
      aria-label={text('say.label')}
    >
      <div className={styles.sayWho}>
        <ComponentIcon kind={kind} size={15} />
        <b>{who}</b>
        <WhyChain />
      </div>
      <p className={styles.sayText}>{say(beat.say)}</p>
    </div>
  );
}

/** `왜? ← scheduler ← ReplicaSet controller ← … ← kubectl`: who caused it, each link a way back to its moment. */
function WhyChain() {
  const text = useText();
  const why = usePage((page) => page.why);
  const beat = usePage((page) => page.beat?.entry);
  const mine = usePage((page) => page.beat?.from === 'user');
  // Everything passes the API server and etcd: they carry the cause on, they are not it.
  const causes = why.filter((link) => link.entry !== beat && !['apiserver', 'etcd'].includes(link.actor));
  const links = causes.filter((link, i) => speaker(link) !== speaker(causes[i - 1]));
  // What a person does is caused by nobody else.
  if (links.length === 0 || mine) return null;
  const shown = links.length > whyMax ? [...links.slice(0, whyMax - 1), links.at(-1)!] : links;
  return (
    <nav className={styles.why} aria-label={text('say.why')}>
      <span className={styles.whyLabel}>{text('say.why')}</span>
      {shown.map((link, i) => (
        <WhyStep key={link.entry} link={link} gap={links.length > whyMax && i === shown.length - 1} />
      ))}
    </nav>
  );
}

const whyMax = 4;
const speaker = (link: WhyLink | undefined): string | undefined =>
  link && (link.actor === 'user' ? 'user' : (link.agent ?? link.actor.split('@')[0]!));

function WhyStep({ link, gap }: { readonly link: WhyLink; readonly gap: boolean }) {
  const say = useSay();
  const actorName = useActorName();
  const sentence = say(link.say);
  // The icon says that it is a controller; the name says which.
  const name = actorName(speaker(link)!).replace(/ (controller|컨트롤러)$/, '');
  return (
    <>
      <span className={styles.whyArrow} aria-hidden="true">
        ←{gap && ' …'}
      </span>
      <button
        type="button"
        className={styles.whyLink}
        title={sentence}
        aria-label={sentence}
        onClick={() => {
          if (link.step !== undefined) playhead.seek(link.step);
          else post({ type: 'why', entry: link.entry });
        }}
      >
        <ComponentIcon kind={kindOf(link.actor)} size={12} />
        <span>{name}</span>
      </button>
    </>
  );
}
