import { pathNotFound } from '../../api/status.ts';
import type { Context } from '../kernel/types.ts';
import type { ApiRequest, ApiResponse } from '../messages.ts';
import { epochMs, rfc3339 } from '../time.ts';
import { established } from './custom/served.ts';
import type { CustomResourceDefinition } from '../../api/custom/definition.ts';
import { aggregatedTypes } from './aggregation.ts';
import { discover, groupsOf, type Groups, type Listed } from './discovery.ts';
import { openApi } from './openapi.ts';
import type { ApiServerState } from './state.ts';

/** What the model is: the release whose behaviour it follows. */
export const version = Object.freeze({
  major: '1',
  minor: '33',
  emulationMajor: '1',
  emulationMinor: '33',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '32',
  gitVersion: 'v1.33.0',
  gitCommit: '60a317eadfcb839692a68eab88b2096f4d708f4f',
  gitTreeState: 'clean',
  buildDate: '2025-04-23T13:00:26Z',
  goVersion: 'go1.24.2',
  compiler: 'gc',
  platform: 'linux/amd64',
});

const ok = (body: unknown): ApiResponse => ({ code: 200, body });
const textNotFound: ApiResponse = { code: 404, body: '404 page not found\n' };

/** Paths that are about no resource. Models: apiserver/pkg/server/routes. */
export function answerPath(state: ApiServerState, ctx: Context, request: ApiRequest): ApiResponse {
  if (request.method !== 'GET') return { code: 404, body: Object.freeze(pathNotFound()) };
  const path = request.path.length > 1 ? request.path.replace(/\/$/, '') : request.path;
  switch (path) {
    case '/version':
      return ok(version);
    case '/metrics':
      return ok(metrics(state, ctx));
    case '/':
      return ok(
        Object.freeze({
          paths: ['/api', '/api/v1', '/apis', '/healthz', '/livez', '/metrics', '/openapi/v3', '/readyz', '/version'],
        }),
      );
  }
  const document = path.startsWith('/openapi/')
    ? openApi(path, servedGroups(state))
    : discover(path, request, servedGroups(state));
  return document ?? textNotFound;
}

/** What the last state asked about served. A definition never changes: the same ones, the same groups. */
let last:
  | {
      readonly definitions: readonly CustomResourceDefinition[];
      readonly others: readonly Listed[];
      readonly groups: Groups;
    }
  | undefined;

function servedGroups(state: ApiServerState): Groups {
  const definitions = established(state);
  const others = aggregatedTypes(state);
  if (
    last?.others === others &&
    last.definitions.length === definitions.length &&
    last.definitions.every((one, i) => one === definitions[i])
  )
    return last.groups;
  const groups = groupsOf(definitions, others);
  last = { definitions, others, groups };
  return groups;
}

/** The few gauges the model knows. */
function metrics(state: ApiServerState, ctx: Context): string {
  const lines = [
    '# HELP apiserver_storage_objects [STABLE] Number of stored objects at the time of last check split by kind.',
    '# TYPE apiserver_storage_objects gauge',
  ];
  for (const [prefix, cache] of state.caches) {
    let count = 0;
    for (const objects of cache.namespaces.values()) count += objects.size;
    lines.push(`apiserver_storage_objects{resource="${prefix}"} ${count}`);
  }
  lines.push(`# scraped ${rfc3339(epochMs + ctx.now)}`);
  return `${lines.join('\n')}\n`;
}
