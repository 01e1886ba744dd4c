import { duplicate, invalid, notSupported, required, tooLong, verbatim } from '../field.ts';
import type { FieldError } from '../resource.ts';
import { validateDescending } from '../volume/paths.ts';
import { goLiteral } from './go-literal.ts';
import { validateWindowsOptions } from './os.ts';

type Fields = Record<string, unknown>;

const idMax = 2_147_483_647;
const idText = `must be between 0 and ${idMax}, inclusive`;

function validateId(value: unknown, path: string, errors: FieldError[]): void {
  if (typeof value === 'number' && (value < 0 || value > idMax)) errors.push(invalid(path, value, idText));
}

/** Models: validation.go ValidateSecurityContext. */
export function validateContainerSecurity(
  context: Fields,
  hostUsers: boolean,
  path: string,
  errors: FieldError[],
): void {
  validateId(context['runAsUser'], `${path}.runAsUser`, errors);
  validateId(context['runAsGroup'], `${path}.runAsGroup`, errors);
  const mount = context['procMount'];
  if (typeof mount === 'string' && mount !== 'Default' && mount !== 'Unmasked')
    errors.push(notSupported(`${path}.procMount`, mount, ['Default', 'Unmasked']));
  if (mount === 'Unmasked' && hostUsers)
    errors.push(invalid(`${path}.procMount`, mount, '`hostUsers` must be false to use `Unmasked`'));
  validateSeccomp(context['seccompProfile'] as Profile | undefined, `${path}.seccompProfile`, errors);
  validateEscalation(context, path, errors);
  validateWindowsOptions(context, path, errors);
  validateAppArmor(context['appArmorProfile'] as Profile | undefined, `${path}.appArmorProfile`, errors);
}

function validateEscalation(context: Fields, path: string, errors: FieldError[]): void {
  if (context['allowPrivilegeEscalation'] !== false) return;
  const refuse = (text: string): void =>
    void errors.push(
      invalid(
        path,
        verbatim(goLiteral(context, 'core.SecurityContext')),
        `cannot set \`allowPrivilegeEscalation\` to false and ${text}`,
      ),
    );
  if (context['privileged']) refuse('`privileged` to true');
  const added = (context['capabilities'] as { add?: string[] } | undefined)?.add ?? [];
  for (const name of added) if (name === 'CAP_SYS_ADMIN') refuse('`capabilities.Add` CAP_SYS_ADMIN');
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
  if (context['sysctls']) validateSysctls(context['sysctls'] as { name?: string }[], `${at}.sysctls`, errors);
  const change = context['fsGroupChangePolicy'];
  if (typeof change === 'string' && change !== 'Always' && change !== 'OnRootMismatch')
    errors.push(notSupported(`${at}.fsGroupChangePolicy`, change, ['Always', 'OnRootMismatch']));
  validateSeccomp(context['seccompProfile'] as Profile | undefined, `${at}.seccompProfile`, errors);
  validateWindowsOptions(context, at, errors);
  validateAppArmor(context['appArmorProfile'] as Profile | undefined, `${at}.appArmorProfile`, errors);
  const groups = context['supplementalGroupsPolicy'];
  if (typeof groups === 'string' && groups !== 'Merge' && groups !== 'Strict')
    errors.push(notSupported(`${at}.supplementalGroupsPolicy`, groups, ['Merge', 'Strict']));
  const selinux = context['seLinuxChangePolicy'];
  // Mounting with a label is behind a gate that is off.
  if (typeof selinux === 'string' && selinux !== 'Recursive')
    errors.push(notSupported(`${at}.seLinuxChangePolicy`, selinux, ['Recursive']));
}

const sysctlMax = 253;
const sysctlText = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?';

/** Models: validation.go validateSysctls. Left out: names of a namespace shared with the host. */
function validateSysctls(sysctls: readonly { name?: string }[], path: string, errors: FieldError[]): void {
  const seen = new Set<string>();
  const form = new RegExp(`^${sysctlText}$`);
  sysctls.forEach(({ name = '' }, i) => {
    const at = `${path}[${i}].name`;
    if (name === '') errors.push(required(at));
    else if (name.length > sysctlMax || !form.test(name))
      errors.push(invalid(at, name, `must have at most ${sysctlMax} characters and match regex ^${sysctlText}$`));
    else if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
  });
}

interface Profile {
  readonly type?: string;
  readonly localhostProfile?: string;
}
const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

/** Models: validation.go validateSeccompProfileField. */
function validateSeccomp(profile: Profile | undefined, path: string, errors: FieldError[]): void {
  if (!profile) return;
  const { type, localhostProfile } = profile;
  const at = `${path}.localhostProfile`;
  if (!type) errors.push(required(`${path}.type`, 'type is required when seccompProfile is set'));
  else if (!profileTypes.includes(type)) errors.push(notSupported(`${path}.type`, type, profileTypes));
  if (type === 'Localhost') {
    if (localhostProfile === undefined) errors.push(required(at, 'must be set when seccomp type is Localhost'));
    else validateDescending(localhostProfile, at, errors);
  } else if (localhostProfile !== undefined)
    errors.push(
      invalid(
        at,
        verbatim(goLiteral(profile, 'core.SeccompProfile')),
        'can only be set when seccomp type is Localhost',
      ),
    );
}

/** Source: validation.go ValidateAppArmorProfileField. */
const longestProfile = 4095;

function validateAppArmor(profile: Profile | undefined, path: string, errors: FieldError[]): void {
  if (!profile) return;
  const { type, localhostProfile: name } = profile;
  const at = `${path}.localhostProfile`;
  const missing = 'must be set when AppArmor type is Localhost';
  if (!type) errors.push(required(`${path}.type`, 'type is required when appArmorProfile is set'));
  else if (!profileTypes.includes(type)) errors.push(notSupported(`${path}.type`, type, profileTypes));
  else if (type === 'Localhost') {
    if (name === undefined) return void errors.push(required(at, missing));
    if (name.trim() !== name) errors.push(invalid(at, name, 'must not be padded with whitespace'));
    else if (name === '') errors.push(required(at, missing));
    if (name.length > longestProfile) errors.push(tooLong(at, longestProfile));
  } else if (name !== undefined) errors.push(invalid(at, name, 'can only be set when AppArmor type is Localhost'));
}
