import type { Service } from '../../../api/types.ts';
import { aggregationChanged, aggregationPrefixes } from '../aggregation.ts';
import { rbacPrefixes } from '../authorization/rbac.ts';
import { claimService, releaseService } from '../allocate/service.ts';
import type { Context } from '../../kernel/types.ts';
import type { EtcdEvent } from '../../messages.ts';
import { afterChange } from '../custom/controllers.ts';
import { typeOfPrefix } from '../custom/served.ts';
import { prefixOfKey } from '../registry.ts';
import type { ApiServerState } from '../state.ts';
import { catchUp } from '../verbs/read.ts';
import { cacheOf, remember, store } from './cache.ts';
import { fanOut } from './watchers.ts';

/** etcd tells what was committed: into the caches, then out to everybody who watches. The last stage of a write. */
export function applyEvents(state: ApiServerState, ctx: Context, events: readonly EtcdEvent[]): void {
  for (let i = 0; i < events.length; i++) {
    const event = events[i]!;
    state.revision = event.revision;
    const prefix = prefixOfKey(event.key);
    const type = typeOfPrefix(state, prefix);
    const cache = cacheOf(state, prefix);
    const object = event.value ?? event.previous;
    if (!object) continue;
    store(cache, object, event.previous, event.type === 'delete');
    remember(cache, event);
    if (rbacPrefixes.has(prefix)) state.rbac = undefined;
    if (prefix === 'services/specs') {
      if (event.previous) releaseService(state, event.previous as Service);
      if (event.value) claimService(state, event.value as Service);
    }
    if (prefix.includes('.')) afterChange(state, ctx, prefix, event);
    if (aggregationPrefixes.has(prefix)) aggregationChanged(state, ctx, prefix, object);
    const re = state.committed.get(event.revision);
    if (re !== undefined) state.committed.delete(event.revision);
    if (!type) continue;
    fanOut(type, cache, event, ctx, re);
  }
  if (state.behind.length > 0) catchUp(state, ctx);
}
