import { parse as parseYaml } from 'yaml';
import {
  createThreeWayMergePatch,
  createTwoWayMergePatch,
  strategicMergePatch,
  type PatchField,
  type PatchResult,
} from '../api/patch/index.ts';
import { structure } from '../api/schema/schema.ts';
import { Score, type Corpus, type TableCase as Case } from './corpus.ts';

type Fields = Record<string, unknown>;
const outcome = <T>(result: PatchResult<T>): unknown => ('error' in result ? { error: result.error } : result.value);

/** Strategic merge patches: made from two or three versions, and applied. */
export const patches = (corpus: Corpus): Score[] => [testType(corpus), realTypes(corpus)];

/** The merge rules of upstream's made-up type. */
const list = (strategy: PatchField['strategy'], mergeKey = '', retainKeys = false): PatchField => ({
  inner: item,
  strategy,
  mergeKey,
  retainKeys,
});
const fieldsOfTest: Readonly<Record<string, PatchField>> = {
  mergingList: list('merge', 'name'),
  mergingIntList: list('merge'),
  mergeItemPtr: list('merge', 'name'),
  replacingItem: list('replace'),
  retainKeysMap: list('', '', true),
  retainKeysMergingList: list('merge', 'name', true),
};
function item(field: string): PatchField {
  return fieldsOfTest[field] ?? list('');
}

function testType(corpus: Corpus): Score {
  const score = new Score('strategic-merge-patch', 'cases');
  for (const c of corpus.cases('strategic-merge-patch')) {
    const doc = (name: string): Fields => {
      const given = c[name];
      return ((typeof given === 'string' ? parseYaml(given) : given) ?? {}) as Fields;
    };
    if (c['expectedError']) {
      const made = createThreeWayMergePatch(doc('original'), doc('modified'), doc('current'), item);
      score.add(c.id, 'error' in made, true);
      continue;
    }
    if (c['kind'] === 'two-way') {
      score.add(
        `${c.id} two-way`,
        outcome(createTwoWayMergePatch(doc('original'), doc('modified'), item)),
        doc('twoWay'),
      );
      score.add(
        `${c.id} applied`,
        outcome(strategicMergePatch(doc('original'), doc('twoWay'), item)),
        c['twoWayResult'] ? doc('twoWayResult') : doc('modified'),
      );
    }
    if (c['threeWay'] === undefined) continue;
    const three = createThreeWayMergePatch(doc('original'), doc('modified'), doc('current'), item);
    score.add(`${c.id} three-way`, outcome(three), doc('threeWay'));
    score.add(
      `${c.id} three-way applied`,
      outcome(strategicMergePatch(doc('current'), doc('threeWay'), item)),
      doc('result'),
    );
  }
  return score;
}

function realTypes(corpus: Corpus): Score {
  const score = new Score('smp-real-types', 'cases');
  for (const c of corpus.cases('smp-real-types')) {
    const schema = Object.keys(structure).find((name) => name.endsWith(`.v1.${String(c['kind'])}`));
    if (schema) realType(score, c, schema);
    else score.fail(c.id, `${String(c['kind'])} is not served`);
  }
  return score;
}

function realType(score: Score, c: Case, schema: string): void {
  const [original, modified, current] = [c['original'], c['modified'], c['current']] as [Fields, Fields, Fields];
  const two = createTwoWayMergePatch(original, modified, schema);
  if (c['error'] !== undefined) return score.add(c.id, outcome(two), { error: c['error'] });
  score.add(`${c.id} two-way`, outcome(two), c['twoWayPatch']);
  score.add(`${c.id} applied`, outcome(strategicMergePatch(original, c['twoWayPatch'], schema)), c['applied']);
  if (!current) return;
  const three = createThreeWayMergePatch(original, modified, current, schema);
  if (c['threeWayError'] !== undefined)
    return score.add(`${c.id} three-way`, outcome(three), { error: c['threeWayError'] });
  score.add(`${c.id} three-way`, outcome(three), c['threeWayPatch']);
  const applied = strategicMergePatch(current, c['threeWayPatch'], schema);
  score.add(`${c.id} three-way applied`, outcome(applied), c['threeWayApplied']);
}
