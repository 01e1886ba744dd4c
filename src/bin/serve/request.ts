import type { IncomingHttpHeaders } from 'node:http';
import type { ApiRequest, Credential } from '../../sim/messages.ts';

/** Everybody on this machine is the cluster's administrator, as with `kubectl proxy`. */
const administrator: Credential = Object.freeze({
  type: 'certificate',
  commonName: 'kubernetes-admin',
  organizations: Object.freeze(['kubeadm:cluster-admins']),
});
const nobody: Credential = Object.freeze({ type: 'anonymous' });

export interface Identity {
  readonly token: string | undefined;
  readonly anonymous: boolean;
}

/**
 * Who a request says it is. Without TLS there are no client certificates: a bearer token (a service account's or the
 * administrator's own), or nothing, which on the loopback is the administrator unless told otherwise.
 */
export function credentialOf(authorization: string | undefined, identity: Identity): Credential {
  const token = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (token !== undefined) return token === identity.token ? administrator : { type: 'token', token };
  return identity.anonymous ? nobody : administrator;
}

/** Headers the API server looks at. */
const passed = ['user-agent', 'impersonate-user', 'impersonate-group', 'kubectl-command'] as const;

export function headersOf(incoming: IncomingHttpHeaders, accept: string, contentType: string): Record<string, string> {
  const headers: Record<string, string> = { accept };
  if (contentType !== '') headers['content-type'] = contentType;
  for (const name of passed) {
    const value = incoming[name];
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return headers;
}

/** The query, each parameter once: the first counts, as in Go. */
export function queryOf(url: URL): Record<string, string> {
  return Object.fromEntries([...url.searchParams].reverse());
}

export const methods: ReadonlySet<string> = new Set<ApiRequest['method']>(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
