import type { HorizontalPodAutoscaler, ScalingRules } from '../../../api/types.ts';
import type { VirtualMs } from '../../kernel/types.ts';
import type { Settings } from './pods.ts';

/** What the controller remembers of one autoscaler; gone when the process ends. Frozen. */
export interface Memory {
  readonly recommendations: readonly { readonly replicas: number; readonly atMs: VirtualMs }[];
  readonly ups: readonly ScaleEvent[];
  readonly downs: readonly ScaleEvent[];
}

/** A change it made, in replicas. */
export interface ScaleEvent {
  readonly change: number;
  readonly atMs: VirtualMs;
}

export const noMemory: Memory = Object.freeze({ recommendations: [], ups: [], downs: [] });

/** How far a wish may go, with upstream's reason and message for the condition. */
export interface Limited {
  readonly replicas: number;
  readonly reason: string;
  readonly message: string;
}

const within = (replicas: number): Limited => ({
  replicas,
  reason: 'DesiredWithinRange',
  message: 'the desired count is within the acceptable range',
});
const tooMany = {
  reason: 'TooManyReplicas',
  message: 'the desired replica count is more than the maximum replica count',
};
const tooFew = {
  reason: 'TooFewReplicas',
  message: 'the desired replica count is less than the minimum replica count',
};
const tooFast = {
  reason: 'ScaleUpLimit',
  message: 'the desired replica count is increasing faster than the maximum scale rate',
};
const tooFastDown = {
  reason: 'ScaleDownLimit',
  message: 'the desired replica count is decreasing faster than the maximum scale rate',
};
const notHigher = {
  reason: 'ScaleUpStabilized',
  message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
};
const notLower = {
  reason: 'ScaleDownStabilized',
  message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
};

/** The place of an outdated entry is used again, the last one first; else the list grows. */
function put<T>(list: readonly T[], isOld: (entry: T) => boolean, next: T): readonly T[] {
  const old = list.findLastIndex(isOld);
  return old < 0 ? [...list, next] : list.map((entry, i) => (i === old ? next : entry));
}

/** Without `behavior`: the highest wish of the last five minutes. Models: horizontal.go stabilizeRecommendation. */
export function stabilize(
  memory: Memory,
  desired: number,
  { downscaleStabilizationMs }: Settings,
  now: VirtualMs,
): { memory: Memory; replicas: number } {
  const isOld = ({ atMs }: { atMs: VirtualMs }): boolean => atMs < now - downscaleStabilizationMs;
  let replicas = desired;
  for (const rec of memory.recommendations) if (!isOld(rec)) replicas = Math.max(replicas, rec.replicas);
  const recommendations = put(memory.recommendations, isOld, { replicas: desired, atMs: now });
  return { memory: Object.freeze({ ...memory, recommendations }), replicas };
}

/** Not faster than to the double (but to 4), and between the bounds. Models: convertDesiredReplicasWithRules. */
export function limit(current: number, desired: number, min: number, max: number): Limited {
  const fastest = Math.max(2 * current, 4);
  if (desired < min) return { replicas: min, ...tooFew };
  if (max > fastest) return desired > fastest ? { replicas: fastest, ...tooFast } : within(desired);
  return desired > max ? { replicas: max, ...tooMany } : within(desired);
}

/** Rules with every field filled in, as the API server's defaults leave them. */
export interface Rules {
  readonly up: ScalingRules;
  readonly down: ScalingRules;
}

/** Rules of an autoscaler that has any. A window for shrinking that is not said is the controller's own. */
export const rulesOf = (
  behavior: NonNullable<HorizontalPodAutoscaler['spec']['behavior']>,
  { downscaleStabilizationMs }: Settings,
): Rules => ({
  up: behavior.scaleUp ?? {},
  down: { stabilizationWindowSeconds: downscaleStabilizationMs / 1000, ...behavior.scaleDown },
});

