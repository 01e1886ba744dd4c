import { methodNotAllowedOnPath, pathNotFound, timeout, unauthorized } from '../../api/status.ts';
import type { ActorKind, Context, EntryId, MessageEntry } from '../kernel/types.ts';
import { etcd, type ApiRequest, type EtcdReply } from '../messages.ts';
import { apiServiceFor, checkAll, checked, passToBackend } from './aggregation.ts';
import { release } from './allocate/index.ts';
import { boot, bootListed, bootWatching, resumeWatch } from './boot.ts';
import { applyEvents } from './cache/apply.ts';
import { cachedIn } from './cache/cache.ts';
import { openStreams, removeWatcher } from './cache/watchers.ts';
import { health, healthAnswered } from './health.ts';
import { impersonate } from './impersonate.ts';
import { leaseGranted } from './event-lease.ts';
import { answerPath } from './paths.ts';
import { charged } from './quota-charges.ts';
import { definitionFor, terminatingProblem, typeOfPrefix } from './custom/served.ts';
import {
  askEtcd,
  compactMs,
  findTypeOf,
  noteStage,
  noteStages,
  plainError,
  refuse,
  requestTimeoutMs,
  respond,
  typeOfCall,
  verdictOf,
} from './reply.ts';
import { requestInfo } from './request-info.ts';
import { authenticate, makeUser } from './stages/authentication.ts';
import { authorize, denial } from './stages/authorization.ts';
import { createState, type ApiServerState, type Call, type Pending } from './state.ts';
import { connect } from './subresources/connect.ts';
import { passOn, relay, relayCancel } from './subresources/proxy.ts';
import { createVirtual, virtualType } from './subresources/reviews.ts';
import { create, created, dryCreated } from './verbs/create.ts';
import { removeAll } from './verbs/delete-collection.ts';
import { componentStatuses } from './subresources/component-status.ts';
import { deleted, disrupted, evict, remove, tryDelete } from './verbs/delete.ts';
import { get, giveUpWaiting, got, list, listed, listExpired } from './verbs/read.ts';
import { canUpdate, tryUpdate, update, updated } from './verbs/update.ts';
import { sendBookmarks, watch, watchTimeout } from './verbs/watch.ts';

/**
 * The one door to the cluster's memory: every request passes authentication, authorization, decoding, admission and
 * validation before it becomes a transaction in etcd, and every change flows back to those who watch.
 * Models: apiserver/pkg/server, pkg/endpoints, pkg/registry, pkg/storage. Left out: audit, priority and fairness,
 * webhooks, several servers behind one address.
 */
export const apiserverKind: ActorKind<ApiServerState> = {
  kind: 'apiserver',
  create: createState,
  receive,
};

function receive(state: ApiServerState, entry: MessageEntry, ctx: Context): void {
  const { message } = entry;
  switch (message.kind) {
    case 'start':
      return boot(state, ctx);
    case 'request':
      if (!state.ready) {
        state.waiting.push({ re: entry.id, from: entry.from, request: message.request, quiet: entry.quiet });
        return;
      }
      return handle(state, ctx, entry.id, entry.from, message.request, entry.quiet);
    case 'etcd-reply':
      return resume(state, ctx, message.re, message.reply);
    case 'etcd-watch':
      // A watch of this server's former life: tell etcd that nobody listens.
      if (message.watch !== state.etcdWatch) ctx.send(etcd, { kind: 'cancel', stream: message.watch });
      else {
        applyEvents(state, ctx, message.events);
        // The last of the start-up's own writes has come back: the caches are complete.
        if (!state.ready && state.bootWrites > 0 && --state.bootWrites === 0) becomeReady(state, ctx);
      }
      return;
    case 'cancel':
      if (!removeWatcher(state, message.stream)) relayCancel(state, ctx, message.stream);
      return;
    case 'stream-end':
      if (message.stream === state.etcdWatch) return resumeWatch(state, ctx);
      return relay(state, ctx, message);
    case 'response':
      return void (checked(state, ctx, message.re, message.response) || relay(state, ctx, message));
    case 'chunk':
      return relay(state, ctx, message);
    case 'timer':
      return timer(state, ctx, message.name, message.data);
  }
}

