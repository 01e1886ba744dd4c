import { shell } from '../kubectl/shell/index.ts';
import { Cluster } from '../sim/cluster.ts';
import { nextFloat, seedPrng } from '../sim/kernel/prng.ts';
import { lab, type Profile } from '../sim/profiles.ts';
import { everyChecker } from './checkers.ts';

/** What a chaotic run found. */
export interface Chaos {
  readonly cluster: Cluster;
  /** What was done, as one could type it. */
  readonly done: readonly string[];
  readonly broken: readonly string[];
}

/** Pauses between two deeds, in virtual ms, at most. */
const pauseMsMax = 20_000;
/** Time the cluster gets to recover once everything runs again, in virtual ms. */
const recoverMs = 900_000;

/**
 * Does random things to a cluster, stops and starts its processes, and lets it recover. What must always hold is
 * checked at every step; what must hold in the end is for the caller to look at.
 */
export function chaosCluster(seed: number, deeds: number, profile: Profile = lab): Chaos {
  const random = seedPrng(seed);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(nextFloat(random) * of.length)]!;
  const cluster = Cluster.boot({ profile, seed, programs: { shell } });
  const checkers = everyChecker();
  const broken: string[] = [];
  const check = (): void => {
    for (const checker of checkers)
      if (broken.length < 20) checker.step(cluster, (what) => broken.push(`${checker.name}: ${what}`));
  };
  check();
  cluster.kernel.onStep = check;
  const stoppable = cluster.kernel
    .actorIds()
    .filter((id) => /^(scheduler|controller-manager|apiserver|etcd|kubelet@)/.test(id));
  const down = new Set<string>();
  const done: string[] = [];
  const kubectl = (line: string): void => {
    done.push(line);
    cluster.command({ type: 'kubectl', line, files: {} });
  };
  const process = (actor: string, change: 'stop' | 'start'): void => {
    done.push(`${change} ${actor}`);
    cluster.process(actor, change);
    if (change === 'stop') down.add(actor);
    else down.delete(actor);
  };
  for (let i = 0; i < deeds; i++) {
    const name = pick(['web', 'api', 'db']);
    switch (Math.floor(nextFloat(random) * 8)) {
      case 0:
      case 1:
        kubectl(
          `kubectl create deployment ${name} --image=nginx:1.27 --replicas=${1 + Math.floor(nextFloat(random) * 4)}`,
        );
        break;
      case 2:
        kubectl(`kubectl scale deployment ${name} --replicas=${Math.floor(nextFloat(random) * 6)}`);
        break;
      case 3:
        kubectl(`kubectl delete pods -l app=${name} --wait=false`);
        break;
      case 4:
      case 5:
        process(pick(stoppable), 'stop');
        break;
      case 6:
        if (down.size > 0) process(pick([...down]), 'start');
        break;
      default:
        kubectl(`kubectl delete deployment ${name} --wait=false`);
    }
    cluster.kernel.runUntil(cluster.now + Math.floor(nextFloat(random) * pauseMsMax));
  }
  for (const actor of Array.from(down)) process(actor, 'start');
  cluster.kernel.runUntil(cluster.now + recoverMs);
  for (const checker of checkers) checker.end?.(cluster, (what) => broken.push(`${checker.name}: ${what}`));
  return { cluster, done, broken };
}
