import { beforeAll, describe, expect, it } from 'vitest';
import { beatsBetween } from '../readings/beats.ts';
import { countDrawn, isTold, talkingPairs } from '../readings/drawn.ts';
import { mermaidOf } from '../readings/mermaid.ts';
import { sequenceWindow } from '../readings/sequence.ts';
import { emptyStory, foldStory, type StoryIndex } from '../readings/story.ts';
import { whyEntry } from '../readings/why.ts';
import { say } from '../i18n/index.ts';
import { stepOf, traceGet, type Trace } from '../sim/kernel/trace.ts';
import type { MessageEntry } from '../sim/kernel/types.ts';
import type { Cluster } from '../sim/cluster.ts';
import { playStory } from './play.ts';

/** Everything shown happened, everything that happened is shown, and each has its reason: on one run with most things in it. */
const run = `
cluster seed=7 nodes=2
kubectl create deployment web --image=nginx:1.27 --replicas=3
settle
kubectl delete pod $(pod app=web 0)
settle
kubectl scale deployment web --replicas=1
settle
kubectl get pods
`;
let cluster: Cluster;
let trace: Trace;
let story: StoryIndex;
let messages: MessageEntry[];

beforeAll(() => {
  cluster = playStory(run).cluster;
  trace = cluster.kernel.trace;
  story = emptyStory();
  foldStory(story, trace, cluster.firstStep);
  messages = [...trace.entries].filter((entry): entry is MessageEntry => entry.type === 'message');
});

describe('what is drawn', () => {
  it('is one message of the trace per packet, and every loud one that was delivered', () => {
    const beats = beatsBetween(trace, story, cluster.firstStep + 1, cluster.kernel.steps, true);
    const delivered = messages.filter(
      (entry) => !entry.quiet && stepOf(trace, entry) > cluster.firstStep && isTold(entry),
    );
    expect(beats.map(({ entry }) => entry).sort((a, b) => a - b)).toEqual(delivered.map(({ id }) => id));
    for (const beat of beats) {
      const entry = traceGet(trace, beat.entry) as MessageEntry;
      expect([beat.from, beat.to, beat.atMs, beat.sentMs]).toEqual([entry.from, entry.to, entry.at, entry.sentMs]);
    }
  });

  it('counts every API call, answer, watch delivery, etcd and node call, and nothing else', () => {
    const counts = countDrawn(trace);
    const by = (kind: string): number => messages.filter(({ message }) => message.kind === kind).length;
    for (const kind of [
      'request',
      'response',
      'watch',
      'etcd',
      'etcd-reply',
      'etcd-watch',
      'cri',
      'cri-reply',
      'cni',
      'pull',
    ]) {
      expect([kind, counts.get(kind)]).toEqual([kind, by(kind)]);
    }
    expect(counts.has('timer') || counts.has('start')).toBe(false);
    // Every durable write is one transaction on the wire.
    const commits = [...trace.entries].filter((entry) => entry.type === 'note' && entry.note.kind === 'commit').length;
    const puts = messages.filter(
      ({ message }) => message.kind === 'etcd-reply' && message.reply.op === 'txn' && message.reply.succeeded,
    ).length;
    expect(puts).toBeGreaterThanOrEqual(commits);
  });

  it('is a star: every edge ends at the API server, but those inside a node and to etcd', () => {
    const odd = [...talkingPairs(trace)].filter((pair) => !pair.split(' ').includes('apiserver'));
    for (const pair of odd)
      expect(pair).toMatch(/^(cni@(\S+) runtime@\2|kubelet@(\S+) runtime@\3|registry runtime@\S+)$/);
    const etcd = [...talkingPairs(trace)].filter((pair) => pair.split(' ').includes('etcd'));
    expect(etcd).toEqual(['apiserver etcd']);
  });

  it('has a reason that ends outside: a command, the start of a process, or a periodic task', () => {
    for (const { entry } of beatsBetween(trace, story, cluster.firstStep + 1, cluster.kernel.steps, true)) {
      const chain = whyEntry(trace, entry);
      expect(['beat.command', 'why.start', 'why.timer']).toContain(chain.at(-1)!.say.key);
    }
  });

  it('is told in both languages, every sentence without an open place', () => {
    for (const beat of beatsBetween(trace, story, cluster.firstStep + 1, cluster.kernel.steps, true)) {
      for (const lang of ['ko', 'en'] as const) {
        const text = say(lang, beat.say);
        expect(`${beat.say.key}: ${text}`).not.toMatch(/\{\w+\}|undefined|NaN/);
        expect(text).not.toBe(beat.say.key);
      }
      for (const link of whyEntry(trace, beat.entry)) expect(say('ko', link.say)).not.toBe(link.say.key);
    }
  });

  it('exports as a Mermaid sequence diagram', () => {
    const window = sequenceWindow(trace, story, cluster.firstStep + 1, cluster.kernel.steps, false);
    const text = mermaidOf(window, ['m-k8s', 'w1-k8s', 'w2-k8s'], (because) => say('en', because));
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).toBe('sequenceDiagram');
    expect(lines.filter((line) => /^ {2}a\d+(->>|-->>|-x)a\d+: /.test(line))).toHaveLength(window.beats.length);
    expect(
      lines
        .slice(1)
        .every((line) => /^ {2}(participant a\d+ as |Note over a\d+,a\d+: |a\d+(->>|-->>|-x)a\d+: )/.test(line)),
    ).toBe(true);
  });
});

