import type { KubeObject, PolicyRule, Role, RoleBinding } from '../../../api/types.ts';
import type { ApiServerState, Decision, Grant, RbacIndex, RequestInfo, User } from '../state.ts';
import { cachedIn, everyCached } from '../cache/cache.ts';

/** Storage prefixes whose changes make an index stale. */
export const rbacPrefixes = new Set(['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings']);

/** Users remembered, and requests of each. */
const usersMax = 2_000;
const requestsMax = 1_000;
const denied: Decision = Object.freeze({ allowed: false, reason: '' });

/**
 * Role-based access control: allowed iff one rule of one role bound to the user or one of its groups matches.
 * Models: plugin/pkg/auth/authorizer/rbac/rbac.go, pkg/registry/rbac/validation/rule.go.
 */
export function authorizeRbac(state: ApiServerState, user: User, info: RequestInfo, path: string): Decision {
  const index = (state.rbac ??= buildIndex(state));
  // With the name in the key, rules with resourceNames are decided right; objects' names would fill the memory, so
  // only decisions that did not depend on the name are remembered.
  const key = info.isResource
    ? `${info.verb} ${info.group}/${info.plural}/${info.subresource} ${info.namespace}`
    : `${info.verb} ${path}`;
  let decided = index.decided.get(user.key);
  const before = decided?.get(key);
  if (before) return before;
  const walk: Walk = { byName: false };
  const decision = decide(index, user, info, path, walk);
  if (!walk.byName) {
    if (!decided) {
      if (index.decided.size >= usersMax) index.decided.clear();
      index.decided.set(user.key, (decided = new Map()));
    }
    if (decided.size >= requestsMax) decided.clear();
    decided.set(key, decision);
  }
  return decision;
}

interface Walk {
  /** Some rule looked at the object's name. */
  byName: boolean;
}

function decide(index: RbacIndex, user: User, info: RequestInfo, path: string, walk: Walk): Decision {
  const missing: string[] = [];
  const inNamespace = info.namespace === '' ? undefined : index.namespaced.get(info.namespace);
  for (const grants of [index.cluster, inNamespace]) {
    if (!grants) continue;
    for (const subject of subjectsOf(user)) {
      for (const grant of grants.get(subject) ?? []) {
        if (!grant.rules) {
          missing.push(`${grant.roleKind.toLowerCase()}.rbac.authorization.k8s.io "${grant.role}" not found`);
          continue;
        }
        for (const rule of grant.rules) {
          if (!allows(rule, info, path, walk)) continue;
          return Object.freeze({ allowed: true, reason: `RBAC: allowed by ${sentence(grant, info.namespace)}` });
        }
      }
    }
  }
  if (missing.length === 0) return denied;
  const text = missing.length === 1 ? missing[0]! : `[${[...new Set(missing)].join(', ')}]`;
  return Object.freeze({ allowed: false, reason: `RBAC: ${text}` });
}

function sentence(grant: Grant, namespace: string): string {
  const binding = grant.bindingKind === 'RoleBinding' ? `${grant.binding}/${namespace}` : grant.binding;
  const [kind, ...name] = grant.subject.split(' ');
  return `${grant.bindingKind} "${binding}" of ${grant.roleKind} "${grant.role}" to ${kind} "${name.join(' ')}"`;
}

/** Rules that apply to a user: everywhere, and in one namespace. For SelfSubjectRulesReview and escalation checks. */
export function rulesFor(state: ApiServerState, user: User, namespace: string): PolicyRule[] {
  const index = (state.rbac ??= buildIndex(state));
  const out: PolicyRule[] = [];
  for (const grants of [index.cluster, index.namespaced.get(namespace)]) {
    for (const subject of subjectsOf(user))
      for (const grant of grants?.get(subject) ?? []) out.push(...(grant.rules ?? []));
  }
  return out;
}

function subjectsOf(user: User): string[] {
  const subjects = [`User ${user.name}`, ...user.groups.map((group) => `Group ${group}`)];
  if (user.name.startsWith('system:serviceaccount:')) {
    const [, , namespace, name] = user.name.split(':');
    subjects.push(`ServiceAccount ${name}/${namespace}`);
  }
  return subjects;
}

function allows(rule: PolicyRule, info: RequestInfo, path: string, walk: Walk): boolean {
  if (!contains(rule.verbs, info.verb)) return false;
  if (!info.isResource)
    return (rule.nonResourceURLs ?? []).some(
      (url) => url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1))),
    );
  if (!contains(rule.apiGroups, info.group) || !resourceMatches(rule.resources, info.plural, info.subresource))
    return false;
  if (!rule.resourceNames || rule.resourceNames.length === 0) return true;
  walk.byName = true;
  return rule.resourceNames.includes(info.name);
}

const contains = (list: readonly string[] | undefined, item: string): boolean =>
  list !== undefined && (list.includes('*') || list.includes(item));

function resourceMatches(resources: readonly string[] | undefined, plural: string, subresource: string): boolean {
  if (!resources) return false;
  const wanted = subresource === '' ? plural : `${plural}/${subresource}`;
  return resources.some(
    (resource) => resource === '*' || resource === wanted || (subresource !== '' && resource === `*/${subresource}`),
  );
}

function buildIndex(state: ApiServerState): RbacIndex {
  const cluster = new Map<string, Grant[]>();
  const namespaced = new Map<string, Map<string, Grant[]>>();
  for (const binding of everyCached(state, 'clusterrolebindings'))
    addGrants(state, cluster, binding as RoleBinding, 'ClusterRoleBinding');
  for (const binding of everyCached(state, 'rolebindings')) {
    const namespace = binding.metadata.namespace!;
    let grants = namespaced.get(namespace);
    if (!grants) namespaced.set(namespace, (grants = new Map()));
    addGrants(state, grants, binding as RoleBinding, 'RoleBinding');
  }
  // Frozen: checkpoints share it. What `decided` remembers follows from the rest, so sharing it is safe.
  return Object.freeze({ cluster, namespaced, decided: new Map() });
}

function addGrants(
  state: ApiServerState,
  into: Map<string, Grant[]>,
  binding: RoleBinding,
  bindingKind: Grant['bindingKind'],
): void {
  const { roleRef } = binding;
  const namespace = binding.metadata.namespace ?? '';
  const role = cachedIn(
    state,
    roleRef.kind === 'ClusterRole' ? 'clusterroles' : 'roles',
    roleRef.kind === 'ClusterRole' ? '' : namespace,
    roleRef.name,
  );
  for (const subject of binding.subjects ?? []) {
    const text =
      subject.kind === 'ServiceAccount'
        ? `ServiceAccount ${subject.name}/${subject.namespace ?? namespace}`
        : `${subject.kind} ${subject.name}`;
    const grant: Grant = Object.freeze({
      bindingKind,
      binding: binding.metadata.name,
      roleKind: roleRef.kind,
      role: roleRef.name,
      subject: text,
      rules: rulesOf(role),
    });
    const grants = into.get(text);
    if (grants) grants.push(grant);
    else into.set(text, [grant]);
  }
}

const rulesOf = (role: KubeObject | undefined): readonly PolicyRule[] | undefined =>
  role && ((role as Role).rules ?? []);
