import { depthAtMost } from '../../api/go-json.ts';
import { resourceTypes } from '../../api/index.ts';

/** Levels that are kept of a body. Upstream reads 10,000; what walks a value here has only a stack. */
const keptLevels = 1_000;

export const isDeep = (text: string): boolean => depthAtMost(text) > keptLevels;

/**
 * Cuts off what lies too deep, in place. No built-in kind has fields down there: whatever it is, it is unknown or of the
 * wrong type, and all that is ever told of it is where it begins.
 */
export function cutDeep(value: unknown): unknown {
  let level: unknown[] = [value];
  for (let depth = 1; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue;
      const holder = item as Record<string, unknown>;
      for (const key of Object.keys(holder)) {
        const part = holder[key];
        if (typeof part !== 'object' || part === null) continue;
        if (depth >= keptLevels - 1) holder[key] = Array.isArray(part) ? [] : {};
        else next.push(part);
      }
    }
    level = next;
  }
  return value;
}

/** Kinds that keep whatever they are given: of these nothing may be cut off. */
const keepers = new Set(['customresourcedefinitions', 'controllerrevisions']);

/** Does what a request to this path writes belong to a kind that keeps any content, as custom resources may? */
export function keepsAll(path: string): boolean {
  const [root, ...rest] = path.split('/').filter((part) => part !== '');
  const [group, version, ...place] = root === 'api' ? ['', ...rest] : rest;
  const plural = place[0] === 'namespaces' && place.length > 2 ? place[2] : place[0];
  const known = resourceTypes.some(
    (type) => type.group === group && type.version === version && type.plural === plural,
  );
  return !known || keepers.has(plural!);
}
