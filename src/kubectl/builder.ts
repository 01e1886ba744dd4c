import { itemsOf, listAll, attempt, pathOf, type Obj, type Session } from './client.ts';
import { aggregate, fail, failWith, isNotFound, plain, type Problem } from './errors.ts';
import { builtInKinds, findKind, findKindOf, type Kind } from './kinds.ts';
import { checkMetadata, checkTypeMeta, readDocuments, validationProblem } from './manifest.ts';
import { goJson, quote } from './text/go.ts';
import { fileName } from './shell/files.ts';
import type { JsonObject, Run } from './types.ts';

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

export const missingResource =
  'You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   \'-f rsrc.yaml\'\n   \'--filename=rsrc.json\'\n   \'<resource> <name>\'\n   \'<resource>\'';

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
  const everything = (wanted.all ?? false) || (wanted.allowEmptySelector === true && types.length > 0 && names.length === 0);
  if (files.length > 0) {
    if (types.length > 0) fail('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
    if (tuples.length > 0) fail('resource/name arguments cannot be provided when a path is specified');
    return yield* fromFiles(session, wanted, files, selector);
  }
  if (everything || selector || fieldSelector) {
    selector ??= '';
    if (names.length > 0) fail('name cannot be provided when a selector is specified');
    if (tuples.length > 0) fail('selectors and the all flag cannot be used when passing resource/name arguments');
    if (types.length === 0) fail('at least one resource must be specified to use a selector');
    return yield* bySelector(session, wanted, yield* kindsOf(session, types, wanted.singleType), selector, fieldSelector);
  }
  if (tuples.length > 0 || names.length > 0) {
    let pairs: { kind: Kind; name: string }[] = [];
    if (tuples.length > 0) {
      const kinds = yield* kindsOf(session, tuples.map((t) => t.type), false, false);
      pairs = tuples.map((t, i) => ({ kind: kinds[i]!, name: t.name }));
      if (wanted.singleType && new Set(pairs.map((p) => p.kind)).size > 1) fail('you may only specify a single resource type');
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

interface Arguments {
  readonly tuples: readonly { readonly type: string; readonly name: string }[];
  readonly types: readonly string[];
  readonly names: readonly string[];
}

const unique = (list: readonly string[]): string[] => [...new Set(list)];

// eslint-disable-next-line require-yield -- one shape for all steps of `find`
function* readArguments(given: readonly string[]): Run<Arguments> {
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
      if (!parts[0] || !parts[1] || unique(parts[0].split(',')).length !== 1) fail('arguments in resource/name form must have a single resource and name');
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
  return members.length > 0 ? members.map((kind) => (kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`)) : [type];
}

function* kindsOf(session: Session, types: readonly string[], single = false, distinct = true): Run<Kind[]> {
  if (single && types.length > 1) fail('you may only specify a single resource type');
  const kinds: Kind[] = [];
  for (const type of types) {
    const kind = (yield* findKind(session, type)) ?? fail(`the server doesn't have a resource type ${quote(type.split('.')[0]!)}`);
    if (!distinct || !kinds.includes(kind)) kinds.push(kind);
  }
  return kinds;
}

function* bySelector(session: Session, wanted: Wanted, kinds: readonly Kind[], selector: string, fieldSelector: string | undefined): Run<Found> {
  const infos: Info[] = [];
  const problems: Problem[] = [];
  for (const kind of kinds) {
    const namespace = kind.namespaced && !wanted.allNamespaces ? wanted.namespace : '';
    const answer = yield* listAll(session, pathOf(kind, namespace), { labelSelector: selector, fieldSelector, limit: wanted.chunked ? '500' : undefined, ...wanted.query }, wanted.accept ? { accept: wanted.accept } : undefined);
    if ('problem' in answer) {
      problems.push(answer.problem);
      continue;
    }
    if (!wanted.flatten) {
      infos.push({ kind, namespace, name: '', object: answer.body, source: undefined });
      continue;
    }
    for (const object of itemsOf(answer.body)) infos.push({ kind, namespace: object.metadata?.namespace ?? '', name: object.metadata?.name ?? '', object, source: undefined });
  }
  return { infos, problems, single: false };
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

/** The object of an info as it is on the server. */
export function* fetchInfo(session: Session, info: Info, wanted?: Pick<Wanted, 'accept' | 'query' | 'subresource'>): Run<Info | { problem: Problem }> {
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

/** Files behind -f; directories are prefixes (`manifests/`, `.`). */
// eslint-disable-next-line require-yield -- one shape for all steps of `find`
function* existingFiles(session: Session, files: readonly string[]): Run<{ name: string; text: string }[]> {
  const out: { name: string; text: string }[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    if (file === '-') {
      out.push({ name: 'STDIN', text: session.stdin ?? '' });
      continue;
    }
    if (/^https?:\/\//.test(file)) {
      problems.push(plain(`unable to read URL ${quote(file)}, this cluster has no way to the internet`));
      continue;
    }
    const name = fileName(file);
    const text = session.files[name];
    if (text !== undefined) {
      out.push({ name: file, text });
      continue;
    }
    const prefix = name === '.' || name === '' ? '' : `${name.replace(/\/$/, '')}/`;
    const inside = Object.keys(session.files).filter((f) => f.startsWith(prefix) && !f.slice(prefix.length).includes('/') && /\.(json|yaml|yml)$/.test(f));
    if (prefix !== '' && !Object.keys(session.files).some((f) => f.startsWith(prefix))) problems.push(plain(`the path ${quote(file)} does not exist`));
    else if (inside.length === 0) problems.push(plain(`error reading [${file}]: recognized file extensions are [.json .yaml .yml]`));
    for (const f of inside.sort()) out.push({ name: f, text: session.files[f]! });
  }
  if (problems.length > 0) failWith(aggregate(problems));
  return out;
}

function* fromFiles(session: Session, wanted: Wanted, files: readonly { name: string; text: string }[], selector: string | undefined): Run<Found> {
  const infos: Info[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    for (const document of readDocuments(file.text)) {
      if ('problem' in document) {
        problems.push(plain(`error parsing ${file.name}: ${document.problem}`));
        break;
      }
      const why = wanted.validate === false ? undefined : checkTypeMeta(document.value);
      if (why) {
        problems.push(plain(validationProblem(file.name, why)));
        break;
      }
      for (const value of flattened(document.value)) {
        const info = yield* infoOf(session, wanted, value, file.name);
        if ('problem' in info) problems.push(info.problem);
        else if (!selector || matchesSimply(info.object?.metadata?.labels ?? {}, selector)) {
          const read = wanted.latest ? yield* fetchInfo(session, info, wanted) : info;
          if ('problem' in read) problems.push(read.problem);
          else infos.push(read);
        }
      }
    }
  }
  return { infos, problems, single: files.length === 1 && infos.length === 1 };
}

function flattened(value: unknown): unknown[] {
  const list = value as JsonObject;
  return typeof value === 'object' && value !== null && Array.isArray(list['items']) && /List$/.test(String(list['kind'])) ? (list['items'] as unknown[]) : [value];
}

function* infoOf(session: Session, wanted: Wanted, value: unknown, source: string): Run<Info | { problem: Problem }> {
  const object = value as Obj;
  const missing = typeof object !== 'object' || object === null || !object.kind ? 'Kind' : !object.apiVersion ? 'apiVersion' : undefined;
  if (missing) return { problem: plain(`unable to decode ${quote(source)}: Object '${missing}' is missing in '${goJson(value)}'`) };
  const wrong = checkMetadata(object.metadata);
  if (wrong) return { problem: plain(`unable to decode ${quote(source)}: ${wrong}`) };
  const name = object.metadata?.name ?? '';
  let namespace = object.metadata?.namespace ?? '';
  const kind = yield* findKindOf(session, object.apiVersion!, object.kind!);
  if (!kind) {
    return {
      problem: plain(
        `resource mapping not found for name: ${quote(name)} namespace: ${quote(namespace)} from ${quote(source)}: no matches for kind ${quote(object.kind!)} in version ${quote(object.apiVersion!)}\nensure CRDs are installed first`,
      ),
    };
  }
  if (!kind.namespaced) return { kind, namespace: '', name, object: namespace === '' ? object : withNamespace(object, undefined), source };
  if (namespace === '') namespace = wanted.namespace;
  else if (wanted.namespaceIsFixed && namespace !== wanted.namespace) {
    return { problem: plain(`the namespace from the provided object ${quote(namespace)} does not match the namespace ${quote(wanted.namespace)}. You must pass '--namespace=${namespace}' to perform this operation.`) };
  }
  return { kind, namespace, name, object: withNamespace(object, namespace), source };
}

function withNamespace(object: Obj, namespace: string | undefined): Obj {
  const { namespace: _dropped, ...rest } = object.metadata ?? {};
  return { ...object, metadata: namespace === undefined ? rest : { ...rest, namespace } };
}

/** Equality selectors on objects of files. */
function matchesSimply(labels: Readonly<Record<string, string>>, selector: string): boolean {
  return selector.split(',').every((term) => {
    const [, key = '', operator = '', value = ''] = /^\s*([^=!\s]+)\s*(==|=|!=)?\s*(.*?)\s*$/.exec(term) ?? [];
    if (operator === '') return term.trim().startsWith('!') ? !(term.trim().slice(1) in labels) : key in labels;
    return operator === '!=' ? labels[key] !== value : labels[key] === value;
  });
}
