import { describe, expect, it } from 'vitest';
import { bytesOf, textOf } from './bytes.ts';
import { createMachine, readFile, type Machine, type World } from './state.ts';
import { tar } from './tar.ts';

const world: World = {
  hostname: 'web-1',
  ip: '10.244.1.2',
  startedAtMs: 0,
  files: { '/etc/app/mode': 'dark\n' },
  directories: ['/data'],
  executables: [],
  servers: [],
  shell: 'sh',
};
const machine = (files: Readonly<Record<string, string>> = {}): Machine => ({
  ...createMachine({}),
  files: Object.entries(files).map(([path, text]) => ({ atMs: 0, path, text })),
});

describe('bytes that are no text', () => {
  it.each([
    ['ASCII', [0x61, 0x0a, 0]],
    ['Korean', [0xed, 0x95, 0x9c]],
    ['a pair of surrogates', [0xf0, 0x9f, 0x9a, 0x80]],
    ['half a character', [0xed, 0x95]],
    ['an overlong form', [0xc0, 0x80, 0xe0, 0x80, 0x80]],
    ['an encoded surrogate', [0xed, 0xb2, 0x80]],
    ['every byte there is', Array.from({ length: 256 }, (_, i) => i)],
  ])('come back as they were: %s', (_, bytes) => expect(bytesOf(textOf(bytes))).toEqual(bytes));
  it('leave text alone', () => expect(textOf(bytesOf('한글 🚀\n'))).toBe('한글 🚀\n'));
});

describe('tar', () => {
  const long = `/data/${'deep/'.repeat(40)}file`;
  const binary = textOf([0xff, 0, 0x80, 0x0a]);
  const files = {
    '/data/a.txt': 'hello\n',
    '/data/한글': '안녕\n',
    '/data/bin': binary,
    '/data/empty/': '',
    [long]: 'x',
  };

  it('carries files there and back, whatever they hold and however long their names are', () => {
    const made = tar(['cf', '-', '/data'], machine(files), world, '');
    expect([made.status, made.errors, bytesOf(made.output).length % 512]).toEqual([
      0,
      "tar: Removing leading '/' from member names\n",
      0,
    ]);
    const other = machine();
    expect(tar(['-xmf', '-', '-C', '/copy'], other, world, made.output).status).toBe(0);
    const found = Object.fromEntries(other.files.map(({ path, text }) => [path, text]));
    expect(found).toEqual(
      Object.fromEntries(Object.entries({ '/data/': '', ...files }).map(([path, text]) => [`/copy${path}`, text])),
    );
  });
  it('takes one file of the image, and relative names from the root', () => {
    const made = tar(['cf', '-', 'etc/app/mode'], machine(), world, '');
    const other = machine();
    tar(['xf', '-'], other, world, made.output);
    expect([made.errors, readFile(other, { ...world, files: {} }, '/etc/app/mode', 0)]).toEqual(['', 'dark\n']);
  });
  it.each([
    ['nothing there', ['cf', '-', '/nothing'], '', 'tar: /nothing: Cannot stat: No such file or directory\n'],
    ['no archive', ['xf', '-'], 'short', 'tar: This does not look like a tar archive\n'],
    ['a broken archive', ['xf', '-'], `x${'\0'.repeat(123)}00000007777\0${'\0'.repeat(376)}`, 'tar: Unexpected EOF'],
    ['no mode', ['f', '-'], '', 'tar: You must specify one of'],
  ])('fails aloud: %s', (_, args, input, words) => {
    const { status, errors } = tar(args, machine(), world, input);
    expect([status, errors?.startsWith(words)]).toEqual([2, true]);
  });
  it('does not write above the root', () => {
    const made = tar(['cf', '-', '/data/a.txt'], machine(files), world, '');
    const evil = made.output.replace('data/a.txt', '../../x.tx');
    const other = machine();
    tar(['xf', '-', '-C', '/copy'], other, world, evil);
    expect(other.files.map(({ path }) => path)).toEqual(['/x.tx']);
  });
});
