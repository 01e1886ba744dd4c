import { readFile, type Machine, type World } from './state.ts';

/** Names in a directory as it is at the machine's moment, sorted. */
export function listDirectory(path: string, m: Machine, world: World): string[] {
  const prefix = path === '/' ? '/' : `${path}/`;
  const names = new Set<string>();
  for (const file of [...Object.keys(world.files), ...m.files.map((f) => f.path)]) {
    if (file.startsWith(prefix) && readFile(m, world, file, m.atMs) !== undefined)
      names.add(file.slice(prefix.length).split('/')[0]!);
  }
  return [...names].sort();
}

/** `[ … ]`. Left out: -a, -o and comparing times. */
export function test(args: readonly string[], m: Machine, world: World): boolean {
  if (args[0] === '!') return !test(args.slice(1), m, world);
  const [a = '', op, b = ''] = args;
  if (args.length === 2) {
    const exists = readFile(m, world, op!, m.atMs) !== undefined || listDirectory(op!, m, world).length > 0;
    if (a === '-f' || a === '-e' || a === '-d' || a === '-r' || a === '-x') return exists;
    if (a === '-s') return (readFile(m, world, op!, m.atMs) ?? '') !== '';
    return a === '-z' ? op === '' : op !== '';
  }
  if (args.length === 1) return a !== '';
  switch (op) {
    case '=':
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '-eq':
      return Number(a) === Number(b);
    case '-ne':
      return Number(a) !== Number(b);
    case '-lt':
      return Number(a) < Number(b);
    case '-le':
      return Number(a) <= Number(b);
    case '-gt':
      return Number(a) > Number(b);
    case '-ge':
      return Number(a) >= Number(b);
    default:
      return false;
  }
}
