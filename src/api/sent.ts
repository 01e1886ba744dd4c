import { isRecord } from './wire-values.ts';

/**
 * Go tells an empty list or map from an absent one until an object is stored; we read both as absent. Only messages show
 * the difference, so only they ask for it: the object as Go holds it between reading and storing.
 * `object` is what became of `sent`; it is not changed.
 */
export function withEmpties<T>(object: T, sent: unknown): T {
  if (Array.isArray(object)) {
    if (!Array.isArray(sent)) return object;
    let copy: unknown[] | undefined;
    object.forEach((item: unknown, i) => {
      const filled = withEmpties(item, sent[i]);
      if (filled !== item) (copy ??= [...(object as unknown[])])[i] = filled;
    });
    return (copy ?? object) as T;
  }
  if (!isRecord(object) || !isRecord(sent)) return object;
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(sent)) {
    const [own, was] = [object[name], sent[name]];
    const filled = own === undefined ? emptyOf(was) : withEmpties(own, was);
    if (filled !== own) (copy ??= { ...object })[name] = filled;
  }
  return (copy ?? object) as T;
}

function emptyOf(sent: unknown): unknown {
  if (Array.isArray(sent)) return sent.length === 0 ? [] : undefined;
  return isRecord(sent) && Object.keys(sent).length === 0 ? {} : undefined;
}
