import { semanticEqual } from '../equal.ts';
import { forbidden, invalid, verbatim } from '../field.ts';
import { goStringMap } from '../go-syntax.ts';
import type { FieldError } from '../resource.ts';
import type { Container, NodeSelectorTerm, Pod, PodSpec, Toleration } from '../types.ts';
import { goDiff } from './go-diff.ts';
import { goLiteral } from './go-literal.ts';

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
  if (!validateDeadline(spec, before, errors)) return;
  if (!onlyAdded(spec.tolerations ?? [], before.tolerations ?? []))
    errors.push(forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'));
  const gatesBefore = before.schedulingGates ?? [];
  spec.schedulingGates?.forEach(({ name }, i) => {
    if (!gatesBefore.some((other) => other.name === name))
      errors.push(
        forbidden(
          `spec.schedulingGates[${i}].name`,
          `only deletion is allowed, but found new scheduling gate '${name}'`,
        ),
      );
  });

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

/** False: upstream looks no further. */
function validateDeadline(spec: PodSpec, before: PodSpec, errors: FieldError[]): boolean {
  const [now, was] = [spec.activeDeadlineSeconds, before.activeDeadlineSeconds];
  const path = 'spec.activeDeadlineSeconds';
  if (now === undefined) {
    if (was !== undefined) errors.push(invalid(path, null, 'must not update from a positive integer to nil value'));
    return true;
  }
  const known = errors.length;
  if (now < 0 || now > 2_147_483_647) errors.push(invalid(path, now, 'must be between 0 and 2147483647, inclusive'));
  else if (was !== undefined && was < now)
    errors.push(invalid(path, now, 'must be less than or equal to previous value'));
  return errors.length === known;
}

/** Tolerations may be added, and their time may change. Models: validateOnlyAddedTolerations. */
function onlyAdded(now: readonly Toleration[], before: readonly Toleration[]): boolean {
  return before.every((old) =>
    now.some((toleration) => semanticEqual({ ...toleration, tolerationSeconds: 0 }, { ...old, tolerationSeconds: 0 })),
  );
}

/** A gated Pod's nodeSelector may grow; node affinity may become stricter. */
function copyGated(masked: PodSpec, spec: PodSpec, before: PodSpec, errors: FieldError[]): void {
  for (const [key, value] of Object.entries(before.nodeSelector ?? {})) {
    if (spec.nodeSelector?.[key] === value) continue;
    errors.push(
      invalid(
        'spec.nodeSelector',
        verbatim(goStringMap(spec.nodeSelector)),
        'only additions to spec.nodeSelector are allowed (no mutations or deletions)',
      ),
    );
    break;
  }
  copyField(masked, before, 'nodeSelector');
  const [now, was] = [spec.affinity?.nodeAffinity, before.affinity?.nodeAffinity];
  if (semanticEqual(now ?? null, was ?? null)) return;
  validateNodeAffinity(now, was, errors);
  const { nodeAffinity: _, ...others } = spec.affinity ?? {};
  const affinity = was ? { ...others, nodeAffinity: was } : others;
  if (!before.affinity && Object.keys(affinity).length === 0) delete masked.affinity;
  else masked.affinity = affinity;
}

type NodeAffinity = NonNullable<PodSpec['affinity']>['nodeAffinity'];

/** Models: validation.go validateNodeAffinityMutation. */
function validateNodeAffinity(now: NodeAffinity, before: NodeAffinity, errors: FieldError[]): void {
  const path = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  const [terms, old] = [now, before].map(
    (affinity) => affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? undefined,
  );
  if (!old?.length) return;
  if (old.length !== (terms?.length ?? 0)) {
    const shown = verbatim(goLiteral(terms, '[]core.NodeSelectorTerm'));
    errors.push(invalid(path, shown, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'));
    return;
  }
  old.forEach((term, i) => {
    if (!onlyGrew(terms![i]!, term))
      errors.push(
        invalid(
          `${path}[${i}]`,
          verbatim(goLiteral(terms![i], 'core.NodeSelectorTerm')),
          'only additions are allowed (no mutations or deletions)',
        ),
      );
  });
}

function onlyGrew(now: NodeSelectorTerm, before: NodeSelectorTerm): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const;
  // Nothing matches an empty term; with a requirement something might.
  if (lists.every((list) => !before[list]?.length)) return lists.every((list) => !now[list]?.length);
  return lists.every((list) => {
    const old = before[list] ?? [];
    return semanticEqual((now[list] ?? []).slice(0, old.length), old);
  });
}
