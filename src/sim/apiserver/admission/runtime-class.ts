import { isPathSegment } from '../../../api/names.ts';
import type { KubeObject, Pod } from '../../../api/types.ts';
import { cachedIn } from '../cache/cache.ts';
import { plainError } from '../reply.ts';
import { refuseAdmission, type AdmissionPlugin } from './plugin.ts';

interface RuntimeClass extends KubeObject {
  readonly overhead?: { readonly podFixed?: Record<string, string> };
}

/** A Pod's runtime class must be there. Models: plugin/pkg/admission/runtimeclass/admission.go. Left out: its node selector and tolerations. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  admit(work) {
    const { type, operation, call, draft, state } = work;
    if (type.kind !== 'Pod' || operation !== 'create' || call.info.subresource !== '') return undefined;
    const { spec } = draft as Pod;
    const name = spec['runtimeClassName'] as string | undefined;
    if (!name) return undefined;
    const [problem] = isPathSegment(name);
    if (problem) return plainError(`invalid resource name ${JSON.stringify(name)}: [${problem}]`);
    const found = cachedIn(state, 'runtimeclasses', '', name) as RuntimeClass | undefined;
    if (!found) return refuseAdmission(work, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`);
    const overhead = found.overhead?.podFixed;
    if (overhead) spec['overhead'] ??= overhead;
    return `RuntimeClass ${name}`;
  },
};
