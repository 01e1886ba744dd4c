import { duplicate, invalid, notSupported, required, verbatim } from '../field.ts';
import { goStrings } from '../go-syntax.ts';
import { isDns1035Label, isDns1123Subdomain, isPortNumber } from '../names.ts';
import { validateLabelSelector } from '../pod/scheduling.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { semanticEqual } from '../equal.ts';
import { allVerbs } from '../strategy.ts';
import type { KubeObject, LabelSelector } from '../types.ts';
import {
  failurePolicies,
  matchPolicies,
  validateConditions,
  validateQualifiedDomain,
  validateRule,
  type MatchCondition,
  type Rule,
} from './rules.ts';

/** What the two kinds of webhook configurations share. Models: pkg/apis/admissionregistration/validation/validation.go. */
interface Webhook {
  name: string;
  clientConfig: { url?: string; service?: { name: string; namespace: string; path?: string; port?: number } };
  rules?: Rule[];
  failurePolicy?: string;
  matchPolicy?: string;
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
  sideEffects: string | null;
  timeoutSeconds?: number;
  admissionReviewVersions: string[] | null;
  reinvocationPolicy?: string;
  matchConditions?: MatchCondition[];
}

export interface WebhookConfiguration extends KubeObject {
  webhooks?: Webhook[];
}

const reviewVersions = ['v1', 'v1beta1'];
const sideEffects = ['None', 'NoneOnDryRun'];
const reinvocations = ['IfNeeded', 'Never'];

function defaultWebhooks(object: KubeObject, mutating: boolean): void {
  for (const hook of (object as WebhookConfiguration).webhooks ?? []) {
    hook.failurePolicy ??= 'Fail';
    hook.matchPolicy ??= 'Equivalent';
    hook.namespaceSelector ??= {};
    hook.objectSelector ??= {};
    hook.timeoutSeconds ??= 10;
    if (mutating) hook.reinvocationPolicy ??= 'Never';
    for (const rule of hook.rules ?? []) rule.scope ??= '*';
    if (hook.clientConfig.service) hook.clientConfig.service.port ??= 443;
  }
}

function validate(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  (object as WebhookConfiguration).webhooks?.forEach((hook, i) => {
    const path = `webhooks[${i}]`;
    validateHook(hook, path, errors);
    if (names.has(hook.name)) errors.push(duplicate(`${path}.name`, hook.name));
    names.add(hook.name);
  });
  return errors;
}

function validateHook(hook: Webhook, path: string, errors: FieldError[]): void {
  validateVersions(hook.admissionReviewVersions ?? [], `${path}.admissionReviewVersions`, errors);
  validateQualifiedDomain(hook.name, `${path}.name`, errors);
  hook.rules?.forEach((rule, i) => validateRule(rule, `${path}.rules[${i}]`, errors));
  oneOf(hook.failurePolicy, failurePolicies, `${path}.failurePolicy`, errors);
  oneOf(hook.matchPolicy, matchPolicies, `${path}.matchPolicy`, errors);
  if (hook.sideEffects === null)
    errors.push(required(`${path}.sideEffects`, `must specify one of ${sideEffects.join(', ')}`));
  else oneOf(hook.sideEffects, sideEffects, `${path}.sideEffects`, errors);
  const { timeoutSeconds } = hook;
  if (timeoutSeconds !== undefined && (timeoutSeconds < 1 || timeoutSeconds > 30))
    errors.push(
      invalid(`${path}.timeoutSeconds`, timeoutSeconds, 'the timeout value must be between 1 and 30 seconds'),
    );
  validateLabelSelector(hook.namespaceSelector, `${path}.namespaceSelector`, errors);
  validateLabelSelector(hook.objectSelector, `${path}.objectSelector`, errors);
  oneOf(hook.reinvocationPolicy, reinvocations, `${path}.reinvocationPolicy`, errors);
  validateClient(hook.clientConfig, `${path}.clientConfig`, errors);
  validateConditions(hook.matchConditions ?? [], `${path}.matchConditions`, errors);
}

function oneOf(value: string | undefined, allowed: readonly string[], path: string, errors: FieldError[]): void {
  if (value !== undefined && !allowed.includes(value)) errors.push(notSupported(path, value, allowed));
}