describe('the eleven steps', () => {
  const steps = (text: string): string[] => {
    const played = playStory(text).cluster;
    const index = emptyStory();
    foldStory(index, played.kernel.trace, played.firstStep);
    return beatsBetween(played.kernel.trace, index, played.firstStep + 1, played.kernel.steps, false).map(
      ({ from, to, agent, label, object }) =>
        `${agent && from !== 'user' && from !== 'apiserver' ? agent : from.split('@')[0]} ${label} ${to === 'controller-manager' ? agent : to.split('@')[0]}${label.startsWith('txn') ? ` ${object!.kind}` : ''}`,
    );
  };
  const born = [
    'apiserver txn put etcd Pod',
    'apiserver watch ▸ ADDED Pod scheduler',
    'scheduler bind apiserver',
    'apiserver txn put etcd Pod',
    'apiserver watch ▸ ADDED Pod kubelet',
    'kubelet StartContainer runtime',
    'kubelet PATCH pods/status apiserver',
    'apiserver txn put etcd Pod',
  ];
  const replicaSet = (from: string): string[] => [
    `${from} POST replicasets apiserver`,
    'apiserver txn put etcd ReplicaSet',
    'apiserver watch ▸ ADDED ReplicaSet replicaset-controller',
    'replicaset-controller POST pods apiserver',
    ...born,
  ];

  it('of a ReplicaSet with one Pod', () => {
    const manifest = `file rs.yaml\n  apiVersion: apps/v1\n  kind: ReplicaSet\n  metadata:\n    name: hello\n  spec:\n    replicas: 1\n    selector:\n      matchLabels:\n        app: hello\n    template:\n      metadata:\n        labels:\n          app: hello\n      spec:\n        containers:\n          - name: hello\n            image: hello:v1\n`;
    expect(steps(`cluster seed=7\n${manifest}apply rs.yaml\nsettle\n`)).toEqual(replicaSet('user'));
  });

  it('of a Deployment, with one controller more', () => {
    expect(steps('cluster seed=7\nkubectl create deployment web --image=nginx:1.27\nsettle\n')).toEqual([
      'user POST deployments apiserver',
      'apiserver txn put etcd Deployment',
      'apiserver watch ▸ ADDED Deployment deployment-controller',
      ...replicaSet('deployment-controller'),
    ]);
  });

  it('of a bare Pod, without the steps of a controller', () => {
    expect(steps('cluster seed=7\nkubectl run nginx --image=nginx:1.27\nsettle\n')).toEqual([
      'user POST pods apiserver',
      ...born,
    ]);
  });
});
