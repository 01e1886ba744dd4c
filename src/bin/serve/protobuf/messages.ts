import { core } from './core.ts';
import { groups } from './groups.ts';
import { others } from './others.ts';

/**
 * What is known of one field. The tables say it as `NUMBER NAME TYPE`, where the type is left out for a string:
 * `int`, `bool`, `bytes`, a message of the same package or `package.Message`, `[type]` for a list, `{type}` for a map
 * from strings, `...Message` for one whose fields stand in its parent in JSON. A `?` says that zero is a value of its
 * own (a pointer in Go, or a field always written): without it, zero on the wire is the same as nothing.
 * Source: the generated.proto files of k8s.io/api and k8s.io/apimachinery, v1.33.
 */
export interface Field {
  readonly name: string;
  /** `string`, `int`, `bool`, `bytes`, or a message as `package.Message`; `Time` and its like stand alone. */
  readonly type: string;
  readonly shape: 'one' | 'list' | 'map' | 'inline';
  readonly keepsZero: boolean;
}
export type Message = ReadonlyMap<number, Field>;

/** Types with a form of their own in JSON. */
const scalars = new Set(['string', 'int', 'bool', 'bytes']);
const special = new Set(['Time', 'MicroTime', 'Quantity', 'IntOrString', 'RawExtension', 'FieldsV1', 'Duration']);

let known: Map<string, Message> | undefined;

/** All messages by `package.Message`, read on first use. */
export function messages(): ReadonlyMap<string, Message> {
  if (known) return known;
  known = new Map();
  let group = '';
  for (const line of `${core}${groups}${others}`.split('\n')) {
    const head = /^\[(.+)\]$/.exec(line);
    if (head) group = head[1]!;
    const at = line.indexOf(':');
    if (head || at < 0) continue;
    const fields = line.slice(at + 1).trim();
    known.set(
      `${group}.${line.slice(0, at)}`,
      new Map(fields === '' ? [] : fields.split(', ').map((text) => fieldOf(text, group))),
    );
  }
  return known;
}

function fieldOf(text: string, group: string): [number, Field] {
  const [number, name = '', type = 'string'] = text.split(' ');
  const keepsZero = type.endsWith('?');
  const bare = keepsZero ? type.slice(0, -1) : type;
  const shape = bare.startsWith('[')
    ? 'list'
    : bare.startsWith('{')
      ? 'map'
      : bare.startsWith('...')
        ? 'inline'
        : 'one';
  const inner = bare.replace(/^(\[|\{|\.\.\.)/, '').replace(/[\]}]$/, '');
  const whole = scalars.has(inner) || special.has(inner) || inner.includes('.') ? inner : `${group}.${inner}`;
  return [Number(number), { name, type: whole, shape, keepsZero }];
}

/** API group → package of its messages, where it is not the group's first word. */
const packages: Readonly<Record<string, string>> = {
  '': 'core',
  'authentication.k8s.io': 'authentication',
  'authorization.k8s.io': 'authorization',
  'certificates.k8s.io': 'certificates',
  'coordination.k8s.io': 'coordination',
  'discovery.k8s.io': 'discovery',
  'events.k8s.io': 'events',
  'networking.k8s.io': 'networking',
  'rbac.authorization.k8s.io': 'rbac',
  'scheduling.k8s.io': 'scheduling',
  'storage.k8s.io': 'storage',
};

/** The message a kind is written as, or undefined for one that is not in the tables. */
export function messageOf(apiVersion: string, kind: string): string | undefined {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const name = kind === 'DeleteOptions' ? 'meta.DeleteOptions' : `${packages[group] ?? group}.${version}.${kind}`;
  return messages().has(name) ? name : undefined;
}
