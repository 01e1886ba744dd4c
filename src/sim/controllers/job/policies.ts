import type { ContainerStatus, JobSpec, Pod, PodFailurePolicyRule } from '../../../api/types.ts';
import { hasIndex, parseIndexes, total, type Indexes } from './indexes.ts';

/** What a Job's failure policy makes of a failed Pod. */
export interface Verdict {
  readonly counts: boolean;
  readonly action?: string;
  /** Why the whole Job fails. */
  readonly message?: string;
}

/** Models: pod_failure_policy.go matchPodFailurePolicy. */
export function judge(policy: JobSpec['podFailurePolicy'], pod: Pod): Verdict {
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
  for (const [i, rule] of (policy?.rules ?? []).entries()) {
    const why = matchExit(rule, pod, name) ?? matchCondition(rule, pod, name);
    if (why === undefined) continue;
    const { action } = rule;
    if (action === 'Ignore') return { counts: false, action };
    if (action === 'FailJob') return { counts: true, action, message: `${why} matching ${action} rule at index ${i}` };
    if (action === 'Count' || action === 'FailIndex') return { counts: true, action };
  }
  return { counts: true };
}

function matchExit({ onExitCodes }: PodFailurePolicyRule, { status }: Pod, name: string): string | undefined {
  if (!onExitCodes) return undefined;
  const { containerName, operator, values } = onExitCodes;
  const ended = ({ name: own, state: { terminated } }: ContainerStatus): boolean =>
    (containerName === undefined || containerName === null || containerName === own) &&
    terminated !== undefined &&
    terminated.exitCode !== 0 &&
    (values ?? []).includes(terminated.exitCode) === (operator === 'In');
  const found = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].find(ended);
  return found && `Container ${found.name} for pod ${name} failed with exit code ${found.state.terminated!.exitCode}`;
}

function matchCondition({ onPodConditions }: PodFailurePolicyRule, { status }: Pod, name: string): string | undefined {
  const found = status.conditions?.find((condition) =>
    onPodConditions?.some(({ type, status: wanted }) => type === condition.type && wanted === condition.status),
  );
  return found && `Pod ${name} has condition ${found.type}`;
}

/** What says that enough has succeeded. Models: success_policy.go matchSuccessPolicy. */
export function successMessage(
  policy: JobSpec['successPolicy'],
  completions: number,
  succeeded: Indexes,
): string | undefined {
  for (const [i, { succeededIndexes, succeededCount }] of (policy?.rules ?? []).entries()) {
    let count = total(succeeded);
    let enough = succeededCount ?? Infinity;
    if (succeededIndexes) {
      const wanted = parseIndexes(succeededIndexes, completions);
      count = 0;
      for (const { first, last } of wanted)
        for (let index = first; index <= last; index++) if (hasIndex(succeeded, index)) count++;
      enough = succeededCount ?? (wanted.length > 0 ? total(wanted) : Infinity);
    }
    if (count >= enough) return `Matched rules at index ${i}`;
  }
  return undefined;
}
