import { humanDuration, shortHumanDuration } from '../api/duration.ts';
import { parseIntOrString, scaledIntOrPercent } from '../api/int-or-string.ts';
import * as names from '../api/names.ts';
import {
  addQuantities,
  compareQuantities,
  exactValue,
  formatQuantity,
  milliValue,
  parseQuantity,
} from '../api/quantity.ts';
import { type Corpus, type Score, type TableCase as Case } from './corpus.ts';
import { fieldsSelector, labelsMatch, labelsParse, setSelector } from './selectors.ts';
import { table, text, type Outcome } from './table.ts';

/** Parsers and formatters, each against upstream's own unit test. */
export const parsers = (corpus: Corpus): Score[] => [
  table(corpus, 'quantity', quantity),
  table(corpus, 'names', validators),
  table(corpus, 'duration-human', duration),
  table(corpus, 'labels-match', labelsMatch),
  table(corpus, 'labels-parse', labelsParse),
  table(corpus, 'labels-setselector', setSelector),
  table(corpus, 'fields-selector', fieldsSelector),
  table(corpus, 'intstr-scaled', scaled),
  table(corpus, 'intstr', intOrPercent),
];

function quantity(c: Case): readonly [unknown, unknown] {
  const input = text(c['input']);
  const parsed = parseQuantity(input);
  if (typeof parsed === 'string') return [parsed, c['error'] ?? 'no error'];
  const got: Record<string, unknown> = {
    canonical: formatQuantity(parsed),
    format: parsed.format,
    plus1500m: addQuantities(input, '1500m'),
    cmpTo1Gi: compareQuantities(input, '1Gi'),
  };
  if (c['value'] !== undefined) got['value'] = String(exactValue(input));
  if (c['milliValue'] !== undefined) got['milliValue'] = String(milliValue(input));
  return [got, Object.fromEntries(Object.keys(got).map((key) => [key, c[key]]))];
}

const rules: Readonly<Record<string, (value: string) => readonly string[]>> = {
  IsDNS1123Label: names.isDns1123Label,
  IsDNS1123Subdomain: names.isDns1123Subdomain,
  IsDNS1035Label: names.isDns1035Label,
  IsQualifiedName: names.isQualifiedName,
  IsValidLabelValue: names.isLabelValue,
  IsWildcardDNS1123Subdomain: names.isWildcardDns1123Subdomain,
  IsConfigMapKey: names.isConfigMapKey,
  IsEnvVarName: names.isStrictEnvName,
  IsRelaxedEnvVarName: names.isEnvName,
  IsValidPortName: names.isPortName,
};
const validators = (c: Case): Outcome => [
  Object.fromEntries(Object.entries(rules).map(([rule, check]) => [rule, check(c.id)])),
  Object.fromEntries(Object.keys(rules).map((rule) => [rule, c[rule] ?? []])),
];

function duration(c: Case): readonly [unknown, unknown] {
  const print = text(c['upstreamTest']).startsWith('TestShort') ? shortHumanDuration : humanDuration;
  return [print((c['d'] as { ns: number }).ns / 1e6), c['want']];
}

function scaled(c: Case): readonly [unknown, unknown] {
  const given = text(c['value']);
  const of = /^-?[0-9]+$/.test(given) ? Number(given) : given;
  const total = c['total'] as number;
  const [up, down] = [scaledIntOrPercent(of, total, 'up'), scaledIntOrPercent(of, total, 'down')];
  return c['error'] === undefined
    ? [
        [up, down],
        [c['roundUp'], c['roundDown']],
      ]
    : [up, c['error']];
}

function intOrPercent(c: Case): readonly [unknown, unknown] {
  const input = c['input'] as string | number;
  if (c['upstreamTest'] === 'TestParse') return [parseIntOrString(text(input)), c['output']];
  // The older function takes a percentage for itself: 40% is 40 of 100.
  const total = c['upstreamTest'] === 'TestGetIntFromIntOrString' ? 100 : ((c['total'] as number | undefined) ?? 0);
  const got = scaledIntOrPercent(input, total, c['roundUp'] ? 'up' : 'down');
  return [typeof got === 'number' ? got : 'error', c['expectErr'] ? 'error' : c['expectVal']];
}