/** With `behavior`: between the lowest and the highest wish of each window. Models: stabilizeRecommendationWithBehaviors. */
export function stabilizeByRules(
  memory: Memory,
  current: number,
  desired: number,
  { up, down }: Rules,
  now: VirtualMs,
): { memory: Memory } & Limited {
  const upFromMs = now - 1000 * (up.stabilizationWindowSeconds ?? 0);
  const downFromMs = now - 1000 * (down.stabilizationWindowSeconds ?? 0);
  let [lowest, highest] = [desired, desired];
  for (const rec of memory.recommendations) {
    if (rec.atMs > upFromMs) lowest = Math.min(lowest, rec.replicas);
    if (rec.atMs > downFromMs) highest = Math.max(highest, rec.replicas);
  }
  const replicas = Math.min(Math.max(current, lowest), highest);
  const isOld = ({ atMs }: { atMs: VirtualMs }): boolean => atMs < upFromMs && atMs < downFromMs;
  const recommendations = put(memory.recommendations, isOld, { replicas: desired, atMs: now });
  return {
    memory: Object.freeze({ ...memory, recommendations }),
    replicas,
    ...(desired >= current ? notHigher : notLower),
  };
}

const changedWithin = (events: readonly ScaleEvent[], periodSeconds: number, now: VirtualMs): number =>
  events.reduce((sum, { change, atMs }) => (atMs > now - 1000 * periodSeconds ? sum + change : sum), 0);

/** What a policy allows, counted from how many replicas there were when its period began. */
function furthest(memory: Memory, current: number, rules: ScalingRules, way: 'up' | 'down', now: VirtualMs): number {
  const { selectPolicy, policies = [] } = rules;
  if (selectPolicy === 'Disabled') return current;
  const allowed = policies.map(({ type, value, periodSeconds }) => {
    const added = changedWithin(memory.ups, periodSeconds, now);
    const removed = changedWithin(memory.downs, periodSeconds, now);
    const began = current - added + removed;
    if (type === 'Pods') return way === 'up' ? began + value : began - value;
    // Rounded up, or a small share would never let it grow.
    return way === 'up' ? Math.ceil(began * (1 + value / 100)) : Math.trunc(began * (1 - value / 100));
  });
  // The smallest change is the lowest number on the way up and the highest on the way down.
  return (selectPolicy === 'Min') === (way === 'up') ? Math.min(...allowed) : Math.max(...allowed);
}

/** Not faster than the policies allow, and between the bounds. Models: convertDesiredReplicasWithBehaviorRate. */
export function limitByRules(
  memory: Memory,
  current: number,
  desired: number,
  min: number,
  max: number,
  { up, down }: Rules,
  now: VirtualMs,
): Limited {
  if (desired > current) {
    const fastest = Math.max(current, furthest(memory, current, up, 'up', now));
    const [most, why] = max > fastest ? [fastest, tooFast] : [max, tooMany];
    if (desired > most) return { replicas: most, ...why };
  } else if (desired < current) {
    const fastest = Math.min(current, furthest(memory, current, down, 'down', now));
    const [least, why] = min < fastest ? [fastest, tooFastDown] : [min, tooFew];
    if (desired < least) return { replicas: least, ...why };
  }
  return within(desired);
}

const longestSeconds = ({ policies = [] }: ScalingRules): number =>
  policies.reduce((longest, { periodSeconds }) => Math.max(longest, periodSeconds), 0);

/** Remembers a change for as long as a policy may ask for it. Models: storeScaleEvent. */
export function remember(memory: Memory, { up, down }: Rules, from: number, to: number, now: VirtualMs): Memory {
  const grows = to > from;
  const fromMs = now - 1000 * longestSeconds(grows ? up : down);
  const key = grows ? 'ups' : 'downs';
  const next = put(memory[key], ({ atMs }) => atMs < fromMs, { change: Math.abs(to - from), atMs: now });
  return Object.freeze({ ...memory, [key]: next });
}
