import { copyWith } from '../../api/copy.ts';
import { deepEqual } from '../../api/equal.ts';
import type { Condition, HorizontalPodAutoscaler, Pod } from '../../api/types.ts';
import { errorText, isOk } from '../client/requests.ts';
import { timestamp } from '../time.ts';
import {
  say,
  settled,
  type Answer,
  type Controller,
  type Plan,
  type Told,
  type View,
  type Write,
} from './controller.ts';
import { noMemory, remember, rulesOf, type Memory } from './horizontal/behavior.ts';
import { decide, needsMetrics, withCondition, type Decision, type Scale } from './horizontal/decide.ts';
import { questionFor, readAnswer } from './horizontal/measure.ts';
import { settings } from './horizontal/pods.ts';
import { updateStatus } from './writes.ts';

/** How often every autoscaler is looked at, in ms. Source: --horizontal-pod-autoscaler-sync-period. */
const syncPeriodMs = 15_000;

/** What is kept in mind between looks and, within one, between the decision and the answer to its rescaling. */
interface Remembered {
  readonly memory: Memory;
  /** The selector the target's scale had last: whose Pods these are. */
  readonly selector: string;
  readonly decision?: Decision;
}

const again = { requeueAfterMs: syncPeriodMs } as const;

const warn = (about: HorizontalPodAutoscaler, reason: string, message: string): Told => ({
  about,
  type: 'Warning',
  reason,
  message,
});

const shown = (conditions: readonly Condition[] | undefined): string =>
  (conditions ?? []).map(({ type, status, reason }) => `${type} ${status} ${reason}`).join();

type Status = HorizontalPodAutoscaler['status'];

/** The end of a look: the status is written when it changed. Numbers that only move a little are housekeeping. */
function conclusion(
  hpa: HorizontalPodAutoscaler,
  next: Status,
  because: Plan['because'],
  more: Pick<Plan, 'events' | 'remember'>,
): Plan {
  const { status } = hpa;
  const plan = { because, ...more, ...again };
  if (deepEqual(status, next)) return plan;
  const same =
    shown(status.conditions) === shown(next.conditions) &&
    status.currentReplicas === next.currentReplicas &&
    status.desiredReplicas === next.desiredReplicas;
  return {
    ...plan,
    requests: [updateStatus('horizontalpodautoscalers', copyWith(hpa, { status: next }), { judged: true })],
    goesOn: true,
    quiet: same,
  };
}

/** The target cannot be scaled. */
function unscalable(hpa: HorizontalPodAutoscaler, error: string, view: View): Plan {
  const message = `the HPA controller was unable to get the target's current scale: ${error}`;
  const conditions = withCondition(hpa.status.conditions, 'AbleToScale', 'False', 'FailedGetScale', message, view.now);
  const { kind, name } = hpa.spec.scaleTargetRef;
  return conclusion(
    hpa,
    { ...hpa.status, conditions: [...conditions] },
    say('hpa.noScale', { hpa: hpa.metadata.name, target: `${kind}/${name}`, error }),
    { events: [warn(hpa, 'FailedGetScale', error)] },
  );
}

/** What the RESTMapper says of a kind nobody serves. */
function noKind(apiVersion: string, kind: string): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return `no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}`;
}

/** Selectors of the namespace's other autoscalers, as they were last seen. */
function rivalsOf({ metadata }: HorizontalPodAutoscaler, view: View): Map<string, string> {
  const { namespace = '' } = metadata;
  const found = new Map<string, string>();
  for (const other of view.inNamespace('horizontalpodautoscalers', namespace)) {
    const { name } = other.metadata;
    const selector = view.memory<Remembered>(`${namespace}/${name}`)?.selector ?? '';
    if (name !== metadata.name && selector !== '') found.set(name, selector);
  }
  return found;
}

/** The target's scale was read and, where it matters, the metrics: decide. */
function decided(hpa: HorizontalPodAutoscaler, view: View, scale: Scale, answers: readonly Answer[]): Decision {
  const { namespace = '', name } = hpa.metadata;
  return decide(hpa, {
    scale,
    pods: view.inNamespace<Pod>('pods', namespace),
    others: rivalsOf(hpa, view),
    memory: view.memory<Remembered>(`${namespace}/${name}`)?.memory ?? noMemory,
    settings,
    now: view.now,
    measured: (metric, i) => readAnswer(metric, answers[i]!.response),
  });
}

const putScale = (target: Write, scale: Scale, replicas: number): Write =>
  Object.freeze({
    ...target,
    method: 'PUT',
    body: Object.freeze({ ...scale, spec: replicas === 0 ? {} : { replicas } }),
    judged: true,
  });

