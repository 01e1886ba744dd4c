import type { KubeObject } from '../../../api/types.ts';
import type { Context } from '../../kernel/types.ts';
import { listBody } from '../format.ts';
import { deprecationOf, respond, typeOfCall } from '../reply.ts';
import type { ApiServerState, Call } from '../state.ts';

/** A deletecollection on its way: how many of its objects are still to go. */
export interface Collection {
  readonly call: Call;
  readonly items: readonly KubeObject[];
  readonly revision: number;
  left: number;
}

/** Counts a deletion that belongs to a collection; the last one answers. False when it is one of its own. */
export function collected(state: ApiServerState, ctx: Context, call: Call): boolean {
  if (call.collection === undefined) return false;
  const collection = state.collections.get(call.collection);
  if (collection && --collection.left === 0) {
    state.collections.delete(call.collection);
    respondList(ctx, collection.call, collection.items, collection.revision);
  }
  return true;
}

export function respondList(ctx: Context, call: Call, items: readonly KubeObject[], revision: number): void {
  respond(ctx, call, {
    code: 200,
    body: listBody(typeOfCall(call), items, { resourceVersion: String(revision) }, call.request, ctx.now),
    ...deprecationOf(typeOfCall(call)),
  });
}
