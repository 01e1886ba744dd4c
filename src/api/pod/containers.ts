import { duplicate, forbidden, invalid, notSupported, required, verbatim } from '../field.ts';
import { isDns1123Label, isPortName, isPortNumber } from '../names.ts';
import type { FieldError } from '../resource.ts';
import type { Container, PodSpec } from '../types.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import { validateHandler, validateProbes } from './probes.ts';
import { validateResources } from './resources.ts';
import { validateContainerSecurity } from './security.ts';
import { validateMounts } from './mounts.ts';
import type { Volumes } from './volumes.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];
const pullPolicies = ['Always', 'IfNotPresent', 'Never'];
const resizedResources = ['cpu', 'memory'];
const resizePolicies = ['NotRequired', 'RestartContainer'];
const messagePolicies = ['File', 'FallbackToLogsOnError'];

/** Models: validation.go validateContainers, validateInitContainers. */
export function validateContainers(spec: PodSpec, volumes: Volumes, path: string, errors: FieldError[]): void {
  const { containers, initContainers } = spec;
  const at = `${path}.containers`;
  if (!containers?.length) errors.push(required(at));
  else {
    for (let i = 0; i < containers.length; i++) {
      const container = containers[i]!;
      const here = `${at}[${i}]`;
      validateCommon(container, spec, volumes, here, errors);
      if (isRepeated(containers, i)) errors.push(duplicate(`${here}.name`, container.name));
      validateLifecycle(container, spec, here, errors);
      validateProbes(container, here, errors);
      if (container.restartPolicy !== undefined)
        errors.push(forbidden(`${here}.restartPolicy`, 'may not be set for non-init containers'));
    }
    validateHostPorts(containers, at, errors);
  }
  if (initContainers) validateInitContainers(spec, initContainers, volumes, `${path}.initContainers`, errors);
}

function isRepeated(containers: readonly Container[], index: number): boolean {
  const { name } = containers[index]!;
  for (let i = 0; i < index; i++) if (containers[i]!.name === name) return true;
  return false;
}

function validateInitContainers(
  spec: PodSpec,
  containers: readonly Container[],
  volumes: Volumes,
  path: string,
  errors: FieldError[],
): void {
  containers.forEach((container, i) => {
    const at = `${path}[${i}]`;
    validateCommon(container, spec, volumes, at, errors);
    const sidecar = container.restartPolicy === 'Always';
    if (container.restartPolicy !== undefined && !sidecar)
      errors.push(notSupported(`${at}.restartPolicy`, container.restartPolicy, ['Always']));
    if (
      (container.name && isRepeated(containers, i)) ||
      spec.containers?.some((other) => other.name === container.name)
    )
      errors.push(duplicate(`${at}.name`, container.name));
    // They run one by one, so each is alone with its ports; upstream's paths call each the first.
    validateHostPorts([container], path, errors);
    if (sidecar) {
      validateLifecycle(container, spec, at, errors);
      validateProbes(container, at, errors);
      return;
    }
    for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
      if (container[field] !== undefined)
        errors.push(forbidden(`${at}.${field}`, 'may not be set for init containers without restartPolicy=Always'));
    }
  });
}

/** What all containers share. Models: validateContainerCommon. */
export function validateCommon(
  container: Container,
  spec: PodSpec,
  volumes: Volumes,
  path: string,
  errors: FieldError[],
): void {
  const { name, image } = container;
  if (!name) errors.push(required(`${path}.name`));
  else for (const text of isDns1123Label(name)) errors.push(invalid(`${path}.name`, name, text));
  if (!image) errors.push(required(`${path}.image`));
  if (!container.terminationMessagePolicy) errors.push(required(`${path}.terminationMessagePolicy`));
  else if (!messagePolicies.includes(container.terminationMessagePolicy))
    errors.push(notSupported(`${path}.terminationMessagePolicy`, container.terminationMessagePolicy, messagePolicies));
  if (container.ports) validatePorts(container.ports, `${path}.ports`, errors);
  if (container.env) validateEnv(container.env, `${path}.env`, errors);
  if (container.envFrom) validateEnvFrom(container.envFrom, `${path}.envFrom`, errors);
  validateMounts(container, volumes, path, errors);
  if (!pullPolicies.includes(container.imagePullPolicy))
    errors.push(notSupported(`${path}.imagePullPolicy`, container.imagePullPolicy, pullPolicies));
  validateResources(container.resources, `${path}.resources`, errors);
  if (container.resizePolicy) validateResize(container.resizePolicy, spec, path, errors);
  if (container.securityContext)
    validateContainerSecurity(
      container.securityContext as Record<string, unknown>,
      spec['hostUsers'] !== false,
      `${path}.securityContext`,
      errors,
    );
}

