import { customType } from '../../api/custom/type.ts';
import { typeOf } from './registry.ts';
import type { ResourceType } from '../../api/resource.ts';
import type { KubeObject, Status } from '../../api/types.ts';
import type { Context, EntryId } from '../kernel/types.ts';
import { etcd, type ApiResponse, type EtcdRequest } from '../messages.ts';
import type { FieldChange, Stage, StageVerdict } from '../notes.ts';
import { objectBody } from './format.ts';
import type { ApiServerState, Call, Pending } from './state.ts';

/** Time the server works on a request, in ms. Typical of an idle control plane: apiserver_request_duration_seconds without etcd. */
export const readMs = 1;
export const writeMs = 2;
/** One way between two processes of the control plane, in ms: the kernel's default. */
const wireMs = 1;
/** Longest a request may wait for etcd, in ms. Source: apiserver --request-timeout. */
export const requestTimeoutMs = 60_000;

/** How often the server has etcd forget the past, in ms; it keeps what is younger than one round. Source: --etcd-compaction-interval. */
export const compactMs = 300_000;

export function respond(ctx: Context, call: Call, response: ApiResponse, cause?: EntryId): void {
  ctx.send(
    call.from,
    { kind: 'response', re: call.re, response: Object.freeze(response) },
    { quiet: call.quiet, cause },
  );
}

/** Answers with one object in the shape the client accepts. */
export function respondObject(
  ctx: Context,
  call: Call,
  code: number,
  object: KubeObject,
  warnings: readonly string[] = [],
  cause?: EntryId,
): void {
  const type = findTypeOf(call);
  const body = type && object.kind === type.kind ? objectBody(type, object, call.request, ctx.now) : object;
  const all = type?.deprecation ? [type.deprecation, ...warnings] : warnings;
  respond(ctx, call, all.length > 0 ? { code, body, warnings: all } : { code, body }, cause);
}

/** The warning every answer about an old resource carries. */
export const deprecationOf = ({ deprecation }: ResourceType): Pick<ApiResponse, 'warnings'> =>
  deprecation ? { warnings: [deprecation] } : {};

export function refuse(
  ctx: Context,
  call: Call,
  status: Status,
  cause?: EntryId,
  warnings: readonly string[] = [],
): void {
  const response = { code: status.code ?? 500, body: Object.freeze(status) };
  ctx.send(
    call.from,
    {
      kind: 'response',
      re: call.re,
      response: Object.freeze(warnings.length > 0 ? { ...response, warnings } : response),
    },
    { quiet: call.quiet, delayMs: wireMs + readMs, cause: cause ?? call.re },
  );
}

/** Writes a stage's verdict into the trace; returns the note's id, or the request's for housekeeping. */
export function noteStage(
  ctx: Context,
  call: Call,
  stage: Stage,
  verdict: 'pass' | 'refuse',
  detail: string,
  changed?: readonly FieldChange[],
): EntryId {
  return call.noted ? noteStages(ctx, call, [verdictOf(stage, verdict, detail, changed)]) : call.re;
}

/** The same for several stages passed at one go. */
export function noteStages(ctx: Context, call: Call, verdicts: readonly StageVerdict[]): EntryId {
  const { re } = call;
  return ctx.note({ kind: 'stages', re, verdicts }, { cause: re });
}

export const verdictOf = (
  stage: Stage,
  verdict: 'pass' | 'refuse',
  detail: string,
  changed?: readonly FieldChange[],
): StageVerdict => (changed && changed.length > 0 ? { stage, verdict, detail, changed } : { stage, verdict, detail });

/** Sends a request to etcd and remembers how to go on. */
export function askEtcd(
  state: ApiServerState,
  ctx: Context,
  request: EtcdRequest,
  pending: Pending,
  options: { workMs: number; quiet: boolean; cause?: EntryId },
): void {
  const { workMs, quiet, cause } = options;
  const id = ctx.send(etcd, { kind: 'etcd', request }, { delayMs: wireMs + workMs, quiet, cause });
  state.pending.set(id, { pending, sinceMs: ctx.now });
  if (!state.timers.deadline) {
    state.timers.deadline = true;
    ctx.timer(requestTimeoutMs, { kind: 'timer', name: 'deadline' }, { quiet: true });
  }
}

/** What a request is about, built in or defined by somebody. */
export const findTypeOf = ({ info, definition }: Call): ResourceType | undefined =>
  definition ? customType(definition, info.version) : typeOf(info);

export const typeOfCall = (call: Call): ResourceType => findTypeOf(call)!;

/** 500 without a reason: what any error that is no Status becomes. */
export const plainError = (text: string, code = 500): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: text,
  code,
});
