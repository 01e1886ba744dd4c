import { invalid, required } from '../field.ts';
import type { FieldError } from '../resource.ts';

type Fields = Record<string, unknown>;

/** Names of iSCSI's two ends. Source: pkg/apis/core/validation/validation.go iscsiInitiatorIqnRegex and its siblings. */
const forms: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.([A-Za-z0-9-.]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[A-Za-z0-9]{16}$/,
  naa: /^naa.[A-Za-z0-9]{32}$/,
};
const malformed = 'must be valid format';

function validateName(name: string, path: string, otherwise: string, errors: FieldError[]): void {
  const form = forms[name.slice(0, 3)];
  if (!form) errors.push(invalid(path, name, otherwise));
  else if (!form.test(name)) errors.push(invalid(path, name, malformed));
}

/** `otherwise` says what is wrong with a name of no known form. */
export function validateTarget(source: Fields, path: string, otherwise: string, errors: FieldError[]): void {
  const name = (source['iqn'] ?? '') as string;
  if (name === '') errors.push(required(`${path}.iqn`));
  else validateName(name, `${path}.iqn`, otherwise, errors);
  const lun = (source['lun'] ?? 0) as number;
  if (lun < 0 || lun > 255) errors.push(invalid(`${path}.lun`, lun, 'must be between 0 and 255, inclusive'));
  if ((source['chapAuthDiscovery'] || source['chapAuthSession']) && !source['secretRef'])
    errors.push(required(`${path}.secretRef`));
}

export function validateInitiator(source: Fields, path: string, otherwise: string, errors: FieldError[]): void {
  const name = source['initiatorName'] as string | undefined;
  if (name !== undefined) validateName(name, `${path}.initiatorname`, otherwise, errors);
}

export const nameAndPortalMax = 64;
export const longPortalText =
  'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
