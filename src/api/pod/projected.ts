import { forbidden, invalid, required } from '../field.ts';
import type { FieldError } from '../resource.ts';
import { validateMode, validateNotReserved } from '../volume/paths.ts';
import { tooManyTypes, type Fields } from '../volume/sources.ts';
import { validateFieldRef, validateResourceRef } from './env.ts';

/** Volumes made of other objects' data. Models: validation.go validateSecretVolumeSource and its siblings. */
const itemsOf = (source: Fields): readonly Fields[] => (source['items'] ?? []) as Fields[];
const pathOf = (item: Fields): string => (item['path'] ?? '') as string;

/** `defaultMode` and `items` of Secret and ConfigMap volumes. */
export function validateFiles(source: Fields, path: string, errors: FieldError[]): void {
  validateMode(source['defaultMode'], `${path}.defaultMode`, errors);
  itemsOf(source).forEach((item, i) => validateKeyToPath(item, `${path}.items[${i}]`, errors));
}

function validateKeyToPath(item: Fields, path: string, errors: FieldError[]): void {
  if (!item['key']) errors.push(required(`${path}.key`));
  if (pathOf(item) === '') errors.push(required(`${path}.path`));
  validateNotReserved(pathOf(item), `${path}.path`, errors);
  validateMode(item['mode'], `${path}.mode`, errors);
}

const volumeFieldPaths = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

/** Upstream's paths name the source, not the item. */
export function validateDownward(source: Fields, path: string, errors: FieldError[]): void {
  for (const item of itemsOf(source)) validateDownwardFile(item, path, errors);
}

function validateDownwardFile(item: Fields, path: string, errors: FieldError[]): void {
  if (pathOf(item) === '') errors.push(required(`${path}.path`));
  validateNotReserved(pathOf(item), `${path}.path`, errors);
  const { fieldRef, resourceFieldRef } = item as Record<string, Fields | undefined>;
  if (fieldRef) {
    validateFieldRef(fieldRef, volumeFieldPaths, `${path}.fieldRef`, errors);
    if (resourceFieldRef)
      errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (resourceFieldRef) validateResourceRef(resourceFieldRef, true, `${path}.resourceFieldRef`, errors);
  else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  validateMode(item['mode'], `${path}.mode`, errors);
}

/** Models: validateProjectedVolumeSource, validateProjectionSources. Left out: cluster trust bundles, whose gate is off. */
export function validateProjected(source: Fields, path: string, errors: FieldError[]): void {
  validateMode(source['defaultMode'], `${path}.defaultMode`, errors);
  const taken = new Set<string>();
  const take = (target: string, shown: string): void => {
    if (target === '') return;
    if (taken.has(target)) errors.push(invalid(path, shown, 'conflicting duplicate paths'));
    taken.add(target);
  };
  ((source['sources'] ?? []) as Fields[]).forEach((projection, i) => {
    const here = `${path}.sources[${i}]`;
    let count = 0;
    for (const type of ['secret', 'configMap'] as const) {
      const from = projection[type] as Fields | undefined;
      if (!from) continue;
      count++;
      if (!from['name']) errors.push(required(`${here}.${type}.name`));
      itemsOf(from).forEach((item, j) => {
        validateKeyToPath(item, `${here}.${type}.items[${j}]`, errors);
        take(pathOf(item), (from['name'] ?? '') as string);
      });
    }
    const downward = projection['downwardAPI'] as Fields | undefined;
    if (downward) {
      count++;
      for (const item of itemsOf(downward)) {
        validateDownwardFile(item, `${here}.downwardAPI`, errors);
        take(pathOf(item), pathOf(item));
      }
    }
    const token = projection['serviceAccountToken'] as Fields | undefined;
    if (token) {
      count++;
      validateToken(token, path, `${here}.serviceAccountToken`, errors);
    }
    if (count > 1) errors.push(forbidden(here, tooManyTypes));
  });
}

/** Upstream says of a token's path that the volume's is wrong. */
function validateToken(token: Fields, volume: string, path: string, errors: FieldError[]): void {
  const seconds = token['expirationSeconds'] as number;
  const at = `${path}.expirationSeconds`;
  if (seconds < 600) errors.push(invalid(at, seconds, 'may not specify a duration less than 10 minutes'));
  if (seconds > 2 ** 32) errors.push(invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds'));
  if (pathOf(token) === '') errors.push(required(`${volume}.path`));
  else validateNotReserved(pathOf(token), `${volume}.path`, errors);
}
