import { MiB, type Behaviour, type Family } from './types.ts';

/** The course's own program: says its name and version, so that one sees which Pod and which version answered. */
const hello = (version: string): Partial<Behaviour> => ({
  http: [
    // Switches for lessons on probes: as many programs do, it looks for a file.
    { path: '/healthz', code: 500, body: 'hung\n', whileFile: '/tmp/hung' },
    { path: '/ready', code: 503, body: 'not ready\n', whileFile: '/tmp/not-ready' },
    { path: '/healthz', code: 200, body: 'ok' },
    { path: '/ready', code: 200, body: 'ok' },
    { path: '/*', code: 200, body: `hello ${version} from {hostname}\n` },
  ],
  lines: [{ atMs: 40, text: `hello ${version} listening on :80` }],
});

export const helloFamily: Family = {
  repositories: ['docker.io/library/hello'],
  tags: ['v1', 'v2', 'v3', 'slow', 'flaky', 'needs-db', 'hungry', 'leaky', 'latest'],
  sizeBytes: 12 * MiB,
  entrypoint: ['/hello'],
  cmd: [],
  hasShell: true,
  behaviour: {
    startMs: 50,
    ports: [80],
    portEnv: 'PORT',
    onTerm: { afterMs: 30, code: 0 },
    memoryBytes: 10 * MiB,
    cpuMilli: 2,
    ...hello('v1'),
  },
  byTag: {
    v2: { behaviour: hello('v2') },
    v3: { behaviour: hello('v3') },
    // Ends with 1 when nobody tells it where its database is: what logs --previous is for.
    'needs-db': {
      behaviour: {
        ...hello('needs-db'),
        requires: [
          {
            anyOf: ['DB_HOST'],
            lines: [
              { atMs: 20, text: 'hello needs-db starting' },
              { atMs: 40, text: 'fatal: environment variable DB_HOST is not set' },
            ],
            atMs: 50,
            code: 1,
          },
        ],
      },
    },
    // Takes 200 MiB: more than a small memory limit allows.
    hungry: { behaviour: { ...hello('hungry'), startMs: 800, memoryBytes: 200 * MiB } },
    // Takes 8 MiB more every second and never gives any back: what limits and evictions are for.
    leaky: {
      behaviour: { ...hello('leaky'), memoryBytes: 65_536 * MiB, growth: { stepBytes: 8 * MiB, everyMs: 1_000 } },
    },
    // Needs 20 s before it listens: what readiness and startup probes are for.
    slow: {
      behaviour: {
        ...hello('slow'),
        startMs: 20_000,
        lines: [
          { atMs: 20, text: 'hello slow warming up, this takes 20 s' },
          { atMs: 10_000, text: 'hello slow warming up, 50 %' },
          { atMs: 20_000, text: 'hello slow listening on :80' },
        ],
      },
    },
    // Answers 500 to everything, probes included, for the last 15 s of every 45 s.
    flaky: {
      behaviour: {
        http: [
          {
            path: '/*',
            code: 500,
            body: 'hello flaky from {hostname}: internal error\n',
            window: { everyMs: 45_000, fromMs: 30_000, untilMs: 45_000 },
          },
          { path: '/healthz', code: 200, body: 'ok' },
          { path: '/ready', code: 200, body: 'ok' },
          { path: '/*', code: 200, body: 'hello flaky from {hostname}\n' },
        ],
        lines: [{ atMs: 40, text: 'hello flaky listening on :80' }],
      },
    },
  },
};

/** `image:v1` of the course's first manifests: a plain web server. */
export const imageFamily: Family = {
  repositories: ['docker.io/library/image'],
  tags: ['v1', 'v2', 'latest'],
  sizeBytes: 15 * MiB,
  entrypoint: ['/server'],
  cmd: [],
  hasShell: true,
  behaviour: {
    startMs: 60,
    ports: [80, 8080],
    http: [{ path: '/*', code: 200, body: 'image from {hostname}\n' }],
    lines: [{ atMs: 50, text: 'listening on :80' }],
    onTerm: { afterMs: 30, code: 0 },
    memoryBytes: 12 * MiB,
    cpuMilli: 2,
  },
};
