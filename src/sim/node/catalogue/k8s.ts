import { MiB, type Family } from './types.ts';

export const pauseFamily: Family = {
  repositories: [
    'registry.k8s.io/pause',
    'k8s.gcr.io/pause',
    'docker.io/kubernetes/pause',
    'gcr.io/google_containers/pause',
    'gcr.io/google-containers/pause',
    'docker.io/rancher/mirrored-pause',
  ],
  tags: ['latest', '1.0', '2.0', '3.0', '3.1', '3.2', '3.5', '3.6', '3.7', '3.8', '3.9', '3.10', 'go'],
  sizeBytes: 320_368,
  entrypoint: ['/pause'],
  cmd: [],
  hasShell: false,
  uid: 65535,
  behaviour: { startMs: 5, ports: [], onTerm: { afterMs: 5, code: 0 }, memoryBytes: 200 * 1024, cpuMilli: 0 },
};

export const echoserverFamily: Family = {
  repositories: [
    'registry.k8s.io/echoserver',
    'k8s.gcr.io/echoserver',
    'gcr.io/google_containers/echoserver',
    'docker.io/kicbase/echo-server',
    'docker.io/ealen/echo-server',
  ],
  tags: ['1.4', '1.8', '1.9', '1.10', '2.2', '2.3', 'latest', '1.0', '0.7.0'],
  sizeBytes: 46_800_000,
  entrypoint: [],
  cmd: ['nginx', '-g', 'daemon off;'],
  hasShell: true,
  behaviour: {
    startMs: 150,
    ports: [8080],
    http: [
      {
        path: '/*',
        code: 200,
        body: '\n\nHostname: {hostname}\n\nPod Information:\n\t-no pod information available-\n\nRequest Information:\n\tmethod={method}\n\treal path={path}\n\trequest_version=1.1\n\trequest_scheme=http\n\nRequest Body:\n\t{body}\n\n',
      },
    ],
    onTerm: { afterMs: 50, code: 0 },
    memoryBytes: 10 * MiB,
    cpuMilli: 1,
  },
};

export const agnhostFamily: Family = {
  repositories: ['registry.k8s.io/e2e-test-images/agnhost', 'k8s.gcr.io/e2e-test-images/agnhost'],
  tags: ['2.21', '2.33', '2.39', '2.40', '2.43', '2.45', '2.47', '2.48', '2.52', '2.53', '2.54', '2.55', 'latest'],
  sizeBytes: 51_700_000,
  entrypoint: ['/agnhost'],
  cmd: ['pause'],
  hasShell: true,
  executables: ['agnhost', '/agnhost', 'curl', 'dig'],
  behaviour: { startMs: 60, ports: [], onTerm: { afterMs: 20, code: 2 }, memoryBytes: 9 * MiB, cpuMilli: 1 },
};

/** The documentation's liveness example: healthy for 10 s, then 500. */
export const livenessFamily: Family = {
  repositories: ['registry.k8s.io/liveness', 'k8s.gcr.io/liveness'],
  tags: ['latest'],
  sizeBytes: 4_600_000,
  entrypoint: ['/server'],
  cmd: [],
  hasShell: true,
  behaviour: {
    startMs: 30,
    ports: [8080],
    http: [
      { path: '/healthz', code: 500, body: 'error: 10.0', fromMs: 10_000 },
      { path: '/healthz', code: 200, body: 'ok' },
      { path: '/*', code: 404, body: '404 page not found\n' },
    ],
    onTerm: { afterMs: 10, code: 2 },
    memoryBytes: 4 * MiB,
    cpuMilli: 1,
  },
};

