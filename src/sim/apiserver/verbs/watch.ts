import { badRequest, expired } from '../../../api/status.ts';
import type { KubeObject, WatchEvent } from '../../../api/types.ts';
import { apiVersionOf } from '../../../api/index.ts';
import type { ResourceType } from '../../../api/resource.ts';
import type { Context, EntryId } from '../../kernel/types.ts';
import { cacheOf } from '../cache/cache.ts';
import { parseSelection, selects } from '../cache/selection.ts';
import { addWatcher, bucketOf, changeFor, removeWatcher } from '../cache/watchers.ts';
import { acceptedFormat, formatEvent, includeObject } from '../format.ts';
import { isTrue } from '../request-info.ts';
import { noteStage, plainError, readMs, refuse, typeOfCall } from '../reply.ts';
import type { ApiServerState, Call, Watcher } from '../state.ts';
import { cachedItems, versionProblem } from './read.ts';

/** A stream without timeoutSeconds lives this long to twice this long, in s. Source: kube-apiserver --min-request-timeout. */
const watchSecondsMin = 1_800;
/** Time between bookmarks, in ms. Source: apiserver/pkg/storage/cacher defaultBookmarkFrequency. */
const bookmarkMs = 60_000;

/** Opens a stream of changes from the watch cache. Models: apiserver/pkg/storage/cacher/cacher.go Watch, endpoints/handlers/watch.go. */
export function watch(state: ApiServerState, ctx: Context, call: Call): void {
  const type = typeOfCall(call);
  const query = call.request.query ?? {};
  const selection = parseSelection(type, call.info.namespace, query);
  if (typeof selection === 'string') return refuse(ctx, call, badRequest(selection));
  const { resourceVersion = '', timeoutSeconds } = query;
  if (resourceVersion !== '' && !/^\d+$/.test(resourceVersion))
    return refuse(ctx, call, plainError(versionProblem(resourceVersion)));
  // `namespaces/x/pods/name?watch=1` is a watch on one object.
  const fields =
    call.info.name === ''
      ? selection.fields
      : [...selection.fields, { field: 'metadata.name', operator: '=' as const, value: call.info.name }];
  const cache = cacheOf(state, type.etcdPrefix);
  const format = acceptedFormat(call.request);
  const from = Number(resourceVersion);
  const watcher: Watcher = {
    stream: call.re,
    client: call.from,
    resource: type.etcdPrefix,
    namespace: type.namespaced ? call.info.namespace : '',
    fields,
    labels: selection.labels,
    format: type.conversion && (format === 'object' || format === 'value') ? 'converted' : format,
    wireVersion: type.conversion ? apiVersionOf(type) : '',
    includeObject: includeObject(call.request),
    bookmarks: isTrue(query['allowWatchBookmarks']),
    bucket: bucketOf(type, { ...selection, fields }),
    fromRevision: Math.max(from, from === 0 ? state.revision : 0),
    columnsSent: false,
  };
  const cause = noteStage(
    ctx,
    call,
    'watch',
    'pass',
    from === 0 ? 'everything now, then every change' : `every change after revision ${from}`,
  );
  const options = { delayMs: 1 + readMs, quiet: call.quiet, cause };
  ctx.send(
    call.from,
    { kind: 'response', re: call.re, response: Object.freeze({ code: 200, body: undefined, streaming: true }) },
    options,
  );
  if (from > 0 && from < cache.oldest) {
    const status = expired(`too old resource version: ${from} (${cache.oldest + 1})`);
    const error: WatchEvent = Object.freeze({ type: 'ERROR', object: Object.freeze(status) as unknown as KubeObject });
    ctx.send(call.from, { kind: 'watch', stream: call.re, events: [error] }, options);
    ctx.send(call.from, { kind: 'stream-end', stream: call.re, status: error.object }, options);
    return;
  }
  addWatcher(state, cache, watcher);
  const events = from === 0 ? initialEvents(state, type, watcher) : missedEvents(state, type, watcher, from);
  if (events.length > 0) {
    const shown =
      watcher.format === 'value' ? events : events.map((event) => formatEvent(type, watcher, event, ctx.now));
    ctx.send(call.from, { kind: 'watch', stream: call.re, events: shown }, options);
  }
  const seconds = timeoutSeconds ? Number(timeoutSeconds) : watchSecondsMin + ctx.randomInt(watchSecondsMin);
  ctx.timer(seconds * 1000, { kind: 'timer', name: 'watch-timeout', data: call.re }, { quiet: true, cause: call.re });
  if (watcher.bookmarks) armBookmarks(state, ctx);
}

function initialEvents(state: ApiServerState, type: ResourceType, watcher: Watcher): WatchEvent[] {
  const items = cachedItems(state, type, watcher).filter((object) => selects(type, watcher, object));
  return items.map((object) => Object.freeze({ type: 'ADDED', object }));
}

function missedEvents(state: ApiServerState, type: ResourceType, watcher: Watcher, from: number): WatchEvent[] {
  const { window } = cacheOf(state, watcher.resource);
  let start = window.length;
  while (start > 0 && window[start - 1]!.revision > from) start--;
  const events: WatchEvent[] = [];
  for (let i = start; i < window.length; i++) {
    const change = changeFor(type, watcher, { event: window[i]! });
    if (change) events.push(change[0]!);
  }
  watcher.fromRevision = Math.max(from, state.revision);
  return events;
}

/** The stream's time is over: a clean end, after which clients watch again. */
export function watchTimeout(state: ApiServerState, ctx: Context, stream: EntryId): void {
  const watcher = removeWatcher(state, stream);
  if (watcher) ctx.send(watcher.client, { kind: 'stream-end', stream });
}

export function armBookmarks(state: ApiServerState, ctx: Context): void {
  if (state.timers.bookmark) return;
  state.timers.bookmark = true;
  ctx.timer(bookmarkMs, { kind: 'timer', name: 'bookmarks' }, { quiet: true });
}

/** Tells idle watchers how far the world has got, so that they need not start over later. */
export function sendBookmarks(
  state: ApiServerState,
  ctx: Context,
  typeOfPrefix: (prefix: string) => ResourceType | undefined,
): void {
  state.timers.bookmark = false;
  const resourceVersion = String(state.revision);
  let asked = false;
  for (const [prefix, cache] of state.caches) {
    const type = typeOfPrefix(prefix);
    if (!type || cache.watchers.size === 0) continue;
    const object = Object.freeze({
      kind: type.kind,
      apiVersion: apiVersionOf(type),
      metadata: { resourceVersion, creationTimestamp: null },
    }) as unknown as KubeObject;
    const bookmark: WatchEvent = Object.freeze({ type: 'BOOKMARK', object });
    const shared = Object.freeze([bookmark]);
    for (const watcher of cache.watchers.values()) {
      if (!watcher.bookmarks) continue;
      asked = true;
      const events =
        watcher.format === 'table' || watcher.format === 'converted'
          ? [formatEvent(type, watcher, bookmark, ctx.now)]
          : shared;
      ctx.send(watcher.client, { kind: 'watch', stream: watcher.stream, events });
    }
  }
  if (asked) armBookmarks(state, ctx);
}
