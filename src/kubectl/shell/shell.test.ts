import { describe, expect, it } from 'vitest';
import { play } from '../testing.ts';
import { isIncomplete } from './index.ts';

const files = { 'web.yaml': 'a: 1\nb: 2\n', 'notes.txt': 'one\ntwo\nthree\n' };

describe('lines of a shell', () => {
  it.each([
    ['an unknown word is no command', 'foo bar', '', 'bash: foo: command not found\n', 127],
    ['nothing is nothing', '   # only a comment', '', '', 0],
    ['cat shows a file', 'cat web.yaml', 'a: 1\nb: 2\n', '', 0],
    ['./ is the same folder', 'cat ./web.yaml', 'a: 1\nb: 2\n', '', 0],
    ['a file that is not there', 'cat nope', '', 'cat: nope: No such file or directory\n', 1],
    ['ls lists the files', 'ls', 'notes.txt  web.yaml\n', '', 0],
    ['a pipe filters', 'cat notes.txt | grep -v two | wc -l', '2\n', '', 0],
    ['grep finds nothing', 'cat notes.txt | grep zzz', '', '', 1],
    ['grep reads a file itself', 'grep -n t notes.txt', '2:two\n3:three\n', '', 0],
    ['single quotes keep everything', `echo '$HOME "x"  y'`, '$HOME "x"  y\n', '', 0],
    ['double quotes keep blanks and look into $', 'echo "$HOME  x"', '/root  x\n', '', 0],
    ['a variable lives for the line', 'A=b; echo $A${A}', 'bb\n', '', 0],
    ['a substitution is split into words', 'echo $(cat notes.txt)', 'one two three\n', '', 0],
    ['&& stops at a failure', 'false && echo no || echo yes', 'yes\n', '', 0],
    ['$? is the last code', 'false; echo $?', '1\n', '', 0],
    ['a here-document is input', 'cat <<EOF\nx: $HOME\nEOF', 'x: /root\n', '', 0],
    ['a quoted delimiter keeps $', "cat <<'EOF'\nx: $HOME\nEOF", 'x: $HOME\n', '', 0],
    ['a here-document goes through a pipe', 'cat <<EOF | grep b\na\nb\nEOF', 'b\n', '', 0],
    ['head, tail, sort, uniq', 'cat notes.txt | sort | head -n 2 | tail -1', 'three\n', '', 0],
    ['awk prints columns', "echo 'a b c' | awk '{print $3, $1}'", 'c a\n', '', 0],
    ['base64 there and back', 'echo -n 한글 | base64 | base64 -d', '한글', '', 0],
    ['an open quote', 'echo "x', '', 'bash: unexpected EOF while looking for matching `"\'\n', 2],
    ['a pipe to nowhere', '| wc', '', "bash: syntax error near unexpected token `|'\n", 2],
    ['a trailing backslash joins lines', 'echo a \\\n b', 'a b\n', '', 0],
    ['stderr can go into the pipe', 'foo 2>&1 | grep -c found', '1\n', '', 0],
    ['k is kubectl', 'k config current-context', 'kubernetes-admin@kubernetes\n', '', 0],
  ])('%s', (_sentence, line, out, err, code) => {
    const played = play(line, undefined, files);
    expect([played.out, played.err, played.code]).toEqual([out, err, code]);
  });

  it('> writes a file, which the same line can read', () => {
    const played = play('kubectl create namespace dev --dry-run=client -o yaml > ns.yaml; head -n 2 ns.yaml');
    expect(played.out).toBe('apiVersion: v1\nkind: Namespace\n');
    expect(Object.keys(played.files)).toEqual(['ns.yaml']);
  });

  it.each([
    ['a whole line', 'kubectl get pods', false],
    ['a backslash at the end', 'kubectl get \\', true],
    ['a pipe at the end', 'kubectl get pods |', true],
    ['an open quote', "echo 'a", true],
    ['a here-document without its end', 'kubectl apply -f - <<EOF\na: b', true],
    ['a here-document with its end', 'kubectl apply -f - <<EOF\na: b\nEOF', false],
  ])('%s: more to come?', (_sentence, text, more) => expect(isIncomplete(text)).toBe(more));
});
