import { duplicate, forbidden, invalid, notSupported, required } from '../field.ts';
import { isDns1123Label, isPortName, isPortNumber } from '../names.ts';
import type { FieldError } from '../resource.ts';
import type { Container, PodSpec } from '../types.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import { validateHandler, validateProbes } from './probes.ts';
import { validateResources } from './resources.ts';
import { validateContainerSecurity } from './security.ts';
import { validateMounts } from './volumes.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];
const pullPolicies = ['Always', 'IfNotPresent', 'Never'];
const messagePolicies = ['File', 'FallbackToLogsOnError'];

/** Models: validation.go validateContainers, validateInitContainers. Left out: ephemeral containers, resize policy. */
export function validateContainers(
  spec: PodSpec,
  volumes: ReadonlySet<string>,
  path: string,
  errors: FieldError[],
): void {
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
  volumes: ReadonlySet<string>,
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
      container.name &&
      (isRepeated(containers, i) || spec.containers?.some((other) => other.name === container.name))
    )
      errors.push(duplicate(`${at}.name`, container.name));
    validateHostPorts([container], `${path}[${i}]`, errors, true);
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
  volumes: ReadonlySet<string>,
  path: string,
  errors: FieldError[],
): void {
  const { name, image } = container;
  if (!name) errors.push(required(`${path}.name`));
  else for (const text of isDns1123Label(name)) errors.push(invalid(`${path}.name`, name, text));
  if (!image) errors.push(required(`${path}.image`));
  else if (image.length !== image.trim().length)
    errors.push(invalid(`${path}.image`, image, 'must not have leading or trailing whitespace'));
  if (!container.terminationMessagePolicy) errors.push(required(`${path}.terminationMessagePolicy`));
  else if (!messagePolicies.includes(container.terminationMessagePolicy))
    errors.push(notSupported(`${path}.terminationMessagePolicy`, container.terminationMessagePolicy, messagePolicies));
  if (container.ports) validatePorts(container.ports, `${path}.ports`, errors);
  if (container.env) validateEnv(container.env, `${path}.env`, errors);
  if (container.envFrom) validateEnvFrom(container.envFrom, `${path}.envFrom`, errors);
  validateMounts(container, volumes, `${path}.volumeMounts`, errors);
  if (!pullPolicies.includes(container.imagePullPolicy))
    errors.push(notSupported(`${path}.imagePullPolicy`, container.imagePullPolicy, pullPolicies));
  validateResources(container.resources, `${path}.resources`, errors);
  if (container.securityContext)
    validateContainerSecurity(container.securityContext as Record<string, unknown>, `${path}.securityContext`, errors);
  if (spec.hostNetwork && container.ports) {
    container.ports.forEach((port, i) => {
      if (port.hostPort !== port.containerPort)
        errors.push(
          invalid(
            `${path}.ports[${i}].hostPort`,
            port.hostPort,
            'must match `containerPort` when `hostNetwork` is true',
          ),
        );
    });
  }
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

function validateHostPorts(containers: readonly Container[], path: string, errors: FieldError[], single = false): void {
  let seen: Set<string> | undefined;
  containers.forEach((container, i) => {
    container.ports?.forEach((port, j) => {
      if (!port.hostPort) return;
      const key = `${port.protocol}/${port.hostIP ?? ''}/${port.hostPort}`;
      seen ??= new Set();
      if (seen.has(key)) errors.push(duplicate(`${single ? path : `${path}[${i}]`}.ports[${j}].hostPort`, key));
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
