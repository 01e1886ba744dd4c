import { conflict } from '../../../api/status.ts';
import type { StageStep } from '../work.ts';
import { plainError } from '../reply.ts';
import { refused } from './decode.ts';

/**
 * Optimistic concurrency: who names a resourceVersion changes that version or none.
 * Models: apiserver/pkg/registry/generic/registry/store.go Update.
 */
export const checkVersion: StageStep = {
  stage: 'etcd',
  run(work) {
    const { draft, type, call } = work;
    const existing = work.existing!;
    const { uid, resourceVersion } = draft.metadata;
    if (uid && uid !== existing.metadata.uid && call.info.verb === 'update') {
      return refused(
        conflict(
          type,
          call.info.name,
          `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${existing.metadata.uid}`,
        ),
      );
    }
    if (resourceVersion && resourceVersion === existing.metadata.resourceVersion) return undefined;
    if (!resourceVersion) {
      // A patch, and a PUT to the kinds that allow it, is about whatever is stored now. Validation refuses the others.
      if (call.info.verb !== 'update' || type.allowUnconditionalUpdate)
        draft.metadata.resourceVersion = existing.metadata.resourceVersion;
      return undefined;
    }
    if (!/^\d+$/.test(resourceVersion))
      return refused(plainError(`strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`));
    return refused(conflict(type, call.info.name));
  },
};
