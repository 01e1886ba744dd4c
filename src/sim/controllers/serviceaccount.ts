import type { Namespace } from '../../api/types.ts';
import { say, settled, type Controller } from './controller.ts';
import { create } from './writes.ts';

/** Accounts every namespace has. Source: kube-controller-manager's DefaultServiceAccountsControllerOptions. */
const defaultName = 'default';

/**
 * Gives every namespace its ServiceAccount `default`, again when somebody deletes it.
 * Models: kubernetes pkg/controller/serviceaccount/serviceaccounts_controller.go.
 */
export const serviceAccountController: Controller = {
  name: 'serviceaccount-controller',
  account: 'service-account-controller',
  workers: 1,
  watches: {
    namespaces: ({ type, key }) => (type === 'deleted' ? undefined : key),
    serviceaccounts: ({ type, object }) =>
      type === 'deleted' && object.metadata.name === defaultName ? object.metadata.namespace : undefined,
  },
  reconcile(namespace, view) {
    const found = view.get<Namespace>('namespaces', namespace);
    if (!found || found.status.phase !== 'Active') return settled(say('namespace.gone', { namespace }));
    if (view.get('serviceaccounts', `${namespace}/${defaultName}`))
      return settled(say('serviceaccount.exists', { namespace }));
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: defaultName, namespace } };
    return {
      requests: [create('serviceaccounts', namespace, account)],
      because: say('serviceaccount.missing', { namespace }),
    };
  },
};