/** Answers everything that came before the caches were filled. */
function becomeReady(state: ApiServerState, ctx: Context): void {
  state.ready = true;
  checkAll(state, ctx);
  for (const { re, from, request, quiet } of state.waiting.splice(0)) handle(state, ctx, re, from, request, quiet);
}

const nobody = makeUser('', []);

/** One request from the door to its first wait. */
function handle(
  state: ApiServerState,
  ctx: Context,
  re: EntryId,
  from: string,
  request: ApiRequest,
  quiet: boolean,
): void {
  const info = requestInfo(request);
  const authenticated = authenticate(state, request.credential, ctx.now);
  const call: Call = {
    re,
    from,
    request,
    info,
    user: authenticated ?? nobody,
    quiet,
    noted: !quiet && !(info.plural === 'events' && info.verb !== 'list' && info.verb !== 'get'),
  };
  if (!authenticated) {
    return refuse(ctx, call, unauthorized(), noteStage(ctx, call, 'authentication', 'refuse', 'no valid credential'));
  }
  const user = impersonate(state, authenticated, request);
  if (typeof user === 'string') return respond(ctx, call, { code: 500, body: user });
  if ('status' in user)
    return refuse(ctx, call, user, noteStage(ctx, call, 'authentication', 'refuse', user.message ?? ''));
  const decision = authorize(state, user, info, request.path);
  if (!decision.allowed) {
    const status = denial(user, info, request.path, decision.reason);
    return refuse(ctx, call, status, noteEntry(ctx, call, user.text, 'refuse', status.message ?? ''));
  }
  noteEntry(ctx, call, user.text, 'pass', decision.reason);
  const definition = definitionFor(state, info);
  if (definition) return route(state, ctx, { ...call, user, definition });
  route(state, ctx, user === authenticated ? call : { ...call, user });
}

/** Who somebody is and whether they may: one note for both. */
const noteEntry = (ctx: Context, call: Call, user: string, verdict: 'pass' | 'refuse', detail: string): EntryId =>
  call.noted
    ? noteStages(ctx, call, [verdictOf('authentication', 'pass', user), verdictOf('authorization', verdict, detail)])
    : call.re;

function route(state: ApiServerState, ctx: Context, call: Call): void {
  const { info, request } = call;
  if (!info.isResource) {
    if (!health(state, ctx, call)) respond(ctx, call, answerPath(state, ctx, request));
    return;
  }
  if (isBinding(info)) return update(state, ctx, asPodBinding(call));
  const type = findTypeOf(call);
  if (!type) {
    if (virtualType(info)) return createVirtual(state, ctx, call);
    const elsewhere = apiServiceFor(state, info.group, info.version);
    if (elsewhere) return passToBackend(state, ctx, call, elsewhere);
    const known = answerPath(state, ctx, {
      ...request,
      method: 'GET',
      path: info.group === '' ? `/api/${info.version}` : `/apis/${info.group}`,
    });
    return known.code === 200 ? refuse(ctx, call, pathNotFound()) : respond(ctx, call, known);
  }
  const terminating = terminatingProblem(call);
  if (terminating) return refuse(ctx, call, terminating);
  if (info.subresource !== '') return routeSubresource(state, ctx, call);
  const scoped = type.namespaced && info.namespace !== '';
  if (type.namespaced && !scoped && info.verb !== 'list' && info.verb !== 'watch')
    return refuse(ctx, call, methodNotAllowedOnPath());
  if (!type.verbs.includes(info.verb) || (info.verb === 'create') !== (request.method === 'POST' && info.name === ''))
    return refuse(ctx, call, methodNotAllowedOnPath());
  if (type.kind === 'ComponentStatus') return componentStatuses(state, ctx, call);
  switch (info.verb) {
    case 'get':
      return get(state, ctx, call);
    case 'list':
    case 'deletecollection':
      return list(state, ctx, call);
    case 'watch':
      return watch(state, ctx, call);
    case 'create':
      return create(state, ctx, call);
    case 'update':
    case 'patch':
      return info.name === '' ? refuse(ctx, call, methodNotAllowedOnPath()) : update(state, ctx, call);
    case 'delete':
      return remove(state, ctx, call);
  }
}

