import { useEffect, useMemo, useRef, useState, type PointerEvent } from 'react';
import { useSay } from '../saying.ts';
import { ComponentIcon } from '../icons.tsx';
import { playhead } from '../playhead.ts';
import { usePrefs } from '../prefs.ts';
import { componentShapes, kindOf } from '../shapes.ts';
import { usePage } from '../store.ts';
import { useText } from '../text.ts';
import { fit } from '../graph/paint-cells.ts';
import { alpha, palette } from '../graph/palette.ts';
import { useSize } from '../graph/useLayout.ts';
import type { Beat } from '../../worker/protocol.ts';
import { beatIndexAt, lanesFor, spanFor, type Lanes as LaneSet, type Span } from './lanes.ts';
import styles from './timeline.module.css';

const noBeats: readonly Beat[] = [];
const headHeight = 17;

/** The live sequence diagram: one line per component, one stroke per message; click or drag to go there. */
export function Lanes() {
  const text = useText();
  const say = useSay();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(box);
  const window = usePage((page) => page.timeline);
  const step = usePage((page) => page.at.step);
  const branch = usePage((page) => page.at.branch);
  const theme = usePrefs((p) => p.shown);
  const [hover, setHover] = useState<number>();
  const beats = window?.branch === branch ? window.beats : noBeats;
  const set = useMemo(() => lanesFor(beats), [beats]);
  const at = beatIndexAt(beats, step);
  // The part in view stays where it is while the play-head moves inside it.
  const [kept, keep] = useState<Span>();
  const span = useMemo(
    () => (size ? spanFor(beats.length, size.width - 8, Math.max(0, at), kept) : undefined),
    [size, beats.length, at, kept],
  );
  if (span && (span.first !== kept?.first || span.count !== kept.count || span.column !== kept.column)) keep(span);
  const laneHeight = size ? Math.max(9, Math.min(26, (size.height - headHeight) / set.lanes.length)) : 16;

  useEffect(() => {
    const element = canvas.current;
    const ctx = element?.getContext('2d');
    if (!element || !ctx || !size || !span) return;
    // With the next picture of the page: what is drawn in between is drawn twice.
    const frame = requestAnimationFrame(() => {
      const ratio = Math.min(2, devicePixelRatio || 1);
      const width = Math.round(size.width * ratio);
      const height = Math.round(size.height * ratio);
      if (element.width !== width || element.height !== height) {
        element.width = width;
        element.height = height;
      }
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.clearRect(0, 0, size.width, size.height);
      const phases = (window?.phases ?? []).map((phase) => ({ step: phase.step, label: say(phase.say) }));
      drawLanes(ctx, {
        beats,
        set,
        span,
        at,
        hover,
        laneHeight,
        width: size.width,
        height: size.height,
        phases,
        theme,
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [beats, set, span, at, hover, laneHeight, size, window, say, theme]);

  const indexUnder = (event: PointerEvent): number | undefined => {
    if (!span) return undefined;
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const index = span.first + Math.floor(x / span.column);
    return index >= 0 && index < beats.length ? index : undefined;
  };
  const go = (event: PointerEvent): void => {
    const index = indexUnder(event);
    const beat = index === undefined ? undefined : beats[index];
    if (beat && beat.step !== usePage.getState().at.step) playhead.seek(beat.step);
  };
  const hovered = hover === undefined ? undefined : beats[hover];

  return (
    <div className={styles.lanes}>
      <ul className={styles.names} style={{ paddingTop: headHeight }} aria-hidden="true">
        {set.lanes.map((lane) => (
          <li key={lane.id} style={{ height: laneHeight, fontSize: laneHeight < 14 ? 10.5 : 11.5 }}>
            <ComponentIcon kind={lane.kind} size={laneHeight < 14 ? 10 : 12} />
            <span>{lane.node === 'machines' ? text('time.machines') : (lane.node ?? text(`name.${lane.kind}`))}</span>
          </li>
        ))}
      </ul>
      <div
        ref={box}
        className={styles.plot}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          go(event);
        }}
        onPointerMove={(event) => {
          if (event.buttons === 1) go(event);
          setHover(indexUnder(event));
        }}
        onPointerLeave={() => setHover(undefined)}
      >
        <canvas ref={canvas} className={styles.canvas} role="img" aria-label={text('time.lanes')} />
        {beats.length === 0 && <p className={styles.empty}>{text('time.empty')}</p>}
        {hovered && size && span && (
          <p
            className={styles.hint}
            style={{ left: Math.max(4, Math.min(size.width - 290, (hover! - span.first) * span.column - 20)) }}
          >
            <code>{hovered.label}</code> {say(hovered.say)}
          </p>
        )}
      </div>
    </div>
  );
}

interface Drawing {
  readonly beats: readonly Beat[];
  readonly set: LaneSet;
  readonly span: Span;
  readonly at: number;
  readonly hover: number | undefined;
  readonly laneHeight: number;
  readonly width: number;
  readonly height: number;
  readonly phases: readonly { readonly step: number; readonly label: string }[];
  readonly theme: string;
}

function drawLanes(ctx: CanvasRenderingContext2D, d: Drawing): void {
  const colors = palette(d.theme);
  const laneY = (actor: string): number => headHeight + (d.set.of(actor) + 0.5) * d.laneHeight;
  const x = (index: number): number => 4 + (index - d.span.first) * d.span.column;
  const bottom = headHeight + d.set.lanes.length * d.laneHeight;
  drawPhases(ctx, d, x, bottom);
  ctx.lineWidth = 1;
  ctx.strokeStyle = colors['line-soft'];
  ctx.beginPath();
  for (let i = 0; i < d.set.lanes.length; i++) {
    const y = Math.round(headHeight + (i + 0.5) * d.laneHeight) + 0.5;
    ctx.moveTo(0, y);
    ctx.lineTo(d.width, y);
  }
  ctx.stroke();
  const end = Math.min(d.beats.length, d.span.first + d.span.count + 1);
  for (let i = d.span.first; i < end; i++) {
    const beat = d.beats[i]!;
    const color = beat.ok ? colors[componentShapes[kindOf(beat.from)].hue] : colors.bad;
    const now = i === d.at;
    const strength = i > d.at ? 0.34 : beat.weight === 'detail' ? 0.6 : 1;
    ctx.strokeStyle = ctx.fillStyle = now || i === d.hover ? color : alpha(color, strength);
    ctx.lineWidth = now ? 3 : i === d.hover ? 2.6 : beat.weight === 'detail' ? 1.3 : 1.9;
    ctx.setLineDash(beat.ok ? [] : [3, 3]);
    drawMessage(ctx, x(i) + 2, x(i) + d.span.column * 0.86, laneY(beat.from), laneY(beat.to), d.laneHeight);
    ctx.setLineDash([]);
  }
  if (d.at < 0) return;
  const head = x(d.at) + d.span.column;
  ctx.strokeStyle = colors.brass;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(head, 4);
  ctx.lineTo(head, bottom);
  ctx.stroke();
  ctx.fillStyle = colors.brass;
  ctx.beginPath();
  ctx.arc(head, 6, 4, 0, 2 * Math.PI);
  ctx.fill();
}

/** A stroke from lane to lane with a small head; a message inside one lane is a hook. */
function drawMessage(
  ctx: CanvasRenderingContext2D,
  x0: number,
  x1: number,
  y0: number,
  y1: number,
  lane: number,
): void {
  ctx.lineCap = 'round';
  ctx.beginPath();
  if (Math.abs(y1 - y0) < 1) {
    const h = Math.min(6, lane * 0.36);
    ctx.moveTo(x0, y0);
    ctx.bezierCurveTo(x0, y0 - 2 * h, x1, y0 - 2 * h, x1, y0);
    ctx.stroke();
    return;
  }
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
  const length = Math.hypot(x1 - x0, y1 - y0);
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const s = 4.4;
  ctx.beginPath();
  ctx.moveTo(x1 + ux * 1.5, y1 + uy * 1.5);
  ctx.lineTo(x1 - ux * s - uy * s * 0.62, y1 - uy * s + ux * s * 0.62);
  ctx.lineTo(x1 - ux * s + uy * s * 0.62, y1 - uy * s - ux * s * 0.62);
  ctx.fill();
}

function drawPhases(ctx: CanvasRenderingContext2D, d: Drawing, x: (index: number) => number, bottom: number): void {
  const colors = palette(d.theme);
  ctx.font = `550 10.5px ${colors.fontUi}`;
  ctx.textBaseline = 'middle';
  const starts = d.phases.map((phase) => ({ ...phase, index: Math.max(0, beatIndexAt(d.beats, phase.step - 1) + 1) }));
  starts.forEach((phase, i) => {
    const next = starts[i + 1]?.index ?? d.beats.length;
    const left = Math.max(0, x(phase.index));
    const right = Math.min(d.width, x(next));
    if (right <= 0 || left >= d.width || right - left < 3) return;
    if (i % 2 === 0) {
      ctx.fillStyle = alpha(colors.ink, 0.03);
      ctx.fillRect(left, 0, right - left, bottom);
    }
    const here = d.at >= phase.index && d.at < next;
    ctx.fillStyle = here ? colors.ink : colors['ink-3'];
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, 0, right - left - 4, headHeight);
    ctx.clip();
    if (right - left > 36) ctx.fillText(fit(ctx, phase.label, right - left - 12), left + 6, headHeight / 2 + 0.5);
    ctx.restore();
  });
}
