import { metricsServerManifest } from '../../lessons/metrics-server.ts';
import { startManifest } from '../start-manifest.ts';

/** Manifests a new file can start from. */
export const templates = {
  deployment: startManifest,
  pod: `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
    - name: nginx
      image: nginx:1.27
`,
  service: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
`,
  configmap: `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  GREETING: hello
`,
  daemonset: `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
        - name: agent
          image: busybox:1.36
          command: [sh, -c, "while true; do date; sleep 10; done"]
`,
  statefulset: `apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
  selector:
    app: db
  ports:
    - port: 6379
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 3
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: redis
          image: redis:7
`,
  job: `apiVersion: batch/v1
kind: Job
metadata:
  name: report
spec:
  completions: 3
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: report
          image: busybox:1.36
          command: [sh, -c, "echo working; sleep 5; echo done"]
`,
  cronjob: `apiVersion: batch/v1
kind: CronJob
metadata:
  name: tick
spec:
  schedule: "* * * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: tick
              image: busybox:1.36
              command: [date]
`,
  hpa: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: php-apache
spec:
  selector:
    matchLabels:
      run: php-apache
  template:
    metadata:
      labels:
        run: php-apache
    spec:
      containers:
        - name: php-apache
          image: registry.k8s.io/hpa-example
          ports:
            - containerPort: 80
          resources:
            requests:
              cpu: 200m
            limits:
              cpu: 500m
---
apiVersion: v1
kind: Service
metadata:
  name: php-apache
spec:
  selector:
    run: php-apache
  ports:
    - port: 80
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: php-apache
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: php-apache
  minReplicas: 1
  maxReplicas: 10
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 50
`,
  'metrics-server': metricsServerManifest,
  empty: '',
} as const;

export type TemplateName = keyof typeof templates;

/** `web.yaml`, or `web-2.yaml` when that is taken. */
export function freeName(template: TemplateName, taken: readonly string[]): string {
  const base = template === 'empty' ? 'untitled' : template;
  for (let n = 1; ; n++) {
    const name = n === 1 ? `${base}.yaml` : `${base}-${n}.yaml`;
    if (!taken.includes(name)) return name;
  }
}
