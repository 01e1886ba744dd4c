import { attempt, pathOf, type Obj, type Session } from './client.ts';
import { isNotFound, plain, type Problem } from './errors.ts';
import type { Kind } from './kinds.ts';
import type { Run } from './types.ts';

/** One object (or one list) a command works on. */
export interface Info {
  readonly kind: Kind;
  /** '' for cluster-scoped objects and lists over all namespaces. */
  readonly namespace: string;
  /** '' for a list. */
  readonly name: string;
  readonly object: Obj | undefined;
  /** File it came from. */
  readonly source: string | undefined;
}

export interface Wanted {
  readonly args: readonly string[];
  readonly files?: readonly string[];
  readonly namespace: string;
  /** The namespace was given with -n: a file may not name another. */
  readonly namespaceIsFixed?: boolean;
  readonly allNamespaces?: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly all?: boolean;
  /** A type alone means all of its objects. */
  readonly allowEmptySelector?: boolean;
  readonly singleType?: boolean;
  /** Lists become their items. */
  readonly flatten?: boolean;
  /** Names are read from the server (default true). */
  readonly fetch?: boolean;
  /** Objects of files are read from the server. */
  readonly latest?: boolean;
  /** Objects of files stay as they are written, and nothing is asked of the server. */
  readonly local?: boolean;
  readonly accept?: string;
  /** Lists are asked for 500 at a time. */
  readonly chunked?: boolean;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly subresource?: string;
  /** Files are checked for kind and version before anything else. Default true. */
  readonly validate?: boolean;
}

export interface Found {
  readonly infos: readonly Info[];
  readonly problems: readonly Problem[];
  /** Exactly one object was asked for by name. */
  readonly single: boolean;
}

/** The object of an info as it is on the server. */
export function* fetchInfo(
  session: Session,
  info: Info,
  wanted?: Pick<Wanted, 'accept' | 'query' | 'subresource'>,
): Run<Info | { problem: Problem }> {
  if (info.name === '') return { problem: plain('resource name may not be empty') };
  const answer = yield* attempt(session, {
    method: 'GET',
    path: pathOf(info.kind, info.namespace, info.name, wanted?.subresource),
    ...(wanted?.accept ? { headers: { accept: wanted.accept } } : {}),
    ...(wanted?.query?.['includeObject'] ? { query: { includeObject: wanted.query['includeObject'] } } : {}),
  });
  if ('problem' in answer) {
    const missing = isNotFound(answer.problem) ? yield* existingNamespaceProblem(session, info) : undefined;
    return { problem: missing ?? answer.problem };
  }
  return { ...info, object: answer.body };
}

/** When an object is not there, perhaps its namespace is not: asked outside `default` only. Models: resource.Info Get. */
export function* existingNamespaceProblem(session: Session, info: Info): Run<Problem | undefined> {
  if (info.namespace === '' || info.namespace === 'default') return undefined;
  const answer = yield* attempt(session, { method: 'GET', path: `/api/v1/namespaces/${info.namespace}` });
  return 'problem' in answer && isNotFound(answer.problem) ? answer.problem : undefined;
}
