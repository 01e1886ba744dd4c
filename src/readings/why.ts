import type { KubeObject } from '../api/types.ts';
import { upperBound } from '../sim/kernel/series.ts';
import { stepOf, traceGet, type Trace } from '../sim/kernel/trace.ts';
import type { EntryId, NoteEntry, TraceEntry } from '../sim/kernel/types.ts';
import type { Because } from '../sim/notes.ts';
import { sayAttempt } from '../sim/scheduler/explain.ts';
import { nodeOf, roleOf } from './actors.ts';
import { isMessage, isNote, type RequestEntry } from './lookup.ts';
import { say, sayBeat, speaker } from './say.ts';
import { commitOf, type StoryIndex } from './story.ts';
import type { WhyLink } from './views.ts';

/** Waiting shorter than this is travel time, not a reason, in ms. */
const waitMsMin = 1_000;
/** A chain is told from its end; what lies further back than this many links is told as its root only. */
const linksMax = 60;

/**
 * Why an entry exists: the chain of its causes, compressed to what a learner can name. Kept are decisions (a diff, a
 * score table), wishes (requests that change something), news (watch events), the node's own doings, long waits, and
 * the root. Left out are answers, etcd traffic, stages and queue moves between them.
 */
export function whyEntry(trace: Trace, id: EntryId): WhyLink[] {
  const links: WhyLink[] = [];
  let last: TraceEntry | undefined;
  for (let entry = traceGet(trace, id); entry; entry = traceGet(trace, entry.cause)) {
    last = entry;
    const because = entry.id === id ? (sayLink(trace, entry) ?? sayAnything(trace, entry)) : sayLink(trace, entry);
    if (because && links.length < linksMax) links.push(linkOf(trace, entry, because));
    // A periodic timer is a root of its own: what it goes back to is only its predecessor.
    if (entry.quiet && isMessage(entry, 'timer')) break;
  }
  if (last && links.at(-1)?.entry !== last.id) links.push(linkOf(trace, last, sayRoot(trace, last)));
  return links;
}

/** Why an object is as it is: the chain of the commit that wrote this version. Empty when that lies before the window. */
export function whyObject(trace: Trace, index: StoryIndex, object: KubeObject): WhyLink[] {
  const commit = commitOf(index, Number(object.metadata.resourceVersion));
  return commit === 0 ? [] : whyEntry(trace, commit);
}

function linkOf(trace: Trace, entry: TraceEntry, because: Because): WhyLink {
  return {
    entry: entry.id,
    step: stepOfEntry(trace, entry),
    actor: entry.type === 'message' ? entry.from : entry.actor,
    agent: entry.agent,
    atMs: entry.at,
    say: because,
  };
}

/** The step that delivered a message or wrote a note; undefined for a message still under way. */
function stepOfEntry(trace: Trace, entry: TraceEntry): number | undefined {
  if (entry.type === 'message') return stepOf(trace, entry) || undefined;
  return trace.firstStep + upperBound(trace.endOf, entry.id - 1);
}

function sayLink(trace: Trace, entry: TraceEntry): Because | undefined {
  if (entry.type === 'note') return sayNote(entry);
  const { message } = entry;
  switch (message.kind) {
    case 'command':
      return sayBeat(trace, entry);
    case 'request':
      return (entry as RequestEntry).message.request.method === 'GET' ? undefined : sayBeat(trace, entry);
    case 'watch':
      return sayBeat(trace, entry);
    case 'cri':
      return message.call.call === 'ImageStatus' ? undefined : sayBeat(trace, entry);
    case 'cri-reply':
      return message.reply.ok ? undefined : sayBeat(trace, entry);
    case 'container-event':
      return message.event === 'died' ? sayBeat(trace, entry) : undefined;
    case 'probe-reply':
      return message.ok ? undefined : sayBeat(trace, entry);
    case 'timer':
      if (!entry.quiet && entry.at - entry.sentMs < waitMsMin) return undefined;
      return entry.quiet
        ? say('why.timer', { who: speaker(entry), name: message.name })
        : sayWait(entry.from, entry.agent, entry.at - entry.sentMs);
    default:
      return undefined;
  }
}

const sayWait = (from: string, agent: string | undefined, ms: number): Because =>
  say('why.wait', { who: speaker({ from, agent }), seconds: ms / 1000 });

/** Steps of a kubelet that are mere progress: the call they lead to tells as much. */
const kubeletProgress = new Set([
  'admitted',
  'sandbox',
  'image-present',
  'pull',
  'pulled',
  'create',
  'start',
  'pre-stop',
  'sandbox-stop',
  'removed',
]);

function sayNote(entry: TraceEntry): Because | undefined {
  if (isNote(entry, 'kubelet')) {
    const { step, pod, container, detail } = entry.note;
    if (kubeletProgress.has(step)) return undefined;
    return say(`kubelet.${step}`, { name: pod.name, container: container ?? '', detail: detail ?? '' });
  }
  if (isNote(entry, 'reconcile')) return entry.note.because;
  if (isNote(entry, 'schedule')) {
    const { pod, chosen, message } = entry.note;
    return chosen ? sayAttempt(entry.note) : say('why.unschedulable', { name: pod.name, message });
  }
  if (isNote(entry, 'lost') && entry.note.why === 'cut')
    return say('why.cut', { who: roleOf(entry.actor), node: nodeOf(entry.actor) ?? '' });
  if (isNote(entry, 'lease-expired')) return say('why.lease', { id: entry.note.leaseId });
  return undefined;
}

/** The entry asked about is told whatever it is. */
function sayAnything(trace: Trace, entry: TraceEntry): Because {
  if (isNote(entry, 'lost')) return sayNote(entry) ?? sayKind(entry);
  if (entry.type === 'message') return entry.from === entry.to ? sayRoot(trace, entry) : sayBeat(trace, entry);
  if (isNote(entry, 'commit'))
    return say(entry.note.deleted ? 'why.commit.deleted' : 'why.commit', {
      key: entry.note.key,
      revision: entry.note.revision,
    });
  return sayKind(entry);
}

const sayKind = (entry: NoteEntry): Because =>
  say('why.note', { who: speaker({ from: entry.actor, agent: entry.agent }), kind: entry.note.kind });

function sayRoot(trace: Trace, entry: TraceEntry): Because {
  if (isMessage(entry, 'start')) return say('why.start', { who: speaker(entry) });
  if (isMessage(entry, 'timer')) return say('why.timer', { who: speaker(entry), name: entry.message.name });
  if (isMessage(entry, 'stream-end')) return say('why.lost', { who: speaker({ from: entry.to, agent: undefined }) });
  // A process tells itself that no answer came.
  if (isMessage(entry, 'response') || isMessage(entry, 'etcd-reply') || isMessage(entry, 'pull-reply'))
    return say(entry.from === entry.to ? 'why.timeout' : 'why.note', {
      who: roleOf(entry.to),
      kind: entry.message.kind,
    });
  if (isMessage(entry, 'link')) {
    const [a, b] = entry.message.ends;
    return say(`link.${entry.message.change}`, {
      who: roleOf(a),
      other: roleOf(b),
      node: nodeOf(a) ?? nodeOf(b) ?? '',
    });
  }
  return entry.type === 'message' ? sayBeat(trace, entry) : sayKind(entry);
}
