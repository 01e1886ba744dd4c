import type { Cluster } from '../sim/cluster.ts';
import type { LessonPackage } from './types.ts';

/** Longest the start objects may take to come up, in virtual ms. */
const startLimitMs = 300_000;

/**
 * Brings a freshly booted cluster to where the lesson begins: applies the start objects as a person would and waits
 * until they are up. All of it lies before the story's first step.
 */
export function startLesson(cluster: Cluster, lesson: LessonPackage): void {
  for (const file of Object.keys(lesson.start).sort()) {
    cluster.command({ type: 'kubectl', line: `kubectl apply -f ${file}`, files: lesson.start });
    cluster.kernel.settle(startLimitMs);
  }
  cluster.firstStep = cluster.kernel.steps;
}
