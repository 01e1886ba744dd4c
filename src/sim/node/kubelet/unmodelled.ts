import { eachContainer } from '../../../api/pod/every.ts';
import type { Pod } from '../../../api/types.ts';

/** Fields of the spec and of a container's securityContext that a real node would heed and the model's does not. */
const podFields = [
  'hostPID',
  'hostIPC',
  'shareProcessNamespace',
  'hostAliases',
  'dnsConfig',
  'setHostnameAsFQDN',
  'runtimeClassName',
];
const securityFields = ['readOnlyRootFilesystem', 'privileged', 'capabilities'];

/** What a Pod asks of its node in vain, as paths within its spec; mostly nothing. It runs all the same, so it has to be said. */
export function unmodelledFields(pod: Pod): readonly string[] {
  const { spec } = pod;
  const found = podFields.filter((field) => isSet(spec[field]));
  for (const volume of spec.volumes ?? [])
    if ((volume['emptyDir'] as { sizeLimit?: string } | undefined)?.sizeLimit !== undefined)
      found.push(`volumes[${volume.name}].emptyDir.sizeLimit`);
  eachContainer(spec, '', (container, at) => {
    const path = at.slice(1);
    const security = container.securityContext as Readonly<Record<string, unknown>> | undefined;
    if (security)
      for (const field of securityFields) if (isSet(security[field])) found.push(`${path}.securityContext.${field}`);
    if (container.resources?.limits?.['ephemeral-storage'] !== undefined)
      found.push(`${path}.resources.limits.ephemeral-storage`);
    if (container.volumeMounts?.some((mount) => (mount as { subPathExpr?: string }).subPathExpr))
      found.push(`${path}.volumeMounts.subPathExpr`);
    if (isSet(container['volumeDevices' as keyof typeof container])) found.push(`${path}.volumeDevices`);
  });
  return found;
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== false && value !== '';
