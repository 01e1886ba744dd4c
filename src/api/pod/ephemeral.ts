import { semanticEqual } from '../equal.ts';
import { duplicate, forbidden, notFound } from '../field.ts';
import type { FieldError } from '../resource.ts';
import type { Pod, PodSpec } from '../types.ts';
import { validateCommon, validateImages } from './containers.ts';
import { ephemeralOf } from './every.ts';
import type { Volumes } from './volumes.ts';

/** What a container that is only there to look around may not have. Source: allowedEphemeralContainerFields. */
const refusedFields = [
  'ports',
  'resizePolicy',
  'restartPolicy',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;
// Claims go before they are looked at: their gate is off.
const refusedText = 'cannot be set for an Ephemeral Container';

/** Models: validation.go validateEphemeralContainers. */
export function validateEphemeral(spec: PodSpec, volumes: Volumes, path: string, errors: FieldError[]): void {
  const others = new Set([...spec.containers, ...(spec.initContainers ?? [])].map(({ name }) => name));
  const names = new Set(others);
  validateImages(ephemeralOf(spec), path, errors);
  ephemeralOf(spec).forEach((container, i) => {
    const at = `${path}[${i}]`;
    validateCommon(container, spec, volumes, at, errors);
    if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
    const target = container.targetContainerName;
    if (target && !others.has(target)) errors.push(notFound(`${at}.targetContainerName`, target));
    for (const field of refusedFields)
      if (isSet(container[field])) errors.push(forbidden(`${at}.${field}`, refusedText));
    const { limits, requests } = container.resources;
    if (isSet(limits) || isSet(requests)) errors.push(forbidden(`${at}.resources`, refusedText));
    (container.volumeMounts as Record<string, unknown>[] | undefined)?.forEach((mount, j) => {
      for (const field of ['subPath', 'subPathExpr'] as const)
        if (mount[field]) errors.push(forbidden(`${at}.volumeMounts[${j}].${field}`, refusedText));
    });
  });
}

const isSet = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length > 0
    : typeof value === 'string' || (typeof value === 'object' && value !== null && Object.keys(value).length > 0);

/** They come and never go or change. Models: validation.go ValidatePodEphemeralContainersUpdate. Left out: the difference in words. */
export function validateEphemeralUpdate(pod: Pod, old: Pod): FieldError[] {
  if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined)
    return [forbidden('', 'static pods do not support ephemeral containers')];
  const errors: FieldError[] = [];
  const now = new Map(ephemeralOf(pod.spec).map((container) => [container.name, container]));
  for (const before of ephemeralOf(old.spec)) {
    const after = now.get(before.name);
    const text = `existing ephemeral containers ${JSON.stringify(before.name)} may not be`;
    if (!after) errors.push(forbidden('spec.ephemeralContainers', `${text} removed\n`));
    else if (!semanticEqual(after, before)) errors.push(forbidden('spec.ephemeralContainers', `${text} changed\n`));
  }
  return errors;
}
