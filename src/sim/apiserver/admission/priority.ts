import type { KubeObject, Pod } from '../../../api/types.ts';
import { cachedIn, everyCached } from '../cache/cache.ts';
import { refuseAdmission, type AdmissionPlugin } from './plugin.ts';

interface PriorityClass extends KubeObject {
  value: number;
  globalDefault?: boolean;
  preemptionPolicy?: string;
}

/** Made by the API server itself at its start. Source: pkg/apis/scheduling/v1/helpers.go SystemPriorityClasses. */
const system: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

/** Turns a Pod's class into its number. Models: plugin/pkg/admission/priority/admission.go. */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  kinds: ['Pod'],
  admit(work) {
    const { type, operation, call, draft, existing, state } = work;
    if (type.kind !== 'Pod' || call.info.subresource !== '') return undefined;
    const { spec } = draft as Pod;
    if (operation === 'update') {
      // Who leaves it out does not mean to take it away.
      const { priority, preemptionPolicy } = (existing as Pod).spec;
      if (priority !== undefined) spec.priority ??= priority;
      if (preemptionPolicy !== undefined) spec.preemptionPolicy ??= preemptionPolicy;
      return undefined;
    }
    if (operation !== 'create') return undefined;
    let value = 0;
    let policy = 'PreemptLowerPriority';
    if (spec.priorityClassName) {
      const found = cachedIn(state, 'priorityclasses', '', spec.priorityClassName) as PriorityClass | undefined;
      const known = found?.value ?? system[spec.priorityClassName];
      if (known === undefined)
        return refuseAdmission(work, `no PriorityClass with name ${spec.priorityClassName} was found`);
      value = known;
      policy = found?.preemptionPolicy ?? policy;
    } else {
      const byDefault = (everyCached(state, 'priorityclasses') as PriorityClass[]).find((c) => c.globalDefault);
      if (byDefault) {
        spec.priorityClassName = byDefault.metadata.name;
        value = byDefault.value;
        policy = byDefault.preemptionPolicy ?? policy;
      }
    }
    if (spec.priority !== undefined && spec.priority !== value) {
      return refuseAdmission(
        work,
        `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
      );
    }
    spec.priority = value;
    spec.preemptionPolicy ??= policy;
    work.changes?.push(
      { path: 'spec.priority', value },
      { path: 'spec.preemptionPolicy', value: spec.preemptionPolicy },
    );
    return `priority ${value}`;
  },
};
