import type { Because } from '../sim/notes.ts';
import { inLaneOrder } from './actors.ts';
import type { SequenceWindow } from './sequence.ts';

/**
 * Beats as a Mermaid sequence diagram, ready to paste into a Markdown page. Lanes are in the order of the timeline;
 * phases become notes, refusals are drawn as crosses.
 */
export function mermaidOf(
  { beats, phases }: Pick<SequenceWindow, 'beats' | 'phases'>,
  nodes: readonly string[],
  tell: (because: Because) => string,
): string {
  const titles = new Map(phases.map((start) => [start.phase, tell(start.say)]));
  const actors = inLaneOrder(new Set(beats.flatMap((beat) => [beat.from, beat.to])), nodes);
  const ids = new Map(actors.map((actor, i) => [actor, `a${i}`]));
  const lines = ['sequenceDiagram', ...actors.map((actor) => `  participant ${ids.get(actor)} as ${clean(actor)}`)];
  let phase = 0;
  for (const beat of beats) {
    if (beat.phase !== phase) {
      phase = beat.phase;
      const title = titles.get(phase);
      if (title) lines.push(`  Note over ${ids.get(actors[0]!)},${ids.get(actors.at(-1)!)}: ${clean(title)}`);
    }
    const arrow = !beat.ok
      ? '-x'
      : beat.kind === 'response' || beat.kind === 'watch' || beat.kind === 'etcd-reply' || beat.kind === 'etcd-watch'
        ? '-->>'
        : '->>';
    lines.push(
      `  ${ids.get(beat.from)}${arrow}${ids.get(beat.to)}: ${clean(beat.label)}${beat.weight === 'story' ? `<br/>${clean(tell(beat.say))}` : ''}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Characters that end a Mermaid message or start a comment. */
const clean = (text: string): string => text.replace(/[;#\r\n]+/g, ' ').trim();
