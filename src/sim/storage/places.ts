import type { VirtualMs } from '../kernel/types.ts';

export interface Written {
  readonly atMs: VirtualMs;
  /** Undefined: removed. */
  readonly text: string | undefined;
}

/** What was written last to each path below a place that outlives Pods. */
export type PlaceFiles = Readonly<Record<string, Written>>;

/** An emptyDir has a name, which holds no colon; every other place begins with its kind. */
export const outlivesPods = (place: string): boolean => place.includes(':');

/** Not on the node itself: whoever mounts it sees what others wrote. */
export const isRemote = (place: string): boolean => place.startsWith('nfs:') || place.startsWith('csi:');

export const noFiles: PlaceFiles = Object.freeze({});

/** Both, the later of two changes of one path. The first itself when the second has nothing new. */
export function mergeFiles(known: PlaceFiles, more: PlaceFiles): PlaceFiles {
  let merged: Record<string, Written> | undefined;
  for (const [path, written] of Object.entries(more)) {
    const before = known[path];
    if (before && (before.atMs > written.atMs || (before.atMs === written.atMs && before.text === written.text)))
      continue;
    (merged ??= { ...known })[path] = written;
  }
  return merged ? Object.freeze(merged) : known;
}