/** Writes down what was decided and done. */
function written(hpa: HorizontalPodAutoscaler, view: View, decision: Decision, selector: string, put?: Answer): Plan {
  const { metadata, spec, status } = hpa;
  const { current, because, failed, warnings } = decision;
  const events = warnings.map(({ reason, message }) => warn(hpa, reason, message));
  const done = put !== undefined && isOk(put.response);
  const desired =
    failed || (put && !done) ? status.desiredReplicas : because === undefined ? current : decision.desired;
  let { conditions, memory } = decision;
  if (put && done) {
    const message = `the HPA controller was able to update the target scale to ${decision.desired}`;
    conditions = withCondition(conditions, 'AbleToScale', 'True', 'SucceededRescale', message, view.now);
    events.push({
      about: hpa,
      type: 'Normal',
      reason: 'SuccessfulRescale',
      message: `New size: ${decision.desired}; reason: ${because}`,
    });
    if (spec.behavior) memory = remember(memory, rulesOf(spec.behavior, settings), current, decision.desired, view.now);
  } else if (put) {
    const error = errorText(put.response);
    const message = `the HPA controller was unable to update the target scale: ${error}`;
    conditions = withCondition(conditions, 'AbleToScale', 'False', 'FailedUpdateScale', message, view.now);
    events.push(warn(hpa, 'FailedRescale', `New size: ${decision.desired}; reason: ${because}; error: ${error}`));
  }
  const next: Status = {
    ...(status.observedGeneration === undefined ? {} : { observedGeneration: status.observedGeneration }),
    ...(done
      ? { lastScaleTime: timestamp(view.now) }
      : status.lastScaleTime
        ? { lastScaleTime: status.lastScaleTime }
        : {}),
    ...(current === 0 ? {} : { currentReplicas: current }),
    desiredReplicas: desired,
    currentMetrics: decision.metrics as Status['currentMetrics'],
    conditions: [...conditions],
  };
  const numbers = { hpa: metadata.name, have: current, want: decision.desired };
  const said = failed
    ? say('hpa.failed', { ...numbers, error: warnings.at(-1)?.message ?? '' })
    : put
      ? say(done ? 'hpa.rescaled' : 'hpa.refused', numbers)
      : say(decision.desired === 0 && current === 0 ? 'hpa.off' : 'hpa.same', numbers);
  return conclusion(hpa, next, said, { events, remember: Object.freeze({ memory, selector }) });
}

/**
 * Every 15 s compares what an autoscaler's Pods use with what they should, and sets the scale of its target.
 * Models: pkg/controller/podautoscaler/horizontal.go. Left out: discovery of adapters (a group nobody serves answers
 * 404, which says the same), HPAScaleToZero and HPAConfigurableTolerance, whose gates are off.
 */
export const horizontalController: Controller = {
  name: 'horizontal-pod-autoscaler-controller',
  account: 'horizontal-pod-autoscaler',
  component: 'horizontal-pod-autoscaler',
  workers: 5,
  // Changes do not hasten a look: every key stands in the queue for a whole period. Source: default_rate_limiter.go.
  delayMs: syncPeriodMs,
  watches: { horizontalpodautoscalers: ({ key }) => key },
  reconcile(key, view) {
    const hpa = view.get<HorizontalPodAutoscaler>('horizontalpodautoscalers', key);
    if (!hpa) return { ...settled(say('hpa.gone')), remember: null };
    const { kind, name, apiVersion = 'v1' } = hpa.spec.scaleTargetRef;
    const found = view.kindOf(apiVersion, kind);
    if (!found) return unscalable(hpa, noKind(apiVersion, kind), view);
    return {
      because: say('hpa.look', { hpa: hpa.metadata.name, target: `${kind}/${name}` }),
      requests: [
        Object.freeze({
          method: 'GET',
          resource: found.name,
          namespace: hpa.metadata.namespace ?? '',
          name,
          subresource: 'scale',
          judged: true,
        }),
      ],
      goesOn: true,
      quiet: true,
      ...again,
    };
  },
  conclude(key, view, answers) {
    const hpa = view.get<HorizontalPodAutoscaler>('horizontalpodautoscalers', key);
    const last = answers.at(-1)!;
    if (!hpa) return undefined;
    if (last.write.subresource === 'status') {
      if (isOk(last.response)) return undefined;
      const error = errorText(last.response);
      return {
        because: say('hpa.unwritten', { hpa: hpa.metadata.name, error }),
        events: [warn(hpa, 'FailedUpdateStatus', error)],
      };
    }
    const [first, ...rest] = answers;
    if (!isOk(first!.response)) return unscalable(hpa, errorText(first!.response), view);
    const scale = first!.response.body as Scale;
    const selector = scale.status.selector ?? '';
    if (last.write.method === 'PUT') return written(hpa, view, view.memory<Remembered>(key)!.decision!, selector, last);
    const metrics = needsMetrics(hpa, scale) && selector !== '' ? (hpa.spec.metrics ?? []) : [];
    if (rest.length < metrics.length)
      return {
        because: say('hpa.ask', { hpa: hpa.metadata.name, count: metrics.length }),
        requests: metrics.map((metric) => questionFor(metric, hpa.metadata.namespace ?? '', selector)),
        goesOn: true,
        quiet: true,
      };
    const decision = decided(hpa, view, scale, rest);
    if (decision.because === undefined) return written(hpa, view, decision, selector);
    const { current, desired, because, memory } = decision;
    const numbers = { hpa: hpa.metadata.name, have: current, want: desired, reason: because };
    return {
      because: say(desired > current ? 'hpa.grow' : 'hpa.shrink', numbers),
      requests: [putScale(first!.write, scale, desired)],
      remember: Object.freeze({ memory, selector, decision }),
      goesOn: true,
    };
  },
};
