/// <reference lib="webworker" />
import { startLesson } from '../lessons/start.ts';
import { Cluster } from '../sim/cluster.ts';
import { profileById } from '../sim/profiles.ts';
import type { Programs } from '../sim/user.ts';
import { parseToWorker } from './border.ts';
import { Host } from './host.ts';
import type { ToPage, ToWorker } from './protocol.ts';

/** The worker's entry: wires one host to the page. What it throws ends the worker; the page starts another. */
declare const self: DedicatedWorkerGlobalScope;

/** Longest turn before messages of the page are heard again, in ms. */
const turnMs = 24;

/**
 * kubectl comes beside the cluster, not before it: a fresh cluster can be shown while the commands are still on their
 * way. Whatever needs them waits. The texts of `explain` are larger still and come when a line asks for them.
 */
type Commands = typeof import('./commands.ts');
let commands: Commands | undefined;
const programs: Programs = { shell: (...given) => commands!.shell(...given) };
const commandsLoaded = import('./commands.ts').then((module) => {
  commands = module;
});
let docsLoaded: Promise<void> | undefined;
let docsThere = false;

function loadDocs(): Promise<void> {
  docsLoaded ??= Promise.all([commandsLoaded, import('../api/schema/docs.json')]).then(([, module]) => {
    commands!.provideDocs(module.default);
    docsThere = true;
  });
  return docsLoaded;
}

const linesOf = (message: ToWorker): readonly string[] =>
  message.type === 'command'
    ? [message.line]
    : message.type === 'open'
      ? message.session.branches.flatMap(({ commands: given }) =>
          given.flatMap(({ command }) => (command.type === 'kubectl' ? [command.line] : [])),
        )
      : [];

/** What has to be there before a message can be handled; undefined when everything is. */
function missingFor(message: ToWorker): Promise<void> | undefined {
  if (message.type === 'ping' || message.type === 'seen') return undefined;
  const lines = linesOf(message);
  if (!docsThere && lines.some((line) => /\bexplain\b/.test(line))) return loadDocs();
  const runsNothing =
    message.type === 'open' && lines.length === 0 && Object.keys(message.lesson?.start ?? {}).length === 0;
  return commands === undefined && !runsNothing ? commandsLoaded : undefined;
}

/** Messages in the order they came, where the first has to wait. */
let held: ToWorker[] | undefined;

function take(message: ToWorker): void {
  if (held) {
    held.push(message);
    return;
  }
  const missing = missingFor(message);
  if (missing) {
    held = [message];
    void missing.then(() => {
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
    complete: (...given) => commands!.complete(...given),
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
