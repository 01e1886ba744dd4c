import { describe, expect, it } from 'vitest';
import { complete, type CompletionSources } from './complete.ts';

const sources: CompletionSources = {
  files: { 'web.yaml': '', 'db.yaml': '', '.kube/config': '' },
  names(kind, namespace) {
    if (kind.kind === 'Pod') return namespace === 'default' ? ['web-1', 'web-2', 'db-0'] : ['dns-1'];
    if (kind.kind === 'Namespace') return ['default', 'kube-system', 'dev'];
    if (kind.kind === 'Node') return ['m-k8s', 'w1-k8s'];
    return kind.kind === 'Deployment' ? ['web'] : [];
  },
  containers: (_namespace, pod) => (pod === 'web-1' ? ['nginx', 'side'] : []),
};

/** The line with `|` at the cursor → what stands before it, and the items. */
function at(text: string): { word: string; items: readonly string[] } {
  const cursor = text.indexOf('¦');
  const line = text.replace('¦', '');
  const { from, items } = complete(line, cursor, sources);
  return { word: line.slice(from, cursor), items };
}

describe('Tab', () => {
  it.each([
    ['the command', 'kub¦', 'kub', ['kubectl']],
    ['a verb', 'kubectl des¦', 'des', ['describe']],
    ['a verb behind a pipe', 'ls | kubectl ro¦', 'ro', ['rollout']],
    ['a subcommand', 'kubectl rollout re¦', 're', ['restart', 'resume']],
    ['a subcommand by its alias', 'kubectl create svc n¦', 'n', ['nodeport']],
    ['a kind', 'kubectl get deploy¦', 'deploy', ['deploy', 'deployments']],
    ['names', 'kubectl get pods w¦', 'w', ['web-1', 'web-2']],
    ['names that are not there yet', 'kubectl delete pods web-1 w¦', 'w', ['web-2']],
    ['TYPE/NAME', 'kubectl describe pod/d¦', 'd', ['db-0']],
    ['names of another namespace', 'kubectl -n kube-system get po ¦', '', ['dns-1']],
    ['Pods for logs', 'kubectl logs db¦', 'db', ['db-0']],
    ['nodes for cordon', 'kubectl cordon w¦', 'w', ['w1-k8s']],
    ['a namespace', 'kubectl get pods -n k¦', 'k', ['kube-system']],
    ['a namespace behind =', 'kubectl get pods --namespace=d¦', 'd', ['default', 'dev']],
    ['a file', 'kubectl apply -f ¦', '', ['db.yaml', 'web.yaml']],
    ['a file for cat', 'cat w¦', 'w', ['web.yaml']],
    ['an output', 'kubectl get pods -o w¦', 'w', ['wide']],
    ['an output without a blank', 'kubectl get pods -oy¦', 'y', ['yaml']],
    ['flags of the command', 'kubectl scale deploy web --rep¦', '--rep', ['--replicas=']],
    ['flags without a value', 'kubectl get pods --watch-¦', '--watch-', ['--watch-only']],
    ['fixed values', 'kubectl delete pod x --cascade=o¦', 'o', ['orphan']],
    ['containers', 'kubectl logs web-1 -c ¦', '', ['nginx', 'side']],
    ['nothing to offer', 'kubectl create namespace ¦', '', []],
    ['in the middle of a line', 'kubectl ge¦ pods', 'ge', ['get']],
  ])('%s', (_sentence, line, word, items) => expect(at(line)).toEqual({ word, items }));
});
