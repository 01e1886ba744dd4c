import { deepEqual } from '../../../api/equal.ts';
import { canonicalQuantity } from '../../../api/quantity.ts';
import type { IntOrString, KubeObject, Pod, Status, Toleration } from '../../../api/types.ts';
import { cachedIn } from '../cache/cache.ts';
import { plainError } from '../reply.ts';
import type { Work } from '../work.ts';
import { lookupProblem, refuseAdmission, type AdmissionPlugin } from './plugin.ts';

interface RuntimeClass extends KubeObject {
  overhead?: { podFixed?: Record<string, IntOrString> };
  scheduling?: { nodeSelector?: Record<string, string>; tolerations?: Toleration[] };
}

const isNewPod = ({ operation, call }: Work): boolean => operation === 'create' && call.info.subresource === '';

function classOf({ state, draft }: Work): RuntimeClass | undefined {
  const name = (draft as Pod).spec['runtimeClassName'] as string | undefined;
  return name === undefined ? undefined : (cachedIn(state, 'runtimeclasses', '', name) as RuntimeClass | undefined);
}

/** What is not in the cache is asked of the server, and not every name makes a path. */
function unaskable(name: string): Status | undefined {
  const problem = lookupProblem(name);
  return problem === undefined ? undefined : plainError(problem);
}

const amounts = (list: Readonly<Record<string, IntOrString>> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(list ?? {}).map(([name, amount]) => [name, canonicalQuantity(amount)]));
const isEmpty = (list: object | undefined): boolean => Object.keys(list ?? {}).length === 0;

/** What a runtime costs by itself, and where it runs, goes into the Pod. Models: plugin/pkg/admission/runtimeclass/admission.go. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  kinds: ['Pod'],
  admit(work) {
    if (!isNewPod(work)) return undefined;
    const { spec } = work.draft as Pod;
    const name = spec['runtimeClassName'] as string | undefined;
    if (name === undefined) return undefined;
    const found = classOf(work);
    if (!found) return unaskable(name) ?? refuseAdmission(work, `pod rejected: RuntimeClass "${name}" not found`);
    const { overhead, scheduling } = found;
    if (overhead) {
      const fixed = amounts(overhead.podFixed);
      if (!isEmpty(spec.overhead) && !deepEqual(fixed, amounts(spec.overhead)))
        return refuseAdmission(work, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
      spec.overhead = fixed;
      work.changes?.push({ path: 'spec.overhead', value: fixed });
    }
    for (const [key, wanted] of Object.entries(scheduling?.nodeSelector ?? {})) {
      const own = spec.nodeSelector?.[key];
      if (own !== undefined && own !== wanted)
        return refuseAdmission(
          work,
          `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${wanted}; pod.spec.nodeSelector[${key}] = ${own}`,
        );
      spec.nodeSelector = { ...spec.nodeSelector, [key]: wanted };
    }
    for (const toleration of scheduling?.tolerations ?? [])
      if (!spec.tolerations?.some((own) => deepEqual(own, toleration)))
        spec.tolerations = [...(spec.tolerations ?? []), toleration];
    return `runtime class ${name}`;
  },
  validate(work) {
    if (!isNewPod(work) || isEmpty((work.draft as Pod).spec.overhead) || classOf(work)?.overhead !== undefined)
      return undefined;
    return refuseAdmission(work, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
  },
};
