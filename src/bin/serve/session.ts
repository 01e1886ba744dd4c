import { StringDecoder } from 'node:string_decoder';
import type { ApiRequest } from '../../sim/messages.ts';
import { textOf } from '../../sim/node/shell/bytes.ts';
import type { RemoteChannels } from './channels.ts';
import type { Hub } from './hub.ts';

/** Real ms without more input after which a command is run with what has come. */
const quietMs = 150;

const newline = 0x0a;

const shells = new Set(['sh', 'bash', 'ash', 'dash']);

/** What one command left behind: its exit code, or the server's refusal. */
type Outcome = { readonly exitCode: number } | { readonly refusal: unknown };

/**
 * One `kubectl exec` after the upgrade. A command runs at one moment and its output comes when it has ended; a shell
 * without a script runs line by line. Left out: a directory or variables that outlive a line, output as it is written.
 */
export function runSession(
  hub: Hub,
  request: ApiRequest,
  command: readonly string[],
  withInput: boolean,
  tty: boolean,
  channels: RemoteChannels,
): void {
  let hangUp: () => void = () => undefined;
  channels.onClose(() => hangUp());
  const run = (words: readonly string[], stdin: string | undefined, done: (outcome: Outcome) => void): void => {
    const body = { command: words, ...(stdin === undefined ? {} : { stdin }) };
    hangUp = hub.ask(
      { ...request, body },
      {
        answered({ code, body: output, headers = {} }) {
          if (code !== 200) return done({ refusal: output });
          const text = String(output);
          channels.write(tty ? text.replaceAll('\n', '\r\n') : text);
          channels.complain(headers['standard-error'] ?? '');
          done({ exitCode: Number(headers['exit-code'] ?? 0) });
        },
        lost: () => done({ exitCode: 137 }),
      },
    );
  };
  const finish = (outcome: Outcome): void =>
    'refusal' in outcome ? channels.fail(outcome.refusal) : channels.exit(outcome.exitCode);
  const name = command[0]!.slice(command[0]!.lastIndexOf('/') + 1);
  const isShell = shells.has(name) && !command.some((word) => /^-\w*c$/.test(word));
  if (!withInput) return run(command, undefined, finish);
  if (isShell && tty) return terminal(command, channels, run, finish);
  // What reads an archive reads it to its end; others are run with what has come when nothing more comes.
  const toTheEnd = name === 'tar' && channels.tellsEnd;
  collect(channels, isShell, toTheEnd, (text, ended, more) => {
    if (!isShell) return run(command, text, finish);
    if (text === '' && ended) return finish({ exitCode: 0 });
    run([...command, '-c', text], undefined, (outcome) => (ended || 'refusal' in outcome ? finish(outcome) : more()));
  });
}

/** Gathers input until it ends or nothing more comes, then hands it over; `more` goes on gathering. */
function collect(
  channels: RemoteChannels,
  whole: boolean,
  toTheEnd: boolean,
  take: (text: string, ended: boolean, more: () => void) => void,
): void {
  let pieces: Buffer[] = [];
  let ended = false;
  let busy = false;
  let timer: NodeJS.Timeout | undefined;
  const go = (): void => {
    clearTimeout(timer);
    // A shell waits for whole lines; another command need not read its input at all.
    if (busy || (!ended && (toTheEnd || (whole && pieces.at(-1)?.at(-1) !== newline)))) return;
    busy = true;
    const now = textOf(Buffer.concat(pieces));
    pieces = [];
    take(now, ended, () => {
      busy = false;
      if (ended || pieces.length > 0) go();
    });
  };
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(go, quietMs);
  };
  channels.onInput(
    (piece) => {
      pieces.push(piece);
      wait();
    },
    () => {
      ended = true;
      go();
    },
  );
  channels.onClose(() => clearTimeout(timer));
  if (!whole) wait();
}

/** A shell at a terminal: echoes what is typed, edits a line, runs it, shows the prompt. */
function terminal(
  command: readonly string[],
  channels: RemoteChannels,
  run: (words: readonly string[], stdin: undefined, done: (outcome: Outcome) => void) => void,
  finish: (outcome: Outcome) => void,
): void {
  let line = '';
  let last = 0;
  let busy = false;
  let typed = '';
  const prompt = (): void => channels.write('/ # ');
  const enter = (): void => {
    channels.write('\r\n');
    const text = line.trim();
    line = '';
    const exit = /^exit(?:\s+(\d+))?$/.exec(text);
    if (exit) return finish({ exitCode: exit[1] === undefined ? last : Number(exit[1]) });
    if (text === '') return prompt();
    busy = true;
    run([...command, '-c', text], undefined, (outcome) => {
      if ('refusal' in outcome) return finish(outcome);
      last = outcome.exitCode;
      busy = false;
      prompt();
      read();
    });
  };
  const key = (c: string): void => {
    if (c === '\r' || c === '\n') enter();
    else if (c === '\u0004' && line === '') finish({ exitCode: last });
    else if (c === '\u0003') {
      line = '';
      channels.write('^C\r\n');
      prompt();
    } else if (c === '\u007f' || c === '\b') {
      if (line !== '') channels.write('\b \b');
      line = [...line].slice(0, -1).join('');
    } else if (c >= ' ') {
      line += c;
      channels.write(c);
    }
  };
  const read = (): void => {
    while (!busy && typed !== '' && channels.isOpen) {
      const c = String.fromCodePoint(typed.codePointAt(0)!);
      typed = typed.slice(c.length);
      key(c);
    }
  };
  const decoder = new StringDecoder('utf8');
  channels.onInput(
    (bytes) => {
      typed += decoder.write(bytes);
      read();
    },
    () => finish({ exitCode: last }),
  );
  prompt();
}
