import { nameAndCreated } from '../columns.ts';
import { semanticEqual } from '../equal.ts';
import { invalid, verbatim } from '../field.ts';
import { goLabelSelector } from '../go-syntax.ts';
import { immutableText } from '../metadata.ts';
import { isDns1123Subdomain } from '../names.ts';
import { validateLabelSelector } from '../pod/scheduling.ts';
import { canonicalQuantity, compareQuantities } from '../quantity.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import type { IntOrString, KubeObject, LabelSelector } from '../types.ts';

interface CSIStorageCapacity extends KubeObject {
  nodeTopology?: LabelSelector;
  storageClassName: string;
  capacity?: IntOrString;
  maximumVolumeSize?: IntOrString;
}

/** Models: pkg/apis/storage/validation/validation.go ValidateCSIStorageCapacity. */
function validate(object: KubeObject): FieldError[] {
  const { nodeTopology, storageClassName, capacity } = object as CSIStorageCapacity;
  const errors: FieldError[] = [];
  validateLabelSelector(nodeTopology, 'nodeTopology', errors);
  for (const text of isDns1123Subdomain(storageClassName))
    errors.push(invalid('storageClassName', storageClassName, text));
  if (capacity !== undefined && compareQuantities(capacity, '0') < 0)
    errors.push(invalid('capacity', canonicalQuantity(capacity), 'must be greater than or equal to 0'));
  return errors;
}

export const csiStorageCapacityType: ResourceType = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIStorageCapacity',
  plural: 'csistoragecapacities',
  singular: 'csistoragecapacity',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'csistoragecapacities',
  schema: 'io.k8s.api.storage.v1.CSIStorageCapacity',
  allowUnconditionalUpdate: false,
  hasGeneration: false,
  defaultPropagation: 'Background',
  validate,
  validateUpdate(object, old) {
    const [now, before] = [object as CSIStorageCapacity, old as CSIStorageCapacity];
    const errors: FieldError[] = [];
    if (!semanticEqual(now.nodeTopology, before.nodeTopology))
      errors.push(invalid('nodeTopology', verbatim(goLabelSelector(now.nodeTopology)), immutableText));
    if (now.storageClassName !== before.storageClassName)
      errors.push(invalid('storageClassName', now.storageClassName, immutableText));
    return errors;
  },
  columns: nameAndCreated,
  row: (object) => [object.metadata.name, object.metadata.creationTimestamp],
};
