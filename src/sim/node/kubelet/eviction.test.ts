import { describe, expect, it } from 'vitest';
import type { Node, Pod } from '../../../api/types.ts';
import { boundPod, LoneNode, testNode } from '../testing.ts';

const eater = (name: string, amount: string, spec: Record<string, unknown> = {}, request?: string): Pod => {
  const pod = boundPod(name, {
    ...spec,
    containers: [
      {
        name: 'eater',
        image: 'polinux/stress',
        command: ['stress', '--vm', '1', '--vm-bytes', amount],
        resources: request ? { requests: { memory: request } } : {},
      },
    ],
  });
  pod.status.qosClass = request ? 'Burstable' : 'BestEffort';
  return pod;
};
const pressure = (node: LoneNode) =>
  node.object<Node>(`/api/v1/nodes/${testNode.name}`)!.status.conditions!.find((c) => c.type === 'MemoryPressure')!;
const nodeEvents = (node: LoneNode): string[] => node.events(testNode.name);

describe('a node short of memory', () => {
  it('says so, evicts who is furthest above its request, and recovers five minutes later', () => {
    const node = new LoneNode();
    node.create(eater('modest', '3000M', {}, '3000Mi'));
    node.create(eater('greedy', '4500M', {}, '1Gi'));
    node.run(25_000);
    const status = node.pod('greedy')!.status;
    expect(status).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
    expect(status.message).toMatch(
      /^The node was low on resource: memory\. Threshold quantity: 100Mi, available: \d+[KM]i\. Container eater was using \d+Mi, request is 1Gi, has larger consumption of memory\. $/,
    );
    expect(status.conditions).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet' }),
    );
    expect(
      node.events('greedy').some((e) => e.startsWith('Warning Evicted The node was low on resource: memory.')),
    ).toBe(true);
    expect(node.pod('modest')!.status.phase).toBe('Running');
    expect(pressure(node)).toMatchObject({ status: 'True', reason: 'KubeletHasInsufficientMemory' });
    expect(nodeEvents(node)).toContain('Warning EvictionThresholdMet Attempting to reclaim memory');

    // Meanwhile nobody who asks for nothing gets in.
    const late = boundPod('late', { containers: [{ name: 'a', image: 'hello:v1' }] });
    node.create(late);
    node.run(2_000);
    expect(node.pod('late')!.status).toMatchObject({
      phase: 'Failed',
      reason: 'Evicted',
      message: 'Pod was rejected: The node had condition: [MemoryPressure]. ',
    });
    node.run(250_000);
    expect(pressure(node).status).toBe('True');
    node.run(60_000);
    expect(pressure(node)).toMatchObject({ status: 'False', reason: 'KubeletHasSufficientMemory' });
  });

  it('spares the critical, and takes the lower priority first', () => {
    const node = new LoneNode();
    node.create(eater('vital', '3000M', { priority: 2_000_000_000 }));
    node.create(eater('high', '2400M', { priority: 100 }));
    node.create(eater('low', '2100M', { priority: 1 }));
    node.run(25_000);
    expect(['vital', 'high', 'low'].map((name) => node.pod(name)!.status.phase)).toEqual([
      'Running',
      'Running',
      'Failed',
    ]);
  });

  it('with no memory at all the kernel is faster than the kubelet', () => {
    const node = new LoneNode();
    node.create(eater('modest', '3000M', {}, '3000Mi'));
    node.create(eater('huge', '9000M', { restartPolicy: 'Never' }));
    node.run(8_000);
    expect(node.pod('huge')!.status).toMatchObject({
      phase: 'Failed',
      containerStatuses: [{ state: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }],
    });
    expect(nodeEvents(node).find((e) => e.includes('SystemOOM'))).toMatch(
      /^Warning SystemOOM System OOM encountered, victim process: stress, pid: \d+$/,
    );
    expect(node.pod('modest')!.status.phase).toBe('Running');
  });

  it('a leak fills the machine by and by; under a limit it ends the container instead', () => {
    const node = new LoneNode();
    node.create(boundPod('leak', { containers: [{ name: 'a', image: 'hello:leaky' }] }));
    node.create(
      boundPod('limited', {
        restartPolicy: 'Never',
        containers: [{ name: 'a', image: 'hello:leaky', resources: { limits: { memory: '64Mi' } } }],
      }),
    );
    node.run(20_000);
    expect(node.pod('leak')!.status.phase).toBe('Running');
    expect(node.pod('limited')!.status.containerStatuses![0]!.state.terminated?.reason).toBe('OOMKilled');
    node.run(960_000);
    expect(node.pod('leak')!.status).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
  });

  it('one with room to spare is never asked', () => {
    const node = new LoneNode();
    for (let i = 0; i < 20; i++) node.create(boundPod(`p${i}`, { containers: [{ name: 'a', image: 'nginx:1.27' }] }));
    node.run(60_000);
    expect(node.calls()).not.toContain('ListPodSandboxStats');
    expect(pressure(node).status).toBe('False');
  });
});
