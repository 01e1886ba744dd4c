/** Manifests the lines of the table use. */
export const files: Readonly<Record<string, string>> = {
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
};
