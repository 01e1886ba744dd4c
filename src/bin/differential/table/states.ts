/** States of the cluster that several groups of lines start from. */
export const empty = { setup: [], settleMs: 0 };

/** A running Deployment with its Service, settings and rights; one Pod whose image is nowhere; a namespace besides. */
export const busy = {
  setup: [
    'kubectl apply -f settings.yaml -f web.yaml -f svc.yaml -f role.yaml',
    'kubectl apply -f bad.yaml -f two.yaml',
    'kubectl create namespace dev',
    'kubectl create deployment api --image=nginx:1.27 --replicas=1 -n dev',
    'kubectl create serviceaccount robot',
    'kubectl create rolebinding readers --role=reader --serviceaccount=default:robot --user=jane --group=devs',
    'kubectl label node w1-k8s disk=ssd',
    'kubectl rollout status deployment/web',
  ],
  settleMs: 30_000,
};
