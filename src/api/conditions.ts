import { copyWith } from './copy.ts';
import type { Condition } from './types.ts';

export function getCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  if (conditions) for (let i = 0; i < conditions.length; i++) if (conditions[i]!.type === type) return conditions[i];
  return undefined;
}

export const isConditionTrue = (conditions: readonly Condition[] | undefined, type: string): boolean =>
  getCondition(conditions, type)?.status === 'True';

/**
 * A new list in which `next` stands in the place of the condition of its type (or at the end). `lastTransitionTime`
 * moves only when the status changes. Returns the same list when nothing changes.
 * Models: apimachinery/pkg/api/meta/conditions.go SetStatusCondition.
 */
export function setCondition(conditions: readonly Condition[] | undefined, next: Condition): readonly Condition[] {
  const list = conditions ?? [];
  const at = list.findIndex((condition) => condition.type === next.type);
  const old = list[at];
  if (!old) return [...list, next];
  const merged: Condition =
    old.status === next.status && old.lastTransitionTime !== undefined
      ? copyWith(next, { lastTransitionTime: old.lastTransitionTime })
      : next;
  if (sameCondition(old, merged)) return list;
  return list.map((condition, i) => (i === at ? merged : condition));
}

/** Removes one type; the same list when it is not there. */
export function removeCondition(conditions: readonly Condition[] | undefined, type: string): readonly Condition[] {
  const list = conditions ?? [];
  return getCondition(list, type) ? list.filter((condition) => condition.type !== type) : list;
}

const fields = [
  'status',
  'reason',
  'message',
  'lastTransitionTime',
  'lastUpdateTime',
  'lastHeartbeatTime',
  'lastProbeTime',
  'observedGeneration',
] as const;

const sameCondition = (a: Condition, b: Condition): boolean => fields.every((field) => a[field] === b[field]);
