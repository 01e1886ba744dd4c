import { at, listAt, mapAt, textAt, type Obj } from '../client.ts';
import { byBytes } from '../text/go.ts';
import type { JsonObject } from '../types.ts';
import type { Writer } from './writer.ts';

/** `Resource Used Hard` of a quota. The line under `Used` is upstream's own, and not the same in both places. */
export function quotaTable(w: Writer, level: number, quota: Obj, underUsed: string): void {
  w.write(level, 'Resource\tUsed\tHard\n');
  w.write(level, `--------\t${underUsed}\t${underUsed}\n`);
  const [hard, used] = [mapAt(quota, 'status', 'hard'), mapAt(quota, 'status', 'used')];
  for (const name of Object.keys(hard).sort(byBytes)) w.write(level, `${name}\t${used[name] ?? '0'}\t${hard[name]!}\n`);
}

/** What a scope of a quota selects. Source: describe.go helpTextForResourceQuotaScope. */
const scopeTexts: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

export function scopeLines(w: Writer, level: number, quota: Obj, lead: string): void {
  const scopes = [...((at(quota, 'spec', 'scopes') as string[] | undefined) ?? [])].sort(byBytes);
  if (scopes.length === 0) return;
  w.write(level, `Scopes:\t${scopes.join(', ')}\n`);
  for (const scope of scopes) if (scopeTexts[scope]) w.write(level, `${lead}* ${scopeTexts[scope]}\n`);
}

/** The quotas of a namespace. Models: describe.go DescribeResourceQuotas. */
export function quotaLines(w: Writer, quotas: readonly Obj[]): void {
  if (quotas.length === 0) {
    w.write(0, '\nNo resource quota.\n');
    return;
  }
  w.write(0, '\nResource Quotas\n');
  for (const quota of [...quotas].sort((a, b) => byBytes(a.metadata?.name ?? '', b.metadata?.name ?? ''))) {
    w.write(1, `Name:\t${quota.metadata?.name ?? ''}\n`);
    scopeLines(w, 1, quota, '');
    quotaTable(w, 1, quota, '---');
  }
}

/** The limit ranges of a namespace. Models: describe.go DescribeLimitRanges. */
export function limitLines(w: Writer, limits: readonly Obj[]): void {
  if (limits.length === 0) {
    w.write(0, '\nNo LimitRange resource.\n');
    return;
  }
  w.write(0, '\nResource Limits\n');
  limitTable(w, ' ', limits);
}

export function limitTable(w: Writer, lead: string, limits: readonly Obj[]): void {
  w.write(0, `${lead}Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n`);
  w.write(0, `${lead}----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n`);
  for (const range of limits)
    for (const item of listAt(range, 'spec', 'limits')) for (const row of limitRows(item)) w.write(0, lead + row);
}

const columns = ['min', 'max', 'defaultRequest', 'default', 'maxLimitRequestRatio'] as const;

function limitRows(item: JsonObject): string[] {
  const maps = columns.map((key) => mapAt(item, key));
  const names = [...new Set(maps.flatMap((map) => Object.keys(map)))].sort(byBytes);
  return names.map((name) => `${textAt(item, 'type')}\t${name}\t${maps.map((map) => map[name] ?? '-').join('\t')}\n`);
}
