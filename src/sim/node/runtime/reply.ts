import type { ActorId, Context, EntryId } from '../../kernel/types.ts';
import type { CriCall, CriReply } from '../../messages.ts';

/** Answers a CRI call after `delayMs`. */
export function reply(
  ctx: Context,
  to: ActorId,
  re: EntryId,
  call: CriCall['call'],
  value: unknown,
  delayMs = 1,
): void {
  ctx.send(to, { kind: 'cri-reply', re, call, reply: { ok: true, value } }, { delayMs });
}

export function fail(
  ctx: Context,
  to: ActorId,
  re: EntryId,
  call: CriCall['call'],
  code: string,
  error: string,
  delayMs = 1,
): void {
  const body: CriReply = { ok: false, code, error };
  ctx.send(to, { kind: 'cri-reply', re, call, reply: body }, { delayMs });
}

const hexPairs: readonly string[] = Array.from({ length: 256 }, (_, i) => (i + 256).toString(16).slice(1));

/** The id of a sandbox or container: 64 hex digits. */
export function newId(ctx: Context): string {
  let id = '';
  for (let word = 0; word < 8; word++) {
    const bits = ctx.randomInt(0x1_0000_0000);
    id +=
      hexPairs[bits >>> 24]! + hexPairs[(bits >>> 16) & 255]! + hexPairs[(bits >>> 8) & 255]! + hexPairs[bits & 255]!;
  }
  return id;
}
