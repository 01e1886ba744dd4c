import { describe, expect, it } from 'vitest';
import type { WorkloadView } from '../../worker/protocol.ts';
import { forestOf, ownPart } from './forest.ts';
import type { PodCell } from './pods.ts';

const workload = (kind: WorkloadView['kind'], name: string, owner?: string): WorkloadView => ({
  kind,
  uid: name,
  namespace: 'default',
  name,
  owner,
  desired: 1,
  current: 1,
  ready: 1,
});
const pod = (id: number, name: string, owner?: string) => ({ id, name, owner }) as PodCell;

describe('who owns whom', () => {
  it('hangs ReplicaSets below Deployments and Pods below ReplicaSets, oldest first', () => {
    const { trees, bare } = forestOf(
      [workload('Deployment', 'web'), workload('ReplicaSet', 'web-a', 'web'), workload('ReplicaSet', 'web-b', 'web')],
      [pod(3, 'web-b-z', 'web-b'), pod(1, 'web-b-x', 'web-b'), pod(2, 'web-a-y', 'web-a'), pod(4, 'nginx')],
    );
    expect(trees).toHaveLength(1);
    expect(trees[0]!.children.map((child) => [child.workload.name, child.pods.map(({ name }) => name)])).toEqual([
      ['web-a', ['web-a-y']],
      ['web-b', ['web-b-x', 'web-b-z']],
    ]);
    expect(bare.map(({ name }) => name)).toEqual(['nginx']);
  });

  it('puts an autoscaler above what it scales, in its own namespace', () => {
    const hpa = { ...workload('HorizontalPodAutoscaler', 'web-hpa'), scales: 'Deployment/web' };
    const elsewhere = { ...workload('Deployment', 'web'), uid: 'other', namespace: 'test' };
    const { trees } = forestOf([workload('Deployment', 'web'), elsewhere, hpa], []);
    expect(trees.map((tree) => [tree.workload.uid, tree.children.map(({ workload: { uid } }) => uid)])).toEqual([
      ['other', []],
      ['web-hpa', ['web']],
    ]);
  });

  it('an orphan whose owner is gone stands by itself', () => {
    const { trees, bare } = forestOf([workload('ReplicaSet', 'web-a', 'gone')], [pod(1, 'old', 'also-gone')]);
    expect(trees.map(({ workload: { name } }) => name)).toEqual(['web-a']);
    expect(bare).toHaveLength(1);
  });

  it('a Pod is known among its siblings by the end of its name', () => {
    expect(ownPart('web-648d-x2k', 'web-648d')).toBe('x2k');
    expect(ownPart('db-0', 'other')).toBe('db-0');
  });
});
