import type { Obj, Session } from './client.ts';
import { aggregate, failWith, plain, type Problem } from './errors.ts';
import { fetchInfo, type Found, type Info, type Wanted } from './infos.ts';
import { findKindOf } from './kinds.ts';
import { checkMetadata, checkTypeMeta, readDocuments, validationProblem } from './manifest.ts';
import { fileName } from './shell/files.ts';
import { goJson, quote } from './text/go.ts';
import type { JsonObject, Run } from './types.ts';

/** Files behind -f; directories are prefixes (`manifests/`, `.`). */
// eslint-disable-next-line require-yield -- one shape for all steps of `find`
export function* existingFiles(session: Session, files: readonly string[]): Run<{ name: string; text: string }[]> {
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
    const inside = Object.keys(session.files).filter(
      (f) => f.startsWith(prefix) && !f.slice(prefix.length).includes('/') && /\.(json|yaml|yml)$/.test(f),
    );
    if (prefix !== '' && !Object.keys(session.files).some((f) => f.startsWith(prefix)))
      problems.push(plain(`the path ${quote(file)} does not exist`));
    else if (inside.length === 0)
      problems.push(plain(`error reading [${file}]: recognized file extensions are [.json .yaml .yml]`));
    for (const f of inside.sort()) out.push({ name: f, text: session.files[f]! });
  }
  if (problems.length > 0) failWith(aggregate(problems));
  return out;
}

/** Objects of files. Models: resource.StreamVisitor, Mapper.infoForData. */
export function* fromFiles(
  session: Session,
  wanted: Wanted,
  files: readonly { name: string; text: string }[],
  selector: string | undefined,
): Run<Found> {
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
          const read = wanted.latest && !wanted.local ? yield* fetchInfo(session, info, wanted) : info;
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
  return typeof value === 'object' &&
    value !== null &&
    Array.isArray(list['items']) &&
    String(list['kind']).endsWith('List')
    ? (list['items'] as unknown[])
    : [value];
}

function* infoOf(session: Session, wanted: Wanted, value: unknown, source: string): Run<Info | { problem: Problem }> {
  const object = value as Obj;
  const missing =
    typeof object !== 'object' || object === null || !object.kind
      ? 'Kind'
      : !object.apiVersion
        ? 'apiVersion'
        : undefined;
  if (missing)
    return {
      problem: plain(`unable to decode ${quote(source)}: Object '${missing}' is missing in '${goJson(value)}'`),
    };
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
  if (wanted.local) return { kind, namespace, name, object, source };
  if (!kind.namespaced)
    return { kind, namespace: '', name, object: namespace === '' ? object : withNamespace(object, undefined), source };
  if (namespace === '') namespace = wanted.namespace;
  else if (wanted.namespaceIsFixed && namespace !== wanted.namespace) {
    return {
      problem: plain(
        `the namespace from the provided object ${quote(namespace)} does not match the namespace ${quote(wanted.namespace)}. You must pass '--namespace=${namespace}' to perform this operation.`,
      ),
    };
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
