import type { Context } from '../../kernel/types.ts';
import { readMs } from '../reply.ts';
import type { Call } from '../state.ts';

/** What is posted to be answered, not stored: reviews, token requests. */
export interface Review {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: Record<string, unknown>;
  readonly spec: Record<string, unknown>;
}

export const reply = (ctx: Context, call: Call, body: unknown): void => {
  ctx.send(
    call.from,
    { kind: 'response', re: call.re, response: Object.freeze({ code: 201, body: Object.freeze(body) }) },
    { delayMs: 1 + readMs, quiet: call.quiet, cause: call.re },
  );
};
