import type { Random } from './random.ts';

/*
 * Random workloads of every kind, as manifests. Each kind has a few names, so that deeds meet what is there, replace it
 * and delete it.
 */
type Manifest = Readonly<Record<string, unknown>>;

export const names = {
  deployment: ['web', 'api'],
  statefulset: ['db', 'queue'],
  daemonset: ['agent'],
  job: ['report', 'import'],
  cronjob: ['tick', 'tock'],
  replicationcontroller: ['old'],
} as const;
export type Workload = keyof typeof names;
export const workloads = Object.keys(names) as Workload[];

export const goodImages = ['nginx:1.26', 'nginx:1.27', 'nginx:1.28'] as const;
/** No registry has it. */
export const badImage = 'nginx:0.0-none';

const container = (random: Random): Manifest => ({
  name: 'c',
  image: random.pick(goodImages),
  ports: [{ containerPort: 80 }],
  ...(random.chance(50) ? { readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 2 } } : {}),
  ...(random.chance(40)
    ? { resources: { requests: { cpu: random.pick(['50m', '100m', '250m']), memory: random.pick(['64Mi', '256Mi']) } } }
    : {}),
});

const template = (random: Random, app: string, spec: Manifest = {}): Manifest => ({
  metadata: { labels: { app } },
  spec: { terminationGracePeriodSeconds: random.pick([1, 5, 30]), containers: [container(random)], ...spec },
});

const limit = (random: Random, of: readonly (number | string)[]): number | string => random.pick(of);

function strategy(random: Random): Manifest {
  if (random.chance(25)) return { type: 'Recreate' };
  const maxSurge = limit(random, [0, 1, 2, '25%', '50%', '100%']);
  const maxUnavailable = maxSurge === 0 ? limit(random, [1, 2, '50%']) : limit(random, [0, 1, '25%', '50%']);
  return { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } };
}

/** A program of a Job: it succeeds, fails, or fails at first. */
const jobTemplate = (random: Random, app: string): Manifest => ({
  metadata: { labels: { app } },
  spec: {
    restartPolicy: random.pick(['Never', 'OnFailure']),
    terminationGracePeriodSeconds: 2,
    containers: [
      {
        name: 'c',
        image: 'busybox:1.36',
        command: ['sh', '-c', `sleep ${1 + random.below(20)}; exit ${random.chance(25) ? 1 : 0}`],
      },
    ],
  },
});

function jobSpec(random: Random, app: string): Manifest {
  const indexed = random.chance(50);
  return {
    completions: 1 + random.below(5),
    parallelism: 1 + random.below(3),
    backoffLimit: random.below(4),
    ...(indexed ? { completionMode: 'Indexed' } : {}),
    ...(random.chance(30) ? { podReplacementPolicy: 'Failed' } : {}),
    ...(random.chance(20) ? { activeDeadlineSeconds: 30 + random.below(200) } : {}),
    ...(random.chance(40) ? { ttlSecondsAfterFinished: random.below(120) } : {}),
    template: jobTemplate(random, app),
  };
}

const specs: Readonly<
  Record<Workload, (random: Random, app: string) => readonly [apiVersion: string, kind: string, spec: Manifest]>
> = {
  deployment: (random, app) => [
    'apps/v1',
    'Deployment',
    {
      replicas: random.below(6),
      strategy: strategy(random),
      revisionHistoryLimit: random.below(4),
      ...(random.chance(30) ? { minReadySeconds: 1 + random.below(10) } : {}),
      ...(random.chance(30) ? { progressDeadlineSeconds: 60 } : {}),
      selector: { matchLabels: { app } },
      template: template(random, app),
    },
  ],
  replicationcontroller: (random, app) => [
    'v1',
    'ReplicationController',
    { replicas: random.below(4), selector: { app }, template: template(random, app) },
  ],
  statefulset: (random, app) => [
    'apps/v1',
    'StatefulSet',
    {
      replicas: random.below(5),
      serviceName: app,
      podManagementPolicy: random.pick(['OrderedReady', 'Parallel']),
      ...(random.chance(30) ? { ordinals: { start: 1 + random.below(3) } } : {}),
      ...(random.chance(30) ? { minReadySeconds: 1 + random.below(5) } : {}),
      updateStrategy: random.chance(20)
        ? { type: 'OnDelete' }
        : { type: 'RollingUpdate', rollingUpdate: { partition: random.chance(30) ? random.below(3) : 0 } },
      persistentVolumeClaimRetentionPolicy: {
        whenDeleted: random.pick(['Retain', 'Delete']),
        whenScaled: random.pick(['Retain', 'Delete']),
      },
      selector: { matchLabels: { app } },
      template: template(random, app),
      ...(random.chance(50)
        ? {
            volumeClaimTemplates: [
              {
                metadata: { name: 'data' },
                spec: {
                  accessModes: ['ReadWriteOnce'],
                  storageClassName: 'share',
                  resources: { requests: { storage: '1Gi' } },
                },
              },
            ],
          }
        : {}),
    },
  ],
  daemonset: (random, app) => [
    'apps/v1',
    'DaemonSet',
    {
      updateStrategy: random.chance(20)
        ? { type: 'OnDelete' }
        : {
            type: 'RollingUpdate',
            rollingUpdate: random.chance(40)
              ? { maxSurge: random.pick([1, '50%']), maxUnavailable: 0 }
              : { maxUnavailable: random.pick([1, 2, '50%']) },
          },
      ...(random.chance(30) ? { minReadySeconds: 1 + random.below(5) } : {}),
      selector: { matchLabels: { app } },
      template: template(
        random,
        app,
        random.chance(40) ? { tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }] } : {},
      ),
    },
  ],
  job: (random, app) => ['batch/v1', 'Job', jobSpec(random, app)],
  cronjob: (random, app) => [
    'batch/v1',
    'CronJob',
    {
      schedule: random.pick(['* * * * *', '*/2 * * * *', '@hourly']),
      concurrencyPolicy: random.pick(['Allow', 'Forbid', 'Replace']),
      successfulJobsHistoryLimit: random.below(3),
      failedJobsHistoryLimit: random.below(2),
      ...(random.chance(30) ? { startingDeadlineSeconds: 30 + random.below(100) } : {}),
      jobTemplate: { spec: jobSpec(random, app) },
    },
  ],
};

/** A workload of a kind with random properties. */
export function randomWorkload(random: Random, kind: Workload, name: string, namespace: string): Manifest {
  const [apiVersion, type, spec] = specs[kind](random, name);
  return { apiVersion, kind: type, metadata: { name, namespace, labels: { chaos: 'yes' } }, spec };
}

export const budget = (random: Random, app: string, namespace: string): Manifest => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: app, namespace },
  spec: {
    ...(random.chance(50)
      ? { minAvailable: random.pick([1, 2, '50%']) }
      : { maxUnavailable: random.pick([0, 1, '50%']) }),
    ...(random.chance(30) ? { unhealthyPodEvictionPolicy: 'AlwaysAllow' } : {}),
    selector: { matchLabels: { app } },
  },
});

export const service = (app: string, namespace: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: app, namespace },
  spec: { selector: { app }, ports: [{ port: 80 }] },
});

export const quota = (random: Random, namespace: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'most', namespace },
  spec: { hard: { pods: String(6 + random.below(10)) } },
});

/** Enough room for every claim a run may make. */
export const volumes = (count: number): Manifest[] =>
  Array.from({ length: count }, (_, i) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `share-${i}` },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'share',
      persistentVolumeReclaimPolicy: 'Retain',
      nfs: { server: '192.168.1.10', path: `/exports/${i}` },
    },
  }));
