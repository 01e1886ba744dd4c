import type { Container, Pod, ServiceAccount } from '../../../api/types.ts';
import { cachedIn } from '../cache/cache.ts';
import { deepFreeze } from '../changes.ts';
import type { Work } from '../work.ts';
import { lookupProblem, randomSuffix, refuseAdmission, type AdmissionPlugin } from './plugin.ts';

/** Where every container finds its token. */
const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';
/** One hour and seven seconds, so that the kubelet's refresh at 80 % is visible as ours. Source: serviceaccount/admission.go. */
const tokenSeconds = 3607;
const volumePrefix = 'kube-api-access-';

/** What the volume holds: the same for every Pod, so all share it. */
const tokenProjection = deepFreeze({
  sources: [
    { serviceAccountToken: { expirationSeconds: tokenSeconds, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] },
    },
  ],
  defaultMode: 420,
});

/** Refused because the account is not there; the server asks again for a moment before it gives up on `default`. */
export const missingAccountText = 'error looking up service account ';

/**
 * Gives a Pod an identity: an account (`default` if it names none) and a volume with its token, the CA and the namespace.
 * Models: plugin/pkg/admission/serviceaccount/admission.go. Left out: mountable secrets enforcement.
 */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  kinds: ['Pod'],
  admit(work) {
    const { type, operation, call } = work;
    if (type.kind !== 'Pod' || operation !== 'create' || call.info.subresource !== '') return undefined;
    const pod = work.draft as Pod;
    const { spec } = pod;
    // The kubelet's mirror of a static Pod: it runs without an account.
    if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return undefined;
    if (!spec.serviceAccountName) {
      spec.serviceAccountName = 'default';
      work.changes?.push({ path: 'spec.serviceAccountName', value: 'default' });
    }
    spec.serviceAccount = spec.serviceAccountName;
    const account = cachedIn(work.state, 'serviceaccounts', call.info.namespace, spec.serviceAccountName) as
      ServiceAccount | undefined;
    if (!account) {
      const { serviceAccountName: name } = spec;
      return refuseAdmission(
        work,
        `${missingAccountText}${call.info.namespace}/${name}: ${lookupProblem(name) ?? `serviceaccount "${name}" not found`}`,
      );
    }
    if (account.imagePullSecrets && !Array.isArray(spec['imagePullSecrets']))
      spec['imagePullSecrets'] = account.imagePullSecrets.map((ref) => ({ ...ref }));
    const automount = spec['automountServiceAccountToken'] ?? account['automountServiceAccountToken'] ?? true;
    if (automount) mountToken(work, pod);
    return `account ${spec.serviceAccountName}`;
  },
};

function mountToken(work: Work, pod: Pod): void {
  const { spec } = pod;
  const existing = spec.volumes?.find((volume) => volume.name.startsWith(volumePrefix));
  const name = existing?.name ?? volumePrefix + randomSuffix(work);
  let needed = false;
  // A Pod without containers is refused later, by validation.
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    if (container.volumeMounts?.some((mount) => mount.mountPath === tokenPath)) continue;
    (container.volumeMounts ??= [] as NonNullable<Container['volumeMounts']>).push({
      name,
      readOnly: true,
      mountPath: tokenPath,
    });
    needed = true;
  }
  if (!needed || existing) return;
  const volume = { name, projected: tokenProjection };
  (spec.volumes ??= []).push(volume);
  work.changes?.push(
    { path: `spec.volumes[${spec.volumes.length - 1}]`, value: volume },
    { path: 'spec.containers[*].volumeMounts', value: { name, mountPath: tokenPath } },
  );
}
