import type { Ran } from '../serve/testing.ts';
import type { ManifestFile, Posted } from './files.ts';

/** What came of one step over a batch: objects (or refusals) that came out right, and every line that should not be there. */
export interface Verdict {
  readonly passed: number;
  readonly problems: readonly string[];
}

/** Lines kubectl says beside the outcome: warnings, hints, and the items of a refusal's list, judged with the refusal. */
const beside = /^(Warning: |\* |ensure CRDs are installed first|See '|\s*$)/;

/** Objects the real cluster accepts must be there, and refusals must be in its words. */
export function judgeApply(files: readonly ManifestFile[], ran: Ran, serverSide: boolean): Verdict {
  const problems: string[] = [];
  let passed = 0;
  const said = new Set(ran.stdout.split('\n').map((line) => line.split(' ')[0]));
  const expected: string[] = [];
  for (const file of files) {
    if (file.unreadable) expected.push(file.path);
    for (const object of file.objects) {
      if (object.known && !object.refused) {
        if (said.has(object.called)) passed++;
        else problems.push(`${object.called} of ${file.path} was not applied`);
        continue;
      }
      const missing = wordsOf(object, serverSide).filter((words) => !ran.stderr.includes(words));
      if (missing.length === 0) passed++;
      else problems.push(`${object.called} of ${file.path}: not refused with ${missing.join(' | ')}`);
      expected.push(file.path, `The ${object.kind} "${object.name}" is invalid`, object.name);
    }
  }
  problems.push(...unexpected(ran.stderr, expected));
  return { passed, problems };
}

/** What must stand in the client's error. */
function wordsOf({ apiVersion, kind, refused }: Posted, serverSide: boolean): string[] {
  if (!refused) return [`no matches for kind "${kind}" in version "${apiVersion}"`];
  // Server-side apply reads bodies against the schema, before anything is decoded; that was not recorded.
  if (serverSide && refused.code === 400) return ['failed to create typed patch object'];
  const causes = refused.code === 422 ? (refused.details?.causes ?? []) : [];
  // Unknown fields are named in the order of the body, which kubectl sorts.
  return causes.length > 0
    ? causes.map(({ field, message }) => `${field}: ${message}`)
    : refused.message!.split(/, |: (?=unknown field)/);
}

const unexpected = (stderr: string, expected: readonly string[]): string[] =>
  stderr
    .split('\n')
    .filter((line) => !beside.test(line) && !expected.some((words) => words !== '' && line.includes(words)));

/** Files whose objects all exist once applied. */
export const accepted = (files: readonly ManifestFile[]): ManifestFile[] =>
  files.filter(({ unreadable, objects }) => !unreadable && objects.every((each) => each.known && !each.refused));

/** A read must name each object and complain about nothing. */
export function judgeRead(files: readonly ManifestFile[], ran: Ran, mark: (name: string) => string): Verdict {
  const problems = unexpected(ran.stderr, []);
  const lines = ran.stdout.split('\n').map((line) => line.trim());
  let passed = 0;
  for (const { path, objects } of files) {
    for (const { name, called } of objects) {
      const words = mark(name);
      if (lines.some((line) => line === words || line.startsWith(`${words} `) || line.includes(`/${words} `))) passed++;
      else problems.push(`${called} of ${path} is not shown`);
    }
  }
  if (ran.code !== 0 && problems.length === 0) problems.push(`exit code ${ran.code}`);
  return { passed, problems };
}

export function judgeDelete(files: readonly ManifestFile[], ran: Ran): Verdict {
  const problems = unexpected(ran.stderr, []);
  const count = files.reduce((sum, { objects }) => sum + objects.length, 0);
  if (ran.code !== 0 && problems.length === 0) problems.push(`exit code ${ran.code}`);
  return { passed: Math.max(0, count - problems.length), problems };
}
