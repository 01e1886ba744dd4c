import type { Obj } from '../client.ts';
import { fail } from '../errors.ts';
import { structJson } from '../go-order.ts';
import { goJson } from '../text/go.ts';
import type { JsonObject } from '../types.ts';
import { lastApplied } from './apply-server.ts';

/** What an object keeps of its last apply. Models: kubectl/pkg/util/apply.go. */

/** The object with no trace of an earlier apply. */
export function withoutLastApplied(object: Obj): Obj {
  const { [lastApplied]: _old, ...annotations } = (object.metadata?.annotations ?? {}) as Record<string, string>;
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** The object as it will be compared next time. */
export const lastAppliedText = (object: Obj): string => `${goJson(withoutLastApplied(object))}\n`;

/** The object with that text in an annotation of its own. */
export function withLastApplied(object: Obj): Obj {
  const bare = withoutLastApplied(object);
  return {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: { ...bare.metadata!.annotations, [lastApplied]: lastAppliedText(object) },
    },
  };
}

/** The same for an object kubectl makes itself: Go's order, and no annotations where there were none. */
export function withSavedConfig(object: Obj): Obj {
  const text = `${structJson(object)}\n`;
  const annotations = { ...object.metadata?.annotations, [lastApplied]: text };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

export function originalOf(object: Obj): JsonObject | undefined {
  const text = object.metadata?.annotations?.[lastApplied];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return fail(`creating patch with:\noriginal:\n${text}`);
  }
}
