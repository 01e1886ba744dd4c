import { deepEqual } from '../../api/equal.ts';
import { selectorMatches } from '../../api/selectors.ts';
import type { LabelSelector, PolicyRule, Role } from '../../api/types.ts';
import { say, settled, type Controller, type View } from './controller.ts';
import { patch } from './writes.ts';

type ClusterRole = Role & { aggregationRule?: { clusterRoleSelectors?: LabelSelector[] } };

const rolesIn = (view: View): ClusterRole[] => view.inNamespace<ClusterRole>('clusterroles', '');
const everyCollector = (view: View): string[] =>
  rolesIn(view)
    .filter((role) => role.aggregationRule)
    .map(({ metadata }) => metadata.name);

/**
 * Roles made of others: `admin`, `edit` and `view` collect the rules of whatever carries their label.
 * Models: pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go.
 */
export const clusterRoleAggregationController: Controller = {
  name: 'clusterrole-aggregation-controller',
  workers: 5,
  ignoresOwnWrites: true,
  watches: {
    clusterroles: (_, view) => everyCollector(view),
  },
  reconcile(name, view) {
    const role = view.get<ClusterRole>('clusterroles', name);
    if (!role?.aggregationRule) return settled(say('aggregation.gone'));
    const selectors = role.aggregationRule.clusterRoleSelectors ?? [];
    const collected = rolesIn(view)
      .filter(({ metadata }) => metadata.name !== name && selectors.some((s) => selectorMatches(s, metadata.labels)))
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    const rules: PolicyRule[] = [];
    for (const other of collected)
      for (const rule of other.rules ?? []) if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule);
    const values = { name, count: collected.length };
    if (deepEqual(rules, role.rules ?? [])) return settled(say('aggregation.same', values));
    const body = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules };
    return {
      because: say('aggregation.changed', values),
      requests: [
        patch('clusterroles', role, 'application/apply-patch+yaml', body, {
          query: { fieldManager: 'clusterrole-aggregation-controller', force: 'true' },
        }),
      ],
    };
  },
};
