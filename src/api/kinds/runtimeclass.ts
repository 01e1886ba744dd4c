import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { duplicate, invalid, required } from '../field.ts';
import { immutable, validateLabels } from '../metadata.ts';
import { isDns1123Label } from '../names.ts';
import { roundUpToMilli, validateContainerResourceName, validateQuantityValue } from '../pod/resources.ts';
import { validateTolerations } from '../pod/scheduling.ts';
import { deepEqual } from '../equal.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import type { IntOrString, KubeObject, Toleration } from '../types.ts';

interface RuntimeClass extends KubeObject {
  handler: string;
  overhead?: { podFixed?: Record<string, IntOrString> };
  scheduling?: { nodeSelector?: Record<string, string>; tolerations?: Toleration[] };
}

/** Models: pkg/apis/node/validation/validation.go ValidateRuntimeClass. */
function validate(object: KubeObject): FieldError[] {
  const { handler, overhead, scheduling } = object as RuntimeClass;
  const errors: FieldError[] = [];
  if (!handler) errors.push(required('handler'));
  else for (const text of isDns1123Label(handler)) errors.push(invalid('handler', handler, text));
  for (const name in overhead?.podFixed) {
    const path = `overhead.podFixed[${name}]`;
    validateContainerResourceName(name, path, errors);
    validateQuantityValue(name, overhead.podFixed[name]!, path, errors);
  }
  if (!scheduling) return errors;
  validateLabels(scheduling.nodeSelector, 'scheduling.nodeSelector', errors);
  const tolerations = scheduling.tolerations ?? [];
  validateTolerations(tolerations, 'scheduling.tolerations', errors);
  tolerations.forEach((toleration, i) => {
    if (tolerations.slice(0, i).some((other) => deepEqual(other, toleration)))
      errors.push(duplicate(`scheduling.tolerations[${i}]`, toleration));
  });
  return errors;
}

export const runtimeClassType: ResourceType = {
  group: 'node.k8s.io',
  version: 'v1',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  singular: 'runtimeclass',
  shortNames: [],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'runtimeclasses',
  schema: 'io.k8s.api.node.v1.RuntimeClass',
  allowUnconditionalUpdate: false,
  hasGeneration: false,
  defaultPropagation: 'Background',
  setDefaults: (object) => roundUpToMilli((object as RuntimeClass).overhead?.podFixed),
  validate,
  validateUpdate: (object, old) => [...immutable('handler', object['handler'], old['handler'])],
  columns: () => [nameColumn, column('Handler', ''), ageColumn],
  row: (object, nowMs) => [object.metadata.name, (object as RuntimeClass).handler, age(object, nowMs)],
};
