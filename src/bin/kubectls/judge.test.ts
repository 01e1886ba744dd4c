import { describe, expect, it } from 'vitest';
import type { ManifestFile, Posted } from './files.ts';
import { judgeApply, judgeDelete, judgeRead } from './judge.ts';

const object = (name: string, more: Partial<Posted> = {}): Posted => ({
  apiVersion: 'v1',
  kind: 'Pod',
  namespace: 'default',
  name,
  called: `pod/${name}`,
  refused: undefined,
  known: true,
  ...more,
});
const file = (path: string, ...objects: Posted[]): ManifestFile => ({
  path,
  objects,
  unreadable: false,
  claims: new Set(),
  disturbs: false,
});
const refused = {
  kind: 'Status' as const,
  apiVersion: 'v1' as const,
  metadata: {},
  status: 'Failure' as const,
  code: 422,
  message: 'Pod "b" is invalid: spec: Required value',
  details: { causes: [{ field: 'spec', message: 'Required value' }] },
};
const good = file('a.yaml', object('a'));
const bad = file('b.yaml', object('b', { refused }));
const foreign = file('c.yaml', object('c', { known: false, kind: 'Rule', apiVersion: 'x.io/v1' }));
const no = `error when creating "b.yaml": The Pod "b" is invalid: spec: Required value\n`;
const noMatch = 'error: no matches for kind "Rule" in version "x.io/v1" in c.yaml\nensure CRDs are installed first\n';

describe('a kubectl over manifests is right when', () => {
  it.each<[string, ManifestFile[], string, string, number, number]>([
    ['what is accepted is applied', [good], 'pod/a created\n', '', 1, 0],
    ['what is refused is refused in the recorded words', [good, bad], 'pod/a created\n', no, 2, 0],
    ['an unknown kind is unknown', [foreign], '', noMatch, 1, 0],
    ['warnings stand beside', [good], 'pod/a created\n', 'Warning: old\n', 1, 0],
    ['not: nothing is said of an object', [good], '', '', 0, 1],
    ['not: a refusal does not come', [bad], 'pod/b created\n', '', 0, 1],
    ['not: a refusal has other words', [bad], '', no.replace('Required', 'Invalid'), 0, 1],
    ['not: there is an error more', [good], 'pod/a created\n', 'error: EOF\n', 1, 1],
  ])('%s', (_, files, stdout, stderr, passed, problems) => {
    const verdict = judgeApply(files, { code: 0, stdout, stderr }, false);
    expect([verdict.passed, verdict.problems.length]).toEqual([passed, problems]);
  });

  it.each<[string, string, string, number, number, number]>([
    ['a read shows the object', 'NAME  READY\npod/a  1/1\n', '', 0, 1, 0],
    ['not: it shows another', 'NAME  READY\npod/ab  1/1\n', '', 0, 0, 1],
    ['not: it fails without a word', 'a 1/1\n', '', 1, 1, 1],
  ])('%s', (_, stdout, stderr, code, passed, problems) => {
    const verdict = judgeRead([good], { code, stdout, stderr }, (name) => name);
    expect([verdict.passed, verdict.problems.length]).toEqual([passed, problems]);
  });

  it('a deletion ends without an error', () => {
    expect(judgeDelete([good], { code: 0, stdout: '', stderr: '' })).toEqual({ passed: 1, problems: [] });
    expect(judgeDelete([good], { code: 1, stdout: '', stderr: 'error: timed out\n' }).problems).toHaveLength(1);
  });
});
