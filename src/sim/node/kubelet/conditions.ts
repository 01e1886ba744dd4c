import type { Condition, ContainerStatus, PodStatus } from '../../../api/types.ts';
import { timestamp } from '../../time.ts';
import type { PodWork } from './state.ts';

type Verdict = { readonly status: 'True' | 'False'; readonly reason?: string; readonly message?: string };

const yes: Verdict = Object.freeze({ status: 'True' });
const no: Verdict = Object.freeze({ status: 'False' });
const completed = (status: 'True' | 'False'): Verdict => ({ status, reason: 'PodCompleted' });

/** The five conditions in upstream's order. A transition time moves only when the status does. Models: status/generate.go. */
export function conditionsOf(
  work: PodWork,
  phase: PodStatus['phase'],
  containers: readonly ContainerStatus[],
  inits: readonly ContainerStatus[],
  now: number,
): Condition[] {
  const before = work.status?.conditions ?? work.pod.status.conditions ?? [];
  const containersReady = containersReadyOf(work, phase, containers, inits);
  const list: Condition[] = [
    made('PodReadyToStartContainers', work.sandbox === 'ready' ? yes : no, before, now),
    made('Initialized', initializedOf(work, phase, containers, inits), before, now),
    made('Ready', readyOf(work, containersReady), before, now),
    made('ContainersReady', containersReady, before, now),
    made('PodScheduled', yes, before, now),
  ];
  if (work.verdict?.reason === 'Evicted')
    list.push(
      made(
        'DisruptionTarget',
        { status: 'True', reason: 'TerminationByKubelet', message: work.verdict.message },
        before,
        now,
      ),
    );
  // Conditions of others (readiness gates, DisruptionTarget) stay.
  for (const condition of before) if (!list.some((own) => own.type === condition.type)) list.push(condition);
  return list;
}

function made(type: string, verdict: Verdict, before: readonly Condition[], now: number): Condition {
  const old = before.find((condition) => condition.type === type);
  if (old && old.status === verdict.status && old.reason === verdict.reason && old.message === verdict.message)
    return old;
  const lastTransitionTime =
    old?.status === verdict.status && old.lastTransitionTime ? old.lastTransitionTime : timestamp(now);
  return {
    type,
    status: verdict.status,
    lastProbeTime: null,
    lastTransitionTime,
    ...(verdict.reason ? { reason: verdict.reason } : {}),
    ...(verdict.message ? { message: verdict.message } : {}),
  };
}

function containersReadyOf(
  work: PodWork,
  phase: PodStatus['phase'],
  containers: readonly ContainerStatus[],
  inits: readonly ContainerStatus[],
): Verdict {
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  if (phase === 'Succeeded') return completed('False');
  const unready: string[] = [];
  work.pod.spec.initContainers?.forEach((spec, i) => {
    if (spec.restartPolicy === 'Always' && !inits[i]?.ready) unready.push(spec.name);
  });
  for (const spec of work.pod.spec.containers) {
    if (!containers.find((status) => status.name === spec.name)?.ready) unready.push(spec.name);
  }
  if (unready.length === 0) return yes;
  return {
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${unready.join(' ')}]`,
  };
}

function readyOf(work: PodWork, containersReady: Verdict): Verdict {
  if (containersReady.status !== 'True') return containersReady;
  const gates = work.pod.spec.readinessGates;
  if (!gates?.length) return yes;
  const problems: string[] = [];
  for (const { conditionType } of gates) {
    const condition = work.pod.status.conditions?.find((c) => c.type === conditionType);
    if (!condition) problems.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    else if (condition.status !== 'True')
      problems.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`);
  }
  return problems.length === 0
    ? yes
    : { status: 'False', reason: 'ReadinessGatesNotReady', message: problems.join(', ') };
}

function initializedOf(
  work: PodWork,
  phase: PodStatus['phase'],
  containers: readonly ContainerStatus[],
  inits: readonly ContainerStatus[],
): Verdict {
  const specs = work.pod.spec.initContainers;
  if (phase === 'Succeeded') return completed('True');
  if (!specs?.length) return yes;
  // Once an ordinary container has started, the Pod has been initialized.
  if (containers.some((status) => status.state.running ?? status.state.terminated ?? status.lastState.terminated))
    return yes;
  const incomplete = specs
    .filter((spec, i) => (spec.restartPolicy === 'Always' ? !inits[i]?.started : !inits[i]?.ready))
    .map((spec) => spec.name);
  if (incomplete.length === 0) return yes;
  return {
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${incomplete.join(' ')}]`,
  };
}
