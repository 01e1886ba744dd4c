/// <reference lib="webworker" />
import { startLesson } from '../lessons/start.ts';
import { Cluster } from '../sim/cluster.ts';
import { profileById } from '../sim/profiles.ts';
import type { Programs } from '../sim/user.ts';
import { parseToWorker } from './border.ts';
import { complete } from './complete.ts';
import { Host } from './host.ts';
import type { ToPage, ToWorker } from './protocol.ts';

/** The worker's entry: wires one host to the page. What it throws ends the worker; the page starts another. */
declare const self: DedicatedWorkerGlobalScope;

/** Longest turn before messages of the page are heard again, in ms. */
const turnMs = 24;

/**
 * kubectl comes beside the cluster, not before it: a fresh cluster can be shown while the commands are still on their
 * way. Whatever needs them waits.
 */
let shell: Programs['shell'] | undefined;
const programs: Programs = { shell: (...given) => shell!(...given) };
const commandsLoaded = import('../kubectl/shell/index.ts').then((module) => {
  shell = module.shell;
});

/** True for an open that runs no command: no history to replay, no start objects to apply. */
const isFresh = (message: ToWorker): boolean =>
  message.type === 'open' && message.session.branches.every((branch) => branch.commands.length === 0) && Object.keys(message.lesson?.start ?? {}).length === 0;

/** Messages in the order they came, where the first has to wait for kubectl. */
let held: ToWorker[] | undefined;

function take(message: ToWorker): void {
  if (held) {
    held.push(message);
    return;
  }
  if (shell === undefined && !isFresh(message) && message.type !== 'ping') {
    held = [message];
    void commandsLoaded.then(() => {
      const waiting = held!;
      held = undefined;
      for (const next of waiting) take(next);
    });
    return;
  }
  host.receive(message);
  goOn();
}

const host = new Host(
  {
    boot(session, lesson) {
      const cluster = Cluster.boot({ profile: profileById(session.profile)!, seed: session.seed, programs });
      if (lesson) startLesson(cluster, lesson);
      return cluster;
    },
    complete,
  },
  (message: ToPage, transfer) => self.postMessage(message, (transfer ?? []) as ArrayBuffer[]),
);

/** A task of its own for every turn, without the 4 ms that nested timers are held back. */
const turns = new MessageChannel();
let waiting = false;

function goOn(): void {
  if (waiting) return;
  waiting = true;
  turns.port2.postMessage(undefined);
}

turns.port1.onmessage = () => {
  waiting = false;
  const until = performance.now() + turnMs;
  if (host.work(() => performance.now() < until)) goOn();
};

self.onmessage = ({ data }: MessageEvent<unknown>) => {
  const parsed = parseToWorker(data);
  if ('problem' in parsed) {
    self.postMessage({
      type: 'problem',
      say: { key: 'problem.border', values: {} },
      detail: parsed.problem,
    } satisfies ToPage);
    // Whoever gave a command waits for its end.
    const { type, request } = data as { readonly type?: unknown; readonly request?: unknown };
    if (type === 'command' && typeof request === 'number') {
      const text = `error: ${parsed.problem}\n`;
      self.postMessage({ type: 'output', request, stream: 'stderr', text } satisfies ToPage);
      self.postMessage({ type: 'exit', request, code: 1 } satisfies ToPage);
    }
    return;
  }
  take(parsed.value);
};
