import { epochMs } from '../../time.ts';
import { bytesOf, textOf } from './bytes.ts';
import { filesBelow, isDirectory, makeDirectory } from './files.ts';
import { readFile, type Machine, type World } from './state.ts';
import type { ToolResult } from './tools.ts';

/** Source: POSIX.1-1988 ustar. */
const blockBytes = 512;
const nameBytes = 100;
const prefixBytes = 155;

/** One member of an archive. */
interface Member {
  readonly name: string;
  /** undefined: a directory. */
  readonly content: readonly number[] | undefined;
  readonly mtimeSeconds: number;
}

/**
 * `tar cf - PATH…` and `tar xf - [-C DIR]`: what `kubectl cp` runs. Archives go through the standard streams only. Left
 * out: owners, modes, links, compression, lists.
 */
export function tar(args: readonly string[], m: Machine, world: World, input: string): ToolResult {
  const { mode, file, directory, paths } = readArguments(args);
  if (mode === undefined)
    return failed("tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\n", 2);
  if (file !== '-') return failed(`tar: ${file}: Cannot open: No such file or directory\n`, 2);
  const at = (path: string): string => resolve(directory, path);
  return mode === 'c' ? create(paths, at, m, world) : extract(input, at, m, world);
}

const failed = (errors: string, status: number): ToolResult => ({ status, output: '', errors });

function readArguments(args: readonly string[]): {
  mode: 'c' | 'x' | undefined;
  file: string;
  directory: string;
  paths: string[];
} {
  let mode: 'c' | 'x' | undefined;
  let [file, directory] = ['', '/'];
  const paths: string[] = [];
  const rest = [...args];
  for (let first = true; rest.length > 0; first = false) {
    const word = rest.shift()!;
    if (word.startsWith('--')) continue;
    if (word.startsWith('-') || (first && /^[a-zA-Z]+$/.test(word))) {
      for (const letter of word.replace(/^-/, '')) {
        if (letter === 'c' || letter === 'x') mode = letter;
        else if (letter === 'f') file = rest.shift() ?? '';
        else if (letter === 'C') directory = rest.shift() ?? '/';
      }
    } else paths.push(word);
  }
  return { mode, file, directory, paths };
}

