import { formatSelector } from '../../api/selectors.ts';
import type { LabelSelector } from '../../api/types.ts';
import { at, numberAt, textAt, type Obj } from '../client.ts';
import { describeEvents } from './events.ts';
import { formatLabels, nameNamespace } from './metadata.ts';
import { limitTable, quotaTable, scopeLines } from './quota.ts';
import { Writer } from './writer.ts';

/** Models: describe.go describePodDisruptionBudgetv1. */
export function describeBudget(budget: Obj, events: readonly Obj[] | undefined, nowMs: number): string {
  const w = new Writer();
  const [least, most] = [textAt(budget, 'spec', 'minAvailable'), textAt(budget, 'spec', 'maxUnavailable')];
  nameNamespace(w, budget);
  if (least) w.field(0, 'Min available', least);
  else if (most) w.field(0, 'Max unavailable', most);
  const selector = at(budget, 'spec', 'selector') as LabelSelector | undefined;
  w.field(0, 'Selector', selector ? formatSelector(selector) : '<unset>');
  w.write(0, 'Status:\n');
  const n = (key: string): number => numberAt(budget, 'status', key);
  w.field(2, 'Allowed disruptions', n('disruptionsAllowed'));
  w.field(2, 'Current', n('currentHealthy'));
  w.field(2, 'Desired', n('desiredHealthy'));
  w.field(2, 'Total', n('expectedPods'));
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}

/** Models: describe.go describePriorityClass. */
export function describePriorityClass(object: Obj, events: readonly Obj[] | undefined, nowMs: number): string {
  const w = new Writer();
  w.field(0, 'Name', object.metadata?.name ?? '');
  w.field(0, 'Value', numberAt(object, 'value'));
  w.field(0, 'GlobalDefault', at(object, 'globalDefault') === true);
  w.field(0, 'PreemptionPolicy', textAt(object, 'preemptionPolicy'));
  w.field(0, 'Description', textAt(object, 'description'));
  w.field(0, 'Annotations', formatLabels(object.metadata?.annotations));
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}

/** Models: describe.go describeQuota. */
export function describeQuota(quota: Obj): string {
  const w = new Writer();
  nameNamespace(w, quota);
  scopeLines(w, 0, quota, ' ');
  quotaTable(w, 0, quota, '----');
  return w.result();
}

/** Models: describe.go describeLimitRange. */
export function describeLimitRange(range: Obj): string {
  const w = new Writer();
  nameNamespace(w, range);
  limitTable(w, '', [range]);
  return w.result();
}
