import { goQuote } from '../../../api/field.ts';
import { isPathSegment } from '../../../api/names.ts';
import { forbidden } from '../../../api/status.ts';
import type { Status } from '../../../api/types.ts';
import type { Work } from '../work.ts';

/** What an admission plugin says: a refusal, what it did (a plain fact), or nothing. */
export type Admission = Status | string | undefined;

/** One built-in admission plugin. Mutators all run before validation, validators after it, both in the order of `index.ts`. */
export interface AdmissionPlugin {
  readonly name: string;
  /** Kinds it can have something to say about; undefined: any. */
  readonly kinds?: readonly string[];
  admit?(work: Work): Admission;
  validate?(work: Work): Admission;
}

/** 403 about the object in hand. Models: apiserver/pkg/admission/errors.go NewForbidden, extractResourceName. */
export function refuseAdmission(work: Work, text: string): Status {
  const { metadata } = work.draft;
  const name = work.call.info.name || metadata.name || metadata.generateName || 'Unknown';
  return forbidden(work.type, name, text);
}

/** Why a plugin's client cannot even ask for an object. Models: client-go/rest/request.go Name. */
export function lookupProblem(name: string): string | undefined {
  if (name === '') return 'resource name may not be empty';
  const problems = isPathSegment(name);
  return problems.length > 0 ? `invalid resource name ${goQuote(name)}: [${problems.join(' ')}]` : undefined;
}

export const isRefusal = (answer: Admission): answer is Status => typeof answer === 'object';

/** Letters of generated names: no vowels, no look-alikes. Source: apimachinery/pkg/util/rand. */
const nameLetters = 'bcdfghjklmnpqrstvwxz2456789';

export function randomSuffix(work: Pick<Work, 'ctx'>, length = 5): string {
  let text = '';
  for (let i = 0; i < length; i++) text += nameLetters[work.ctx.randomInt(nameLetters.length)]!;
  return text;
}
