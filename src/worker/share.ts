import type { Playhead, Session, SessionBranch, SessionCommand } from './protocol.ts';
import { parseSession, type Parsed } from './border.ts';

/** Longest text a link may carry: what chat programs and QR codes still take. */
export const linkCharsMax = 2_000;
/** Most bytes a link may unpack to, so that a small link cannot fill the memory. */
const unpackedBytesMax = 2_000_000;

/**
 * The moment a play-head shows as a session of its own: the commands on the way to it, on one branch. What happens
 * later or on other branches is not shared.
 */
export function momentOf(session: Session): Session {
  const commands = pathTo(session, session.at);
  const branch: SessionBranch = { id: 1, parent: undefined, commands };
  return { ...session, branches: [branch], at: { branch: 1, step: session.at.step } };
}

function pathTo(session: Session, at: Playhead, include = true): SessionCommand[] {
  const branch = session.branches.find(({ id }) => id === at.branch);
  if (!branch) return [];
  const { parent } = branch;
  const before = parent ? pathTo(session, { branch: parent.branch, step: Math.min(parent.step, at.step) }, false) : [];
  // A command given at the shown step itself belongs to the moment, unless a later branch began there instead.
  const last = session.at.branch === branch.id && include;
  return [...before, ...branch.commands.filter(({ step }) => step < at.step || (last && step === at.step))];
}

/** A session with nothing done in it yet. */
export const newSession = (profile: Session['profile'], seed: number, lesson?: string): Session => ({
  version: 1,
  profile,
  seed,
  ...(lesson === undefined ? {} : { lesson }),
  branches: [{ id: 1, parent: undefined, commands: [] }],
  at: { branch: 1, step: 0 },
});

/** A session as text for a link: JSON, deflated, base64url. */
export async function packSession(session: Session): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(session));
  return toBase64Url(await through(bytes, new CompressionStream('deflate-raw'), Infinity));
}

/** The session of a link, or what is wrong with it. */
export async function unpackSession(text: string): Promise<Parsed<Session>> {
  const packed = fromBase64Url(text);
  if (!packed) return { problem: 'not base64url' };
  let json: string;
  try {
    json = new TextDecoder('utf-8', { fatal: true }).decode(
      await through(packed, new DecompressionStream('deflate-raw'), unpackedBytesMax),
    );
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { problem: 'not JSON' };
  }
  return parseSession(value);
}

async function through(bytes: Uint8Array, stream: GenericTransform, bytesMax: number): Promise<Uint8Array> {
  const writer = (stream.writable as WritableStream<Uint8Array>).getWriter();
  // Errors of the writing side come out of the reading side as well; there they are handled.
  const written = writer.write(bytes).then(() => writer.close());
  written.catch(() => undefined);
  const reader = (stream.readable as ReadableStream<Uint8Array>).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    size += part.value.length;
    if (size > bytesMax) throw new Error('too large');
  }
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

interface GenericTransform {
  readonly readable: ReadableStream;
  readonly writable: WritableStream;
}

function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  } catch {
    return undefined;
  }
}
