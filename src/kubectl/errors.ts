import { quote } from './text/go.ts';
import type { Response } from './types.ts';

/** meta/v1 Status, as far as error texts need it. */
export interface StatusBody {
  readonly kind?: string;
  readonly status?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[];
  };
}

/** What can go wrong, as a value. `printed` turns it into the text kubectl ends with. */
export type Problem =
  /** The server refused. */
  | { readonly type: 'status'; readonly status: StatusBody }
  | { readonly type: 'refused'; readonly host?: string }
  /** Any other error; `error: ` is put in front. */
  | { readonly type: 'plain'; readonly text: string }
  /** Printed as it stands (usage texts, NoResourceMatch). */
  | { readonly type: 'verbatim'; readonly text: string }
  | { readonly type: 'many'; readonly problems: readonly Problem[] }
  /** Nothing more to print; only the exit code. */
  | { readonly type: 'exit'; readonly code: number };

/**
 * Ends the command, as upstream's cmdutil.CheckErr does (it calls os.Exit): thrown, so that no command has to carry
 * problems upwards, and caught in one place, `kubectl.ts`.
 */
export class Fatal extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.type);
    this.problem = problem;
  }
}

export const plain = (text: string): Problem => ({ type: 'plain', text });
export const fail = (text: string): never => {
  throw new Fatal(plain(text));
};
export const failWith = (problem: Problem): never => {
  throw new Fatal(problem);
};

/** `text` and a line that points to the command's help. Models: cmdutil.UsageErrorf. */
export const usageError = (path: string, text: string): never =>
  failWith(plain(`${text}\nSee '${path} -h' for help and examples`));

export const serverHost = '127.0.0.1:6443';

/** The problem of an answer that is not 2xx. */
export function problemOf(response: Response): Problem {
  if (response.code === 0) return { type: 'refused' };
  const body = response.body as StatusBody | string | undefined;
  if (typeof body === 'object' && body !== null && body.kind === 'Status') return { type: 'status', status: body };
  const text = typeof body === 'string' && body !== '' ? body.trim() : `unknown`;
  if (response.code === 404)
    return {
      type: 'status',
      status: { message: 'the server could not find the requested resource', reason: 'NotFound', code: 404 },
    };
  return { type: 'status', status: { message: text, code: response.code } };
}

export const isNotFound = (problem: Problem): boolean =>
  problem.type === 'status' && problem.status.reason === 'NotFound';

/** Adds what was being done and to which file. Models: cmdutil.AddSourceToErr. */
export function whileDoing(verb: string, source: string | undefined, problem: Problem): Problem {
  if (!source) return problem;
  if (problem.type === 'status')
    return {
      type: 'status',
      status: { ...problem.status, message: `error when ${verb} ${quote(source)}: ${problem.status.message ?? ''}` },
    };
  if (problem.type === 'plain') return plain(`error when ${verb} ${quote(source)}: ${problem.text}`);
  if (problem.type === 'refused') return problem;
  return problem;
}

export function aggregate(problems: readonly Problem[]): Problem {
  const flat = problems.flatMap((p) => (p.type === 'many' ? p.problems : [p]));
  return flat.length === 1 ? flat[0]! : { type: 'many', problems: flat };
}

/** The text on stderr and the exit code. Models: kubectl/pkg/cmd/util/helpers.go checkErr. */
export function printed(problem: Problem): { readonly text: string; readonly code: number } {
  switch (problem.type) {
    case 'exit':
      return { text: '', code: problem.code };
    case 'verbatim':
      return { text: ended(problem.text), code: 1 };
    case 'many':
      return { text: problem.problems.map((p) => `${shortText(p)}\n`).join(''), code: 1 };
    case 'status':
      if (problem.status.reason === 'Invalid') return { text: ended(invalidText(problem.status)), code: 1 };
      return { text: ended(shortText(problem)), code: 1 };
    case 'plain':
      return { text: ended(problem.text.startsWith('error: ') ? problem.text : `error: ${problem.text}`), code: 1 };
    case 'refused':
      return { text: ended(shortText(problem)), code: 1 };
  }
}

const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** Models: StandardErrorMessage, and Error() of the rest. */
export function shortText(problem: Problem): string {
  switch (problem.type) {
    case 'status': {
      const { reason, message = '' } = problem.status;
      if (reason === 'Unauthorized') return `error: You must be logged in to the server (${message})`;
      return reason ? `Error from server (${reason}): ${message}` : `Error from server: ${message}`;
    }
    case 'refused':
      return `The connection to the server ${problem.host ?? serverHost} was refused - did you specify the right host or port?`;
    case 'plain':
    case 'verbatim':
      return problem.text;
    case 'many':
      return `[${problem.problems.map(bareText).join(', ')}]`;
    case 'exit':
      return '';
  }
}

/** Go's err.Error(): a Status is its message alone. */
export const bareText = (problem: Problem): string =>
  problem.type === 'status' ? (problem.status.message ?? '') : shortText(problem);

function invalidText(status: StatusBody): string {
  const details = status.details;
  let text = 'The request is invalid';
  if (!details) return status.message ? `${text}: ${status.message}` : text;
  if (details.kind || details.name) text = `The ${details.kind ?? ''} ${quote(details.name ?? '')} is invalid`;
  else if (status.message && !details.causes?.length) text += `: ${status.message}`;
  if (!details.causes?.length) return text;
  const lines = [...new Set(details.causes.map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`))];
  if (lines.length === 1) return `${text}: ${lines[0]!}\n`;
  return `${text}: \n${lines.map((line) => `* ${line}\n`).join('')}`;
}
