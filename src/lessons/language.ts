import { Environment } from '@marcbachmann/cel-js';
import { matches as selectorMatches, parseLabelSelector } from '../api/selectors.ts';
import { podStatusText, podSummary } from '../api/pod-status.ts';
import type { KubeObject, Pod } from '../api/types.ts';
import type { EntryId, VirtualMs } from '../sim/kernel/types.ts';
import { durationMs } from './duration.ts';
import { actorWord, eventOf, matches, type LessonEvent } from './events.ts';
import { lastOutput, printed, reasonsOf } from './told.ts';
import { lookUp, pluralOf, readRef, type World } from './world.ts';

/** What one evaluation of a goal looks at. */
export interface Scene {
  readonly world: World;
  /** Last entry before the task began; only later ones count. */
  readonly since: EntryId;
  readonly sinceMs: VirtualMs;
  /** Lessons' events since the task began, oldest first. */
  readonly events: readonly LessonEvent[];
  /** Answers given so far, by task id. */
  readonly answers: Readonly<Record<string, { readonly given: string; readonly correct: boolean; readonly firstTry: number }>>;
  /** What temporal functions remember, by their place in the text. */
  readonly memory: Map<number, Memory>;
}

export interface Memory {
  decided?: boolean;
  trueSince?: VirtualMs;
}

/** One environment for all lessons: the functions look at the scene being evaluated. */
let scene: Scene;

/** Values CEL can calculate with: whole numbers become its ints. */
const toCel = (value: unknown): unknown => (typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : (value ?? null));

const readyCondition = (object: KubeObject): boolean =>
  ((object['status'] as { conditions?: { type: string; status: string }[] } | undefined)?.conditions ?? []).some((c) => c.type === 'Ready' && c.status === 'True');

function readyOf(ref: string): bigint {
  const object = lookUp(scene.world, ref);
  if (!object) return 0n;
  if (object.kind === 'Pod' || object.kind === 'Node') return readyCondition(object) ? 1n : 0n;
  const status = (object['status'] ?? {}) as { readyReplicas?: number; numberReady?: number; ready?: number };
  return BigInt(status.readyReplicas ?? status.numberReady ?? status.ready ?? 0);
}

function fieldOf(object: KubeObject | undefined, path: string): unknown {
  let value: unknown = object;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Record<string, unknown>)[part];
  }
  return toCel(value);
}

/** Filters of `count`: sel, ready, phase, status, node, owner, new, name, namespace, image, restarts (at least). Each must hold. */
function select(kind: string, filters: Readonly<Record<string, unknown>>): KubeObject[] {
  const { world } = scene;
  const selector = typeof filters['sel'] === 'string' ? parseLabelSelector(filters['sel']) : undefined;
  if (typeof selector === 'string') throw new Error(selector);
  const owner = typeof filters['owner'] === 'string' ? lookUp(world, filters['owner'])?.metadata.uid : undefined;
  return world.objects(pluralOf(kind)).filter((object) => {
    const { metadata } = object;
    if (filters['name'] !== undefined && metadata.name !== filters['name']) return false;
    if ((metadata.namespace ?? '') !== (filters['namespace'] ?? (metadata.namespace ? 'default' : ''))) return false;
    if (selector && !selectorMatches(selector, metadata.labels ?? {})) return false;
    if (filters['ready'] !== undefined && (readyCondition(object) && !metadata.deletionTimestamp) !== filters['ready']) return false;
    if (filters['owner'] !== undefined && !metadata.ownerReferences?.some((o) => o.uid === owner)) return false;
    if (filters['new'] !== undefined && isNew(object) !== filters['new']) return false;
    if (filters['node'] !== undefined && ((object as Pod).spec.nodeName ?? '') !== filters['node']) return false;
    if (filters['phase'] !== undefined && (object as Pod).status.phase !== filters['phase']) return false;
    if (filters['status'] !== undefined && podStatusText(object as Pod) !== filters['status']) return false;
    if (filters['image'] !== undefined && !(object as Pod).spec.containers.some((c) => c.image === filters['image'])) return false;
    if (filters['restarts'] !== undefined && podSummary(object as Pod).restarts < Number(filters['restarts'])) return false;
    return true;
  });
}

