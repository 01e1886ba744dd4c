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

/** Headers the API server looks at; those given several times become lines. */
const passed = /^(?:user-agent|kubectl-command|impersonate-(?:user|group|uid|extra-.+))$/;

export function headersOf(incoming: NodeJS.Dict<string[]>, accept: string, contentType: string): Record<string, string> {
  const headers: Record<string, string> = { accept };
  if (contentType !== '') headers['content-type'] = contentType;
  for (const name in incoming) if (passed.test(name)) headers[name] = incoming[name]!.join('\n');
  return headers;
}

/** The query, each parameter once: the first counts, as in Go. */
export function queryOf(url: URL): Record<string, string> {
  return Object.fromEntries([...url.searchParams].reverse());
}

export const methods: ReadonlySet<string> = new Set<ApiRequest['method']>(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
