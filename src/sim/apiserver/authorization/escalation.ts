import { forbidden, notFound } from '../../../api/status.ts';
import type { PolicyRule, Role, RoleBinding, Status } from '../../../api/types.ts';
import { cachedIn } from '../cache/cache.ts';
import { authorize } from '../stages/authorization.ts';
import type { ApiServerState, RequestInfo, User } from '../state.ts';
import type { StageStep, Work } from '../work.ts';
import { rulesFor } from './rbac.ts';

const group = 'rbac.authorization.k8s.io';

/**
 * Nobody gives away more than they have: who writes a role or a binding must hold its permissions, or have the verb
 * `escalate` (roles) or `bind` (bindings).
 * Models: pkg/registry/rbac/{role,rolebinding,clusterrole,clusterrolebinding}/policybased/storage.go,
 * pkg/registry/rbac/validation/rule.go ConfirmNoEscalation.
 */
export const confirmNoEscalation: StageStep = {
  stage: 'authorization',
  run(work) {
    const { type, call } = work;
    if (type.group !== group || call.user.groups.includes('system:masters')) return undefined;
    const refusal = type.kind.endsWith('Binding') ? refuseBinding(work) : refuseRole(work);
    return refusal && { detail: '', refusal };
  },
};

function refuseRole(work: Work): Status | undefined {
  const { state, call, draft, existing } = work;
  if (may(state, call.user, { ...call.info, verb: 'escalate', name: draft.metadata.name })) return undefined;
  const { rules } = draft as Role;
  // A write that grants nothing new is nobody's business here.
  if (existing && JSON.stringify((existing as Role).rules) === JSON.stringify(rules)) return undefined;
  return refuseMissing(work, rules ?? []);
}

function refuseBinding(work: Work): Status | undefined {
  const { state, call, draft } = work;
  const { roleRef } = draft as RoleBinding;
  const namespace = roleRef.kind === 'Role' ? call.info.namespace : '';
  const plural = roleRef.kind === 'Role' ? 'roles' : 'clusterroles';
  const { namespace: own } = call.info;
  if (may(state, call.user, { ...call.info, verb: 'bind', plural, namespace: own, name: roleRef.name })) {
    return undefined;
  }
  const role = cachedIn(state, plural, namespace, roleRef.name) as Role | undefined;
  if (!role) return notFound({ group, plural }, roleRef.name);
  return refuseMissing(work, role.rules ?? []);
}

const may = (state: ApiServerState, user: User, info: RequestInfo): boolean => authorize(state, user, info, '').allowed;

function refuseMissing(work: Work, wanted: readonly PolicyRule[]): Status | undefined {
  const { state, call, type, draft } = work;
  const held = rulesFor(state, call.user, call.info.namespace);
  const missing = new Map<string, PolicyRule>();
  for (const simple of wanted.flatMap(breakDown)) {
    if (held.some((rule) => covers(rule, simple))) continue;
    // Rules about one resource are told as one, with all their verbs.
    const { verbs: _, ...about } = simple;
    const key = JSON.stringify(about);
    const before = missing.get(key);
    missing.set(key, before ? { ...before, verbs: [...before.verbs, ...simple.verbs] } : simple);
  }
  if (missing.size === 0) return undefined;
  const lines = [...missing.values()].map(describe).sort();
  const { name, groups } = call.user;
  return forbidden(
    type,
    draft.metadata.name,
    `user ${JSON.stringify(name)} (groups=${goList(groups)}) is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}`,
  );
}

/** One verb on one resource (or path) at a time. */
function breakDown(rule: PolicyRule): PolicyRule[] {
  const out: PolicyRule[] = [];
  for (const verb of rule.verbs) {
    for (const url of rule.nonResourceURLs ?? []) out.push({ verbs: [verb], nonResourceURLs: [url] });
    for (const apiGroup of rule.apiGroups ?? []) {
      for (const resource of rule.resources ?? []) {
        const about = { apiGroups: [apiGroup], resources: [resource], verbs: [verb] };
        if (!rule.resourceNames?.length) out.push(about);
        for (const name of rule.resourceNames ?? []) out.push({ ...about, resourceNames: [name] });
      }
    }
  }
  return out;
}

function covers(rule: PolicyRule, wanted: PolicyRule): boolean {
  const has = (list: readonly string[] | undefined, item: string): boolean =>
    list !== undefined && (list.includes('*') || list.includes(item));
  if (!has(rule.verbs, wanted.verbs[0]!)) return false;
  const [url] = wanted.nonResourceURLs ?? [];
  if (url !== undefined) {
    return (rule.nonResourceURLs ?? []).some((u) => u === url || (u.endsWith('*') && url.startsWith(u.slice(0, -1))));
  }
  const [resource = '', subresource] = wanted.resources![0]!.split('/');
  const byName = rule.resourceNames?.length
    ? wanted.resourceNames?.every((n) => rule.resourceNames!.includes(n))
    : true;
  const resources = rule.resources ?? [];
  const byResource =
    has(resources, wanted.resources![0]!) || (subresource !== undefined && resources.includes(`*/${subresource}`));
  return byName === true && byResource && has(rule.apiGroups, wanted.apiGroups![0]!) && resource !== '';
}

/** A list of strings as Go's %q prints it. */
const goList = (items: readonly string[]): string => `[${items.map((item) => JSON.stringify(item)).join(' ')}]`;

function describe({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: PolicyRule): string {
  const parts = Object.entries({
    APIGroups: apiGroups,
    Resources: resources,
    NonResourceURLs: nonResourceURLs,
    ResourceNames: resourceNames,
    Verbs: verbs,
  });
  return `{${parts.flatMap(([name, list]) => (list?.length ? [`${name}:${goList(list)}`] : [])).join(', ')}}`;
}
