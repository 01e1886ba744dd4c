import { copyOf } from '../../../api/copy.ts';
import { notFound, unsupportedMediaType } from '../../../api/status.ts';
import type { KubeObject, Namespace, Status } from '../../../api/types.ts';
import type { Context, EntryId } from '../../kernel/types.ts';
import type { EtcdReply } from '../../messages.ts';
import { mutatingAdmission, policyAdmission, validatingAdmission } from '../admission/index.ts';
import { confirmNoEscalation } from '../authorization/escalation.ts';
import { allocate, release } from '../allocate/index.ts';
import { cachedIn } from '../cache/cache.ts';
import { shareWith } from '../changes.ts';
import { putWithLease } from '../event-lease.ts';
import { applyPatchType, contentType, isDryRun } from '../options.ts';
import { changesOwners, recordWriter } from '../ownership/record.ts';
import { storageKey, storageKeyAgain } from '../registry.ts';
import { askEtcd, noteStage, plainError, refuse, respond, respondObject, typeOfCall, writeMs } from '../reply.ts';
import { checkVersion } from '../stages/concurrency.ts';
import { decodeApply } from '../stages/apply.ts';
import { authorize, denial } from '../stages/authorization.ts';
import { decodeCreate, decodeUpdate } from '../stages/decode.ts';
import { decodePatch } from '../stages/patch.ts';
import { decodeStatusPatch, decodeStatusUpdate } from '../stages/status.ts';
import { validateCreate, validateStatusUpdate, validateSubresource, validateUpdate } from '../stages/validation.ts';
import type { ApiServerState, Call, Pending } from '../state.ts';
import { decodeBinding, bindingDone } from '../subresources/binding.ts';
import { validateEphemeralContainers } from '../subresources/ephemeral.ts';
import { decodeFinalize } from '../subresources/finalize.ts';
import { decodeScaleApply, decodeScalePatch, decodeScaleUpdate, scaleOf } from '../subresources/scale.ts';
import { notePassage, passThrough, type StageStep, type Work } from '../work.ts';
import { isTooLarge, tooLargeText } from '../object-size.ts';
import { storeNew } from './create.ts';

/**
 * Which steps a write goes through, by subresource and verb. Maps and not objects: a key cut out of a path would have to
 * be made a property name first, for every request.
 */
const steps: ReadonlyMap<string, ReadonlyMap<string, readonly StageStep[]>> = new Map([
  [
    '',
    new Map<string, readonly StageStep[]>([
      [
        'update',
        [decodeUpdate, mutatingAdmission, checkVersion, validateUpdate, confirmNoEscalation, validatingAdmission],
      ],
      [
        'patch',
        [decodePatch, mutatingAdmission, checkVersion, validateUpdate, confirmNoEscalation, validatingAdmission],
      ],
    ]),
  ],
  [
    'status',
    new Map<string, readonly StageStep[]>([
      ['update', [decodeStatusUpdate, checkVersion, validateStatusUpdate, policyAdmission]],
      ['patch', [decodeStatusPatch, checkVersion, validateStatusUpdate, policyAdmission]],
    ]),
  ],
  [
    'approval',
    new Map<string, readonly StageStep[]>([
      ['update', [decodeStatusUpdate, checkVersion, validateStatusUpdate, policyAdmission]],
      ['patch', [decodeStatusPatch, checkVersion, validateStatusUpdate, policyAdmission]],
    ]),
  ],
  [
    'scale',
    new Map<string, readonly StageStep[]>([
      ['update', [decodeScaleUpdate, checkVersion, validateUpdate, policyAdmission]],
      ['patch', [decodeScalePatch, checkVersion, validateUpdate, policyAdmission]],
    ]),
  ],
  [
    'finalize',
    new Map<string, readonly StageStep[]>([
      ['update', [decodeFinalize, checkVersion, validateSubresource, policyAdmission]],
    ]),
  ],
  [
    'ephemeralcontainers',
    new Map<string, readonly StageStep[]>([
      ['update', [decodeUpdate, checkVersion, validateEphemeralContainers, validatingAdmission]],
      ['patch', [decodePatch, checkVersion, validateEphemeralContainers, validatingAdmission]],
    ]),
  ],
  [
    'binding',
    new Map<string, readonly StageStep[]>([['create', [decodeBinding, validateSubresource, policyAdmission]]]),
  ],
]);

/** The same for an apply. */
const applySteps: ReadonlyMap<string, readonly StageStep[]> = new Map([
  ['', [decodeApply, mutatingAdmission, checkVersion, validateUpdate, confirmNoEscalation, validatingAdmission]],
  ['status', [decodeApply, checkVersion, validateStatusUpdate, policyAdmission]],
  ['scale', [decodeScaleApply, checkVersion, validateUpdate, policyAdmission]],
  ['ephemeralcontainers', [decodeApply, checkVersion, validateEphemeralContainers, validatingAdmission]],
]);

