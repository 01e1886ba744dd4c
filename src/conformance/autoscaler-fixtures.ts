import type { Pod, ScalingRules } from '../api/types.ts';
import type { Memory, ScaleEvent } from '../sim/controllers/horizontal/behavior.ts';
import { settings, type Settings } from '../sim/controllers/horizontal/pods.ts';
import { epochMs, parseTimestamp, rfc3339 } from '../sim/time.ts';
import type { TableCase as Case } from './corpus.ts';
import { text } from './table.ts';

export const list = <T>(of: unknown): readonly T[] => (of ?? []) as readonly T[];
/** What upstream's tests run the controller with. */
export const tested: Settings = { ...settings, cpuInitializationMs: 120_000, initialReadinessDelayMs: 10_000 };

/** The recorded moment has whole seconds: a time within the same second is taken for now itself. */
export const nowOf = (c: Case): number => parseTimestamp(text(c['now'])) + 999;

export interface Recorded {
  readonly recommendation: number;
  readonly timestamp: string;
}
export const memoryOf = (c: Case): Memory => ({
  recommendations: list<Recorded>(c['recommendations']).map(({ recommendation, timestamp }) => ({
    replicas: recommendation,
    atMs: parseTimestamp(timestamp),
  })),
  ups: eventsOf(c['scaleUpEvents']),
  downs: eventsOf(c['scaleDownEvents']),
});
const eventsOf = (of: unknown): ScaleEvent[] =>
  list<{ replicaChange: number; timestamp: string }>(of).map(({ replicaChange, timestamp }) => ({
    change: replicaChange,
    atMs: parseTimestamp(timestamp),
  }));

export const prefix = 'test-pod';

interface Given {
  readonly count: number;
  readonly requests: readonly string[] | null;
  readonly readiness: unknown;
  readonly phases: unknown;
  readonly starts: unknown;
  readonly deletions: unknown;
  readonly containers: number;
}

/** Pods as upstream's test fixtures make them: two containers, ready since they were started. */
export function podsAs(given: Given, now: number, startedMs: number, split: number): Pod[] {
  return Array.from({ length: given.count }, (_, i) => {
    const startTime = list<string>(given.starts)[i] ?? rfc3339(epochMs + now - startedMs);
    const request = given.requests?.[i];
    const milli =
      request === undefined ? undefined : request.endsWith('m') ? Number.parseInt(request, 10) : Number(request) * 1000;
    const container = (name: string): unknown => ({
      name,
      resources: milli === undefined ? {} : { requests: { cpu: `${Math.trunc(milli / split)}m` } },
    });
    const deletion = list<string | boolean | null>(given.deletions)[i];
    return {
      metadata: {
        name: `${prefix}-${i}`,
        namespace: 'test-namespace',
        labels: { name: prefix, cheddar: 'cheese' },
        ...(deletion ? { deletionTimestamp: text(c0(deletion)) } : {}),
      },
      spec: { containers: Array.from({ length: given.containers }, (_each, j) => container(`container${j + 1}`)) },
      status: {
        phase: list<Pod['status']['phase']>(given.phases)[i] ?? 'Running',
        startTime,
        conditions: [
          {
            type: 'Ready',
            status: list<'True' | 'False'>(given.readiness)[i] ?? 'True',
            lastTransitionTime: startTime,
          },
        ],
      },
    } as unknown as Pod;
  });
}
const c0 = (value: string | boolean): string => (typeof value === 'string' ? value : '2025-01-01T00:00:00Z');

/** As the API server's defaults fill them. */
export const filledRules = (rules: ScalingRules, up: boolean): ScalingRules => ({
  selectPolicy: 'Max',
  policies: up
    ? [
        { type: 'Pods', value: 4, periodSeconds: 15 },
        { type: 'Percent', value: 100, periodSeconds: 15 },
      ]
    : [{ type: 'Percent', value: 100, periodSeconds: 15 }],
  ...rules,
});
