import type { Namespace } from '../../../api/types.ts';
import { isStatus, nameMismatch, readBody, refused } from '../stages/decode.ts';
import type { StageStep } from '../work.ts';

/** PUT namespaces/finalize: the namespace controller takes its finalizer off. Models: pkg/registry/core/namespace/strategy.go namespaceFinalizeStrategy. */
export const decodeFinalize: StageStep = {
  stage: 'decode',
  run(work) {
    const read = readBody(work, work.call.request, work.type);
    if (isStatus(read)) return refused(read);
    if (read.metadata.name !== work.call.info.name)
      return refused(nameMismatch(read.metadata.name ?? '', work.call.info.name));
    const existing = work.existing as Namespace;
    const finalizers = (read as Namespace).spec?.finalizers ?? [];
    work.draft = {
      ...existing,
      metadata: { ...existing.metadata, resourceVersion: read.metadata.resourceVersion ?? '' },
      spec: finalizers.length > 0 ? { finalizers } : {},
    };
    return { detail: `finalizers [${finalizers.join(', ')}]` };
  },
};
