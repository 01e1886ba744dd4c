import type { Context } from '../../kernel/types.ts';
import type { Job } from './job.ts';
import { rest, type KubeletState, type PodWork } from './state.ts';

/** A failed pass is tried again after this long, in ms, plus up to half of it. Source: pod_workers.go backOffPeriod, jitter 0.5. */
const retryMs = 10_000;
const retryJitterMs = 5_000;
/** Source: kubelet.go plegRelistPeriod. */
const relistPeriodMs = 1_000;

/** The pass is over: tell when to look again. */
export function endPass(job: Job): void {
  const { state, ctx, work } = job;
  work.operation = undefined;
  work.todo = [];
  work.passEndMs = ctx.now;
  if (work.failed) retryIn(ctx, work, retryMs + ctx.randomInt(retryJitterMs));
  if (work.again || (work.twice && work.acted)) relistLater(job, 'again');
  work.twice = false;
  rest(state, work);
}

/** Waiting is quiet; what comes of it is not (`retry` is turned into a loud `sync`). */
export function retryIn(ctx: Context, work: PodWork, delayMs: number): void {
  const data = Object.freeze({ uid: work.uid, retry: work.retry });
  ctx.timer(delayMs, { kind: 'timer', name: 'retry', data }, { quiet: true });
}

/** The next moment of the node's relist grid. */
export const nextRelist = (state: KubeletState, now: number): number =>
  now + relistPeriodMs - ((now - state.phaseMs + relistPeriodMs) % relistPeriodMs);

/**
 * Notices a change at the next relist of the node's containers; `about` is a container's id or a word. Each Pod has a
 * timer of its own, so that what follows is caused by its own news; when nothing can have changed there is none.
 * Models: pleg/generic.go, one relist a second.
 */
export function relistLater({ state, ctx, work }: Job, about: string): void {
  if (!work.news.includes(about)) work.news.push(about);
  const loud = !ctx.entry.quiet;
  if (work.relistMs > ctx.now && (work.relistLoud || !loud)) return;
  work.relistMs = nextRelist(state, ctx.now);
  work.relistLoud = loud;
  ctx.timer(work.relistMs - ctx.now, { kind: 'timer', name: 'relist', data: work.uid });
}
