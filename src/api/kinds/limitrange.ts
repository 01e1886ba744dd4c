import { nameAndCreated } from '../columns.ts';

import { duplicate, forbidden, invalid, required, verbatim } from '../field.ts';
import { isQualifiedName } from '../names.ts';
import { goQuantity, mayOvercommit, validateContainerResourceName, validateResourceName } from '../pod/resources.ts';
import { canonicalQuantity, compareQuantities, milliValue } from '../quantity.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import type { IntOrString, KubeObject, LimitRange, LimitRangeItem } from '../types.ts';

type List = 'max' | 'min' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio';

const standardTypes = ['Pod', 'Container', 'PersistentVolumeClaim'];

/** Models: pkg/apis/core/validation/validation.go ValidateLimitRange. */
function validate(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  (object as LimitRange).spec.limits?.forEach((limit, i) => {
    const path = `spec.limits[${i}]`;
    const { type } = limit;
    const problems = isQualifiedName(type);
    for (const text of problems) errors.push(invalid(`${path}.type`, type, text));
    if (problems.length === 0 && !type.includes('/') && !standardTypes.includes(type))
      errors.push(invalid(`${path}.type`, type, 'must be a standard limit type or fully qualified'));
    if (seen.has(type)) errors.push(duplicate(`${path}.type`, type));
    seen.add(type);
    validateItem(limit, path, errors);
  });
  return errors;
}

function validateItem(limit: LimitRangeItem, path: string, errors: FieldError[]): void {
  const ofContainers = limit.type === 'Pod' || limit.type === 'Container';
  const checkName = ofContainers ? validateContainerResourceName : validateResourceName;
  const names = new Set<string>();
  const look = (list: List): void => {
    for (const name in limit[list]) {
      checkName(name, `${path}.${list}[${name}]`, errors);
      names.add(name);
    }
  };
  look('max');
  look('min');
  for (const list of ['default', 'defaultRequest'] as const) {
    if (limit.type !== 'Pod') look(list);
    else if (Object.keys(limit[list] ?? {}).length > 0)
      errors.push(forbidden(`${path}.${list}`, "may not be specified when `type` is 'Pod'"));
  }
  if (
    limit.type === 'PersistentVolumeClaim' &&
    limit.min?.['storage'] === undefined &&
    limit.max?.['storage'] === undefined
  )
    errors.push(
      required(`${path}.limits`, 'either minimum or maximum storage value is required, but neither was provided'),
    );
  look('maxLimitRequestRatio');
  for (const name of names) validateAmounts(limit, name, path, errors);
}

/** How the amounts of one resource must stand to each other. */
function validateAmounts(limit: LimitRangeItem, name: string, path: string, errors: FieldError[]): void {
  const ofPod = limit.type === 'Pod';
  const [min, max, ratio] = [limit.min?.[name], limit.max?.[name], limit.maxLimitRequestRatio?.[name]];
  const fallback = ofPod ? undefined : limit.default?.[name];
  const request = ofPod ? undefined : limit.defaultRequest?.[name];
  const refuse = (list: List, shown: IntOrString, detail: string): void => {
    const value = verbatim(goQuantity(canonicalQuantity(shown)));
    errors.push(invalid(`${path}.${list}[${name}]`, value, detail));
  };
  /** `shown` is what upstream prints: not always the value complained about. */
  const order = (
    list: List,
    low: IntOrString | undefined,
    high: IntOrString | undefined,
    words: readonly [string, string],
    shown: IntOrString | undefined,
  ): void => {
    if (low === undefined || high === undefined || compareQuantities(low, high) <= 0) return;
    const [a, b] = [canonicalQuantity(low), canonicalQuantity(high)];
    refuse(list, shown!, `${words[0]} value ${a} is greater than ${words[1]} value ${b}`);
  };
  order('min', min, max, ['min', 'max'], min);
  order('defaultRequest', min, request, ['min', 'default request'], request);
  order('defaultRequest', request, max, ['default request', 'max'], request);
  order('defaultRequest', request, fallback, ['default request', 'default limit'], request);
  order('default', min, fallback, ['min', 'default'], min);
  order('default', fallback, max, ['default', 'max'], max);
  if (ratio !== undefined) validateRatio(ratio, min, max, refuse);
  if (
    !mayOvercommit(name) &&
    fallback !== undefined &&
    request !== undefined &&
    compareQuantities(fallback, request) !== 0
  )
    refuse(
      'defaultRequest',
      request,
      `default value ${canonicalQuantity(fallback)} must equal to defaultRequest value ${canonicalQuantity(request)} in ${name}`,
    );
}

function validateRatio(
  ratio: IntOrString,
  min: IntOrString | undefined,
  max: IntOrString | undefined,
  refuse: (list: List, shown: IntOrString, detail: string) => void,
): void {
  if (compareQuantities(ratio, '1') < 0)
    refuse('maxLimitRequestRatio', ratio, `ratio ${canonicalQuantity(ratio)} is less than 1`);
  if (min === undefined || max === undefined) return;
  const most = milliValue(max) / milliValue(min);
  if (milliValue(ratio) / 1000 > most)
    refuse(
      'maxLimitRequestRatio',
      ratio,
      `ratio ${canonicalQuantity(ratio)} is greater than max/min = ${most.toFixed(6)}`,
    );
}

/** What a container gets when only limits or bounds are named. Models: pkg/apis/core/v1/defaults.go SetDefaults_LimitRangeItem. */
function defaultItem(limit: LimitRangeItem): void {
  if (limit.type !== 'Container') return;
  const fallback = { ...limit.max, ...limit.default };
  const request = { ...limit.min, ...fallback, ...limit.defaultRequest };
  if (Object.keys(fallback).length > 0) limit.default = fallback;
  if (Object.keys(request).length > 0) limit.defaultRequest = request;
}

export const limitRangeType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  plural: 'limitranges',
  singular: 'limitrange',
  shortNames: ['limits'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'limitranges',
  schema: 'io.k8s.api.core.v1.LimitRange',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  setDefaults(object) {
    for (const limit of (object as LimitRange).spec.limits ?? []) defaultItem(limit);
  },
  prepareForCreate(object) {
    // The one kind whose objects need no name.
    const { metadata } = object;
    if (!metadata.name) metadata.name = metadata.uid;
  },
  validate,
  validateUpdate: validate,
  columns: nameAndCreated,
  row: (object) => [object.metadata.name, object.metadata.creationTimestamp],
};
