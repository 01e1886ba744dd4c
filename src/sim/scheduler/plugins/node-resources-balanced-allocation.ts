import type { PodInfo } from '../pod-info.ts';
import type { Plugin } from './types.ts';

/**
 * Prefers nodes where cpu and memory are used in equal shares once the Pod is there.
 * Models: plugins/noderesources/balanced_allocation.go (v1.33: no score for Pods that request neither).
 */
export const nodeResourcesBalancedAllocation: Plugin<never, PodInfo> = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  preScore: ({ info }) => (info.cpuMilli === 0 && info.memoryBytes === 0 ? undefined : info),
  score({ cache }, info, feasible, out) {
    const { allocCpu, allocMemory, cpu, memory } = cache.columns;
    for (let i = 0; i < feasible.length; i++) {
      const slot = feasible[i]!;
      // With fewer than two resources there is nothing to balance.
      const both = allocCpu[slot]! > 0 && allocMemory[slot]! > 0;
      const deviation = both
        ? Math.abs(
            (share(cpu[slot]! + info.cpuMilli, allocCpu[slot]!) -
              share(memory[slot]! + info.memoryBytes, allocMemory[slot]!)) /
              2,
          )
        : 0;
      out[i] = Math.floor((1 - deviation) * 100);
    }
    return undefined;
  },
};

const share = (requested: number, allocatable: number): number => Math.min(1, requested / allocatable);