/** True when the object did not exist when the task began. */
function isNew(object: KubeObject): boolean {
  const { metadata } = object;
  const before = scene.world.objectAt(pluralOf(object.kind.toLowerCase()), metadata.namespace ?? '', metadata.name, scene.since);
  return before?.metadata.uid !== metadata.uid;
}

const count = (pattern: string): number => scene.events.reduce((n, e) => (matches(pattern, e) ? n + 1 : n), 0);

/** The most that events of one sort were ever ahead of those of another: how far a number rose above where it began. */
function peak(more: string, fewer: string): number {
  let ahead = 0;
  let most = 0;
  for (const event of scene.events) {
    ahead += (matches(more, event) ? 1 : 0) - (matches(fewer, event) ? 1 : 0);
    most = Math.max(most, ahead);
  }
  return most;
}

function inSequence(...patterns: string[]): boolean {
  let at = 0;
  for (const event of scene.events) if (at < patterns.length && matches(patterns[at]!, event)) at++;
  return at === patterns.length;
}

/** The object around the first event that matches: just before it, or once etcd has written what it asked for. */
function around(pattern: string, ref: string, side: 'before' | 'after'): KubeObject | undefined {
  const { world } = scene;
  const event = scene.events.find((e) => matches(pattern, e));
  if (!event) return undefined;
  const { plural, namespace, name } = readRef(ref.endsWith('/*') ? ref.slice(0, -1) + event.name : ref);
  if (side === 'before') return world.objectAt(plural, namespace, name, event.entry - 1);
  for (let id = event.entry; id <= world.lastEntry; id++) {
    const entry = world.entry(id);
    if (entry?.type === 'note' && entry.note.kind === 'commit' && entry.note.key.endsWith(`/${name}`)) return world.objectAt(plural, namespace, name, id);
  }
  return undefined;
}

function memoryOf(place: bigint): Memory {
  const key = Number(place);
  let memory = scene.memory.get(key);
  if (!memory) scene.memory.set(key, (memory = {}));
  return memory;
}

