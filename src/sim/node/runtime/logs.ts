import { changedRun } from './run.ts';
import type { ActorId, Context, EntryId, VirtualMs } from '../../kernel/types.ts';
import type { CriCall } from '../../messages.ts';
import { logOf, nextLineAt } from './container.ts';
import { fail, reply } from './reply.ts';
import { putRun, type ContainerRun, type RuntimeState } from './state.ts';

/** Timer of a followed log: what was written after `fromMs` has not been sent. */
export interface FollowTimer {
  readonly id: string;
  readonly stream: EntryId;
  readonly fromMs: VirtualMs;
}

/** The log as it is now; with `follow` also what is written later, as chunks, until the container ends. */
export function readLog(
  state: RuntimeState,
  from: ActorId,
  re: EntryId,
  call: CriCall & { call: 'ReadLog' },
  ctx: Context,
): void {
  const run = state.containers.get(call.containerId);
  if (!run) return fail(ctx, from, re, call.call, 'NotFound', `container "${call.containerId}" not found`);
  const follows = call.follow && run.state === 'running';
  reply(ctx, from, re, call.call, { lines: logOf(state, run, ctx.now), follows });
  if (!follows) return;
  const next = putRun(state, changedRun(run, { followers: [...run.followers, { to: from, stream: re }] }));
  waitForLine(next, re, ctx.now, ctx);
}

function waitForLine(run: ContainerRun, stream: EntryId, fromMs: VirtualMs, ctx: Context): void {
  const atMs = nextLineAt(run, fromMs);
  if (atMs === undefined && !run.machine) return;
  // Nothing certain yet: look again when the shell has run on.
  const delayMs = Math.max(1, (atMs ?? fromMs + 1000) - ctx.now);
  ctx.timer(
    delayMs,
    { kind: 'timer', name: 'follow-log', data: Object.freeze({ id: run.id, stream, fromMs }) },
    { quiet: true },
  );
}

/** New lines of a followed log, if there are any. */
export function sendNewLines(state: RuntimeState, { id, stream, fromMs }: FollowTimer, ctx: Context): void {
  const run = state.containers.get(id);
  const follower = run?.followers.find((f) => f.stream === stream);
  if (!run || !follower) return;
  const lines = logOf(state, run, ctx.now).filter((line) => line.atMs > fromMs);
  if (lines.length > 0) ctx.send(follower.to, { kind: 'chunk', stream, text: JSON.stringify(lines) });
  waitForLine(run, stream, ctx.now, ctx);
}

export function sendRest(
  state: RuntimeState,
  id: string,
  follower: { to: ActorId; stream: EntryId },
  ctx: Context,
): void {
  const run = state.containers.get(id)!;
  const lines = logOf(state, run, ctx.now).filter((line) => line.atMs === ctx.now);
  if (lines.length > 0) ctx.send(follower.to, { kind: 'chunk', stream: follower.stream, text: JSON.stringify(lines) });
  ctx.send(follower.to, { kind: 'stream-end', stream: follower.stream }, { delayMs: 2 });
}

/** The reader has hung up. */
export function stopFollowing(state: RuntimeState, stream: EntryId): void {
  for (const run of state.containers.values()) {
    if (run.followers.some((f) => f.stream === stream))
      putRun(state, changedRun(run, { followers: run.followers.filter((f) => f.stream !== stream) }));
  }
}
