import { failWith, problemOf, type Problem } from './errors.ts';
import type { Access } from './kubeconfig.ts';
import type { Kind } from './kinds.ts';
import { printError, type Io, type JsonObject, type Request, type Response, type Run } from './types.ts';

/** An API object as JSON: kubectl treats all kinds alike. */
export interface Obj {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: Meta;
  readonly [field: string]: unknown;
}

export interface Meta {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string | null;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
    readonly uid: string;
    readonly controller?: boolean;
  }[];
  readonly [field: string]: unknown;
}

export const tableAccept =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
export const mergePatch = 'application/merge-patch+json';
export const strategicPatch = 'application/strategic-merge-patch+json';
export const jsonPatch = 'application/json-patch+json';
export const applyPatch = 'application/apply-patch+yaml';

/** Options of the whole command that go with every request. */
export interface Session extends Io {
  /** `--as`: who to impersonate. */
  impersonate?: string | undefined;
  impersonateGroups?: readonly string[];
  /** `kubectl get`: told to the server in a header. */
  command: string;
  /** `--kubeconfig`; undefined = the usual file. */
  kubeconfig?: string;
  /** Where requests go and whose they are, once the command line has been read. */
  access?: Access;
}

/** Sends a request and waits for the answer, whatever it is. Warnings of the server are printed. */
export function* send(
  session: Session,
  request: Request,
  effect: 'request' | 'stream' = 'request',
): Run<{ response: Response; stream: number }> {
  const { access } = session;
  if (access && !access.reachable) failWith({ type: 'refused', host: access.host });
  const headers: Record<string, string> = {
    accept: 'application/json',
    'kubectl-command': session.command,
    ...request.headers,
  };
  if (session.impersonate) headers['impersonate-user'] = session.impersonate;
  if (session.impersonateGroups?.length) headers['impersonate-group'] = session.impersonateGroups.join('\n');
  if (access?.token !== undefined) headers['authorization'] = access.token === '' ? '' : `Bearer ${access.token}`;
  const input = yield { type: effect, request: { ...request, headers } };
  if (input?.type !== 'response') throw new Error('kubectl: a request was answered by something else');
  session.nowMs = input.nowMs;
  for (const warning of input.response.warnings ?? []) yield* printError(`Warning: ${warning}\n`);
  return { response: input.response, stream: input.stream ?? -1 };
}

export const succeeded = (response: Response): boolean => response.code >= 200 && response.code < 300;

/** The body of a 2xx answer, or the problem. */
export function* attempt(session: Session, request: Request): Run<{ body: Obj } | { problem: Problem }> {
  const { response } = yield* send(session, request);
  return succeeded(response) ? { body: response.body as Obj } : { problem: problemOf(response) };
}

/** The body of a 2xx answer; anything else ends the command. */
export function* demand(session: Session, request: Request): Run<Obj> {
  const answer = yield* attempt(session, request);
  return 'body' in answer ? answer.body : failWith(answer.problem);
}

/** `/apis/apps/v1/namespaces/default/deployments/web/scale`. */
export function pathOf(kind: Kind, namespace: string | undefined, name?: string, subresource?: string): string {
  const parts = [kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`];
  if (kind.namespaced && namespace) parts.push('namespaces', namespace);
  parts.push(kind.plural);
  if (name) parts.push(encodeURIComponent(name));
  if (subresource) parts.push(subresource);
  return parts.join('/');
}

/** Query without empty values. */
export function query(values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const out: Record<string, string> = {};
  for (const key of Object.keys(values).sort()) if (values[key]) out[key] = values[key];
  return out;
}

/** All pages of a list, as one object. */
export function* listAll(
  session: Session,
  path: string,
  values: Readonly<Record<string, string | undefined>>,
  headers?: Record<string, string>,
): Run<{ body: Obj } | { problem: Problem }> {
  let token: string | undefined;
  let first: Obj | undefined;
  const items: unknown[] = [];
  const rows: unknown[] = [];
  for (;;) {
    const answer = yield* attempt(session, {
      method: 'GET',
      path,
      query: query({ ...values, continue: token }),
      ...(headers ? { headers } : {}),
    });
    if ('problem' in answer) return answer;
    first ??= answer.body;
    items.push(...((answer.body['items'] as unknown[] | null | undefined) ?? []));
    rows.push(...((answer.body['rows'] as unknown[] | null | undefined) ?? []));
    token = (answer.body.metadata as { continue?: string } | undefined)?.continue;
    if (!token) break;
  }
  const isTable = first.kind === 'Table';
  return { body: isTable ? { ...first, rows } : { ...first, items } };
}

/** Items of a list with their apiVersion and kind, which the server leaves out. */
export function itemsOf(list: Obj): Obj[] {
  const items = (list['items'] as Obj[] | null | undefined) ?? [];
  const kind = (list.kind ?? '').replace(/List$/, '');
  return items.map((item) => (item.kind ? item : { apiVersion: list.apiVersion ?? '', kind, ...item }));
}

/** Reads a nested field. */
export function at(object: unknown, ...path: readonly string[]): unknown {
  let value = object;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as JsonObject)[key];
  }
  return value;
}

export const textAt = (object: unknown, ...path: readonly string[]): string => {
  const value = at(object, ...path);
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
};

export const numberAt = (object: unknown, ...path: readonly string[]): number => {
  const value = at(object, ...path);
  return typeof value === 'number' ? value : 0;
};

export const listAt = (object: unknown, ...path: readonly string[]): readonly JsonObject[] => {
  const value = at(object, ...path);
  return Array.isArray(value) ? (value as JsonObject[]) : [];
};

export const mapAt = (object: unknown, ...path: readonly string[]): Readonly<Record<string, string>> => {
  const value = at(object, ...path);
  return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {};
};
