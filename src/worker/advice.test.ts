import { describe, expect, it } from 'vitest';
import { shell } from '../kubectl/shell/index.ts';
import { Cluster } from '../sim/cluster.ts';
import { profileById } from '../sim/profiles.ts';
import { adviseOn } from './advice.ts';
import { endOf, History } from './history.ts';
import type { Advice } from './protocol.ts';

const pod = (name: string, spec: string): Record<string, string> => ({
  'p.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: ${spec}\n`,
});
const plain = 'containers: [{name: c, image: "nginx:1.27"}]';
const greedy = (cpu: string): string =>
  `containers: [{name: c, image: "nginx:1.27", resources: {requests: {cpu: "${cpu}"}}}]`;

/** What a cluster where these lines were given advises on a Pod; nothing of the advice is left in it. */
function advice(name: string, ...given: readonly (readonly [string, Record<string, string>?])[]): Advice | undefined {
  const cluster = Cluster.boot({ profile: profileById('lab')!, seed: 7, programs: { shell } });
  const history = new History(cluster);
  const branch = history.first;
  for (const [line, files = {}] of given) {
    history.give(branch, { step: endOf(branch), command: { type: 'kubectl', line, files } });
    while (!cluster.kernel.isSettled() && history.advance(branch));
  }
  const before = cluster.kernel.traceHash();
  const found = adviseOn(
    history,
    { branch: branch.id, step: endOf(branch) },
    { kind: 'Pod', namespace: 'default', name },
  );
  expect(cluster.kernel.traceHash()).toBe(before);
  expect(history.branches.size).toBe(1);
  return found;
}

const cordoned = [['kubectl cordon w1-k8s'], ['kubectl cordon w2-k8s'], ['kubectl cordon w3-k8s']] as const;

describe('advice for a Pod that fits nowhere', () => {
  it('takes a node back that was cordoned', () => {
    expect(advice('p', ...cordoned, ['kubectl apply -f p.yaml', pod('p', `{${plain}}`)])).toEqual({
      changes: [{ type: 'command', line: 'kubectl uncordon w1-k8s' }],
      node: 'w1-k8s',
    });
  });

  it('labels a node for a selector', () => {
    expect(advice('p', ['kubectl apply -f p.yaml', pod('p', `{nodeSelector: {gpu: "yes"}, ${plain}}`)])).toEqual({
      changes: [{ type: 'command', line: 'kubectl label nodes w1-k8s gpu=yes --overwrite' }],
      node: 'w1-k8s',
    });
  });

  it('removes a taint, but not the control plane’s as long as another way is shorter', () => {
    expect(
      advice(
        'p',
        ['kubectl taint nodes w1-k8s w2-k8s w3-k8s team=blue:NoSchedule'],
        ['kubectl apply -f p.yaml', pod('p', `{${plain}}`)],
      ),
    ).toEqual({ changes: [{ type: 'command', line: 'kubectl taint nodes w1-k8s team-' }], node: 'w1-k8s' });
  });

  it('asks for what a node has left', () => {
    const found = advice('p', ['kubectl apply -f p.yaml', pod('p', `{${greedy('900')}}`)])!;
    expect(found.changes).toMatchObject([
      { type: 'edit', field: 'spec.containers[0].resources.requests.cpu', from: '900', line: undefined },
    ]);
    expect((found.changes[0] as { to: string }).to).toMatch(/^\d+m$/);
  });

  it('names the Deployment’s command, and finds two things that are in the way of one Pod', () => {
    const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {${greedy('900')}}
`;
    const cluster = [...cordoned, ['kubectl apply -f d.yaml', { 'd.yaml': deployment }]] as const;
    const name = podOf(cluster);
    const found = advice(name, ...cluster)!;
    expect(found.changes).toMatchObject([
      { type: 'command', line: 'kubectl uncordon w1-k8s' },
      {
        type: 'edit',
        line: expect.stringMatching(/^kubectl set resources deployment\/web -c=c --requests=cpu=\d+m$/) as string,
      },
    ]);
  });

  it('says so when it knows no way', () => {
    const affinity = `affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: nobody}}}]}}`;
    expect(advice('p', ['kubectl apply -f p.yaml', pod('p', `{${affinity}, ${plain}}`)])).toBeUndefined();
  });
});

/** Name of the one Pod there is after these lines. */
function podOf(given: readonly (readonly [string, Record<string, string>?])[]): string {
  const cluster = Cluster.boot({ profile: profileById('lab')!, seed: 7, programs: { shell } });
  for (const [line, files = {}] of given) {
    cluster.command({ type: 'kubectl', line, files });
    cluster.kernel.settle(60_000);
  }
  const { entries } = cluster.kernel.trace;
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries.get(i)!;
    if (entry.type === 'note' && entry.note.kind === 'schedule') return entry.note.pod.name;
  }
  throw new Error('no Pod');
}
