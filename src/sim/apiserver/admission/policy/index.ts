import { forbidden } from '../../../../api/status.ts';
import type { Status } from '../../../../api/types.ts';
import { cachedIn, everyCached } from '../../cache/cache.ts';
import type { ApiServerState } from '../../state.ts';
import type { Work } from '../../work.ts';
import type { Admission, AdmissionPlugin } from '../plugin.ts';
import { askedOf, nameOf, type Asked } from './asked.ts';
import { judge, type Denial } from './judge.ts';
import { isMatched } from './matching.ts';
import { paramsFor } from './params.ts';
import type { Binding, Policy } from './types.ts';

const own = new Set(['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding']);
const codes: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
  Invalid: 422,
};

/** Is any policy in force? Asked by every write, so it is one look. */
const inForce = ({ caches }: ApiServerState): boolean =>
  (caches.get('validatingadmissionpolicybindings')?.namespaces.size ?? 0) > 0;

/**
 * Rules the cluster's owners wrote in CEL, each put into force by bindings.
 * Models: apiserver/pkg/admission/plugin/policy/validating/{plugin,dispatcher,validator}.go. Left out: audit annotations
 * are worked out and not kept (there is no audit log), the variable `authorizer`, type checking of the expressions.
 */
export const validatingAdmissionPolicy = {
  name: 'ValidatingAdmissionPolicy',
  validate(work: Work): Admission {
    // An eviction was judged as what it is before it became the deletion of a Pod.
    if (!inForce(work.state) || work.call.info.subresource === 'eviction') return undefined;
    return askAll(askedOf(work));
  },
} satisfies AdmissionPlugin;

/** The same for a request that is no write of an object; only a refusal counts. */
export function policyRefusal(state: ApiServerState, asked: () => Asked): Status | undefined {
  if (!inForce(state)) return undefined;
  const answer = askAll(asked());
  return typeof answer === 'object' ? answer : undefined;
}

function askAll(asked: Asked): Admission {
  const { state, type } = asked;
  if (own.has(type.kind)) return undefined;
  const names: string[] = [];
  let refusal: Status | undefined;
  for (const binding of everyCached(state, 'validatingadmissionpolicybindings') as Binding[]) {
    const policy = cachedIn(state, 'validatingadmissionpolicies', '', binding.spec.policyName) as Policy | undefined;
    if (!policy || !isMatched(policy.spec.matchConstraints, asked) || !isMatched(binding.spec.matchResources, asked))
      continue;
    names.push(policy.metadata.name);
    for (const { message, reason, always } of denials(asked, policy, binding)) {
      const by = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`;
      const actions = binding.spec.validationActions ?? [];
      if (always || actions.includes('Deny')) refusal ??= refuse(asked, `${by} denied request: ${message}`, reason);
      if (!always && actions.includes('Warn')) asked.warnings.push(`Validation failed for ${by}: ${message}`);
    }
  }
  return refusal ?? (names.length > 0 ? `asked ${names.join(', ')}` : undefined);
}

/** What one policy has against the request, with each of its binding's parameters. */
function denials(asked: Asked, policy: Policy, binding: Binding): Denial[] {
  const params = paramsFor(asked, policy, binding);
  if (!('error' in params)) return params.flatMap((param) => judge(asked, policy, param));
  return policy.spec.failurePolicy === 'Ignore'
    ? []
    : [{ message: `failed to configure binding: ${params.error}`, always: true }];
}

/** The reason and its code come from the validation; the words are those of any admission refusal. */
function refuse(asked: Asked, text: string, reason = 'Invalid'): Status {
  const status = forbidden(asked.type, nameOf(asked) || asked.object?.metadata?.generateName || 'Unknown', text);
  return {
    ...status,
    reason,
    code: codes[reason] ?? 422,
    details: { ...status.details, causes: [{ message: text }] },
  } as Status;
}
