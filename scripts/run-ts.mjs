// node scripts/run-ts.mjs FILE.ts [arguments]: bundles a TypeScript program (Rolldown) and runs it in this process.
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDependencies, ensureNode, root } from './ensure.mjs';

/** Bundles one program into .cache and returns the path of the result. npm packages stay outside. */
export async function bundle(file) {
  const { rolldown } = await import('rolldown');
  const name = relative(root, join(root, file))
    .replace(/[\\/]/g, '_')
    .replace(/\.tsx?$/, '.mjs');
  const build = await rolldown({
    input: join(root, file),
    platform: 'node',
    external: /^(node:|[a-z@][^:]*$)/,
    logLevel: 'warn',
  });
  const out = join(root, '.cache/bin', name);
  await build.write({ file: out, format: 'esm', sourcemap: true, codeSplitting: false });
  await build.close();
  return out;
}

if (process.argv[1] === join(root, 'scripts/run-ts.mjs')) {
  ensureNode();
  ensureDependencies();
  const [file, ...rest] = process.argv.slice(2);
  process.argv = [process.argv[0], file, ...rest];
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(await bundle(file)));
}
