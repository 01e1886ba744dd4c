import { walk } from '../../api/json-path/find.ts';
import type { Template } from '../../api/json-path/parse.ts';
import { goJson } from '../text/go.ts';

export { findValues } from '../../api/json-path/find.ts';
export { parseJsonPath, relaxed, type Template } from '../../api/json-path/parse.ts';

/** A value as text: JSON for maps and lists. */
export const valueText = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : value === null || value === undefined
      ? ''
      : typeof value === 'object'
        ? goJson(value)
        : typeof value === 'number'
          ? goJson(value)
          : String(value as boolean);

export function renderJsonPath(
  template: Template,
  object: unknown,
): { readonly text: string } | { readonly problem: string } {
  let out = '';
  for (const piece of template) {
    if (piece.type === 'text') {
      out += piece.text;
      continue;
    }
    const found = walk([object], piece.steps, true);
    if ('problem' in found) return found;
    if (piece.type === 'value') out += found.map(valueText).join(' ');
    else {
      for (const item of found) {
        const inner = renderJsonPath(piece.body, item);
        if ('problem' in inner) return inner;
        out += inner.text;
      }
    }
  }
  return { text: out };
}
