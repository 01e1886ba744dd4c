import { duplicate, forbidden, invalid, notSupported, required, verbatim } from '../field.ts';
import { goLabelSelector, goStringMap } from '../go-syntax.ts';
import { semanticEqual } from '../equal.ts';
import { immutableText, validateAnnotations, validateLabels } from '../metadata.ts';
import { isDns1123Label, isDns1123Subdomain } from '../names.ts';
import type { FieldError } from '../resource.ts';
import { selectorMatches } from '../selectors.ts';
import type { LabelSelector, PodSpec, PodTemplateSpec } from '../types.ts';
import { validatePodAnnotations, validateProfilesMatch } from './annotations.ts';
import { validateContainers, validateHostNetwork } from './containers.ts';
import { validateDns, validateHostAliases } from './dns.ts';
import { validateEphemeral } from './ephemeral.ts';
import { validateHostProcess, validateOs } from './os.ts';
import { validateResources } from './resources.ts';
import {
  validateAffinity,
  validateLabelName,
  validateLabelSelector,
  validateSpread,
  validateTolerations,
} from './scheduling.ts';
import { validatePodSecurity } from './security.ts';
import { validateVolumes } from './volumes.ts';

const restartPolicies = ['Always', 'OnFailure', 'Never'];
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const int32Max = 2_147_483_647;

/**
 * Everything about the spec of a Pod or a template. `path` is `spec` or `spec.template.spec`.
 * Models: pkg/apis/core/validation/validation.go ValidatePodSpec. Left out: resource claims, whose gate is off.
 */
export function validatePodSpec(spec: PodSpec, path: string, errors: FieldError[]): void {
  const volumes = validateVolumes(spec.volumes, `${path}.volumes`, errors);
  validateContainers(spec, volumes, path, errors);
  if (spec['ephemeralContainers']) validateEphemeral(spec, volumes, `${path}.ephemeralContainers`, errors);
  validateHostNetwork(spec, path === 'spec', path, errors);
  if (!restartPolicies.includes(spec.restartPolicy)) {
    if (spec.restartPolicy) errors.push(notSupported(`${path}.restartPolicy`, spec.restartPolicy, restartPolicies));
    else errors.push(required(`${path}.restartPolicy`));
  }
  if (!dnsPolicies.includes(spec.dnsPolicy)) {
    if (spec.dnsPolicy) errors.push(notSupported(`${path}.dnsPolicy`, spec.dnsPolicy, dnsPolicies));
    else errors.push(required(`${path}.dnsPolicy`));
  }
  if (spec.nodeSelector) validateLabels(spec.nodeSelector, `${path}.nodeSelector`, errors);
  validatePodSecurity(spec, path, errors);
  ((spec['imagePullSecrets'] ?? []) as { name?: string }[]).forEach((secret, i) => {
    if (!secret.name) errors.push(required(`${path}.imagePullSecrets[${i}].name`));
  });
  validateAffinity(spec.affinity, `${path}.affinity`, errors);
  if (spec['dnsConfig'] || spec.dnsPolicy === 'None') validateDns(spec, `${path}.dnsConfig`, errors);
  spec.readinessGates?.forEach((gate, i) =>
    validateLabelName(gate.conditionType, `${path}.readinessGates[${i}].conditionType`, errors),
  );
  if (spec.schedulingGates) validateGates(spec.schedulingGates, `${path}.schedulingGates`, errors);
  if (spec.topologySpreadConstraints)
    validateSpread(spec.topologySpreadConstraints, `${path}.topologySpreadConstraints`, errors);
  validateHostProcess(spec, path, errors);
  if (spec['hostUsers'] === false) validateUserNamespace(spec, path, errors);
  for (const field of ['serviceAccountName', 'nodeName', 'priorityClassName', 'runtimeClassName'] as const) {
    const name = spec[field] as string | undefined;
    if (name || (name !== undefined && field === 'runtimeClassName'))
      for (const text of isDns1123Subdomain(name)) errors.push(invalid(`${path}.${field}`, name, text));
  }
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > int32Max))
    errors.push(invalid(`${path}.activeDeadlineSeconds`, deadline, `must be between 1 and ${int32Max}, inclusive`));
  for (const field of ['hostname', 'subdomain'] as const) {
    const name = spec[field];
    if (name) for (const text of isDns1123Label(name)) errors.push(invalid(`${path}.${field}`, name, text));
  }
  if (spec.tolerations) validateTolerations(spec.tolerations, `${path}.tolerations`, errors);
  if (spec['hostAliases']) validateHostAliases(spec['hostAliases'] as never, `${path}.hostAliases`, errors);
  const preemption = spec.preemptionPolicy;
  if (preemption !== undefined && preemption !== 'PreemptLowerPriority' && preemption !== 'Never') {
    if (preemption === '') errors.push(required(`${path}.preemptionPolicy`));
    else errors.push(notSupported(`${path}.preemptionPolicy`, preemption, ['PreemptLowerPriority', 'Never']));
  }
  if (spec.overhead) validateResources({ limits: spec.overhead }, `${path}.overhead`, errors);
  if (spec['os']) validateOs(spec, path, errors);
}

