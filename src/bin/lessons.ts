import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import docs from '../api/schema/docs.json';
import { celEngine } from '../lessons/cel-engine.ts';
import { cel } from '../sim/apiserver/index.ts';
import { provideDocs } from '../kubectl/commands/explain.ts';
import { shell } from '../kubectl/shell/index.ts';
import type { LessonFolder } from '../lessons/folder.ts';
import { readLesson } from '../lessons/package.ts';
import { proveLesson } from '../lessons/prove.ts';

/**
 * npm run -s lessons [-- ID …]: proves all lessons, or some. Ends with `N passed, N failed`.
 * UPDATE_LESSONS=1 rewrites the golden transcripts (lessons/ID/golden.txt).
 */
const root = join(process.cwd(), 'lessons');

function texts(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

function readFolder(id: string): LessonFolder {
  const at = join(root, id);
  const text = (name: string): string => readFileSync(join(at, name), 'utf8');
  return {
    id,
    machine: parse(text('lesson.yaml')),
    ko: text('ko.md'),
    en: text('en.md'),
    start: texts(join(at, 'start')),
    files: texts(join(at, 'files')),
    solution: text('solution.txt'),
    alsoOk: texts(join(at, 'also-ok')),
    notOk: texts(join(at, 'not-ok')),
  };
}

interface Course {
  readonly tracks: readonly { readonly lessons: readonly string[] }[];
}

/** Terms are introduced once, in the course's order, and stand in the glossary; what a lesson requires comes before it. */
function courseProblems(order: readonly string[]): string[] {
  const glossary = parse(readFileSync(join(root, 'glossary.yaml'), 'utf8')) as Record<string, unknown>;
  const problems: string[] = [];
  const introduced = new Map<string, string>();
  order.forEach((id, i) => {
    const read = readLesson(id, readFolder(id).machine);
    if ('problems' in read) return;
    for (const term of read.spec.introduces) {
      if (!(term in glossary)) problems.push(`${id} introduces ${term}, which the glossary does not know`);
      if (introduced.has(term)) problems.push(`${id} introduces ${term} again, after ${introduced.get(term)}`);
      introduced.set(term, id);
    }
    for (const before of read.spec.requires)
      if (!order.slice(0, i).includes(before)) problems.push(`${id} requires ${before}, which does not come before it`);
  });
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((d) => d.isDirectory())
    .map((d) => d.name);
  for (const folder of folders) if (!order.includes(folder)) problems.push(`${folder} is in no track of course.yaml`);
  return problems;
}

provideDocs(docs);
cel.engine = celEngine;
let passed = 0;
let failed = 0;
function report(name: string, problems: readonly string[]): void {
  if (problems.length === 0) {
    passed++;
    console.log(`  ✓ ${name}`);
    return;
  }
  failed++;
  console.log(`  ✗ ${name}`);
  for (const problem of problems) console.log(`      ${problem}`);
}

const order = (parse(readFileSync(join(root, 'course.yaml'), 'utf8')) as Course).tracks.flatMap((t) => t.lessons);
const asked = process.argv.slice(2).filter((a) => !a.startsWith('-'));
const unknown = asked.filter((id) => !order.includes(id));
for (const id of unknown) {
  console.log(id);
  report('is a lesson of course.yaml', ['there is no such lesson']);
}

function prove(id: string): void {
  const started = Date.now();
  const { checks, transcript } = proveLesson(readFolder(id), { shell });
  console.log(`${id} (${Date.now() - started} ms)`);
  for (const c of checks) report(c.name, c.problems);
  const golden = join(root, id, 'golden.txt');
  if (process.env['UPDATE_LESSONS']) {
    mkdirSync(join(root, id), { recursive: true });
    writeFileSync(golden, transcript);
  }
  report(
    'the story goes as written down',
    existsSync(golden) && readFileSync(golden, 'utf8') === transcript
      ? []
      : ['golden.txt differs; UPDATE_LESSONS=1 rewrites it, read the diff'],
  );
}

/** Proves lessons in a process of their own: lessons know nothing of each other, so every core can have some. */
function proveBeside(ids: readonly string[]): Promise<void> {
  // This program as it was built: built anew by each, it would be written while another reads it.
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), ...ids], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (text) => (out += String(text)));
  return new Promise((resolve) => {
    child.on('close', () => {
      const [last, ok, wrong] = /(\d+) passed, (\d+) failed\s*$/.exec(out) ?? [];
      console.log(last === undefined ? out : out.slice(0, -last.length).trimEnd());
      if (last === undefined) report(ids.join(', '), ['the proof ended before its time']);
      passed += Number(ok ?? 0);
      failed += Number(wrong ?? 0);
      resolve();
    });
  });
}

const lanes = availableParallelism();
asked.filter((id) => !unknown.includes(id)).forEach(prove);
if (asked.length === 0) {
  console.log('course');
  report('terms and requirements are in order', courseProblems(order));
  if (lanes === 1) order.forEach(prove);
  else
    await Promise.all(
      Array.from({ length: lanes }, (_, lane) => proveBeside(order.filter((_, i) => i % lanes === lane))),
    );
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
