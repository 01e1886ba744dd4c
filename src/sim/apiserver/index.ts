import type { ActorId, EntryId } from '../kernel/types.ts';
import type { ApiServerState } from './state.ts';

export { may } from './subresources/may.ts';
export { cel, type CelEngine } from './admission/policy/engine.ts';
export { apiserverKind } from './server.ts';
export type { ApiServerState } from './state.ts';

/** The streams a server holds open and to whom: they break when its process is killed. */
export function openStreams(state: ApiServerState): { client: ActorId; stream: EntryId }[] {
  const out: { client: ActorId; stream: EntryId }[] = [];
  for (const cache of state.caches.values())
    for (const { client, stream } of cache.watchers.values()) out.push({ client, stream });
  return out;
}
