import { metricsServerManifest } from '../../lessons/metrics-server.ts';

/** Manifests the lines of the table use. */
export const files: Readonly<Record<string, string>> = {
  'metrics-server.yaml': metricsServerManifest,
  'web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: { app: web, tier: front }
spec:
  replicas: 2
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: nginx
          image: "nginx:1.27"
          ports: [{ containerPort: 80, name: http }]
          env:
            - { name: MODE, value: plain }
            - { name: COLOR, valueFrom: { configMapKeyRef: { name: settings, key: page.html, optional: true } } }
            - { name: NODE, valueFrom: { fieldRef: { fieldPath: spec.nodeName } } }
          resources:
            requests: { cpu: 100m, memory: 64Mi }
            limits: { cpu: 500m, memory: 128Mi }
          readinessProbe: { httpGet: { path: /, port: http }, periodSeconds: 5 }
          volumeMounts: [{ name: cache, mountPath: /cache }]
      volumes: [{ name: cache, emptyDir: {} }]
`,
  'web3.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: nginx
          image: "nginx:1.28"
`,
  'bad.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: bad
spec:
  containers:
    - name: main
      image: "nginx:nowhere"
`,
  'two.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: pair
  labels: { app: pair }
  annotations: { note: "two containers" }
spec:
  restartPolicy: Never
  initContainers:
    - { name: prepare, image: "busybox:1.36", command: [sh, -c, "echo prepared"] }
  containers:
    - { name: main, image: "nginx:1.27" }
    - { name: side, image: "busybox:1.36", command: [sleep, "3600"] }
`,
  'svc.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: { app: web }
  ports:
    - { name: http, port: 80, targetPort: http }
    - { name: admin, port: 9000, targetPort: 9000 }
`,
  'settings.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  page.html: |
    <h1>hello</h1>
    <p>there</p>
---
apiVersion: v1
kind: Secret
metadata:
  name: password
type: Opaque
stringData:
  password: "s3cr3t"
`,
  'typo.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: typo
spec:
  replica: 2
  selector: { matchLabels: { app: typo } }
  template:
    metadata: { labels: { app: typo } }
    spec:
      containers: [{ name: main, image: nginx, imagee: x }]
`,
  'invalid.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: Invalid_Name
spec:
  replicas: -1
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: b } }
    spec:
      containers: [{ name: main }]
`,
  'broken.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: broken
   labels: {}
`,
  'nokind.yaml': `metadata:
  name: nothing
`,
  'unknown.yaml': `apiVersion: example.com/v1
kind: Widget
metadata:
  name: thing
`,
  'role.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: reader
rules:
  - { apiGroups: [""], resources: [pods, pods/log], verbs: [get, list] }
  - { apiGroups: [apps], resources: [deployments], verbs: ["*"], resourceNames: [web] }
`,
  'env.txt': `# settings
A=1
B=two words
`,
  'kinds.yaml': `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: db
  replicas: 2
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: "nginx:1.27" }] }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec:
  selector: { matchLabels: { app: agent } }
  template:
    metadata: { labels: { app: agent } }
    spec: { nodeSelector: { disk: none }, containers: [{ name: agent, image: "nginx:1.27" }] }
---
apiVersion: batch/v1
kind: Job
metadata: { name: once }
spec:
  template:
    spec: { restartPolicy: Never, containers: [{ name: once, image: "busybox:1.36" }] }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: often }
spec:
  schedule: "*/5 * * * *"
  jobTemplate:
    spec:
      template:
        spec: { restartPolicy: Never, containers: [{ name: once, image: "busybox:1.36" }] }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: budget }
spec: { minAvailable: 1, selector: { matchLabels: { app: db } } }
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: high }
value: 1000
description: for what matters
---
apiVersion: v1
kind: ResourceQuota
metadata: { name: quota }
spec: { hard: { pods: "4", requests.cpu: "1" } }
---
apiVersion: v1
kind: LimitRange
metadata: { name: limits }
spec: { limits: [{ type: Container, default: { cpu: 100m }, max: { cpu: "1" } }] }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: fast }
provisioner: example.com/disk
parameters: { type: ssd }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: claim }
spec: { accessModes: [ReadWriteOnce], storageClassName: fast, resources: { requests: { storage: 1Gi } } }
`,
  'patch.yaml': `spec:
  replicas: 4
`,
  'literal.txt': 'one\ntwo\n',
  'storage.yaml': `apiVersion: v1
kind: PersistentVolume
metadata:
  name: disk
  labels: { kind: local }
  annotations: { note: "by hand" }
spec:
  capacity: { storage: 5Gi }
  accessModes: [ReadWriteOnce, ReadOnlyMany]
  persistentVolumeReclaimPolicy: Retain
  storageClassName: slow
  mountOptions: [hard, nolock]
  hostPath: { path: /srv/disk, type: DirectoryOrCreate }
---
apiVersion: v1
kind: PersistentVolume
metadata: { name: shared }
spec:
  capacity: { storage: 1Ti }
  accessModes: [ReadWriteMany]
  volumeMode: Block
  claimRef: { namespace: default, name: claim, kind: PersistentVolumeClaim }
  nfs: { server: 10.0.0.5, path: /export, readOnly: true }
---
apiVersion: v1
kind: PersistentVolume
metadata: { name: driven }
spec:
  capacity: { storage: 2Gi }
  accessModes: [ReadWriteOncePod]
  storageClassName: slow
  csi:
    driver: disk.example.com
    volumeHandle: vol-1
    fsType: ext4
    readOnly: true
    volumeAttributes: { size: "2", zone: a }
  nodeAffinity:
    required:
      nodeSelectorTerms:
        - matchExpressions: [{ key: zone, operator: In, values: [a, b] }, { key: disk, operator: Exists }]
        - matchExpressions: [{ key: arch, operator: NotIn, values: [arm] }]
---
apiVersion: v1
kind: PersistentVolume
metadata: { name: near }
spec:
  capacity: { storage: 2Gi }
  accessModes: [ReadWriteOnce]
  local: { path: /mnt/disk }
  nodeAffinity:
    required: { nodeSelectorTerms: [{ matchExpressions: [{ key: kubernetes.io/hostname, operator: In, values: [w1-k8s] }] }] }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: slow
  annotations: { storageclass.kubernetes.io/is-default-class: "true" }
provisioner: example.com/slow
parameters: { type: hdd, zone: a }
reclaimPolicy: Retain
volumeBindingMode: WaitForFirstConsumer
allowVolumeExpansion: true
mountOptions: [debug]
allowedTopologies:
  - matchLabelExpressions: [{ key: zone, values: [a, b] }, { key: rack, values: [r1] }]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: claim
  labels: { app: db }
spec:
  accessModes: [ReadWriteMany]
  volumeMode: Block
  volumeName: shared
  storageClassName: ""
  resources: { requests: { storage: 1Ti } }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: copy }
spec:
  accessModes: [ReadWriteOnce]
  dataSource: { kind: PersistentVolumeClaim, name: claim }
  resources: { requests: { storage: 2Gi } }
`,
  'network.yaml': `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: front
  annotations: { a.example/b: c }
spec:
  ingressClassName: nginx
  tls: [{ hosts: [a.example, b.example], secretName: cert }, { secretName: other }]
  defaultBackend: { service: { name: web, port: { name: http } } }
  rules:
    - host: a.example
      http:
        paths:
          - { path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }
          - { path: /none, pathType: Exact, backend: { service: { name: none, port: { number: 80 } } } }
          - { path: /port, pathType: Exact, backend: { service: { name: web, port: { number: 81 } } } }
    - http:
        paths:
          - { path: /x, pathType: ImplementationSpecific, backend: { resource: { apiGroup: k8s.example.com, kind: Bucket, name: files } } }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: plain }
spec:
  defaultBackend: { service: { name: missing, port: { number: 80 } } }
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: nginx
  annotations: { ingressclass.kubernetes.io/is-default-class: "true" }
spec:
  controller: example.com/ingress
  parameters: { apiGroup: k8s.example.com, kind: IngressParameters, name: settings, scope: Namespace, namespace: default }
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: bare }
spec: { controller: example.com/bare }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: some, labels: { a: b } }
spec:
  podSelector: { matchLabels: { app: web }, matchExpressions: [{ key: tier, operator: In, values: [front, back] }] }
  policyTypes: [Ingress, Egress]
  ingress:
    - ports: [{ port: 80 }, { port: http, protocol: UDP }]
      from:
        - ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.2.0.0/16] }
        - namespaceSelector: { matchLabels: { team: a } }
          podSelector: { matchLabels: { app: x } }
        - podSelector: {}
    - {}
  egress:
    - ports: [{ port: 1000, endPort: 2000, protocol: TCP }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: closed }
spec: { podSelector: {}, policyTypes: [Ingress] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: outward }
spec: { podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ namespaceSelector: {} }] }] }
---
apiVersion: v1
kind: Endpoints
metadata: { name: by-hand }
subsets:
  - addresses: [{ ip: 10.9.0.1 }, { ip: 10.9.0.2 }]
    notReadyAddresses: [{ ip: 10.9.0.3 }]
    ports: [{ name: http, port: 80 }, { port: 53, protocol: UDP, name: dns }]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: slice, labels: { kubernetes.io/service-name: by-hand } }
addressType: IPv4
ports: [{ name: http, port: 80 }]
endpoints:
  - { addresses: [10.9.0.1], conditions: { ready: true }, nodeName: w1-k8s, zone: a, hostname: one }
  - { addresses: [10.9.0.2], conditions: { ready: false }, deprecatedTopology: {}, targetRef: { kind: Pod, name: x } }
`,
  'policies.yaml': `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: grow }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  minReplicas: 2
  maxReplicas: 5
  metrics:
    - { type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }
    - { type: Resource, resource: { name: memory, target: { type: AverageValue, averageValue: 100Mi } } }
    - { type: ContainerResource, containerResource: { name: cpu, container: nginx, target: { type: Utilization, averageUtilization: 70 } } }
    - { type: Pods, pods: { metric: { name: hits }, target: { type: AverageValue, averageValue: "10" } } }
    - { type: Object, object: { metric: { name: rate }, describedObject: { apiVersion: v1, kind: Service, name: web }, target: { type: Value, value: 2k } } }
    - { type: External, external: { metric: { name: queue, selector: { matchLabels: { a: b } } }, target: { type: AverageValue, averageValue: "30" } } }
  behavior:
    scaleDown:
      stabilizationWindowSeconds: 60
      selectPolicy: Min
      policies: [{ type: Percent, value: 10, periodSeconds: 30 }, { type: Pods, value: 1, periodSeconds: 60 }]
    scaleUp:
      policies: [{ type: Pods, value: 4, periodSeconds: 15 }]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: simple }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: none }
  maxReplicas: 3
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: most }
spec: { maxUnavailable: 25%, selector: { matchExpressions: [{ key: app, operator: Exists }] } }
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: low, annotations: { a: b } }
value: -5
preemptionPolicy: Never
---
apiVersion: v1
kind: ResourceQuota
metadata: { name: scoped }
spec:
  hard: { pods: "10", limits.cpu: "2", requests.memory: 1Gi }
  scopes: [NotTerminating, NotBestEffort]
---
apiVersion: v1
kind: ResourceQuota
metadata: { name: besteffort }
spec: { hard: { pods: "5" }, scopes: [BestEffort, Terminating] }
---
apiVersion: v1
kind: LimitRange
metadata: { name: many, labels: { a: b } }
spec:
  limits:
    - { type: Pod, max: { cpu: "2" }, min: { cpu: 100m }, maxLimitRequestRatio: { cpu: "10" } }
    - { type: Container, default: { cpu: 200m }, defaultRequest: { cpu: 100m } }
    - { type: PersistentVolumeClaim, min: { storage: 1Gi }, max: { storage: 10Gi } }
---
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: { name: jane }
spec:
  request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQkFqQ0JxZ0lCQURCSU1RMHdDd1lEVlFRS0RBUmtaWFp6TVF3d0NnWURWUVFLREFOdmNITXhEVEFMQmdOVgpCQXNNQkhWdWFYUXhDekFKQmdOVkJBWVRBa3RTTVEwd0N3WURWUVFEREFScVlXNWxNRmt3RXdZSEtvWkl6ajBDCkFRWUlLb1pJemowREFRY0RRZ0FFaXN1OTI3c3RwbzRFNE5HSVJDeFIxbHlZTEUyMDV5VkRzbEdSdjlNMWZBb3YKUlMvRkt0bzIyTitWd0hkbGVBZEozS3lLUzlHUDVCbjl5TUZTK0lUZDRhQUFNQW9HQ0NxR1NNNDlCQU1DQTBjQQpNRVFDSURzaktKV0IrcldxLy9yZ1NkdWNybk9BN210RGhvUmFDN1BDRGtvNUlyRXpBaUJoTlFlNlVFQTZZK1NvCnZEMytQNVBXZXExeXRIT0JlY2ZnZkRmemp0R05Pdz09Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=
  signerName: kubernetes.io/kube-apiserver-client
  expirationSeconds: 86400
  usages: [client auth]
---
apiVersion: v1
kind: ReplicationController
metadata: { name: old }
spec:
  replicas: 1
  selector: { app: old }
  template:
    metadata: { labels: { app: old } }
    spec: { containers: [{ name: old, image: "nginx:1.27" }] }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: puller, labels: { a: b }, annotations: { c: d } }
imagePullSecrets: [{ name: registry }, { name: second }]
secrets: [{ name: password }]
automountServiceAccountToken: false
---
apiVersion: v1
kind: Secret
metadata: { name: puller-token, annotations: { kubernetes.io/service-account.name: puller } }
type: kubernetes.io/service-account-token
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: wide }
aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: b } }] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: wide, labels: { a: b } }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: wide }
subjects:
  - { kind: User, name: jane, apiGroup: rbac.authorization.k8s.io }
  - { kind: ServiceAccount, name: puller, namespace: default }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: binary }
immutable: true
data: { b: "" }
binaryData: { raw: AAECAw== }
---
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: { name: sandbox }
handler: gvisor
---
apiVersion: v1
kind: PodTemplate
metadata: { name: stencil }
template:
  metadata: { labels: { a: b } }
  spec: { containers: [{ name: c, image: busybox }] }
`,
  'crd.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: backups.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: backups, singular: backup, kind: Backup, shortNames: [bk], categories: [all] }
  versions:
    - name: v1
      served: true
      storage: true
      subresources: { status: {}, scale: { specReplicasPath: .spec.copies, statusReplicasPath: .status.copies } }
      additionalPrinterColumns:
        - { name: Copies, type: integer, jsonPath: .spec.copies }
        - { name: Target, type: string, jsonPath: .spec.target, priority: 1 }
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [copies]
              properties:
                copies: { type: integer, minimum: 1 }
                target: { type: string, default: disk }
                targetIPs: { type: array, items: { type: string } }
                parts: { type: array, items: { type: object, properties: { name: { type: string }, size: { type: integer } } } }
            status: { type: object, x-kubernetes-preserve-unknown-fields: true }
`,
  'backup.yaml': `apiVersion: example.com/v1
kind: Backup
metadata:
  name: nightly
  labels: { app: db }
  annotations: { note: x }
spec:
  copies: 2
  targetIPs: [10.0.0.1, 10.0.0.2]
  parts: [{ name: a, size: 1 }, { name: b, size: 2 }]
`,
};