/** An absolute path without `.` and `..`; the model's working directory is the root. */
export function resolve(directory: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${directory}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function create(paths: readonly string[], at: (path: string) => string, m: Machine, world: World): ToolResult {
  const mtimeSeconds = Math.floor((epochMs + world.startedAtMs + m.atMs) / 1000);
  const members: Member[] = [];
  let errors = '';
  for (const path of paths) {
    const where = at(path);
    const named = path.replace(/^\/+/, '').replace(/\/+$/, '') || '.';
    if (path.startsWith('/') && errors === '') errors = "tar: Removing leading '/' from member names\n";
    const text = contentOf(where, m, world);
    if (text !== undefined) members.push({ name: named, content: bytesOf(text), mtimeSeconds });
    else if (isDirectory(where, m, world)) {
      members.push({ name: `${named}/`, content: undefined, mtimeSeconds });
      for (const file of filesBelow(where, m, world)) {
        const below = file.slice(where === '/' ? 1 : where.length + 1);
        const content = file.endsWith('/') ? undefined : bytesOf(contentOf(file, m, world) ?? '');
        members.push({ name: `${named}/${below}`, content, mtimeSeconds });
      }
    } else
      return failed(
        `tar: ${path}: Cannot stat: No such file or directory\ntar: Exiting with failure status due to previous errors\n`,
        2,
      );
  }
  return { status: 0, output: textOf(members.flatMap(encode).concat(zeros(2 * blockBytes))), errors };
}

/** A file may have been written under its name alone: the working directory is the root. */
const contentOf = (path: string, m: Machine, world: World): string | undefined =>
  readFile(m, world, path, m.atMs) ?? readFile(m, world, path.slice(1), m.atMs);

const zeros = (count: number): number[] => Array<number>(count).fill(0);
const padded = (bytes: readonly number[]): number[] => [
  ...bytes,
  ...zeros((blockBytes - (bytes.length % blockBytes)) % blockBytes),
];

function encode({ name, content, mtimeSeconds }: Member): number[] {
  const bytes = bytesOf(name);
  const size = content?.length ?? 0;
  const type = content === undefined ? '5' : '0';
  const short = split(bytes);
  if (short) return [...header(short.name, short.prefix, size, mtimeSeconds, type), ...padded(content ?? [])];
  // GNU's way with long names: a member whose content is the name of the next.
  const long = [...bytes, 0];
  return [
    ...header(bytesOf('././@LongLink'), [], long.length, 0, 'L'),
    ...padded(long),
    ...header(bytes.slice(0, nameBytes), [], size, mtimeSeconds, type),
    ...padded(content ?? []),
  ];
}

function split(name: readonly number[]): { name: readonly number[]; prefix: readonly number[] } | undefined {
  if (name.length <= nameBytes) return { name, prefix: [] };
  const slash = name.indexOf(0x2f, Math.max(0, name.length - nameBytes - 1));
  return slash < 1 || slash > prefixBytes ? undefined : { name: name.slice(slash + 1), prefix: name.slice(0, slash) };
}

function header(
  name: readonly number[],
  prefix: readonly number[],
  size: number,
  mtimeSeconds: number,
  type: string,
): number[] {
  const out = zeros(blockBytes);
  const put = (bytes: ArrayLike<number>, at: number): void => {
    for (let i = 0; i < bytes.length; i++) out[at + i] = bytes[i]!;
  };
  const octal = (value: number, digits: number): number[] => bytesOf(value.toString(8).padStart(digits, '0'));
  put(name, 0);
  put(octal(type === '5' ? 0o755 : 0o644, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(size, 11), 124);
  put(octal(mtimeSeconds, 11), 136);
  put(bytesOf('        '), 148);
  put(bytesOf(type), 156);
  put(bytesOf('ustar\u000000'), 257);
  put(bytesOf('root'), 265);
  put(bytesOf('root'), 297);
  put(prefix, 345);
  const sum = out.reduce((total, byte) => total + byte, 0);
  put([...octal(sum, 6), 0, 0x20], 148);
  return out;
}

function extract(input: string, at: (path: string) => string, m: Machine, world: World): ToolResult {
  const bytes = bytesOf(input);
  if (bytes.length < blockBytes)
    return failed(
      'tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors\n',
      2,
    );
  for (let read = 0, long: string | undefined; read + blockBytes <= bytes.length;) {
    const field = (from: number, size: number): string => {
      const end = bytes.indexOf(0, read + from);
      return textOf(bytes, read + from, end < 0 ? read + from + size : Math.min(end, read + from + size));
    };
    if (bytes[read] === 0) break;
    const size = parseInt(field(124, 12).trim(), 8);
    if (!Number.isInteger(size)) return failed('tar: Skipping to next header\n', 2);
    const start = read + blockBytes;
    if (start + size > bytes.length) return failed('tar: Unexpected EOF in archive\n', 2);
    const type = String.fromCharCode(bytes[read + 156]!);
    const prefix = field(345, prefixBytes);
    const name = long ?? (prefix === '' ? field(0, nameBytes) : `${prefix}/${field(0, nameBytes)}`);
    long = undefined;
    if (type === 'L') long = textOf(bytes, start, start + size).replace(/\0.*$/s, '');
    else if (type === 'x') long = paxPath(textOf(bytes, start, start + size));
    else if (type === '5') makeDirectory(at(name), m, world);
    else if (type === '0' || type === '\0')
      m.files.push({ atMs: m.atMs, path: at(name), text: textOf(bytes, start, start + size) });
    read = start + Math.ceil(size / blockBytes) * blockBytes;
  }
  return { status: 0, output: '' };
}

/** The path among the records of a pax header, `30 path=…`; undefined: the plain header has it. */
const paxPath = (records: string): string | undefined => /(?:^|\n)\d+ path=([^\n]*)\n/.exec(records)?.[1];
