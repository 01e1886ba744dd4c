import type { KeyPair } from './pki/authority.ts';

/** Somebody a kubeconfig has a context for. */
export interface KubeconfigUser {
  readonly name: string;
  readonly token?: string | undefined;
  readonly pair?: KeyPair | undefined;
}

export const administratorName = 'kubernetes-admin';
const cluster = 'wheelhouse';

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/**
 * A kubeconfig with a context for each user, the first one current: `kubectl --kubeconfig FILE`. JSON is YAML too, and
 * needs no quoting rules. Without an authority: the JavaScript client talks plain HTTP only when told that no certificate
 * will be checked.
 */
export function kubeconfig(server: string, users: readonly KubeconfigUser[], authority?: string): string {
  const trust =
    authority === undefined
      ? { 'insecure-skip-tls-verify': true }
      : { 'certificate-authority-data': base64(authority) };
  const contextOf = (name: string): string => `${name}@${cluster}`;
  return `${JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: cluster, cluster: { server, ...trust } }],
      users: users.map(({ name, token, pair }) => ({
        name,
        user: {
          ...(pair ? { 'client-certificate-data': base64(pair.certificate), 'client-key-data': base64(pair.key) } : {}),
          ...(token === undefined ? {} : { token }),
        },
      })),
      contexts: users.map(({ name }) => ({
        name: contextOf(name),
        context: { cluster, user: name, namespace: 'default' },
      })),
      'current-context': contextOf(users[0]!.name),
    },
    null,
    2,
  )}\n`;
}
