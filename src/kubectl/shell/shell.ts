import { kubectl } from '../kubectl.ts';
import type { Io, Run } from '../types.ts';
import { fileName } from './files.ts';
import { parseScript, type Pipeline, type SimpleCommand, type Word } from './lexer.ts';
import { fileArguments, tools, type Filter } from './tools.ts';

/** A session at a terminal: variables and files live as long as one line (or pasted block) runs. */
interface Session {
  readonly variables: Map<string, string>;
  readonly files: Record<string, string>;
  lastCode: number;
  nowMs: number;
}

/**
 * Runs what a person typed: one line, or several pasted at once. Returns the exit code of the last command.
 * Models: bash, as far as `lexer.ts` reads it. Left out: an environment that outlives the line.
 */
export function* shell(text: string, files: Readonly<Record<string, string>>, nowMs: number): Run<number> {
  const session: Session = { variables: new Map([['HOME', '/root'], ['USER', 'root'], ['PWD', '/root']]), files: { ...files }, lastCode: 0, nowMs };
  return yield* runScript(text, session);
}

function* runScript(text: string, session: Session): Run<number> {
  const script = parseScript(text);
  if ('problem' in script) {
    yield { type: 'print', stream: 'stderr', text: `${script.problem}\n` };
    return 2;
  }
  let skip = false;
  for (const pipeline of script.pipelines) {
    if (!skip) session.lastCode = yield* runPipeline(pipeline, session);
    skip = pipeline.next === 'and' ? session.lastCode !== 0 : pipeline.next === 'or' ? session.lastCode === 0 : false;
  }
  return session.lastCode;
}

/** Commands of a pipeline run one after the other, except that filters behind the first see its lines as they come. */
function* runPipeline(pipeline: Pipeline, session: Session): Run<number> {
  let stdin: string | undefined;
  let code = 0;
  const commands = pipeline.commands;
  for (let i = 0; i < commands.length; ) {
    // Take the filters that follow directly along, so that they print while the command runs.
    const chain: Filter[] = [];
    let next = i + 1;
    let problem: string | undefined;
    for (; next < commands.length; next++) {
      const filter = yield* filterOf(commands[next]!, session);
      if (!filter) break;
      if ('problem' in filter) {
        problem = filter.problem;
        code = filter.code;
        break;
      }
      chain.push(filter);
    }
    if (problem !== undefined) {
      yield { type: 'print', stream: 'stderr', text: `${problem}\n` };
      return code;
    }
    const last = next >= commands.length;
    let collected = '';
    const emit = function* (text: string): Run<void> {
      if (text === '') return;
      if (last) yield { type: 'print', stream: 'stdout', text };
      else collected += text;
    };
    const through = function* (text: string, from: number): Run<void> {
      let piece = text;
      for (let j = from; j < chain.length; j++) piece = chain[j]!.push(piece);
      yield* emit(piece);
    };
    code = yield* intercept(runCommand(commands[i]!, session, stdin), (text) => through(text, 0));
    for (let j = 0; j < chain.length; j++) {
      const end = chain[j]!.end();
      yield* through(end.text, j + 1);
      code = end.code;
    }
    stdin = collected;
    i = next;
  }
  return code;
}

/** Runs `inner`, handing its standard output to `onText` instead of the terminal. */
function* intercept(inner: Run<number>, onText: (text: string) => Run<void>): Run<number> {
  let step = inner.next(undefined);
  while (!step.done) {
    const effect = step.value;
    if (effect.type === 'print' && effect.stream === 'stdout') {
      yield* onText(effect.text);
      step = inner.next(undefined);
    } else step = inner.next(yield effect);
  }
  return step.value;
}

/** A command that is a mere filter of its input (no files, no redirections). */
function* filterOf(command: SimpleCommand, session: Session): Run<Filter | { problem: string; code: number } | undefined> {
  if (command.redirects.length > 0) return undefined;
  const [name, ...args] = yield* expandAll(command.words, session);
  const tool = name === undefined ? undefined : tools[name];
  if (!tool || fileArguments(name!, args).files.some((file) => file !== '-')) return undefined;
  return tool(fileArguments(name!, args).options);
}