const isApply = ({ info, request }: Call): boolean => info.verb === 'patch' && contentType(request) === applyPatchType;

const stepsOf = (call: Call): readonly StageStep[] =>
  (isApply(call) ? applySteps.get(call.info.subresource) : undefined) ??
  steps.get(call.info.subresource)!.get(call.info.verb)!;

export const canUpdate = (verb: string, subresource: string): boolean => steps.get(subresource)?.has(verb) ?? false;

/** Kinds a PUT creates when they are not there. Source: AllowCreateOnUpdate of each strategy. */
const createdByUpdate = new Set([
  'Lease',
  'Event',
  'Endpoints',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'LimitRange',
]);

const strategicType = 'application/strategic-merge-patch+json';
const patchTypes = new Set([
  'application/json-patch+json',
  'application/merge-patch+json',
  strategicType,
  applyPatchType,
]);

/** Attempts of a write that loses every race, before the client is told. */
const attemptsMax = 20;

/**
 * PUT, PATCH and the subresources that change an object: read, change, write if nobody wrote in between, else again.
 * Models: apiserver/pkg/storage/etcd3/store.go GuaranteedUpdate, whose first guess is the watch cache's object.
 */
export function update(state: ApiServerState, ctx: Context, call: Call): void {
  const type = typeOfCall(call);
  if (call.info.verb === 'patch' && !patchTypes.has(contentType(call.request))) {
    const status: Status = { ...unsupportedMediaType('415: Unsupported Media Type'), details: {} };
    return refuse(ctx, call, status, noteStage(ctx, call, 'decode', 'refuse', status.message ?? ''));
  }
  if (type.custom && call.info.verb === 'patch' && contentType(call.request) === strategicType) {
    const status = unsupportedMediaType(
      `the body of the request was in an unknown format - accepted media types include: ${[...patchTypes].filter((one) => one !== strategicType).join(', ')}`,
    );
    return refuse(ctx, call, status, noteStage(ctx, call, 'decode', 'refuse', status.message ?? ''));
  }
  const guess = cachedIn(state, type.etcdPrefix, type.namespaced ? call.info.namespace : '', call.info.name);
  tryUpdate(state, ctx, call, guess, false, 0);
}

/** One attempt on `existing`. Unless it is `fresh` from etcd, a refusal is not believed before etcd was asked. */
export function tryUpdate(
  state: ApiServerState,
  ctx: Context,
  call: Call,
  existing: KubeObject | undefined,
  fresh: boolean,
  attempt: number,
): void {
  const type = typeOfCall(call);
  const work: Work = {
    state,
    ctx,
    call,
    type,
    operation: 'update',
    existing,
    draft: existing as KubeObject,
    warnings: [],
    sent: undefined,
    given: undefined,
    owners: undefined,
    changes: undefined,
  };
  if (!existing) return fresh ? updateMissing(work) : reread(state, ctx, call, attempt);
  const passage = passThrough(stepsOf(call), work);
  if (passage.refusal && !fresh) return reread(state, ctx, call, attempt);
  const cause = notePassage(work, passage);
  if (passage.refusal) return refuse(ctx, call, passage.refusal, cause, work.warnings);
  store(work, existing, cause, attempt);
}

function store(work: Work, existing: KubeObject, cause: EntryId, attempt: number): void {
  const { state, ctx, call, type, warnings } = work;
  const whole = call.info.subresource === '';
  const refusal = whole
    ? call.noted && isTooLarge(work.draft)
      ? plainError(tooLargeText)
      : allocate(work)
    : undefined;
  if (refusal) return refuse(ctx, call, refusal, noteStage(ctx, call, 'etcd', 'refuse', refusal.message ?? ''));
  const shared = shareWith(existing, work.draft);
  if (shared === existing && !changesOwners(work)) {
    return answer(
      ctx,
      call,
      existing,
      warnings,
      noteStage(ctx, call, 'etcd', 'pass', 'nothing differs: nothing written'),
    );
  }
  const next = shared === existing ? { ...existing } : shared;
  recordWriter(work, next);
  // etcd stamps the new version's metadata: it must not be the old one's.
  if (next.metadata === existing.metadata) next.metadata = copyOf(existing.metadata);
  if (isDryRun(call)) {
    return answer(
      ctx,
      call,
      Object.freeze(next),
      warnings,
      noteStage(ctx, call, 'etcd', 'pass', 'dry run: nothing written'),
    );
  }
  const key = storageKeyAgain(type, existing.metadata.namespace ?? '', existing.metadata.name);
  const removes = removesObject(existing, next);
  const pending: Extract<Pending, { kind: 'update' }> = {
    kind: 'update',
    call,
    attempt,
    warnings,
    ...(removes ? { removed: Object.freeze(next) } : {}),
    ...(type.kind === 'Service' ? { holds: next } : {}),
  };
  if (type.kind === 'Event' && !removes) return putWithLease(state, ctx, key, next, pending, cause);
  const ifModRevision = Number(existing.metadata.resourceVersion);
  askEtcd(state, ctx, { op: 'txn', ifModRevision, key, value: removes ? undefined : next }, pending, {
    workMs: writeMs,
    quiet: call.quiet,
    cause,
  });
}

