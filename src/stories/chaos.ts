import { shell } from '../kubectl/shell/index.ts';
import { Cluster } from '../sim/cluster.ts';
import { lab, type Profile } from '../sim/profiles.ts';
import { CalmDrain, CalmRollouts } from './chaos/calm.ts';
import { applying, namespaces, randomDeed, type Typed } from './chaos/deeds.ts';
import { randomFrom, type Random } from './chaos/random.ts';
import { unrecovered } from './chaos/recovered.ts';
import { goodImages, names, randomWorkload, volumes, workloads } from './chaos/workloads.ts';
import { everyChecker } from './checkers.ts';
import { stored } from './checkers/look.ts';

/** What a chaotic run found. */
export interface Chaos {
  readonly cluster: Cluster;
  /** What was done and when, as one could type it. */
  readonly done: readonly string[];
  /** What did not hold, in words; empty = nothing. */
  readonly broken: readonly string[];
}

/** Pauses between two deeds, in virtual ms, at most; and the long ones, in which nodes are given up. */
const pauseMsMax = 20_000;
const longPauseMsMax = 420_000;
/** Time the cluster gets to recover once everything runs again, in virtual ms. */
const recoverMs = 900_000;
const brokenMax = 20;

/**
 * Does random things to a cluster, stops and starts its processes, lets it recover, and rolls everything once more in
 * peace. What must always hold is checked at every step, what must hold in the end when there was time for it.
 */
export function chaosCluster(seed: number, deeds: number, profile: Profile = lab): Chaos {
  const run = new Run(seed, profile);
  run.begin();
  for (let i = 0; i < deeds; i++) run.deed();
  run.recover();
  run.calm();
  run.finish();
  return run;
}

class Run implements Chaos {
  readonly cluster: Cluster;
  readonly done: string[] = [];
  readonly broken: string[] = [];
  private readonly random: Random;
  private readonly checkers = everyChecker();
  private readonly down = new Set<string>();
  private readonly workers: readonly string[];

  constructor(seed: number, profile: Profile) {
    this.random = randomFrom(seed);
    this.cluster = Cluster.boot({ profile, seed, programs: { shell } });
    this.workers = profile.nodes.filter(({ controlPlane }) => !controlPlane).map(({ name }) => name);
    this.cluster.kernel.onStep = () => this.check();
    this.check();
  }

  private check(): void {
    for (const checker of this.checkers) checker.step(this.cluster, (what) => this.breaks(`${checker.name}: ${what}`));
  }

  private breaks(what: string): void {
    if (this.broken.length < brokenMax) this.broken.push(`${this.cluster.now} ms: ${what}`);
  }

  private wait(ms: number): void {
    this.cluster.kernel.runUntil(this.cluster.now + ms);
  }

  private type({ line, files = {} }: Typed): void {
    const what = line.endsWith('chaos.yaml') ? ` ${files['chaos.yaml']!}` : '';
    this.done.push(`${this.cluster.now} ${line}${what.length < 1500 ? what : ''}`);
    this.cluster.command({ type: 'kubectl', line, files });
  }

  private process(actor: string, change: 'stop' | 'start'): void {
    this.done.push(`${this.cluster.now} ${change} ${actor}`);
    this.cluster.process(actor, change);
    if (change === 'stop') this.down.add(actor);
    else this.down.delete(actor);
  }

  /** Room for claims, a namespace that may go, and something of most kinds. */
  begin(): void {
    const { random } = this;
    this.type({ line: 'kubectl create namespace team' });
    this.type(applying(volumes(60)));
    this.wait(1_000);
    this.type(
      applying(
        workloads
          .filter(() => random.chance(75))
          .map((kind) => randomWorkload(random, kind, random.pick<string>(names[kind]), 'default')),
      ),
    );
    this.wait(random.below(30_000));
  }

  deed(): void {
    const { random } = this;
    const what = random.below(100);
    if (what < 14) this.process(random.pick(this.stoppable()), 'stop');
    else if (what < 18) this.machine(random.pick(this.workers), 'stop');
    else if (what < 24 && this.down.size > 0) this.process(random.pick([...this.down]), 'start');
    else if (what < 30) this.machine(random.pick(this.workers), 'start');
    else this.type(randomDeed(random, this.workers));
    this.wait(random.chance(12) ? random.below(longPauseMsMax) : random.below(pauseMsMax));
  }

