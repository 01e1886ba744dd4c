import {
  definitionsPrefix,
  isConditionTrue,
  isEstablished,
  prefixOf,
  type CustomResourceDefinition,
} from '../../../api/custom/definition.ts';
import { storedType } from '../../../api/custom/type.ts';
import type { ResourceType } from '../../../api/resource.ts';
import type { KubeObject, Status } from '../../../api/types.ts';
import { cachedIn, everyCached } from '../cache/cache.ts';
import { typeByPrefix } from '../registry.ts';
import type { ApiServerState, Call, RequestInfo } from '../state.ts';

/**
 * Resources that exist because a CustomResourceDefinition is stored and established: a function of the cache, nothing
 * is registered anywhere. Models: apiextensions-apiserver pkg/apiserver/customresource_handler.go.
 */
export function definitionFor(state: ApiServerState, info: RequestInfo): CustomResourceDefinition | undefined {
  if (!info.isResource || !info.group.includes('.')) return undefined;
  // Most clusters have none, and every renewal of a Lease comes by here.
  const definitions = state.caches.get(definitionsPrefix)?.namespaces.get('');
  const definition = definitions && definitions.size > 0 ? definitions.get(`${info.plural}.${info.group}`) : undefined;
  return definition && isEstablished(definition as CustomResourceDefinition)
    ? (definition as CustomResourceDefinition)
    : undefined;
}

export function typeOfPrefix(state: ApiServerState, prefix: string): ResourceType | undefined {
  const builtIn = typeByPrefix(prefix);
  if (builtIn) return builtIn;
  const [group, plural] = prefix.split('/');
  const definition = plural === undefined ? undefined : cachedIn(state, definitionsPrefix, '', `${plural}.${group!}`);
  return definition && storedType(definition as CustomResourceDefinition);
}

export const established = (state: ApiServerState): CustomResourceDefinition[] =>
  (everyCached(state, definitionsPrefix) as CustomResourceDefinition[]).filter(isEstablished);

/** Where objects of custom kinds are kept, by group and kind: what a restarted server needs to sort what it reads. */
export function customPlurals(objects: readonly KubeObject[]): Map<string, string> {
  const plurals = new Map<string, string>();
  for (const object of objects) {
    if (object.kind !== 'CustomResourceDefinition') continue;
    const definition = object as CustomResourceDefinition;
    plurals.set(`${definition.spec.group}/${definition.spec.names.kind}`, prefixOf(definition));
  }
  return plurals;
}

/** Nothing new comes to a resource that is going. */
export function terminatingProblem({ definition, info }: Call): Status | undefined {
  if (!definition || info.verb !== 'create' || !isConditionTrue(definition, 'Terminating')) return undefined;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'create not allowed while custom resource definition is terminating',
    reason: 'MethodNotAllowed',
    details: { group: info.group, kind: info.plural },
    code: 405,
  };
}
