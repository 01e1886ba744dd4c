import * as v from 'valibot';
import { durationMs } from './duration.ts';
import type { LessonSpec } from './types.ts';

const predict = v.pipe(
  v.strictObject({
    ask: v.picklist(['next-actor', 'value']),
    pauseAt: v.optional(v.string()),
    count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    of: v.optional(v.string()),
    whatIf: v.optional(v.string()),
    when: v.optional(v.string()),
    options: v.pipe(v.array(v.string()), v.minLength(2)),
    multi: v.optional(v.boolean()),
  }),
  v.check((p) => (p.ask === 'value') === (p.of !== undefined), 'ask: value needs `of`, ask: next-actor has none'),
);

const task = v.pipe(
  v.strictObject({
    id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
    kind: v.picklist(['click', 'number', 'yaml', 'kubectl', 'predict', 'chaos', 'watch', 'diagnose']),
    goal: v.optional(v.string()),
    command: v.optional(v.string()),
    number: v.optional(v.strictObject({ from: v.number(), min: v.number(), max: v.number() })),
    file: v.optional(v.string()),
    predict: v.optional(predict),
  }),
  v.check((t) => t.kind === 'predict' || t.goal !== undefined, 'every task but a prediction needs a goal'),
  v.check((t) => (t.kind === 'predict') === (t.predict !== undefined), 'a predict task has `predict`, no other has'),
  v.check((t) => (t.kind === 'number') === (t.number !== undefined), 'a number task has `number`, no other has'),
);

const duration = v.pipe(
  v.string(),
  v.regex(/^(\d+(ms|s|m|h))+$/),
  v.transform((text) => durationMs(text)),
);

const lesson = v.pipe(
  v.strictObject({
    minutes: v.pipe(v.number(), v.minValue(1)),
    requires: v.array(v.string()),
    introduces: v.pipe(v.array(v.string()), v.maxLength(3)),
    cluster: v.strictObject({ profile: v.picklist(['lab', 'solo']), seed: v.pipe(v.number(), v.integer()) }),
    show: v.array(v.picklist(['graph', 'timeline', 'editor', 'terminal', 'inspector'])),
    tasks: v.pipe(v.array(task), v.minLength(1)),
    mistakes: v.array(v.strictObject({ id: v.string(), when: v.string() })),
    limit: v.strictObject({ virtual: duration, steps: v.number() }),
  }),
  v.check((l) => new Set(l.tasks.map((t) => t.id)).size === l.tasks.length, 'task ids are used once'),
);

/** lesson.yaml, parsed to a value, as a lesson; or what is wrong with it, one line each. */
export function readLesson(id: string, value: unknown): { spec: LessonSpec } | { problems: readonly string[] } {
  const result = v.safeParse(lesson, value);
  if (!result.success) {
    return { problems: result.issues.map((issue) => `${issue.path?.map((p) => String(p.key)).join('.') ?? 'lesson.yaml'}: ${issue.message}`) };
  }
  const { limit, ...rest } = result.output;
  return { spec: { id, ...rest, limit: { virtualMs: limit.virtual, steps: limit.steps } } as LessonSpec };
}
