import type { ActorId } from '../sim/kernel/types.ts';
import type { ToPage } from '../worker/protocol.ts';
import { listen, nextRequest, post } from './link.ts';
import { bringUp, useMode, usePanels } from './panels.ts';
import { playhead } from './playhead.ts';
import { kindOfActor, usePage, type Selection } from './store.ts';
import { pods } from './graph/pods.ts';

export { useMode };

/** What the person can do, wherever they do it: cards, keys, palette, lesson buttons and the editor all end here. */

export function select(selection: Selection | undefined): void {
  usePage.setState({ selection, object: undefined, inside: undefined });
  look();
}

/** Tells the simulation what is looked at more closely. */
function look(): void {
  const { selection } = usePage.getState();
  const { inside } = usePanels.getState();
  const component = inside?.id ?? (selection?.type === 'component' ? selection.id : undefined);
  post({
    type: 'inspect',
    ref:
      selection?.type === 'object'
        ? selection.ref
        : selection?.type === 'node'
          ? { kind: 'Node', name: selection.name }
          : undefined,
    ...(component ? { component } : {}),
    ...(inside ? { whole: inside } : {}),
  });
}

// A simulation that was started again does not know what is looked at.
listen((message) => {
  if (message.type === 'opened') look();
});

/** Components one can walk into; of the others the inspector tells what there is. */
const hasRoom = (id: ActorId): boolean =>
  ['apiserver', 'etcd', 'controller-manager', 'scheduler', 'kubelet', 'runtime'].includes(kindOfActor(id));

/** Walks into a component, if the lesson lets one look closer; `undefined` walks out. */
export function openInside(id: ActorId | undefined, pick?: string): void {
  if (id !== undefined) {
    if (!usePanels.getState().revealed.has('inspector')) return;
    if (!hasRoom(id)) return inspect({ type: 'component', id });
  }
  usePanels.setState({
    drawer: undefined,
    inside: id === undefined ? undefined : { id, ...(pick === undefined ? {} : { pick }) },
  });
  look();
}

export function inspect(selection: Selection | undefined): void {
  select(selection);
  bringUp('inspector');
}

/** A kubectl line's answers as they come. */
export interface CommandRun {
  readonly request: number;
  readonly line: string;
}

const runListeners = new Set<(run: CommandRun, answer: Extract<ToPage, { request: number }> | 'sent') => void>();
const runs = new Map<number, CommandRun>();

/** Every command of the page, also those given by buttons: the terminal shows them all. */
export function onRun(
  listener: (run: CommandRun, answer: Extract<ToPage, { request: number }> | 'sent') => void,
): () => void {
  runListeners.add(listener);
  return () => runListeners.delete(listener);
}

/** Files a command may read (`kubectl apply -f web.yaml`); the editor keeps this up to date. */
let openFiles: () => Readonly<Record<string, string>> = () => ({});
export function provideFiles(files: () => Readonly<Record<string, string>>): void {
  openFiles = files;
}

/**
 * Gives a kubectl line at the play-head and lets its story be seen; `through`: shows its output at once, for what only
 * reads.
 */
export function command(line: string, then: 'play' | 'step' | 'stay' | 'through' = 'play'): CommandRun {
  const run = { request: nextRequest(), line };
  runs.set(run.request, run);
  for (const listener of runListeners) listener(run, 'sent');
  post({
    type: 'command',
    request: run.request,
    line,
    files: openFiles(),
    ...(then === 'through' ? { through: true } : {}),
  });
  if (then === 'through') playhead.leap(() => runs.has(run.request));
  if (then === 'play') playhead.follow();
  if (then === 'step') playhead.step(1);
  return run;
}

listen((message) => {
  if (message.type !== 'started' && message.type !== 'output' && message.type !== 'exit') return;
  const run = runs.get(message.request);
  if (!run) return;
  if (message.type === 'exit') runs.delete(message.request);
  for (const listener of runListeners) listener(run, message);
});

export function process(id: ActorId, change: 'stop' | 'start'): void {
  post({ type: 'process', actor: id, change });
  playhead.follow();
}

/** Components a person can stop: every process of the cluster, but not themselves or the outside world. */
export const canStop = (id: ActorId): boolean => !['user', 'registry', 'runtime'].includes(kindOfActor(id));

/** A lesson's line as a person would type it: `$(pod app=web 1)` becomes the name of a Pod on screen. */
export function expandLine(line: string): string {
  return line.replace(/\$\(pod \S*?=(\S+?)(?: (\d+))?\)/g, (whole, family: string, index: string | undefined) => {
    const names = [...pods.pods.values()]
      .filter((pod) => pod.name.startsWith(`${family}-`) || pod.name === family)
      .map((pod) => pod.name);
    return names.sort()[Number(index ?? 0)] ?? whole;
  });
}

/** A lesson's button: a kubectl line, or `stop ACTOR` and `start ACTOR`. */
export function giveLine(line: string, then: 'play' | 'step' = 'play'): void {
  const switching = /^(stop|start) (\S+)$/.exec(line);
  if (!switching) {
    command(expandLine(line), then);
    return;
  }
  post({ type: 'process', actor: switching[2]!, change: switching[1] as 'stop' | 'start' });
  if (then === 'play') playhead.follow();
}
