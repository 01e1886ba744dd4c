import type { Call, Command } from '../../command.ts';
import { fail, failWith } from '../../errors.ts';
import { findKind } from '../../kinds.ts';
import { printError, type Run } from '../../types.ts';
import { equalities } from './policy.ts';
import { createFlags, createObject, nameArgument } from './shared.ts';

/** Models: kubectl/pkg/cmd/create/create_role.go, create_clusterrole.go, create_rolebinding.go. */
const rbac = 'rbac.authorization.k8s.io';

interface Rule {
  readonly apiGroups?: string[];
  readonly nonResourceURLs?: string[];
  readonly resourceNames?: string[];
  readonly resources?: string[];
  readonly verbs: string[];
}

const knownVerbs = new Set([
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  '*',
  'use',
  'bind',
  'escalate',
  'impersonate',
  'approve',
  'sign',
  'proxy',
]);

function* readRules(call: Call, cluster: boolean): Run<Rule[]> {
  const { flags, session } = call;
  const verbs = [...new Set(flags.list('verb'))];
  const kept = verbs.includes('*') ? ['*'] : verbs;
  if (kept.length === 0) fail('at least one verb must be specified');
  const urls = cluster ? [...flags.list('non-resource-url')] : [];
  const resources = flags.list('resource');
  if (resources.length === 0) {
    if (urls.length === 0)
      fail(
        cluster
          ? 'at least one resource or nonResourceURL must be specified'
          : 'at least one resource must be specified',
      );
    return [{ nonResourceURLs: urls, verbs: kept }];
  }
  for (const verb of kept)
    if (!knownVerbs.has(verb)) yield* printError(`Warning: '${verb}' is not a standard resource verb\n`);
  const names = [...new Set(flags.list('resource-name'))];
  const byGroup = new Map<string, string[]>();
  for (const text of resources) {
    const [word, subresource] = text.split('/') as [string, string?];
    if (word === '') fail('resource must be specified if apiGroup/subresource specified');
    let group = '';
    let plural = '*';
    if (word !== '*') {
      const kind = yield* findKind(session, word);
      // Upstream prints this one without `error:`.
      if (!kind)
        return failWith({ type: 'verbatim', text: `the server doesn't have a resource type "${word.split('.')[0]!}"` });
      group = kind.group;
      plural = kind.plural;
    } else group = '*';
    const list = byGroup.get(group) ?? [];
    const full = subresource ? `${plural}/${subresource}` : plural;
    if (!list.includes(full)) list.push(full);
    byGroup.set(group, list);
  }
  return [...byGroup].map(([group, list]) => ({
    apiGroups: [group],
    ...(names.length > 0 ? { resourceNames: names } : {}),
    resources: list,
    verbs: kept,
  }));
}

const ruleFlags = [
  { name: 'resource', type: 'slice', help: 'Resource that the rule applies to' },
  {
    name: 'resource-name',
    type: 'array',
    help: 'Resource in the white list that the rule applies to, repeat this flag for multiple items',
  },
  { name: 'verb', type: 'slice', help: 'Verb that applies to the resources contained in the rule' },
] as const;

export const roleCommand: Command = {
  name: 'role',
  short: 'Create a role with single rule',
  use: 'create role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]',
  completes: 'none',
  flags: [...createFlags, ...ruleFlags],
  *run(call) {
    const name = nameArgument(call);
    const rules = yield* readRules(call, false);
    return yield* createObject(call, 'roles', {
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata: { creationTimestamp: null, name },
      rules,
    });
  },
};

export const clusterRoleCommand: Command = {
  name: 'clusterrole',
  short: 'Create a cluster role',
  use: 'create clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]',
  completes: 'none',
  flags: [
    ...createFlags,
    ...ruleFlags,
    { name: 'aggregation-rule', type: 'slice', help: 'An aggregation label selector for combining ClusterRoles.' },
    { name: 'non-resource-url', type: 'slice', help: 'A partial url that user should have access to.' },
  ],
  *run(call) {
    const name = nameArgument(call);
    const aggregated = call.flags.list('aggregation-rule');
    if (aggregated.length > 0) {
      if (['verb', 'resource', 'resource-name', 'non-resource-url'].some((f) => call.flags.list(f).length > 0))
        fail('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames');
      return yield* createObject(call, 'clusterroles', {
        aggregationRule: { clusterRoleSelectors: [{ matchLabels: equalities(aggregated.join(',')) }] },
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRole',
        metadata: { creationTimestamp: null, name },
        rules: null,
      });
    }
    const rules = yield* readRules(call, true);
    return yield* createObject(call, 'clusterroles', {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata: { creationTimestamp: null, name },
      rules,
    });
  },
};

const subjectFlags = [
  { name: 'clusterrole', type: 'string', help: 'ClusterRole this binding should reference' },
  {
    name: 'group',
    type: 'array',
    help: 'Groups to bind to the role. The flag can be repeated to add multiple groups.',
  },
  {
    name: 'serviceaccount',
    type: 'array',
    help: 'Service accounts to bind to the role, in the format <namespace>:<name>. The flag can be repeated to add multiple service accounts.',
  },
  {
    name: 'user',
    type: 'array',
    help: 'Usernames to bind to the role. The flag can be repeated to add multiple users.',
  },
] as const;

function subjects(call: Call): object[] {
  const { flags } = call;
  return [
    ...flags.list('user').map((name) => ({ apiGroup: rbac, kind: 'User', name })),
    ...flags.list('group').map((name) => ({ apiGroup: rbac, kind: 'Group', name })),
    ...flags.list('serviceaccount').map((text) => {
      const parts = text.split(':');
      if (parts.length !== 2 || !parts[0] || !parts[1]) fail('serviceaccount must be <namespace>:<name>');
      return { kind: 'ServiceAccount', name: parts[1]!, namespace: parts[0]! };
    }),
  ];
}

export const roleBindingCommand: Command = {
  name: 'rolebinding',
  short: 'Create a role binding for a particular role or cluster role',
  use: 'create rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  completes: 'none',
  flags: [
    ...createFlags,
    ...subjectFlags,
    { name: 'role', type: 'string', help: 'Role this RoleBinding should reference' },
  ],
  *run(call) {
    const name = nameArgument(call);
    const { flags } = call;
    const [clusterRole, role] = [flags.text('clusterrole'), flags.text('role')];
    if ((clusterRole === '') === (role === '')) fail('exactly one of clusterrole or role must be specified');
    const list = subjects(call);
    return yield* createObject(
      call,
      'rolebindings',
      {
        apiVersion: `${rbac}/v1`,
        kind: 'RoleBinding',
        metadata: { creationTimestamp: null, name },
        roleRef: { apiGroup: rbac, kind: clusterRole ? 'ClusterRole' : 'Role', name: clusterRole || role },
        ...(list.length > 0 ? { subjects: list } : {}),
      },
      'failed to create rolebinding: ',
    );
  },
};

export const clusterRoleBindingCommand: Command = {
  name: 'clusterrolebinding',
  short: 'Create a cluster role binding for a particular cluster role',
  use: 'create clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  completes: 'none',
  flags: [...createFlags, ...subjectFlags],
  *run(call) {
    const name = nameArgument(call);
    const clusterRole = call.flags.text('clusterrole');
    if (clusterRole === '') fail('clusterrole must be specified');
    const list = subjects(call);
    return yield* createObject(
      call,
      'clusterrolebindings',
      {
        apiVersion: `${rbac}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { creationTimestamp: null, name },
        roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: clusterRole },
        ...(list.length > 0 ? { subjects: list } : {}),
      },
      'failed to create clusterrolebinding: ',
    );
  },
};