const environment = new Environment({ homogeneousAggregateLiterals: false })
  .registerFunction('exists(string): bool', (ref: string) => lookUp(scene.world, ref) !== undefined)
  .registerFunction('gone(string): bool', (ref: string) => lookUp(scene.world, ref) === undefined)
  .registerFunction('field(string, string): dyn', (ref: string, path: string) => fieldOf(lookUp(scene.world, ref), path))
  .registerFunction('fieldBefore(string, string, string): dyn', (p: string, ref: string, path: string) => fieldOf(around(p, ref, 'before'), path))
  .registerFunction('fieldAfter(string, string, string): dyn', (p: string, ref: string, path: string) => fieldOf(around(p, ref, 'after'), path))
  .registerFunction('ready(string): int', readyOf)
  .registerFunction('endpoints(string): int', (ref: string) => BigInt(endpointsOf(ref)))
  .registerFunction('count(string): int', (kind: string) => BigInt(select(kind, {}).length))
  .registerFunction('count(string, map): int', (kind: string, filters: unknown) => BigInt(select(kind, plain(filters)).length))
  .registerFunction('nodesOf(string): int', (sel: string) => BigInt(new Set(select('pod', { sel }).map((p) => (p as Pod).spec.nodeName)).size))
  .registerFunction('happened(string): bool', (p: string) => count(p) > 0)
  .registerFunction('never(string): bool', (p: string) => count(p) === 0)
  .registerFunction('times(string): int', (p: string) => BigInt(count(p)))
  .registerFunction('peak(string, string): int', (more: string, fewer: string) => BigInt(peak(more, fewer)))
  .registerFunction('who(string): list<string>', (p: string) => distinct(scene.events.filter((e) => matches(p, e)).map((e) => e.actor)))
  .registerFunction('talksTo(string): list<string>', (target: string) => talkers(target))
  .registerFunction('pairs(list<string>): list<string>', (asked: readonly string[]) => asked.filter((pair) => talkingPairs().has(pair)))
  .registerFunction('missingSteps(string): list<string>', (ref: string) => {
    const seen = birthSteps(ref);
    return birth.map(([number]) => number).filter((number) => !seen.includes(number));
  })
  .registerFunction('reasons(string): list<string>', (ref: string) => reasonsOf(scene.world, ref))
  .registerFunction('can(string, string, string): bool', (user: string, verb: string, kind: string) => scene.world.may(user, verb, pluralOf(kind), 'default'))
  .registerFunction('can(string, string, string, string): bool', (user: string, verb: string, kind: string, namespace: string) =>
    scene.world.may(user, verb, pluralOf(kind), namespace),
  )
  .registerFunction('settled(): bool', () => scene.world.settled)
  .registerFunction('applied(string, string): dyn', (ref: string, path: string) => appliedField(ref, path))
  .registerFunction('answered(string): bool', (id: string) => scene.answers[id] !== undefined)
  .registerFunction('right(string): bool', (id: string) => scene.answers[id]?.correct === true)
  .registerFunction('printed(string): bool', (p: string) => printed(scene.world, scene.since, p))
  .registerFunction('lastPrinted(string): bool', (p: string) => new RegExp(p).test(lastOutput(scene.world, scene.since)))
  .registerFunction('within(int, bool, string): bool', (place: bigint, now: boolean, limit: string) => {
    const memory = memoryOf(place);
    if (memory.decided === undefined && now && scene.world.now - scene.sinceMs <= durationMs(limit)) memory.decided = true;
    return memory.decided === true;
  })
  .registerFunction('hold(int, bool, string): bool', (place: bigint, now: boolean, limit: string) => {
    const memory = memoryOf(place);
    if (memory.decided) return true;
    if (!now) delete memory.trueSince;
    else memory.trueSince ??= scene.world.now;
    if (memory.trueSince !== undefined && scene.world.now - memory.trueSince >= durationMs(limit)) memory.decided = true;
    return memory.decided === true;
  })
  .registerFunction('always(int, bool): bool', (place: bigint, now: boolean) => {
    const memory = memoryOf(place);
    if (!now) memory.decided = false;
    return memory.decided !== false;
  })
  .registerFunction('once(int, bool): bool', (place: bigint, now: boolean) => {
    const memory = memoryOf(place);
    if (now) memory.decided = true;
    return memory.decided === true;
  });
for (let n = 2; n <= 13; n++) {
  environment.registerFunction(`seq(${Array.from({ length: n }, () => 'string').join(', ')}): bool`, (...patterns: string[]) => inSequence(...patterns));
}

const distinct = (words: readonly string[]): string[] => [...new Set(words)].sort();

const plain = (map: unknown): Record<string, unknown> => (map instanceof Map ? (Object.fromEntries(map) as Record<string, unknown>) : (map as Record<string, unknown>));

function endpointsOf(ref: string): number {
  const { namespace, name } = readRef(ref);
  return scene.world
    .objects('endpointslices')
    .filter((s) => s.metadata.namespace === namespace && s.metadata.labels?.['kubernetes.io/service-name'] === name)
    .reduce((n, s) => n + ((s['endpoints'] as { conditions: { ready?: boolean } }[] | null) ?? []).filter((e) => e.conditions.ready).length, 0);
}

