import type { CustomResourceDefinition } from '../../../api/custom/definition.ts';
import { copyOf, copyWith } from '../../../api/copy.ts';
import { conflict, notFound, success } from '../../../api/status.ts';
import type { KubeObject, Namespace, ObjectMeta, Pod } from '../../../api/types.ts';
import { findKind } from '../../../api/index.ts';
import type { ResourceType } from '../../../api/resource.ts';
import type { Context, EntryId } from '../../kernel/types.ts';
import type { EtcdReply } from '../../messages.ts';
import { parseTimestamp, timestamp } from '../../time.ts';
import { mutatingAdmission, validatingAdmission } from '../admission/index.ts';
import { askedToCreate } from '../admission/policy/asked.ts';
import { policyRefusal } from '../admission/policy/index.ts';
import { cachedIn } from '../cache/cache.ts';
import { markedForCleanup } from '../custom/controllers.ts';
import { collected } from './collection.ts';
import { isDryRun } from '../options.ts';
import { keepOwners } from '../ownership/record.ts';
import { storageKey } from '../registry.ts';
import { askEtcd, noteStage, refuse, respond, respondObject, typeOfCall, writeMs } from '../reply.ts';
import type { ApiServerState, Call, DeleteStep, Pending } from '../state.ts';
import { notePassage, passThrough, type Work } from '../work.ts';
import { deleteOptions, type DeleteOptions } from '../delete-options.ts';
import { deletionOf, evicted, evictionAsDeletion, withDisruption } from '../subresources/eviction.ts';

/** Kinds whose DELETE answers with the object; the others answer with a Status. Source: ReturnDeletedObject in pkg/registry. */
const returnsObject = new Set([
  'Pod',
  'PodTemplate',
  'ResourceQuota',
  'Service',
  'ServiceAccount',
  'PersistentVolume',
  'PersistentVolumeClaim',
]);

const attemptsMax = 20;

/** DELETE of one object. Models: apiserver/pkg/registry/generic/registry/store.go Delete, registry/rest/delete.go BeforeDelete. */
export function remove(state: ApiServerState, ctx: Context, call: Call): void {
  const type = typeOfCall(call);
  const options = deleteOptions(call);
  if ('status' in options) return refuse(ctx, call, options);
  tryDelete(
    state,
    ctx,
    call,
    cachedIn(state, type.etcdPrefix, type.namespaced ? call.info.namespace : '', call.info.name),
    false,
    0,
  );
}

/** POST pods/eviction: the budget is written first, so that no two evictions take the same disruption. */
export function evict(state: ApiServerState, ctx: Context, call: Call, newer?: KubeObject, attempt = 0): void {
  const pod = cachedIn(state, 'pods', call.info.namespace, call.info.name) as Pod | undefined;
  const evictions = { group: 'policy', version: 'v1', kind: 'Eviction' };
  const warnings: string[] = [];
  const policy = policyRefusal(state, () =>
    askedToCreate({ state, call, type: typeOfCall(call), warnings }, evictions),
  );
  if (policy)
    return refuse(
      ctx,
      call,
      policy,
      noteStage(ctx, call, 'validating-admission', 'refuse', policy.message ?? ''),
      warnings,
    );
  const verdict = evictionAsDeletion(state, ctx, call, pod, newer);
  if ('refusal' in verdict)
    return refuse(
      ctx,
      call,
      verdict.refusal,
      noteStage(ctx, call, 'validating-admission', 'refuse', verdict.refusal.message ?? ''),
    );
  const { deletion, charge } = verdict;
  if (!charge || isDryRun(deletion)) return tryDelete(state, ctx, deletion, pod, false, 0);
  const { namespace = '', name, resourceVersion } = charge.metadata;
  const key = storageKey(findKind('policy/v1', 'PodDisruptionBudget')!, namespace, name);
  const pending: Pending = { kind: 'disrupt', call, attempt };
  askEtcd(state, ctx, { op: 'txn', ifModRevision: Number(resourceVersion), key, value: charge }, pending, {
    workMs: writeMs,
    quiet: call.quiet,
    cause: call.re,
  });
}

/** The budget is written, or somebody wrote it meanwhile and is asked again. */
export function disrupted(
  state: ApiServerState,
  ctx: Context,
  { call, attempt }: Extract<Pending, { kind: 'disrupt' }>,
  { succeeded, current }: Extract<EtcdReply, { op: 'txn' }>,
): void {
  if (!succeeded && attempt < attemptsMax) return evict(state, ctx, call, current, attempt + 1);
  const pod = cachedIn(state, 'pods', call.info.namespace, call.info.name) as Pod | undefined;
  tryDelete(state, ctx, deletionOf(call), pod, false, 0);
}

