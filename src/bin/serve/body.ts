import type { IncomingMessage } from 'node:http';
import { goJson } from '../../api/go-json.ts';
import { parseYaml } from '../../kubectl/yaml/parse.ts';
import { cutDeep, isDeep, keepsAll } from './deep.ts';
import { duplicateFields } from './duplicates.ts';
import { decodeProtobuf } from './protobuf/decode.ts';

/** Largest request body, in bytes. Source: apiserver MaxRequestBodyBytes. */
export const bodyBytesMax = 3 * 1024 * 1024;
/** What is read and thrown away of a body that is too large, so that the client gets to read the refusal. */
const drainBytesMax = 64 * 1024 * 1024;
/** Values a YAML text may stand for, aliases counted each time. Source: go-yaml's allowance for aliases, roughly. */
const yamlValuesMax = 1_000_000;

/** The body's bytes; `too large`; undefined when the client went away. */
export function readBody(incoming: IncomingMessage): Promise<Buffer | 'too large' | undefined> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    if (Number(incoming.headers['content-length'] ?? 0) > bodyBytesMax) resolve('too large');
    incoming.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes <= bodyBytesMax) parts.push(part);
      else {
        parts.length = 0;
        resolve('too large');
        if (bytes > drainBytesMax) incoming.destroy();
      }
    });
    incoming.on('end', () => resolve(Buffer.concat(parts)));
    incoming.on('close', () => resolve(undefined));
  });
}

export type Body =
  /** Fields that stood twice: as paths in JSON, as the words of a strict reader in YAML. */
  | {
      readonly type: 'value';
      readonly value: unknown;
      readonly duplicates?: readonly string[];
      readonly repeated?: string;
    }
  /** The text is no JSON or YAML; `error` is Go's word for why. */
  | { readonly type: 'unreadable'; readonly text: string; readonly error: string }
  | { readonly type: 'unsupported' };

/** What Go says of a text that is deeper than it reads. */
const tooDeep = 'exceeded max depth';

/**
 * Bytes → the value they stand for. `mediaType` is without parameters, '' when the client named none (then it is JSON);
 * `path` is where they were sent to. What is written in YAML, or kept whole, may be 1,000 levels deep; other JSON 10,000,
 * as upstream has it for all.
 */
export function decodeBody(bytes: Buffer, mediaType: string, path = ''): Body {
  switch (mediaType) {
    case 'application/vnd.kubernetes.protobuf': {
      const decoded = decodeProtobuf(bytes);
      return 'value' in decoded
        ? { type: 'value', value: decoded.value }
        : { type: 'unreadable', text: bytes.toString('latin1'), error: decoded.problem };
    }
    case 'application/yaml':
    case 'application/apply-patch+yaml': {
      const text = bytes.toString('utf8');
      const read = parseYaml(text);
      if ('problem' in read) return { type: 'unreadable', text, error: read.problem };
      if (tooMany(read.value)) return { type: 'unreadable', text, error: 'yaml: document contains excessive aliasing' };
      // A text of nothing but comments is null.
      return { type: 'value', ...read, value: read.value ?? null };
    }
    case '':
    case 'application/json':
    case 'application/json-patch+json':
    case 'application/merge-patch+json':
    case 'application/strategic-merge-patch+json': {
      const text = bytes.toString('utf8');
      try {
        const deep = isDeep(text);
        const problem = deep ? (goJson(text) ?? (keepsAll(path) ? tooDeep : undefined)) : undefined;
        if (problem) return { type: 'unreadable', text, error: problem };
        const value: unknown = JSON.parse(text);
        return { type: 'value', value: deep ? cutDeep(value) : value, duplicates: duplicateFields(text) };
      } catch {
        // Go reads bytes: a character it trips over is named by its first one.
        return { type: 'unreadable', text, error: goJson(bytes.toString('latin1')) ?? 'unexpected end of JSON input' };
      }
    }
    default:
      return { type: 'unsupported' };
  }
}

/** Whether a value with shared parts is too large when written out (billion laughs). */
function tooMany(value: unknown): boolean {
  let left = yamlValuesMax;
  const stack = [value];
  while (stack.length > 0) {
    if (--left < 0) return true;
    const item = stack.pop();
    if (typeof item !== 'object' || item === null) continue;
    for (const part of Object.values(item)) stack.push(part);
  }
  return false;
}
