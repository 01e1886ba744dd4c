import { goQuote } from './field.ts';
import type { IntOrString, LabelSelector } from './types.ts';

/** Values as Go's %#v prints them: some errors show structs that way. */
export const goStrings = (list: readonly string[] | undefined): string =>
  list ? `[]string{${list.map(goQuote).join(', ')}}` : '[]string(nil)';

export const goStringMap = (map: Readonly<Record<string, string>> | undefined): string =>
  map
    ? `map[string]string{${Object.keys(map)
        .sort()
        .map((key) => `${goQuote(key)}:${goQuote(map[key]!)}`)
        .join(', ')}}`
    : 'map[string]string(nil)';

export function goLabelSelector(selector: LabelSelector | null | undefined): string {
  if (!selector) return '"null"';
  const expressions = selector.matchExpressions?.map(
    ({ key, operator, values }) =>
      `v1.LabelSelectorRequirement{Key:${goQuote(key)}, Operator:${goQuote(operator)}, Values:${goStrings(values)}}`,
  );
  const list = 'v1.LabelSelectorRequirement';
  const shown = expressions ? `[]${list}{${expressions.join(', ')}}` : `[]${list}(nil)`;
  return `v1.LabelSelector{MatchLabels:${goStringMap(selector.matchLabels)}, MatchExpressions:${shown}}`;
}

export const goIntOrString = (value: IntOrString): string =>
  typeof value === 'string'
    ? `intstr.IntOrString{Type:1, IntVal:0, StrVal:${goQuote(value)}}`
    : `intstr.IntOrString{Type:0, IntVal:${value}, StrVal:""}`;