/** Who sends messages to an actor, other than answers and that actor's own timers. */
function talkers(target: string): string[] {
  const from = new Set<string>();
  for (let id = scene.since + 1; id <= scene.world.lastEntry; id++) {
    const entry = scene.world.entry(id);
    if (entry?.type !== 'message' || actorWord(entry.to) !== target || entry.from === entry.to) continue;
    if (entry.message.kind === 'request' || entry.message.kind === 'watch' || entry.message.kind === 'etcd') from.add(actorWord(entry.from));
  }
  return [...from].sort();
}

/** Pairs of actors between which any message went, as `a-b` with the words in order. */
function talkingPairs(): Set<string> {
  const pairs = new Set<string>();
  for (let id = scene.since + 1; id <= scene.world.lastEntry; id++) {
    const entry = scene.world.entry(id);
    if (entry?.type === 'message' && entry.from !== entry.to) pairs.add([actorWord(entry.from), actorWord(entry.to)].sort().join('-'));
  }
  return pairs;
}

/** A field of the manifest last given to `kubectl apply`. */
function appliedField(ref: string, path: string): unknown {
  const text = lookUp(scene.world, ref)?.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'];
  return text ? fieldOf(JSON.parse(text) as KubeObject, path) : null;
}

/** The eleven steps of a Pod's birth, as patterns. A bare Pod's first two steps are about the Pod itself. */
const birth: readonly (readonly [string, readonly string[]])[] = [
  ['1', ['user create rs', 'user create deploy', 'user create pod']],
  ['2', ['apiserver put etcd rs', 'apiserver put etcd deploy', 'apiserver put etcd pod']],
  ['3', ['apiserver notify rs-ctl']],
  ['4', ['rs-ctl create pod']],
  ['5', ['apiserver put etcd pod']],
  ['6', ['apiserver notify scheduler pod']],
  ['7', ['scheduler bind pod']],
  ['8', ['apiserver put etcd pod']],
  ['9', ['apiserver notify kubelet pod']],
  ['10', ['kubelet start container']],
  ['11', ['kubelet patch pod/status']],
];

/** Numbers of the birth's steps that happened since the task began, for the Pod itself or whoever asked for it. */
function birthSteps(ref: string): string[] {
  const { name } = readRef(ref);
  const byController = scene.events.some((e) => e.actor === 'rs-ctl' && e.verb === 'create' && e.kind === 'pod');
  return birth
    .filter(([number]) => byController || !['3', '4', '5'].includes(number))
    .filter(([, patterns]) => patterns.some((p) => scene.events.some((e) => matches(p, e) && (e.name === name || e.name === '' || e.kind !== 'pod'))))
    .map(([number]) => number);
}

/** A goal, ready to be evaluated. */
export interface Goal {
  readonly text: string;
  evaluate(scene: Scene): unknown;
}

const temporal = /\b(within|hold|always|once)\(/g;

/** Parses and checks a goal. Throws with CEL's own message when the text is wrong. `firstPlace` numbers its temporal calls. */
export function parseGoal(text: string, firstPlace = 0): Goal {
  let place = firstPlace;
  const source = text.replace(temporal, (_, word: string) => `${word}(${place++}, `);
  const program = environment.parse(source);
  const checked = program.check();
  if (!checked.valid) throw new Error(`${text}: ${checked.error?.message ?? 'not valid'}`);
  return {
    text,
    evaluate(now) {
      scene = now;
      return program({});
    },
  };
}

/** The answer to a question as text: lists sorted and joined by commas. */
export function answerText(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).sort(byNumber).join(',');
  return value === null || value === undefined || value === '' ? 'none' : String(value as string | number | bigint | boolean);
}

const byNumber = (a: string, b: string): number => Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0);

/** Adds what has arrived or been decided after step `readTo` to `known`, and returns the last step read. */
export function readEvents(world: World, known: LessonEvent[], readTo: number): number {
  for (let step = readTo + 1; step <= world.steps; step++) {
    for (const entry of world.entriesOf(step)) {
      const event = eventOf(entry, (id) => world.entry(id));
      if (event) known.push(event);
    }
  }
  return world.steps;
}
