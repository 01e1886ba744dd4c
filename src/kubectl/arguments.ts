import type { Session } from './client.ts';
import { fail } from './errors.ts';
import { builtInKinds, findKind, type Kind } from './kinds.ts';
import { quote } from './text/go.ts';
import type { Run } from './types.ts';

export interface Arguments {
  readonly tuples: readonly { readonly type: string; readonly name: string }[];
  readonly types: readonly string[];
  readonly names: readonly string[];
}

const unique = (list: readonly string[]): string[] => [...new Set(list)];

/** Arguments → types and names. Models: ResourceTypeOrNameArgs. */
// eslint-disable-next-line require-yield -- one shape for all steps of `find`
export function* readArguments(given: readonly string[]): Run<Arguments> {
  let args = given;
  if (args.length >= 2) {
    const types = unique(args[0]!.split(','));
    if (types.length > 1) args = types.flatMap((type) => given.slice(1).map((name) => `${type}/${name}`));
  }
  const slashes = args.filter((arg) => arg.includes('/')).length;
  if (slashes > 0) {
    if (slashes !== args.length) {
      fail(
        "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
      );
    }
    const tuples = args.map((arg) => {
      const parts = arg.split('/');
      if (parts.length !== 2) fail('arguments in resource/name form may not have more than one slash');
      if (!parts[0] || !parts[1] || unique(parts[0].split(',')).length !== 1)
        fail('arguments in resource/name form must have a single resource and name');
      return { type: parts[0]!, name: parts[1]! };
    });
    return { tuples, types: [], names: [] };
  }
  const [type, ...names] = args;
  return { tuples: [], types: type === undefined ? [] : unique(type.split(',').flatMap(withoutCategory)), names };
}

/** `all` → the types it stands for. */
function withoutCategory(type: string): string[] {
  const members = builtInKinds().filter((kind) => kind.categories.includes(type));
  return members.length > 0
    ? members.map((kind) => (kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`))
    : [type];
}

export function* kindsOf(session: Session, types: readonly string[], single = false, distinct = true): Run<Kind[]> {
  if (single && types.length > 1) fail('you may only specify a single resource type');
  const kinds: Kind[] = [];
  for (const type of types) {
    const kind =
      (yield* findKind(session, type)) ?? fail(`the server doesn't have a resource type ${quote(type.split('.')[0]!)}`);
    if (!distinct || !kinds.includes(kind)) kinds.push(kind);
  }
  return kinds;
}