function validateVersions(versions: readonly string[], path: string, errors: FieldError[]): void {
  if (versions.length === 0)
    return void errors.push(required(path, `must specify one of ${reviewVersions.join(', ')}`));
  versions.forEach((version, i) => {
    if (versions.indexOf(version) < i) return void errors.push(invalid(`${path}[${i}]`, version, 'duplicate version'));
    for (const text of isDns1035Label(version)) errors.push(invalid(`${path}[${i}]`, version, text));
  });
  if (!versions.some((version) => reviewVersions.includes(version)))
    errors.push(
      invalid(path, verbatim(goStrings(versions)), `must include at least one of ${reviewVersions.join(', ')}`),
    );
}

function validateClient({ url, service }: Webhook['clientConfig'], path: string, errors: FieldError[]): void {
  if ((url === undefined) === (service === undefined))
    return void errors.push(required(path, 'exactly one of url or service is required'));
  if (url !== undefined) validateUrl(url, `${path}.url`, errors);
  else validateService(service!, `${path}.service`, errors);
}

/** Models: apiserver/pkg/util/webhook/validation.go ValidateWebhookURL. Left out: texts that are no URL to Go. */
function validateUrl(url: string, path: string, errors: FieldError[]): void {
  const form = '; desired format: https://host[/path]';
  const [, scheme = '', authority = '', , query = '', , fragment = ''] =
    /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?[^?#]*(\?([^#]*))?(#(.*))?$/.exec(url) ?? [];
  const at = authority.lastIndexOf('@');
  const [user, host] = at < 0 ? [undefined, authority] : [authority.slice(0, at), authority.slice(at + 1)];
  if (scheme.toLowerCase() !== 'https')
    errors.push(invalid(path, scheme.toLowerCase(), `'https' is the only allowed URL scheme${form}`));
  if (host === '') errors.push(invalid(path, '', `host must be specified${form}`));
  if (user !== undefined) errors.push(invalid(path, user, 'user information is not permitted in the URL'));
  if (fragment !== '') errors.push(invalid(path, fragment, 'fragments are not permitted in the URL'));
  if (query !== '') errors.push(invalid(path, query, 'query parameters are not permitted in the URL'));
}

/** Models: ValidateWebhookService. */
function validateService(
  { name, namespace, port = 443, path: place }: NonNullable<Webhook['clientConfig']['service']>,
  path: string,
  errors: FieldError[],
): void {
  if (!name) errors.push(required(`${path}.name`, 'service name is required'));
  if (!namespace) errors.push(required(`${path}.namespace`, 'service namespace is required'));
  const problems = isPortNumber(port);
  if (problems.length > 0) errors.push(invalid(`${path}.port`, port, `port is not valid: ${problems.join(', ')}`));
  if (!place || place === '/') return;
  const refuse = (text: string): void => void errors.push(invalid(`${path}.path`, place, text));
  if (place === '//') return refuse('segment[0] may not be empty');
  if (!place.startsWith('/')) refuse("must start with a '/'");
  place
    .slice(1)
    .replace(/\/$/, '')
    .split('/')
    .forEach((step, i) => {
      if (step === '') refuse(`segment[${i}] may not be empty`);
      else for (const text of isDns1123Subdomain(step)) refuse(`segment[${i}]: ${text}`);
    });
}

/** All but the names and the columns of a webhook configuration. */
export const webhookStrategy = (
  mutating: boolean,
): Pick<
  ResourceType,
  | 'group'
  | 'version'
  | 'shortNames'
  | 'categories'
  | 'namespaced'
  | 'verbs'
  | 'subresources'
  | 'allowUnconditionalUpdate'
  | 'hasGeneration'
  | 'defaultPropagation'
  | 'setDefaults'
  | 'prepareForCreate'
  | 'prepareForUpdate'
  | 'validate'
  | 'validateUpdate'
> => ({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  verbs: allVerbs,
  subresources: [],
  allowUnconditionalUpdate: false,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults: (object) => defaultWebhooks(object, mutating),
  prepareForCreate(object) {
    object.metadata.generation = 1;
  },
  prepareForUpdate(object, old) {
    const generation = old.metadata.generation ?? 0;
    object.metadata.generation = semanticEqual(object['webhooks'], old['webhooks']) ? generation : generation + 1;
  },
  validate,
  validateUpdate: validate,
});
