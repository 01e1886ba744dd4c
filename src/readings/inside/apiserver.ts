import { endAt, traceGet } from '../../sim/kernel/trace.ts';
import type { EntryId } from '../../sim/kernel/types.ts';
import { apiserver } from '../../sim/messages.ts';
import type { FieldChange } from '../../sim/notes.ts';
import { pipelineAt } from '../components.ts';
import { isMessage, isNote, requestBehind, type MessageOf, type RequestEntry } from '../lookup.ts';
import { requestLabel, requestObject } from '../request.ts';
import type { Moment } from './index.ts';
import type { ApiServerRoom, PickedRequest, RequestLine } from './views.ts';
import { deliveredBy, recent, since } from './window.ts';

const requestsMax = 24;
/** Watchers are told within this many entries of a write. */
const toldWithin = 1_500;

/** The requests the server handled last, and the way of one of them through its stages. */
export function apiServerRoom(moment: Moment, pick: string | undefined): ApiServerRoom {
  const { trace, step } = moment;
  const answers = new Map<EntryId, MessageOf<'response'>>();
  /** Requests that left verdicts; those about Event objects leave none. */
  const noted = new Set<EntryId>();
  const requests: RequestLine[] = [];
  for (const entry of recent(moment)) {
    if (isMessage(entry, 'response')) answers.set(entry.message.re, entry);
    if (isNote(entry, 'stages')) noted.add(entry.note.re);
    if (!isMessage(entry, 'request') || entry.quiet || entry.to !== apiserver) continue;
    if (answers.has(entry.id) && !noted.has(entry.id)) continue;
    const at = deliveredBy(trace, step, entry);
    if (at > 0) requests.push(lineOf(entry, at, answers.get(entry.id)?.message.response.code));
    if (requests.length === requestsMax) break;
  }
  const wanted = pick === undefined ? undefined : traceGet(trace, Number(pick));
  const request =
    isMessage(wanted, 'request') && wanted.id <= endAt(trace, step)
      ? wanted
      : requests[0] && (traceGet(trace, requests[0].entry) as RequestEntry);
  return { role: 'apiserver', requests, picked: request && pickedOf(moment, request) };
}

function lineOf(entry: RequestEntry, step: number, code: number | undefined): RequestLine {
  const { request } = entry.message;
  return {
    entry: entry.id,
    step,
    from: entry.from,
    agent: entry.agent,
    label: requestLabel(request),
    name: requestObject(request)?.name ?? '',
    code,
  };
}

function pickedOf(moment: Moment, entry: RequestEntry): PickedRequest {
  const { trace, step } = moment;
  const { request } = entry.message;
  let answer: MessageOf<'response'> | undefined;
  const changes = new Map<string, readonly FieldChange[]>();
  const told = new Set<string>();
  for (const next of since(moment, entry.id)) {
    if (isNote(next, 'stages') && next.note.re === entry.id) {
      for (const { stage, changed } of next.note.verdicts) if (changed) changes.set(stage, changed);
    } else if (isMessage(next, 'response') && next.message.re === entry.id) answer = next;
    else if (isMessage(next, 'watch') && next.id < entry.id + toldWithin && requestBehind(trace, next) === entry)
      told.add(next.to);
  }
  const code = answer?.message.response.code;
  const body = answer?.message.response.body as { readonly message?: string } | undefined;
  const query = Object.entries(request.query ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join('&');
  return {
    ...lineOf(entry, deliveredBy(trace, step, entry), code),
    method: request.method,
    path: query === '' ? request.path : `${request.path}?${query}`,
    stages: (pipelineAt(trace, step, entry.id)?.stages ?? []).map((stage) => ({
      ...stage,
      changed: changes.get(stage.stage) ?? [],
    })),
    message: code !== undefined && code >= 400 ? (body?.message ?? '') : '',
    tookMs: answer && answer.sentMs - entry.at,
    told: [...told],
  };
}
