import { MiB, type Behaviour, type Family } from './types.ts';

const nginxPage =
  '<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n<style>\nhtml { color-scheme: light dark; }\nbody { width: 35em; margin: 0 auto;\nfont-family: Tahoma, Verdana, Arial, sans-serif; }\n</style>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n<p>If you see this page, the nginx web server is successfully installed and\nworking. Further configuration is required.</p>\n\n<p>For online documentation and support please refer to\n<a href="http://nginx.org/">nginx.org</a>.<br/>\nCommercial support is available at\n<a href="http://nginx.com/">nginx.com</a>.</p>\n\n<p><em>Thank you for using nginx.</em></p>\n</body>\n</html>\n';

const nginx404 =
  '<html>\n<head><title>404 Not Found</title></head>\n<body>\n<center><h1>404 Not Found</h1></center>\n<hr><center>nginx</center>\n</body>\n</html>\n';

const nginx405 =
  '<html>\n<head><title>405 Not Allowed</title></head>\n<body>\n<center><h1>405 Not Allowed</h1></center>\n<hr><center>nginx</center>\n</body>\n</html>\n';

/** nginx.org versions the course, the documentation and their readers use; `1.<minor>.<patch>` within them exists too. */
const nginxTags =
  /^(?:latest|stable|mainline|alpine|perl|1(?:\.(?:7|9|1[0-9]|2[0-9])(?:\.\d{1,2})?)?)(?:-(?:alpine(?:-slim|-perl)?|slim|perl|bookworm|bullseye|otel))?$/;

/** Models: nginx ngx_open_listening_sockets, five tries half a second apart, each said to the log and to standard error. */
const nginxPortTaken: NonNullable<Behaviour['portTaken']> = {
  lines: [0, 1, 2, 3, 4]
    .flatMap((attempt) => {
      const atMs = 90 + 500 * attempt;
      const failed = ['0.0.0.0', '[::]'].flatMap((address) => {
        const words = `bind() to ${address}:{port} failed (98: Address already in use)`;
        return [`{logdate} [emerg] 1#1: ${words}`, `nginx: [emerg] ${words}`];
      });
      return [...failed, '{logdate} [notice] 1#1: try again to bind() after 500ms'].map((text) => ({ atMs, text }));
    })
    .concat(
      ['{logdate} [emerg] 1#1: still could not bind()', 'nginx: [emerg] still could not bind()'].map((text) => ({
        atMs: 2_590,
        text,
      })),
    ),
  exitMs: 2_595,
};

export const nginxFamily: Family = {
  repositories: ['docker.io/library/nginx', 'registry.k8s.io/nginx', 'docker.io/nginxinc/nginx-unprivileged'],
  tags: ['latest'],
  tagPattern: nginxTags,
  sizeBytes: 72_404_038,
  entrypoint: ['/docker-entrypoint.sh'],
  cmd: ['nginx', '-g', 'daemon off;'],
  env: { NGINX_VERSION: '1.27.5' },
  hasShell: true,
  executables: ['nginx', 'curl', 'bash'],
  behaviour: {
    startMs: 120,
    ports: [80],
    docRoot: '/usr/share/nginx/html',
    readOnly: { code: 405, body: nginx405 },
    http: [
      { path: '/', code: 200, body: nginxPage, contentType: 'text/html' },
      { path: '/index.html', code: 200, body: nginxPage, contentType: 'text/html' },
      { path: '/*', code: 404, body: nginx404, contentType: 'text/html' },
    ],
    lines: [
      {
        atMs: 5,
        text: '/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration',
      },
      { atMs: 6, text: '/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/' },
      { atMs: 8, text: '/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh' },
      {
        atMs: 20,
        text: '10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf',
      },
      {
        atMs: 30,
        text: '10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf',
      },
      { atMs: 40, text: '/docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh' },
      { atMs: 50, text: '/docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh' },
      { atMs: 60, text: '/docker-entrypoint.sh: Configuration complete; ready for start up' },
      { atMs: 100, text: '{logdate} [notice] 1#1: using the "epoll" event method' },
      { atMs: 100, text: '{logdate} [notice] 1#1: nginx/1.27.5' },
      { atMs: 110, text: '{logdate} [notice] 1#1: start worker processes' },
      { atMs: 112, text: '{logdate} [notice] 1#1: start worker process 29' },
    ],
    portTaken: nginxPortTaken,
    // STOPSIGNAL SIGQUIT: finishes its connections and leaves with 0.
    onTerm: { afterMs: 60, code: 0 },
    memoryBytes: 9 * MiB,
    cpuMilli: 1,
  },
};

export const nginxSlimFamily: Family = {
  ...nginxFamily,
  repositories: ['registry.k8s.io/nginx-slim'],
  tags: ['0.8', '0.21', '0.24', '0.26', '0.27', '0.30'],
  sizeBytes: 13_521_000,
};

export const httpdFamily: Family = {
  repositories: ['docker.io/library/httpd'],
  tags: ['latest'],
  tagPattern: /^(?:latest|alpine|2(?:\.4(?:\.\d{1,2})?)?)(?:-(?:alpine|bookworm))?$/,
  sizeBytes: 58_700_000,
  entrypoint: [],
  cmd: ['httpd-foreground'],
  hasShell: true,
  executables: ['httpd', 'httpd-foreground', 'bash'],
  behaviour: {
    startMs: 150,
    ports: [80],
    docRoot: '/usr/local/apache2/htdocs',
    http: [
      { path: '/', code: 200, body: '<html><body><h1>It works!</h1></body></html>\n', contentType: 'text/html' },
      {
        path: '/*',
        code: 404,
        body: '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n',
      },
    ],
    lines: [
      {
        atMs: 60,
        text: "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using {ip}. Set the 'ServerName' directive globally to suppress this message",
      },
      {
        atMs: 140,
        text: '[{date}] [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4.63 (Unix) configured -- resuming normal operations',
      },
      { atMs: 140, text: "[{date}] [core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'" },
    ],
    onTerm: { afterMs: 80, code: 0 },
    memoryBytes: 12 * MiB,
    cpuMilli: 1,
  },
};

export const caddyFamily: Family = {
  ...httpdFamily,
  repositories: [
    'docker.io/library/caddy',
    'docker.io/library/traefik',
    'docker.io/library/haproxy',
    'docker.io/library/tomcat',
  ],
  tags: ['latest', 'alpine', '2', '2.8', '2.9', '2.10', '3', 'v3', 'v3.3', '3.0', '9', '9.0', '10', '10.1', '11'],
  sizeBytes: 49_000_000,
  entrypoint: [],
  cmd: ['serve'],
  behaviour: {
    ...httpdFamily.behaviour,
    ports: [80, 8080],
    lines: [{ atMs: 140, text: 'serving' }],
    http: [{ path: '/*', code: 200, body: 'ok\n' }],
  },
};
