import { badRequest, expired, notFound, timeout } from '../../../api/status.ts';
import type { KubeObject, Status } from '../../../api/types.ts';
import type { Context, EntryId } from '../../kernel/types.ts';
import type { EtcdReply } from '../../messages.ts';
import { decodeBase64Url, encodeBase64Url } from '../base64.ts';
import { cacheOf, cachedIn } from '../cache/cache.ts';
import { parseSelection, requiredValue, selects } from '../cache/selection.ts';
import { listBody } from '../format.ts';
import { storageKey, storagePrefix } from '../registry.ts';
import { askEtcd, deprecationOf, noteStage, readMs, refuse, respond, respondObject, typeOfCall } from '../reply.ts';
import type { ApiServerState, Call, ListQuery, Pending } from '../state.ts';
import { scaleOf } from '../subresources/scale.ts';

type RangeReply = Extract<EtcdReply, { op: 'range' }>;

/** How long a list waits for the cache to reach the revision it asks for, in ms. Source: apiserver/pkg/storage/cacher blockTimeout. */
const behindMs = 3_000;

/** GET of one object. Without resourceVersion=0 it is read in etcd, so that it is never stale. */
export function get(state: ApiServerState, ctx: Context, call: Call): void {
  const type = typeOfCall(call);
  const { namespace, name } = call.info;
  const cached =
    call.request.query?.['resourceVersion'] === '0'
      ? cachedIn(state, type.etcdPrefix, type.namespaced ? namespace : '', name)
      : undefined;
  if (cached) return respondOne(ctx, call, cached, noteStage(ctx, call, 'watch', 'pass', 'from the watch cache'));
  const key = storageKey(type, namespace, name);
  askEtcd(
    state,
    ctx,
    { op: 'range', key, prefix: false },
    { kind: 'get', call },
    { workMs: readMs, quiet: call.quiet, cause: call.re },
  );
}

export function got(ctx: Context, call: Call, { values, revision }: RangeReply): void {
  const object = values[0];
  if (object)
    return respondOne(ctx, call, object, noteStage(ctx, call, 'etcd', 'pass', `read at revision ${revision}`));
  const { group, plural } = typeOfCall(call);
  // Models: ScaleREST.Get of the built-in workloads.
  const ofScale = call.info.subresource === 'scale' && !call.definition;
  const status = notFound({ group, plural: ofScale ? `${plural}/scale` : plural }, call.info.name);
  refuse(ctx, call, status, noteStage(ctx, call, 'etcd', 'refuse', status.message ?? ''));
}

function respondOne(ctx: Context, call: Call, object: KubeObject, cause: EntryId): void {
  if (call.info.subresource === 'scale')
    return respond(ctx, call, { code: 200, body: scaleOf(object, call.definition && typeOfCall(call)) }, cause);
  respondObject(ctx, call, 200, object, [], cause);
}

/**
 * GET (and DELETE) of a collection. `resourceVersion=0` and other revisions are answered from the watch cache, as
 * informers ask; without one the list is read in etcd. Upstream (≥ 1.31) serves these from its cache too, after asking
 * etcd how far it is; here the read itself stays visible.
 */
