import { invalid as invalidField, verbatim } from '../../../api/field.ts';
import { conflict, invalid } from '../../../api/status.ts';
import type { StageStep } from '../work.ts';
import { plainError } from '../reply.ts';
import { refused } from './decode.ts';

/** A number of Go's, and the resource's name where a kind's would stand: so upstream says it. */
const unversioned = invalidField('metadata.resourceVersion', verbatim('0x0'), 'must be specified for an update');

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
      // A patch, and a PUT to the kinds that allow it, is about whatever is stored now.
      if (call.info.verb === 'update' && !type.allowUnconditionalUpdate)
        return refused(invalid({ group: type.group, kind: type.plural }, call.info.name, [unversioned]));
      draft.metadata.resourceVersion = existing.metadata.resourceVersion;
      return undefined;
    }
    if (!/^\d+$/.test(resourceVersion))
      return refused(plainError(`strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`));
    return refused(conflict(type, call.info.name));
  },
};
