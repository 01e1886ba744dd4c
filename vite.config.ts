import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { parse } from 'yaml';
import { oneFirstChunk } from './scripts/first-chunk.ts';
import { headStart } from './scripts/head-start.ts';
import { firstLesson } from './src/lessons/first.ts';
import { inTwoParts } from './scripts/split/plugin.ts';

/**
 * Lessons' machine parts become values at build time: the page ships no YAML parser for them. `?raw` stays text, and
 * `?title` is the first heading of a lesson's prose.
 */
function lessonData(): Plugin {
  return {
    name: 'wheelhouse-lesson-data',
    load(id) {
      if (!/\/lessons\/[^/]+\/\w+\.md\?title$/.test(id)) return undefined;
      const [, title] = /^# (.+)$/m.exec(readFileSync(id.replace('?title', ''), 'utf8')) ?? [];
      return { code: `export default ${JSON.stringify(title)}`, map: null };
    },
    transform(code, id) {
      if (!/\/lessons\/(?:[^/]+\/lesson|course|glossary)\.yaml$/.test(id)) return undefined;
      return { code: `export default ${JSON.stringify(parse(code))}`, map: null };
    },
  };
}

/** A service worker that keeps the whole app, so that a second visit needs no network, and the web manifest. */
function offline({ publicDir = 'public' } = {}): Plugin {
  return {
    name: 'wheelhouse-offline',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const hash = createHash('sha256');
        const files: string[] = [];
        for (const file of Object.values(bundle)) {
          if (file.fileName.endsWith('.map')) continue;
          files.push(file.fileName);
          hash.update(file.fileName).update(file.type === 'chunk' ? file.code : file.source);
        }
        for (const path of filesBelow(publicDir)) {
          files.push(relative(publicDir, path).replaceAll('\\', '/'));
          hash.update(readFileSync(path));
        }
        const list = ['./', ...files.filter((file) => file !== 'index.html'), 'manifest.webmanifest'];
        this.emitFile({
          type: 'asset',
          fileName: 'sw.js',
          source: serviceWorker(`wheelhouse-${hash.digest('hex').slice(0, 12)}`, list),
        });
        this.emitFile({ type: 'asset', fileName: 'manifest.webmanifest', source: JSON.stringify(manifest, null, 2) });
      },
    },
  };
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesBelow(path) : [path];
    });
  } catch {
    return []; // No such folder.
  }
}

const manifest = {
  id: './',
  name: '조타실 Wheelhouse',
  short_name: 'Wheelhouse',
  description: '브라우저 안에서 움직이는 쿠버네티스 — a working model of a Kubernetes cluster',
  lang: 'ko',
  start_url: './',
  scope: './',
  display: 'standalone',
  background_color: '#080f18',
  theme_color: '#080f18',
  icons: [
    { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
    { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' },
  ],
};

/**
 * Cache first for the app's own files (their names carry a hash), network first for the page itself. `ignoreVary`
 * because some hosts answer with `Vary: Origin`, and module scripts would then never match (a blank page offline).
 */
const serviceWorker = (cache: string, files: readonly string[]): string => `const CACHE = ${JSON.stringify(cache)};
const FILES = ${JSON.stringify(files)};
self.addEventListener('install', (event) =>
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map((url) => new Request(url, { cache: 'reload' }))))),
);
self.addEventListener('activate', (event) =>
  event.waitUntil(
    (async () => {
      for (const key of await caches.keys()) if (key.startsWith('wheelhouse-') && key !== CACHE) await caches.delete(key);
      await self.clients.claim();
    })(),
  ),
);
self.addEventListener('message', (event) => {
  if (event.data === 'activate-now') self.skipWaiting();
});
self.addEventListener('fetch', (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || !url.href.startsWith(self.registration.scope)) return;
  event.respondWith(
    (async () => {
      const cache = await caches.open(CACHE);
      if (request.mode === 'navigate') {
        try {
          const answer = await fetch(request);
          if (answer.ok) return answer;
        } catch {}
        return (await cache.match('./', { ignoreVary: true })) ?? Response.error();
      }
      return (await cache.match(request, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
    })(),
  );
});
`;

const root = import.meta.dirname;
const workerEntries = ['main', 'commands'].map((name) => join(root, `src/worker/${name}.ts`));

export default defineConfig({
  // Everything relative: works under any path of any static host.
  base: './',
  plugins: [react(), lessonData(), offline(), headStart(firstLesson), oneFirstChunk(join(root, 'index.html'))],
  // monaco-worker-manager (under monaco-yaml) still imports the paths monaco-editor had before 0.56.
  resolve: { alias: [{ find: /^monaco-editor\/esm\/vs\/(.*?)(\.js)?$/, replacement: 'monaco-editor/$1' }] },
  worker: {
    format: 'es',
    plugins: () => [inTwoParts(root, workerEntries, [join(root, 'src/kubectl/commands/rare.ts')])],
  },
  optimizeDeps: { include: ['monaco-yaml', 'monaco-yaml/yaml.worker.js', '@vscode/l10n'] },
  // Browsers that do not know modulepreload load the same files a little later.
  build: { target: 'es2022', chunkSizeWarningLimit: 4000, modulePreload: { polyfill: false } },
});
