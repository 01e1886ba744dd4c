import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { branchOf, keyOf, tailsOf, type Branch } from './branches.ts';
import { parse, replaced, strip, walk, type Node } from './syntax.ts';

/** What the plan asks of a run: the functions that were called and the branches that were taken. */
export const branchKey = (id: string, branch: Branch): string => `${id}@${keyOf(branch)}`;

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
 * Runs a program (its export `name`) with every function of `src` and branch counted, and tells which were
 * called, as `file#number`, and which taken, see `branchKey`.
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
      () => unknown
    >;
    await program[name]!();
  } finally {
    global.countCall = undefined;
  }
  return called;
}

function branchesIn(body: readonly Node[]): Branch[] {
  const found: Branch[] = [];
  for (const statement of body)
    walk(statement, {
      enter(node, parent) {
        const branch = parent && branchOf(node, parent);
        if (branch) found.push(branch);
        if (node.type === 'BlockStatement') found.push(...tailsOf(node, parent));
        return true;
      },
    });
  return found;
}

function counted(code: string, id: string): string {
  const parts: { start: number; end: number; text: string }[] = [];
  const body = parse(code);
  for (const branch of branchesIn(body)) {
    const [first, last] = [branch.parts[0]!, branch.parts.at(-1)!];
    const call = `countCall(${JSON.stringify(branchKey(id, branch))})`;
    const [before, after] = branch.isExpression
      ? [`(${call},`, ')']
      : branch.isBare
        ? [`{${call};`, '}']
        : [`${call};`];
    parts.push({ start: first.start, end: first.start, text: before! });
    if (after) parts.push({ start: last.end, end: last.end, text: after });
  }
  functionsOf(body).forEach((node, i) => {
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
