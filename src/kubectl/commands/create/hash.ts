import { sha256 } from '../../../api/sha256.ts';
import type { Obj } from '../../client.ts';
import type { Flag } from '../../flags.ts';
import { goJson } from '../../text/go.ts';

export const appendHashFlag = (what: 'configmap' | 'secret'): Flag => ({
  name: 'append-hash',
  type: 'bool',
  help: `Append a hash of the ${what} to its name.`,
});

/** Digits that could spell words are others. */
const letters: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

/** The object with a name that changes with its content. Models: kubectl/pkg/util/hash. */
export function withHashedName(object: Obj): Obj {
  const { kind = '', metadata } = object;
  const name = metadata?.name ?? '';
  const data = object['data'] ?? (kind === 'Secret' ? null : '');
  const content =
    kind === 'Secret' ? { data, kind, name, type: object['type'] ?? '' } : { data: object['data'] ?? '', kind, name };
  const hash = sha256(goJson(content))
    .slice(0, 10)
    .replace(/[013ae]/g, (c) => letters[c]!);
  return { ...object, metadata: { ...metadata, name: `${name}-${hash}` } };
}
