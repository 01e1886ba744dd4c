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
import type { TableCase as Case } from './corpus.ts';
import { text, type Outcome } from './table.ts';

/** Without the separate selector that upstream builds from a map. */
export function labelsMatch(c: Case): readonly [unknown, unknown] {
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
export function labelsParse(c: Case): readonly [unknown, unknown] {
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

export function setSelector(c: Case): Outcome {
  switch (c['upstreamTest']) {
    case 'TestSetSelectorParser': {
      const selector = parseLabelSelector(text(c['in']));
      const parsed = typeof selector === 'string' ? { valid: false } : { valid: true, out: selector };
      return [parsed, c['valid'] ? { valid: true, out: requirementsOf(c['out']) } : { valid: false }];
    }
    case 'TestToString':
      return c['valid'] ? [formatRequirements(requirementsOf(c['in'])), c['out']] : 'an invalid requirement';
    case 'TestRequirementSelectorMatching': {
      return [matches(requirementsOf(c['sel']), c['set'] as Record<string, string>), c['match']];
    }
    case 'TestLexer':
      return [tokensOf(c)[0], c['t']];
    case 'TestLexerSequence':
      return [tokensOf(c).slice(0, -1), c['t']];
    case 'TestParserLookahead':
      return [tokensOf(c), c['t']];
    case 'TestRequirementConstructor':
      return [constructed(c), ((c['wantErr'] ?? []) as { $error: string }[])[0]?.$error ?? ''];
    case 'TestLabelSelectorParse': {
      const labels = equalities(text(c['selector']));
      return [labels ?? 'a refusal', c['valid'] ? c['labels'] : 'a refusal'];
    }
    case 'TestValidatedSelectorFromSet': {
      const wanted = Object.entries(c['input'] as Record<string, string>);
      const error = wanted.map(([key, of]) => head(requirementError(key, '=', [of]) ?? '')).find((each) => each !== '');
      const refusal = (c['expectedError'] as { $error: string }[] | null)?.[0]?.$error;
      const made = wanted.map(([key, of]) => ({ key, operator: '=', values: [of] }));
      return [error ?? made, refusal ?? requirementsOf(c['expectedSelector'])];
    }
    case 'TestRequiresExactMatch':
      return [
        pinned(requirementsOf(c['sel']), text(c['label'])) ?? null,
        c['expectedFound'] ? c['expectedValue'] : null,
      ];
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

/** A selector of equalities alone is a set of labels. */
function equalities(selector: string): Record<string, string> | undefined {
  const parsed = parseLabelSelector(selector);
  if (typeof parsed === 'string' || parsed.some(({ operator }) => operator !== '=')) return undefined;
  return Object.fromEntries(parsed.map(({ key, values }) => [key, values[0]!]));
}

/** The one value a selector leaves to a label. */
const pinned = (selector: ParsedSelector, label: string): string | undefined =>
  selector.find(
    ({ key, operator, values }) => key === label && ['=', '==', 'in'].includes(operator) && values.length === 1,
  )?.values[0];

/** The first error of a requirement, up to the value. */
function constructed(c: Case): string {
  return head(requirementError(text(c['key']), text(c['op']), (c['vals'] ?? []) as string[]) ?? '');
}

const head = (error: string): string =>
  /^.*?: (?:Invalid|Unsupported) value: (?:"(?:[^"\\]|\\.)*"|\[\]string\{.*?\})/.exec(error)?.[0] ?? error;

export function fieldsSelector(c: Case): Outcome {
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
    case 'TestEscapeValue': {
      // What is escaped is read back as it was, and nothing is escaped for no reason.
      const term = splitTerm(`a=${text(c['value'])}`);
      const parsed = parseFieldSelector(`a=${text(c['value'])}`);
      return [term && typeof parsed !== 'string' ? parsed[0]?.value : 'a refusal', c['name']];
    }
    case 'TestRequiresExactMatch':
      return [pinnedField(c['s'], text(c['label'])) ?? null, c['found'] ? c['value'] : null];
    default:
      return String(c['upstreamTest']);
  }
}

/** The one value nested terms leave to a field. */
function pinnedField(terms: unknown, field: string): string | undefined {
  if (Array.isArray(terms)) {
    for (const term of terms) {
      const found = pinnedField(term, field);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const term = terms as { field?: string; value?: string } | null;
  return term && 'field' in term && term.field === field ? term.value : undefined;
}
