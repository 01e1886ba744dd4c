import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { humanDuration, shortHumanDuration } from '../duration.ts';
import * as names from '../names.ts';
import {
  createThreeWayMergePatch,
  createTwoWayMergePatch,
  strategicMergePatch,
  type PatchField,
  type PatchResult,
} from '../patch/index.ts';
import { addQuantities, compareQuantities, formatQuantity, milliValue, parseQuantity, value } from '../quantity.ts';
import { structure } from '../schema/schema.ts';
import {
  formatRequirements,
  matches,
  parseFieldSelector,
  parseLabelSelector,
  splitTerms,
  type ParsedSelector,
} from '../selectors.ts';
import { casesOf, hasRecordings, Tally } from './recordings.ts';

type Case = Record<string, unknown> & { id: string };
type Fields = Record<string, unknown>;

/** Texts, the unit of most of these tables. */
const text = (value: unknown): string => value as string;
const outcome = <T>(result: PatchResult<T>): unknown => ('error' in result ? { error: result.error } : result.value);

describe.skipIf(!hasRecordings)('recorded tables', () => {
  it('quantity', () => {
    const tally = new Tally('quantity');
    for (const c of casesOf<Case>('quantity')) {
      const quantity = parseQuantity(text(c['input']));
      if (typeof quantity === 'string') {
        tally.add(c.id, quantity, c['error'] ?? 'no error');
        continue;
      }
      const got: Fields = {
        canonical: formatQuantity(quantity),
        format: quantity.format,
        plus1500m: addQuantities(text(c['input']), '1500m'),
        cmpTo1Gi: compareQuantities(text(c['input']), '1Gi'),
      };
      if (c['value'] !== undefined) got['value'] = String(value(text(c['input'])));
      if (c['milliValue'] !== undefined) got['milliValue'] = String(milliValue(text(c['input'])));
      tally.add(c.id, got, Object.fromEntries(Object.keys(got).map((key) => [key, c[key]])));
    }
    expect(tally.report()).toBeGreaterThan(0.8);
  });

  it('names', () => {
    const tally = new Tally('names');
    const rules: Record<string, (value: string) => readonly string[]> = {
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
    for (const c of casesOf<Case>('names')) {
      for (const [rule, check] of Object.entries(rules)) {
        tally.add(`${rule} ${JSON.stringify(c.id)}`, check(c.id), c[rule] ?? []);
      }
    }
    expect(tally.report()).toBeGreaterThan(0.5);
  });

  it('human durations', () => {
    const tally = new Tally('durations');
    for (const c of casesOf<Case>('duration-human')) {
      const print = text(c['upstreamTest']).startsWith('TestShort') ? shortHumanDuration : humanDuration;
      if (typeof c['want'] === 'string') tally.add(c.id, print((c['d'] as { ns: number }).ns / 1e6), c['want']);
    }
    expect(tally.report()).toBe(1);
  });

  it('label selectors', () => {
    const tally = new Tally('labels');
    const parsed = (selector: string): unknown => parseLabelSelector(selector);
    for (const c of casesOf<Case>('labels-match')) {
      const selector = parsed(text(c['selector']));
      if (typeof c['selector'] !== 'string') continue;
      tally.add(c.id, matches(selector as ParsedSelector, c['labels'] as Record<string, string>), c['matches']);
    }
    for (const c of casesOf<Case>('labels-parse')) {
      const selector = parsed(text(c['input']));
      tally.add(c.id, typeof selector !== 'string', c['valid']);
      if (typeof selector !== 'string') tally.add(c.id, formatRequirements(selector as ParsedSelector), c['input']);
    }
    for (const c of casesOf<Case>('labels-setselector')) {
      if (c['upstreamTest'] === 'TestSetSelectorParser') {
        const selector = parsed(text(c['in']));
        tally.add(c.id, typeof selector !== 'string', c['valid']);
        const out = c['out'] as { key: string; operator: string; strValues: string[] }[] | null;
        if (typeof selector !== 'string' && out)
          tally.add(
            c.id,
            selector,
            out.map(({ key, operator, strValues }) => ({ key, operator, values: strValues })),
          );
      } else if (c['upstreamTest'] === 'TestToString' && c['valid']) {
        const requirements = (c['in'] as { key: string; operator: never; strValues: string[] }[]).map(
          ({ key, operator, strValues }) => ({ key, operator, values: strValues }),
        );
        tally.add(c.id, formatRequirements(requirements), c['out']);
      }
    }
    expect(tally.report()).toBeGreaterThan(0.95);
  });

  it('field selectors', () => {
    const tally = new Tally('fields');
    for (const c of casesOf<Case>('fields-selector')) {
      switch (c['upstreamTest']) {
        case 'TestSplitTerms':
          tally.add(c.id, splitTerms(text(c['name'])), c['value'] ?? []);
          break;
        case 'TestSelectorParse':
          tally.add(c.id, typeof parseFieldSelector(text(c['value'])), 'object');
          break;
        case 'TestSelectorParse#2':
          tally.add(c.id, typeof parseFieldSelector(text(c['value'])), 'string');
      }
    }
    expect(typeof parseFieldSelector('a')).toBe('string');
    expect(tally.report()).toBe(1);
  });

  it('strategic merge of a test type', () => {
    const tally = new Tally('smp-test-type');
    const list = (strategy: PatchField['strategy'], mergeKey = '', retainKeys = false): PatchField => ({
      inner: item,
      strategy,
      mergeKey,
      retainKeys,
    });
    const table: Record<string, PatchField> = {
      mergingList: list('merge', 'name'),
      mergingIntList: list('merge'),
      mergeItemPtr: list('merge', 'name'),
      replacingItem: list('replace'),
      retainKeysMap: list('', '', true),
      retainKeysMergingList: list('merge', 'name', true),
    };
    function item(field: string): PatchField {
      return table[field] ?? list('');
    }
    for (const c of casesOf<Case>('strategic-merge-patch')) {
      const doc = (name: string): Fields => {
        const value = c[name];
        return ((typeof value === 'string' ? parseYaml(value) : value) ?? {}) as Fields;
      };
      if (c['expectedError']) continue;
      if (c['kind'] === 'two-way') {
        const two = createTwoWayMergePatch(doc('original'), doc('modified'), item);
        tally.add(`${c.id} two-way ${text(c['description'])}`, outcome(two), doc('twoWay'));
        const result = c['twoWayResult'] ? doc('twoWayResult') : doc('modified');
        tally.add(
          `${c.id} applied ${text(c['description'])}`,
          outcome(strategicMergePatch(doc('original'), doc('twoWay'), item)),
          result,
        );
      }
      const three = createThreeWayMergePatch(doc('original'), doc('modified'), doc('current'), item);
      if (c['threeWay'] === undefined) continue;
      tally.add(`${c.id} three-way ${text(c['description'])}`, outcome(three), doc('threeWay'));
      tally.add(
        `${c.id} three-way applied`,
        outcome(strategicMergePatch(doc('current'), doc('threeWay'), item)),
        doc('result'),
      );
    }
    expect(tally.report()).toBeGreaterThan(0.9);
  });

  it('strategic merge of real types', () => {
    const tally = new Tally('smp-real-types');
    for (const c of casesOf<Case>('smp-real-types')) {
      const schema = Object.keys(structure).find((name) => name.endsWith(`.v1.${text(c['kind'])}`));
      if (!schema) continue;
      const [original, modified, current] = [c['original'], c['modified'], c['current']] as Fields[];
      const two = createTwoWayMergePatch(original!, modified!, schema);
      if (c['error'] !== undefined) {
        tally.add(c.id, outcome(two), { error: c['error'] });
        continue;
      }
      tally.add(`${c.id} two-way`, outcome(two), c['twoWayPatch']);
      tally.add(`${c.id} applied`, outcome(strategicMergePatch(original, c['twoWayPatch'], schema)), c['applied']);
      if (!current) continue;
      tally.add(
        `${c.id} three-way`,
        outcome(createThreeWayMergePatch(original!, modified!, current, schema)),
        c['threeWayPatch'],
      );
      tally.add(
        `${c.id} three-way applied`,
        outcome(strategicMergePatch(current, c['threeWayPatch'], schema)),
        c['threeWayApplied'],
      );
    }
    expect(tally.report()).toBeGreaterThan(0.9);
  });
});
