import { forbidden, invalid, notSupported, required } from '../field.ts';
import { isDns1123Subdomain } from '../names.ts';
import type { FieldError } from '../resource.ts';
import type { PodSpec } from '../types.ts';
import { eachContainer } from './every.ts';

/** Which operating system a Pod is for, and what it may then say. Models: validation.go validateOS, validateLinux, validateWindows. */
type Fields = Readonly<Record<string, unknown>>;

const contextOf = (owner: object): Fields | undefined => (owner as Fields)['securityContext'] as Fields | undefined;

const notOnWindows = 'cannot be set for a windows pod';
const podFields = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
];
const containerFields = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
];

export function validateOs(spec: PodSpec, path: string, errors: FieldError[]): void {
  const name = (spec['os'] as { name?: string } | undefined)?.name ?? '';
  if (name === '') errors.push(required(`${path}.os.name`, 'cannot be empty'));
  else if (name === 'linux') validateLinux(spec, path, errors);
  else if (name === 'windows') validateWindows(spec, path, errors);
  else errors.push(notSupported(`${path}.os`, name, ['linux', 'windows']));
}

function validateLinux(spec: PodSpec, path: string, errors: FieldError[]): void {
  const refuse = (owner: object, at: string): void => {
    if (contextOf(owner)?.['windowsOptions'])
      errors.push(forbidden(`${at}.securityContext.windowsOptions`, 'windows options cannot be set for a linux pod'));
  };
  refuse(spec, path);
  eachContainer(spec, path, refuse);
}

function validateWindows(spec: PodSpec, path: string, errors: FieldError[]): void {
  const refuse = (owner: object, fields: readonly string[], at: string): void => {
    const context = contextOf(owner);
    for (const field of fields)
      if (context?.[field] !== undefined) errors.push(forbidden(`${at}.securityContext.${field}`, notOnWindows));
  };
  refuse(spec, podFields, path);
  for (const field of ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'])
    if (spec[field] !== undefined && (field.startsWith('hostU') || field === 'shareProcessNamespace' || spec[field]))
      errors.push(forbidden(`${path}.${field}`, notOnWindows));
  eachContainer(spec, path, (container, at) => refuse(container, containerFields, at));
}

/** Source: validation.go validateWindowsSecurityContextOptions. */
const specKiBMax = 64;
const domainMax = 256;
const userMax = 104;

export function validateWindowsOptions(context: Fields, path: string, errors: FieldError[]): void {
  const options = context['windowsOptions'] as Fields | undefined;
  if (!options) return;
  const at = `${path}.windowsOptions`;
  const [name, spec, user] = ['gmsaCredentialSpecName', 'gmsaCredentialSpec', 'runAsUserName'].map(
    (field) => options[field] as string | undefined,
  );
  if (name !== undefined)
    for (const text of isDns1123Subdomain(name)) errors.push(invalid(`${at}.gmsaCredentialSpecName`, name, text));
  const refuse = (field: string, value: string, text: string): void =>
    void errors.push(invalid(`${at}.${field}`, value, text));
  if (spec === '') refuse('gmsaCredentialSpec', spec, 'gmsaCredentialSpec cannot be an empty string');
  else if (spec !== undefined && spec.length > specKiBMax * 1024)
    refuse('gmsaCredentialSpec', spec, `gmsaCredentialSpec size must be under ${specKiBMax} KiB`);
  if (user !== undefined) for (const text of userProblems(user)) refuse('runAsUserName', user, `runAsUserName${text}`);
}

function userProblems(text: string): string[] {
  if (text === '') return [' cannot be an empty string'];
  if (/\p{Cc}/u.test(text)) return [' cannot contain control characters'];
  const parts = text.split('\\');
  if (parts.length > 2) return [' cannot contain more than one backslash'];
  const [domain, user = ''] = parts.length === 1 ? [undefined, parts[0]] : parts;
  const found: string[] = [];
  if (domain !== undefined && domain.length >= domainMax)
    found.push(`'s Domain length must be under ${domainMax} characters`);
  const isNetBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/.test(domain ?? '');
  const dnsLabel = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
  if (domain !== undefined && !isNetBios && !new RegExp(`^${dnsLabel}(?:\\.${dnsLabel})*$`).test(domain))
    found.push("'s Domain doesn't match the NetBios nor the DNS format");
  if (user === '') found.push("'s User cannot be empty");
  else if (user.length > userMax) found.push(`'s User length must not be longer than ${userMax} characters`);
  if (/^[. ]+$/.test(user)) found.push("'s User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user))
    found.push('\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  return found;
}

const isHostProcess = (owner: object): boolean | undefined =>
  (contextOf(owner)?.['windowsOptions'] as { hostProcess?: boolean } | undefined)?.hostProcess;

/** Models: validation.go validateWindowsHostProcessPod. */
export function validateHostProcess(spec: PodSpec, path: string, errors: FieldError[]): void {
  const ofPod = isHostProcess(spec);
  let [all, hosted] = [0, 0];
  eachContainer(spec, path, (container, at) => {
    all++;
    const own = isHostProcess(container);
    if (ofPod !== undefined && own !== undefined && ofPod !== own)
      errors.push(
        invalid(
          `${at}.securityContext.windowsOptions.hostProcess`,
          own,
          `pod hostProcess value must be identical if both are specified, was ${ofPod}`,
        ),
      );
    if (own ?? ofPod) hosted++;
  });
  if (hosted === 0) return;
  if (hosted !== all)
    errors.push(
      invalid(
        path,
        '',
        'If pod contains any hostProcess containers then all containers must be HostProcess containers',
      ),
    );
  if (!spec.hostNetwork)
    errors.push(
      invalid(`${path}.hostNetwork`, false, 'hostNetwork must be true if pod contains any hostProcess containers'),
    );
}
