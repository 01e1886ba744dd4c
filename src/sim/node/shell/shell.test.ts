import { describe, expect, it } from 'vitest';
import { compile, type Script } from './compile.ts';
import { answer, runMachine } from './machine.ts';
import { createMachine, lineText, type Machine, type World } from './state.ts';

const world: World = {
  directories: [],
  hostname: 'web-1',
  ip: '10.244.1.2',
  startedAtMs: 0,
  files: { '/etc/app/mode': 'blue\n' },
  executables: ['curl'],
  servers: ['nginx'],
  shell: 'sh',
};

function run(source: string, untilMs = 3_600_000): Machine & { output: string } {
  const m = createMachine({ HOME: '/root' });
  runMachine(compile(source) as Script, m, world, untilMs, 1_000);
  return { ...m, output: m.lines.map(lineText).join('') };
}

describe('the shell', () => {
  it.each([
    ['echo', 'echo hello  world', 'hello world\n', 0],
    ['quotes keep spaces', `echo "a  b" 'c  $HOME'`, 'a  b c  $HOME\n', 0],
    ['variables', 'X=1; Y=$X$X; echo $Y ${Z:-none} "$X-$Y"', '11 none 1-11\n', 0],
    ['the last status counts', 'true; false', '', 1],
    ['and, or', 'true && echo yes || echo no; false && echo yes || echo no', 'yes\nno\n', 0],
    ['exit ends it', 'echo a; exit 3; echo b', 'a\n', 3],
    ['if, else', 'if [ 1 -eq 2 ]; then echo a; elif [ -f /etc/app/mode ]; then echo b; else echo c; fi', 'b\n', 0],
    ['for', 'for i in 1 2 3; do echo $i; done', '1\n2\n3\n', 0],
    ['for over seq', 'for i in $(seq 1 3); do echo -n "$i "; done', '1 2 3 ', 0],
    ['while with arithmetic', 'i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo $i', '3\n', 0],
    ['until, break', 'i=0; until false; do i=$((i+1)); if [ $i -ge 5 ]; then break; fi; done; echo $i', '5\n', 0],
    ['pipes', 'printf "a\\nb\\nab\\n" | grep a | wc -l', '2\n', 0],
    [
      'files',
      'echo x > /tmp/f; echo y >> /tmp/f; cat /tmp/f /etc/app/mode; rm /tmp/f; cat /tmp/f',
      "x\ny\nblue\ncat: can't open '/tmp/f': No such file or directory\n",
      1,
    ],
    ['output thrown away', 'echo a >/dev/null 2>&1; echo b', 'b\n', 0],
    ['unknown program', 'foo --bar', 'sh: foo: not found\n', 127],
    ['command substitution', 'echo "I am $(hostname) at $(hostname -i)"', 'I am web-1 at 10.244.1.2\n', 0],
    ['date from the cluster clock', 'sleep 61; date -u +%H:%M:%S; date +%F', '00:01:01\n2025-06-01\n', 0],
    ['lines of a block script', 'set -e\n# a comment\necho one\n\necho two', 'one\ntwo\n', 0],
    ['negation', '! true; echo $?', '1\n', 0],
    ['a group', '{ echo a; echo b; }', 'a\nb\n', 0],
  ])('%s', (_, source, output, code) => {
    const m = run(source);
    expect(m.output).toBe(output);
    expect(m.exitCode).toBe(code);
  });
  it('sleep moves its own clock only', () => {
    const m = run('echo a; sleep 5; echo b; sleep 1m');
    expect(m.lines).toEqual([
      { atMs: 0, text: 'a' },
      { atMs: 5_000, text: 'b' },
    ]);
    expect(m.atMs).toBe(65_000);
  });
  it('an endless loop runs as far as it is let, and goes on from there', () => {
    const script = compile('while true; do echo tick; sleep 10; done') as Script;
    const m = createMachine({});
    runMachine(script, m, world, 25_000, 1_000);
    expect(m.lines.length).toBe(3);
    const copy: Machine = JSON.parse(JSON.stringify(m)) as Machine;
    runMachine(script, copy, world, 55_000, 1_000);
    expect(copy.lines.length).toBe(6);
    expect(m.lines.length).toBe(3);
  });
  it('a loop without a pause does not hang the cluster', () => {
    const m = run('while true; do :; done', 60_000);
    expect(m.exitCode).toBeUndefined();
    expect(m.atMs).toBeGreaterThan(60_000);
  });
  it('the network is waited for', () => {
    const script = compile('until nslookup db; do echo waiting; sleep 2; done; echo found') as Script;
    const m = createMachine({});
    runMachine(script, m, world, 60_000, 100);
    expect(m.blocked).toEqual(['nslookup', 'db']);
    answer(m, '', 1);
    runMachine(script, m, world, 60_000, 100);
    expect(m.atMs).toBe(2_000);
    answer(m, '', 0);
    runMachine(script, m, world, 60_000, 100);
    expect(m.lines.map((line) => line.text)).toEqual(['waiting', 'found']);
    expect(m.exitCode).toBe(0);
  });
  it('the image’s own server keeps running in the foreground', () => {
    const m = run('sleep 3; nginx');
    expect(m.servingAtMs).toBe(3_000);
    expect(m.exitCode).toBeUndefined();
  });
  it.each([
    ['an open quote', `echo 'a`, 'syntax error: unterminated quoted string'],
    ['a loop without its end', 'while true; do echo a', 'syntax error: unexpected end of file (expecting "done")'],
    ['what the model does not run', 'case $1 in a) ;; esac', 'the model does not run "case"'],
  ])('%s', (_, source, error) => expect(compile(source)).toEqual({ error }));
});
