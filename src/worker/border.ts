import * as v from 'valibot';
import type { Session, ToPage, ToWorker } from './protocol.ts';
import { branchesMax, commandsMax, fileCharsMax, stepsMax } from './limits.ts';

/**
 * What may cross between page and worker, and what a link may carry. Links come from strangers, so a session is
 * checked to the last field; messages between our own two halves are checked in shape.
 */
const step = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(stepsMax));
const branchId = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(branchesMax));
const playhead = v.strictObject({ branch: branchId, step });
const fileName = v.pipe(v.string(), v.maxLength(200));
const files = v.record(fileName, v.pipe(v.string(), v.maxLength(fileCharsMax)));
const line = v.pipe(v.string(), v.maxLength(20_000));
const actor = v.pipe(v.string(), v.maxLength(100));
const change = v.picklist(['stop', 'start']);
const text = v.pipe(v.string(), v.maxLength(10_000));

const command = v.variant('type', [
  v.strictObject({ type: v.literal('kubectl'), line, files }),
  v.strictObject({ type: v.literal('interrupt'), process: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  v.strictObject({ type: v.literal('process'), actor, change }),
]);

const sessionCommand = v.strictObject({
  step,
  atMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4e12))),
  command,
});

const branch = v.strictObject({
  id: branchId,
  parent: v.optional(playhead),
  commands: v.pipe(v.array(sessionCommand), v.maxLength(commandsMax)),
  lastStep: v.optional(step),
});

const session = v.strictObject({
  version: v.literal(1),
  profile: v.picklist(['lab', 'solo']),
  seed: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff)),
  lesson: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,80}$/))),
  branches: v.pipe(v.array(branch), v.minLength(1), v.maxLength(branchesMax)),
  at: playhead,
});

const request = v.pipe(v.number(), v.integer(), v.minValue(0));
const integer = v.pipe(v.number(), v.integer());
const reference = v.object({ kind: text, namespace: v.optional(text), name: text, uid: v.optional(text) });

const toWorker = v.variant('type', [
  v.object({
    type: v.literal('open'),
    session,
    lesson: v.optional(
      v.object({
        spec: v.object({ id: v.string(), tasks: v.array(v.unknown()) }),
        start: files,
        files,
        solution: v.string(),
      }),
    ),
  }),
  v.object({ type: v.literal('command'), request, line, files, through: v.optional(v.boolean()) }),
  v.object({ type: v.literal('interrupt'), request }),
  v.object({ type: v.literal('process'), actor, change }),
  v.object({
    type: v.literal('step'),
    by: v.pipe(integer, v.minValue(-100_000), v.maxValue(100_000)),
    unit: v.picklist(['story', 'message', 'phase']),
  }),
  v.object({ type: v.literal('seek'), step }),
  v.object({ type: v.literal('clock'), toMs: v.pipe(v.number(), v.minValue(0)) }),
  v.object({ type: v.literal('settle'), limitMs: v.pipe(v.number(), v.minValue(0)) }),
  v.object({ type: v.literal('branch'), id: branchId }),
  v.object({
    type: v.literal('inspect'),
    ref: v.optional(reference),
    component: v.optional(actor),
    whole: v.optional(v.object({ pick: v.optional(text) })),
  }),
  v.object({ type: v.literal('why'), entry: integer }),
  v.object({ type: v.literal('advise'), request, pod: reference }),
  v.object({ type: v.literal('timeline'), fromStep: integer, toStep: integer, detail: v.boolean() }),
  v.object({ type: v.literal('mermaid'), fromStep: integer, toStep: integer, lang: v.picklist(['ko', 'en']) }),
  v.object({ type: v.literal('complete'), request, line, cursor: integer, files: v.array(fileName) }),
  v.object({ type: v.literal('lesson-answer'), task: text, answer: text }),
  v.object({ type: v.literal('lesson-hint'), task: text }),
  v.object({ type: v.literal('lesson-solution') }),
  v.object({ type: v.literal('ping'), n: integer }),
  v.object({ type: v.literal('seen') }),
  v.object({ type: v.literal('hash') }),
  v.object({ type: v.literal('crash') }),
]);

export type Parsed<T> = { readonly value: T } | { readonly problem: string };

/** A session from a link or a file, checked completely. */
export function parseSession(value: unknown): Parsed<Session> {
  const result = v.safeParse(session, value);
  if (!result.success) return { problem: describe(result.issues) };
  const parsed = result.output as Session;
  const ids = new Set<number>();
  for (const { id, parent, commands } of parsed.branches) {
    if (ids.has(id)) return { problem: `branch ${id} twice` };
    if (id !== ids.size + 1) return { problem: `branch ${id} out of order` };
    if (parent ? !ids.has(parent.branch) : ids.size > 0) return { problem: `branch ${id} has no parent` };
    ids.add(id);
    for (let i = 1; i < commands.length; i++)
      if (commands[i]!.step < commands[i - 1]!.step) return { problem: `commands of branch ${id} out of order` };
  }
  return ids.has(parsed.at.branch) ? { value: parsed } : { problem: `no branch ${parsed.at.branch}` };
}

/** A message as it arrives in the worker. */
export function parseToWorker(value: unknown): Parsed<ToWorker> {
  const result = v.safeParse(toWorker, value);
  // The value itself is passed on: lesson packages carry more than is looked at here.
  return result.success ? { value: value as ToWorker } : { problem: describe(result.issues) };
}

/** First field of each message to the page that a reader would stumble over if it were missing. */
const pageFields: Readonly<Record<ToPage['type'], readonly string[]>> = {
  opened: ['firstStep', 'branches'],
  frame: ['frame'],
  session: ['session', 'branches'],
  started: ['request', 'process'],
  output: ['request', 'stream', 'text'],
  file: ['request', 'name', 'text'],
  exit: ['request', 'code'],
  object: ['view'],
  inside: ['view'],
  why: ['entry', 'chain'],
  advice: ['request'],
  timeline: ['window'],
  mermaid: ['text'],
  completions: ['request', 'from', 'items'],
  lesson: ['state'],
  pong: ['n'],
  hash: ['branch', 'hash', 'messages'],
  problem: ['say', 'detail'],
};

/**
 * A message as it arrives on the page. Only its outline is checked: it comes from our own worker many times a second,
 * and a frame is large.
 */
export function parseToPage(value: unknown): Parsed<ToPage> {
  if (typeof value !== 'object' || value === null) return { problem: 'not an object' };
  const { type } = value as { type?: unknown };
  const fields =
    typeof type === 'string' && Object.hasOwn(pageFields, type) ? pageFields[type as ToPage['type']] : undefined;
  if (!fields) return { problem: `unknown message ${String(type)}` };
  const missing = fields.find((field) => !(field in value));
  return missing === undefined ? { value: value as ToPage } : { problem: `${String(type)} without ${missing}` };
}

const describe = (issues: readonly v.BaseIssue<unknown>[]): string =>
  issues
    .slice(0, 3)
    .map((issue) => `${v.getDotPath(issue) ?? 'message'}: ${issue.message}`)
    .join('; ');
