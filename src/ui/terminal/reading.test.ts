import { describe, expect, it } from 'vitest';
import { onlyReads } from './reading.ts';

describe('a line that only reads', () => {
  it.each<[string, string, boolean]>([
    ['a list', 'kubectl get pods -o wide', true],
    ['a namespace before the verb', 'kubectl -n kube-system get pods', true],
    ['a file to look up', 'kubectl get -f web.yaml', true],
    ['a pipe of reading commands', 'kubectl get pods -A | grep web | wc -l', true],
    ['a name looked up on the way', 'kubectl logs $(kubectl get pod -o name)', true],
    ['no kubectl at all', 'cat web.yaml', true],
    ['kubectl alone prints its help', 'kubectl', true],
    ['a history', 'kubectl rollout history deployment web', true],
    ['a watch has no end', 'kubectl get pods -w', false],
    ['a watch, spelled out', 'kubectl get pods --watch=true', false],
    ['a log that is followed has no end', 'kubectl logs -f web', false],
    ['a rollout takes its time', 'kubectl rollout status deployment web', false],
    ['a change', 'kubectl apply -f web.yaml', false],
    ['a change behind a look', 'kubectl get pods && kubectl delete pod web', false],
    ['a change inside a look', 'kubectl get $(kubectl create -o name -f a.yaml)', false],
    ['what the shell refuses', 'kubectl get pods && && wc', false],
  ])('%s', (_, line, expected) => {
    expect(onlyReads(line)).toBe(expected);
  });
});
