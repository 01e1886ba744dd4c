import { invalid, notSupported, required, tooLong } from '../field.ts';
import type { FieldError } from '../resource.ts';

type Fields = Record<string, unknown>;

const idMax = 2_147_483_647;
const idText = `must be between 0 and ${idMax}, inclusive`;

function validateId(value: unknown, path: string, errors: FieldError[]): void {
  if (typeof value === 'number' && (value < 0 || value > idMax)) errors.push(invalid(path, value, idText));
}

/** Models: validation.go ValidateSecurityContext. */
export function validateContainerSecurity(context: Fields, path: string, errors: FieldError[]): void {
  validateId(context['runAsUser'], `${path}.runAsUser`, errors);
  validateId(context['runAsGroup'], `${path}.runAsGroup`, errors);
  const mount = context['procMount'];
  if (typeof mount === 'string' && mount !== 'Default' && mount !== 'Unmasked')
    errors.push(notSupported(`${path}.procMount`, mount, ['Default', 'Unmasked']));
  validateProfiles(context, path, errors);
  if (context['allowPrivilegeEscalation'] !== false) return;
  if (context['privileged'])
    errors.push(invalid(path, context, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'));
  const added = (context['capabilities'] as { add?: string[] } | undefined)?.add ?? [];
  if (added.includes('CAP_SYS_ADMIN'))
    errors.push(
      invalid(path, context, 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'),
    );
}

/** Models: validation.go validatePodSpecSecurityContext. */
export function validatePodSecurity(spec: Fields, path: string, errors: FieldError[]): void {
  const context = spec['securityContext'] as Fields | undefined;
  if (!context) return;
  const at = `${path}.securityContext`;
  for (const field of ['fsGroup', 'runAsUser', 'runAsGroup']) validateId(context[field], `${at}.${field}`, errors);
  ((context['supplementalGroups'] ?? []) as number[]).forEach((id, i) =>
    validateId(id, `${at}.supplementalGroups[${i}]`, errors),
  );
  if (spec['shareProcessNamespace'] && spec['hostPID'])
    errors.push(
      invalid(`${at}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled'),
    );
  const change = context['fsGroupChangePolicy'];
  if (typeof change === 'string' && change !== 'Always' && change !== 'OnRootMismatch')
    errors.push(notSupported(`${at}.fsGroupChangePolicy`, change, ['Always', 'OnRootMismatch']));
  const groups = context['supplementalGroupsPolicy'];
  if (typeof groups === 'string' && groups !== 'Merge' && groups !== 'Strict')
    errors.push(notSupported(`${at}.supplementalGroupsPolicy`, groups, ['Merge', 'Strict']));
  const selinux = context['seLinuxChangePolicy'];
  // Mounting with a label is behind a gate that is off.
  if (typeof selinux === 'string' && selinux !== 'Recursive')
    errors.push(notSupported(`${at}.seLinuxChangePolicy`, selinux, ['Recursive']));
  validateProfiles(context, at, errors);
}

/** Source: validation.go ValidateAppArmorProfileField. */
const longestProfile = 4095;
const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function validateProfiles(context: Fields, path: string, errors: FieldError[]): void {
  for (const field of ['seccompProfile', 'appArmorProfile']) {
    const profile = context[field] as { type?: string; localhostProfile?: string } | undefined;
    if (!profile) continue;
    const at = `${path}.${field}`;
    if (!profile.type && field === 'appArmorProfile') errors.push(required(`${at}.type`));
    else if (!profileTypes.includes(profile.type ?? ''))
      errors.push(notSupported(`${at}.type`, profile.type ?? '', profileTypes));
    if (profile.type === 'Localhost') {
      if (field === 'appArmorProfile' && (profile.localhostProfile ?? '').length > longestProfile)
        errors.push(tooLong(`${at}.localhostProfile`, longestProfile));
      if (!profile.localhostProfile)
        errors.push(
          required(
            `${at}.localhostProfile`,
            `must be set when ${field === 'seccompProfile' ? 'seccomp' : 'AppArmor'} type is Localhost`,
          ),
        );
    } else if (profile.localhostProfile !== undefined)
      errors.push(
        invalid(
          `${at}.localhostProfile`,
          profile.localhostProfile,
          `can only be set when ${field === 'seccompProfile' ? 'seccomp' : 'AppArmor'} type is Localhost`,
        ),
      );
  }
}
