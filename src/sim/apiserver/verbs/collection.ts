import type { KubeObject } from '../../../api/types.ts';
import type { Context, EntryId } from '../../kernel/types.ts';
import { listBody } from '../format.ts';
import { respond, typeOfCall } from '../reply.ts';
import { selects } from '../cache/selection.ts';
import type { ApiServerState, Call, ListQuery } from '../state.ts';
import { tryDelete } from './delete.ts';

/** A deletecollection on its way: how many of its objects are still to go. */
export interface Collection {
  readonly call: Call;
  readonly items: readonly KubeObject[];
  readonly revision: number;
  left: number;
}

/** DELETE of a collection: one deletion per object it holds now. Models: apiserver/pkg/registry/generic/registry/store.go DeleteCollection. */
export function removeAll(state: ApiServerState, ctx: Context, call: Call, query: ListQuery, values: readonly KubeObject[], revision: number): void {
  const type = typeOfCall(call);
  const selection = { namespace: call.info.namespace, fields: query.fields, labels: query.labels };
  const items = values.filter((object) => selects(type, selection, object));
  if (items.length === 0) return respondList(ctx, call, items, revision);
  state.collections.set(call.re, { call, items, revision, left: items.length });
  for (const object of items) {
    const { name, namespace = '' } = object.metadata;
    tryDelete(state, ctx, { ...call, info: { ...call.info, verb: 'delete', name, namespace }, collection: call.re }, object, true, 0);
  }
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

function respondList(ctx: Context, call: Call, items: readonly KubeObject[], revision: number, cause?: EntryId): void {
  respond(ctx, call, { code: 200, body: listBody(typeOfCall(call), items, { resourceVersion: String(revision) }, call.request, ctx.now) }, cause);
}
