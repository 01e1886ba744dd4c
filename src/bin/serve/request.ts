import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ApiRequest, Credential } from '../../sim/messages.ts';

/** The administrator's, since kubeadm 1.29; a binding makes them cluster-admin. */
export const administratorGroups: readonly string[] = Object.freeze(['kubeadm:cluster-admins']);

/** Everybody on this machine is the cluster's administrator, as with `kubectl proxy`. */
const administrator: Credential = Object.freeze({
  type: 'certificate',
  commonName: 'kubernetes-admin',
  organizations: administratorGroups,
});
const nobody: Credential = Object.freeze({ type: 'anonymous' });

export interface Identity {
  readonly token: string | undefined;
  readonly anonymous: boolean;
  /** With TLS: who the certificate of a connection shows; undefined: none was shown. */
  readonly peer: ((socket: Socket) => Credential | undefined) | undefined;
}

/**
 * Who a request says it is: by a client certificate, then by a bearer token (a service account's or the administrator's
 * own), or nobody; without TLS that is the administrator unless told otherwise. A certificate that proves nothing is held
 * against its bearer only when there is no token, or the token proves nothing either.
 * Models: apiserver/pkg/authentication/request/union, in the order of kubeapiserver/authenticator/config.go.
 */
export function credentialOf({ socket, headers }: IncomingMessage, identity: Identity): Credential {
  const shown = identity.peer?.(socket);
  if (shown && shown.type !== 'unverified') return shown;
  const token = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  if (token !== undefined) return token === identity.token ? administrator : { type: 'token', token };
  return shown ?? (identity.anonymous ? nobody : administrator);
}

/** Headers the API server looks at; those given several times become lines. */
const passed = /^(?:user-agent|kubectl-command|impersonate-(?:user|group|uid|extra-.+))$/;

export function headersOf(
  incoming: NodeJS.Dict<string[]>,
  accept: string,
  contentType: string,
): Record<string, string> {
  const headers: Record<string, string> = { accept };
  if (contentType !== '') headers['content-type'] = contentType;
  for (const name in incoming) if (passed.test(name)) headers[name] = incoming[name]!.join('\n');
  return headers;
}

/** The query, each parameter once: the first counts, as in Go. */
export function queryOf(url: URL): Record<string, string> {
  const query = Object.fromEntries([...url.searchParams].reverse());
  // Health checks are left out by name, as many as are named.
  if ('exclude' in query) query['exclude'] = url.searchParams.getAll('exclude').join(',');
  return query;
}

export const methods: ReadonlySet<string> = new Set<ApiRequest['method']>(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
