import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { rolldown } from 'rolldown';
import { build } from 'vite';
import { cacheFolder, root } from './harness.ts';

/** A headless Chromium: the machine's own, or what the end-to-end tests would install. */
export async function openBrowser(): Promise<Browser> {
  const { ensureBrowser } = (await import(pathToFileURL(join(root, 'scripts/ensure.mjs')).href)) as {
    ensureBrowser(): Promise<string>;
  };
  const flags = [
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({
    executablePath: await ensureBrowser(),
    args: [...flags, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
}

/** Serves a folder on a free port of 127.0.0.1 while `go` runs. */
export async function served<T>(folder: string, go: (url: string) => Promise<T>): Promise<T> {
  const { serveFolder } = (await import(pathToFileURL(join(root, 'scripts/static-server.mjs')).href)) as {
    serveFolder(
      folder: string,
      port: number,
    ): Promise<{ server: { close(): void; closeAllConnections(): void }; port: number }>;
  };
  const { server, port } = await serveFolder(folder, 0);
  try {
    return await go(`http://127.0.0.1:${port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Bundles browser programs (paths from the project's folder) into a folder with a page for the first; returns the folder. */
export async function pageOf(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(cacheFolder, 'bench-pages', name);
  mkdirSync(folder, { recursive: true });
  for (const [out, input] of Object.entries(files)) {
    const bundle = await rolldown({
      input: join(root, input),
      platform: 'browser',
      logLevel: 'silent',
      transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    });
    await bundle.write({ file: join(folder, `${out}.js`), format: 'iife', codeSplitting: false, minify: true });
    await bundle.close();
  }
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><meta charset="utf-8"><body><script src="./${Object.keys(files)[0]}.js"></script>`,
  );
  return folder;
}

/** Every row is a bundle of its own, so what they share lies on the process. */
const shared = globalThis as { benchPages?: Promise<string>; builtPage?: Promise<string> };

/** The pages of bench/pages, built as the product is; returns their folder. */
export const benchPages = (): Promise<string> =>
  (shared.benchPages ??= (async () => {
    const folder = join(cacheFolder, 'bench-pages/built');
    const pages = ['live', 'node-per-pod', 'floor'].map((name) => join(root, 'bench/pages', `${name}.html`));
    // `root` stays the project's, so that pages land in <folder>/bench/pages.
    await build({
      root,
      mode: 'bench',
      logLevel: 'error',
      build: { outDir: folder, emptyOutDir: true, rolldownOptions: { input: pages } },
    });
    return folder;
  })());

/** The product itself, built afresh into dist. */
export const builtPage = (): Promise<string> =>
  (shared.builtPage ??= (async () => {
    await build({ root, logLevel: 'error' });
    return join(root, 'dist');
  })());
