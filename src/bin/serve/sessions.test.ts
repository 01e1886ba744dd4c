import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Corpus, Score } from '../../conformance/corpus.ts';
import { realKubectls, serveLab } from './testing.ts';

/**
 * Replays recorded sessions of a real kubectl on a real cluster with the real kubectl on the simulated one, and counts
 * what agrees. The recorded nodes were stand-ins: their Pods are ready
 * at once and their logs are made up, so texts that tell of that cannot agree.
 */
interface Step {
  readonly args?: readonly string[];
  readonly wait?: number;
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}
interface Sessions {
  readonly files: Readonly<Record<string, string>>;
  readonly sessions: readonly { readonly id: string; readonly namespace: string; readonly steps: readonly Step[] }[];
}

const corpus = new Corpus(process.env['CONFORMANCE_DIR'] ?? '/nowhere');
const hasRecordings = corpus.has('golden/kubectl-sessions.json');
const newest = realKubectls().get('1.33');

/** What differs between any two runs, by its kind; padding goes too. */
const masked = (text: string, namespace: string): string =>
  text
    .replaceAll(namespace, '<ns>')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
    .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<time>')
    .replace(/\b(10|172|192)(\.\d+){3}\b/g, '<ip>')
    .replace(/\b(?:(?:\d+d)?(?:\d+h)?(?:\d+m)?\d+s|\d+m|\d+h)\b(?! ago)/g, '<age>')
    .replace(/<age>(?: \(x\d+ over <age>\))?/g, '<age>')
    .replace(/-(?:[a-z0-9]{8,10}|<hash>)-(?:[a-z0-9]{5}|<rand>)\b/g, '-<hash>-<rand>')
    .replace(/\b(web-|pod-template-hash=)(?:[a-z0-9]{8,10}|<hash>)(?![\w-])/g, '$1<hash>')
    .replace(/kube-api-access-(?:[a-z0-9]{5}|<rand>)/g, 'kube-api-access-<rand>')
    .replace(/(resourceVersion: )"?(?:\d+|<rv>)"?/g, '$1<rv>')
    .replace(/\b(?:node-\d|w\d-k8s)\b/g, '<node>')
    .replace(/ +/g, ' ')
    .trim();

if (hasRecordings && !newest) console.log('skipped: no real kubectl 1.33 on this machine');
describe.skipIf(!hasRecordings || !newest)('recorded kubectl sessions, replayed over HTTP', () => {
  it('agree in exit code and output', async () => {
    const { files, sessions } = corpus.read<Sessions>('golden/kubectl-sessions.json');
    const tallies = ['exit', 'stdout', 'stderr'].map((name) => new Score('kubectl-sessions', name));
    for (const { id, namespace, steps } of sessions) {
      const served = await serveLab();
      for (const [name, text] of Object.entries(files)) writeFileSync(join(served.folder, name), text);
      await served.kubectl(newest!, ['create', 'namespace', namespace]);
      for (const [i, { args, wait, exit, stdout, stderr }] of steps.entries()) {
        if (!args) {
          const body = JSON.stringify({ ms: (wait ?? 0) * 1000 });
          await fetch(`${served.url}/sim/v1/advance`, { method: 'POST', body });
          continue;
        }
        const ran = await served.kubectl(newest!, ['-n', namespace, ...args]);
        const name = `${id} ${i}: ${args.join(' ')}`;
        tallies[0]!.add(name, ran.code, exit);
        tallies[1]!.add(name, masked(ran.stdout, namespace), masked(stdout, namespace));
        tallies[2]!.add(name, masked(ran.stderr, namespace), masked(stderr, namespace));
      }
      await served.front.close();
    }
    const shares = tallies.map(({ figure, passed, misses }) => {
      console.log(`kubectl-sessions [${figure}]: ${passed} passed, ${misses.length} failed`);
      return passed / (passed + misses.length);
    });
    expect(shares[0]).toBeGreaterThan(0.6);
    expect(shares[1]).toBeGreaterThan(0.3);
    expect(shares[2]).toBeGreaterThan(0.5);
  }, 300_000);
});
