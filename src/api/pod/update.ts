import { semanticEqual } from '../equal.ts';
import { forbidden, invalid } from '../field.ts';
import type { FieldError } from '../resource.ts';
import type { Container, Pod, PodSpec, Toleration } from '../types.ts';
import { goDiff } from './go-diff.ts';

const mutableText =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** What an update of a Pod may change. Models: validation.go ValidatePodUpdate. */
export function validatePodUpdate(pod: Pod, old: Pod, errors: FieldError[]): void {
  const [spec, before] = [pod.spec, old.spec];
  if (spec === before) return;
  for (const list of ['containers', 'initContainers'] as const) {
    const [now, was] = [spec[list]?.length ?? 0, before[list]?.length ?? 0];
    if (now !== was) {
      errors.push(forbidden(`spec.${list}`, 'pod updates may not add or remove containers'));
      return;
    }
  }
  for (const list of ['containers', 'initContainers'] as const) {
    spec[list]?.forEach((container, i) => {
      const { image } = container;
      if (!image)
        errors.push({ reason: 'FieldValueRequired', path: `spec.${list}[${i}].image`, message: 'Required value' });
    });
  }
  validateDeadline(spec, before, errors);
  if (!onlyAdded(spec.tolerations ?? [], before.tolerations ?? []))
    errors.push(forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'));
  const gates = spec.schedulingGates ?? [];
  const gatesBefore = before.schedulingGates ?? [];
  if (gates.some((gate) => !gatesBefore.some((other) => other.name === gate.name)))
    errors.push(
      forbidden(
        'spec.schedulingGates',
        `only deletion is allowed, but found new scheduling gate '${gates.find((gate) => !gatesBefore.some((other) => other.name === gate.name))!.name}'`,
      ),
    );

  // What may change is taken from the old Pod; if anything is left, it is refused.
  const masked: PodSpec = { ...spec };
  masked.containers = keepImages(spec.containers, before.containers);
  if (spec.initContainers) masked.initContainers = keepImages(spec.initContainers, before.initContainers ?? []);
  copyField(masked, before, 'activeDeadlineSeconds');
  copyField(masked, before, 'tolerations');
  if (spec.terminationGracePeriodSeconds === 1 && before.terminationGracePeriodSeconds < 0)
    masked.terminationGracePeriodSeconds = before.terminationGracePeriodSeconds;
  copyField(masked, before, 'schedulingGates');
  if (gatesBefore.length > 0) copyGated(masked, spec, before, errors);
  if (!semanticEqual(masked, before))
    errors.push(forbidden('spec', `${mutableText}\n${goDiff(before, masked, 'core.PodSpec')}`));
}

function keepImages(now: readonly Container[], before: readonly Container[]): Container[] {
  return now.map(({ volumeMounts, ...container }, i) => ({
    ...container,
    image: before[i]?.image ?? container.image,
    // The server forgets an empty list of mounts, alone of all lists.
    ...(volumeMounts?.length ? { volumeMounts } : {}),
  }));
}

function copyField(to: PodSpec, from: PodSpec, field: string): void {
  if (from[field] === undefined) delete to[field];
  else to[field] = from[field];
}

function validateDeadline(spec: PodSpec, before: PodSpec, errors: FieldError[]): void {
  const [now, was] = [spec.activeDeadlineSeconds, before.activeDeadlineSeconds];
  const path = 'spec.activeDeadlineSeconds';
  if (now !== undefined) {
    if (now < 0 || now > 2_147_483_647) errors.push(invalid(path, now, 'must be between 0 and 2147483647, inclusive'));
    else if (was !== undefined && was < now)
      errors.push(invalid(path, now, 'must be less than or equal to previous value'));
  } else if (was !== undefined)
    errors.push(invalid(path, null, 'must not update from a positive integer to nil value'));
}

/** Tolerations may be added, and their time may change. Models: validateOnlyAddedTolerations. */
function onlyAdded(now: readonly Toleration[], before: readonly Toleration[]): boolean {
  return before.every((old) =>
    now.some((toleration) => semanticEqual({ ...toleration, tolerationSeconds: 0 }, { ...old, tolerationSeconds: 0 })),
  );
}

/** A gated Pod's nodeSelector may grow; node affinity may become stricter. Left out: the affinity rule. */
function copyGated(masked: PodSpec, spec: PodSpec, before: PodSpec, errors: FieldError[]): void {
  for (const [key, value] of Object.entries(before.nodeSelector ?? {})) {
    if (spec.nodeSelector?.[key] === value) continue;
    errors.push(invalid('spec.nodeSelector', spec.nodeSelector ?? {}, 'only additions are allowed'));
    return;
  }
  copyField(masked, before, 'nodeSelector');
}