export function tryDelete(
  state: ApiServerState,
  ctx: Context,
  call: Call,
  existing: KubeObject | undefined,
  fresh: boolean,
  attempt: number,
): void {
  const type = typeOfCall(call);
  const { info } = call;
  const key = storageKey(type, info.namespace, info.name);
  const reread = (): void =>
    askEtcd(
      state,
      ctx,
      { op: 'range', key, prefix: false },
      { kind: 'reread', call, attempt, then: 'delete' },
      { workMs: 0, quiet: call.quiet, cause: call.re },
    );
  const work: Work = {
    state,
    ctx,
    call,
    type,
    operation: 'delete',
    existing,
    draft: existing ?? ({ metadata: { name: info.name } } as KubeObject),
    warnings: [],
    sent: undefined,
    given: undefined,
    owners: undefined,
    changes: undefined,
  };
  const passage = passThrough([mutatingAdmission, validatingAdmission], work);
  if (passage.refusal) return refuse(ctx, call, passage.refusal, notePassage(work, passage), work.warnings);
  if (!existing) {
    if (!fresh) return reread();
    const status = notFound(type, info.name);
    return finish(state, ctx, call, () =>
      refuse(ctx, call, status, noteStage(ctx, call, 'etcd', 'refuse', status.message ?? '')),
    );
  }
  const options = deleteOptions(call) as DeleteOptions;
  const problem = preconditionProblem(options, existing.metadata);
  if (problem) {
    if (!fresh) return reread();
    const status = conflict({ group: type.group, plural: type.kind }, info.name, problem);
    return finish(state, ctx, call, () =>
      refuse(ctx, call, status, noteStage(ctx, call, 'etcd', 'refuse', status.message ?? '')),
    );
  }
  const cause = attempt === 0 || fresh ? notePassage(work, passage) : call.re;
  const plan = planDeletion(type, existing, options, ctx.now);
  if (plan.step === 'none') {
    return finish(state, ctx, call, () =>
      respondObject(
        ctx,
        call,
        200,
        existing,
        [],
        noteStage(ctx, call, 'etcd', 'pass', 'already being deleted: nothing written'),
      ),
    );
  }
  if (isDryRun(call)) {
    return finish(state, ctx, call, () =>
      respondObject(ctx, call, 200, existing, [], noteStage(ctx, call, 'etcd', 'pass', 'dry run: nothing written')),
    );
  }
  write(state, ctx, call, key, existing, plan, attempt, cause);
}

function write(
  state: ApiServerState,
  ctx: Context,
  call: Call,
  key: string,
  existing: KubeObject,
  plan: Plan,
  attempt: number,
  cause: EntryId,
): void {
  const pending: Pending = { kind: 'delete', call, attempt, step: plan.step as DeleteStep };
  const next = plan.next && call.info.subresource === 'eviction' ? withDisruption(plan.next, ctx.now) : plan.next;
  const value = plan.step === 'remove' ? undefined : next;
  if (value) keepOwners(value, existing);
  askEtcd(state, ctx, { op: 'txn', ifModRevision: Number(existing.metadata.resourceVersion), key, value }, pending, {
    workMs: writeMs,
    quiet: call.quiet,
    cause,
  });
}

export function deleted(
  state: ApiServerState,
  ctx: Context,
  pending: Extract<Pending, { kind: 'delete' }>,
  reply: Extract<EtcdReply, { op: 'txn' }>,
): void {
  const { call, attempt, step } = pending;
  const type = typeOfCall(call);
  if (!reply.succeeded) {
    if (attempt < attemptsMax) return tryDelete(state, ctx, call, reply.current, true, attempt + 1);
    return finish(state, ctx, call, () => refuse(ctx, call, conflict(type, call.info.name)));
  }
  if (call.noted) state.committed.set(reply.revision, call.re);
  const object = reply.current!;
  const cause = noteStage(
    ctx,
    call,
    'etcd',
    'pass',
    step === 'remove' ? `revision ${reply.revision}, removed` : `revision ${reply.revision}, deletionTimestamp set`,
  );
  if (step === 'mark-then-remove') {
    const key = storageKey(type, object.metadata.namespace ?? '', object.metadata.name);
    return write(state, ctx, call, key, object, { step: 'remove', next: undefined }, attempt, cause);
  }
  finish(state, ctx, call, () => {
    if (call.info.subresource === 'eviction') return respond(ctx, call, { code: 201, body: evicted }, cause);
    if (step === 'mark' || returnsObject.has(type.kind)) return respondObject(ctx, call, 200, object, [], cause);
    respond(
      ctx,
      call,
      { code: 200, body: Object.freeze(success(type, object.metadata.name, object.metadata.uid)) },
      cause,
    );
  });
}

/** Answers, unless this deletion is one of a whole collection's. */
function finish(state: ApiServerState, ctx: Context, call: Call, answer: () => void): void {
  if (!collected(state, ctx, call)) answer();
}

interface Plan {
  readonly step: DeleteStep | 'none';
  readonly next: KubeObject | undefined;
}