export const sampleServers: Family = {
  repositories: [
    'registry.k8s.io/test-webserver',
    'registry.k8s.io/e2e-test-images/nginx',
    'registry.k8s.io/serve_hostname',
    'registry.k8s.io/example-dns-frontend',
    'registry.k8s.io/example-dns-backend',
  ],
  tags: ['latest', 'v1', 'v2', '1.14-4', '1.15-4'],
  sizeBytes: 86_000_000,
  entrypoint: [],
  cmd: ['serve'],
  hasShell: true,
  behaviour: {
    startMs: 200,
    ports: [80],
    http: [{ path: '/*', code: 200, body: 'OK!' }],
    onTerm: { afterMs: 50, code: 0 },
    memoryBytes: 12 * MiB,
    cpuMilli: 1,
  },
};

/** The autoscaling walkthrough's server: every request counts to a million. */
export const hpaExampleFamily: Family = {
  repositories: ['registry.k8s.io/hpa-example', 'k8s.gcr.io/hpa-example'],
  tags: ['latest'],
  sizeBytes: 176_000_000,
  entrypoint: [],
  cmd: ['apache2-foreground'],
  hasShell: true,
  executables: ['php', 'curl'],
  behaviour: {
    startMs: 400,
    ports: [80],
    http: [{ path: '/*', code: 200, body: 'OK!' }],
    lines: [
      {
        atMs: 390,
        text: "AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using {ip}. Set the 'ServerName' directive globally to suppress this message",
      },
    ],
    onTerm: { afterMs: 60, code: 0 },
    memoryBytes: 9 * MiB,
    cpuMilli: 1,
    requestCpuMs: 28,
  },
};

export const metricsServerFamily: Family = {
  repositories: ['registry.k8s.io/metrics-server/metrics-server', 'k8s.gcr.io/metrics-server/metrics-server'],
  tags: [],
  tagPattern: /^v0\.[3-8]\.\d$/,
  sizeBytes: 20_000_000,
  entrypoint: ['/metrics-server'],
  cmd: [],
  hasShell: false,
  uid: 65534,
  behaviour: {
    startMs: 700,
    ports: [443],
    portFlag: '--secure-port',
    http: [
      { path: '/livez', code: 200, body: 'ok' },
      { path: '/readyz', code: 200, body: 'ok' },
      { path: '/*', code: 403, body: '' },
    ],
    onTerm: { afterMs: 100, code: 0 },
    memoryBytes: 19 * MiB,
    cpuMilli: 3,
    daemon: 'metrics-server',
  },
};

/** Parts of a cluster that may be deployed by hand: they only have to run. */
export const addonFamily: Family = {
  repositories: [
    'registry.k8s.io/coredns/coredns',
    'docker.io/coredns/coredns',
    'registry.k8s.io/kube-proxy',
    'registry.k8s.io/kube-apiserver',
    'registry.k8s.io/kube-scheduler',
    'registry.k8s.io/kube-controller-manager',
    'registry.k8s.io/etcd',
    'registry.k8s.io/ingress-nginx/controller',
    'registry.k8s.io/kube-state-metrics/kube-state-metrics',
    'registry.k8s.io/fluentd-gcp',
    'quay.io/fluentd_elasticsearch/fluentd',
    'docker.io/fluent/fluent-bit',
    'docker.io/fluent/fluentd',
    'quay.io/prometheus/node-exporter',
    'quay.io/prometheus/prometheus',
    'docker.io/prom/node-exporter',
    'docker.io/prom/prometheus',
    'docker.io/grafana/grafana',
    'quay.io/argoproj/argocd',
    'docker.io/calico/node',
    'docker.io/flannel/flannel',
    'registry.k8s.io/cpa/cluster-proportional-autoscaler',
    'registry.k8s.io/kubernetes-zookeeper',
  ],
  tags: ['latest', 'edge'],
  tagPattern: /^v?\d+(?:\.\d+){0,3}(?:[-_][\w.]+)?$/,
  sizeBytes: 38_000_000,
  entrypoint: ['/server'],
  cmd: [],
  hasShell: false,
  behaviour: {
    startMs: 400,
    ports: [53, 80, 443, 2379, 3000, 8080, 8443, 9090, 9100, 9153],
    onTerm: { afterMs: 300, code: 0 },
    memoryBytes: 30 * MiB,
    cpuMilli: 3,
  },
};
