import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { controllersEn, controllersKo } from '../../i18n/controllers.ts';
import { fill } from '../../i18n/core.ts';

const here = dirname(fileURLToPath(import.meta.url));
const sources = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
);
const used = new Set(
  sources.flatMap((file) =>
    [
      ...readFileSync(join(here, file), 'utf8').matchAll(
        /'((?:deployment|replicaset|replication|daemonset|statefulset|job|cronjob|ttl|serviceaccount|rootca|namespace|endpointslice|gc|node|eviction|podgc|quota|disruption|protection|aggregation|volume|csr|hpa|revision)\.[a-zA-Z]+)'/g,
      ),
    ].map((m) => m[1]!),
  ),
);

it('every reason a controller gives has its sentence, and no sentence is left over', () => {
  expect([...used].sort()).toEqual(Object.keys(controllersEn).sort());
});
it('both languages tell the same values', () => {
  const values: Record<string, string> = Object.fromEntries(
    [
      'name',
      'signer',
      'problem',
      'count',
      'want',
      'have',
      'difference',
      'from',
      'to',
      'replicas',
      'revision',
      'updated',
      'available',
      'error',
      'owner',
      'node',
      'pod',
      'seconds',
      'taint',
      'namespace',
      'resource',
      'service',
      'pods',
      'ready',
      'kind',
      'ownerKind',
      'quota',
      'budget',
      'healthy',
      'desired',
      'allowed',
      'create',
      'remove',
      'succeeded',
      'failed',
      'active',
      'reason',
      'time',
    ].map((key) => [key, `«${key}»`]),
  );
  const told = (text: string): string[] => [...new Set(text.match(/«\w+»/g) ?? [])].sort();
  for (const key of Object.keys(controllersEn) as (keyof typeof controllersEn)[]) {
    expect([key, ...told(fill(controllersKo[key], values))]).toEqual([key, ...told(fill(controllersEn[key], values))]);
  }
});