function* runCommand(command: SimpleCommand, session: Session, piped: string | undefined): Run<number> {
  let stdin = piped;
  let outFile: { name: string; append: boolean } | undefined;
  let errFile: { name: string; append: boolean } | 'stdout' | undefined;
  let outToErr = false;
  for (const redirect of command.redirects) {
    const target = (yield* expand(redirect.target, session)).join(' ');
    if (redirect.mode === 'here') stdin = target;
    else if (redirect.mode === 'read') {
      const text = session.files[fileName(target)];
      if (text === undefined) {
        yield { type: 'print', stream: 'stderr', text: `bash: ${target}: No such file or directory\n` };
        return 1;
      }
      stdin = text;
    } else if (redirect.mode === 'to-stdout') errFile = 'stdout';
    else if (redirect.mode === 'to-stderr') outToErr = true;
    else if (redirect.fd === 2) errFile = { name: target, append: redirect.mode === 'append' };
    else outFile = { name: target, append: redirect.mode === 'append' };
  }
  const inner = runWords(yield* expandAll(command.words, session), session, stdin);
  if (!outFile && !errFile && !outToErr) return yield* inner;
  let out = '';
  let err = '';
  let step = inner.next(undefined);
  while (!step.done) {
    const effect = step.value;
    if (effect.type !== 'print') {
      step = inner.next(yield effect);
      continue;
    }
    const toErr = effect.stream === 'stderr' ? errFile !== 'stdout' : outToErr;
    if (toErr && errFile && errFile !== 'stdout') err += effect.text;
    else if (!toErr && outFile) out += effect.text;
    else yield { type: 'print', stream: toErr ? 'stderr' : 'stdout', text: effect.text };
    step = inner.next(undefined);
  }
  if (outFile) yield* writeFile(outFile, out, session);
  if (errFile && errFile !== 'stdout') yield* writeFile(errFile, err, session);
  return step.value;
}

function* writeFile(to: { name: string; append: boolean }, text: string, session: Session): Run<void> {
  const name = fileName(to.name);
  if (name === '/dev/null') return;
  const content = (to.append ? (session.files[name] ?? '') : '') + text;
  session.files[name] = content;
  yield { type: 'write', file: name, text: content };
}



function* runWords(words: readonly string[], session: Session, stdin: string | undefined): Run<number> {
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
  const print = (text: string): { type: 'print'; stream: 'stdout'; text: string } => ({ type: 'print', stream: 'stdout', text });
  const complain = (text: string): { type: 'print'; stream: 'stderr'; text: string } => ({ type: 'print', stream: 'stderr', text: `${text}\n` });
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
      yield print((args[0] === '-e' ? text.replaceAll('\\n', '\n').replaceAll('\\t', '\t') : text) + (newline ? '\n' : ''));
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
      const names = Object.keys(session.files).sort();
      let code = 0;
      const shown: string[] = [];
      for (const arg of wanted) {
        const found = names.filter((file) => file === fileName(arg) || file.startsWith(`${fileName(arg).replace(/\/$/, '')}/`));
        if (found.length === 0) {
          yield complain(`ls: cannot access '${arg}': No such file or directory`);
          code = 2;
        }
        shown.push(...found);
      }
      const list = wanted.length === 0 ? names : shown;
      if (list.length > 0) yield print(args.some((a) => /^-\w*[l1]/.test(a)) ? list.map((file) => `${file}\n`).join('') : `${list.join('  ')}\n`);
      return code;
    }
    case 'rm':
      yield complain('rm: files are removed in the editor here');
      return 1;
    case 'vi':
    case 'vim':
    case 'nano':
      yield complain(`${name}: files are edited in the editor beside this terminal`);
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
cat, ls, echo        files of the editor
grep, head, tail, wc, sort, uniq, awk, base64   behind a pipe: kubectl get pods | grep web
cat > web.yaml <<EOF, kubectl apply -f - <<EOF   text up to a line EOF
sleep, clear, &&, ||, ;, $(…), > file
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

function* expandAll(words: readonly Word[], session: Session): Run<string[]> {
  const out: string[] = [];
  for (const word of words) out.push(...(yield* expand(word, session)));
  return out;
}

/** One word → its fields: unquoted variables and substitutions are split at white space. */
function* expand(word: Word, session: Session): Run<string[]> {
  const fields: string[] = [];
  let current = '';
  let open = word.parts.length === 0;
  for (const part of word.parts) {
    if (part.type === 'text') {
      current += part.text;
      open = true;
      continue;
    }
    let value: string;
    if (part.type === 'variable') value = part.name === '?' ? String(session.lastCode) : (session.variables.get(part.name) ?? '');
    else {
      value = '';
      yield* intercept(runScript(part.script, session), function* (text) {
        value += text;
      });
      value = value.replace(/\n+$/, '');
    }
    if (!part.split) {
      current += value;
      open = true;
      continue;
    }
    const pieces = value.split(/[ \t\n]+/);
    pieces.forEach((piece, i) => {
      if (i > 0 && (open || current !== '')) {
        fields.push(current);
        current = '';
        open = false;
      }
      if (piece !== '') {
        current += piece;
        open = true;
      }
    });
  }
  if (open) fields.push(current);
  return fields;
}
