import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Icon } from '../icons.tsx';
import { playhead } from '../playhead.ts';
import { clockSpeeds, storySpeeds, usePrefs } from '../prefs.ts';
import { usePage } from '../store.ts';
import { useText } from '../text.ts';
import { useSize } from '../graph/useLayout.ts';
import { beatIndexAt, columnFor } from './lanes.ts';
import { Lanes } from './Lanes.tsx';
import { useMotion } from './useMotion.ts';
import { formatMs } from './format.ts';
import styles from './timeline.module.css';

/** Below the graph: the controls of time, the sequence of messages, the scrubber. */
export function Timeline({ children }: { readonly children?: ReactNode }) {
  const text = useText();
  return (
    <section className={styles.timeline} aria-label={text('time.label')} id="controls" tabIndex={-1}>
      {children}
      <Controls />
      <Lanes />
      <Scrubber />
    </section>
  );
}

function Controls() {
  const text = useText();
  const playing = useMotion() === 'playing';
  return (
    <div className={styles.controls}>
      <span className={styles.group} role="group" aria-label={text('time.label')}>
        <button
          type="button"
          className={styles.icon}
          aria-label={text('time.start')}
          title={`${text('time.start')} (Home)`}
          onClick={() => playhead.start()}
        >
          <Icon name="start" />
        </button>
        <button
          type="button"
          className={styles.step}
          title="←"
          aria-label={text('time.back')}
          onClick={() => playhead.step(-1)}
        >
          <Icon name="back" size={14} /> <span>{text('time.step')}</span>
        </button>
        <button
          type="button"
          className={styles.play}
          aria-pressed={playing}
          title={text('keys.space')}
          onClick={() => playhead.toggle()}
        >
          <Icon name={playing ? 'pause' : 'play'} size={14} />
          <span>{text(playing ? 'time.pause' : 'time.play')}</span>
        </button>
        <button type="button" className={styles.step} title="→" onClick={() => playhead.step(1)}>
          <span>{text('time.step')}</span> <Icon name="forward" size={14} />
        </button>
        <button
          type="button"
          className={styles.step}
          title="Shift →"
          aria-label={text('time.phase')}
          onClick={() => playhead.step(1, 'phase')}
        >
          <span>{text('time.phase.short')}</span> <Icon name="leap" size={14} />
        </button>
      </span>
      <Clock />
      <span className={styles.spring} />
      <Detail />
      <Pace />
      <Branches />
    </div>
  );
}

function Clock() {
  const text = useText();
  const atMs = usePage((page) => page.atMs);
  const startMs = usePage((page) => page.startMs);
  const settled = usePage((page) => page.settled && page.at.step >= page.lastStep);
  const short = usePage((page) => page.workloads.some((w) => w.ready < w.desired));
  const step = usePage((page) => page.at.step);
  const beats = usePage((page) => page.timeline?.beats);
  const all = beats?.length ?? 0;
  const n = beats ? beatIndexAt(beats, step) + 1 : 0;
  const first = usePage((page) => page.firstStep);
  const last = usePage((page) => page.lastStep);
  // Of a long history only the part around the play-head is known message by message.
  const whole = usePage((page) => page.timeline === undefined || page.timeline.fromStep <= page.firstStep + 1);
  return (
    <span className={styles.clock}>
      <time title={text('time.clock')}>{formatMs(atMs - startMs)}</time>
      <span>
        {whole ? text('time.message', { n, all }) : text('time.steps', { n: step - first, all: last - first })}
      </span>
      {settled && all > 0 && (
        <span className={styles.settled} data-short={short ? '' : undefined}>
          <Icon name={short ? 'alert' : 'check'} size={12} /> {text(short ? 'time.waits' : 'time.settled')}
        </span>
      )}
    </span>
  );
}

function Detail() {
  const text = useText();
  const detail = usePrefs((p) => p.detail);
  return (
    <button
      type="button"
      className={styles.toggle}
      role="switch"
      aria-checked={detail}
      title={`${text('time.detail.tip')} (M)`}
      onClick={() => usePrefs.getState().set({ detail: !detail })}
    >
      <i aria-hidden="true" />
      <span>{text('time.detail')}</span>
    </button>
  );
}

function Pace() {
  const text = useText();
  const pace = usePrefs((p) => p.pace);
  const speed = usePrefs((p) => (p.pace === 'story' ? p.storySpeed : p.clockSpeed));
  const speeds: readonly number[] = pace === 'story' ? storySpeeds : clockSpeeds;
  const next = speeds[(speeds.indexOf(speed) + 1) % speeds.length]!;
  const { set } = usePrefs.getState();
  return (
    <>
      <span className={styles.segments} role="group" aria-label={text('time.pace')}>
        {(['story', 'clock'] as const).map((p) => (
          <button
            key={p}
            type="button"
            aria-pressed={p === pace}
            title={text(`time.pace.${p}.tip`)}
            onClick={() => set({ pace: p })}
          >
            {text(`time.pace.${p}`)}
          </button>
        ))}
      </span>
      <button
        type="button"
        className={styles.speed}
        aria-label={`${text('time.speed')} ${speed}×`}
        title={text('time.speed')}
        onClick={() => set(pace === 'story' ? { storySpeed: next } : { clockSpeed: next })}
      >
        {speed}×
      </button>
    </>
  );
}

