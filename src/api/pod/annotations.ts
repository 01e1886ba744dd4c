import { semanticEqual } from '../equal.ts';
import { forbidden, invalid } from '../field.ts';
import type { FieldError } from '../resource.ts';
import type { Container, Pod, PodSpec } from '../types.ts';
import { validateDescending } from './volumes.ts';

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

const containersOf = (spec: PodSpec): { readonly container: Container; readonly at: string }[] =>
  (['initContainers', 'containers'] as const).flatMap((list) =>
    (spec[list] ?? []).map((container, i) => ({ container, at: `spec.${list}[${i}]` })),
  );

export function validatePodAnnotations({ metadata, spec }: Pod, errors: FieldError[]): void {
  const { annotations } = metadata;
  if (!annotations) return;
  const mirrored = annotations[mirror];
  if (mirrored !== undefined && !spec.nodeName)
    errors.push(
      invalid(`metadata.annotations[${mirror}]`, mirrored, 'must set spec.nodeName if mirror pod annotation is set'),
    );
  const cost = annotations[deletionCost];
  if (cost !== undefined && (!/^(0|-?[1-9][0-9]{0,9})$/.test(cost) || Math.abs(Number(cost)) > 2_147_483_647))
    errors.push(invalid(`metadata.annotations[${deletionCost}]`, cost, 'must be a 32bit integer'));
  for (const key in annotations) {
    const profile = annotations[key]!;
    if (key === seccompPod || key.startsWith(seccompContainer))
      validateSeccomp(profile, `metadata.annotations.${key}`, errors);
    else if (key.startsWith(appArmorContainer)) validateAppArmor(key, profile, spec, errors);
  }
}

const plainProfiles = ['runtime/default', 'unconfined'];

function validateSeccomp(profile: string, path: string, errors: FieldError[]): void {
  if (plainProfiles.includes(profile) || profile === 'docker/default') return;
  if (profile.startsWith(local)) validateDescending(profile.slice(local.length), path, errors);
  else errors.push(invalid(path, profile, 'must be a valid seccomp profile'));
}

function validateAppArmor(key: string, profile: string, spec: PodSpec, errors: FieldError[]): void {
  const name = key.slice(appArmorContainer.length);
  const path = `metadata.annotations[${key}]`;
  if (!containersOf(spec).some(({ container }) => container.name === name))
    errors.push(invalid(path, name, 'container not found'));
  if (profile !== '' && !plainProfiles.includes(profile) && !profile.startsWith(local))
    errors.push(invalid(path, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`));
}

/** Who says a thing twice says the same. */
export function validateProfilesMatch({ metadata, spec }: Pod, errors: FieldError[]): void {
  const { annotations } = metadata;
  if (!annotations) return;
  const check = (key: string, context: Context, field: 'seccompProfile' | 'appArmorProfile', at: string): void => {
    const [annotation, profile] = [annotations[key], context?.[field] as Profile | undefined];
    if (annotation !== undefined && profile)
      validateMatch(annotation, profile, field === 'seccompProfile' ? 'seccomp' : 'apparmor', `${at}.${field}`, errors);
  };
  check(seccompPod, spec['securityContext'] as Context, 'seccompProfile', 'spec.securityContext');
  for (const { container, at } of containersOf(spec)) {
    const context = container.securityContext as Context;
    check(seccompContainer + container.name, context, 'seccompProfile', `${at}.securityContext`);
    check(appArmorContainer + container.name, context, 'appArmorProfile', `${at}.securityContext`);
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
