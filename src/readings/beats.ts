import { upperBound } from '../sim/kernel/series.ts';
import { deliveredAt, stepOf, traceGet, type Trace } from '../sim/kernel/trace.ts';
import type { MessageEntry } from '../sim/kernel/types.ts';
import { objectOf } from './about.ts';
import { isTold } from './drawn.ts';
import { messageAt, type MessageOf } from './lookup.ts';
import { requestLabel } from './request.ts';
import { sayBeat } from './say.ts';
import { isBeat, phaseAt, type StoryIndex } from './story.ts';
import type { Beat } from './views.ts';
import { isStory, responsibleAgent, storyEvent } from './weight.ts';

/** The message a step delivered as a moment of the story; undefined for housekeeping and for timers. */
export function beatAt(trace: Trace, index: StoryIndex, step: number): Beat | undefined {
  const id = deliveredAt(trace, step);
  const entry = id === undefined ? undefined : traceGet(trace, id);
  if (!entry || entry.quiet || !isTold(entry)) return undefined;
  return beatOf(trace, index, entry);
}

/** Any drawn message as a beat; one that is still under way has step 0. */
export function beatOf(trace: Trace, index: StoryIndex, entry: MessageEntry): Beat {
  const step = stepOf(trace, entry);
  return {
    entry: entry.id,
    step,
    kind: kindOf(entry),
    from: entry.from,
    to: entry.to,
    agent: agentOf(trace, entry),
    label: labelOf(trace, entry),
    ok: isOkay(entry),
    sentMs: entry.sentMs,
    atMs: entry.at,
    object: objectOf(trace, entry),
    say: sayBeat(trace, entry),
    phase: phaseAt(index, step || index.steps),
    weight: (step ? isBeat(index, step) : isStory(trace, entry)) ? 'story' : 'detail',
  };
}

const kinds: Readonly<Record<string, Beat['kind']>> = {
  command: 'command',
  request: 'request',
  response: 'response',
  watch: 'watch',
  etcd: 'etcd',
  'etcd-reply': 'etcd-reply',
  'etcd-watch': 'etcd-watch',
  cri: 'cri',
  'cri-reply': 'cri',
  'container-event': 'cri',
  cni: 'cni',
  'cni-reply': 'cni',
  pull: 'pull',
  'pull-reply': 'pull',
  probe: 'probe',
  'probe-reply': 'probe',
  chunk: 'stream',
  'stream-end': 'stream',
  cancel: 'stream',
};

const kindOf = (entry: MessageEntry): Beat['kind'] => kinds[entry.message.kind] ?? 'local';

/** The controller a message is from or for, where the process at that end holds several. */
export function agentOf(trace: Trace, entry: MessageEntry): string | undefined {
  const { message } = entry;
  if (entry.agent !== undefined) return entry.agent;
  if (message.kind === 'response') return messageAt(trace, message.re, 'request')?.agent;
  if (message.kind !== 'watch' || entry.to !== 'controller-manager') return undefined;
  const event = storyEvent(trace, entry as MessageOf<'watch'>) ?? message.events[0];
  return event && responsibleAgent(event.object, event.type);
}

/** The words on the packet. They are protocol words, the same in every language. */
export function labelOf(trace: Trace, entry: MessageEntry): string {
  const { message } = entry;
  switch (message.kind) {
    case 'command':
      return message.command.type === 'kubectl' ? message.command.line : '^C';
    case 'request':
      return requestLabel(message.request);
    case 'response':
      return message.response.code === 0 ? 'connection refused' : String(message.response.code);
    case 'watch': {
      const event = storyEvent(trace, entry as MessageOf<'watch'>) ?? message.events[0];
      const more = message.events.length > 1 ? ` +${message.events.length - 1}` : '';
      return event ? `watch ▸ ${event.type} ${event.object.kind}${more}` : 'watch ▸';
    }
    case 'etcd':
      return message.request.op === 'txn' ? (message.request.value ? 'txn put' : 'txn delete') : message.request.op;
    case 'etcd-reply': {
      const { reply } = message;
      if (reply.op === 'error') return reply.error;
      if (reply.op === 'txn') return reply.succeeded ? `ok rev ${reply.revision}` : 'compare failed';
      return reply.op === 'range' ? `${reply.count} keys` : reply.op;
    }
    case 'etcd-watch':
      return `watch ▸ rev ${message.events.at(-1)?.revision ?? ''}`;
    case 'cri':
      return message.call.call;
    case 'cri-reply':
      return message.reply.ok ? `${message.call} ok` : `${message.call}: ${message.reply.code}`;
    case 'container-event':
      return message.event === 'died' ? `died ${message.exitCode ?? ''}`.trim() : message.event;
    case 'cni':
      return `CNI ${message.command}`;
    case 'cni-reply':
      return message.error ?? message.ip ?? 'ok';
    case 'pull':
      return `pull ${message.image}`;
    case 'pull-reply':
      return message.error ? 'pull failed' : 'image';
    case 'probe':
      return `${message.probe} probe`;
    case 'probe-reply':
      return message.ok ? 'probe ok' : 'probe failed';
    case 'chunk':
      return 'stream';
    case 'stream-end':
      return 'stream end';
    case 'cancel':
      return 'hang up';
    default:
      return message.kind;
  }
}

function isOkay({ message }: MessageEntry): boolean {
  switch (message.kind) {
    case 'response':
      return message.response.code >= 200 && message.response.code < 400;
    case 'etcd-reply':
      return message.reply.op !== 'error' && (message.reply.op !== 'txn' || message.reply.succeeded);
    case 'cri-reply':
      return message.reply.ok;
    case 'cni-reply':
    case 'pull-reply':
      return message.error === undefined;
    case 'probe-reply':
      return message.ok;
    case 'container-event':
      return message.event !== 'died' || message.exitCode === 0;
    case 'stream-end':
      return message.status === undefined;
    default:
      return true;
  }
}

/** The first `max` story beats of the steps in [fromStep, toStep], or drawn messages of any weight. */
export function beatsBetween(
  trace: Trace,
  index: StoryIndex,
  fromStep: number,
  toStep: number,
  detail: boolean,
  max = Infinity,
): Beat[] {
  const steps = detail ? index.messages : index.beats;
  const out: Beat[] = [];
  for (let i = upperBound(steps, fromStep - 1); i < steps.length && out.length < max; i++) {
    const step = steps.get(i)!;
    if (step > toStep) break;
    out.push(beatAt(trace, index, step)!);
  }
  return out;
}
