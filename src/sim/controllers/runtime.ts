import { recordEvent } from '../client/events.ts';
import type { CustomResourceDefinition } from '../../api/custom/definition.ts';
import { createInformer, informerReceive, startInformer, type Change } from '../client/informer.ts';
import { call, errorText, isOk, isTerminating, pathOf } from '../client/requests.ts';
import {
  addKey,
  addLater,
  doneKey,
  forgetFailures,
  isQueued,
  retryDelayMs,
  takeKey,
  takeLater,
} from '../client/workqueue.ts';
import { invariant } from '../kernel/kernel.ts';
import type { ActorKind, Context, EntryId, MessageEntry } from '../kernel/types.ts';
import { apiserver, type ApiResponse } from '../messages.ts';
import type { Controller, Plan, Plural, Told, View } from './controller.ts';
import { waitLonger } from './backoffs.ts';
import { holdFor, releaseSeen, type Waiter } from './holds.ts';
import { identityOf, shared } from './identity.ts';
import { informerSpecs, inOrderOfTraffic, specOfKind, watched, watchedBesides } from './informers.ts';
import { kindNamed, kindOfDefinition, resourceOf, type Discovered, type Kind } from './kinds.ts';
import { createJob, createState, type Job, type ManagerState } from './state.ts';
import { InformerView } from './view.ts';

/** Time one look takes on a worker, in ms: the virtual clock's smallest step. */
const syncMs = 1;
/** Source: garbagecollector.go NewReferenceCache(500). */
const absentMax = 500;
/** A retry further away than this, in ms, is not worth waiting for: the cluster counts as settled meanwhile. */
const loudRetryMs = 10_000;

/**
 * The process that runs a list of controllers: shared informers, a work queue with workers per controller, requests
 * in flight, retries with back-off, and the hold on keys whose own results are not visible yet.
 * Models: cmd/kube-controller-manager/app/controllermanager.go, client-go tools/cache/shared_informer.go.
 * Left out: leader election, the client's own rate limit (--kube-api-qps 20, burst 30), resync periods.
 */
