import { semanticEqual } from '../equal.ts';
import { forbidden, invalid } from '../field.ts';
import type { FieldError } from '../resource.ts';
import type { Container, Pod, PodSpec } from '../types.ts';
import { validateDescending } from '../volume/paths.ts';

/**
 * Older words of Pods: annotations that mean something, some of them in place of a field.
 * Models: validation.go ValidatePodSpecificAnnotations, validateSeccompAnnotationsAndFields,
 * validateAppArmorAnnotationsAndFieldsMatchOnCreate; registry/core/pod/strategy.go applyAppArmorVersionSkew.
 */
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const mirror = 'kubernetes.io/config.mirror';
const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompContainer = 'container.seccomp.security.alpha.kubernetes.io/';
const appArmorContainer = 'container.apparmor.security.beta.kubernetes.io/';
const local = 'localhost/';

interface Profile {
  readonly type?: string;
  readonly localhostProfile?: string;
}
type Context = Readonly<Record<string, unknown>> | undefined;

type Annotations = Readonly<Record<string, string>> | undefined;

const containersOf = (spec: PodSpec, path = 'spec'): { readonly container: Container; readonly at: string }[] =>
  (['initContainers', 'containers'] as const).flatMap((list) =>
    (spec[list] ?? []).map((container, i) => ({ container, at: `${path}.${list}[${i}]` })),
  );

export function validatePodAnnotations(
  annotations: Annotations,
  spec: PodSpec,
  path: string,
  errors: FieldError[],
): void {
  if (!annotations) return;
  const mirrored = annotations[mirror];
  if (mirrored !== undefined && !spec.nodeName)
    errors.push(invalid(`${path}[${mirror}]`, mirrored, 'must set spec.nodeName if mirror pod annotation is set'));
  const cost = annotations[deletionCost];
  if (cost !== undefined && (!/^(0|-?[1-9][0-9]{0,9})$/.test(cost) || Math.abs(Number(cost)) > 2_147_483_647))
    errors.push(invalid(`${path}[${deletionCost}]`, cost, 'must be a 32bit integer'));
  for (const key in annotations) {
    const profile = annotations[key]!;
    if (key === seccompPod || key.startsWith(seccompContainer)) validateSeccomp(profile, `${path}.${key}`, errors);
    else if (key.startsWith(appArmorContainer)) validateAppArmor(key, profile, spec, path, errors);
  }
}

/** What a Pod is marked with for good. Models: ValidatePodSpecificAnnotationUpdates. */
export function validateAnnotationUpdate(now: Annotations, before: Annotations, errors: FieldError[]): void {
  if (now === before) return;
  const refuse = (key: string, verb: string): void => {
    const path = `metadata.annotations[${key}]`;
    if (key.startsWith(appArmorContainer)) errors.push(forbidden(path, `may not ${verb} AppArmor annotations`));
    if (key === mirror) errors.push(forbidden(path, `may not ${verb} mirror pod annotation`));
  };
  for (const key in before) if (now?.[key] !== before[key]) refuse(key, 'remove or update');
  for (const key in now) if (before?.[key] === undefined) refuse(key, 'add');
}

const plainProfiles = ['runtime/default', 'unconfined'];

function validateSeccomp(profile: string, path: string, errors: FieldError[]): void {
  if (plainProfiles.includes(profile) || profile === 'docker/default') return;
  if (profile.startsWith(local)) validateDescending(profile.slice(local.length), path, errors);
  else errors.push(invalid(path, profile, 'must be a valid seccomp profile'));
}

function validateAppArmor(
  key: string,
  profile: string,
  spec: PodSpec,
  annotations: string,
  errors: FieldError[],
): void {
  const name = key.slice(appArmorContainer.length);
  const path = `${annotations}[${key}]`;
  if (!containersOf(spec).some(({ container }) => container.name === name))
    errors.push(invalid(path, name, 'container not found'));
  if (profile !== '' && !plainProfiles.includes(profile) && !profile.startsWith(local))
    errors.push(invalid(path, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`));
}

/** Who says a thing twice says the same. */
export function validateProfilesMatch(
  annotations: Annotations,
  spec: PodSpec,
  path: string,
  errors: FieldError[],
): void {
  if (!annotations) return;
  const check = (key: string, context: Context, field: 'seccompProfile' | 'appArmorProfile', at: string): void => {
    const [annotation, profile] = [annotations[key], context?.[field] as Profile | undefined];
    if (annotation !== undefined && profile)
      validateMatch(annotation, profile, field === 'seccompProfile' ? 'seccomp' : 'apparmor', `${at}.${field}`, errors);
  };
  check(seccompPod, spec['securityContext'] as Context, 'seccompProfile', `${path}.securityContext`);
  const ofPod = (spec['securityContext'] as Context)?.['appArmorProfile'];
  for (const { container, at } of containersOf(spec, path)) {
    const context = container.securityContext as Context;
    check(seccompContainer + container.name, context, 'seccompProfile', `${at}.securityContext`);
    check(
      appArmorContainer + container.name,
      { appArmorProfile: context?.['appArmorProfile'] ?? ofPod },
      'appArmorProfile',
      `${at}.securityContext`,
    );
  }
}

function validateMatch(annotation: string, profile: Profile, what: string, path: string, errors: FieldError[]): void {
  const type = annotation.startsWith(local) ? 'Localhost' : (typeOf[annotation] ?? '');
  const docker = what === 'seccomp' && annotation === 'docker/default' ? 'RuntimeDefault' : type;
  if (!['Unconfined', 'RuntimeDefault', 'Localhost'].includes(profile.type ?? '')) return;
  if (docker !== profile.type)
    errors.push(forbidden(`${path}.type`, `${what} type in annotation and field must match`));
  else if (type === 'Localhost' && annotation.slice(local.length) !== profile.localhostProfile)
    errors.push(forbidden(`${path}.localhostProfile`, `${what} profile in annotation and field must match`));
}

const typeOf: Readonly<Record<string, string>> = { 'runtime/default': 'RuntimeDefault', unconfined: 'Unconfined' };
const longestProfile = 4095;

/** A new Pod's AppArmor annotations become fields. Changes `pod`. */
export function appArmorFromAnnotations({ metadata, spec }: Pod): void {
  const { annotations } = metadata;
  if (!annotations) return;
  for (const key in annotations) {
    if (!key.startsWith(appArmorContainer)) continue;
    const profile = profileOf(annotations[key]!);
    const name = key.slice(appArmorContainer.length);
    const container = containersOf(spec).find((each) => each.container.name === name)?.container;
    const context = container?.securityContext as Record<string, unknown> | undefined;
    if (!container || !profile || context?.['appArmorProfile']) continue;
    if (semanticEqual(profile, (spec['securityContext'] as Context)?.['appArmorProfile'])) continue;
    container.securityContext = { ...context, appArmorProfile: profile };
  }
}

function profileOf(annotation: string): Profile | undefined {
  const type = typeOf[annotation];
  if (type) return { type };
  const localhostProfile = annotation.startsWith(local) ? annotation.slice(local.length) : '';
  const isValid = localhostProfile.trim() === localhostProfile && localhostProfile.length <= longestProfile;
  return localhostProfile !== '' && isValid ? { type: 'Localhost', localhostProfile } : undefined;
}
