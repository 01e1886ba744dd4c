import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../api/types.ts';
import { timestamp } from '../time.ts';
import { clusterRoleAggregationController } from './clusterrole-aggregation.ts';
import { disruptionController } from './disruption.ts';
import { pvcProtectionController, pvProtectionController } from './protection.ts';
import { resourceQuotaController } from './resourcequota.ts';
import { look, meta, ownedBy, pod, viewWith } from './testing.ts';

const object = (kind: string, name: string, more: object = {}, metadata: object = {}): KubeObject =>
  ({ apiVersion: 'v1', kind, metadata: meta(name, metadata), ...more }) as KubeObject;
const statusOf = (plan: ReturnType<typeof resourceQuotaController.reconcile>): unknown =>
  (plan.requests?.[0]?.body as { status?: unknown } | undefined)?.status;

describe('resourcequota-controller', () => {
  const quota = (hard: object, status: object = {}): KubeObject =>
    object('ResourceQuota', 'q', { spec: { hard }, status });
  it('counts what is there, and only what has not ended', () => {
    const cpu = { containers: [{ name: 'c', resources: { requests: { cpu: '250m' } } }] };
    const view = viewWith({
      resourcequotas: [quota({ pods: '10', 'requests.cpu': '2', 'count/pods': '9' })],
      pods: [pod('a', { spec: cpu }), pod('b', { spec: cpu }), pod('c', { spec: cpu, status: { phase: 'Succeeded' } })],
    });
    expect(statusOf(resourceQuotaController.reconcile('default/q', view))).toEqual({
      hard: { pods: '10', 'requests.cpu': '2', 'count/pods': '9' },
      used: { pods: '2', 'requests.cpu': '500m', 'count/pods': '3' },
    });
  });
  it('lists what it keeps no copy of', () => {
    const view = viewWith({ resourcequotas: [quota({ secrets: '1' })] });
    expect(look(resourceQuotaController, 'default/q', view)).toEqual(['GET secrets']);
  });
  it('writes nothing that is right already', () => {
    const view = viewWith({ resourcequotas: [quota({ pods: '1' }, { hard: { pods: '1' }, used: { pods: '0' } })] });
    expect(look(resourceQuotaController, 'default/q', view)).toEqual([]);
  });
});

describe('disruption-controller', () => {
  const budget = (spec: object): KubeObject =>
    object('PodDisruptionBudget', 'b', { spec: { selector: { matchLabels: { app: 'web' } }, ...spec }, status: {} });
  const owned = ['a', 'b', 'c'].map((name) => pod(name, { meta: ownedBy('ReplicaSet', 'rs') }));
  const set = object('ReplicaSet', 'rs', { spec: { replicas: 4 }, status: {} });
  it.each<[string, object, object]>([
    ['minAvailable as a number', { minAvailable: 2 }, { expectedPods: 3, desiredHealthy: 2, disruptionsAllowed: 1 }],
    ['minAvailable as a share', { minAvailable: '50%' }, { expectedPods: 4, desiredHealthy: 2, disruptionsAllowed: 1 }],
    ['maxUnavailable', { maxUnavailable: 1 }, { expectedPods: 4, desiredHealthy: 3, disruptionsAllowed: 0 }],
  ])('%s', (_, spec, want) => {
    const view = viewWith({ poddisruptionbudgets: [budget(spec)], pods: owned, replicasets: [set] });
    expect(statusOf(disruptionController.reconcile('default/b', view))).toMatchObject({ currentHealthy: 3, ...want });
  });
});

describe('protection of claims and volumes', () => {
  const going = { deletionTimestamp: timestamp(0), deletionGracePeriodSeconds: 0 };
  const claim = object('PersistentVolumeClaim', 'd', {}, { ...going, finalizers: ['kubernetes.io/pvc-protection'] });
  const user = pod('a', { spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'd' } }] } });
  it('a claim stays while a Pod uses it, then goes', () => {
    const used = viewWith({ persistentvolumeclaims: [claim], pods: [user] });
    expect(look(pvcProtectionController, 'default/d', used)).toEqual([]);
    const free = viewWith({ persistentvolumeclaims: [claim] });
    expect(look(pvcProtectionController, 'default/d', free)).toEqual(['PUT persistentvolumeclaims d']);
  });
  it('a volume stays while it is bound', () => {
    const volume = (phase: string): KubeObject => {
      const made = object('PersistentVolume', 'pv', { status: { phase } }, going);
      return {
        ...made,
        metadata: { ...made.metadata, namespace: undefined, finalizers: ['kubernetes.io/pv-protection'] } as never,
      };
    };
    const at = (phase: string): string[] =>
      look(pvProtectionController, 'pv', viewWith({ persistentvolumes: [volume(phase)] }));
    expect([at('Bound'), at('Released')]).toEqual([[], ['PUT persistentvolumes pv']]);
  });
});

describe('clusterrole-aggregation-controller', () => {
  it('collects the rules of those that carry the label, each once', () => {
    const rule = (resource: string): object => ({ apiGroups: [''], resources: [resource], verbs: ['get'] });
    const role = (name: string, resources: string[], labels: object, more: object = {}): KubeObject => {
      const made = object('ClusterRole', name, { rules: resources.map(rule), ...more }, { labels });
      return { ...made, metadata: { ...made.metadata, namespace: undefined } as never };
    };
    const view = viewWith({
      clusterroles: [
        role('all', [], {}, { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: 'all' } }] } }),
        role('z', ['pods'], { to: 'all' }),
        role('y', ['nodes', 'pods'], { to: 'all' }),
        role('x', ['secrets'], {}),
      ],
    });
    expect(clusterRoleAggregationController.reconcile('all', view).requests?.[0]?.body).toMatchObject({
      rules: [rule('nodes'), rule('pods')],
    });
  });
});