/** Models: validateHostUsers, whose paths are these. */
function validateUserNamespace(spec: PodSpec, path: string, errors: FieldError[]): void {
  for (const [field, shown] of [
    ['hostNetwork', 'hostNetwork'],
    ['hostPID', 'HostPID'],
    ['hostIPC', 'HostIPC'],
  ] as const)
    if (spec[field]) errors.push(forbidden(`${path}.${shown}`, 'when `pod.Spec.HostUsers` is false'));
}

function validateGates(gates: readonly { name: string }[], path: string, errors: FieldError[]): void {
  const seen = new Set<string>();
  gates.forEach(({ name }, i) => {
    validateLabelName(name, `${path}[${i}]`, errors);
    if (seen.has(name)) errors.push(duplicate(`${path}[${i}]`, name));
    seen.add(name);
  });
}

/** Models: pkg/apis/apps/validation ValidatePodTemplateSpecForReplicaSet. `selector` is known to be well-formed. */
export function validateReplicaTemplate(
  template: PodTemplateSpec,
  selector: LabelSelector | null | undefined,
  path: string,
  errors: FieldError[],
): void {
  const { spec } = template;
  validateSelected(template, selector, path, errors);
  validateTemplate(template, path, errors);
  if (spec.restartPolicy !== 'Always')
    errors.push(notSupported(`${path}.spec.restartPolicy`, spec.restartPolicy, ['Always']));
  if (spec.activeDeadlineSeconds !== undefined)
    errors.push(
      forbidden(`${path}.spec.activeDeadlineSeconds`, 'activeDeadlineSeconds in ReplicaSet is not Supported'),
    );
}

/** The template's Pods are those the selector selects. No selector selects nothing, an empty one everything. */
export function validateSelected(
  { metadata }: PodTemplateSpec,
  selector: LabelSelector | null | undefined,
  path: string,
  errors: FieldError[],
): void {
  if (selector && (isEmptySelector(selector) || selectorMatches(selector, metadata.labels))) return;
  const labels = verbatim(goStringMap(metadata.labels));
  errors.push(invalid(`${path}.metadata.labels`, labels, '`selector` does not match template `labels`'));
}

/** Models: validation.go ValidatePodTemplateSpec. */
export function validateTemplate({ metadata, spec }: PodTemplateSpec, path: string, errors: FieldError[]): void {
  validateLabels(metadata.labels, `${path}.labels`, errors);
  validateAnnotations(metadata.annotations, `${path}.annotations`, errors);
  validatePodAnnotations(metadata.annotations, spec, `${path}.annotations`, errors);
  validatePodSpec(spec, `${path}.spec`, errors);
  validateProfilesMatch(metadata.annotations, spec, `${path}.spec`, errors);
  if ((spec['ephemeralContainers'] as unknown[] | undefined)?.length)
    errors.push(forbidden(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'));
}

export const isEmptySelector = (selector: LabelSelector): boolean =>
  !selector.matchExpressions?.length && Object.keys(selector.matchLabels ?? {}).length === 0;

/** The selector of a workload; true when it may be compared with the template. `texts` say what is wrong with it. */
export function validateWorkloadSelector(
  selector: LabelSelector | null | undefined,
  path: string,
  errors: FieldError[],
  texts = { empty: 'empty selector is invalid for deployment', malformed: 'invalid label selector' },
): boolean {
  if (!selector) {
    errors.push(required(path));
    return true;
  }
  const before = errors.length;
  validateLabelSelector(selector, path, errors);
  const wellFormed = errors.length === before;
  if (isEmptySelector(selector)) errors.push(invalid(path, verbatim(goLabelSelector(selector)), texts.empty));
  if (!wellFormed) errors.push(invalid(path, verbatim(goLabelSelector(selector)), texts.malformed));
  return wellFormed;
}

/** Since apps/v1 the selector of a workload stays what it was. */
export const immutableSelector = (now: LabelSelector | null, old: LabelSelector): FieldError[] =>
  semanticEqual(now, old) ? [] : [invalid('spec.selector', verbatim(goLabelSelector(now)), immutableText)];
