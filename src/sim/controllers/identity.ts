import { certificate, type Identity } from '../client/requests.ts';

const agentOf = 'kube-controller-manager/v1.33.0 (linux/amd64) kubernetes/60a317e';
/** Who the shared informers are: the process itself, by its kubeconfig. */
export const shared = certificate('system:kube-controller-manager', [], `${agentOf}/shared-informers`);

/** With --use-service-account-credentials, as kubeadm sets it, each controller is its own service account. */
export const identityOf = (name: string): Identity =>
  Object.freeze({
    credential: Object.freeze({ type: 'token', token: `system:serviceaccount:kube-system:${name}` }),
    userAgent: `${agentOf}/system:serviceaccount:kube-system:${name}`,
  });
