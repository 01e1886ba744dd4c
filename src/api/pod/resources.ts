import { goQuote, invalid, required, verbatim } from '../field.ts';
import { isQualifiedName } from '../names.ts';
import { canonicalQuantity, compareQuantities, milliValue, parseQuantity, value } from '../quantity.ts';
import type { FieldError } from '../resource.ts';
import type { Container, IntOrString } from '../types.ts';

type Quantities = Record<string, IntOrString>;

const standardForContainers = new Set(['cpu', 'memory', 'ephemeral-storage']);
/** Resources of any kind that have no prefix. Source: pkg/apis/core/helper/helpers.go standardResources. */
const standard = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
]);

const hugePages = (name: string): boolean => name.startsWith('hugepages-');
/** In Kubernetes' own domain: `cpu`, `kubernetes.io/…`. */
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
/** Models: pkg/apis/core/helper/helpers.go IsOvercommitAllowed. */
export const mayOvercommit = (name: string): boolean => isNative(name) && !hugePages(name);

/** Requests and limits. Models: validation.go ValidateContainerResourceRequirements. Left out: claims. */
export function validateResources(
  resources: Pick<Container['resources'], 'limits' | 'requests'>,
  path: string,
  errors: FieldError[],
): void {
  const { limits, requests } = resources;
  let [huge, plain] = [false, false];
  const note = (name: string): void => {
    if (hugePages(name)) huge = true;
    else if (name === 'cpu' || name === 'memory') plain = true;
  };
  if (limits) {
    for (const name in limits) {
      note(name);
      validateAmount(name, limits[name]!, `${path}.limits`, errors);
    }
  }
  if (requests) {
    for (const name in requests) {
      note(name);
      const request = requests[name]!;
      validateAmount(name, request, `${path}.requests`, errors);
      const limit = limits && Object.hasOwn(limits, name) ? limits[name] : undefined;
      if (limit === undefined) {
        if (!mayOvercommit(name))
          errors.push(required(`${path}.limits`, 'Limit must be set for non overcommitable resources'));
      } else if (limit !== request) {
        const order = compareQuantities(request, limit);
        const shown = canonicalQuantity(request);
        if (order !== 0 && !mayOvercommit(name))
          errors.push(
            invalid(`${path}.requests`, shown, `must be equal to ${name} limit of ${canonicalQuantity(limit)}`),
          );
        else if (order > 0)
          errors.push(
            invalid(
              `${path}.requests`,
              shown,
              `must be less than or equal to ${name} limit of ${canonicalQuantity(limit)}`,
            ),
          );
      }
    }
  }
  if (huge && !plain)
    errors.push({ reason: 'FieldValueForbidden', path, message: 'Forbidden: HugePages require cpu or memory' });
}

function validateAmount(name: string, amount: IntOrString, list: string, errors: FieldError[]): void {
  // The ordinary case first: a plain resource, not negative.
  const negative = milliValue(amount) < 0;
  if (standardForContainers.has(name) && !negative) return;
  const path = `${list}[${name}]`;
  validateContainerResourceName(name, path, errors);
  validateQuantityValue(name, amount, path, errors);
  if (hugePages(name)) validatePages(name, amount, path, errors);
}

/** Whole pages. Models: validateResourceQuantityHugePageValue. */
function validatePages(name: string, amount: IntOrString, path: string, errors: FieldError[]): void {
  const page = parseQuantity(name.slice('hugepages-'.length));
  const shown = canonicalQuantity(amount);
  const [size, bytes] = [typeof page === 'string' ? 0 : value(name.slice('hugepages-'.length)), value(shown)];
  if (size <= 0 || bytes < 0 || bytes % size !== 0)
    errors.push(invalid(path, shown, `${shown} is not positive integer multiple of ${name}`));
}

/** Models: validation.go validateContainerResourceName. */
export function validateContainerResourceName(name: string, path: string, errors: FieldError[]): void {
  const problems = isQualifiedName(name);
  for (const text of problems) errors.push(invalid(path, verbatim(name), text));
  if (!name.includes('/')) {
    if (problems.length === 0 && !standard.has(name) && !hugePages(name))
      errors.push(invalid(path, verbatim(name), 'must be a standard resource type or fully qualified'));
    if (!standardForContainers.has(name) && !hugePages(name))
      errors.push(invalid(path, verbatim(name), 'must be a standard resource for containers'));
  } else if (!isNative(name) && !isExtended(name)) {
    errors.push(invalid(path, verbatim(name), "doesn't follow extended resource name standard"));
  }
}

function isExtended(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;
}

/** Resources counted in whole things. Source: pkg/apis/core/helper/helpers.go integerResources. */
const whole = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

/** A resource of any object. Models: validation.go ValidateResourceName. */
export function validateResourceName(name: string, path: string, errors: FieldError[]): void {
  const problems = isQualifiedName(name);
  for (const text of problems) errors.push(invalid(path, verbatim(name), text));
  if (problems.length === 0 && !name.includes('/') && !standard.has(name) && !hugePages(name.replace('requests.', '')))
    errors.push(invalid(path, verbatim(name), 'must be a standard resource type or fully qualified'));
}

/** Not negative, and whole where the thing cannot be cut. Models: ValidateResourceQuantityValue. */
export function validateQuantityValue(name: string, amount: IntOrString, path: string, errors: FieldError[]): void {
  if (compareQuantities(amount, '0') < 0)
    errors.push(invalid(path, canonicalQuantity(amount), 'must be greater than or equal to 0'));
  if ((whole.has(name) || isExtended(name)) && milliValue(amount) % 1000 !== 0)
    errors.push(invalid(path, verbatim(goQuantity(canonicalQuantity(amount))), 'must be an integer'));
}

/** A quantity as Go's %#v prints its insides. */
export function goQuantity(text: string): string {
  const [, digits = '0', suffix = ''] = /^(-?[0-9]+)(.*)$/.exec(text) ?? [];
  const binary = suffix.endsWith('i');
  const scale = binary ? 0 : (decimalScales[suffix] ?? 0);
  const amount = binary ? String(BigInt(digits) * 1024n ** BigInt(binaryPowers.indexOf(suffix) + 1)) : digits;
  const format = binary ? 'BinarySI' : /e/i.test(suffix) && suffix !== 'E' ? 'DecimalExponent' : 'DecimalSI';
  return `resource.Quantity{i:resource.int64Amount{value:${amount}, scale:${scale}}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:${goQuote(text)}, Format:"${format}"}`;
}

const decimalScales: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binaryPowers = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** Rounds what is finer than a thousandth up, in place. Models: SetDefaults_ResourceList. */
export function roundUpToMilli(list: Quantities | undefined): void {
  if (!list) return;
  for (const name in list) {
    const text = list[name]!;
    if (typeof text === 'string' && (text.endsWith('n') || text.endsWith('u') || text.includes('e-')))
      list[name] = canonicalQuantity(`${milliValue(text)}m`);
  }
}
