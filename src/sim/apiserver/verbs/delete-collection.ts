import type { KubeObject } from '../../../api/types.ts';
import type { Context } from '../../kernel/types.ts';
import { selects } from '../cache/selection.ts';
import { typeOfCall } from '../reply.ts';
import type { ApiServerState, Call, ListQuery } from '../state.ts';
import { respondList } from './collection.ts';
import { tryDelete } from './delete.ts';

/** DELETE of a collection: one deletion per object it holds now. Models: apiserver/pkg/registry/generic/registry/store.go DeleteCollection. */
export function removeAll(
  state: ApiServerState,
  ctx: Context,
  call: Call,
  query: ListQuery,
  values: readonly KubeObject[],
  revision: number,
): void {
  const type = typeOfCall(call);
  const selection = { namespace: call.info.namespace, fields: query.fields, labels: query.labels };
  const items = values.filter((object) => selects(type, selection, object));
  if (items.length === 0) return respondList(ctx, call, items, revision);
  state.collections.set(call.re, { call, items, revision, left: items.length });
  for (const object of items) {
    const { name, namespace = '' } = object.metadata;
    tryDelete(
      state,
      ctx,
      { ...call, info: { ...call.info, verb: 'delete', name, namespace }, collection: call.re },
      object,
      true,
      0,
    );
  }
}
