import { shell } from './shell/index.ts';
import type { Input, Request, Response } from './types.ts';

/** What a test's server says to a request; undefined = 404. */
export type Answer = (request: Request) => Response | undefined;

export interface Played {
  readonly out: string;
  readonly err: string;
  readonly code: number;
  readonly requests: readonly Request[];
  readonly files: Readonly<Record<string, string>>;
}

/** Virtual Unix time of the tests: 1 June 2025, 00:10 UTC. */
export const testNowMs = Date.parse('2025-06-01T00:10:00Z');

export const ok = (body: unknown): Response => ({ code: 200, body });
export const refused: Response = { code: 0, body: 'connection refused' };
export const notFound = (resource: string, name: string): Response => ({
  code: 404,
  body: {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `${resource} "${name}" not found`,
    reason: 'NotFound',
    details: { name, kind: resource },
    code: 404,
  },
});

/** Runs a line against a server that is a function. Watches tell `events` (one batch) and then time out. */
export function play(
  line: string,
  answer: Answer = () => refused,
  files: Readonly<Record<string, string>> = {},
  events: readonly { type: string; object: unknown }[] = [],
): Played {
  const requests: Request[] = [];
  const written: Record<string, string> = {};
  let [out, err, streams, told] = ['', '', 0, false];
  let nowMs = testNowMs;
  const program = shell(line, files, nowMs);
  let step = program.next();
  while (!step.done) {
    const effect = step.value;
    let input: Input | undefined;
    switch (effect.type) {
      case 'print':
        if (effect.stream === 'stdout') out += effect.text;
        else err += effect.text;
        break;
      case 'write':
        written[effect.file] = effect.text;
        break;
      case 'request':
        requests.push(effect.request);
        input = { type: 'response', nowMs, response: answer(effect.request) ?? notFound('things', 'x') };
        break;
      case 'stream':
        requests.push(effect.request);
        input = {
          type: 'response',
          nowMs,
          response: { code: 200, body: undefined, streaming: true },
          stream: streams++,
        };
        break;
      case 'next':
        if (!told) input = { type: 'events', nowMs, stream: streams - 1, events };
        else if (effect.timeoutMs === undefined) throw new Error(`${line} would wait for ever`);
        else input = { type: 'timeout', nowMs: (nowMs += effect.timeoutMs) };
        told = true;
        break;
      case 'sleep':
        input = { type: 'timeout', nowMs: (nowMs += effect.ms) };
        break;
      case 'cancel':
        break;
    }
    step = program.next(input);
  }
  return { out, err, code: step.value, requests, files: written };
}
