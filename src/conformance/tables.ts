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
import {
  formatRequirements,
  matches,
  parseFieldSelector,
  parseLabelSelector,
  splitTerm,
  splitTerms,
  type ParsedSelector,
} from '../api/selectors.ts';
import { requirementError, tokenize } from '../api/selector-parse.ts';
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

/** What we say and what upstream says; or what of upstream this is about that the model has no counterpart for. */
export type Outcome = readonly [got: unknown, want: unknown] | string;

export function table(corpus: Corpus, name: string, check: (c: Case) => Outcome): Score {
  const score = new Score(name, 'cases');
  for (const c of corpus.cases(name)) {
    try {
      const compared = check(c);
      if (typeof compared === 'string') score.fail(c.id, `not modelled: ${compared}`);
      else score.add(c.id, ...compared);
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

/** Whether it parses; what does must read the same when written down. */
function labelsParse(c: Case): readonly [unknown, unknown] {
  const selector = parseLabelSelector(text(c['input']));
  if (typeof selector === 'string') return [false, c['valid']];
  return [parseLabelSelector(formatRequirements(selector)), c['valid'] ? selector : 'a refusal'];
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

function setSelector(c: Case): Outcome {
  switch (c['upstreamTest']) {
    case 'TestSetSelectorParser': {
      const selector = parseLabelSelector(text(c['in']));
      const parsed = typeof selector === 'string' ? { valid: false } : { valid: true, out: selector };
      return [parsed, c['valid'] ? { valid: true, out: requirementsOf(c['out']) } : { valid: false }];
    }
    case 'TestToString':
      return c['valid'] ? [formatRequirements(requirementsOf(c['in'])), c['out']] : 'an invalid requirement';
    case 'TestRequirementSelectorMatching': {
      const selector = requirementsOf(c['sel']);
      // A requirement without a key stands for one that could not be made.
      return selector.some(({ key }) => key === '')
        ? 'a requirement without a key'
        : [matches(selector, c['set'] as Record<string, string>), c['match']];
    }
    case 'TestLexer':
      return [tokensOf(c)[0], c['t']];
    case 'TestLexerSequence':
      return [tokensOf(c).slice(0, -1), c['t']];
    case 'TestParserLookahead':
      return [tokensOf(c), c['t']];
    case 'TestRequirementConstructor':
      return [constructed(c), ((c['wantErr'] ?? []) as { $error: string }[])[0]?.$error ?? ''];
    default:
      return String(c['upstreamTest']);
  }
}

/** Upstream's numbers of the tokens. */
const tokenNumbers: Readonly<Record<string, number>> = {
  end: 1,
  ')': 2,
  ',': 3,
  '!': 4,
  '==': 5,
  '=': 6,
  '>': 7,
  identifier: 8,
  in: 9,
  '<': 10,
  '!=': 11,
  notin: 12,
  '(': 13,
};
const tokensOf = (c: Case): number[] => tokenize(text(c['s'])).map(({ token }) => tokenNumbers[token]!);

/** The first error of a requirement, up to the value. */
function constructed(c: Case): string {
  const error = requirementError(text(c['key']), text(c['op']), (c['vals'] ?? []) as string[]) ?? '';
  return /^.*?: (?:Invalid|Unsupported) value: (?:"(?:[^"\\]|\\.)*"|\[\]string\{.*?\})/.exec(error)?.[0] ?? error;
}

function fieldsSelector(c: Case): Outcome {
  switch (c['upstreamTest']) {
    case 'TestSplitTerms':
      return [splitTerms(text(c['name'])), c['value'] ?? []];
    case 'TestSplitTerm': {
      const term = splitTerm(text(c['name']));
      return [
        term ? { lhs: term.field, op: term.operator, rhs: term.value } : null,
        c['ok'] ? { lhs: c['lhs'], op: c['op'], rhs: c['rhs'] } : null,
      ];
    }
    case 'TestSelectorParse':
      return [typeof parseFieldSelector(text(c['value'])) !== 'string', true];
    case 'TestSelectorParse#2':
      return [typeof parseFieldSelector(text(c['value'])) !== 'string', false];
    default:
      return String(c['upstreamTest']);
  }
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