/** POST of a Binding by itself: the older way to say what pods/binding says. */
const isBinding = ({ group, plural, verb, namespace }: Call['info']): boolean =>
  plural === 'bindings' && group === '' && verb === 'create' && namespace !== '';

function asPodBinding(call: Call): Call {
  const { metadata } = (call.request.body ?? {}) as { metadata?: { name?: string } };
  return { ...call, info: { ...call.info, plural: 'pods', subresource: 'binding', name: metadata?.name ?? '' } };
}

/** Subresources whose GET answers with the object, or a view of it. Of the others some are listed and not modelled. */
const readable = new Set(['approval', 'ephemeralcontainers', 'resize', 'scale', 'status']);

function routeSubresource(state: ApiServerState, ctx: Context, call: Call): void {
  const { verb, subresource } = call.info;
  const type = typeOfCall(call);
  const known = type.subresources.find((s) => s.name === subresource);
  if (!known) return refuse(ctx, call, pathNotFound());
  if (!known.verbs.includes(verb)) return refuse(ctx, call, methodNotAllowedOnPath());
  if (subresource === 'log' || subresource === 'exec' || subresource === 'attach') return passOn(state, ctx, call);
  if (subresource === 'proxy' || subresource === 'portforward') return connect(state, ctx, call);
  if (subresource === 'token') return createVirtual(state, ctx, call);
  if (subresource === 'eviction') return evict(state, ctx, call);
  if (verb === 'get' && readable.has(subresource)) return get(state, ctx, call);
  if (canUpdate(verb, subresource)) return update(state, ctx, call);
  refuse(ctx, call, methodNotAllowedOnPath());
}

/** etcd answered: goes on where the request stopped. */
function resume(state: ApiServerState, ctx: Context, re: EntryId, reply: EtcdReply): void {
  const waiting = state.pending.get(re);
  if (!waiting) return;
  state.pending.delete(re);
  const { pending } = waiting;
  if (reply.op === 'error') return etcdError(state, ctx, pending, reply);
  switch (reply.op) {
    case 'range':
      switch (pending.kind) {
        case 'get':
          return got(ctx, pending.call, reply);
        case 'list':
          return listed(ctx, pending, reply);
        case 'collect':
          return removeAll(state, ctx, pending.call, pending.query, reply.values, reply.revision);
        case 'reread':
          return pending.then === 'update'
            ? tryUpdate(state, ctx, pending.call, reply.values[0], true, pending.attempt)
            : tryDelete(state, ctx, pending.call, reply.values[0], true, pending.attempt);
        case 'dry-create':
          return dryCreated(ctx, pending, reply.values[0]);
        case 'boot-list':
          return bootListed(state, ctx, reply);
        case 'health':
          return healthAnswered(ctx, pending.call, true);
      }
      return;
    case 'txn':
      switch (pending.kind) {
        case 'create':
          return created(state, ctx, pending, reply);
        case 'update':
          return updated(state, ctx, pending, reply);
        case 'delete':
          return deleted(state, ctx, pending, reply);
        case 'disrupt':
          return disrupted(state, ctx, pending, reply);
        case 'charge':
          return charged(state, ctx, pending.uid, reply);
        case 'boot-write':
          // Somebody made it meanwhile: then no event of ours will come back.
          if (!reply.succeeded && --state.bootWrites === 0 && !state.ready) becomeReady(state, ctx);
      }
      return;
    case 'watch':
      state.etcdWatch = re;
      if (pending.kind === 'resume-watch') return;
      return bootWatching(state, ctx, () => becomeReady(state, ctx));
    case 'lease-grant':
      return leaseGranted(state, ctx, reply.leaseId);
    case 'compact':
      return;
  }
}

const deadlineExceeded = 'context deadline exceeded';
const overdueText = `request did not complete within requested timeout - ${deadlineExceeded}`;

