/**
 * A kubeconfig for the administrator: `kubectl --kubeconfig FILE`. JSON is YAML too, and needs no
 * quoting rules. The JavaScript client talks plain HTTP only when told that no certificate will be checked.
 */
export function kubeconfig(server: string, token: string | undefined): string {
  const name = 'wheelhouse';
  const user = 'kubernetes-admin';
  const context = `${user}@${name}`;
  return `${JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name, cluster: { server, 'insecure-skip-tls-verify': true } }],
      users: [{ name: user, user: token === undefined ? {} : { token } }],
      contexts: [{ name: context, context: { cluster: name, user, namespace: 'default' } }],
      'current-context': context,
    },
    null,
    2,
  )}\n`;
}
