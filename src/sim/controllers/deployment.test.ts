import { describe, expect, it } from 'vitest';
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import { timestamp } from '../time.ts';
import { scale, startDraft } from './deployment/draft.ts';
import { newAnnotations } from './deployment/revision.ts';
import { byAge, fenceposts, newReplicas, shrinkOld, specReplicas } from './deployment/rollout.ts';
import { templateHash } from './deployment/template.ts';
import { viewWith } from './testing.ts';

const template = (image: string, labels: Record<string, string> = { app: 'web' }): Deployment['spec']['template'] => ({
  metadata: { labels },
  spec: { containers: [{ name: 'c', image }] } as never,
});

function deployment(spec: Partial<Deployment['spec']> = {}, status: Deployment['status'] = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'web',
      namespace: 'default',
      uid: 'd',
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: timestamp(0),
    },
    spec: {
      replicas: 10,
      selector: { matchLabels: { app: 'web' } },
      template: template('web:2'),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      ...spec,
    },
    status,
  };
}

function replicaSet(
  name: string,
  replicas: number,
  available = replicas,
  more: Partial<ReplicaSet['metadata']> = {},
): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: 'default',
      uid: name,
      resourceVersion: '1',
      generation: 1,
      creationTimestamp: timestamp(0),
      labels: { app: 'web' },
      ...more,
    },
    spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: template(name) },
    status: { replicas, readyReplicas: available, availableReplicas: available, observedGeneration: 1 },
  };
}

const rolling = (maxSurge: number | string, maxUnavailable: number | string): Deployment['spec']['strategy'] => ({
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge, maxUnavailable },
});

describe('an old ReplicaSet whose status is older than its size', () => {
  // It was to have 2 Pods since the last look, and still says that 3 are available: 2 + 2 would be counted as 5.
  const d = { ...deployment({ replicas: 4, strategy: rolling('100%', 1) }) };
  const old = replicaSet('web:1', 2, 3);
  const fresh = replicaSet('web:2', 4, 2);
  it('is not shrunk on that ground: too few Pods would be left', () =>
    expect([...shrinkOld(d, [old], fresh).values()]).toEqual([]));
  it('is shrunk when it has caught up', () =>
    expect([...shrinkOld(d, [replicaSet('web:1', 2, 2)], fresh).values()]).toEqual([1]));
});

describe('surge and unavailable', () => {
  it.each([
    ['percentages: surge rounds up, unavailable down', '25%', '25%', 10, 3, 2],
    ['both zero: one may be missing, or nothing could move', 0, 0, 10, 0, 1],
    ['numbers are themselves', 2, 3, 10, 2, 3],
    ['of a few replicas, 25 % is one more and none less', '25%', '25%', 3, 1, 0],
  ])('%s', (_name, surge, unavailable, desired, s, u) =>
    expect(fenceposts(surge, unavailable, desired)).toEqual({ surge: s, unavailable: u }),
  );
});

describe('one step of a rolling update', () => {
  it.each([
    ['the surge is free: up by it', 10, 0, 2],
    ['the surge is used: no step up', 12, 0, 0],
    ['half way: as far as the total allows', 7, 3, 5],
    ['never more than wanted', 0, 9, 10],
  ])('%s', (_name, old, have, want) =>
    expect(newReplicas(deployment({ strategy: rolling(2, 0) }), old + have, have)).toBe(want),
  );

  it('unhealthy old Pods go first, then as many as availability allows', () => {
    const d = deployment({ strategy: rolling(2, 2) });
    const oldest = replicaSet('old-1', 8, 5);
    const sizes = shrinkOld(d, [oldest], replicaSet('new', 4, 4));
    expect(sizes.get(oldest)).toBe(4);
  });
  it('nothing shrinks while the new Pods are not available', () => {
    expect(
      shrinkOld(deployment({ strategy: rolling(2, 2) }), [replicaSet('old-1', 8)], replicaSet('new', 4, 0)).size,
    ).toBe(0);
  });
});

describe('revisions and names', () => {
  it('equal templates have equal hashes, whatever the order of their fields and the hash label', () => {
    const a = template('web:1', { app: 'web', tier: 'front' });
    const b = template('web:1', { tier: 'front', app: 'web', 'pod-template-hash': 'x' });
    expect(templateHash(a, 0)).toBe(templateHash(b, 0));
    expect(templateHash(a, 0)).not.toBe(templateHash(template('web:2'), 0));
    expect(templateHash(a, 0)).not.toBe(templateHash(a, 1));
    expect(templateHash(a, 0)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{8,10}$/);
  });
  it('a ReplicaSet that comes back gets a new number and keeps the old one as history', () => {
    const old = { 'deployment.kubernetes.io/revision': '1' };
    expect(newAnnotations(deployment(), old, 3)).toEqual({
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
    });
    expect(newAnnotations(deployment(), old, 1)).toBe(old);
  });
  it('scaling twice in one look is one write', () => {
    const rs = replicaSet('a', 3);
    const draft = startDraft(deployment(), [rs], viewWith({}));
    scale(draft, rs, 5);
    scale(draft, rs, 6);
    expect([...draft.changed.values()].map((change) => change.rs.spec.replicas)).toEqual([6]);
  });
  it('age decides, then the name', () => {
    const all = [
      replicaSet('b', 1),
      replicaSet('a', 1),
      replicaSet('c', 1, 1, { creationTimestamp: timestamp(-5000) }),
    ];
    expect(all.sort(byAge).map((rs) => rs.metadata.name)).toEqual(['c', 'a', 'b']);
    expect(specReplicas(all)).toBe(3);
  });
});
