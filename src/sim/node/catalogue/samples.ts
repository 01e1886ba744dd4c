import { MiB, type Behaviour, type Family } from './types.ts';

const small: Pick<Behaviour, 'startMs' | 'onTerm' | 'memoryBytes' | 'cpuMilli'> = {
  startMs: 40,
  onTerm: { afterMs: 20, code: 2 },
  memoryBytes: 6 * MiB,
  cpuMilli: 1,
};

const whoami = 'Hostname: {hostname}\nIP: 127.0.0.1\nIP: {ip}\nGET {path} HTTP/1.1\nHost: {hostname}\n';

export const whoamiFamily: Family = {
  repositories: ['docker.io/traefik/whoami', 'docker.io/containous/whoami', 'docker.io/jwilder/whoami'],
  tags: ['latest', 'v1.8', 'v1.9', 'v1.10', 'v1.10.1', 'v1.11', 'v1.11.0'],
  sizeBytes: 2_900_000,
  entrypoint: ['/whoami'],
  cmd: [],
  hasShell: false,
  behaviour: {
    ...small,
    ports: [80],
    portFlag: '--port',
    portEnv: 'WHOAMI_PORT_NUMBER',
    http: [
      { path: '/health', code: 200, body: '' },
      { path: '/*', code: 200, body: whoami },
    ],
    lines: [{ atMs: 30, text: '{logdate} Starting up on port 80' }],
  },
};

export const httpEchoFamily: Family = {
  repositories: ['docker.io/hashicorp/http-echo', 'docker.io/mendhak/http-https-echo'],
  tags: ['latest', '0.2.1', '0.2.3', '1.0', '1.0.0'],
  sizeBytes: 3_400_000,
  entrypoint: ['/http-echo'],
  cmd: [],
  hasShell: false,
  uid: 65532,
  behaviour: {
    ...small,
    ports: [5678],
    portFlag: '-listen',
    textFlag: '-text',
    http: [
      { path: '/health', code: 200, body: '{"status":"ok"}\n' },
      { path: '/*', code: 200, body: '{text}\n' },
    ],
    lines: [{ atMs: 20, text: '{date} [INFO] server is listening on :5678' }],
  },
};

const helloApp = (version: string): Partial<Behaviour> => ({
  http: [{ path: '/*', code: 200, body: `Hello, world!\nVersion: ${version}\nHostname: {hostname}\n` }],
});

export const helloAppFamily: Family = {
  repositories: ['gcr.io/google-samples/hello-app', 'us-docker.pkg.dev/google-samples/containers/gke/hello-app'],
  tags: ['1.0', '2.0', 'latest'],
  sizeBytes: 13_700_000,
  entrypoint: ['./hello-app'],
  cmd: [],
  hasShell: false,
  behaviour: {
    ...small,
    ports: [8080],
    portEnv: 'PORT',
    lines: [{ atMs: 30, text: '{logdate} Server listening on port 8080' }],
    ...helloApp('1.0.0'),
  },
  byTag: { '2.0': { behaviour: helloApp('2.0.0') } },
};

export const nodeHelloFamily: Family = {
  repositories: [
    'gcr.io/google-samples/node-hello',
    'gcr.io/google-samples/kubernetes-bootcamp',
    'docker.io/jocatalin/kubernetes-bootcamp',
    'docker.io/paulbouwer/hello-kubernetes',
  ],
  tags: ['1.0', 'v1', 'v2', '1', '1.10', 'latest'],
  sizeBytes: 84_000_000,
  entrypoint: [],
  cmd: ['/bin/sh', '-c', 'node server.js'],
  hasShell: true,
  executables: ['node', 'curl', 'bash'],
  behaviour: {
    startMs: 250,
    onTerm: 'ignored',
    memoryBytes: 40 * MiB,
    cpuMilli: 2,
    ports: [8080],
    http: [{ path: '/*', code: 200, body: 'Hello Kubernetes bootcamp! | Running on: {hostname} | v=1\n' }],
    lines: [{ atMs: 200, text: 'Kubernetes Bootcamp App Started At: {date} | Running On:  {hostname} ' }],
  },
};

export const nginxHelloFamily: Family = {
  repositories: ['docker.io/nginxdemos/hello', 'docker.io/nginxdemos/nginx-hello'],
  tags: ['latest', 'plain-text', '0.3', '0.4', '0.4-plain-text'],
  sizeBytes: 17_200_000,
  entrypoint: ['/docker-entrypoint.sh'],
  cmd: ['nginx', '-g', 'daemon off;'],
  hasShell: true,
  executables: ['nginx'],
  behaviour: {
    startMs: 100,
    onTerm: { afterMs: 50, code: 0 },
    memoryBytes: 8 * MiB,
    cpuMilli: 1,
    ports: [80],
    http: [
      { path: '/*', code: 200, body: 'Server address: {ip}:80\nServer name: {hostname}\nDate: {date}\nURI: {path}\n' },
    ],
    lines: [{ atMs: 90, text: '{logdate} [notice] 1#1: start worker processes' }],
  },
};

export const guestbookFamily: Family = {
  repositories: [
    'gcr.io/google-samples/gb-frontend',
    'gcr.io/google_samples/gb-frontend',
    'us-docker.pkg.dev/google-samples/containers/gke/gb-frontend',
    'gcr.io/google-samples/hello-frontend',
  ],
  tags: ['v3', 'v4', 'v5', 'v6', '1.0', 'latest'],
  sizeBytes: 166_000_000,
  entrypoint: [],
  cmd: ['apache2-foreground'],
  hasShell: true,
  behaviour: {
    startMs: 400,
    onTerm: { afterMs: 100, code: 0 },
    memoryBytes: 22 * MiB,
    cpuMilli: 2,
    ports: [80],
    http: [{ path: '/*', code: 200, body: '<html ng-app="redis">\n<head><title>Guestbook</title></head>\n</html>\n' }],
  },
};