/** The last finalizer went and nothing else holds the object: this write deletes it. Models: registry/store.go ShouldDeleteDuringUpdate. */
function removesObject({ metadata }: KubeObject, next: KubeObject): boolean {
  if (!metadata.deletionTimestamp || (next.metadata.finalizers?.length ?? 0) > 0) return false;
  if (next.kind === 'Namespace') return ((next as Namespace).spec.finalizers?.length ?? 0) === 0;
  return metadata.deletionGracePeriodSeconds === undefined || metadata.deletionGracePeriodSeconds === 0;
}

function updateMissing(work: Work): void {
  const { ctx, call, type } = work;
  const { info } = call;
  const applies = isApply(call);
  if ((info.verb === 'update' || applies) && info.subresource === '') {
    const creates = applies || createdByUpdate.has(type.kind);
    const creating: Work = { ...work, operation: 'create' };
    const forbidden = creates ? mayNotCreate(work) : undefined;
    if (forbidden)
      return refuse(ctx, call, forbidden, noteStage(ctx, call, 'authorization', 'refuse', forbidden.message!));
    const passage = passThrough(
      creates
        ? [
            applies ? decodeApply : decodeCreate,
            mutatingAdmission,
            validateCreate,
            confirmNoEscalation,
            validatingAdmission,
          ]
        : [decodeUpdate],
      creating,
    );
    if (passage.refusal || creates) {
      const cause = notePassage(creating, passage);
      return passage.refusal ? refuse(ctx, call, passage.refusal, cause, work.warnings) : storeNew(creating, cause, 0);
    }
  }
  const status = notFound(type, info.name);
  refuse(ctx, call, status, noteStage(ctx, call, 'etcd', 'refuse', status.message ?? ''));
}

/** Who may only change may not create by changing. Models: endpoints/handlers/create.go withAuthorization. */
function mayNotCreate({ state, call }: Work): Status | undefined {
  const info = { ...call.info, verb: 'create' };
  const decision = authorize(state, call.user, info, call.request.path);
  return decision.allowed ? undefined : denial(call.user, info, call.request.path, decision.reason);
}

function reread(state: ApiServerState, ctx: Context, call: Call, attempt: number): void {
  const type = typeOfCall(call);
  const key = storageKey(type, call.info.namespace, call.info.name);
  askEtcd(
    state,
    ctx,
    { op: 'range', key, prefix: false },
    { kind: 'reread', call, attempt, then: 'update' },
    { workMs: 0, quiet: call.quiet, cause: call.re },
  );
}

export function updated(
  state: ApiServerState,
  ctx: Context,
  pending: Extract<Pending, { kind: 'update' }>,
  reply: Extract<EtcdReply, { op: 'txn' }>,
): void {
  const { call, attempt, warnings } = pending;
  if (reply.succeeded) {
    if (call.noted) state.committed.set(reply.revision, call.re);
    return answer(
      ctx,
      call,
      pending.removed ?? reply.current!,
      warnings,
      noteStage(ctx, call, 'etcd', 'pass', `revision ${reply.revision}`),
    );
  }
  if (pending.holds) release(state, typeOfCall(call), pending.holds, reply.current);
  if (attempt < attemptsMax) return tryUpdate(state, ctx, call, reply.current, true, attempt + 1);
  refuse(ctx, call, notFound(typeOfCall(call), call.info.name));
}

function answer(ctx: Context, call: Call, object: KubeObject, warnings: readonly string[], cause: EntryId): void {
  switch (call.info.subresource) {
    case 'binding':
      return respond(ctx, call, { code: 201, body: bindingDone }, cause);
    case 'scale':
      return respond(ctx, call, { code: 200, body: scaleOf(object, call.definition && typeOfCall(call)) }, cause);
    default:
      return respondObject(ctx, call, 200, object, warnings, cause);
  }
}