/** Only Pods, not templates, are this strict. Models: validateContainersOnlyForPod. */
export function validateImages(containers: readonly Container[], path: string, errors: FieldError[]): void {
  for (let i = 0; i < containers.length; i++) {
    const image = containers[i]!.image ?? '';
    if (image.length !== image.trim().length)
      errors.push(invalid(`${path}[${i}].image`, image, 'must not have leading or trailing whitespace'));
  }
}

/** A Pod on its machine's network has its ports there. Templates may leave that to their Pods. Models: validatePodHostNetworkDeps. */
export function validateHostNetwork(spec: PodSpec, isPod: boolean, path: string, errors: FieldError[]): void {
  if (!spec.hostNetwork) return;
  spec.containers?.forEach(({ ports }, i) =>
    ports?.forEach(({ hostPort = 0, containerPort }, j) => {
      if ((isPod || hostPort !== 0) && hostPort !== containerPort)
        errors.push(
          invalid(
            `${path}.containers[${i}].ports[${j}].hostPort`,
            hostPort,
            'must match `containerPort` when `hostNetwork` is true',
          ),
        );
    }),
  );
}

/** Models: validateResizePolicy. */
function validateResize(
  policies: NonNullable<Container['resizePolicy']>,
  spec: PodSpec,
  container: string,
  errors: FieldError[],
): void {
  const path = `${container}.resizePolicy`;
  const seen = new Set<string>();
  policies.forEach(({ resourceName = '', restartPolicy = '' }, i) => {
    if (seen.has(resourceName)) errors.push(duplicate(`${path}[${i}]`, verbatim(resourceName)));
    seen.add(resourceName);
    if (resourceName === '') errors.push(required(path));
    else if (!resizedResources.includes(resourceName))
      errors.push(notSupported(path, verbatim(resourceName), resizedResources));
    if (restartPolicy === '') errors.push(required(path));
    else if (!resizePolicies.includes(restartPolicy)) errors.push(notSupported(path, restartPolicy, resizePolicies));
    if (spec.restartPolicy === 'Never' && restartPolicy !== 'NotRequired')
      errors.push(invalid(path, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
  });
}

function validatePorts(ports: NonNullable<Container['ports']>, path: string, errors: FieldError[]): void {
  for (let i = 0; i < ports.length; i++) {
    const { name, containerPort, hostPort, protocol } = ports[i]!;
    if (name) {
      const problems = isPortName(name);
      for (const text of problems) errors.push(invalid(`${path}[${i}].name`, name, text));
      if (problems.length === 0 && ports.slice(0, i).some((other) => other.name === name))
        errors.push(duplicate(`${path}[${i}].name`, name));
    }
    if (!containerPort) errors.push(required(`${path}[${i}].containerPort`));
    else
      for (const text of isPortNumber(containerPort))
        errors.push(invalid(`${path}[${i}].containerPort`, containerPort, text));
    if (hostPort)
      for (const text of isPortNumber(hostPort)) errors.push(invalid(`${path}[${i}].hostPort`, hostPort, text));
    if (!protocol) errors.push(required(`${path}[${i}].protocol`));
    else if (!protocols.includes(protocol)) errors.push(notSupported(`${path}[${i}].protocol`, protocol, protocols));
  }
}

function validateHostPorts(containers: readonly Container[], path: string, errors: FieldError[]): void {
  let seen: Set<string> | undefined;
  containers.forEach((container, i) => {
    container.ports?.forEach((port, j) => {
      if (!port.hostPort) return;
      const key = `${port.protocol}/${port.hostIP ?? ''}/${port.hostPort}`;
      seen ??= new Set();
      if (seen.has(key)) errors.push(duplicate(`${path}[${i}].ports[${j}].hostPort`, key));
      seen.add(key);
    });
  });
}

function validateLifecycle(container: Container, spec: PodSpec, path: string, errors: FieldError[]): void {
  const { lifecycle } = container;
  if (!lifecycle) return;
  const grace = spec.terminationGracePeriodSeconds;
  for (const hook of ['postStart', 'preStop'] as const) {
    const handler = lifecycle[hook] as Record<string, unknown> | undefined;
    if (handler) validateHandler(handler, `${path}.lifecycle.${hook}`, errors, grace);
  }
}
