import { describe, expect, it } from 'vitest';
import {
  fieldsMatch,
  formatRequirements,
  formatSelector,
  matches,
  parseFieldSelector,
  parseLabelSelector,
  selectorMatches,
} from './selectors.ts';

const labels = { app: 'web', tier: 'front', replicas: '3' };

describe('label selectors', () => {
  it.each([
    ['equality', 'app=web', true],
    ['double equals', 'app==web', true],
    ['inequality of an absent label', 'zone!=a', true],
    ['a set', 'tier in (back, front)', true],
    ['a set that lacks it', 'tier notin (back,front)', false],
    ['presence', 'app', true],
    ['absence', '!app', false],
    ['greater than', 'replicas>2', true],
    ['less than', 'replicas < 3', false],
    ['several clauses', 'app=web,tier=front', true],
    ['nothing selects everything', '', true],
    ['`in` as a key', 'in=x', false],
  ])('%s: %s', (_, text, expected) => {
    const selector = parseLabelSelector(text);
    expect(typeof selector).not.toBe('string');
    expect(matches(selector as never, labels)).toBe(expected);
  });

  it.each([
    ['a missing value list', 'a in', "unable to parse requirement: found '' expected: '('"],
    ['a trailing comma', 'a,', "found '', expected: identifier after ','"],
    ['no operator', 'a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a stray parenthesis', ')', "found ')', expected: !, identifier, or 'end of string'"],
    ['a value after negation', '!a=b', "found '=', expected: ',' or 'end of string'"],
    [
      'words after gt',
      'a>b',
      "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
  ])('%s is refused as upstream refuses it', (_, text, error) => {
    expect(parseLabelSelector(text)).toBe(error);
  });

  it('prints what it parses, sorted by key', () => {
    expect(formatRequirements(parseLabelSelector('b=2, a in (y,x),!c,d') as never)).toBe('a in (x,y),b=2,!c,d');
    expect(
      formatSelector({
        matchLabels: { app: 'web' },
        matchExpressions: [{ key: 'env', operator: 'NotIn', values: ['prod'] }],
      }),
    ).toBe('app=web,env notin (prod)');
    expect(formatSelector(undefined)).toBe('<none>');
  });

  it.each([
    ['no selector selects nothing', undefined, false],
    ['an empty one everything', {}, true],
    ['all labels must fit', { matchLabels: { app: 'web', tier: 'back' } }, false],
    [
      'NotIn holds for an absent label',
      { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] },
      true,
    ],
    ['In needs the label', { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] }, false],
  ] as const)('%s', (_, selector, expected) => {
    expect(selectorMatches(selector as never, labels)).toBe(expected);
  });
});

describe('field selectors', () => {
  it('reads terms with all three operators', () => {
    const terms = parseFieldSelector('status.phase=Running,spec.nodeName!=n1,metadata.name==a\\,b');
    expect(terms).toEqual([
      { field: 'status.phase', operator: '=', value: 'Running' },
      { field: 'spec.nodeName', operator: '!=', value: 'n1' },
      { field: 'metadata.name', operator: '=', value: 'a,b' },
    ]);
    expect(fieldsMatch(terms as never, { 'status.phase': 'Running', 'metadata.name': 'a,b' })).toBe(true);
    expect(fieldsMatch(terms as never, { 'status.phase': 'Pending', 'metadata.name': 'a,b' })).toBe(false);
  });

  it('refuses what has no operator', () => {
    expect(parseFieldSelector('foo')).toBe("invalid selector: 'foo'; can't understand 'foo'");
  });
});