/** What a DELETE does to the object as it is: nothing, mark it, mark and remove it, remove it. */
export function planDeletion(type: ResourceType, existing: KubeObject, options: DeleteOptions, now: number): Plan {
  if (type.kind === 'Namespace') return planNamespace(existing as Namespace, now);
  if (type.kind === 'CustomResourceDefinition' && !existing.metadata.deletionTimestamp)
    return { step: 'mark', next: markedForCleanup(existing as CustomResourceDefinition, timestamp(now)) };
  const { metadata } = existing;
  const finalizers = finalizersFor(type, metadata, options);
  const changesFinalizers = finalizers !== metadata.finalizers;
  if (type.kind === 'Pod') {
    const graceful = gracefulMetadata(existing as Pod, options, now);
    if (graceful === 'pending') return { step: 'none', next: undefined };
    if (graceful) {
      const next = copyWith(existing, { metadata: withFinalizers(graceful, finalizers) });
      const stays = (finalizers?.length ?? 0) > 0 || graceful.deletionGracePeriodSeconds! > 0;
      return { step: stays ? 'mark' : 'mark-then-remove', next };
    }
  }
  if ((finalizers?.length ?? 0) === 0 && !changesFinalizers) return { step: 'remove', next: undefined };
  if ((finalizers?.length ?? 0) === 0)
    return {
      step: 'mark-then-remove',
      next: copyWith(existing, { metadata: withFinalizers(copyOf(metadata), finalizers) }),
    };
  if (metadata.deletionTimestamp && metadata.deletionGracePeriodSeconds === 0 && !changesFinalizers)
    return { step: 'none', next: undefined };
  const marked: ObjectMeta = {
    ...metadata,
    deletionTimestamp: metadata.deletionTimestamp ?? timestamp(now),
    deletionGracePeriodSeconds: 0,
  };
  if (metadata.deletionGracePeriodSeconds === undefined && metadata.generation)
    marked.generation = metadata.generation + 1;
  return { step: 'mark', next: copyWith(existing, { metadata: withFinalizers(marked, finalizers) }) };
}

function withFinalizers(metadata: ObjectMeta, finalizers: string[] | undefined): ObjectMeta {
  if (finalizers && finalizers.length > 0) metadata.finalizers = finalizers;
  else delete metadata.finalizers;
  return metadata;
}

/** Pods stop before they go. Undefined: nothing to change, remove. Models: delete.go BeforeDelete with pkg/registry/core/pod/strategy.go CheckGracefulDelete. */
function gracefulMetadata(pod: Pod, options: DeleteOptions, now: number): ObjectMeta | 'pending' | undefined {
  const { metadata } = pod;
  const asked =
    options.gracePeriodSeconds === undefined
      ? undefined
      : options.gracePeriodSeconds < 0
        ? 1
        : options.gracePeriodSeconds;
  if (metadata.deletionTimestamp) {
    const running = metadata.deletionGracePeriodSeconds;
    if (running === undefined) return undefined;
    // A second DELETE may only shorten the time.
    if (asked === undefined || asked >= running) return 'pending';
    const deletionTimestamp = timestamp(parseTimestamp(metadata.deletionTimestamp) + (asked - running) * 1000);
    return copyWith(metadata, { deletionTimestamp, deletionGracePeriodSeconds: asked });
  }
  let seconds = asked ?? pod.spec.terminationGracePeriodSeconds ?? 0;
  if (!pod.spec.nodeName || pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded') seconds = 0;
  if (seconds < 0) seconds = 1;
  const marked: ObjectMeta = {
    ...metadata,
    deletionTimestamp: timestamp(now + seconds * 1000),
    deletionGracePeriodSeconds: seconds,
  };
  if (metadata.generation) marked.generation = metadata.generation + 1;
  return marked;
}

/** A namespace goes when its content has gone and the namespace controller has said so. Models: pkg/registry/core/namespace/storage/storage.go Delete. */
function planNamespace(namespace: Namespace, now: number): Plan {
  const { metadata, spec, status } = namespace;
  if (!metadata.deletionTimestamp) {
    return {
      step: 'mark',
      next: {
        ...namespace,
        metadata: { ...metadata, deletionTimestamp: timestamp(now) },
        status: { ...status, phase: 'Terminating' },
      },
    };
  }
  if ((spec.finalizers?.length ?? 0) > 0 || (metadata.finalizers?.length ?? 0) > 0)
    return { step: 'none', next: undefined };
  return { step: 'remove', next: undefined };
}

const gcFinalizers = ['orphan', 'foregroundDeletion'];

/** Finalizers after this DELETE: the garbage collector's two, by propagation policy. The same array when nothing changes. */
function finalizersFor(type: ResourceType, metadata: ObjectMeta, options: DeleteOptions): string[] | undefined {
  const old = metadata.finalizers;
  const has = (finalizer: string): boolean => old?.includes(finalizer) ?? false;
  const policy =
    options.propagationPolicy ??
    (has('orphan') ? 'Orphan' : has('foregroundDeletion') ? 'Foreground' : type.defaultPropagation);
  const wanted = policy === 'Orphan' ? 'orphan' : policy === 'Foreground' ? 'foregroundDeletion' : undefined;
  if (gcFinalizers.every((finalizer) => has(finalizer) === (finalizer === wanted))) return old;
  const next = (old ?? []).filter((finalizer) => !gcFinalizers.includes(finalizer));
  if (wanted) next.push(wanted);
  return next;
}

function preconditionProblem(
  { preconditions }: DeleteOptions,
  { uid, resourceVersion }: ObjectMeta,
): string | undefined {
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    return `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
  }
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion) {
    return `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
  }
  return undefined;
}
