/** Objects a server takes, to start from: what is made from nothing but a schema rarely passes validation. */
const labels = { app: 'web' };
const template = {
  metadata: { labels },
  spec: {
    containers: [
      {
        name: 'c',
        image: 'nginx:1.27',
        ports: [{ containerPort: 80, name: 'http' }],
        env: [{ name: 'A', value: '1' }],
        resources: { requests: { cpu: '100m' }, limits: { memory: '64Mi' } },
        readinessProbe: { httpGet: { path: '/', port: 'http' } },
        volumeMounts: [{ name: 'v', mountPath: '/v' }],
      },
    ],
    volumes: [{ name: 'v', emptyDir: {} }],
    tolerations: [{ key: 'a', operator: 'Exists' }],
  },
};
const selector = { matchLabels: labels };

export const bases: Readonly<Record<string, Record<string, unknown>>> = {
  Pod: { metadata: template.metadata, spec: template.spec },
  Deployment: { spec: { replicas: 2, selector, template } },
  ReplicaSet: { spec: { replicas: 1, selector, template } },
  StatefulSet: { spec: { serviceName: 's', selector, template } },
  DaemonSet: { spec: { selector, template } },
  ReplicationController: { spec: { selector: labels, template } },
  Job: { spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } } },
  CronJob: {
    spec: {
      schedule: '*/5 * * * *',
      jobTemplate: { spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } } },
    },
  },
  Service: { spec: { selector: labels, type: 'NodePort', ports: [{ name: 'http', port: 80, targetPort: 'http' }] } },
  ConfigMap: { data: { a: '1' }, binaryData: { b: 'YQ==' } },
  Secret: { stringData: { a: '1' }, data: { b: 'YQ==' } },
  Namespace: {},
  ServiceAccount: {},
  PersistentVolumeClaim: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
  PersistentVolume: {
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/v' } },
  },
  Ingress: {
    spec: {
      rules: [
        {
          host: 'a.example',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 80 } } } }],
          },
        },
      ],
    },
  },
  NetworkPolicy: { spec: { podSelector: selector, ingress: [{ ports: [{ port: 80 }] }] } },
  HorizontalPodAutoscaler: {
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
  },
  PodDisruptionBudget: { spec: { minAvailable: 1, selector } },
  Role: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  ClusterRole: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  RoleBinding: {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'u' }],
  },
  StorageClass: { provisioner: 'x.io/y' },
  PriorityClass: { value: 1 },
  Lease: { spec: { holderIdentity: 'a', leaseDurationSeconds: 15 } },
  Node: { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } },
  LimitRange: { spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] } },
  ResourceQuota: { spec: { hard: { pods: '10' } } },
  Event: { involvedObject: { kind: 'Pod', name: 'web', namespace: 'default' }, reason: 'R', message: 'm' },
  EndpointSlice: { addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'] }], ports: [{ port: 80 }] },
};
