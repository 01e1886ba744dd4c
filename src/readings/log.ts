import type { KubeObject } from '../api/types.ts';
import type { Trace } from '../sim/kernel/trace.ts';
import type { MessageEntry, VirtualMs } from '../sim/kernel/types.ts';
import type { Because } from '../sim/notes.ts';
import { sayAttempt } from '../sim/scheduler/explain.ts';
import { agentOf, labelOf } from './beats.ts';
import { objectOf } from './about.ts';
import { nodeOf } from './actors.ts';
import { decisionBehind, isMessage } from './lookup.ts';

/** Widths of the columns before the label and before the facts, in characters. */
const headWidth = 52;
const labelWidth = 26;

/** `2.012s`: virtual time since `fromMs`. */
const seconds = (at: VirtualMs, fromMs: VirtualMs): string => `${((at - fromMs) / 1000).toFixed(3)}s`;

/**
 * One message as one line: `2.012s replicaset-controller → apiserver  POST pods  because 2 of 3 exist`. `tell` puts a
 * reason into words; `fromMs` is the moment times count from.
 */
export function logLine(
  trace: Trace,
  entry: MessageEntry,
  fromMs: VirtualMs,
  tell: (because: Because) => string,
): string {
  const { from, to } = endsOf(trace, entry);
  const label = labelOf(trace, entry);
  const facts = [factOf(trace, entry), becauseOf(trace, entry, tell)].filter((fact) => fact !== '').join('  ');
  const head = `${seconds(entry.at, fromMs)} ${from} → ${to}`.padEnd(headWidth) + '  ';
  return facts === '' ? head + label : `${head}${label.padEnd(labelWidth)}  ${facts}`;
}

/** Who talks to whom, by the name of the controller where a process holds several. */
export function endsOf(trace: Trace, entry: MessageEntry): { from: string; to: string } {
  const agent = agentOf(trace, entry);
  return { from: entry.agent ?? entry.from, to: entry.agent === undefined ? (agent ?? entry.to) : entry.to };
}

function factOf(trace: Trace, entry: MessageEntry): string {
  const { message } = entry;
  const object = objectOf(trace, entry);
  switch (message.kind) {
    case 'response': {
      const body = message.response.body as KubeObject | undefined;
      if (message.response.code >= 400) return (body as { message?: string } | undefined)?.message ?? '';
      const version = body && typeof body === 'object' ? body.metadata?.resourceVersion : undefined;
      const name = body && typeof body === 'object' && body.kind !== 'Status' ? (body.metadata?.name ?? '') : '';
      return `${name}${version ? ` rv=${version}` : ''}`.trim();
    }
    case 'etcd':
      return message.request.op === 'txn' || message.request.op === 'range' ? message.request.key : '';
    case 'cri':
    case 'container-event':
      return object ? object.name : '';
    case 'cri-reply':
      return message.reply.ok ? '' : message.reply.error;
    case 'request': {
      const asked = message.request;
      if (asked.path.endsWith('/binding'))
        return `${object?.name ?? ''} → ${(asked.body as { target?: { name?: string } } | undefined)?.target?.name ?? ''}`;
      return object?.name ?? '';
    }
    default:
      return object && nodeOf(object.name) === undefined ? object.name : '';
  }
}

function becauseOf(trace: Trace, entry: MessageEntry, tell: (because: Because) => string): string {
  if (!isMessage(entry, 'request')) return '';
  const decision = decisionBehind(trace, entry);
  if (!decision) return '';
  if (decision.note.kind === 'reconcile') return `because ${tell(decision.note.because)}`;
  return `because ${decision.note.chosen ? tell(sayAttempt(decision.note)) : decision.note.message}`;
}
