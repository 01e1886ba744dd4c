import { createCalm } from './calm.ts';
import type { ActorId, EntryId, VirtualMs } from '../sim/kernel/types.ts';
import type { Because, ObjectRef } from '../sim/notes.ts';
import type { LessonState } from '../lessons/types.ts';
import type {
  Beat,
  BranchView,
  ComponentView,
  Frame,
  InsideView,
  NodeView,
  ObjectView,
  Playhead,
  ProfileId,
  Session,
  TimelineWindow,
  WhyLink,
  WorkloadView,
} from '../worker/protocol.ts';

/** What the person looks at more closely. */
export type Selection =
  | { readonly type: 'component'; readonly id: ActorId }
  | { readonly type: 'node'; readonly name: string }
  | { readonly type: 'object'; readonly ref: ObjectRef };

export interface Problem {
  readonly id: number;
  readonly tone: 'bad' | 'good';
  readonly say: Because | undefined;
  readonly text: string | undefined;
  readonly detail: string;
}

/**
 * What the page knows of the cluster: one frame, split so that a card subscribes to its own part and a busy neighbour
 * never re-renders it. Pods are not here: thousands of them live in `graph/pods.ts` as columns.
 */
export interface PageState {
  readonly life: 'starting' | 'ready' | 'lost';
  readonly profile: ProfileId;
  readonly at: Playhead;
  readonly firstStep: number;
  readonly lastStep: number;
  readonly atMs: VirtualMs;
  /** Virtual time at which the story began. */
  readonly startMs: VirtualMs;
  readonly revision: number;
  readonly settled: boolean;
  /** The message the play-head stands on: on its way while the play-head moves, just delivered when it rests. */
  readonly beat: Beat | undefined;
  readonly why: readonly WhyLink[];
  readonly flights: readonly Beat[];
  readonly componentIds: readonly ActorId[];
  readonly components: Readonly<Record<ActorId, ComponentView>>;
  readonly nodes: readonly NodeView[];
  readonly workloads: readonly WorkloadView[];
  readonly services: Frame['services'];
  readonly pipeline: Frame['pipeline'];
  /** Components that have acted in the story so far: the others stay in the background of a first lesson. */
  readonly met: ReadonlySet<string>;
  readonly branches: readonly BranchView[];
  readonly session: Session | undefined;
  readonly timeline: TimelineWindow | undefined;
  readonly lesson: LessonState | undefined;
  readonly selection: Selection | undefined;
  readonly object: ObjectView | undefined;
  /** The inside of the selected component. */
  readonly inside: InsideView | undefined;
  /** A why-chain the person opened; undefined shows the beat's own. */
  readonly askedWhy: { readonly entry: EntryId; readonly chain: readonly WhyLink[] } | undefined;
  readonly problems: readonly Problem[];
}

export const emptyPage: PageState = {
  life: 'starting',
  profile: 'lab',
  at: { branch: 0, step: 0 },
  firstStep: 0,
  lastStep: 0,
  atMs: 0,
  startMs: Infinity,
  revision: 0,
  settled: true,
  beat: undefined,
  why: [],
  flights: [],
  componentIds: [],
  components: {},
  nodes: [],
  workloads: [],
  services: [],
  pipeline: undefined,
  met: new Set(),
  branches: [],
  session: undefined,
  timeline: undefined,
  lesson: undefined,
  selection: undefined,
  object: undefined,
  inside: undefined,
  askedWhy: undefined,
  problems: [],
};

export const usePage = createCalm<PageState>(emptyPage, (hurried) => {
  // What changes eight times a second has no time to fade.
  globalThis.document?.documentElement.toggleAttribute('data-hurried', hurried);
});

/** The part of a component that a card belongs to in "who has acted": `kubelet@w1-k8s` → `kubelet`. */
export const kindOfActor = (id: ActorId): string => id.split('@')[0]!;

/** What a frame tells at the moment its message sets off. */
export function depart(frame: Frame): void {
  usePage.hear((page) => {
    return {
      life: 'ready',
      at: frame.at,
      firstStep: frame.firstStep,
      lastStep: frame.lastStep,
      atMs: frame.atMs,
      startMs: Math.min(page.startMs, frame.atMs),
      settled: frame.settled,
      beat: frame.beat,
      why: frame.why,
      flights: frame.flights,
      askedWhy: undefined,
      met: meeting(page.met, frame),
    };
  });
}

/** Who was met once stays met, also when the play-head goes back. The beat's own two are met as its message sets off. */
function meeting(met: ReadonlySet<string>, { beat, components }: Frame): ReadonlySet<string> {
  const now = components.filter((c) => c.met).map((c) => c.id);
  if (beat) now.push(beat.from, beat.to);
  return now.every((id) => met.has(id)) ? met : new Set([...met, ...now]);
}

/** What a frame tells once its message has arrived: the cluster after it. Unchanged parts keep their identity. */
export function land(frame: Frame): void {
  usePage.hear((page) => {
    const components = keepComponents(page, frame);
    return {
      revision: frame.revision,
      components,
      componentIds:
        components === page.components || sameIds(page.componentIds, frame)
          ? page.componentIds
          : frame.components.map((c) => c.id),
      nodes: keepSame(page.nodes, frame.nodes),
      workloads: keepSame(page.workloads, frame.workloads),
      services: keepSame(page.services, frame.services),
      pipeline: page.pipeline && frame.pipeline && same(page.pipeline, frame.pipeline) ? page.pipeline : frame.pipeline,
    };
  });
}

const sameIds = (ids: readonly ActorId[], frame: Frame): boolean =>
  ids.length === frame.components.length && frame.components.every((c, i) => c.id === ids[i]);

/** Looks first and builds only when something changed: a large cluster has thousands of components, most of them still. */
function keepComponents(page: PageState, frame: Frame): PageState['components'] {
  const before = page.components;
  if (
    page.componentIds.length === frame.components.length &&
    frame.components.every((c) => before[c.id] !== undefined && same(before[c.id], c))
  )
    return before;
  const components: Record<ActorId, ComponentView> = {};
  for (const c of frame.components) {
    const old = before[c.id];
    components[c.id] = old && same(old, c) ? old : c;
  }
  return components;
}

/** The new list with the old elements where nothing changed; the old list itself when nothing changed at all. */
function keepSame<T>(before: readonly T[], after: readonly T[]): readonly T[] {
  let changed = before.length !== after.length;
  const kept = after.map((item, i) => {
    const old = before[i];
    if (old !== undefined && same(old, item)) return old;
    changed = true;
    return item;
  });
  return changed ? kept : before;
}

/** Deep equality of plain data. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keysA = Object.keys(a);
  if (keysA.length !== Object.keys(b).length) return false;
  return keysA.every((key) => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}

let problemId = 0;

/** A short message in the corner; screen readers hear it. */
export function tell(problem: Omit<Problem, 'id'>): void {
  const id = ++problemId;
  usePage.setState((page) => ({ problems: [...page.problems.slice(-3), { ...problem, id }] }));
  setTimeout(() => dismiss(id), problem.tone === 'good' ? 3500 : 9000);
}

export function dismiss(id: number): void {
  usePage.setState((page) => ({ problems: page.problems.filter((p) => p.id !== id) }));
}
