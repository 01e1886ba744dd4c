import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { deepEqual } from '../equal.ts';
import { invalid, required } from '../field.ts';
import { immutableText } from '../metadata.ts';
import { validateNonNegative } from '../pod/probes.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import type { KubeObject } from '../types.ts';

/** A template of the past, kept by a StatefulSet or DaemonSet. */
interface ControllerRevision extends KubeObject {
  data?: unknown;
  revision: number;
}

/** Models: pkg/apis/apps/validation/validation.go ValidateControllerRevision. */
function validate(object: KubeObject): FieldError[] {
  const { data, revision } = object as ControllerRevision;
  const errors: FieldError[] = [];
  if (data === undefined || data === null) errors.push(required('data', 'data is mandatory'));
  else if (typeof data !== 'object' || Array.isArray(data))
    errors.push(required('data', 'data must be a valid JSON object'));
  validateNonNegative(revision, 'revision', errors);
  return errors;
}

/** `statefulset.apps/web`. Models: printers.go printControllerRevision. */
export function controllerText(object: KubeObject): string {
  const owner = object.metadata.ownerReferences?.find((reference) => reference.controller);
  if (!owner) return '<none>';
  const [version, group] = owner.apiVersion.split('/').reverse();
  const kind = owner.kind.toLowerCase();
  return `${version && group ? `${kind}.${group}` : kind}/${owner.name}`;
}

export const controllerRevisionType: ResourceType = {
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  singular: 'controllerrevision',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'controllerrevisions',
  schema: 'io.k8s.api.apps.v1.ControllerRevision',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  validate,
  validateUpdate(object, old) {
    const errors = validate(object);
    if (!deepEqual(object['data'], old['data'])) errors.push(invalid('data', object['data'], immutableText));
    return errors;
  },
  columns: () => [
    nameColumn,
    column('Controller', 'Controller of the object'),
    column('Revision', 'revision indicates the revision of the state represented by Data.'),
    ageColumn,
  ],
  row: (object, nowMs) => [
    object.metadata.name,
    controllerText(object),
    (object as ControllerRevision).revision,
    age(object, nowMs),
  ],
};
