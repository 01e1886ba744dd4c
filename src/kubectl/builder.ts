import { kindsOf, readArguments } from './arguments.ts';
import { itemsOf, listAll, pathOf, type Session } from './client.ts';
import { fail, failWith, plain, type Problem } from './errors.ts';
import { existingFiles, fromFiles } from './file-infos.ts';
import { fetchInfo, type Found, type Info, type Wanted } from './infos.ts';
import { apiVersionOf, type Kind } from './kinds.ts';
import { quote } from './text/go.ts';
import type { Run } from './types.ts';

export type { Found, Info, Wanted } from './infos.ts';

export const missingResource =
  "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";

/**
 * Turns arguments, selectors and files into objects. Problems with one object do not hide the others.
 * Models: cli-runtime/pkg/resource/builder.go with ContinueOnError and DefaultNamespace.
 */
export function* find(session: Session, wanted: Wanted): Run<Found> {
  const { tuples, types, names } = yield* readArguments(wanted.args);
  const files = yield* existingFiles(session, wanted.files ?? []);
  let selector = wanted.labelSelector?.trim() || undefined;
  const fieldSelector = wanted.fieldSelector?.trim() || undefined;
  if (wanted.all && (selector || fieldSelector)) fail("setting 'all' parameter but found a non empty selector. ");
  const everything =
    (wanted.all ?? false) || (wanted.allowEmptySelector === true && types.length > 0 && names.length === 0);
  if (files.length > 0) {
    if (types.length > 0)
      fail('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
    if (tuples.length > 0) fail('resource/name arguments cannot be provided when a path is specified');
    return yield* fromFiles(session, wanted, files, selector);
  }
  if (everything || selector || fieldSelector) {
    selector ??= '';
    if (names.length > 0) fail('name cannot be provided when a selector is specified');
    if (tuples.length > 0) fail('selectors and the all flag cannot be used when passing resource/name arguments');
    if (types.length === 0) fail('at least one resource must be specified to use a selector');
    return yield* bySelector(
      session,
      wanted,
      yield* kindsOf(session, types, wanted.singleType),
      selector,
      fieldSelector,
    );
  }
  if (tuples.length > 0 || names.length > 0) {
    let pairs: { kind: Kind; name: string }[] = [];
    if (tuples.length > 0) {
      const kinds = yield* kindsOf(
        session,
        tuples.map((t) => t.type),
        false,
        false,
      );
      pairs = tuples.map((t, i) => ({ kind: kinds[i]!, name: t.name }));
      if (wanted.singleType && new Set(pairs.map((p) => p.kind)).size > 1)
        fail('you may only specify a single resource type');
    } else {
      const kinds = yield* kindsOf(session, types, wanted.singleType);
      pairs = names.map((name) => ({ kind: kinds[0]!, name }));
    }
    return yield* byName(session, wanted, pairs);
  }
  if (types.length > 0) {
    yield* kindsOf(session, types, wanted.singleType);
    fail('resource(s) were provided, but no name was specified');
  }
  return failWith(plain(missingResource));
}

function* bySelector(
  session: Session,
  wanted: Wanted,
  kinds: readonly Kind[],
  selector: string,
  fieldSelector: string | undefined,
): Run<Found> {
  const infos: Info[] = [];
  const problems: Problem[] = [];
  for (const kind of kinds) {
    const namespace = kind.namespaced && !wanted.allNamespaces ? wanted.namespace : '';
    const answer = yield* listAll(
      session,
      pathOf(kind, namespace),
      { labelSelector: selector, fieldSelector, limit: wanted.chunked ? '500' : undefined, ...wanted.query },
      wanted.accept ? { accept: wanted.accept } : undefined,
    );
    if ('problem' in answer) {
      problems.push(whileListing(answer.problem, kind, selector, fieldSelector));
      continue;
    }
    if (!wanted.flatten) {
      infos.push({ kind, namespace, name: '', object: answer.body, source: undefined });
      continue;
    }
    for (const object of itemsOf(answer.body))
      infos.push({
        kind,
        namespace: object.metadata?.namespace ?? '',
        name: object.metadata?.name ?? '',
        object,
        source: undefined,
      });
  }
  return { infos, problems, single: false };
}

/** Models: cli-runtime/pkg/resource EnhanceListError. */
function whileListing(problem: Problem, kind: Kind, selector: string, fieldSelector = ''): Problem {
  if (problem.type !== 'status' || (problem.status.reason !== 'BadRequest' && problem.status.reason !== 'NotFound'))
    return problem;
  const subject = quote(`${kind.group === '' ? `/${kind.version}` : apiVersionOf(kind)}, Resource=${kind.plural}`);
  const what =
    selector === '' && fieldSelector === ''
      ? `Unable to list ${subject}`
      : `Unable to find ${subject} that match label selector ${quote(selector)}, field selector ${quote(fieldSelector)}`;
  return { type: 'status', status: { ...problem.status, message: `${what}: ${problem.status.message ?? ''}` } };
}

function* byName(session: Session, wanted: Wanted, pairs: readonly { kind: Kind; name: string }[]): Run<Found> {
  const infos: Info[] = [];
  const problems: Problem[] = [];
  for (const { kind, name } of pairs) {
    if (kind.namespaced && wanted.allNamespaces) fail('a resource cannot be retrieved by name across all namespaces');
    const namespace = kind.namespaced ? wanted.namespace : '';
    const info: Info = { kind, namespace, name, object: undefined, source: undefined };
    if (wanted.fetch === false) infos.push(info);
    else {
      const read = yield* fetchInfo(session, info, wanted);
      if ('problem' in read) problems.push(read.problem);
      else infos.push(read);
    }
  }
  return { infos, problems, single: pairs.length === 1 };
}
