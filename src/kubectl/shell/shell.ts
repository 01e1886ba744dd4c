import { initialText } from '../kubeconfig.ts';
import type { Run } from '../types.ts';
import { runWords, type Session } from './builtins.ts';
import { configFile, fileName } from './files.ts';
import { parseScript, type Pipeline, type SimpleCommand, type Word } from './lexer.ts';
import { fileArguments, tools, type Filter } from './tools.ts';

/**
 * Runs what a person typed: one line, or several pasted at once. Returns the exit code of the last command.
 * Models: bash, as far as `lexer.ts` reads it. Left out: an environment that outlives the line.
 */
export function* shell(text: string, files: Readonly<Record<string, string>>, nowMs: number): Run<number> {
  const session: Session = {
    variables: new Map([
      ['HOME', '/root'],
      ['USER', 'root'],
      ['PWD', '/root'],
    ]),
    files: { [configFile]: initialText(), ...files },
    lastCode: 0,
    nowMs,
  };
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
  for (let i = 0; i < commands.length;) {
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
function* filterOf(
  command: SimpleCommand,
  session: Session,
): Run<Filter | { problem: string; code: number } | undefined> {
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
    if (part.type === 'variable')
      value = part.name === '?' ? String(session.lastCode) : (session.variables.get(part.name) ?? '');
    else {
      value = '';
      // eslint-disable-next-line require-yield -- it only gathers
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
