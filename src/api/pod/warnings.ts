import { goQuote } from '../field.ts';
import { isDns1123Label } from '../names.ts';
import { milliValue } from '../quantity.ts';
import type { Container, IntOrString, ObjectMeta, PodAffinityTerm, PodSpec } from '../types.ts';

const nullSelector = 'a null labelSelector results in matching no pod';

/** Labels of nodes that have newer names. */
const renamedLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
};

/** Volume types that are gone, or going. */
const retiredVolumes: Readonly<Record<string, string>> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};

/**
 * What the server says about an accepted Pod or template. `path` is '' or `spec.template.`.
 * Models: pkg/api/pod/warnings.go. Left out: duplicate mounts.
 */
export function podWarnings(metadata: Partial<ObjectMeta>, spec: PodSpec, path: string): string[] {
  const found: string[] = [];
  for (const key in spec.nodeSelector)
    if (renamedLabels[key]) found.push(`${path}spec.nodeSelector[${key}]: ${renamedLabels[key]}`);
  spec.topologySpreadConstraints?.forEach((constraint, i) => {
    if (!constraint.labelSelector)
      found.push(`${path}spec.topologySpreadConstraints[${i}].labelSelector: ${nullSelector}`);
  });
  for (const key in metadata.annotations) {
    const at = `${path}metadata.annotations[${key}]`;
    if (
      key === 'seccomp.security.alpha.kubernetes.io/pod' ||
      key.startsWith('container.seccomp.security.alpha.kubernetes.io/')
    )
      found.push(`${at}: non-functional in v1.27+; use the "seccompProfile" field instead`);
    else if (key.startsWith('container.apparmor.security.beta.kubernetes.io/'))
      found.push(`${at}: deprecated since v1.30; use the "appArmorProfile" field instead`);
  }
  const secrets = spec['imagePullSecrets'] as { name?: string }[] | undefined;
  if (secrets) pullSecrets(secrets, `${path}spec.imagePullSecrets`, found);
  if (spec.volumes) {
    for (let i = 0; i < spec.volumes.length; i++) {
      const volume = spec.volumes[i]!;
      for (const type in volume)
        if (retiredVolumes[type]) found.push(`${path}spec.volumes[${i}].${type}: ${retiredVolumes[type]}`);
      const projected = volume['projected'] as { sources?: unknown[] } | undefined;
      if (projected && !projected.sources?.length)
        found.push(`volume ${goQuote(volume.name)} (Projected) has no sources provided`);
    }
  }
  if (spec.initContainers) containerWarnings(spec.initContainers, `${path}spec.initContainers`, found);
  if (spec.containers) containerWarnings(spec.containers, `${path}spec.containers`, found);
  if (spec.terminationGracePeriodSeconds < 0)
    found.push(
      `${path}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
    );
  if (spec.affinity) affinityWarnings(spec.affinity, `${path}spec.affinity`, found);
  return found;
}

function affinityWarnings(affinity: NonNullable<PodSpec['affinity']>, path: string, found: string[]): void {
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    const terms = affinity[kind];
    if (!terms) continue;
    const at = `${path}.${kind}`;
    const check = (term: PodAffinityTerm, where: string): void => {
      if (!term.labelSelector) found.push(`${where}.labelSelector: ${nullSelector}`);
    };
    terms.requiredDuringSchedulingIgnoredDuringExecution?.forEach((term, i) =>
      check(term, `${at}.requiredDuringSchedulingIgnoredDuringExecution[${i}]`),
    );
    terms.preferredDuringSchedulingIgnoredDuringExecution?.forEach((weighted, i) =>
      check(weighted.podAffinityTerm, `${at}.preferredDuringSchedulingIgnoredDuringExecution[${i}].podAffinityTerm`),
    );
  }
}

function pullSecrets(secrets: readonly { name?: string }[], path: string, found: string[]): void {
  secrets.forEach(({ name = '' }, i) => {
    if (name === '') found.push(`${path}[${i}].name: invalid empty name ""`);
    else if (secrets.slice(0, i).some((other) => other.name === name))
      found.push(`${path}[${i}].name: duplicate name ${goQuote(name)}`);
  });
}

function containerWarnings(containers: readonly Container[], path: string, found: string[]): void {
  for (let i = 0; i < containers.length; i++) {
    const { env, ports, resources } = containers[i]!;
    const at = `${path}[${i}].resources`;
    if (resources?.requests) fractionWarnings(resources.requests, `${at}.requests`, found);
    if (resources?.limits) fractionWarnings(resources.limits, `${at}.limits`, found);
    if (env && env.length > 1) {
      const seen = new Set<string>();
      env.forEach((variable, j) => {
        if (seen.has(variable.name))
          found.push(
            `${path}[${i}].env[${j}]: hides previous definition of ${goQuote(variable.name)}, which may be unexpected`,
          );
        seen.add(variable.name);
      });
    }
    ports?.forEach((port, j) => {
      const first = ports.findIndex(
        (other) =>
          other.containerPort === port.containerPort &&
          other.protocol === port.protocol &&
          other.hostPort === port.hostPort &&
          other.hostIP === port.hostIP,
      );
      if (first < j)
        found.push(`${path}[${i}].ports[${j}]: duplicate port definition with ${path}[${i}].ports[${first}]`);
    });
  }
}

function fractionWarnings(amounts: Readonly<Record<string, IntOrString>>, path: string, found: string[]): void {
  for (const name of ['memory', 'ephemeral-storage']) {
    const amount = amounts[name];
    if (amount !== undefined && milliValue(amount) % 1000 !== 0)
      found.push(`${path}[${name}]: fractional byte value ${goQuote(String(amount))} is invalid, must be an integer`);
  }
}

/** Names become hostnames of Pods. `use` says how, in upstream's words. */
export function nameWarnings(name: string | undefined, use: string): string[] {
  const problems = name ? isDns1123Label(name) : [];
  if (problems.length === 0) return [];
  return [
    `metadata.name: this is used in ${use}, which can result in surprising behavior; a DNS label is recommended: [${problems.join(' ')}]`,
  ];
}
