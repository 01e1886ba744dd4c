import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { invalid } from '../field.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import type { KubeObject, Lease } from '../types.ts';

const none: FieldError[] = [];

/** Written every few seconds by every node: nothing here may be slow. Models: pkg/apis/coordination/validation. */
function validate(object: KubeObject): FieldError[] {
  const { spec } = object as Lease;
  const duration = spec.leaseDurationSeconds;
  const transitions = spec['leaseTransitions' as keyof typeof spec] as unknown as number | undefined;
  if ((duration === undefined || duration > 0) && !(transitions !== undefined && transitions < 0)) return none;
  const errors: FieldError[] = [];
  if (duration !== undefined && duration <= 0)
    errors.push(invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0'));
  if (transitions !== undefined && transitions < 0)
    errors.push(invalid('spec.leaseTransitions', transitions, 'must be greater than or equal to 0'));
  return errors;
}

export const leaseType: ResourceType = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'leases',
  schema: 'io.k8s.api.coordination.v1.Lease',
  allowUnconditionalUpdate: false,
  hasGeneration: false,
  defaultPropagation: 'Background',
  validate,
  validateUpdate: validate,
  columns: () => [
    nameColumn,
    column(
      'Holder',
      'holderIdentity contains the identity of the holder of a current lease. If Coordinated Leader Election is used, the holder identity must be equal to the elected LeaseCandidate.metadata.name field.',
    ),
    ageColumn,
  ],
  row: (object, nowMs) => [object.metadata.name, (object as Lease).spec.holderIdentity ?? '', age(object, nowMs)],
};
