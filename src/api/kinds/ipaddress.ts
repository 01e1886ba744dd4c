import { column, nameColumn } from '../columns.ts';
import { invalid, required } from '../field.ts';
import { immutable } from '../metadata.ts';
import { isDns1123Subdomain, isPathSegment } from '../names.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import type { KubeObject } from '../types.ts';

interface IPAddress extends KubeObject {
  spec: { parentRef?: { group?: string; resource: string; namespace?: string; name: string } };
}

/** Models: pkg/apis/networking/validation/validation.go ValidateIPAddress. */
function validate(object: KubeObject): FieldError[] {
  const { parentRef } = (object as IPAddress).spec;
  const path = 'spec.parentRef';
  if (!parentRef) return [required(path)];
  const errors: FieldError[] = [];
  const { group, resource, name, namespace } = parentRef;
  if (group) for (const text of isDns1123Subdomain(group)) errors.push(invalid(`${path}.group`, group, text));
  for (const [field, value, needed] of [
    ['resource', resource, true],
    ['name', name, true],
    ['namespace', namespace, false],
  ] as const) {
    if (value) for (const text of isPathSegment(value)) errors.push(invalid(`${path}.${field}`, value, text));
    else if (needed) errors.push(required(`${path}.${field}`));
  }
  return errors;
}

/** `services/default/web`. Models: printers.go printIPAddress. */
function parentText(parent: IPAddress['spec']['parentRef']): string {
  if (!parent) return '<none>';
  const { group, resource, namespace, name } = parent;
  return `${resource}${group ? `.${group}` : ''}/${namespace ? `${namespace}/` : ''}${name}`;
}

export const ipAddressType: ResourceType = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IPAddress',
  plural: 'ipaddresses',
  singular: 'ipaddress',
  shortNames: ['ip'],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'ipaddresses',
  schema: 'io.k8s.api.networking.v1.IPAddress',
  nameRule: 'ip',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  validate,
  validateUpdate: (object, old) => [
    ...immutable('spec.parentRef', (object as IPAddress).spec.parentRef, (old as IPAddress).spec.parentRef),
  ],
  columns: () => [
    nameColumn,
    column(
      'ParentRef',
      'ParentRef references the resource that an IPAddress is attached to. An IPAddress must reference a parent object.',
    ),
  ],
  row: (object) => [object.metadata.name, parentText((object as IPAddress).spec.parentRef)],
};
