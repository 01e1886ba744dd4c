import type { Operand, Step, Template } from './parse.ts';

/** What templates find in objects. Models: client-go util/jsonpath/jsonpath.go with missing keys allowed. */
export type Values = unknown[] | { readonly problem: string };

export function walk(values: unknown[], steps: readonly Step[], missingOk: boolean): Values {
  let current = values;
  for (const step of steps) {
    const next: unknown[] = [];
    for (const value of current) {
      switch (step.type) {
        case 'field': {
          if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
            const found = (value as Record<string, unknown>)[step.name];
            if (found !== undefined) next.push(found);
            else if (!missingOk) return { problem: `${step.name} is not found` };
          } else if (Array.isArray(value) && !missingOk) return { problem: `can't find field ${step.name}` };
          break;
        }
        case 'wildcard':
          if (Array.isArray(value)) next.push(...(value as unknown[]));
          else if (typeof value === 'object' && value !== null) next.push(...Object.values(value as object));
          break;
        case 'identifier':
          return { problem: `unrecognized identifier ${step.name}` };
        case 'recursive':
          next.push(...descendants(value));
          break;
        case 'index': {
          if (!Array.isArray(value)) {
            if (value === null || value === undefined) break;
            return {
              problem: `${typeof value === 'object' ? 'map[string]interface {}' : typeof value} is not array or slice`,
            };
          }
          const length = value.length;
          let from = step.from ?? 0;
          let to = step.to ?? length;
          if (from < 0) from += length;
          if (step.single) to = from + 1;
          else if (to < 0) to += length;
          if (step.single && (from < 0 || from >= length)) {
            if (missingOk && length === 0) break;
            return { problem: `array index out of bounds: index ${step.from ?? 0}, length ${length}` };
          }
          for (let i = Math.max(0, from); i < Math.min(to, length); i += Math.max(1, step.step)) next.push(value[i]);
          break;
        }
        case 'union':
          for (const path of step.paths) {
            const found = walk([value], path, true);
            if (!('problem' in found)) next.push(...found);
          }
          break;
        case 'filter': {
          const items: unknown[] = Array.isArray(value)
            ? (value as unknown[])
            : typeof value === 'object' && value !== null
              ? Object.values(value as object)
              : [];
          for (const item of items) if (passes(item, step)) next.push(item);
          break;
        }
      }
    }
    current = next;
  }
  return current;
}

function descendants(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value as object).flatMap(descendants)];
}

function passes(item: unknown, step: Extract<Step, { type: 'filter' }>): boolean {
  const side = (o: Operand): unknown[] => {
    if (o.type === 'value') return [o.value];
    const found = walk([item], o.steps, true);
    return 'problem' in found ? [] : found;
  };
  const left = side(step.left);
  if (step.operator === 'exists') return left.length > 0;
  const right = side(step.right!);
  if (left.length === 0 || right.length === 0) return false;
  const a = left[0] as string | number;
  const b = right[0] as string | number;
  switch (step.operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    default:
      return a >= b;
  }
}

/** Values a template finds in an object: one list per `{…}` of it. */
export function findValues(template: Template, object: unknown, missingOk = true): Values {
  const out: unknown[] = [];
  for (const piece of template) {
    if (piece.type === 'text') continue;
    const found = walk([object], piece.steps, missingOk);
    if ('problem' in found) return found;
    out.push(...found);
  }
  return out;
}
