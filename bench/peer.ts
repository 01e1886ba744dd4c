import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { cacheFolder, root, runFile } from './harness.ts';

/*
 * The yardstick: another Kubernetes simulator for the browser. Its newest version was measured once from source on the
 * machine these goals were made on; the version npm has is slower, and is run beside us to see how fast this machine is.
 */
const peerVersion = '0.3.5';
const folder = join(cacheFolder, 'peer');

/** CPU ms per Pod, 50 nodes, empty cluster to all Ready: webernetes 0.6.1, and 0.3.5 on the same machine that day. */
export const recorded = {
  newest: { 100: 7.0, 500: 9.2, 1000: 13.6 },
  npm: { 100: 21, 500: 33, 1000: 61 },
} as const;

export type PodCount = keyof typeof recorded.newest;

/** Installs the peer when it is not there yet. False when that is impossible (no network). */
export function peerInstalled(): boolean {
  if (existsSync(join(folder, 'node_modules/@ngrok/webernetes/package.json'))) return true;
  mkdirSync(folder, { recursive: true });
  const args = [
    'i',
    '--prefix',
    folder,
    `@ngrok/webernetes@${peerVersion}`,
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  return (
    spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' }).status === 0
  );
}

/** A program that talks to the peer; its modules import each other without extensions, so it has to be bundled. */
async function peerProgram(name: string, source: string): Promise<string> {
  const input = join(folder, `${name}.mjs`);
  writeFileSync(input, source);
  const build = await rolldown({ input, platform: 'node', logLevel: 'silent' });
  const file = join(folder, 'bin', `${name}.mjs`);
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return file;
}

const prelude = `import { Cluster } from '@ngrok/webernetes';
const deployment = (replicas) => [{
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd', namespace: 'default' },
  spec: { replicas, selector: { matchLabels: { app: 'd' } }, template: { metadata: { labels: { app: 'd' } },
    spec: { containers: [{ name: 'c', image: 'registry.k8s.io/pause:3.10' }] } } },
}];
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
`;

/** CPU of the peer for one Deployment, in ms. */
export async function peerRollout(nodes: number, pods: number): Promise<number> {
  const file = await peerProgram(
    'rollout',
    `${prelude}
const [nodes, pods] = process.argv.slice(2).map(Number);
const cluster = new Cluster({ nodes, seed: 1 });
await cluster.init();
for (;;) {
  const { items } = await cluster.api.corev1.listNamespacedPod({ namespace: 'kube-system' });
  if (items.length >= 8 && items.every((pod) => pod.status?.phase === 'Running')) break;
  await pause(5);
}
const before = cpu();
await cluster.apply(deployment(pods));
for (;;) {
  const { status } = await cluster.api.appsv1.readNamespacedDeployment({ namespace: 'default', name: 'd' });
  if ((status?.readyReplicas ?? 0) >= pods) break;
  await pause(20);
}
console.log(JSON.stringify({ cpuMs: cpu() - before }));
process.exit(0);
`,
  );
  return (await runFile<{ cpuMs: number }>(file, [nodes, pods])).cpuMs;
}

/** How many times faster than real time the peer runs an idle cluster; CPU time, driven step by step. */
export async function peerFastForward(nodes: number, pods: number, seconds: number): Promise<number> {
  const file = await peerProgram(
    'fast-forward',
    `${prelude}
const [nodes, pods, seconds] = process.argv.slice(2).map(Number);
const turn = () => new Promise((done) => setImmediate(done));
const cluster = new Cluster({ nodes, seed: 1 });
cluster.pause();
const drive = async (work) => {
  let over = false;
  work.then(() => { over = true; }, () => { over = true; });
  while (!over) { cluster.clock.step(100); await turn(); }
};
await drive(cluster.init());
if (pods > 0) { await drive(cluster.apply(deployment(pods))); await drive(cluster.clock.wait(30000)); }
let least = Infinity;
for (let i = 0; i < 3; i++) {
  const before = cpu();
  await drive(cluster.clock.wait(seconds * 1000));
  least = Math.min(least, cpu() - before);
}
console.log(JSON.stringify({ cpuMs: least }));
process.exit(0);
`,
  );
  return (seconds * 1000) / (await runFile<{ cpuMs: number }>(file, [nodes, pods, seconds])).cpuMs;
}
