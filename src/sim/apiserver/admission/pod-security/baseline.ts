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

const addable = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);
const seLinuxTypes = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']);
const safeSysctls = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
]);
const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';

const appArmorProfile: Check = (spec, { annotations = {} }) => {
  const isBad = (type: string | undefined): boolean =>
    type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost';
  const who = setters(spec, ({ appArmorProfile: profile }) => isBad(profile?.type));
  const values = sortedSet(valuesOf(spec, ({ appArmorProfile: profile }) => profile?.type).filter(isBad));
  const notes = Object.keys(annotations).filter((key) => {
    const value = annotations[key]!;
    return (
      key.startsWith(appArmorPrefix) && value !== '' && value !== 'runtime/default' && !value.startsWith('localhost/')
    );
  });
  const parts = [
    ...(who ? [`${who} must not set AppArmor profile type to ${quoted(values)}`] : []),
    ...notes.sort().map((key) => `annotation ${key}=${JSON.stringify(annotations[key])}`),
  ];
  if (parts.length === 0) return undefined;
  const count = values.length + notes.length;
  const reason = plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', count);
  return { reason, detail: parts.join(' and ') };
};

const capabilities: Check = (spec) => {
  const isBad = (name: string): boolean => !addable.has(name);
  const names = namesWhere(spec, (context) => context.capabilities?.add?.some(isBad) ?? false);
  if (names.length === 0) return undefined;
  const bad = allContainers(spec).flatMap((container) => contextOf(container).capabilities?.add?.filter(isBad) ?? []);
  return {
    reason: 'non-default capabilities',
    detail: `${containersText(names)} must not include ${quoted(sortedSet(bad))} in securityContext.capabilities.add`,
  };
};

const hostNamespaces: Check = (spec) => {
  const set = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => spec[field] === true);
  return set.length > 0
    ? { reason: 'host namespaces', detail: set.map((field) => `${field}=true`).join(', ') }
    : undefined;
};

const hostPathVolumes: Check = ({ volumes = [] }) => {
  const names = volumes.filter((volume) => volume['hostPath'] !== undefined).map(({ name }) => name);
  if (names.length === 0) return undefined;
  return { reason: 'hostPath volumes', detail: `${plural('volume', 'volumes', names.length)} ${quoted(names)}` };
};

const hostPorts: Check = (spec) => {
  const names = namesWhere(spec, (_, { ports }) => ports?.some((port) => (port.hostPort ?? 0) !== 0) ?? false);
  if (names.length === 0) return undefined;
  const ports = sortedSet(
    allContainers(spec).flatMap((c) => (c.ports ?? []).flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []))),
  );
  const uses = `${plural('uses', 'use', names.length)} ${plural('hostPort', 'hostPorts', ports.length)}`;
  return { reason: 'hostPort', detail: `${containersText(names)} ${uses} ${ports.join(', ')}` };
};

const privileged: Check = (spec) => {
  const names = namesWhere(spec, (context) => context.privileged === true);
  if (names.length === 0) return undefined;
  return { reason: 'privileged', detail: `${containersText(names)} must not set securityContext.privileged=true` };
};

const procMount: Check = (spec) => {
  if (spec['hostUsers'] === false) return undefined;
  const isBad = (mount: string | undefined): boolean => mount !== undefined && mount !== 'Default';
  const names = namesWhere(spec, (context) => isBad(context.procMount));
  if (names.length === 0) return undefined;
  const values = sortedSet(valuesOf(spec, (context) => context.procMount).filter(isBad));
  return {
    reason: 'procMount',
    detail: `${containersText(names)} must not set securityContext.procMount to ${quoted(values)}`,
  };
};

const seLinuxOptions: Check = (spec) => {
  const isBadType = (type: string): boolean => !seLinuxTypes.has(type);
  const who = setters(
    spec,
    ({ seLinuxOptions: options }) =>
      options !== undefined && (isBadType(options.type ?? '') || Boolean(options.user) || Boolean(options.role)),
  );
  if (!who) return undefined;
  const types = sortedSet(valuesOf(spec, (context) => context.seLinuxOptions?.type).filter(isBadType));
  const isSet = (field: 'user' | 'role'): boolean =>
    valuesOf(spec, (context) => context.seLinuxOptions?.[field] || undefined).length > 0;
  const parts = [
    ...(types.length > 0 ? [`${plural('type', 'types', types.length)} ${quoted(types)}`] : []),
    ...(isSet('user') ? ['user may not be set'] : []),
    ...(isSet('role') ? ['role may not be set'] : []),
  ];
  return {
    reason: 'seLinuxOptions',
    detail: `${who} set forbidden securityContext.seLinuxOptions: ${parts.join('; ')}`,
  };
};

const seccompProfile: Check = (spec) => {
  const who = setters(spec, (context) => context.seccompProfile?.type === 'Unconfined');
  if (!who) return undefined;
  return {
    reason: 'seccompProfile',
    detail: `${who} must not set securityContext.seccompProfile.type to "Unconfined"`,
  };
};

const sysctls: Check = (spec) => {
  const bad = (contextOf(spec).sysctls ?? []).map(({ name }) => name).filter((name) => !safeSysctls.has(name));
  return bad.length > 0 ? { reason: 'forbidden sysctls', detail: bad.join(', ') } : undefined;
};

const windowsHostProcess: Check = (spec) => {
  const who = setters(spec, (context) => context.windowsOptions?.hostProcess === true);
  if (!who) return undefined;
  return { reason: 'hostProcess', detail: `${who} must not set securityContext.windowsOptions.hostProcess=true` };
};

/** By upstream's names, in the order of these. Models: k8s.io/pod-security-admission/policy/check_*.go. */
export const baseline: Readonly<Record<string, Check>> = {
  appArmorProfile,
  capabilities_baseline: capabilities,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  privileged,
  procMount,
  seLinuxOptions,
  seccompProfile_baseline: seccompProfile,
  sysctls,
  windowsHostProcess,
};
