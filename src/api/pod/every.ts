import type { Container, PodSpec } from '../types.ts';

export interface EphemeralContainer extends Container {
  readonly targetContainerName?: string;
}

/** The containers that were added to a running Pod to look around in it. */
export const ephemeralOf = (spec: PodSpec): readonly EphemeralContainer[] =>
  (spec['ephemeralContainers'] as EphemeralContainer[] | undefined) ?? [];

/** Every container of a Pod with its path, in upstream's order. */
export function eachContainer(spec: PodSpec, path: string, visit: (container: Container, at: string) => void): void {
  spec.initContainers?.forEach((container, i) => visit(container, `${path}.initContainers[${i}]`));
  spec.containers?.forEach((container, i) => visit(container, `${path}.containers[${i}]`));
  ephemeralOf(spec).forEach((container, i) => visit(container, `${path}.ephemeralContainers[${i}]`));
}
