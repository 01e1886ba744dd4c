import { definitionsPrefix, type CustomResourceDefinition } from '../../../../api/custom/definition.ts';
import { customType } from '../../../../api/custom/type.ts';
import { findKind } from '../../../../api/index.ts';
import type { ResourceType } from '../../../../api/resource.ts';
import { selectorMatches } from '../../../../api/selectors.ts';
import type { KubeObject } from '../../../../api/types.ts';
import { cachedIn, everyCached } from '../../cache/cache.ts';
import { established } from '../../custom/served.ts';
import type { ApiServerState } from '../../state.ts';
import type { Asked } from './asked.ts';
import type { Binding, Policy } from './types.ts';

type Params = readonly (KubeObject | null)[] | { readonly error: string };

/**
 * The objects a binding names as parameters; [null] where policy or binding takes none; none where what is not found may
 * be missing. Models: apiserver/pkg/admission/plugin/policy/generic/policy_dispatcher.go CollectParams.
 */
export function paramsFor({ state, call }: Asked, { spec }: Policy, binding: Binding): Params {
  const { paramRef } = binding.spec;
  if (!spec.paramKind || !paramRef) return [null];
  const { apiVersion, kind } = spec.paramKind;
  const type = typeOfKind(state, apiVersion, kind);
  if (!type) return { error: `paramKind kind \`${apiVersion}, Kind=${kind}\` not known` };
  if (!type.namespaced && paramRef.namespace)
    return { error: 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`' };
  const namespace = type.namespaced ? paramRef.namespace || call.info.namespace : '';
  if (type.namespaced && namespace === '')
    return { error: 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources' };
  const found = paramRef.name
    ? [cachedIn(state, type.etcdPrefix, namespace, paramRef.name)].filter((object) => object !== undefined)
    : everyCached(state, type.etcdPrefix).filter(
        ({ metadata }) =>
          (metadata.namespace ?? '') === namespace && selectorMatches(paramRef.selector, metadata.labels),
      );
  return found.length === 0 && paramRef.parameterNotFoundAction === 'Deny'
    ? { error: 'no params found for policy binding with `Deny` parameterNotFoundAction' }
    : found;
}

function typeOfKind(state: ApiServerState, apiVersion: string, kind: string): ResourceType | undefined {
  const builtIn = findKind(apiVersion, kind);
  if (builtIn || !state.caches.has(definitionsPrefix)) return builtIn;
  const [group, version = ''] = apiVersion.split('/');
  const definition = established(state).find(
    ({ spec }: CustomResourceDefinition) => spec.group === group && spec.names.kind === kind,
  );
  return definition && customType(definition, version);
}
