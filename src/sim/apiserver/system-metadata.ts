import type { KubeObject } from '../../api/types.ts';
import type { Context } from '../kernel/types.ts';
import { timestamp } from '../time.ts';

/** What the server alone decides about a new object. Models: apiserver/pkg/registry/rest/{create,meta}.go. */
export function withSystemMetadata(object: KubeObject, ctx: Pick<Context, 'uuid' | 'now'>): KubeObject {
  const { metadata } = object;
  metadata.uid = ctx.uuid();
  metadata.creationTimestamp = timestamp(ctx.now);
  if (metadata.deletionTimestamp !== undefined) delete metadata.deletionTimestamp;
  if (metadata.deletionGracePeriodSeconds !== undefined) delete metadata.deletionGracePeriodSeconds;
  if (metadata.generation !== undefined) delete metadata.generation;
  if (metadata.managedFields !== undefined) delete metadata.managedFields;
  return object;
}

/** A new version keeps what identifies the object. Models: apiserver/pkg/registry/rest/update.go BeforeUpdate. */
export function keepSystemMetadata(object: KubeObject, old: KubeObject): void {
  const now = object.metadata;
  const before = old.metadata;
  now.uid ||= before.uid;
  now.creationTimestamp = before.creationTimestamp;
  if (before.deletionTimestamp) now.deletionTimestamp = before.deletionTimestamp;
  else if (now.deletionTimestamp !== undefined) delete now.deletionTimestamp;
  if (before.deletionGracePeriodSeconds !== undefined)
    now.deletionGracePeriodSeconds ??= before.deletionGracePeriodSeconds;
}