export function createManagerKind(controllers: readonly Controller[]): ActorKind<ManagerState> {
  const byName = new Map(controllers.map((c) => [c.name, { ...c, identity: identityOf(c.account ?? c.name) }]));
  type Member = NonNullable<ReturnType<typeof byName.get>>;
  const watchers: { [P in Plural]?: { member: Member; keysOf: NonNullable<Controller['watches'][P]> }[] } = {};
  for (const member of byName.values()) {
    for (const plural of Object.keys(member.watches) as Plural[]) {
      invariant(informerSpecs[plural] ?? kindNamed(plural), `${member.name} watches ${plural}, which has no informer`);
      (watchers[plural] ??= []).push({ member, keysOf: member.watches[plural]! });
    }
  }

  const view = (state: ManagerState, ctx: Context, revisit?: View['revisit'], member?: Member): View =>
    new InformerView(
      state.informers,
      state.absent,
      ctx.now,
      state.startedMs,
      revisit,
      state.custom,
      state.memories,
      member?.name,
      state.backoffs,
    );

  function enqueue(state: ManagerState, ctx: Context, member: Member, key: string): void {
    const queue = state.queues[member.name]!;
    const { quiet } = ctx.entry;
    if (isQueued(queue, key, quiet)) return;
    const entry = ctx.note({ kind: 'enqueue', controller: member.name, key }, { agent: member.name });
    if (addKey(queue, key, { entry, quiet }) === 'waiting') pump(state, ctx, member);
    else if (!queue.active.has(key))
      ctx.note({ kind: 'hold', controller: member.name, key }, { agent: member.name, cause: entry });
  }

  /** Gives waiting keys to free workers. A look is a message to itself: a step one can see. */
  function pump(state: ManagerState, ctx: Context, member: Member): void {
    const queue = state.queues[member.name]!;
    if (state.startedMs < 0 || (member.serial && queue.held.size > 0)) return;
    while (queue.active.size < member.workers) {
      const taken = takeKey(queue);
      if (!taken) return;
      const { key, cause } = taken;
      const data = { controller: member.name, key };
      ctx.timer(
        syncMs,
        { kind: 'timer', name: 'sync', data },
        { agent: member.name, cause: cause.entry, quiet: cause.quiet },
      );
    }
  }

  function look(state: ManagerState, ctx: Context, member: Member, key: string): void {
    const queue = state.queues[member.name]!;
    const due = queue.due.delete(key);
    const plan = member.reconcile(
      key,
      view(state, ctx, due ? 'due' : queue.later.has(key) ? 'pending' : 'none', member),
    );
    const job = createJob(member.name, key);
    carryOut(state, ctx, member, job, plan);
  }

  function carryOut(state: ManagerState, ctx: Context, member: Member, job: Job, plan: Plan): void {
    const { controller, key } = job;
    job.writes = plan.requests ?? [];
    job.next = 0;
    job.batch = 1;
    if (!plan.goesOn) job.answers = [];
    if (plan.goesOn) job.concluded = false;
    if (plan.remember === null) state.memories.delete(`${controller} ${key}`);
    else if (plan.remember !== undefined) state.memories.set(`${controller} ${key}`, plan.remember);
    if (plan.requeueAfterMs !== undefined) job.requeueAfterMs = plan.requeueAfterMs;
    if (plan.unfinished) job.unfinished = true;
    for (const name of plan.backOff ?? []) waitLonger(state.backoffs, name, ctx.now);
    // Acting is never housekeeping, whatever led to the look; asking may be.
    const quiet = ctx.entry.quiet && (job.writes.length === 0 || plan.quiet === true);
    job.quiet = quiet;
    const note = { kind: 'reconcile', controller, key, because: plan.because, requests: job.writes.length } as const;
    job.cause = ctx.note(note, { agent: controller, quiet });
    for (const told of plan.events ?? []) tell(state, ctx, member, told, job.cause, {});
    if (job.writes.length === 0) return finish(state, ctx, member, job);
    state.jobs.set(`${controller} ${key}`, job);
    sendMore(state, ctx, member, job);
  }

  function sendMore(state: ManagerState, ctx: Context, member: Member, job: Job): void {
    const mode = job.writes[job.next]!.burst;
    const most = mode === 'slow-start' ? job.batch : mode === 'at-once' ? Infinity : 1;
    if (mode === 'slow-start') job.batch *= 2;
    for (let sent = 0; sent < most && job.writes[job.next]?.burst === mode && job.next < job.writes.length; sent++) {
      const write = job.writes[job.next++]!;
      const { resource, namespace, name, subresource, query, body, contentType } = write;
      const id = call(
        ctx,
        member.identity,
        write.method,
        write.path ?? pathOf(resourceOf(state.custom, resource), namespace, name, subresource),
        {
          agent: member.name,
          cause: job.cause,
          quiet: job.quiet,
          query,
          body,
          contentType,
        },
      );
      state.calls.set(id, { job: `${job.controller} ${job.key}`, write });
      job.open++;
    }
  }

  function answered(state: ManagerState, ctx: Context, re: EntryId, response: ApiResponse): void {
    const { job: id, write } = state.calls.get(re)!;
    state.calls.delete(re);
    const job = state.jobs.get(id)!;
    const member = byName.get(job.controller)!;
    const ok = isOk(response) || write.judged || (write.accept?.includes(response.code) ?? false);
    job.open--;
    job.answers.push({ write, response });
    if (ok) {
      const { controller, key } = job;
      if (isOk(response) || !write.judged)
        holdFor(state.holds, state.informers, state.queues[controller]!, { controller, key }, write, response.body);
      // That something is there or gone already counts as success, but is nothing one has done.
      if (write.ifDone && isOk(response)) {
        const name =
          (response.body as { metadata?: { name?: string } } | undefined)?.metadata?.name ?? write.name ?? '';
        tell(state, ctx, member, write.ifDone, ctx.entry.id, { name: write.name ?? name });
      }
    } else if (isTerminating(response)) {
      // Whatever is created in a terminating namespace is refused: there is nothing to tell and nothing to retry.
      job.next = job.writes.length;
    } else {
      const error = errorText(response);
      job.error ??= error;
      if (write.ifFailed) tell(state, ctx, member, write.ifFailed, ctx.entry.id, { error });
    }
    if (job.open > 0) return;
    if (job.error === undefined && job.next < job.writes.length) return sendMore(state, ctx, member, job);
    finish(state, ctx, member, job);
  }

  function finish(state: ManagerState, ctx: Context, member: Member, job: Job): void {
    if (!job.concluded && job.answers.length > 0) {
      job.concluded = true;
      const plan = member.conclude?.(job.key, view(state, ctx, undefined, member), job.answers);
      if (plan) return carryOut(state, ctx, member, job, plan);
    }
    const { controller, key } = job;
    const queue = state.queues[controller]!;
    state.jobs.delete(`${controller} ${key}`);
    doneKey(queue, key);
    if (job.error !== undefined) {
      const afterMs = retryDelayMs(queue, key, ctx.now);
      const cause = ctx.note(
        { kind: 'requeue', controller, key, afterMs, error: job.error },
        { agent: controller, cause: job.cause },
      );
      later(state, ctx, member, key, afterMs, cause, afterMs > loudRetryMs);
    } else {
      forgetFailures(queue, key);
      if (job.requeueAfterMs === 'never') queue.later.delete(key);
      else if (job.requeueAfterMs !== undefined)
        later(state, ctx, member, key, job.requeueAfterMs, job.cause, !job.unfinished);
    }
    const again = queue.again.get(key);
    if (again) ctx.note({ kind: 'hold', controller, key }, { agent: controller, cause: again.entry });
    pump(state, ctx, member);
  }

  function later(
    state: ManagerState,
    ctx: Context,
    member: Member,
    key: string,
    afterMs: number,
    cause: EntryId,
    quiet: boolean,
  ): void {
    const delayMs = Math.max(1, Math.ceil(afterMs));
    if (!addLater(state.queues[member.name]!, key, ctx.now + delayMs)) return;
    const data = { controller: member.name, key };
    ctx.timer(delayMs, { kind: 'timer', name: 'requeue', data }, { agent: member.name, cause, quiet });
  }

  function tell(
    state: ManagerState,
    ctx: Context,
    member: Member,
    told: Told,
    cause: EntryId,
    values: { name?: string; error?: string },
  ): void {
    const message = told.message
      .replace('{name}', () => values.name ?? '')
      .replace('{error}', () => values.error ?? '');
    recordEvent(
      ctx,
      member.identity,
      state.recorder,
      { component: member.component ?? member.name },
      {
        object: told.about,
        type: told.type,
        reason: told.reason,
        message,
        agent: member.name,
        cause,
      },
    );
  }

  function changed(state: ManagerState, ctx: Context, plural: Plural, changes: readonly Change[]): void {
    const seen = releaseSeen(state.holds, state.informers, plural, changes, state.queues);
    const interested = watchers[plural] ?? forDiscovered(plural);
    if (interested && changes.length > 0) {
      const now = view(state, ctx);
      for (const change of changes) {
        const writer = seen?.own.get(Number(change.object.metadata.resourceVersion));
        if (change.type === 'deleted') noteAbsent(state, change.object.metadata.uid);
        for (let i = 0; i < interested.length; i++) {
          const { member, keysOf } = interested[i]!;
          const told = member.announces?.[plural]?.(change);
          if (told) tell(state, ctx, member, told, ctx.entry.id, {});
          const keys = keysOf(change, now);
          if (keys === undefined) continue;
          if (typeof keys === 'string') wish(state, ctx, member, keys, change, writer);
          else for (const key of keys) wish(state, ctx, member, key, change, writer);
        }
      }
    }
    if (plural === 'customresourcedefinitions') for (const change of changes) defined(state, ctx, change);
    if (seen) for (const name of seen.freed) pump(state, ctx, byName.get(name)!);
  }

  /** Who wants to know of a resource nobody names. */
  function forDiscovered(plural: Plural): typeof watchers.pods {
    if (informerSpecs[plural]) return undefined;
    return [...byName.values()]
      .filter((member) => member.watchesDiscovered)
      .map((member) => ({ member, keysOf: (change, now) => member.watchesDiscovered!(plural, change, now) }));
  }

  /** A definition came, became served or went: so does the cache of its objects. */
  function defined(state: ManagerState, ctx: Context, { type, object }: Change): void {
    const kind = kindOfDefinition(object as CustomResourceDefinition);
    if (!kind) return;
    if (type !== 'deleted') {
      state.custom[kind.name as Discovered] = kind;
      return discover(state, ctx, kind);
    }
    const { stream = 0 } = state.informers[kind.name] ?? {};
    if (stream > 0) ctx.send(apiserver, { kind: 'cancel', stream }, { quiet: true });
    delete state.informers[kind.name];
  }

  function discover(state: ManagerState, ctx: Context, kind: Kind): void {
    if (state.informers[kind.name]) return;
    const spec = specOfKind(kind);
    startInformer(ctx, shared, spec as never, (state.informers[kind.name] = createInformer(spec)) as never);
  }

  /** A change says that a controller should look at a key. */
  function wish(
    state: ManagerState,
    ctx: Context,
    member: Member,
    key: string,
    change: Change,
    writer: Waiter | undefined,
  ): void {
    if (member.ignoresOwnWrites && writer?.controller === member.name && writer.key === key) return;
    if (member.delayMs && !member.immediate?.(change))
      later(state, ctx, member, key, member.delayMs, ctx.entry.id, ctx.entry.quiet || member.delayMs > loudRetryMs);
    else enqueue(state, ctx, member, key);
  }

  function noteAbsent(state: ManagerState, uid: string): void {
    if (!Object.values(state.informers).some((informer) => informer!.indexes['owner']!.has(uid))) return;
    state.absent.set(uid, true);
    if (state.absent.size > absentMax) state.absent.delete(state.absent.keys().next().value!);
  }

  function begin(state: ManagerState, ctx: Context): void {
    if (state.startedMs >= 0 || !watched.every((plural) => state.informers[plural]!.synced)) return;
    state.startedMs = ctx.now;
    for (const member of byName.values()) pump(state, ctx, member);
  }

  /** Offers a message to the informers it may be for. */
  function informed(state: ManagerState, entry: MessageEntry, ctx: Context): void {
    const { message } = entry;
    // Those everything depends on first, the busiest of them before the others: nearly every message is for one of them.
    for (let i = 0; i < inOrderOfTraffic.length; i++)
      if (offered(state, entry, ctx, inOrderOfTraffic[i]!)) return begin(state, ctx);
    for (const plural in state.informers) if (offered(state, entry, ctx, plural as Plural)) return;
    // A stream of this process's former life: nobody listens any more.
    if (message.kind === 'watch') ctx.send(apiserver, { kind: 'cancel', stream: message.stream }, { quiet: true });
  }

  function offered(state: ManagerState, { message }: MessageEntry, ctx: Context, plural: Plural): boolean {
    const informer = state.informers[plural]!;
    if (message.kind === 'watch' && message.stream !== informer.stream) return false;
    if (message.kind === 'response' && message.re !== informer.listing && message.re !== informer.stream) return false;
    const spec = informerSpecs[plural] ?? specOfKind(resourceOf(state.custom, plural));
    const changes = informerReceive(ctx, shared, spec, informer, message);
    if (!changes) return false;
    changed(state, ctx, plural, changes);
    return true;
  }

  return {
    kind: 'controller-manager',
    create: () => createState(controllers.map((c) => c.name)),
    receive(state, entry, ctx) {
      const { message } = entry;
      switch (message.kind) {
        case 'start':
          for (const plural of watched)
            startInformer(ctx, shared, informerSpecs[plural] as never, state.informers[plural] as never);
          for (const kind of watchedBesides) discover(state, ctx, kind);
          for (const plural of Object.keys(watchers) as Plural[])
            if (!informerSpecs[plural]) discover(state, ctx, kindNamed(plural)!);
          return;
        case 'response':
          if (state.calls.has(message.re)) return answered(state, ctx, message.re, message.response);
          return informed(state, entry, ctx);
        case 'timer': {
          if (message.name !== 'sync' && message.name !== 'requeue') return informed(state, entry, ctx);
          const { controller, key } = message.data as { controller: string; key: string };
          const member = byName.get(controller)!;
          if (message.name === 'sync') look(state, ctx, member, key);
          else if (takeLater(state.queues[controller]!, key, ctx.now)) enqueue(state, ctx, member, key);
          return;
        }
        default:
          return informed(state, entry, ctx);
      }
    },
  };
}