/** The tree of what was tried: each command given in the past began a branch. */
function Branches() {
  const text = useText();
  const branches = usePage((page) => page.branches);
  const current = usePage((page) => page.at.branch);
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!open) return;
    const close = (event: Event): void => {
      if (event instanceof KeyboardEvent ? event.key === 'Escape' : !box.current?.contains(event.target as Node))
        setOpen(false);
    };
    addEventListener('pointerdown', close);
    addEventListener('keydown', close);
    return () => {
      removeEventListener('pointerdown', close);
      removeEventListener('keydown', close);
    };
  }, [open]);
  if (branches.length < 2) return null;
  return (
    <span ref={box} className={styles.branches}>
      <button
        type="button"
        className={styles.branchButton}
        aria-expanded={open}
        aria-haspopup="true"
        onClick={() => setOpen(!open)}
      >
        <Icon name="branch" size={14} /> {text('time.branches', { n: branches.length })}
      </button>
      {open && (
        <ul className={styles.branchList}>
          {branches.map((branch, i) => (
            <li key={branch.id}>
              <button
                type="button"
                aria-current={branch.id === current ? 'true' : undefined}
                onClick={() => {
                  setOpen(false);
                  if (branch.id !== current) playhead.branch(branch.id);
                }}
              >
                <b>{i === 0 ? text('time.branch.main') : text('time.branch', { n: i + 1 })}</b>
                {branch.command && <code>{branch.command}</code>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </span>
  );
}

/** The whole history as one bar: drag it, or use the arrow keys. */
function Scrubber() {
  const text = useText();
  const step = usePage((page) => page.at.step);
  const first = usePage((page) => page.firstStep);
  const last = usePage((page) => page.lastStep);
  const atMs = usePage((page) => page.atMs);
  const startMs = usePage((page) => page.startMs);
  const timeline = usePage((page) => page.timeline);
  const beats = timeline?.beats ?? [];
  const whole = timeline !== undefined && timeline.fromStep <= first + 1 && beats.length > 0;
  const n = beatIndexAt(beats, step) + 1;
  const box = useRef<HTMLDivElement>(null);
  const width = useSize(box)?.width ?? 0;
  // As long as the diagram above it, while that has room to spare.
  const length = whole && width > 0 ? Math.min(width, beats.length * columnFor(beats.length, width - 8) + 4) : width;
  // By messages where all are known: quiet stretches of housekeeping take no room. By steps in a long history.
  const share = whole ? n / beats.length : last > first ? (step - first) / (last - first) : 0;
  const toStep = (s: number): number => {
    if (!whole) return Math.round(first + s * (last - first));
    const index = Math.round(s * beats.length) - 1;
    return index < 0 ? first : beats[Math.min(index, beats.length - 1)]!.step;
  };
  const seek = (event: React.PointerEvent): void => {
    const { left } = event.currentTarget.getBoundingClientRect();
    const to = toStep(Math.max(0, Math.min(1, (event.clientX - left) / Math.max(1, length))));
    if (to !== usePage.getState().at.step) playhead.seek(to);
  };
  const phases = whole
    ? (timeline?.phases ?? []).map((p) => (beatIndexAt(beats, p.step - 1) + 1) / beats.length).filter((x) => x > 0)
    : [];
  return (
    <div
      ref={box}
      className={styles.scrubber}
      role="slider"
      tabIndex={0}
      aria-label={text('time.scrubber')}
      aria-valuemin={0}
      aria-valuemax={beats.length}
      aria-valuenow={n}
      aria-valuetext={text('time.scrubber.value', { n, all: beats.length, time: formatMs(atMs - startMs) })}
      onKeyDown={(event) => {
        const by =
          event.key === 'ArrowRight' || event.key === 'ArrowUp'
            ? 1
            : event.key === 'ArrowLeft' || event.key === 'ArrowDown'
              ? -1
              : 0;
        if (by === 0) return;
        event.preventDefault();
        event.stopPropagation();
        playhead.step(by, event.shiftKey ? 'phase' : undefined);
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seek(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) seek(event);
      }}
    >
      <span className={styles.rail} style={{ width: length }}>
        <i style={{ width: `${share * 100}%` }} />
        {phases.map((x) => (
          <b key={x} style={{ left: `${x * 100}%` }} />
        ))}
      </span>
      <span className={styles.knob} style={{ left: share * length }} />
    </div>
  );
}
