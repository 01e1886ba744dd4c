import { kubectl } from '../kubectl.ts';
import type { Io, Run } from '../types.ts';
import { fileName } from './files.ts';
import { fileArguments, tools } from './tools.ts';

/** A session at a terminal: variables and files live as long as one line (or pasted block) runs. */
export interface Session {
  readonly variables: Map<string, string>;
  readonly files: Record<string, string>;
  lastCode: number;
  nowMs: number;
}

/** Runs one command, its words being final. */
export function* runWords(words: readonly string[], session: Session, stdin: string | undefined): Run<number> {
  let i = 0;
  for (; i < words.length; i++) {
    const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=([\s\S]*)$/.exec(words[i]!);
    if (!assignment) break;
    session.variables.set(assignment[1]!, assignment[2]!);
  }
  const name = words[i];
  const args = words.slice(i + 1);
  if (name === undefined) return 0;
  const io: Io = { nowMs: session.nowMs, files: session.files, stdin };
  const print = (text: string): { type: 'print'; stream: 'stdout'; text: string } => ({
    type: 'print',
    stream: 'stdout',
    text,
  });
  const complain = (text: string): { type: 'print'; stream: 'stderr'; text: string } => ({
    type: 'print',
    stream: 'stderr',
    text: `${text}\n`,
  });
  switch (name) {
    case 'kubectl':
    case 'k': {
      const code = yield* kubectl(args, io);
      session.nowMs = io.nowMs;
      return code;
    }
    case 'echo': {
      const newline = args[0] !== '-n';
      const rest = args.filter((arg, at) => !(at === 0 && (arg === '-n' || arg === '-e')));
      const text = rest.join(' ');
      yield print(
        (args[0] === '-e' ? text.replaceAll('\\n', '\n').replaceAll('\\t', '\t') : text) + (newline ? '\n' : ''),
      );
      return 0;
    }
    case 'export':
      for (const arg of args) {
        const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=([\s\S]*)$/.exec(arg);
        if (assignment) session.variables.set(assignment[1]!, assignment[2]!);
      }
      return 0;
    case 'alias':
    case 'true':
    case ':':
      return 0;
    case 'false':
      return 1;
    case 'pwd':
      yield print('/root\n');
      return 0;
    case 'whoami':
      yield print('root\n');
      return 0;
    case 'clear':
      yield print('\u001b[H\u001b[2J\u001b[3J');
      return 0;
    case 'sleep': {
      const seconds = Number((args[0] ?? '').replace(/s$/, ''));
      if (args.length === 0 || Number.isNaN(seconds)) {
        yield complain(args.length === 0 ? 'sleep: missing operand' : `sleep: invalid time interval '${args[0]}'`);
        return 1;
      }
      const input = yield { type: 'sleep', ms: Math.round(seconds * 1000) };
      session.nowMs = input?.nowMs ?? session.nowMs;
      return 0;
    }
    case 'ls': {
      const wanted = args.filter((arg) => !arg.startsWith('-') && arg !== '.');
      const hidden = args.some((arg) => /^-\w*[aA]/.test(arg)) || wanted.some((arg) => fileName(arg).startsWith('.'));
      const names = Object.keys(session.files)
        .filter((file) => hidden || !file.startsWith('.'))
        .sort();
      let code = 0;
      const shown: string[] = [];
      for (const arg of wanted) {
        const found = names.filter(
          (file) => file === fileName(arg) || file.startsWith(`${fileName(arg).replace(/\/$/, '')}/`),
        );
        if (found.length === 0) {
          yield complain(`ls: cannot access '${arg}': No such file or directory`);
          code = 2;
        }
        shown.push(...found);
      }
      const list = wanted.length === 0 ? names : shown;
      if (list.length > 0)
        yield print(
          args.some((a) => /^-\w*[l1]/.test(a)) ? list.map((file) => `${file}\n`).join('') : `${list.join('  ')}\n`,
        );
      return code;
    }
    case 'rm':
      yield complain('rm: files are removed in the editor (파일은 편집기에서 지웁니다)');
      return 1;
    case 'vi':
    case 'vim':
    case 'nano':
      yield complain(`${name}: files are edited in the editor beside this terminal (파일은 옆의 편집기에서 고칩니다)`);
      return 1;
    case 'help':
      yield print(helpText);
      return 0;
    default: {
      const tool = tools[name];
      if (!tool) {
        yield complain(`bash: ${name}: command not found`);
        return 127;
      }
      return yield* runTool(name, args, session, stdin);
    }
  }
}

const helpText = `kubectl …            talks to the cluster (k is short for it); kubectl --help lists what it can do
                     클러스터에 명령을 보냅니다(줄여서 k). 할 수 있는 일은 kubectl --help에 있습니다.
cat, ls, echo        files of the editor · 편집기의 파일
grep, head, tail, wc, sort, uniq, awk, base64
                     behind a pipe · 파이프 뒤에서 씁니다: kubectl get pods | grep web
cat > web.yaml <<EOF, kubectl apply -f - <<EOF
                     text up to a line EOF · EOF 줄까지가 입력입니다
sleep, clear, &&, ||, ;, $(…), > file
Tab, ↑ ↓, Ctrl-R, Ctrl-C
`;

function* runTool(name: string, args: readonly string[], session: Session, stdin: string | undefined): Run<number> {
  const { options, files } = fileArguments(name, args);
  const filter = tools[name]!(options);
  if ('problem' in filter) {
    yield { type: 'print', stream: 'stderr', text: `${filter.problem}\n` };
    return filter.code;
  }
  let failed = 0;
  for (const file of files.length > 0 ? files : ['-']) {
    const text = file === '-' ? (stdin ?? '') : session.files[fileName(file)];
    if (text === undefined) {
      yield { type: 'print', stream: 'stderr', text: `${name}: ${file}: No such file or directory\n` };
      failed = 1;
      continue;
    }
    const out = filter.push(text);
    if (out !== '') yield { type: 'print', stream: 'stdout', text: out };
  }
  const end = filter.end();
  if (end.text !== '') yield { type: 'print', stream: 'stdout', text: end.text };
  return Math.max(failed, end.code);
}

/** Words a line can begin with, for completion. */
export const commandNames: readonly string[] = [
  'kubectl',
  'k',
  'cat',
  'clear',
  'echo',
  'help',
  'ls',
  'sleep',
  ...Object.keys(tools).filter((name) => name !== 'cat'),
];
