import { copyWith } from '../../../api/copy.ts';
import type { ActorId, Context, EntryId } from '../../kernel/types.ts';
import type { CriCall } from '../../messages.ts';
import { ended } from './lifecycle.ts';
import { keepWritten } from './places.ts';
import { fail, newId, reply } from './reply.ts';
import { takeWaiting, type RuntimeState, type Sandbox } from './state.ts';

/** Time to start the pause container and its namespaces, in ms. */
const pauseMs = 100;

/** Models: containerd cri/server/sandbox_run.go: the namespaces first, then the network plugin inside them. */
export function runPodSandbox(
  state: RuntimeState,
  from: ActorId,
  re: EntryId,
  call: CriCall & { call: 'RunPodSandbox' },
  ctx: Context,
): void {
  const sandbox: Sandbox = {
    id: newId(ctx),
    podUid: call.podUid,
    namespace: call.namespace,
    name: call.name,
    hostname: call.hostname ?? call.name,
    ip: '',
    state: 'starting',
    containers: state.sandboxes.get(call.podUid)?.containers ?? [],
  };
  if (call.hostNetwork) {
    state.sandboxes.set(call.podUid, Object.freeze(copyWith(sandbox, { state: 'ready' })));
    return reply(ctx, from, re, call.call, { ip: '' }, pauseMs);
  }
  state.sandboxes.set(call.podUid, Object.freeze(sandbox));
  const id = ctx.send(`cni@${state.node}`, { kind: 'cni', command: 'ADD', podUid: call.podUid }, { delayMs: pauseMs });
  state.waiting.set(id, { to: from, re, call });
}

/** The network plugin has answered an ADD or a DEL. */
export function networkAnswered(
  state: RuntimeState,
  message: { re: EntryId; ip?: string; error?: string },
  ctx: Context,
): void {
  const waiting = takeWaiting(state, message.re);
  if (!waiting || !('podUid' in waiting.call)) return;
  const { call, to, re } = waiting;
  const sandbox = state.sandboxes.get(call.podUid);
  if (call.call === 'StopPodSandbox') return reply(ctx, to, re, call.call, undefined);
  if (!sandbox) return;
  if (message.error !== undefined) {
    state.sandboxes.delete(call.podUid);
    return fail(
      ctx,
      to,
      re,
      call.call,
      'Unknown',
      `rpc error: code = Unknown desc = failed to setup network for sandbox "${sandbox.id}": ${message.error}`,
    );
  }
  state.sandboxes.set(call.podUid, Object.freeze(copyWith(sandbox, { ip: message.ip ?? '', state: 'ready' })));
  reply(ctx, to, re, call.call, { ip: message.ip });
}

/** Kills what still runs in it, then gives its address back. */
export function stopPodSandbox(
  state: RuntimeState,
  from: ActorId,
  re: EntryId,
  call: CriCall & { call: 'StopPodSandbox' },
  ctx: Context,
): void {
  const sandbox = state.sandboxes.get(call.podUid);
  if (!sandbox || sandbox.state === 'stopped') return reply(ctx, from, re, call.call, undefined);
  for (const id of sandbox.containers) {
    const run = state.containers.get(id);
    if (run?.state === 'running') ended(state, run, ctx.now, 137, undefined, ctx);
  }
  state.sandboxes.set(call.podUid, Object.freeze(copyWith(sandbox, { state: 'stopped' })));
  if (sandbox.ip === '') return reply(ctx, from, re, call.call, undefined);
  const id = ctx.send(`cni@${state.node}`, { kind: 'cni', command: 'DEL', podUid: call.podUid });
  state.waiting.set(id, { to: from, re, call });
}

/** Forgets a Pod's sandbox with all its containers and their logs. */
export function removePodSandbox(state: RuntimeState, podUid: string, ctx: Context): void {
  for (const id of state.sandboxes.get(podUid)?.containers ?? []) {
    const run = state.containers.get(id);
    if (run) keepWritten(state, run, ctx);
    state.containers.delete(id);
  }
  state.sandboxes.delete(podUid);
}
