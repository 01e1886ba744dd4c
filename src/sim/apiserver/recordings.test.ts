import { describe, expect, it } from 'vitest';
import { casesOf, hasRecordings, readRecording, stable, Tally } from '../../api/conformance/recordings.ts';
import { findKind } from '../../api/index.ts';
import { jsonPatch } from '../../api/patch/index.ts';
import type { ApiRequest, ApiResponse } from '../messages.ts';
import { testCluster, type TestCluster } from '../testing.ts';

/** Replays what a real API server was asked and compares what it answered. Prints the shares; the floors only ever rise. */
interface Step {
  readonly method: ApiRequest['method'];
  readonly path: string;
  readonly query?: string;
  readonly contentType?: string;
  readonly body?: unknown;
  readonly status: number;
  readonly response: unknown;
}

function ask(
  server: TestCluster,
  step: Pick<Step, 'method' | 'path' | 'query' | 'contentType'>,
  body: unknown,
): ApiResponse {
  const [path = '', inPath] = step.path.split('?');
  const query = Object.fromEntries(new URLSearchParams(step.query ?? inPath ?? ''));
  const headers: Record<string, string> = {
    accept: 'application/json',
    ...(step.contentType ? { 'content-type': step.contentType } : {}),
  };
  return server.request({ method: step.method, path, query, headers, ...(body === undefined ? {} : { body }) });
}

function cluster(...namespaces: string[]): TestCluster {
  const server = testCluster();
  for (const name of ['default', ...namespaces]) {
    if (name !== 'default')
      server.request({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name } } });
    server.request({
      method: 'POST',
      path: `/api/v1/namespaces/${name}/serviceaccounts`,
      body: { metadata: { name: 'default' } },
    });
  }
  return server;
}

/** Without what differs between any two runs: the recorded entries of managedFields have no time. */
function masked(value: unknown, key = '', owners = true): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, '', owners));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => (owners || name !== 'managedFields') && !(name === 'time' && 'fieldsType' in value))
        .map(([name, item]) => [name, masked(item, name, owners)]),
    );
  }
  if (key === 'nodePort' && typeof value === 'number' && value >= 30_000) return '<nodePort>';
  if (typeof value !== 'string') return value;
  if (key === 'resourceVersion') return '<rv>';
  return value
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
    .replace(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-<rand>')
    .replace(/10\.(9[6-9]|10\d|11[01])\.\d+\.\d+|10\.0\.0\.\d+/g, '<clusterIP>');
}

const ownersIn = (body: unknown): unknown =>
  masked((body as { metadata?: { managedFields?: unknown } } | undefined)?.metadata?.managedFields);
/** The recorded sequences leave out a status with nothing in it, which the recorded creates have. */
function sequenceBody(body: unknown): unknown {
  const { status, ...rest } = masked(body) as { status?: unknown };
  return stable(status) === '{}' ? rest : { ...rest, status };
}

const messageOf = (body: unknown): unknown => masked((body as { message?: string } | undefined)?.message);
const isServed = (body: unknown): boolean => {
  const { apiVersion, kind } = body as { apiVersion: string; kind: string };
  return findKind(apiVersion, kind) !== undefined;
};

describe.skipIf(!hasRecordings)('recorded requests', () => {
  it('sequences: patches, deletion, finalizers, subresources, HTTP errors', () => {
    const tally = new Tally('api-sequences');
    for (const group of casesOf<{ id: string; sequences: { id: string; steps: Step[] }[] }>('api-sequences')) {
      const server = cluster('oracle');
      for (const sequence of group.sequences) {
        sequence.steps.forEach((step, i) => {
          const { code, body } = ask(server, step, step.body);
          tally.add(
            `${sequence.id} ${i} ${step.method} ${step.path}`,
            { code, body: sequenceBody(body) },
            { code: step.status, body: sequenceBody(step.response) },
          );
        });
      }
    }
    expect(tally.report()).toBeGreaterThan(0.93);
  }, 60_000);

  it.each(['create-website', 'create-examples'])(
    '%s: objects as they are stored',
    (table) => {
      const [status, object, fields] = ['status', 'object', 'managedFields'].map(
        (what) => new Tally(`${table} ${what}`),
      ) as [Tally, Tally, Tally];
      const { cases } = readRecording<{ cases: (Step & { id: string })[] }>(`golden/${table}.json`);
      const server = cluster(
        ...new Set(
          cases.map((c) => /namespaces\/([^/]+)/.exec(c.path)?.[1] ?? 'default').filter((name) => name !== 'default'),
        ),
      );
      for (const c of cases) {
        if (!isServed(c.body) || (c.body as { kind: string }).kind === 'Namespace') continue;
        const { code, body } = ask(server, c, c.body);
        status.add(c.id, code, c.status);
        object.add(c.id, masked(body, '', false), masked(c.response, '', false));
        fields.add(c.id, ownersIn(body), ownersIn(c.response));
      }
      expect(fields.report()).toBe(1);
      expect(status.report()).toBeGreaterThan(0.95);
      expect(object.report()).toBeGreaterThan(0.9);
    },
    60_000,
  );

  it('mutations of good objects, posted: what is refused, and in which words', () => {
    const { bases, cases } = readRecording<{
      bases: Record<string, unknown>;
      cases: (Step & { id: string; base: string; patch: unknown })[];
    }>('upstream/mutations-create.json');
    const [status, message] = [new Tally('mutations-create status'), new Tally('mutations-create message')];
    const server = cluster('oracle');
    for (const c of cases) {
      if (!isServed(bases[c.base])) continue;
      const patched = jsonPatch(bases[c.base], c.patch);
      const { code, body } = ask(server, c, 'value' in patched ? patched.value : undefined);
      status.add(c.id, code, c.status);
      if (c.status >= 300) message.add(c.id, messageOf(body), messageOf(c.response));
    }
    expect(status.report()).toBeGreaterThan(0.95);
    expect(message.report()).toBeGreaterThan(0.85);
  }, 120_000);

  it('mutations of stored objects, put', () => {
    const { bases, cases } = readRecording<{
      bases: Record<string, unknown>;
      cases: (Step & { id: string; base: string; patch: unknown })[];
    }>('upstream/mutations-update.json');
    const status = new Tally('mutations-update status');
    const server = cluster('oracle');
    const made = new Set<string>();
    for (const c of cases) {
      if (!isServed(bases[c.base])) continue;
      if (!made.has(c.base))
        ask(server, { method: 'POST', path: c.path.slice(0, c.path.lastIndexOf('/')) }, bases[c.base]);
      made.add(c.base);
      const { managedFields: _, ...metadata } = server.get(c.path).metadata;
      const patched = jsonPatch({ ...server.get(c.path), metadata }, c.patch);
      if (!('value' in patched)) continue;
      const { code } = ask(server, { ...c, method: 'PUT', query: 'dryRun=All' }, patched.value);
      status.add(c.id, code, c.status);
    }
    expect(status.report()).toBeGreaterThan(0.95);
  }, 120_000);
});
