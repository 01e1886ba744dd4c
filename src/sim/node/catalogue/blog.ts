import { MiB, type Family } from './types.ts';

/** Ghost in production wants a MySQL server; without one it gives up as the real image does. */
const ghostNeedsDatabase = {
  anyOf: ['database__connection__host', 'database__client=sqlite3', 'NODE_ENV=development'],
  lines: [
    { atMs: 1_600, text: '[{date}] INFO Ghost is running in production...' },
    { atMs: 1_620, text: '[{date}] INFO Your site is now available on http://localhost:2368/' },
    { atMs: 2_100, text: '[{date}] ERROR connect ECONNREFUSED 127.0.0.1:3306' },
    { atMs: 2_100, text: '' },
    { atMs: 2_100, text: 'connect ECONNREFUSED 127.0.0.1:3306' },
    { atMs: 2_100, text: '"Unknown database error"' },
    { atMs: 2_300, text: '[{date}] WARN Ghost is shutting down' },
    { atMs: 2_300, text: '[{date}] WARN Ghost has shut down' },
  ],
  atMs: 2_400,
  code: 2,
};

export const ghostFamily: Family = {
  repositories: ['docker.io/library/ghost'],
  tags: ['latest', 'alpine', '0.7.1'],
  tagPattern: /^[3-6](?:\.\d{1,3}(?:\.\d{1,2})?)?(?:-alpine|-bookworm)?$/,
  sizeBytes: 178_000_000,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['node', 'current/index.js'],
  hasShell: true,
  executables: ['node', 'ghost', 'bash'],
  behaviour: {
    startMs: 4_000,
    ports: [2368],
    requires: [ghostNeedsDatabase],
    http: [
      {
        path: '/*',
        code: 200,
        body: '<!DOCTYPE html>\n<html lang="en">\n<head><title>Ghost</title></head>\n<body>Thoughts, stories and ideas. ({hostname})</body>\n</html>\n',
        contentType: 'text/html',
      },
    ],
    lines: [
      { atMs: 1_600, text: '[{date}] INFO Ghost is running in production...' },
      { atMs: 1_620, text: '[{date}] INFO Your site is now available on http://localhost:2368/' },
      { atMs: 4_000, text: '[{date}] INFO Ghost booted in 3.98s' },
    ],
    onTerm: { afterMs: 400, code: 0 },
    memoryBytes: 170 * MiB,
    cpuMilli: 5,
  },
};

export const wordpressFamily: Family = {
  repositories: ['docker.io/library/wordpress'],
  tags: ['latest', 'apache', 'fpm'],
  tagPattern: /^[4-6](?:\.\d(?:\.\d{1,2})?)?(?:-(?:apache|php8\.[1-4]-apache|fpm))?$/,
  sizeBytes: 221_000_000,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['apache2-foreground'],
  hasShell: true,
  executables: ['apache2-foreground', 'bash', 'curl', 'php'],
  behaviour: {
    startMs: 1_800,
    ports: [80],
    http: [
      {
        path: '/*',
        code: 200,
        body: '<!DOCTYPE html>\n<html lang="en-US">\n<head><title>WordPress &rsaquo; Installation</title></head>\n</html>\n',
        contentType: 'text/html',
      },
    ],
    lines: [
      { atMs: 300, text: 'WordPress not found in /var/www/html - copying now...' },
      { atMs: 1_500, text: 'Complete! WordPress has been successfully copied to /var/www/html' },
      {
        atMs: 1_800,
        text: '[{date}] [mpm_prefork:notice] [pid 1] AH00163: Apache/2.4.62 (Debian) PHP/8.2.28 configured -- resuming normal operations',
      },
    ],
    onTerm: { afterMs: 200, code: 0 },
    memoryBytes: 50 * MiB,
    cpuMilli: 3,
  },
};
