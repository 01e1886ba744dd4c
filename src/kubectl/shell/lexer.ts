/**
 * Reads shell lines. Models the part of bash that Kubernetes documentation uses: words with quotes, `#` comments,
 * pipes, `&&`, `||`, `;`, newlines, redirections, here-documents and `$(…)`, `$NAME`. Left out: globbing, arithmetic,
 * functions, loops, background jobs.
 */
export type Part =
  | { readonly type: 'text'; readonly text: string }
  /** `$NAME`; `split` when unquoted (its value is split into words). */
  | { readonly type: 'variable'; readonly name: string; readonly split: boolean }
  | { readonly type: 'command'; readonly script: string; readonly split: boolean };

export interface Word {
  readonly parts: readonly Part[];
}

export interface Redirect {
  readonly fd: 0 | 1 | 2;
  readonly mode: 'read' | 'write' | 'append' | 'here' | 'to-stdout' | 'to-stderr';
  readonly target: Word;
}

export interface SimpleCommand {
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
}

/** Commands joined by `|`, and how the next one hangs on this one's success. */
export interface Pipeline {
  readonly commands: readonly SimpleCommand[];
  readonly next: 'always' | 'and' | 'or';
}

export interface Script {
  readonly pipelines: readonly Pipeline[];
}

type Token =
  | { readonly type: 'word'; readonly word: Word }
  | { readonly type: 'operator'; readonly text: string }
  | { readonly type: 'redirect'; readonly fd: 0 | 1 | 2; readonly text: string };

/** Parses a script; a mistake is bash's own message. */
export function parseScript(text: string): Script | { readonly problem: string } {
  const tokens = tokenize(text);
  if ('problem' in tokens) return tokens;
  const pipelines: Pipeline[] = [];
  let commands: SimpleCommand[] = [];
  let words: Word[] = [];
  let redirects: Redirect[] = [];
  const endCommand = (): boolean => {
    if (words.length === 0 && redirects.length === 0) return false;
    commands.push({ words, redirects });
    words = [];
    redirects = [];
    return true;
  };
  const unexpected = (what: string): { problem: string } => ({
    problem: `bash: syntax error near unexpected token \`${what}'`,
  });
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.type === 'word') words.push(token.word);
    else if (token.type === 'redirect') {
      const target = tokens[++i];
      if (token.text === '>&1' || token.text === '>&2') {
        i--;
        redirects.push({ fd: token.fd, mode: token.text === '>&1' ? 'to-stdout' : 'to-stderr', target: { parts: [] } });
        continue;
      }
      if (target?.type !== 'word')
        return unexpected(target?.type === 'operator' && target.text !== '\n' ? target.text : 'newline');
      const mode = token.text === '<' ? 'read' : token.text === '>' ? 'write' : token.text === '>>' ? 'append' : 'here';
      redirects.push({ fd: token.fd, mode, target: target.word });
    } else if (token.text === '|') {
      if (!endCommand()) return unexpected('|');
    } else {
      const ended = endCommand();
      if (!ended && commands.length > 0) {
        if (token.text === '\n') continue; // A pipe may be followed by a newline.
        return unexpected(token.text);
      }
      if (!ended && commands.length === 0) {
        if (token.text === '\n') continue;
        return unexpected(token.text);
      }
      pipelines.push({ commands, next: token.text === '&&' ? 'and' : token.text === '||' ? 'or' : 'always' });
      commands = [];
    }
  }
  if (endCommand() || commands.length > 0) pipelines.push({ commands, next: 'always' });
  return { pipelines };
}

function tokenize(text: string): Token[] | { readonly problem: string } {
  const tokens: Token[] = [];
  const pendingHere: { delimiter: string; raw: boolean; strip: boolean; index: number }[] = [];
  let i = 0;
  while (i < text.length) {
    const c = text[i]!;
    if (c === '\\' && text[i + 1] === '\n') {
      i += 2;
    } else if (c === ' ' || c === '\t' || c === '\r') i++;
    else if (c === '#') {
      while (i < text.length && text[i] !== '\n') i++;
    } else if (c === '\n') {
      i++;
      tokens.push({ type: 'operator', text: '\n' });
      for (const here of pendingHere.splice(0)) {
        const lines: string[] = [];
        for (;;) {
          if (i >= text.length) break;
          const end = text.indexOf('\n', i);
          let line = end < 0 ? text.slice(i) : text.slice(i, end);
          i = end < 0 ? text.length : end + 1;
          if (here.strip) line = line.replace(/^\t+/, '');
          if (line.replace(/\r$/, '') === here.delimiter) break;
          lines.push(line);
        }
        const body = lines.map((line) => `${line}\n`).join('');
        tokens[here.index] = {
          type: 'word',
          word: here.raw ? { parts: [{ type: 'text', text: body }] } : { parts: expandHere(body) },
        };
      }
    } else if (text.startsWith('&&', i) || text.startsWith('||', i)) {
      tokens.push({ type: 'operator', text: text.slice(i, i + 2) });
      i += 2;
    } else if (c === '|' || c === ';') {
      tokens.push({ type: 'operator', text: c });
      i++;
    } else if (c === '&' && text[i + 1] !== '>') {
      return {
        problem: 'bash: jobs in the background (&) are not available here (백그라운드 실행은 지원하지 않습니다)',
      };
    } else {
      const redirect = /^([012]?)(<<-|<<|>>|>&1|>&2|>|<)|^(&>)/.exec(text.slice(i));
      if (redirect) {
        i += redirect[0].length;
        if (redirect[3])
          return { problem: 'bash: &> is not available here, write > FILE 2>&1 (&> 대신 > FILE 2>&1을 씁니다)' };
        const operator = redirect[2]!;
        const fd = redirect[1] !== '' ? (Number(redirect[1]) as 0 | 1 | 2) : operator.startsWith('<') ? 0 : 1;
        if (operator.startsWith('<<')) {
          while (text[i] === ' ' || text[i] === '\t') i++;
          const read = readWord(text, i);
          if ('problem' in read) return read;
          if (read.end === i) return { problem: "bash: syntax error near unexpected token `newline'" };
          i = read.end;
          tokens.push({ type: 'redirect', fd: 0, text: '<<' });
          const delimiter = read.word.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
          tokens.push({ type: 'word', word: { parts: [] } });
          pendingHere.push({ delimiter, raw: read.quoted, strip: operator === '<<-', index: tokens.length - 1 });
        } else tokens.push({ type: 'redirect', fd, text: operator });
        continue;
      }
      const read = readWord(text, i);
      if ('problem' in read) return read;
      if (read.end === i) return { problem: `bash: syntax error near unexpected token \`${c}'` };
      i = read.end;
      tokens.push({ type: 'word', word: read.word });
    }
  }
  return tokens;
}

