import type { MatchResources, Rule } from '../../../../api/admissionregistration/rules.ts';
import { selectorMatches } from '../../../../api/selectors.ts';
import type { KubeObject, LabelSelector } from '../../../../api/types.ts';
import { cachedIn } from '../../cache/cache.ts';
import type { Work } from '../../work.ts';

const any = (list: readonly string[] | undefined, item: string): boolean =>
  list !== undefined && (list.includes('*') || list.includes(item));
const isEmpty = ({ matchLabels, matchExpressions }: LabelSelector): boolean =>
  Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions?.length ?? 0) === 0;

/**
 * Whether a policy, or its binding, is about this request.
 * Models: apiserver/pkg/admission/plugin/policy/matching/matching.go.
 */
export function isMatched(match: MatchResources | undefined, work: Work): boolean {
  if (!match) return true;
  if (match.namespaceSelector && !isEmpty(match.namespaceSelector) && !inNamespaces(match.namespaceSelector, work))
    return false;
  if (match.objectSelector && !isEmpty(match.objectSelector) && !hasLabels(match.objectSelector, work)) return false;
  const exact = match.matchPolicy === 'Exact';
  if (match.excludeResourceRules?.some((rule) => ruleMatches(rule, work, exact))) return false;
  const rules = match.resourceRules ?? [];
  return rules.length === 0 || rules.some((rule) => ruleMatches(rule, work, exact));
}

function inNamespaces(selector: LabelSelector, { type, call, draft, state }: Work): boolean {
  if (type.kind === 'Namespace' && type.group === '') return selectorMatches(selector, draft.metadata.labels);
  if (!type.namespaced) return true;
  return selectorMatches(selector, cachedIn(state, 'namespaces', '', call.info.namespace)?.metadata.labels);
}

function hasLabels(selector: LabelSelector, { draft, existing, operation }: Work): boolean {
  const has = (object: KubeObject | undefined): boolean =>
    object !== undefined && selectorMatches(selector, object.metadata.labels);
  return (operation !== 'delete' && has(draft)) || has(existing);
}

function ruleMatches(rule: Rule, { type, call, draft, operation }: Work, exact: boolean): boolean {
  const { subresource, name } = call.info;
  if (!any(rule.operations, operation.toUpperCase()) || !any(rule.apiGroups, type.group)) return false;
  // An equivalent request in another version of the resource counts too.
  if (exact && !any(rule.apiVersions, type.version)) return false;
  const scope = rule.scope ?? '*';
  if (scope !== '*' && (scope === 'Namespaced') !== type.namespaced) return false;
  if (rule.resourceNames?.length && !rule.resourceNames.includes(name || draft.metadata.name)) return false;
  return (rule.resources ?? []).some((resource) => {
    const [plural, sub = ''] = resource.split('/');
    return (plural === '*' || plural === type.plural) && (sub === '*' || sub === subresource);
  });
}
