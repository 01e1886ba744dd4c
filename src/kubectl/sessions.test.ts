import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import docs from '../api/schema/docs.json';
import { Cluster } from '../sim/cluster.ts';
import { profileById } from '../sim/profiles.ts';
import { provideDocs } from './commands/explain.ts';
import { shell } from './shell/index.ts';

/**
 * Commands of a real kubectl on a real cluster, played on the whole simulated one, where recordings exist
 * (CONFORMANCE_DIR names their folder; without it this is skipped). Names, times and addresses are masked on both sides;
 * what depends on the stand-in nodes of the recording is left out by name, with a reason.
 */
const recorded = join(process.env['CONFORMANCE_DIR'] ?? '/nowhere', 'golden/kubectl-sessions.json');
provideDocs(docs);

interface Step {
  readonly args?: readonly string[];
  readonly wait?: number;
  readonly exit?: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/**
 * Steps whose text tells of the recording and not of kubectl, each with what it tells of. They are run all the same:
 * later steps need what they change.
 */
const otherwise: readonly (readonly [step: RegExp, why: string])[] = [
  [
    /^get pods( -o wide)?$|^get po -[lL]|^get pod solo -o yaml|^describe pod/,
    'every image is there on stand-in nodes, envoy:1 too',
  ],
  [/^logs/, 'logs of stand-in nodes are made up'],
  [/^patch pod solo .*nodeName/, 'the name of the node the Pod is on'],
  [/^rollout status|^get rs,po/, 'Pods are ready at once there: fewer lines, and in another order'],
  [/^get sts|^describe sts|^get pods$/, 'the postgres of stand-in nodes starts without a password'],
  [/^get jobs$/, 'a Job takes its time there'],
  [/^explain deploy\.spec\.strategy/, 'the schema names the values of an enum without what each means'],
  [/^config current-context/, 'the recording called its context x'],
];

/** What differs between any two runs; padding goes too. */
const mask = (text: string, namespace: string): string =>
  text
    .replaceAll(namespace, '<ns>')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<time>')
    .replace(/\b\d+\.\d+\.\d+\.\d+\b/g, '<ip>')
    .replace(/-(?:[a-z0-9]{8,10}|<hash>)-(?:[a-z0-9]{5}|<rand>)\b/g, '-<hash>-<rand>')
    .replace(/\bj-(?:[a-z0-9]{5}|<rand>)\b/g, 'j-<rand>')
    .replace(/web-[a-z0-9]{8,10}/g, 'web-<hash>')
    .replace(/\b\d+(s|m|h|m\d+s)\b/g, '<age>')
    .replace(/pod-template-hash=[a-z0-9]+/g, 'pod-template-hash=<hash>')
    .replace(/ +/g, ' ');

function runLine(
  cluster: Cluster,
  line: string,
  files: Record<string, string>,
): { out: string; err: string; code: number } {
  const { kernel } = cluster;
  const process = cluster.command({ type: 'kubectl', line, files });
  let [out, err] = ['', ''];
  for (let at = kernel.trace.entries.length, end = kernel.now + 120_000; (kernel.nextAt() ?? Infinity) < end;) {
    kernel.step();
    for (; at < kernel.trace.entries.length; at++) {
      const entry = kernel.trace.entries.get(at)!;
      if (entry.type !== 'note' || !('process' in entry.note) || entry.note.process !== process) continue;
      if (entry.note.kind === 'output') {
        if (entry.note.stream === 'stdout') out += entry.note.text;
        else err += entry.note.text;
      }
      if (entry.note.kind === 'exit') return { out, err, code: entry.note.code };
    }
  }
  return { out, err: `${err}(did not end)`, code: -1 };
}

const word = (text: string): string => (/^[\w./:=,@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

describe.skipIf(!existsSync(recorded))('recorded sessions', () => {
  const data = existsSync(recorded)
    ? (JSON.parse(readFileSync(recorded, 'utf8')) as {
        files: Record<string, string>;
        sessions: { id: string; namespace: string; steps: Step[] }[];
      })
    : { files: {}, sessions: [] };
  it.each(data.sessions.map((s) => [s.id, s] as const))('%s', (_id, session) => {
    const cluster = Cluster.boot({ profile: profileById('lab')!, seed: 7, programs: { shell } });
    runLine(cluster, `kubectl create namespace ${session.namespace}`, {});
    cluster.kernel.settle(10_000);
    const wrong: unknown[] = [];
    let compared = 0;
    for (const step of session.steps) {
      if (step.wait) cluster.kernel.runUntil(cluster.now + step.wait * 5_000);
      if (!step.args) continue;
      const line = step.args.join(' ');
      const played = runLine(cluster, `kubectl -n ${session.namespace} ${step.args.map(word).join(' ')}`, data.files);
      if (otherwise.some(([rule]) => rule.test(line))) continue;
      compared++;
      const [mine, real] = [
        [played.code, mask(played.out, session.namespace), mask(played.err, session.namespace)],
        [step.exit, mask(step.stdout ?? '', session.namespace), mask(step.stderr ?? '', session.namespace)],
      ];
      if (JSON.stringify(mine) !== JSON.stringify(real)) wrong.push({ line, mine, real });
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(3);
  });
});
