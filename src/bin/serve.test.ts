import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shell } from '../kubectl/shell/index.ts';
import { Cluster } from '../sim/cluster.ts';
import { lab } from '../sim/profiles.ts';
import { HttpFront } from './serve/front.ts';

/** A real kubectl on this machine, the newest there is; undefined where there is none. */
function realKubectl(): string | undefined {
  const found = (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, 'kubectl'))
    .find((path) => existsSync(path));
  if (!found) return undefined;
  const folder = dirname(realpathSync(found));
  const versions = readdirSync(folder).filter((name) => /^kubectl\.1\.\d+$/.test(name));
  const newest = versions.sort((a, b) => Number(a.split('.')[2]) - Number(b.split('.')[2])).at(-1);
  return newest ? join(folder, newest) : found;
}

const kubectl = realKubectl();
if (!kubectl) console.log('skipped: no real kubectl on this machine');

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - { name: nginx, image: "nginx:1.27" }
`;

describe.skipIf(!kubectl)('a real kubectl against the simulated API server', () => {
  const cluster = Cluster.boot({ profile: lab, seed: 7, programs: { shell } });
  const front = new HttpFront(cluster, { speed: 60 });
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-'));
  let server = '';

  const run = (...args: string[]): Promise<{ code: number; out: string }> =>
    new Promise((resolve) => {
      execFile(
        kubectl!,
        ['--server', server, ...args],
        { env: { ...process.env, KUBECONFIG: join(folder, 'none'), HOME: folder }, timeout: 30_000 },
        (error, stdout, stderr) =>
          resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out: stdout + stderr }),
      );
    });

  beforeAll(async () => {
    server = `http://127.0.0.1:${await front.listen(0)}`;
  });
  afterAll(() => front.close());

  it('lists the nodes as a table of the server', async () => {
    const { out } = await run('get', 'nodes');
    expect(out).toMatch(/^NAME +STATUS +ROLES +AGE +VERSION\nm-k8s +Ready +control-plane/);
  });
  it('applies a manifest, strictly checked, and sees it run', async () => {
    writeFileSync(join(folder, 'web.yaml'), manifest);
    expect(await run('apply', '--validate=strict', '-f', join(folder, 'web.yaml'))).toEqual({
      code: 0,
      out: 'deployment.apps/web created\n',
    });
    expect((await run('rollout', 'status', 'deployment/web', '--timeout=20s')).out).toContain(
      'deployment "web" successfully rolled out',
    );
    expect((await run('apply', '-f', join(folder, 'web.yaml'))).out).toBe('deployment.apps/web unchanged\n');
  });
  it('describes what became of it', async () => {
    const { out } = await run('describe', 'deployment', 'web');
    expect(out).toMatch(/Replicas: +2 desired \| 2 updated \| 2 total \| 2 available \| 0 unavailable/);
    expect(out).toContain('Scaled up replica set');
  });
  it('hands fields over: from client-side to server-side apply, and between two managers', async () => {
    writeFileSync(join(folder, 'five.yaml'), manifest.replace('replicas: 2', 'replicas: 5'));
    const apply = (...args: string[]): ReturnType<typeof run> => run('apply', '--server-side', ...args);
    expect(await apply('-f', join(folder, 'web.yaml'))).toEqual({
      code: 0,
      out: 'deployment.apps/web serverside-applied\n',
    });
    const owners = async (): Promise<string[]> =>
      (
        await run(
          'get',
          'deployment/web',
          '--show-managed-fields',
          '-o',
          'jsonpath={range .metadata.managedFields[*]}{.manager} {.operation} {.subresource}{"\\n"}{end}',
        )
      ).out
        .trim()
        .split(/ *\n/)
        .sort();
    expect(await owners()).toEqual([
      'kube-controller-manager Update status',
      'kubectl Apply',
      'kubectl-last-applied Apply',
    ]);
    const refused = await apply('--field-manager=other', '-f', join(folder, 'five.yaml'));
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('Apply failed with 1 conflict: conflict with "kubectl": .spec.replicas');
    expect((await apply('--field-manager=other', '--force-conflicts', '-f', join(folder, 'five.yaml'))).code).toBe(0);
    expect(await owners()).toContain('other Apply');
  });
  it('says no in the words kubectl expects', async () => {
    expect(await run('get', 'pod', 'nobody')).toEqual({
      code: 1,
      out: 'Error from server (NotFound): pods "nobody" not found\n',
    });
  });
});
