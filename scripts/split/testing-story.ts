import { provideCommands } from '../../src/kubectl/commands/index.ts';
import { shell } from '../../src/kubectl/shell/shell.ts';
import { Cluster } from '../../src/sim/cluster.ts';
import { profileById } from '../../src/sim/profiles.ts';
import { complete } from '../../src/worker/complete.ts';
import { Host } from '../../src/worker/host.ts';
import { fetchSecond, wasMissed } from '../../src/worker/parts.ts';
import type { ToPage, ToWorker } from '../../src/worker/protocol.ts';
import { newSession } from '../../src/worker/share.ts';

export { fetchSecond, wasMissed };
export { firstMinute } from './first-minute.ts';

const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: nginx
          image: nginx:1.27
          readinessProbe: {httpGet: {path: /, port: 80}}
          resources: {requests: {cpu: 100m, memory: 64Mi}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
`;

const lines = [
  'kubectl apply -f web.yaml',
  'kubectl get pods,svc,deploy,rs -o wide',
  'kubectl describe deployment web',
  'kubectl set image deployment/web nginx=nginx:nope',
  'kubectl rollout undo deployment/web',
  'kubectl scale deployment web --replicas=5',
  'kubectl delete pod -l app=web --wait=false',
  'kubectl create configmap c --from-literal=a=b -o yaml',
  'kubectl patch deployment web -p \'{"spec":{"replicas":-1}}\'',
  'kubectl auth can-i list pods --as=system:serviceaccount:default:default',
  'kubectl get events --sort-by=.metadata.name | head -5',
  'kubectl run one --image=busybox --restart=Never -- sh -c "echo hi; exit 3"',
  'kubectl logs one',
  'kubectl taint node worker-1 a=b:NoExecute',
  'kubectl drain worker-2 --ignore-daemonsets --force',
  'kubectl delete deployment web',
  'kubectl get no-such-thing',
];

/** Everything a page would be told while a person does many different things. */
export function longStory(): string {
  const heard: ToPage[] = [];
  const host = new Host(
    {
      boot: ({ seed, profile }) => Cluster.boot({ profile: profileById(profile)!, seed, programs: { shell } }),
      complete,
    },
    (message) => heard.push(message),
  );
  const post = (message: ToWorker): void => {
    host.receive(message);
    while (host.work(() => true));
  };
  post({ type: 'open', session: newSession('lab', 11) });
  lines.forEach((line, request) => {
    post({ type: 'command', request, line, files: { 'web.yaml': web } });
    post({ type: 'step', by: 3, unit: 'story' });
    post({ type: 'inspect', ref: { kind: 'Deployment', namespace: 'default', name: 'web' } } as ToWorker);
    post({ type: 'settle', limitMs: 120_000 });
    post({ type: 'timeline', fromStep: 0, toStep: 4_000, detail: true });
  });
  post({ type: 'process', actor: 'scheduler', change: 'stop' });
  post({ type: 'step', by: -5, unit: 'story' });
  post({ type: 'complete', request: 99, line: 'kubectl get po ', cursor: 15, files: [] });
  post({ type: 'hash' } as ToWorker);
  return JSON.stringify(heard);
}

/** The chunk that comes later still, as the worker fetches it. */
export async function fetchLate(): Promise<void> {
  const { rareCommands } = await import('../../src/kubectl/commands/rare.ts');
  provideCommands(rareCommands);
}
