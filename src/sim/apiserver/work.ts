import type { ManagedFieldsEntry, Owners } from '../../api/managed-fields/index.ts';
import type { ResourceType } from '../../api/resource.ts';
import type { KubeObject, Status } from '../../api/types.ts';
import type { Context, EntryId } from '../kernel/types.ts';
import type { FieldChange, Stage, StageVerdict } from '../notes.ts';
import { noteStages, verdictOf } from './reply.ts';
import type { ApiServerState, Call } from './state.ts';

/** One attempt at a write on its way through the stages. Lives only while one message is handled. */
export interface Work {
  readonly state: ApiServerState;
  readonly ctx: Context;
  readonly call: Call;
  readonly type: ResourceType;
  readonly operation: 'create' | 'update' | 'delete';
  /** What is stored now; undefined for a create. */
  readonly existing: KubeObject | undefined;
  /** What is to be stored: a private copy until it is given to etcd. Set by the decode stage. */
  draft: KubeObject;
  /** The value the draft was read from. */
  sent: unknown;
  readonly warnings: string[];
  /** metadata.managedFields as the client sent it. */
  given: readonly ManagedFieldsEntry[] | undefined;
  /** Who owns which field afterwards, where a stage has worked it out: an apply must. */
  owners: Owners | undefined;
  /** What admission plugins have changed so far; undefined when nobody will look. */
  readonly changes: FieldChange[] | undefined;
}

export interface StageOutcome {
  /** A plain fact about what the stage did: shown in the box of the stage. */
  readonly detail: string;
  readonly changed?: readonly FieldChange[];
  readonly refusal?: Status;
}

/** A stage let pass what leaves no notes: nothing to put into words. */
export const unseen: StageOutcome = Object.freeze({ detail: '' });

export interface StageStep {
  readonly stage: Stage;
  /** Undefined: this step had nothing to say and leaves no note. */
  run(work: Work): StageOutcome | undefined;
}

/** What the stages said, not yet in the trace: a refusal may rest on a stale cache and be taken back. */
export interface Passage {
  readonly refusal: Status | undefined;
  readonly verdicts: readonly StageVerdict[];
}

/** Sends a write through the stages in order, until one refuses. */
export function passThrough(steps: readonly StageStep[], work: Work): Passage {
  const { noted } = work.call;
  let verdicts = none;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    const outcome = step.run(work);
    if (!outcome || outcome === unseen) continue;
    const { refusal, detail, changed } = outcome;
    if (noted) {
      // Written into the trace as it is: a list that grew by pushing would have room for 17.
      const verdict = refusal
        ? verdictOf(step.stage, 'refuse', refusal.message ?? '', changed)
        : verdictOf(step.stage, 'pass', detail, changed);
      verdicts = verdicts.concat(verdict);
    }
    if (refusal) return { refusal, verdicts };
  }
  return { refusal: undefined, verdicts };
}

const none: readonly StageVerdict[] = Object.freeze([]);

/** Writes the verdicts into the trace; the note's id is the cause of what follows. */
export const notePassage = ({ ctx, call }: Work, { verdicts }: Passage): EntryId =>
  verdicts.length > 0 ? noteStages(ctx, call, verdicts) : call.re;
