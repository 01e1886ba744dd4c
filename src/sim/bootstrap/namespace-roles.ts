import type { KubeObject } from '../../api/types.ts';
import { account, ofServer, roleFor, user } from './rbac.ts';

const system = (name: string): ReturnType<typeof ofServer> => ofServer(name, 'kube-system');

/** To lead is to hold an object of the own name; today it is a lease. */
const leading = (component: string): KubeObject[] =>
  roleFor(
    system(`system::leader-locking-${component}`),
    `watch | core | configmaps
     get update | core | configmaps | ${component}`,
    [user(`system:${component}`), account(component)],
  );

/** Rights within the system's own namespaces. Models: bootstrappolicy/namespace_policy.go. */
export const namespaceRoles = (): KubeObject[] => [
  ...roleFor(
    system('extension-apiserver-authentication-reader'),
    'read | core | configmaps | extension-apiserver-authentication',
    [user('system:kube-controller-manager'), user('system:kube-scheduler')],
    'system::extension-apiserver-authentication-reader',
  ),
  ...roleFor(system('system:controller:bootstrap-signer'), 'read | core | secrets', [account('bootstrap-signer')]),
  ...roleFor(system('system:controller:cloud-provider'), 'create read | core | configmaps', [
    account('cloud-provider'),
  ]),
  ...roleFor(
    system('system:controller:token-cleaner'),
    `read delete | core | secrets
     events`,
    [account('token-cleaner')],
  ),
  ...leading('kube-controller-manager'),
  ...leading('kube-scheduler'),
  ...roleFor(
    ofServer('system:controller:bootstrap-signer', 'kube-public'),
    `read | core | configmaps
     update | core | configmaps | cluster-info
     events`,
    [account('bootstrap-signer')],
  ),
];
