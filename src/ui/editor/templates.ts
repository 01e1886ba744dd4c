/** Manifests a new file can start from. */
export const templates = {
  deployment: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: nginx
          image: nginx:1.27
`,
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
  empty: '',
} as const;

export type TemplateName = keyof typeof templates;

/** `web.yaml`, or `web-2.yaml` when that is taken. */
export function freeName(template: TemplateName, taken: readonly string[]): string {
  const base = { deployment: 'deployment', pod: 'pod', service: 'service', empty: 'untitled' }[template];
  for (let n = 1; ; n++) {
    const name = n === 1 ? `${base}.yaml` : `${base}-${n}.yaml`;
    if (!taken.includes(name)) return name;
  }
}
