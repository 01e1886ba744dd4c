import { beatAt } from '../readings/beats.ts';
import { componentViews, pipelineAt } from '../readings/components.ts';
import { flightsAt } from '../readings/flights.ts';
import { moveScene, nodeViews, serviceViews, takePods, workloadViews, type Scene } from '../readings/scene.ts';
import { revisionAt } from '../readings/story.ts';
import { whyEntry } from '../readings/why.ts';
import { deliveredAt, traceGet } from '../sim/kernel/trace.ts';
import type { VirtualMs } from '../sim/kernel/types.ts';
import { endOf, etcdOf, traceOf, type Branch, type History } from './history.ts';
import type { Frame } from './protocol.ts';

/** Virtual time after a step; the time of the story's beginning before the first. */
function timeAt(branch: Branch, step: number): VirtualMs {
  if (step >= endOf(branch)) return branch.cluster.now;
  const id = deliveredAt(traceOf(branch), step);
  return (id === undefined ? undefined : traceGet(traceOf(branch), id))?.at ?? 0;
}

/** Everything on the screen at a step of a branch. `scene` is the one cursor of the screen and moves along. */
export function frameAt(history: History, branch: Branch, step: number, scene: Scene): Frame {
  const { cluster, story } = branch;
  const { kernel } = cluster;
  const trace = traceOf(branch);
  const revision = revisionAt(story, trace, step);
  moveScene(scene, etcdOf(branch), revision);
  const beat = step > history.firstStep ? beatAt(trace, story, step) : undefined;
  const nodes = nodeViews(scene);
  return {
    at: { branch: branch.id, step },
    firstStep: history.firstStep,
    lastStep: endOf(branch),
    atMs: timeAt(branch, step),
    revision,
    settled: kernel.isSettled(),
    beat,
    why: beat ? whyEntry(trace, beat.entry) : [],
    flights: flightsAt(trace, story, step, kernel.pending()),
    components: componentViews(
      trace,
      story,
      step,
      revision,
      kernel.actorIds(),
      scene.nodeOrder,
      beat ? [beat.from, beat.to] : [],
      history.downAt(branch, step),
    ),
    nodes,
    pods: takePods(scene),
    workloads: workloadViews(scene),
    pipeline: pipelineAt(trace, step, beat?.entry),
    services: serviceViews(scene),
  };
}
