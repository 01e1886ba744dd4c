import type { MatchCondition, MatchResources } from '../../../../api/admissionregistration/rules.ts';
import { findKind } from '../../../../api/index.ts';
import { selectorMatches } from '../../../../api/selectors.ts';
import { forbidden } from '../../../../api/status.ts';
import type { KubeObject, LabelSelector, Status } from '../../../../api/types.ts';
import { cachedIn, everyCached } from '../../cache/cache.ts';
import { isDryRun } from '../../options.ts';
import type { Work } from '../../work.ts';
import type { Admission, AdmissionPlugin } from '../plugin.ts';
import { evaluateCel } from './engine.ts';
import { isMatched } from './matching.ts';

interface Validation {
  expression: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
}

interface Policy extends KubeObject {
  spec: {
    paramKind?: { apiVersion: string; kind: string };
    matchConstraints?: MatchResources;
    validations?: Validation[];
    failurePolicy?: string;
    matchConditions?: MatchCondition[];
    variables?: { name: string; expression: string }[];
  };
}

interface Binding extends KubeObject {
  spec: {
    policyName: string;
    paramRef?: { name?: string; namespace?: string; selector?: LabelSelector; parameterNotFoundAction?: string };
    matchResources?: MatchResources;
    validationActions?: string[];
  };
}

type Variables = Readonly<Record<string, unknown>>;
interface Denial {
  readonly message: string;
  readonly reason?: string;
}

const own = new Set(['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding']);
const codes: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
  Invalid: 422,
};

/**
 * Rules the cluster's owners wrote in CEL, each put into force by bindings.
 * Models: apiserver/pkg/admission/plugin/policy/validating/{plugin,dispatcher,validator}.go. Left out: audit annotations
 * (there is no audit log), the variable `authorizer`, type checking of the expressions.
 */
export const validatingAdmissionPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  validate(work) {
    const bindings = work.state.caches.get('validatingadmissionpolicybindings');
    return bindings && bindings.namespaces.size > 0 && !own.has(work.type.kind) ? askAll(work) : undefined;
  },
};

function askAll(work: Work): Admission {
  const { state } = work;
  const asked: string[] = [];
  let refusal: Status | undefined;
  for (const binding of everyCached(state, 'validatingadmissionpolicybindings') as Binding[]) {
    const policy = cachedIn(state, 'validatingadmissionpolicies', '', binding.spec.policyName) as Policy | undefined;
    if (!policy || !isMatched(policy.spec.matchConstraints, work) || !isMatched(binding.spec.matchResources, work))
      continue;
    asked.push(policy.metadata.name);
    for (const denial of judge(work, policy, binding)) {
      const by = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`;
      const actions = binding.spec.validationActions ?? [];
      if (actions.includes('Deny')) refusal ??= refuse(work, `${by} denied request: ${denial.message}`, denial.reason);
      if (actions.includes('Warn')) work.warnings.push(`Validation failed for ${by}: ${denial.message}`);
    }
  }
  return refusal ?? (asked.length > 0 ? `asked ${asked.join(', ')}` : undefined);
}

/** The reason and its code come from the validation; the words are those of any admission refusal. */
function refuse({ type, call, draft }: Work, text: string, reason = 'Invalid'): Status {
  const name = call.info.name || draft.metadata.name || draft.metadata.generateName || 'Unknown';
  const status = forbidden(type, name, text);
  return {
    ...status,
    reason,
    code: codes[reason] ?? 422,
    details: { ...status.details, causes: [{ message: text }] },
  } as Status;
}

/** What one policy has against the request, with each of its binding's parameters. */
function judge(work: Work, policy: Policy, binding: Binding): Denial[] {
  const { spec } = policy;
  const fails = spec.failurePolicy !== 'Ignore';
  const params = paramsFor(work, policy, binding);
  if (params === undefined)
    return binding.spec.paramRef?.parameterNotFoundAction === 'Allow' || !fails
      ? []
      : [
          {
            message:
              'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction',
          },
        ];
  return params.flatMap((param) => judgeWith(variablesOf(work, spec, param), spec, fails));
}

function judgeWith(variables: Variables, spec: Policy['spec'], fails: boolean): Denial[] {
  for (const { name, expression } of spec.matchConditions ?? []) {
    const result = evaluateCel(expression, variables);
    if ('error' in result)
      return fails ? [{ message: `match condition "${name}" failed: ${errorText(expression, result.error)}` }] : [];
    if (result.value !== true) return [];
  }
  return (spec.validations ?? []).flatMap((validation): Denial[] => {
    const { expression, reason } = validation;
    const result = evaluateCel(expression, variables);
    if ('error' in result) return fails ? [{ message: errorText(expression, result.error) }] : [];
    if (result.value === true) return [];
    const message = messageOf(validation, variables);
    return [reason === undefined ? { message } : { message, reason }];
  });
}

const errorText = (expression: string, error: string): string =>
  `expression '${expression}' resulted in error: ${error}`;

function messageOf({ expression, message, messageExpression }: Validation, variables: Variables): string {
  if (messageExpression) {
    const result = evaluateCel(messageExpression, variables);
    const text = 'value' in result && typeof result.value === 'string' ? result.value.trim() : '';
    if (text !== '' && !text.includes('\n')) return text;
  }
  return message?.trim() || `failed expression: ${expression.trim()}`;
}

function variablesOf(work: Work, spec: Policy['spec'], params: KubeObject | null): Variables {
  const { type, call, draft, existing, operation, state } = work;
  const { info, user } = call;
  const given: Record<string, unknown> = {
    object: operation === 'delete' ? null : draft,
    oldObject: operation === 'create' ? null : (existing ?? null),
    params,
    namespaceObject: info.namespace === '' ? null : (cachedIn(state, 'namespaces', '', info.namespace) ?? null),
    request: {
      kind: { group: type.group, version: type.version, kind: type.kind },
      resource: { group: type.group, version: type.version, resource: type.plural },
      subResource: info.subresource,
      name: info.name || draft.metadata.name || '',
      namespace: info.namespace,
      operation: operation.toUpperCase(),
      userInfo: { username: user.name, groups: user.groups },
      dryRun: isDryRun(call),
    },
  };
  // Worked out when a rule looks at it, and once.
  const variables = {};
  given['variables'] = variables;
  for (const { name, expression } of spec.variables ?? []) {
    let known: { value: unknown } | undefined;
    Object.defineProperty(variables, name, {
      enumerable: true,
      get() {
        if (known) return known.value;
        const result = evaluateCel(expression, given);
        if ('error' in result) throw new Error(`composited variable "${name}" fails to evaluate: ${result.error}`);
        known = result;
        return result.value;
      },
    });
  }
  return given;
}

/** The objects a binding names as parameters; [null] where the policy takes none; undefined: none found. */
function paramsFor({ state, call }: Work, { spec }: Policy, binding: Binding): (KubeObject | null)[] | undefined {
  const { paramRef } = binding.spec;
  if (!spec.paramKind || !paramRef) return [null];
  const type = findKind(spec.paramKind.apiVersion, spec.paramKind.kind);
  if (!type) return undefined;
  const namespace = type.namespaced ? (paramRef.namespace ?? call.info.namespace) : '';
  if (paramRef.name !== undefined) {
    const found = cachedIn(state, type.etcdPrefix, namespace, paramRef.name);
    return found && [found];
  }
  const found = [...(state.caches.get(type.etcdPrefix)?.namespaces.get(namespace)?.values() ?? [])].filter((object) =>
    selectorMatches(paramRef.selector, object.metadata.labels),
  );
  return found.length > 0 ? found : undefined;
}