export function list(state: ApiServerState, ctx: Context, call: Call): void {
  const query = listQuery(call);
  if ('kind' in query) return refuse(ctx, call, query);
  const version = call.request.query?.['resourceVersion'] ?? '';
  if (
    call.info.verb === 'list' &&
    query.after === '' &&
    version !== '' &&
    call.request.query?.['resourceVersionMatch'] !== 'Exact'
  ) {
    return listCached(state, ctx, call, Number(version));
  }
  const type = typeOfCall(call);
  const name = requiredValue(query.fields, 'metadata.name');
  const kind = call.info.verb === 'list' ? 'list' : 'collect';
  const options = { workMs: readMs, quiet: call.quiet, cause: call.re };
  if (name !== undefined && query.revision === undefined && (!type.namespaced || call.info.namespace !== '')) {
    return askEtcd(
      state,
      ctx,
      { op: 'range', key: storageKey(type, call.info.namespace, name), prefix: false },
      { kind, call, query },
      options,
    );
  }
  const plain = query.fields.length === 0 && query.labels.length === 0;
  askEtcd(
    state,
    ctx,
    {
      op: 'range',
      key: storagePrefix(type, call.info.namespace),
      prefix: true,
      ...(query.revision === undefined ? {} : { revision: query.revision }),
      // With selectors a page of keys is not a page of results: all are read, and the page is cut here.
      ...(plain && query.limit > 0 ? { limit: query.limit } : {}),
      ...(query.after === '' ? {} : { after: query.after }),
    },
    { kind, call, query },
    options,
  );
}

/** Reads the query of a list; a Status when it makes no sense. */
function listQuery(call: Call): ListQuery | Status {
  const query = call.request.query ?? {};
  const selection = parseSelection(typeOfCall(call), call.info.namespace, query);
  if (typeof selection === 'string') return badRequest(selection);
  const { limit, resourceVersion } = query;
  if (limit !== undefined && limit !== '' && !/^-?\d+$/.test(limit))
    return badRequest(`strconv.ParseInt: parsing ${JSON.stringify(limit)}: invalid syntax`);
  if (resourceVersion && !/^\d+$/.test(resourceVersion))
    return badRequest(`invalid resource version: ${versionProblem(resourceVersion)}`);
  const base: ListQuery = {
    fields: selection.fields,
    labels: selection.labels,
    limit: Number(limit ?? 0),
    after: '',
    revision: undefined,
  };
  if (query['continue']) {
    const token = readContinue(query['continue']);
    if (typeof token === 'string') return badRequest(`invalid continue token: ${token}`);
    if (resourceVersion && resourceVersion !== '0')
      return badRequest('specifying resource version is not allowed when using continue');
    return { ...base, ...token };
  }
  return query['resourceVersionMatch'] === 'Exact' && resourceVersion
    ? { ...base, revision: Number(resourceVersion) }
    : base;
}

