import type { MatchResources, Rule } from '../../../../api/admissionregistration/rules.ts';
import { selectorMatches } from '../../../../api/selectors.ts';
import type { KubeObject, LabelSelector } from '../../../../api/types.ts';
import { cachedIn } from '../../cache/cache.ts';
import { nameOf, type Asked } from './asked.ts';

const any = (list: readonly string[] | undefined, item: string): boolean =>
  list !== undefined && (list.includes('*') || list.includes(item));
const isEmpty = ({ matchLabels, matchExpressions }: LabelSelector): boolean =>
  Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions?.length ?? 0) === 0;

/**
 * Whether a policy, or its binding, is about this request.
 * Models: apiserver/pkg/admission/plugin/policy/matching/matching.go.
 */
export function isMatched(match: MatchResources | undefined, asked: Asked): boolean {
  if (!match) return true;
  if (match.namespaceSelector && !isEmpty(match.namespaceSelector) && !inNamespaces(match.namespaceSelector, asked))
    return false;
  if (match.objectSelector && !isEmpty(match.objectSelector) && !hasLabels(match.objectSelector, asked)) return false;
  const exact = match.matchPolicy === 'Exact';
  if (match.excludeResourceRules?.some((rule) => ruleMatches(rule, asked, exact))) return false;
  const rules = match.resourceRules ?? [];
  return rules.length === 0 || rules.some((rule) => ruleMatches(rule, asked, exact));
}

/** A namespace that is written is judged by its new labels. Source: predicates/namespace/matcher.go GetNamespaceLabels. */
function inNamespaces(selector: LabelSelector, asked: Asked): boolean {
  const { type, call, state, object, operation } = asked;
  const isNamespace = type.kind === 'Namespace' && type.group === '';
  if (isNamespace && call.info.subresource === '' && (operation === 'CREATE' || operation === 'UPDATE'))
    return selectorMatches(selector, object?.metadata.labels);
  if (!type.namespaced && !isNamespace) return true;
  const namespace = cachedIn(state, 'namespaces', '', isNamespace ? nameOf(asked) : call.info.namespace);
  return selectorMatches(selector, namespace?.metadata.labels);
}

function hasLabels(selector: LabelSelector, { object, oldObject }: Asked): boolean {
  const has = (one: KubeObject | null): boolean => one !== null && selectorMatches(selector, one.metadata?.labels);
  return has(object) || has(oldObject);
}

function ruleMatches(rule: Rule, asked: Asked, exact: boolean): boolean {
  const { type, call, operation } = asked;
  if (!any(rule.operations, operation) || !any(rule.apiGroups, type.group)) return false;
  // An equivalent request in another version of the resource counts too.
  if (exact && !any(rule.apiVersions, type.version)) return false;
  const scope = rule.scope ?? '*';
  if (scope !== '*' && (scope === 'Namespaced') !== type.namespaced) return false;
  if (rule.resourceNames?.length && !rule.resourceNames.includes(nameOf(asked))) return false;
  return (rule.resources ?? []).some((resource) => {
    const [plural, sub = ''] = resource.split('/');
    return (plural === '*' || plural === type.plural) && (sub === '*' || sub === call.info.subresource);
  });
}
