import type { ApiRequest, ApiResponse } from '../sim/messages.ts';
import { goJson } from '../api/go-json.ts';
import { testCluster, type TestCluster } from '../sim/testing.ts';

/** A recorded request and what the real server answered. */
export interface Exchange {
  readonly id: string;
  readonly method: ApiRequest['method'];
  readonly path: string;
  readonly query?: string;
  readonly contentType?: string;
  readonly body?: unknown;
  readonly status: number;
  readonly response?: unknown;
  readonly warnings?: readonly string[];
}

export type Ask = Pick<Exchange, 'method' | 'path' | 'query' | 'contentType'> & { readonly accept?: string };

/** What the server answers; a request that breaks it is a wrong answer like any other. */
export function ask(server: TestCluster, to: Ask, body?: unknown): ApiResponse {
  try {
    return answer(server, to, body);
  } catch (error) {
    return { code: 0, body: { kind: 'Status', message: `broke: ${String(error)}` } } as unknown as ApiResponse;
  }
}

function answer(server: TestCluster, to: Ask, body?: unknown): ApiResponse {
  const [path = '', inPath] = to.path.split('?');
  const query = Object.fromEntries(new URLSearchParams(to.query ?? inPath ?? ''));
  const headers: Record<string, string> = {
    ...(to.contentType ? { 'content-type': to.contentType } : {}),
    // Who asks for no format is inside, and is told no managedFields.
    accept: to.accept ?? 'application/json',
  };
  const request = { method: to.method, path, query, headers };
  if (typeof body !== 'string') return server.request({ ...request, ...(body === undefined ? {} : { body }) });
  // A text is read as what comes over HTTP is.
  if (body === '' || !(to.contentType ?? 'application/json').endsWith('json')) return server.request(request);
  const error = goJson(body);
  if (error === undefined) return server.request({ ...request, body: JSON.parse(body) as unknown });
  const words = to.method === 'PATCH' ? error : `couldn't get version/kind; json parse error: ${error}`;
  return server.request({ ...request, unreadable: { text: body, error: words } });
}

/** An API server alone (no controllers), with namespaces and the ServiceAccount Pods need in each. */
export function serverWith(namespaces: Iterable<string>): TestCluster {
  const server = testCluster();
  for (const name of new Set(['default', ...namespaces])) {
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

export const namespacesOf = (exchanges: readonly { readonly path: string }[]): Set<string> =>
  new Set(exchanges.flatMap(({ path }) => /\/namespaces\/([^/?]+)\//.exec(path)?.[1] ?? []));
