/// <reference lib="webworker" />
import { startLesson } from '../lessons/start.ts';
import { cel } from '../sim/apiserver/index.ts';
import { Cluster } from '../sim/cluster.ts';
import { profileById } from '../sim/profiles.ts';
import type { Programs } from '../sim/user.ts';
import { Ahead, expectedSession, isExpected, type Expected } from './ahead.ts';
import { parseToWorker } from './border.ts';
import { Host, type Emit } from './host.ts';
import { fetchSecond, wasMissed } from './parts.ts';
import type { Session, ToPage, ToWorker } from './protocol.ts';
import { openHistory } from './session.ts';

/** The worker's entry: wires one host to the page. What it throws ends the worker; the page starts another. */
declare const self: DedicatedWorkerGlobalScope;

/** Longest turn before messages of the page are heard again, in ms. */
const turnMs = 24;

/**
 * kubectl and the second part come beside the cluster, not before it: a fresh cluster can be shown while they are still
 * on their way. Whatever needs them waits. The texts of `explain` are larger still and come when a line asks for them.
 */
type Commands = typeof import('./commands.ts');
let commands: Commands | undefined;
const programs: Programs = { shell: (...given) => commands!.shell(...given) };
const commandsLoaded = import('./commands.ts').then((module) => {
  commands = module;
  cel.engine = module.celEngine;
});
let complete = false;
let everything: Promise<void> | undefined;

/** The second part is fetched when the first has shown what it can: it must not take the line from what is wanted now. */
function whole(): Promise<void> {
  everything ??= Promise.all([commandsLoaded, fetchSecond()]).then(
    () => {
      complete = true;
    },
    // A part that does not come ends this worker, as any failure does; the page starts another.
    (error: unknown) =>
      new Promise<never>(() => {
        setTimeout(() => {
          throw error;
        });
      }),
  );
  return everything;
}

let docsLoaded: Promise<void> | undefined;
let docsThere = false;

function loadDocs(): Promise<void> {
  docsLoaded ??= Promise.all([whole(), import('../api/schema/docs.json')]).then(([, module]) => {
    commands!.provideDocs(module.default);
    docsThere = true;
  });
  return docsLoaded;
}

let rareLoaded: Promise<void> | undefined;
let rareThere = false;

function loadRare(): Promise<void> {
  rareLoaded ??= Promise.all([whole(), import('../kubectl/commands/rare.ts')]).then(([, module]) => {
    commands!.provideCommands(module.rareCommands);
    rareThere = true;
  });
  return rareLoaded;
}

const rareNames =
  /\b(auth|certificate|cluster-info|completion|config|cp|debug|diff|edit|kustomize|plugin|port-forward|proxy)\b/;

/** A line that surely names no command of `rare.ts`: plain words only, and none of theirs among them. */
const isCommon = (line: string): boolean => /^[\w\s./=:,@%+-]*$/.test(line) && !rareNames.test(line);

const linesOf = (message: ToWorker): readonly string[] =>
  message.type === 'command' || message.type === 'complete'
    ? [message.line]
    : message.type === 'open'
      ? message.session.branches.flatMap(({ commands: given }) =>
          given.flatMap(({ command }) => (command.type === 'kubectl' ? [command.line] : [])),
        )
      : [];

/** No lines but those of `linesOf` will run for the message, or none that could name a command of `rare.ts`. */
const runsNoOther = (message: ToWorker): boolean =>
  message.type === 'open'
    ? !rareNames.test(JSON.stringify(message.lesson?.start ?? ''))
    : message.type !== 'lesson-solution' && message.type !== 'lesson-answer';

const runsNothing = ({ branches }: Session): boolean => branches.every(({ commands: given }) => given.length === 0);

/** What has to be there before a message can be handled; undefined when everything is. */
function missingFor(message: ToWorker): Promise<void> | undefined {
  if (message.type === 'ping' || message.type === 'seen') return undefined;
  const lines = linesOf(message);
  if (!docsThere && lines.some((line) => /\bexplain\b/.test(line))) return loadDocs();
  if (!rareThere && !(lines.every(isCommon) && runsNoOther(message))) return loadRare();
  if (complete) return undefined;
  if (message.type !== 'open') return whole();
  const isFresh = runsNothing(message.session) && Object.keys(message.lesson?.start ?? {}).length === 0;
  return commands === undefined && !isFresh ? commandsLoaded : undefined;
}

/** Messages in the order they came, where the first has to wait. */
let held: ToWorker[] | undefined;

function hold(messages: ToWorker[], until: Promise<void>): void {
  held = messages;
  void until.then(() => {
    const waiting = held!;
    held = undefined;
    for (const next of waiting) take(next);
  });
}

function take(message: ToWorker): void {
  // A sign of life is given even while everything else waits for a slow line.
  if (message.type === 'ping') return host.receive(message);
  if (message.type === 'open') isAsked = true;
  if (held) {
    held.push(message);
    return;
  }
  const missing = missingFor(message);
  if (missing) return hold([message], missing);
  if (!complete) return tryToOpen(message);
  host.receive(message);
  goOn();
}

const post: Emit = (message, transfer) => self.postMessage(message, (transfer ?? []) as ArrayBuffer[]);
let emit = post;

/**
 * Opens a session with what is there. If that turns out to need the second part, nothing of the attempt counts: it is
 * opened anew when everything has come. So what a session becomes never depends on what had arrived when.
 */
function tryToOpen(message: ToWorker): void {
  const told: Parameters<Emit>[] = [];
  emit = (...given) => void told.push(given);
  let failed = false;
  try {
    host.receive(message);
  } catch {
    // Whatever the reason: with everything there it comes up again, or it does not.
    failed = true;
  }
  emit = post;
  if (wasMissed() || failed) return hold([message], whole());
  for (const each of told) post(...each);
  void whole().then(() => {
    host.attend();
    goOn();
  });
  // What follows an opening may need more than the opening did.
  hold([], whole());
}

const ahead = new Ahead();
/** The page has said what it opens: nothing needs to be guessed any more. */
let isAsked = false;

/** Rebuilds what the page is expected to open. Like `tryToOpen`, it counts for nothing if it needed the second part. */
async function prepare(expected: Expected): Promise<void> {
  const session = await expectedSession(expected);
  if (session && !runsNothing(session)) await commandsLoaded;
  if (!session || isAsked) return;
  try {
    ahead.make(session, () => openHistory(boot(session), session));
  } catch {
    // Opened for real, it fails again where it is told.
  }
  if (wasMissed()) ahead.forget();
}

const boot = ({ profile, seed }: Session): Cluster => Cluster.boot({ profile: profileById(profile)!, seed, programs });

const host = new Host(
  {
    boot(session, lesson) {
      const cluster = boot(session);
      if (lesson) startLesson(cluster, lesson);
      return cluster;
    },
    ahead: (...given) => ahead.take(...given),
    complete: (...given) => commands!.complete(...given),
    attendsLater: () => !complete,
  },
  (...given) => emit(...given),
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
  if (isExpected(data)) return void prepare(data).catch(() => ahead.forget());
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