/** Ends every watch, and reads everything from etcd again. */
function restart(state: ApiServerState, ctx: Context): void {
  for (const { client, stream } of openStreams(state)) ctx.send(client, { kind: 'stream-end', stream });
  state.streams.clear();
  state.ready = false;
  boot(state, ctx);
}

function etcdError(
  state: ApiServerState,
  ctx: Context,
  pending: Pending,
  { error }: Extract<EtcdReply, { op: 'error' }>,
): void {
  switch (pending.kind) {
    case 'boot-list':
    case 'boot-watch':
      // Not there yet: the process exits and is started again, as the kubelet does with the static Pod.
      ctx.timer(1_000, { kind: 'timer', name: 'boot' }, { quiet: true });
      return;
    case 'resume-watch':
      // What was missed is forgotten: everything is read anew, and so it is by everybody who watches.
      if (error.includes('compacted')) restart(state, ctx);
      else ctx.timer(1_000, { kind: 'timer', name: 'resume-watch' }, { quiet: true });
      return;
    case 'lease':
      for (const { pending: waiting } of state.awaitingLease.splice(0))
        etcdError(state, ctx, waiting, { op: 'error', error });
      return;
    case 'charge':
      state.charges.delete(pending.uid);
      return;
    case 'compact':
    case 'boot-write':
    case 'own-write':
      return;
    case 'health':
      return healthAnswered(ctx, pending.call, false);
    case 'list':
    case 'collect':
      if (error.includes('compacted')) return listExpired(ctx, pending.call);
  }
  if (error === deadlineExceeded) {
    releaseHeld(state, pending);
    return refuse(ctx, pending.call, timeout(overdueText), noteStage(ctx, pending.call, 'etcd', 'refuse', error));
  }
  const text =
    error === 'connection refused'
      ? 'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"'
      : error;
  releaseHeld(state, pending);
  refuse(ctx, pending.call, plainError(text), noteStage(ctx, pending.call, 'etcd', 'refuse', text));
}

/** The write is given up: what it had reserved is free again. Should it come through after all, its event reserves it anew. */
function releaseHeld(state: ApiServerState, pending: Pending): void {
  if (!('holds' in pending) || !pending.holds) return;
  const type = typeOfCall(pending.call);
  const { namespace = '', name } = pending.holds.metadata;
  release(state, type, pending.holds, cachedIn(state, type.etcdPrefix, namespace, name));
}

function timer(state: ApiServerState, ctx: Context, name: string, data: unknown): void {
  switch (name) {
    case 'boot':
      return boot(state, ctx);
    case 'resume-watch':
      return resumeWatch(state, ctx);
    case 'create-again': {
      const { call, attempt } = data as { call: Call; attempt: number };
      return create(state, ctx, call, attempt);
    }
    case 'watch-timeout':
      return watchTimeout(state, ctx, data as EntryId);
    case 'bookmarks':
      return sendBookmarks(state, ctx, (prefix) => typeOfPrefix(state, prefix));
    case 'behind':
      return giveUpWaiting(state, ctx, data as EntryId);
    case 'compact':
      return compact(state, ctx);
    case 'deadline':
      return failOverdue(state, ctx);
  }
}

function compact(state: ApiServerState, ctx: Context): void {
  ctx.timer(compactMs, { kind: 'timer', name: 'compact' }, { quiet: true });
  if (state.compactNext > 0)
    askEtcd(
      state,
      ctx,
      { op: 'compact', revision: state.compactNext },
      { kind: 'compact' },
      { workMs: 0, quiet: true },
    );
  state.compactNext = state.revision;
}

/** Requests etcd never answered. The timer runs only while some are under way. */
function failOverdue(state: ApiServerState, ctx: Context): void {
  state.timers.deadline = false;
  for (const [id, { pending, sinceMs }] of state.pending) {
    if (ctx.now - sinceMs < requestTimeoutMs) continue;
    state.pending.delete(id);
    etcdError(state, ctx, pending, { op: 'error', error: deadlineExceeded });
  }
  if (state.pending.size === 0) return;
  state.timers.deadline = true;
  ctx.timer(requestTimeoutMs, { kind: 'timer', name: 'deadline' }, { quiet: true });
}
