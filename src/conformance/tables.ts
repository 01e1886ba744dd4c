import { humanDuration, shortHumanDuration } from '../api/duration.ts';
import * as names from '../api/names.ts';
import { addQuantities, compareQuantities, formatQuantity, milliValue, parseQuantity, value } from '../api/quantity.ts';
import {
  formatRequirements,
  matches,
  parseFieldSelector,
  parseLabelSelector,
  splitTerms,
  type ParsedSelector,
} from '../api/selectors.ts';
import { scaledValue } from '../sim/controllers/deployment/rollout.ts';
import { Score, type Corpus, type TableCase as Case } from './corpus.ts';

const text = (of: unknown): string => of as string;

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

/** What we say and what upstream says; undefined where the case is about something the model has no counterpart for. */
type Check = (c: Case) => readonly [got: unknown, want: unknown] | undefined;

export function table(corpus: Corpus, name: string, check: Check): Score {
  const score = new Score(name, 'cases');
  for (const c of corpus.cases(name)) {
    try {
      const compared = check(c);
      if (compared) score.add(c.id, ...compared);
      else score.fail(c.id, 'not modelled');
    } catch (error) {
      score.fail(c.id, String(error));
    }
  }
  return score;
}

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
  if (c['value'] !== undefined) got['value'] = String(value(input));
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
const validators: Check = (c) => [
  Object.fromEntries(Object.entries(rules).map(([rule, check]) => [rule, check(c.id)])),
  Object.fromEntries(Object.keys(rules).map((rule) => [rule, c[rule] ?? []])),
];

function duration(c: Case): readonly [unknown, unknown] {
  const print = text(c['upstreamTest']).startsWith('TestShort') ? shortHumanDuration : humanDuration;
  return [print((c['d'] as { ns: number }).ns / 1e6), c['want']];
}

/** Without the separate selector that upstream builds from a map. */
function labelsMatch(c: Case): readonly [unknown, unknown] {
  const labels = c['labels'] as Record<string, string>;
  if (typeof c['selector'] !== 'string') {
    const wanted = Object.entries(c['selector'] as Record<string, string>);
    const requirements = wanted.map(([key, of]) => ({ key, operator: '=' as const, values: [of] }));
    return [matches(requirements, labels), c['matches']];
  }
  const selector = parseLabelSelector(c['selector']);
  return [typeof selector === 'string' ? selector : matches(selector, labels), c['matches']];
}

function labelsParse(c: Case): readonly [unknown, unknown] {
  const selector = parseLabelSelector(text(c['input']));
  return typeof selector === 'string'
    ? [false, c['valid']]
    : [
        { valid: true, text: formatRequirements(selector) },
        { valid: c['valid'], text: c['input'] },
      ];
}

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly strValues: readonly string[] | null;
}
const requirementsOf = (of: unknown): ParsedSelector =>
  ((of ?? []) as readonly Requirement[]).map(({ key, operator, strValues }) => ({
    key,
    operator,
    values: strValues ?? [],
  })) as ParsedSelector;

function setSelector(c: Case): readonly [unknown, unknown] | undefined {
  switch (c['upstreamTest']) {
    case 'TestSetSelectorParser': {
      const selector = parseLabelSelector(text(c['in']));
      const parsed = typeof selector === 'string' ? { valid: false } : { valid: true, out: selector };
      return [parsed, c['valid'] ? { valid: true, out: requirementsOf(c['out']) } : { valid: false }];
    }
    case 'TestToString':
      return c['valid'] ? [formatRequirements(requirementsOf(c['in'])), c['out']] : undefined;
    case 'TestRequirementSelectorMatching': {
      const selector = requirementsOf(c['sel']);
      // A requirement without a key stands for one that could not be made.
      return selector.some(({ key }) => key === '')
        ? undefined
        : [matches(selector, c['set'] as Record<string, string>), c['match']];
    }
    case 'TestLabelSelectorParse': {
      const selector = parseLabelSelector(text(c['selector']));
      return [typeof selector !== 'string', c['valid']];
    }
    default:
      return undefined;
  }
}

function fieldsSelector(c: Case): readonly [unknown, unknown] | undefined {
  switch (c['upstreamTest']) {
    case 'TestSplitTerms':
      return [splitTerms(text(c['name'])), c['value'] ?? []];
    case 'TestSelectorParse':
      return [typeof parseFieldSelector(text(c['value'])) !== 'string', true];
    case 'TestSelectorParse#2':
      return [typeof parseFieldSelector(text(c['value'])) !== 'string', false];
    default:
      return undefined;
  }
}

function scaled(c: Case): readonly [unknown, unknown] | undefined {
  if (c['error'] !== undefined) return undefined;
  const given = text(c['value']);
  const of = given.endsWith('%') ? given : Number(given);
  const total = c['total'] as number;
  return [
    [scaledValue(of, total, 'up'), scaledValue(of, total, 'down')],
    [c['roundUp'], c['roundDown']],
  ];
}

function intOrPercent(c: Case): readonly [unknown, unknown] | undefined {
  if (c['upstreamTest'] !== 'TestGetIntFromIntOrPercent' || c['expectErr']) return undefined;
  const round = c['roundUp'] ? 'up' : 'down';
  return [scaledValue(c['input'] as string | number, (c['total'] as number | undefined) ?? 0, round), c['expectVal']];
}
