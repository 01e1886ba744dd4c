import type { ActorId, ActorKind, Context } from '../kernel/types.ts';
import { mergeFiles, noFiles, type PlaceFiles } from '../storage/places.ts';

export const storage: ActorId = 'storage';

interface Place {
  readonly files: PlaceFiles;
  /** The runtimes that have mounted it at some time. */
  readonly users: readonly ActorId[];
}

/**
 * What lies behind network volumes: the exports of file servers, the disks of a cloud. It keeps files and passes on what
 * is written to whoever uses the same place. Left out: size limits, permissions, servers that do not answer.
 */
export const storageKind: ActorKind<Map<string, Place>> = {
  kind: 'storage',
  create: () => new Map(),
  receive(places, { from, message }, ctx) {
    if (message.kind === 'place') written(places, from, message.place, message.files, ctx);
  },
};

function written(places: Map<string, Place>, from: ActorId, place: string, files: PlaceFiles, ctx: Context): void {
  const { files: before, users } = places.get(place) ?? { files: noFiles, users: [] };
  const merged = mergeFiles(before, files);
  places.set(place, Object.freeze({ files: merged, users: users.includes(from) ? users : [...users, from] }));
  if (mergeFiles(files, merged) !== files) ctx.send(from, { kind: 'place', place, files: merged });
  if (merged === before) return;
  for (const user of users) if (user !== from) ctx.send(user, { kind: 'place', place, files: merged });
}