  /** All of a machine: its power fails, or comes back. */
  private machine(node: string, change: 'stop' | 'start'): void {
    for (const actor of [`kubelet@${node}`, `kube-proxy@${node}`, `runtime@${node}`, `cni@${node}`])
      if (this.down.has(actor) === (change === 'start')) this.process(actor, change);
  }

  private stoppable(): string[] {
    return this.cluster.kernel
      .actorIds()
      .filter((id) => /^(scheduler|controller-manager|apiserver|etcd|kubelet@|kube-proxy@|runtime@)/.test(id));
  }

  /** Everything runs again, what was wrong is put right, and there is time. */
  recover(): void {
    // A kubelet announces its node when it starts, and only then.
    const known = stored(this.cluster, 'minions').map(({ metadata }) => metadata.name);
    for (const node of this.workers)
      if (!known.includes(node) && !this.down.has(`kubelet@${node}`)) this.process(`kubelet@${node}`, 'stop');
    for (const actor of Array.from(this.down)) this.process(actor, 'start');
    this.wait(90_000);
    for (const node of this.workers) {
      this.type({ line: `kubectl uncordon ${node}` });
      this.type({ line: `kubectl taint node ${node} chaos-` });
    }
    for (const namespace of namespaces) {
      this.type({ line: `kubectl delete resourcequota --all -n ${namespace}` });
      // Nothing new comes any more: what there is has to come to an end.
      for (const name of names.cronjob)
        this.type({
          line: `kubectl patch cronjob ${name} -n ${namespace} --type=merge -p '{"spec":{"suspend":true}}'`,
        });
      for (const kind of ['deployment', 'statefulset', 'daemonset'] as const)
        for (const name of names[kind]) {
          if (kind === 'deployment') this.type({ line: `kubectl rollout resume deployment ${name} -n ${namespace}` });
          this.type({ line: `kubectl set image ${kind} ${name} c=${goodImages[0]} -n ${namespace}` });
        }
    }
    this.wait(60_000);
    // A StatefulSet does not repair a broken rollout by itself: the broken Pods have to be deleted.
    this.type({ line: 'kubectl delete pods -A --field-selector=status.phase=Pending --wait=false' });
    this.wait(recoverMs);
    for (const what of unrecovered(this.cluster)) this.breaks(`after recovery: ${what}`);
  }

  /** With nothing else going on, rollouts keep every promise about how many Pods there are. */
  calm(): void {
    const { kernel } = this.cluster;
    const rollouts = new CalmRollouts(this.cluster);
    kernel.onStep = () => {
      this.check();
      rollouts.step(this.cluster, (what) => this.breaks(`${rollouts.name}: ${what}`));
    };
    for (const namespace of namespaces)
      for (const kind of ['deployment', 'statefulset', 'daemonset'] as const)
        for (const name of names[kind])
          this.type({ line: `kubectl set image ${kind} ${name} c=${goodImages[1]} -n ${namespace}` });
    this.wait(recoverMs);
    for (const what of unrecovered(this.cluster)) this.breaks(`after calm rollouts: ${what}`);
    const node = this.random.pick(this.workers);
    const drain = new CalmDrain(this.cluster);
    kernel.onStep = () => {
      this.check();
      drain.step(this.cluster, (what) => this.breaks(`${drain.name}: ${what}`));
    };
    this.type({ line: `kubectl drain ${node} --ignore-daemonsets --delete-emptydir-data --force --timeout=300s` });
    this.wait(recoverMs);
    this.type({ line: `kubectl uncordon ${node}` });
    this.wait(60_000);
    for (const what of unrecovered(this.cluster)) this.breaks(`after a calm drain: ${what}`);
  }

  finish(): void {
    for (const checker of this.checkers) checker.end?.(this.cluster, (what) => this.breaks(`${checker.name}: ${what}`));
  }
}
