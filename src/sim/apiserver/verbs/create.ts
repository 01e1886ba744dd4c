import { alreadyExists, beingDeleted, generateNameConflict } from '../../../api/status.ts';
import type { KubeObject } from '../../../api/types.ts';
import type { Context, EntryId } from '../../kernel/types.ts';
import type { EtcdReply } from '../../messages.ts';
import { mutatingAdmission, validatingAdmission } from '../admission/index.ts';
import { missingAccountText } from '../admission/service-account.ts';
import { confirmNoEscalation } from '../authorization/escalation.ts';
import { allocate, release } from '../allocate/index.ts';
import { isTooLarge, tooLargeText } from '../object-size.ts';
import { isDryRun } from '../options.ts';
import { recordWriter } from '../ownership/record.ts';
import { storageKey } from '../registry.ts';
import { shareParts } from '../changes.ts';
import { askEtcd, noteStage, plainError, refuse, respondObject, typeOfCall, writeMs } from '../reply.ts';
import { decodeCreate } from '../stages/decode.ts';
import { validateCreate } from '../stages/validation.ts';
import type { ApiServerState, Call, Pending } from '../state.ts';
import { notePassage, passThrough, type StageStep, type Work } from '../work.ts';
import { putWithLease } from '../event-lease.ts';

const steps: readonly StageStep[] = [
  decodeCreate,
  mutatingAdmission,
  validateCreate,
  confirmNoEscalation,
  validatingAdmission,
];

/** Templates whose Pods share their parts. */
const siblingsMax = 64;
/** Tries of a generated name that collides. Source: registry/store.go maxNameGenerationCreateAttempts. */
const nameAttempts = 8;
/** A namespace's `default` account comes a moment after the namespace: asked for this often. Source: serviceaccount/admission.go getServiceAccount. */
const accountAttempts = 10;
/** Least and most wait between two of these, in ms. */
const accountWaitMs = 100;

type Reply = Extract<EtcdReply, { op: 'txn' }>;

/** POST to a collection. */
export function create(state: ApiServerState, ctx: Context, call: Call, attempt = 0): void {
  const type = typeOfCall(call);
  const work: Work = {
    state,
    ctx,
    call,
    type,
    operation: 'create',
    existing: undefined,
    draft: call.request.body as KubeObject,
    warnings: [],
    sent: undefined,
    given: undefined,
    owners: undefined,
    changes: call.noted ? [] : undefined,
  };
  const passage = passThrough(steps, work);
  if (passage.refusal && isMissingDefaultAccount(passage.refusal.message) && attempt < accountAttempts) {
    ctx.timer(
      accountWaitMs + ctx.randomInt(accountWaitMs),
      { kind: 'timer', name: 'create-again', data: { call, attempt: attempt + 1 } },
      { quiet: call.quiet, cause: call.re },
    );
    return;
  }
  const cause = notePassage(work, passage);
  if (passage.refusal) return refuse(ctx, call, passage.refusal, cause, work.warnings);
  storeNew(work, cause, attempt);
}

const isMissingDefaultAccount = (message: string | undefined): boolean =>
  message !== undefined && message.includes(missingAccountText) && message.includes('/default:');

/** Creates the draft in etcd: the last stage, shared with writes that create what they did not find. */
export function storeNew(work: Work, cause: EntryId, attempt: number): void {
  const { state, ctx, call, type, draft, warnings } = work;
  if (draft.metadata.resourceVersion)
    return refuse(ctx, call, plainError('resourceVersion should not be set on objects to be created'), cause);
  const refusal = call.noted && isTooLarge(draft) ? plainError(tooLargeText) : allocate(work);
  if (refusal) return refuse(ctx, call, refusal, noteStage(ctx, call, 'etcd', 'refuse', refusal.message ?? ''));
  const { name, namespace = '' } = draft.metadata;
  const key = storageKey(type, namespace, name);
  recordWriter(work, draft);
  if (isDryRun(call)) {
    const pending: Pending = { kind: 'dry-create', call, draft: Object.freeze(draft), warnings };
    return askEtcd(state, ctx, { op: 'range', key, prefix: false }, pending, {
      workMs: writeMs,
      quiet: call.quiet,
      cause,
    });
  }
  const family = type.kind === 'Pod' ? draft.metadata.generateName : undefined;
  const sibling = family && state.siblings.get(family);
  if (sibling) shareParts(sibling, draft);
  const pending: Extract<Pending, { kind: 'create' }> = {
    kind: 'create',
    call,
    name,
    attempt,
    warnings,
    ...(type.kind === 'Service' ? { holds: draft } : {}),
  };
  if (type.kind === 'Event') return putWithLease(state, ctx, key, draft, pending, cause);
  askEtcd(state, ctx, { op: 'txn', ifModRevision: 0, key, value: draft }, pending, {
    workMs: writeMs,
    quiet: call.quiet,
    cause,
  });
}

export function created(
  state: ApiServerState,
  ctx: Context,
  pending: Extract<Pending, { kind: 'create' }>,
  reply: Reply,
): void {
  const { call, name, attempt, warnings } = pending;
  const type = typeOfCall(call);
  if (reply.succeeded) {
    if (call.noted) state.committed.set(reply.revision, call.re);
    if (type.kind === 'Pod') rememberSibling(state, reply.current!);
    const cause = noteStage(ctx, call, 'etcd', 'pass', `revision ${reply.revision}`);
    return respondObject(ctx, call, 201, reply.current!, warnings, cause);
  }
  if (pending.holds) release(state, type, pending.holds);
  const generated = (call.request.body as Partial<KubeObject>).metadata?.name === undefined;
  if (generated && attempt + 1 < nameAttempts) return create(state, ctx, call, attempt + 1);
  const status = reply.current?.metadata.deletionTimestamp
    ? beingDeleted(type, name)
    : generated
      ? generateNameConflict(type, name)
      : alreadyExists(type, name);
  refuse(ctx, call, status, noteStage(ctx, call, 'etcd', 'refuse', status.message ?? ''));
}

/** Keeps the first Pod of each template at hand for those that follow. */
function rememberSibling({ siblings }: ApiServerState, pod: KubeObject): void {
  const { generateName } = pod.metadata;
  if (!generateName || siblings.has(generateName)) return;
  for (const oldest of siblings.keys()) {
    if (siblings.size < siblingsMax) break;
    siblings.delete(oldest);
  }
  siblings.set(generateName, pod);
}

/** dryRun=All: everything but the write. */
export function dryCreated(
  ctx: Context,
  pending: Extract<Pending, { kind: 'dry-create' }>,
  found: KubeObject | undefined,
): void {
  const { call, draft, warnings } = pending;
  if (found) return refuse(ctx, call, alreadyExists(typeOfCall(call), draft.metadata.name));
  respondObject(ctx, call, 201, draft, warnings, noteStage(ctx, call, 'etcd', 'pass', 'dry run: nothing written'));
}
