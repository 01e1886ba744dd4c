import { endAt, traceGet, type Trace } from '../sim/kernel/trace.ts';
import type { ActorId, EntryId } from '../sim/kernel/types.ts';
import type { Because, StageVerdict } from '../sim/notes.ts';
import { componentKind, inLaneOrder, nodeOf, roleOf } from './actors.ts';
import { isMessage, isNote, requestBehind, type RequestEntry } from './lookup.ts';
import { requestLabel } from './request.ts';
import { say } from './say.ts';
import { lastDecision, type StoryIndex } from './story.ts';
import { stageOrder, type ComponentView, type StageView } from './views.ts';

/** Beyond this many nodes only the busy ones have cards of their own; the others are cells. */
const nodesWithCards = 60;

/**
 * The cards of the control plane and of the nodes. `busy`: actors of the moment, whose nodes have cards however large
 * the cluster is. `down`: processes the person has stopped.
 */
export function componentViews(
  trace: Trace,
  index: StoryIndex,
  step: number,
  revision: number,
  actors: readonly ActorId[],
  nodes: readonly string[],
  busy: readonly ActorId[],
  down: ReadonlySet<ActorId>,
): ComponentView[] {
  const views: ComponentView[] = [];
  const shown = nodes.length > nodesWithCards ? withCards(actors, busy, down) : actors;
  for (const id of inLaneOrder(shown, nodes)) {
    const kind = componentKind(id);
    // CNI is drawn inside its runtime.
    if (!kind || roleOf(id) === 'cni') continue;
    const line =
      kind === 'etcd'
        ? say('line.revision', { revision })
        : lineOf(traceGet(trace, lastDecision(index, trace, id, step)));
    views.push({
      id,
      kind,
      node: nodeOf(id),
      down: down.has(id),
      met: (index.debuts.get(id) ?? Infinity) <= step,
      line,
    });
  }
  return views;
}

function withCards(actors: readonly ActorId[], busy: readonly ActorId[], down: ReadonlySet<ActorId>): ActorId[] {
  const nodes = new Set([...busy, ...down].map(nodeOf));
  return actors.filter((id) => nodeOf(id) === undefined || nodes.has(nodeOf(id)));
}

function lineOf(entry: ReturnType<typeof traceGet>): Because | undefined {
  if (isNote(entry, 'reconcile')) {
    // Two numbers fit on a card; what a controller decided otherwise is told in its own panel.
    const { have, available, want } = entry.note.because.values;
    const now = have ?? available;
    return now !== undefined && want !== undefined ? say('line.counts', { have: now, want }) : undefined;
  }
  if (isNote(entry, 'schedule')) {
    const { pod, chosen } = entry.note;
    return chosen
      ? say('line.scheduled', { name: pod.name, node: chosen })
      : say('line.unschedulable', { name: pod.name });
  }
  if (isNote(entry, 'kubelet'))
    return say(`line.kubelet`, {
      name: entry.note.pod.name,
      step: entry.note.step,
      container: entry.note.container ?? '',
    });
  return undefined;
}

export interface PipelineView {
  readonly re: EntryId;
  readonly label: string;
  readonly stages: readonly StageView[];
}

/** How far back the last handled request is looked for, in entries. */
const lookBackEntries = 3_000;

/** The stages of the request the play-head is at, or else of the one the API server handled last. */
export function pipelineAt(trace: Trace, step: number, atEntry: EntryId | undefined): PipelineView | undefined {
  const end = endAt(trace, step);
  const here = atEntry === undefined ? undefined : requestBehind(trace, traceGet(trace, atEntry));
  const request = here ?? lastHandled(trace, end);
  if (!request) return undefined;
  const verdicts = new Map<string, StageVerdict>();
  for (let id = request.id + 1; id <= Math.min(end, request.id + lookBackEntries); id++) {
    const entry = traceGet(trace, id);
    if (isNote(entry, 'stages') && entry.note.re === request.id)
      for (const verdict of entry.note.verdicts) verdicts.set(verdict.stage, verdict);
  }
  const refused = [...verdicts.values()].some(({ verdict }) => verdict === 'refuse');
  const writes = request.message.request.method !== 'GET';
  const stages: StageView[] = [];
  for (const stage of stageOrder) {
    const known = verdicts.get(stage);
    if (known) stages.push({ stage, verdict: known.verdict, detail: known.detail });
    else if (!refused && writes) stages.push({ stage, verdict: 'pending', detail: '' });
  }
  return { re: request.id, label: requestLabel(request.message.request), stages };
}

function lastHandled(trace: Trace, end: EntryId): RequestEntry | undefined {
  for (let id = end; id > 0 && id > end - lookBackEntries; id--) {
    const entry = traceGet(trace, id);
    if (!isNote(entry, 'stages') || entry.quiet) continue;
    const request = traceGet(trace, entry.note.re);
    if (isMessage(request, 'request') && !request.quiet) return request;
  }
  return undefined;
}
