import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { parse, replaced, strip, walk, type Node } from './syntax.ts';

/** Functions of a module in the order the walk meets them; a function's number is its place. */
export function functionsOf(body: readonly Node[]): Node[] {
  const found: Node[] = [];
  for (const statement of body) walk(statement, { fn: (node) => (found.push(node), true) });
  return found;
}

/** Source files this folder takes apart. */
export const isOurs = (root: string, id: string): boolean =>
  id.endsWith('.ts') && !relative(root, id).startsWith('..') && relative(root, id).startsWith('src');

/**
 * Runs a program (its export `name`) with every function of `src` counted, and tells which were called, as `file#number`.
 * The simulation is deterministic, so two builds of the same sources see the same calls.
 */
export async function calledBy(root: string, file: string, name: string): Promise<ReadonlySet<string>> {
  const bundle = await rolldown({
    input: join(root, file),
    platform: 'node',
    logLevel: 'silent',
    plugins: [
      {
        name: 'count-calls',
        transform: (code, id) => (isOurs(root, id) ? { code: counted(strip(id, code), id), map: null } : undefined),
      },
    ],
  });
  const out = join(root, '.cache/split', `${name}-${process.pid}.mjs`);
  await bundle.write({ file: out, format: 'esm', codeSplitting: false });
  await bundle.close();
  const called = new Set<string>();
  const global = globalThis as { countCall?: ((key: string) => void) | undefined };
  global.countCall = (key) => called.add(key);
  try {
    // A fresh copy each time: of one imported before, what runs at its import would not be counted again.
    const program = (await import(`${pathToFileURL(out).href}?run=${process.hrtime.bigint()}`)) as Record<
      string,
      () => void
    >;
    program[name]!();
  } finally {
    global.countCall = undefined;
  }
  return called;
}

function counted(code: string, id: string): string {
  const parts: { start: number; end: number; text: string }[] = [];
  functionsOf(parse(code)).forEach((node, i) => {
    const body = node['body'] as Node;
    const call = `countCall(${JSON.stringify(`${id}#${i}`)})`;
    if (body.type === 'BlockStatement') parts.push({ start: body.start + 1, end: body.start + 1, text: `${call};` });
    else {
      parts.push({ start: body.start, end: body.start, text: `(${call},` });
      parts.push({ start: body.end, end: body.end, text: ')' });
    }
  });
  return replaced(code, parts);
}
