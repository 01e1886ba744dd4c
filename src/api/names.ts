import { invalid, required } from './field.ts';
import { isIp } from './ip.ts';
import type { FieldError } from './resource.ts';

/**
 * Rules for names, labels and the like, with upstream's texts.
 * Each returns what is wrong ([] when nothing).
 * Models: apimachinery/pkg/util/validation/validation.go and pkg/api/validation/path/name.go.
 */
const none: readonly string[] = Object.freeze([]);

const labelText = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const label1035Text = '[a-z]([-a-z0-9]*[a-z0-9])?';
const subdomainText = `${labelText}(\\.${labelText})*`;
const qualifiedText = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValueText = `(${qualifiedText})?`;
const whole = (text: string): RegExp => new RegExp(`^(?:${text})$`);
const label = whole(labelText);
const label1035 = whole(label1035Text);
const subdomain = whole(subdomainText);
const qualified = whole(qualifiedText);
const labelValue = whole(labelValueText);

/** Models: validation.RegexError. Two spaces before the second example are upstream's. */
function regexText(message: string, regex: string, ...examples: string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${message} (e.g. ${shown}regex used for validation is '${regex}')`;
}

const maxLength = (length: number): string => `must be no more than ${length} characters`;
const emptyText = 'must be non-empty';

const labelMessage = regexText(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  labelText,
  'my-name',
  '123-abc',
);
const label1035Message = regexText(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  label1035Text,
  'my-name',
  'abc-123',
);
const subdomainMessage = regexText(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  subdomainText,
  'example.com',
);
const qualifiedChars =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const labelValueMessage = regexText(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  labelValueText,
  'MyValue',
  'my_value',
  '12345',
);

export function isDns1123Label(value: string): readonly string[] {
  if (value.length <= 63 && label.test(value)) return none;
  const errors: string[] = [];
  if (value.length > 63) errors.push(maxLength(63));
  if (!label.test(value)) errors.push(subdomain.test(value) ? 'must not contain dots' : labelMessage);
  return errors;
}

export function isDns1123Subdomain(value: string): readonly string[] {
  if (value.length <= 253 && subdomain.test(value)) return none;
  const errors: string[] = [];
  if (value.length > 253) errors.push(maxLength(253));
  if (!subdomain.test(value)) errors.push(subdomainMessage);
  return errors;
}

const underscoredText = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';

/** Search paths of DNS may name services (`_http._tcp`). Models: IsDNS1123SubdomainWithUnderscore. */
export function isSubdomainWithUnderscore(value: string): readonly string[] {
  const form = `${underscoredText}(\\.${underscoredText})*`;
  const errors: string[] = [];
  if (value.length > 253) errors.push(maxLength(253));
  if (!whole(form).test(value))
    errors.push(
      regexText(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
        form,
        'example.com',
      ),
    );
  return errors;
}

export function isDns1035Label(value: string): readonly string[] {
  if (value.length <= 63 && label1035.test(value)) return none;
  const errors: string[] = [];
  if (value.length > 63) errors.push(maxLength(63));
  if (!label1035.test(value)) errors.push(label1035Message);
  return errors;
}

const wildcardText = `\\*\\.${subdomainText}`;
const wildcard = whole(wildcardText);

/** Host names such as `*.example.com`. */
export function isWildcardDns1123Subdomain(value: string): readonly string[] {
  const errors: string[] = [];
  if (value.length > 253) errors.push(maxLength(253));
  if (!wildcard.test(value))
    errors.push(
      regexText(
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
        wildcardText,
        '*.example.com',
      ),
    );
  return errors;
}

/** `name` or `prefix/name`: label keys, annotation keys, finalizers. */
export function isQualifiedName(value: string): readonly string[] {
  const errors: string[] = [];
  const slash = value.indexOf('/');
  let name = value;
  if (slash >= 0) {
    if (value.indexOf('/', slash + 1) >= 0) {
      return [
        regexText(`a qualified name ${qualifiedChars}`, qualifiedText, 'MyName', 'my.name', '123-abc') +
          " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
      ];
    }
    const prefix = value.slice(0, slash);
    name = value.slice(slash + 1);
    if (prefix === '') errors.push(`prefix part ${emptyText}`);
    else for (const text of isDns1123Subdomain(prefix)) errors.push(`prefix part ${text}`);
  }
  if (name === '') errors.push(`name part ${emptyText}`);
  else if (name.length > 63) errors.push(`name part ${maxLength(63)}`);
  if (!qualified.test(name))
    errors.push(`name part ${regexText(qualifiedChars, qualifiedText, 'MyName', 'my.name', '123-abc')}`);
  return errors.length === 0 ? none : errors;
}

export function isLabelValue(value: string): readonly string[] {
  if (value.length <= 63 && labelValue.test(value)) return none;
  const errors: string[] = [];
  if (value.length > 63) errors.push(maxLength(63));
  if (!labelValue.test(value)) errors.push(labelValueMessage);
  return errors;
}

const envNameText = '[-._a-zA-Z][-._a-zA-Z0-9]*';
const envName = whole(envNameText);
const relaxedEnvNameText = '[ -<>-~]+';
const configKeyText = '[-._a-zA-Z0-9]+';
const configKey = whole(configKeyText);

/** Environment variable names as 1.33 accepts them: printable ASCII without `=`. */
export function isEnvName(value: string): readonly string[] {
  if (value === '') return ['environment variable name must not be empty'];
  return whole(relaxedEnvNameText).test(value)
    ? none
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** C-identifier-like names: envFrom prefixes before relaxing. */
export function isStrictEnvName(value: string): readonly string[] {
  const errors: string[] = [];
  if (!envName.test(value))
    errors.push(
      regexText(
        "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
        envNameText,
        'my.env-name',
        'MY_ENV.NAME',
        'MyEnvName1',
      ),
    );
  return errors.concat(dotNames(value));
}

/** Keys of ConfigMaps and Secrets. */
export function isConfigMapKey(value: string): readonly string[] {
  const errors: string[] = [];
  if (value.length > 253) errors.push(maxLength(253));
  if (!configKey.test(value))
    errors.push(
      regexText(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        configKeyText,
        'key.name',
        'KEY_NAME',
        'key-name',
      ),
    );
  return errors.concat(dotNames(value));
}

function dotNames(value: string): string[] {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return value.startsWith('..') ? ["must not start with '..'"] : [];
}

export const isPortNumber = (port: number): readonly string[] =>
  port >= 1 && port <= 65535 ? none : ['must be between 1 and 65535, inclusive'];

/** Names of container ports (IANA_SVC_NAME). */
export function isPortName(value: string): readonly string[] {
  const errors: string[] = [];
  if (value.length > 15) errors.push(maxLength(15));
  if (!/^[-a-z0-9]+$/.test(value))
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) errors.push('must contain at least one letter (a-z)');
  if (value.includes('--')) errors.push('must not contain consecutive hyphens');
  if (value !== '' && (value.startsWith('-') || value.endsWith('-')))
    errors.push('must not begin or end with a hyphen');
  return errors;
}

/** Names that are one path segment: RBAC objects. Models: apimachinery/pkg/api/validation/path/name.go. */
export function isPathSegment(value: string): readonly string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  const errors: string[] = [];
  for (const part of ['/', '%']) if (value.includes(part)) errors.push(`may not contain '${part}'`);
  return errors;
}

const pathCharacters = /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/;

/** `example.com/controller`. Models: IsDomainPrefixedPath. */
export function isDomainPrefixedPath(path: string, value: string): FieldError[] {
  if (value === '') return [required(path)];
  const slash = value.indexOf('/');
  const [prefix, rest] = slash < 0 ? [value, ''] : [value.slice(0, slash), value.slice(slash + 1)];
  if (prefix === '' || rest === '')
    return [invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  const problems = isDns1123Subdomain(prefix);
  if (problems.length > 0) return problems.map((text) => invalid(path, prefix, text));
  if (!pathCharacters.test(rest))
    return [invalid(path, rest, "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')")];
  return [];
}

/** Addresses as names. Models: ValidateIPAddressName: what netip.ParseAddr reads, written as it writes. */
function isCanonicalIp(value: string): readonly string[] {
  if (!isIp(value)) return [`ParseAddr(${JSON.stringify(value)}): unable to parse IP`];
  return /(^|\.)0\d/.test(value) || /[A-F]/.test(value) || /(^|:)0[0-9a-f]/.test(value)
    ? ['must be a canonical format IP address']
    : none;
}

export type NameRule = 'subdomain' | 'label' | 'label1035' | 'path-segment' | 'ip';

const rules: Record<NameRule, (value: string) => readonly string[]> = {
  subdomain: isDns1123Subdomain,
  label: isDns1123Label,
  label1035: isDns1035Label,
  'path-segment': isPathSegment,
  ip: isCanonicalIp,
};

/** Problems of an object's name. A prefix (generateName) may end with `-`. */
export function nameProblems(rule: NameRule, name: string, isPrefix: boolean): readonly string[] {
  const value =
    isPrefix && rule !== 'path-segment' && name.length > 1 && name.endsWith('-') ? `${name.slice(0, -1)}a` : name;
  return rules[rule](value);
}
