import type { Trace } from '../sim/kernel/trace.ts';
import type { Because } from '../sim/notes.ts';
import { beatsBetween } from './beats.ts';
import { say } from './say.ts';
import type { StoryIndex } from './story.ts';
import type { Beat } from './views.ts';

/** Beats a window carries at most: what a screen can show, with room to scroll. */
const windowBeatsMax = 2_000;

export interface SequenceWindow {
  readonly beats: readonly Beat[];
  readonly phases: readonly { readonly step: number; readonly phase: number; readonly say: Because }[];
  readonly fromStep: number;
  readonly toStep: number;
}

/** The sequence diagram of the steps in [fromStep, toStep]; cut short after `windowBeatsMax` beats, and then toStep says where. */
export function sequenceWindow(
  trace: Trace,
  index: StoryIndex,
  fromStep: number,
  toStep: number,
  detail: boolean,
): SequenceWindow {
  const beats = beatsBetween(trace, index, fromStep, toStep, detail, windowBeatsMax);
  const end = beats.length === windowBeatsMax ? beats.at(-1)!.step : toStep;
  const phases = index.phases.filter(({ step }) => step >= fromStep && step <= end);
  return {
    beats,
    phases: phases.map(({ step, phase, kind }) => ({ step, phase, say: sayPhase(kind) })),
    fromStep,
    toStep: end,
  };
}

/** The title of a phase. */
const sayPhase = (kind: string): Because => say('phase', { who: kind });
