import { readFile, type Machine, type World } from './state.ts';

/** Names in a directory as it is at the machine's moment, sorted. */
export function listDirectory(path: string, m: Machine, world: World): string[] {
  const prefix = path === '/' ? '/' : `${path}/`;
  const names = new Set<string>();
  for (const file of [...Object.keys(world.files), ...m.files.map((f) => f.path)]) {
    if (file.startsWith(prefix) && readFile(m, world, file, m.atMs) !== undefined)
      names.add(file.slice(prefix.length).split('/')[0]!);
  }
  // The directory itself, where it was made.
  names.delete('');
  return [...names].sort();
}

/** Directories every image has. */
const usual: ReadonlySet<string> = new Set(
  '/ /bin /dev /etc /home /lib /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/lib /usr/local /usr/share /var /var/cache /var/lib /var/log /var/run /var/tmp'.split(
    ' ',
  ),
);

/** A directory is one that was made, that something lies in, that is mounted, or that every image has. */
export function isDirectory(path: string, m: Machine, world: World): boolean {
  const plain = path.replace(/(.)\/+$/, '$1');
  return (
    usual.has(plain) ||
    world.directories.includes(plain) ||
    readFile(m, world, `${plain}/`, m.atMs) !== undefined ||
    listDirectory(plain, m, world).length > 0
  );
}

/** An empty directory is a file whose name ends in a slash. */
export function makeDirectory(path: string, m: Machine, world: World): void {
  if (!isDirectory(path, m, world)) m.files.push({ atMs: m.atMs, path: `${path}/`, text: '' });
}

/** Everything in a directory and below it, sorted; empty directories end in a slash. */
export function filesBelow(path: string, m: Machine, world: World): string[] {
  const prefix = path === '/' ? '/' : `${path}/`;
  const all = new Set([...Object.keys(world.files), ...m.files.map((file) => file.path)]);
  return [...all]
    .filter((file) => file.startsWith(prefix) && file !== prefix && readFile(m, world, file, m.atMs) !== undefined)
    .sort();
}

/** `[ … ]`. Left out: -a, -o and comparing times. */
export function test(args: readonly string[], m: Machine, world: World): boolean {
  if (args[0] === '!') return !test(args.slice(1), m, world);
  const [a = '', op, b = ''] = args;
  if (args.length === 2) {
    const isFile = readFile(m, world, op!, m.atMs) !== undefined;
    if (a === '-d') return !isFile && isDirectory(op!, m, world);
    if (a === '-f') return isFile;
    const exists = isFile || isDirectory(op!, m, world);
    if (a === '-e' || a === '-r' || a === '-x') return exists;
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