export const versionProblem = (text: string): string =>
  `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;

/** Models: apiserver/pkg/storage/continue.go. */
const writeContinue = (revision: number, after: string): string =>
  encodeBase64Url(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: after }));

function readContinue(text: string): { revision: number; after: string } | string {
  const json = decodeBase64Url(text);
  try {
    const token = JSON.parse(json) as { v?: string; rv?: number; start?: string };
    if (token.v !== 'meta.k8s.io/v1')
      return `continue key is not valid: server does not recognize this encoded version ${JSON.stringify(token.v ?? '')}`;
    if (typeof token.rv !== 'number' || typeof token.start !== 'string')
      return 'continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)';
    return { revision: token.rv, after: token.start };
  } catch {
    return json === ''
      ? 'continue key is not valid: illegal base64 data at input byte 0'
      : `continue key is not valid: invalid character '${json[0]!}' looking for beginning of value`;
  }
}

export function listed(ctx: Context, pending: Extract<Pending, { kind: 'list' }>, reply: RangeReply): void {
  const { call, query } = pending;
  const type = typeOfCall(call);
  const plain = query.fields.length === 0 && query.labels.length === 0;
  const selection = { namespace: call.info.namespace, fields: query.fields, labels: query.labels };
  let items: readonly KubeObject[] = plain
    ? reply.values
    : reply.values.filter((object) => selects(type, selection, object));
  let left = plain ? reply.count - items.length : 0;
  if (!plain && query.limit > 0 && items.length > query.limit) {
    left = items.length - query.limit;
    items = items.slice(0, query.limit);
  }
  const revision = query.revision ?? reply.revision;
  const last = items[items.length - 1];
  const metadata = {
    resourceVersion: String(revision),
    ...(left > 0 && last
      ? { continue: writeContinue(revision, storageKey(type, last.metadata.namespace ?? '', last.metadata.name)) }
      : {}),
    // Upstream cannot know how many of the rest a selector would leave.
    ...(left > 0 && plain ? { remainingItemCount: left } : {}),
  };
  const cause = noteStage(ctx, call, 'etcd', 'pass', `${items.length} read at revision ${revision}`);
  const body = listBody(type, items, metadata, call.request, ctx.now);
  respond(ctx, call, { code: 200, body, ...deprecationOf(type) }, cause);
}

/** etcd no longer has the revision a list asked for. */
export function listExpired(ctx: Context, call: Call): void {
  const text = call.request.query?.['continue']
    ? 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'
    : 'The resourceVersion for the provided list is too old.';
  refuse(ctx, call, expired(text));
}

function listCached(state: ApiServerState, ctx: Context, call: Call, revision: number): void {
  if (revision > state.revision) {
    state.behind.push({ call, revision });
    ctx.timer(behindMs, { kind: 'timer', name: 'behind', data: call.re }, { quiet: call.quiet, cause: call.re });
    return;
  }
  const type = typeOfCall(call);
  const query = listQuery(call) as ListQuery;
  const selection = { namespace: call.info.namespace, fields: query.fields, labels: query.labels };
  const items = cachedItems(state, type, selection).filter((object) => selects(type, selection, object));
  items.sort(byKey);
  const cause = noteStage(ctx, call, 'watch', 'pass', `from the watch cache at revision ${state.revision}`);
  ctx.send(
    call.from,
    {
      kind: 'response',
      re: call.re,
      response: Object.freeze({
        code: 200,
        body: listBody(type, items, { resourceVersion: String(state.revision) }, call.request, ctx.now),
        ...deprecationOf(type),
      }),
    },
    { delayMs: 1 + readMs, quiet: call.quiet, cause },
  );
}

type Selection = Parameters<typeof selects>[1];

/** Cached objects a selection can match: by node or namespace where it names one. */
export function cachedItems(
  state: ApiServerState,
  type: Parameters<typeof selects>[0],
  { namespace, fields }: Selection,
): KubeObject[] {
  const cache = cacheOf(state, type.etcdPrefix);
  const node = type.kind === 'Pod' ? requiredValue(fields, 'spec.nodeName') : undefined;
  if (node) return [...(cache.byNode.get(node)?.values() ?? [])];
  if (namespace !== '' || !type.namespaced)
    return [...(cache.namespaces.get(type.namespaced ? namespace : '')?.values() ?? [])];
  const out: KubeObject[] = [];
  for (const objects of cache.namespaces.values()) for (const object of objects.values()) out.push(object);
  return out;
}

/** Order of storage keys, as etcd lists them. */
function byKey(a: KubeObject, b: KubeObject): number {
  const [x, y] = [
    `${a.metadata.namespace ?? ''}/${a.metadata.name}`,
    `${b.metadata.namespace ?? ''}/${b.metadata.name}`,
  ];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The cache moved on: answers the lists that waited for it. */
export function catchUp(state: ApiServerState, ctx: Context): void {
  const ready = state.behind.filter(({ revision }) => revision <= state.revision);
  if (ready.length === 0) return;
  const rest = state.behind.filter(({ revision }) => revision > state.revision);
  state.behind.splice(0, state.behind.length, ...rest);
  for (const { call, revision } of ready) listCached(state, ctx, call, revision);
}

/** A list has waited long enough. */
export function giveUpWaiting(state: ApiServerState, ctx: Context, re: number): void {
  const at = state.behind.findIndex(({ call }) => call.re === re);
  const waiting = state.behind[at];
  if (!waiting) return;
  state.behind.splice(at, 1);
  refuse(ctx, waiting.call, timeout(`Too large resource version: ${waiting.revision}, current: ${state.revision}`, 1));
}
