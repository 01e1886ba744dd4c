import type { KubeObject } from '../../../../api/types.ts';
import { cachedIn } from '../../cache/cache.ts';
import { isDryRun } from '../../options.ts';
import { nameOf, type Asked } from './asked.ts';
import { evaluateCel } from './engine.ts';
import type { Policy, Validation } from './types.ts';

type Variables = Readonly<Record<string, unknown>>;
export interface Denial {
  readonly message: string;
  readonly reason?: string;
  /** It counts whatever the binding's actions are: the policy itself went wrong. */
  readonly always?: boolean;
}

/** Longest message an expression may make. Source: apis/cel/config.go MaxEvaluatedMessageExpressionSizeBytes. */
const messageMax = 5 * 1024;

/**
 * What a policy has against a request, with one parameter.
 * Models: apiserver/pkg/admission/plugin/policy/validating/validator.go, webhook/matchconditions/matcher.go.
 */
export function judge(asked: Asked, { spec }: Policy, param: KubeObject | null): Denial[] {
  const variables = variablesOf(asked, spec, param);
  const fails = spec.failurePolicy !== 'Ignore';
  const problems: string[] = [];
  for (const { expression } of spec.matchConditions ?? []) {
    const result = evaluateCel(expression, variables);
    if ('error' in result) problems.push(errorText(expression, result.error));
    // One that is false decides, whatever went wrong in others.
    else if (result.value !== true) return [];
  }
  if (problems.length > 0)
    return fails ? [{ message: problems.length === 1 ? problems[0]! : `[${problems.join(', ')}]` }] : [];
  return [
    ...(spec.validations ?? []).flatMap((validation) => denialOf(validation, variables, fails)),
    ...(spec.auditAnnotations ?? []).flatMap(({ valueExpression }) => noteProblem(valueExpression, variables, fails)),
  ];
}

function denialOf(validation: Validation, variables: Variables, fails: boolean): Denial[] {
  const { expression, reason } = validation;
  const result = evaluateCel(expression, variables);
  if ('error' in result) return fails ? [{ message: errorText(expression, result.error) }] : [];
  if (result.value === true) return [];
  const message = messageOf(validation, variables);
  return [reason === undefined ? { message } : { message, reason }];
}

/** A note for the audit log, which is not kept; an expression that does not give one refuses all the same. */
function noteProblem(expression: string, variables: Variables, fails: boolean): Denial[] {
  const result = evaluateCel(expression, variables);
  const message =
    'error' in result
      ? errorText(expression, result.error)
      : typeof result.value === 'string' || result.value === null
        ? undefined
        : `valueExpression '${expression}' resulted in unsupported return type: ${typeName(result.value)}. Return type must be either string or null.`;
  return message !== undefined && fails ? [{ message, always: true }] : [];
}

/** As cel-go calls the type of a value. */
function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  const names: Readonly<Record<string, string>> = { boolean: 'bool', bigint: 'int', number: 'double', object: 'map' };
  return names[typeof value] ?? typeof value;
}

const errorText = (expression: string, error: string): string =>
  `expression '${expression}' resulted in error: ${error}`;

function messageOf({ expression, message, messageExpression }: Validation, variables: Variables): string {
  if (messageExpression) {
    const result = evaluateCel(messageExpression, variables);
    const text = 'value' in result && typeof result.value === 'string' ? result.value.trim() : '';
    if (text !== '' && text.length <= messageMax && !text.includes('\n')) return text;
  }
  return message?.trim() || `failed expression: ${expression.trim()}`;
}

function variablesOf(asked: Asked, spec: Policy['spec'], params: KubeObject | null): Variables {
  const { type, kind, call, object, oldObject, operation, state } = asked;
  const { info, user } = call;
  const ofKind = { group: kind.group, version: kind.version, kind: kind.kind };
  const resource = { group: type.group, version: type.version, resource: type.plural };
  const given: Record<string, unknown> = {
    object,
    oldObject,
    params,
    namespaceObject: info.namespace === '' ? null : (cachedIn(state, 'namespaces', '', info.namespace) ?? null),
    request: {
      kind: ofKind,
      resource,
      subResource: info.subresource,
      requestKind: ofKind,
      requestResource: resource,
      requestSubResource: info.subresource,
      name: nameOf(asked),
      namespace: info.namespace,
      operation,
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
