/**
 * kubectl as a pure program: a generator that yields what it wants done (a request, a line of output, a pause) and is
 * resumed with what came of it. It never looks at a clock or a network itself, so the same inputs give the same
 * output, and a running command can be rebuilt from the list of its inputs.
 */

/** An HTTP-shaped request, without credentials: whoever runs the program adds them. */
export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path without query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Response {
  /** HTTP status; 0 = connection refused. */
  readonly code: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Texts of `Warning: 299` headers. */
  readonly warnings?: readonly string[];
  /** True when `events`/`chunk` inputs will follow. */
  readonly streaming?: boolean;
}

export interface StreamEvent {
  readonly type: string;
  readonly object: unknown;
}

/** What the program wants. The first four wait for an input; the rest go on at once and are resumed with undefined. */
export type Effect =
  /** Answered by `response`. */
  | { readonly type: 'request'; readonly request: Request }
  /** Answered by `response`; opens stream number n (counted from 0 over the process) when the answer says `streaming`. */
  | { readonly type: 'stream'; readonly request: Request }
  /** Waits for the next thing on any open stream, at most `timeoutMs` (virtual): `events`, `chunk`, `end` or `timeout`. */
  | { readonly type: 'next'; readonly timeoutMs?: number }
  /** Answered by `timeout` after `ms` of virtual time. */
  | { readonly type: 'sleep'; readonly ms: number }
  | { readonly type: 'print'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  /** Writes one of the person's files (`> web.yaml`). */
  | { readonly type: 'write'; readonly file: string; readonly text: string }
  /** Hangs up a stream. */
  | { readonly type: 'cancel'; readonly stream: number };

/** Why the program is resumed. `nowMs` is virtual Unix time in ms. */
export type Input =
  | { readonly type: 'response'; readonly nowMs: number; readonly response: Response; readonly stream?: number }
  | {
      readonly type: 'events';
      readonly nowMs: number;
      readonly stream: number;
      readonly events: readonly StreamEvent[];
    }
  | { readonly type: 'chunk'; readonly nowMs: number; readonly stream: number; readonly text: string }
  | { readonly type: 'end'; readonly nowMs: number; readonly stream: number; readonly status?: unknown }
  | { readonly type: 'timeout'; readonly nowMs: number };

/** A piece of the program that returns `T`. */
export type Run<T> = Generator<Effect, T, Input | undefined>;

/** What a process can see. */
export interface Io {
  /** Virtual Unix time in ms, as of the last input. */
  nowMs: number;
  readonly files: Readonly<Record<string, string>>;
  /** Text piped into the command; undefined at a terminal. */
  readonly stdin: string | undefined;
}

/** JSON values as they come from YAML or the server. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Record<string, unknown>;

export function* print(text: string): Run<void> {
  if (text !== '') yield { type: 'print', stream: 'stdout', text };
}

export function* printError(text: string): Run<void> {
  if (text !== '') yield { type: 'print', stream: 'stderr', text };
}
