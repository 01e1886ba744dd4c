import type { EntryId } from '../../kernel/types.ts';
import { podEvent, type Job, type Next } from './job.ts';
import type { ContainerWork } from './state.ts';

/** This container could not be started in this pass; the others may, and the whole is tried again. */
export function skip({ work }: Job): Next {
  work.failed = true;
  work.acted = true;
  work.todo.shift();
  return 'start';
}

/** Why a container does not run: `reason` and `message` as the next status shows it, `event` as the Event says it. */
export function failure(
  job: Job,
  container: ContainerWork,
  { reason, message, event = reason }: { reason: string; message: string; event?: string },
  cause?: EntryId,
): Next {
  container.waiting = Object.freeze({ reason, message });
  podEvent(job, 'Warning', 'Failed', `Error: ${event}`, container, cause);
  return skip(job);
}
