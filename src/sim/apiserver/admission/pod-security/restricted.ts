import type { PodSpec } from '../../../../api/types.ts';
import type { Check } from './checks.ts';
import {
  allContainers,
  containersText,
  contextOf,
  namesWhere,
  plural,
  quoted,
  setters,
  sortedSet,
  valuesOf,
} from './fields.ts';

/** Since 1.25 what has no meaning on Windows is not asked of Pods that say they run there. */
const isForWindows = (spec: PodSpec): boolean => (spec['os'] as { name?: string } | undefined)?.name === 'windows';
/** Root inside a user namespace is nobody outside of it. */
const hasOwnUsers = (spec: PodSpec): boolean => spec['hostUsers'] === false;

const allowPrivilegeEscalation: Check = (spec) => {
  if (isForWindows(spec)) return undefined;
  const names = namesWhere(spec, (context) => context.allowPrivilegeEscalation !== false);
  if (names.length === 0) return undefined;
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${containersText(names)} must set securityContext.allowPrivilegeEscalation=false`,
  };
};

const capabilities: Check = (spec) => {
  if (isForWindows(spec)) return undefined;
  const isBad = (name: string): boolean => name !== 'NET_BIND_SERVICE';
  const keeping = namesWhere(spec, (context) => !(context.capabilities?.drop?.includes('ALL') ?? false));
  const adding = namesWhere(spec, (context) => context.capabilities?.add?.some(isBad) ?? false);
  const bad = allContainers(spec).flatMap((container) => contextOf(container).capabilities?.add?.filter(isBad) ?? []);
  const parts = [
    ...(keeping.length > 0 ? [`${containersText(keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length > 0
      ? [`${containersText(adding)} must not include ${quoted(sortedSet(bad))} in securityContext.capabilities.add`]
      : []),
  ];
  return parts.length > 0 ? { reason: 'unrestricted capabilities', detail: parts.join('; ') } : undefined;
};

const allowedVolumes = [
  'configMap',
  'downwardAPI',
  'emptyDir',
  'projected',
  'secret',
  'csi',
  'persistentVolumeClaim',
  'ephemeral',
  'image',
];

const restrictedVolumes: Check = ({ volumes = [] }) => {
  const bad = volumes.filter((volume) => !allowedVolumes.some((source) => volume[source] !== undefined));
  if (bad.length === 0) return undefined;
  const types = sortedSet(bad.map((volume) => Object.keys(volume).find((field) => field !== 'name') ?? 'unknown'));
  const use = `${plural('uses', 'use', bad.length)} restricted volume ${plural('type', 'types', types.length)}`;
  const names = bad.map(({ name }) => name);
  return {
    reason: 'restricted volume types',
    detail: `${plural('volume', 'volumes', names.length)} ${quoted(names)} ${use} ${quoted(types)}`,
  };
};

const runAsNonRoot: Check = (spec) => {
  if (hasOwnUsers(spec)) return undefined;
  const reason = 'runAsNonRoot != true';
  const who = setters(spec, (context) => context.runAsNonRoot === false);
  if (who) return { reason, detail: `${who} must not set securityContext.runAsNonRoot=false` };
  const names = contextOf(spec).runAsNonRoot ? [] : namesWhere(spec, (context) => context.runAsNonRoot === undefined);
  if (names.length === 0) return undefined;
  return { reason, detail: `pod or ${containersText(names)} must set securityContext.runAsNonRoot=true` };
};

const runAsUser: Check = (spec) => {
  if (hasOwnUsers(spec)) return undefined;
  const who = setters(spec, (context) => context.runAsUser === 0);
  return who ? { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` } : undefined;
};

const seccompProfile: Check = (spec) => {
  if (isForWindows(spec)) return undefined;
  const reason = 'seccompProfile';
  const field = 'securityContext.seccompProfile.type';
  const isBad = (type: string | undefined): boolean =>
    type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost';
  const who = setters(spec, (context) => isBad(context.seccompProfile?.type));
  if (who) {
    const values = sortedSet(valuesOf(spec, (context) => context.seccompProfile?.type).filter(isBad));
    return { reason, detail: `${who} must not set ${field} to ${quoted(values)}` };
  }
  if (contextOf(spec).seccompProfile) return undefined;
  const names = namesWhere(spec, (context) => context.seccompProfile === undefined);
  if (names.length === 0) return undefined;
  return { reason, detail: `pod or ${containersText(names)} must set ${field} to "RuntimeDefault" or "Localhost"` };
};

/** By upstream's names, in the order of these. Models: k8s.io/pod-security-admission/policy/check_*.go. */
export const restricted: Readonly<Record<string, Check>> = {
  allowPrivilegeEscalation,
  capabilities_restricted: capabilities,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompProfile_restricted: seccompProfile,
};
