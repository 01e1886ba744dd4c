import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realKubectls, serveLab } from './testing.ts';

const newest = [...realKubectls().values()].sort().at(-1);
if (!newest) console.log('skipped: no real kubectl on this machine');

const manifest = (replicas: number): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers: [{ name: nginx, image: "nginx:1.27" }]
`;

describe.skipIf(!newest)('field ownership, as the newest kubectl sees it', () => {
  it('hands fields over: from client-side to server-side apply, and between two managers', async () => {
    const served = await serveLab();
    const run = (...args: string[]): ReturnType<typeof served.kubectl> => served.kubectl(newest!, args);
    writeFileSync(join(served.folder, 'two.yaml'), manifest(2));
    writeFileSync(join(served.folder, 'five.yaml'), manifest(5));
    await run('apply', '-f', 'two.yaml');
    await run('rollout', 'status', 'deployment/web', '--timeout=20s');
    const apply = (...args: string[]): ReturnType<typeof run> => run('apply', '--server-side', ...args);
    expect(await apply('-f', 'two.yaml')).toEqual({
      code: 0,
      stdout: 'deployment.apps/web serverside-applied\n',
      stderr: '',
    });
    const managers = '{range .metadata.managedFields[*]}{.manager} {.operation} {.subresource}{"\\n"}{end}';
    const owners = async (): Promise<string[]> =>
      (await run('get', 'deployment/web', '--show-managed-fields', '-o', `jsonpath=${managers}`)).stdout
        .trim()
        .split(/ *\n/)
        .sort();
    expect(await owners()).toEqual([
      'kube-controller-manager Update status',
      'kubectl Apply',
      'kubectl-last-applied Apply',
    ]);
    const refused = await apply('--field-manager=other', '-f', 'five.yaml');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Apply failed with 1 conflict: conflict with "kubectl": .spec.replicas');
    expect((await apply('--field-manager=other', '--force-conflicts', '-f', 'five.yaml')).code).toBe(0);
    expect(await owners()).toContain('other Apply');
    await served.front.close();
  });
});
