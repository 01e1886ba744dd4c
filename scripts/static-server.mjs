// A small file server for the built app: loopback only, gzip, correct types, no caching surprises.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.md': 'text/plain; charset=utf-8',
  '.yaml': 'text/plain; charset=utf-8',
};

/** Serves `folder` on 127.0.0.1:`port` (0 picks one). Resolves with {server, port}; rejects when the port is taken. */
export function serveFolder(folder, port) {
  const zipped = new Map();
  const server = createServer(async (request, response) => {
    try {
      const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
      if (path.split(sep).includes('..')) throw new Error('outside');
      const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
      const body = await readFile(file);
      const type = types[extname(file)] ?? 'application/octet-stream';
      const headers = {
        'content-type': type,
        'cache-control': file.includes(`${sep}assets${sep}`) ? 'max-age=31536000, immutable' : 'no-cache',
      };
      const compress =
        /text|json|svg|manifest|ttf/.test(type) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
      if (!compress) return response.writeHead(200, headers).end(body);
      if (!zipped.has(file)) zipped.set(file, gzipSync(body, { level: 9 }));
      response
        .writeHead(200, { ...headers, 'content-encoding': 'gzip', vary: 'accept-encoding' })
        .end(zipped.get(file));
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    }
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve({ server, port: server.address().port }));
  });
}
