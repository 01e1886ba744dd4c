import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { forbidden, invalid, notSupported, required, tooLong } from '../field.ts';
import { immutable } from '../metadata.ts';
import { isDns1123Label, isDomainPrefixedPath } from '../names.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, countSpecChanges } from '../strategy.ts';
import type { KubeObject } from '../types.ts';
import { validateReference } from './ingress.ts';

interface IngressClass extends KubeObject {
  spec: {
    controller?: string;
    parameters?: { apiGroup?: string; kind: string; name: string; scope?: string; namespace?: string };
  };
}

const controllerMax = 250;
const scopes = ['Cluster', 'Namespace'];

/** Models: pkg/apis/networking/validation/validation.go ValidateIngressClass. */
function validate(object: KubeObject): FieldError[] {
  const { controller = '', parameters } = (object as IngressClass).spec;
  const errors: FieldError[] = [];
  if (controller.length > controllerMax) errors.push(tooLong('spec.controller', controllerMax));
  errors.push(...isDomainPrefixedPath('spec.controller', controller));
  if (!parameters) return errors;
  const path = 'spec.parameters';
  validateReference(parameters, path, errors);
  const { scope, namespace } = parameters;
  if (scope === undefined) errors.push(required(`${path}.scope`));
  else if (!scopes.includes(scope)) errors.push(notSupported(`${path}.scope`, scope, scopes));
  else if (scope === 'Namespace') {
    if (namespace === undefined) errors.push(required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'"));
    else for (const text of isDns1123Label(namespace)) errors.push(invalid(`${path}.namespace`, namespace, text));
  } else if (namespace !== undefined)
    errors.push(forbidden(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  return errors;
}

/** `Kind.group/name`. Models: printers.go printIngressClass. */
function parametersText(parameters: IngressClass['spec']['parameters']): string {
  if (!parameters) return '<none>';
  const { kind, apiGroup, name } = parameters;
  return `${kind}${apiGroup ? `.${apiGroup}` : ''}/${name}`;
}

export const ingressClassType: ResourceType = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  singular: 'ingressclass',
  shortNames: [],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'ingressclasses',
  schema: 'io.k8s.api.networking.v1.IngressClass',
  allowUnconditionalUpdate: true,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { parameters } = (object as IngressClass).spec;
    if (parameters) parameters.scope ??= 'Cluster';
  },
  prepareForCreate(object) {
    object.metadata.generation = 1;
  },
  prepareForUpdate: countSpecChanges,
  validate,
  validateUpdate: (object, old) => [
    ...immutable(
      'spec.controller',
      (object as IngressClass).spec.controller ?? '',
      (old as IngressClass).spec.controller ?? '',
    ),
    ...validate(object),
  ],
  columns: () => [
    nameColumn,
    column('Controller', 'Controller that is responsible for handling this class'),
    column('Parameters', 'A reference to a resource with additional parameters'),
    ageColumn,
  ],
  row(object, nowMs) {
    const { spec, metadata } = object as IngressClass;
    return [metadata.name, spec.controller ?? '', parametersText(spec.parameters), age(object, nowMs)];
  },
};
