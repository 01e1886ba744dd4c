import { listAt, type Obj } from '../client.ts';
import type { Flags } from '../flags.ts';
import type { JsonObject } from '../types.ts';

/** What is debugged: a Pod with a container added, a copy of one, or a node. */
export type Target = 'ephemeral' | 'copy' | 'node';

export const profiles: ReadonlySet<string> = new Set([
  'legacy',
  'general',
  'baseline',
  'netadmin',
  'restricted',
  'sysadmin',
]);

const probes = { 'keep-liveness': 'livenessProbe', 'keep-readiness': 'readinessProbe', 'keep-startup': 'startupProbe' };

const capabilities = (...add: string[]): JsonObject => ({ capabilities: { add } });

/** Security of the debug container; null = none of its own. */
function securityOf(profile: string, target: Target): JsonObject | null | undefined {
  switch (profile) {
    case 'general':
      return target === 'node' ? undefined : capabilities('SYS_PTRACE');
    case 'baseline':
      return target === 'node' ? undefined : null;
    case 'netadmin':
      return capabilities('NET_ADMIN', 'NET_RAW');
    case 'sysadmin':
      return { privileged: true };
    case 'restricted':
      return {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      };
    default:
      return undefined;
  }
}

/** A copy without what the profiles take from it unless a flag keeps it. Models: profiles.go KeepFlags. */
function bare(flags: Flags, pod: Obj): Obj {
  const { labels, annotations, ...metadata } = pod.metadata ?? {};
  const { initContainers, ...spec } = pod['spec'] as JsonObject;
  const drop = Object.entries(probes)
    .filter(([flag]) => !flags.on(flag))
    .map(([, probe]) => probe);
  return {
    ...pod,
    metadata: {
      ...metadata,
      ...(labels && flags.on('keep-labels') ? { labels } : {}),
      ...(annotations && flags.on('keep-annotations') ? { annotations } : {}),
    },
    spec: {
      ...spec,
      ...(initContainers && flags.on('keep-init-containers') ? { initContainers } : {}),
      containers: listAt(spec, 'containers').map((c) =>
        Object.fromEntries(Object.entries(c).filter(([key]) => !drop.includes(key))),
      ),
      ...(flags.text('profile') !== 'restricted' || !flags.changed('share-processes')
        ? { shareProcessNamespace: flags.on('share-processes') }
        : {}),
    },
  };
}

/** Puts a profile on a Pod that debugs. Models: kubectl/pkg/cmd/debug/profiles.go. */
export function applyProfile(flags: Flags, pod: Obj, container: string, target: Target): Obj {
  const profile = flags.text('profile');
  let spec = pod['spec'] as JsonObject;
  const change = (key: string, edit: (c: JsonObject) => JsonObject): void => {
    spec = { ...spec, [key]: listAt(spec, key).map((c) => (c['name'] === container ? edit(c) : c)) };
  };
  if (target === 'copy') {
    // The old profile copies labels no more than others do, but it keeps everything else.
    const copied = profile === 'legacy' ? pod : bare(flags, pod);
    spec = copied['spec'] as JsonObject;
    pod = copied;
    if (profile === 'legacy') {
      const { labels: _gone, ...metadata } = pod.metadata ?? {};
      pod = { ...pod, metadata };
    }
  }
  const security = securityOf(profile, target);
  if (security !== undefined)
    change(target === 'ephemeral' ? 'ephemeralContainers' : 'containers', ({ securityContext: _old, ...c }) =>
      security === null ? c : { ...c, securityContext: security },
    );
  if (target === 'node') {
    if (['legacy', 'general', 'sysadmin'].includes(profile)) {
      const volume = 'host-root';
      spec = { ...spec, volumes: [{ name: volume, hostPath: { path: '/' } }] };
      change('containers', (c) => ({ ...c, volumeMounts: [{ mountPath: '/host', name: volume }] }));
    }
    if (['legacy', 'general', 'sysadmin', 'netadmin'].includes(profile))
      spec = { ...spec, hostNetwork: true, hostPID: true, ...(profile === 'netadmin' ? {} : { hostIPC: true }) };
  }
  return { ...pod, spec };
}