interface ReadWord {
  readonly word: Word;
  readonly end: number;
  readonly quoted: boolean;
}

function readWord(text: string, start: number): ReadWord | { readonly problem: string } {
  const parts: Part[] = [];
  let literal = '';
  let quoted = false;
  let i = start;
  const flush = (): void => {
    if (literal !== '') parts.push({ type: 'text', text: literal });
    literal = '';
  };
  while (i < text.length) {
    const c = text[i]!;
    if (c === '\\') {
      if (text[i + 1] !== '\n') literal += text[i + 1] ?? '\\';
      quoted = true;
      i += 2;
    } else if (c === "'") {
      const end = text.indexOf("'", i + 1);
      if (end < 0) return { problem: "bash: unexpected EOF while looking for matching `''" };
      literal += text.slice(i + 1, end);
      quoted = true;
      i = end + 1;
    } else if (c === '"') {
      quoted = true;
      i++;
      for (;;) {
        if (i >= text.length) return { problem: 'bash: unexpected EOF while looking for matching `"\'' };
        const d = text[i]!;
        if (d === '"') break;
        if (d === '\\' && '"\\$`\n'.includes(text[i + 1] ?? ' ')) {
          if (text[i + 1] !== '\n') literal += text[i + 1]!;
          i += 2;
          continue;
        }
        if (d === '$') {
          const dollar = readDollar(text, i, false);
          if (dollar && 'problem' in dollar) return dollar;
          if (dollar) {
            flush();
            parts.push(dollar.part);
            i = dollar.end;
            continue;
          }
        }
        literal += d;
        i++;
      }
      i++;
    } else if (c === '$') {
      const dollar = readDollar(text, i, true);
      if (dollar && 'problem' in dollar) return dollar;
      if (dollar) {
        flush();
        parts.push(dollar.part);
        i = dollar.end;
      } else {
        literal += c;
        i++;
      }
    } else if (' \t\r\n|;&<>()'.includes(c)) break;
    else {
      literal += c;
      i++;
    }
  }
  flush();
  // '' and "" are words of their own.
  if (parts.length === 0 && quoted) parts.push({ type: 'text', text: '' });
  return { word: { parts }, end: i, quoted };
}

function readDollar(
  text: string,
  at: number,
  split: boolean,
): { readonly part: Part; readonly end: number } | { readonly problem: string } | undefined {
  if (text[at + 1] === '(') {
    let depth = 1;
    let quote = '';
    for (let i = at + 2; i < text.length; i++) {
      const c = text[i]!;
      if (quote) {
        if (c === quote) quote = '';
      } else if (c === "'" || c === '"') quote = c;
      else if (c === '(') depth++;
      else if (c === ')' && --depth === 0)
        return { part: { type: 'command', script: text.slice(at + 2, i), split }, end: i + 1 };
    }
    return { problem: "bash: unexpected EOF while looking for matching `)'" };
  }
  const name = /^\{?([A-Za-z_][A-Za-z0-9_]*|\?)\}?/.exec(text.slice(at + 1));
  return name ? { part: { type: 'variable', name: name[1]!, split }, end: at + 1 + name[0].length } : undefined;
}

/** The body of an unquoted here-document: `$NAME` and `$(…)` count, quotes do not. */
function expandHere(body: string): Part[] {
  const parts: Part[] = [];
  let literal = '';
  for (let i = 0; i < body.length; i++) {
    const c = body[i]!;
    if (c === '\\' && '$`\\'.includes(body[i + 1] ?? ' ')) {
      literal += body[++i]!;
      continue;
    }
    const dollar = c === '$' ? readDollar(body, i, false) : undefined;
    if (dollar && 'part' in dollar) {
      if (literal !== '') parts.push({ type: 'text', text: literal });
      literal = '';
      parts.push(dollar.part);
      i = dollar.end - 1;
    } else literal += c;
  }
  if (literal !== '') parts.push({ type: 'text', text: literal });
  return parts;
}

/** True when the text stops inside quotes, after a `\`, `|`, `&&`, or before the end of a here-document. */
export function isIncomplete(text: string): boolean {
  if (/\\\s*$/.test(text) && text.trimEnd().endsWith('\\')) return true;
  const script = parseScript(text);
  if ('problem' in script) return script.problem.includes('unexpected EOF');
  if (/(\||&&)\s*$/.test(text)) return true;
  for (const here of text.matchAll(/<<-?\s*(["']?)([A-Za-z_][A-Za-z0-9_]*)\1/g)) {
    const after = text.slice(here.index + here[0].length);
    if (
      !after
        .split('\n')
        .slice(1)
        .some((line) => line.replace(/^\t+|\r$/g, '') === here[2])
    )
      return true;
  }
  return false;
}
