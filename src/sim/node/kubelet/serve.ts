import type { Context, MessageEntry } from '../../kernel/types.ts';
import type { ApiRequest, ApiResponse } from '../../messages.ts';
import { serveExec } from './exec.ts';
import { serveForward } from './forward.ts';
import { serveLogs } from './logs.ts';
import { serveMetrics } from './metrics.ts';
import type { KubeletState } from './state.ts';

/**
 * The kubelet's own port, 10250. Models: pkg/kubelet/server/server.go InstallDefaultHandlers, InstallDebuggingHandlers.
 * Left out: authentication (only the API server and metrics-server knock), other metrics, stats, run and configuration.
 */
export function serve(state: KubeletState, ctx: Context, entry: MessageEntry, request: ApiRequest): void {
  const { path, method } = request;
  const answer = (response: ApiResponse): void =>
    void ctx.send(entry.from, { kind: 'response', re: entry.id, response: Object.freeze(response) });
  if (path === '/healthz') return answer({ code: 200, body: 'ok' });
  if (path === '/pods' || path === '/pods/')
    return method === 'GET'
      ? answer({ code: 200, body: podList(state) })
      : answer({ code: 405, body: '405: Method Not Allowed' });
  if (path === '/metrics/resource') return serveMetrics(state, ctx, entry);
  if (path.startsWith('/exec/')) return serveExec(state, ctx, entry, request);
  if (path.startsWith('/portForward/')) return serveForward(state, ctx, entry, request);
  serveLogs(state, ctx, entry, request);
}

/** The Pods of this machine, as it knows them. Models: server.go getPods. */
const podList = (state: KubeletState): unknown =>
  Object.freeze({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [...state.informer.store.values()] });
