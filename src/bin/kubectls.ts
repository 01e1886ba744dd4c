import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { batchesOf, readSet, type ManifestFile } from './kubectls/files.ts';
import { accepted, judgeApply, judgeDelete, judgeRead, type Verdict } from './kubectls/judge.ts';
import { realKubectls, serveLab, type Ran, type Served } from './serve/testing.ts';

/**
 * npm run -s kubectls -- DIR [--only VERSION]: every manifest under DIR (`SET/files`) through the real kubectls of this
 * machine against a served cluster: applied with strict validation and server-side, read in three forms, described,
 * deleted. What a real cluster refused (`DIR/golden/create-SET.json`) must be refused in its words. One line per kubectl and step.
 */
const steps = [
  'apply',
  'apply again',
  'get',
  'get -o wide',
  'get -o yaml',
  'describe',
  'delete',
  'apply --server-side',
  'delete again',
] as const;
type Step = (typeof steps)[number];

const filesMax = 40;
/** Files one `kubectl delete` waits for: its client asks five times a second after the first ten. */
const deleteFiles = 8;
const versions = ['1.27', '1.30', '1.31'];

async function main(args: readonly string[]): Promise<number> {
  const [folder = ''] = args;
  if (folder === '' || folder.startsWith('--') || !existsSync(folder)) {
    console.error(`usage: npm run -s kubectls -- DIR [--only VERSION]\nno such folder: ${folder || '(none)'}`);
    return 2;
  }
  const present = realKubectls();
  if (present.size === 0) {
    console.log('skipped: no real kubectl on this machine');
    return 0;
  }
  const newest = [...present.keys()].sort((a, b) => Number(a.slice(2)) - Number(b.slice(2))).at(-1)!;
  const only = args[args.indexOf('--only') + 1];
  const sets = readdirSync(resolve(folder)).filter((set) => existsSync(join(folder, set, 'files')));
  const files = sets.flatMap((set) => readSet(resolve(folder), set));
  let failed = 0;
  for (const version of new Set([...versions, newest])) {
    const binary = present.get(version);
    if (!binary || (args.includes('--only') && only !== version)) continue;
    const tally = await walk(binary, files);
    for (const [step, { passed, problems }] of tally) {
      failed += problems.length;
      console.log(`kubectl ${version} ${step}: ${passed} passed, ${problems.length} failed`);
      for (const problem of problems) console.log(`  ${problem}`);
    }
  }
  return failed > 0 ? 1 : 0;
}

/** One kubectl over all files. */
async function walk(binary: string, files: readonly ManifestFile[]): Promise<Map<Step, Verdict>> {
  const tally = new Map<Step, Verdict>(steps.map((step) => [step, { passed: 0, problems: [] }]));
  const served = await serveLab({ speed: 60 });
  const add = (step: Step, { passed, problems }: Verdict): void => {
    const so = tally.get(step)!;
    tally.set(step, { passed: so.passed + passed, problems: [...so.problems, ...problems] });
  };
  for (const batch of batchesOf(files, filesMax)) {
    const there = accepted(batch);
    const run = (words: string, of: readonly ManifestFile[]): Promise<Ran> =>
      of.length === 0
        ? Promise.resolve({ code: 0, stdout: '', stderr: '' })
        : served.kubectl(binary, [...words.split(' '), ...of.flatMap(({ path }) => ['-f', path])]);
    await makeNamespaces(served, batch);
    add('apply', judgeApply(batch, await run('apply --validate=strict', batch), false));
    add('apply again', judgeApply(there, await run('apply --validate=strict', there), false));
    add(
      'get',
      judgeRead(there, await run('get', there), (name) => name),
    );
    add(
      'get -o wide',
      judgeRead(there, await run('get -o wide', there), (name) => name),
    );
    add(
      'get -o yaml',
      judgeRead(there, await run('get -o yaml', there), (name) => `name: ${name}`),
    );
    const described = await run('describe', there);
    add(
      'describe',
      judgeRead(there, { ...described, stdout: described.stdout.replace(/: +/g, ': ') }, (name) => `Name: ${name}`),
    );
    add('delete', await remove(served, binary, batch));
    await makeNamespaces(served, batch);
    add('apply --server-side', judgeApply(batch, await run('apply --server-side --validate=strict', batch), true));
    add('delete again', await remove(served, binary, batch));
  }
  await served.front.close();
  return tally;
}

/** Namespaces that objects of the batch live in, where no file of it makes them. */
async function makeNamespaces(served: Served, batch: readonly ManifestFile[]): Promise<void> {
  const made = new Set(
    batch.flatMap(({ objects }) => objects.filter(({ kind }) => kind === 'Namespace').map(({ name }) => name)),
  );
  const needed = new Set(batch.flatMap(({ objects }) => objects.flatMap(({ namespace }) => namespace ?? [])));
  for (const name of needed) {
    if (made.has(name)) continue;
    const body = JSON.stringify({ metadata: { name } });
    await fetch(`${served.url}/api/v1/namespaces`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
  }
}

/** Several kubectls at once, each with a few files; all wait until their objects are gone. */
async function remove(served: Served, binary: string, batch: readonly ManifestFile[]): Promise<Verdict> {
  const files = batch.filter(({ unreadable, objects }) => !unreadable && objects.every(({ known }) => known));
  const parts: ManifestFile[][] = [];
  for (let i = 0; i < files.length; i += deleteFiles) parts.push(files.slice(i, i + deleteFiles));
  const verdicts = await Promise.all(
    parts.map(async (part) =>
      judgeDelete(
        part,
        await served.kubectl(binary, ['delete', '--ignore-not-found', ...part.flatMap(({ path }) => ['-f', path])]),
      ),
    ),
  );
  return {
    passed: verdicts.reduce((sum, { passed }) => sum + passed, 0),
    problems: verdicts.flatMap(({ problems }) => problems),
  };
}

process.exitCode = await main(process.argv.slice(2));
