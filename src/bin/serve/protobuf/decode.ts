import { BinaryReader } from '@bufbuild/protobuf/wire';
import { messageOf, messages, type Field } from './messages.ts';

/** What every protobuf body of Kubernetes begins with: `k8s` and a zero byte. */
const magic = [0x6b, 0x38, 0x73, 0x00];

export type Decoded = { readonly value: Record<string, unknown> } | { readonly problem: string };

/**
 * A protobuf body → the value its JSON would have been. The envelope is `runtime.Unknown`: 1 type (1 apiVersion,
 * 2 kind), 2 the message. Models: apimachinery/pkg/runtime/serializer/protobuf. Left out: encoding (answers are JSON,
 * which every client accepts), kinds no kubectl posts.
 */
export function decodeProtobuf(bytes: Uint8Array): Decoded {
  if (magic.some((byte, i) => bytes[i] !== byte))
    return {
      problem: 'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    };
  let apiVersion = '';
  let kind = '';
  let raw: Uint8Array = new Uint8Array();
  try {
    eachField(bytes.subarray(magic.length), (reader, number) => {
      if (number === 2) raw = reader.bytes();
      else if (number !== 1) return false;
      else
        eachField(reader.bytes(), (inner, part) => {
          if (part === 1) apiVersion = inner.string();
          else if (part === 2) kind = inner.string();
          else return false;
          return true;
        });
      return true;
    });
    const message = messageOf(apiVersion, kind);
    if (!message) return { problem: `no field numbers are known for ${apiVersion}, Kind=${kind}: send it as JSON` };
    return { value: { kind, apiVersion, ...decodeMessage(message, raw) } };
  } catch (error) {
    return { problem: `proto: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Hands each field to `take`, which reads it or says false; what nobody takes is skipped, as an older reader does. */
function eachField(bytes: Uint8Array, take: (reader: BinaryReader, number: number) => boolean): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    if (!take(reader, number)) reader.skip(wire, number);
  }
}

function decodeMessage(name: string, bytes: Uint8Array): Record<string, unknown> {
  const fields = messages().get(name)!;
  const out: Record<string, unknown> = {};
  eachField(bytes, (reader, number) => {
    const field = fields.get(number);
    if (!field) return false;
    put(out, field, reader);
    return true;
  });
  return out;
}

function put(out: Record<string, unknown>, field: Field, reader: BinaryReader): void {
  switch (field.shape) {
    case 'inline':
      Object.assign(out, read(field.type, reader));
      return;
    case 'list':
      ((out[field.name] ??= []) as unknown[]).push(read(field.type, reader));
      return;
    case 'map': {
      const map = (out[field.name] ??= {}) as Record<string, unknown>;
      let key = '';
      let value: unknown = field.type === 'string' || field.type === 'bytes' ? '' : undefined;
      eachField(reader.bytes(), (entry, number) => {
        if (number === 1) key = entry.string();
        else if (number === 2) value = read(field.type, entry);
        else return false;
        return true;
      });
      Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
      return;
    }
    case 'one': {
      const value = read(field.type, reader);
      if (field.keepsZero || (value !== '' && value !== 0 && value !== false)) out[field.name] = value;
    }
  }
}

function read(type: string, reader: BinaryReader): unknown {
  switch (type) {
    case 'string':
      return reader.string();
    case 'int':
      return Number(reader.int64());
    case 'bool':
      return reader.bool();
    case 'bytes':
      return Buffer.from(reader.bytes()).toString('base64');
    case 'Quantity':
      return text(reader.bytes());
    case 'RawExtension':
    case 'FieldsV1':
      return JSON.parse(text(reader.bytes()) || 'null') as unknown;
    case 'Time':
    case 'MicroTime':
      return time(reader.bytes(), type === 'MicroTime');
    case 'Duration':
      return numbers(reader.bytes()).get(1) ?? 0;
    case 'IntOrString':
      return intOrString(reader.bytes());
    // A list of its own inside a map of lists.
    case 'authentication.v1.ExtraValue':
    case 'authorization.v1.ExtraValue':
    case 'certificates.v1.ExtraValue':
      return decodeMessage(type, reader.bytes())['items'] ?? [];
    default:
      return decodeMessage(type, reader.bytes());
  }
}

/** A message whose only field is a text (or its bytes). */
function text(bytes: Uint8Array): string {
  let out = '';
  eachField(bytes, (reader, number) => {
    if (number !== 1) return false;
    out = Buffer.from(reader.bytes()).toString('utf8');
    return true;
  });
  return out;
}

/** A message of whole numbers. */
function numbers(bytes: Uint8Array): Map<number, number> {
  const out = new Map<number, number>();
  eachField(bytes, (reader, number) => {
    out.set(number, Number(reader.int64()));
    return true;
  });
  return out;
}

/** Seconds and nanoseconds; nothing at all is Go's zero time, which JSON writes as null. */
function time(bytes: Uint8Array, micro: boolean): string | null {
  if (bytes.length === 0) return null;
  const parts = numbers(bytes);
  const seconds = new Date((parts.get(1) ?? 0) * 1000).toISOString().slice(0, 19);
  const microseconds = String(Math.floor((parts.get(2) ?? 0) / 1000)).padStart(6, '0');
  return `${seconds}${micro ? `.${microseconds}` : ''}Z`;
}

function intOrString(bytes: Uint8Array): number | string {
  let isText = false;
  let number = 0;
  let string = '';
  eachField(bytes, (reader, field) => {
    if (field === 1) isText = reader.int32() === 1;
    else if (field === 2) number = reader.int32();
    else if (field === 3) string = reader.string();
    else return false;
    return true;
  });
  return isText ? string : number;
}
