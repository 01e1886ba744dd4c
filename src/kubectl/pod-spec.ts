import { at, type Obj } from './client.ts';
import type { JsonObject } from './types.ts';

/** Where the Pod spec stands in an object. Models: polymorphichelpers UpdatePodSpecForObject. */
export function podSpecPath(object: Obj): readonly string[] | undefined {
  if (object.kind === 'Pod') return ['spec'];
  if (object.kind === 'CronJob') return ['spec', 'jobTemplate', 'spec', 'template', 'spec'];
  return at(object, 'spec', 'template', 'spec') ? ['spec', 'template', 'spec'] : undefined;
}

/** A copy of `object` with another value at `path`. */
export function withValue(object: JsonObject, path: readonly string[], value: unknown): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return value as JsonObject;
  return {
    ...object,
    [key]: rest.length === 0 ? value : withValue((object[key] as JsonObject | undefined) ?? {}, rest, value),
  };
}
