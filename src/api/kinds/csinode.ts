import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { semanticEqual } from '../equal.ts';
import { duplicate, invalid, required } from '../field.ts';
import { immutableText } from '../metadata.ts';
import { isDns1123Subdomain } from '../names.ts';
import { validateNonNegative } from '../pod/probes.ts';
import { validateLabelName } from '../pod/scheduling.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import type { KubeObject } from '../types.ts';

interface Driver {
  name: string;
  nodeID: string;
  topologyKeys?: string[];
  allocatable?: { count?: number };
}

interface CSINode extends KubeObject {
  spec: { drivers: Driver[] | null };
}

const nodeIdMax = 256;

/** Models: pkg/apis/storage/validation/validation.go ValidateCSINode. */
function validate(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  (object as CSINode).spec.drivers?.forEach(({ name, nodeID, topologyKeys = [], allocatable }, i) => {
    const path = `spec.drivers[${i}]`;
    for (const text of isDns1123Subdomain(name)) errors.push(invalid(`${path}.name`, name, text));
    if (!nodeID) errors.push(required(`${path}.nodeID`));
    if (nodeID.length > nodeIdMax)
      errors.push(invalid(`${path}.nodeID`, nodeID, `must be ${nodeIdMax} characters or less`));
    validateNonNegative(allocatable?.count, `${path}.allocatable.count`, errors);
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
    // Upstream names the driver, not the key, in these paths.
    topologyKeys.forEach((key, j) => {
      if (key === '') errors.push(required(path));
      if (topologyKeys.indexOf(key) < j) errors.push(duplicate(path, key));
      validateLabelName(key, path, errors);
    });
  });
  return errors;
}

export const csiNodeType: ResourceType = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSINode',
  plural: 'csinodes',
  singular: 'csinode',
  shortNames: [],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'csinodes',
  schema: 'io.k8s.api.storage.v1.CSINode',
  allowUnconditionalUpdate: false,
  hasGeneration: false,
  defaultPropagation: 'Background',
  validate,
  validateUpdate(object, old) {
    const errors = validate(object);
    for (const before of (old as CSINode).spec.drivers ?? [])
      for (const now of (object as CSINode).spec.drivers ?? [])
        if (now.name === before.name && !semanticEqual(now, before))
          errors.push(invalid('CSINodeDriver', now, immutableText));
    return errors;
  },
  columns: () => [
    nameColumn,
    column('Drivers', 'Drivers indicates the number of CSI drivers registered on the node', 'integer'),
    ageColumn,
  ],
  row: (object, nowMs) => [object.metadata.name, (object as CSINode).spec.drivers?.length ?? 0, age(object, nowMs)],
};
