import { internalError, serviceUnavailable } from '../../../api/status.ts';
import type { Context, MessageEntry } from '../../kernel/types.ts';
import type { ApiRequest, ApiResponse, CriReply, Forwarded } from '../../messages.ts';
import { findPod } from './logs.ts';
import type { KubeletState } from './state.ts';

/**
 * The kubelet's own port: `/portForward/<namespace>/<pod>` with the Pod's port and a path in the query. Stands for two
 * ways into a Pod: a forwarded port, and the API server's proxy, which in a real cluster reaches the Pod without its kubelet.
 * Models: pkg/kubelet/server/server.go getPortForward. Left out: anything that is not HTTP, and headers.
 */
export function serveForward(state: KubeletState, ctx: Context, entry: MessageEntry, request: ApiRequest): void {
  const [, , namespace = '', name = ''] = request.path.split('/');
  const { port = '80', path = '/', ip = '' } = request.query ?? {};
  const { method = 'GET', text = '' } = (request.body ?? {}) as Forwarded;
  const work = findPod(state, namespace, name);
  if (!work) {
    const response = Object.freeze({
      code: 500,
      body: Object.freeze(internalError(`pod not found ("${name}_${namespace}")`)),
    });
    ctx.send(entry.from, { kind: 'response', re: entry.id, response });
    return;
  }
  const call = ctx.send(state.runtime, {
    kind: 'cri',
    call: { call: 'PortForward', podUid: work.uid, port: Number(port), method, path, body: text },
  });
  state.execs.set(call, Object.freeze({ to: entry.from, re: entry.id, address: `${ip}:${port}` }));
}

/** Whoever listens in the Pod has answered, or nobody listens there. False when the call was not one of these. */
export function forwardAnswered(state: KubeletState, ctx: Context, re: number, reply: CriReply): boolean {
  const asked = state.execs.get(re);
  if (!asked) return false;
  state.execs.delete(re);
  let response: ApiResponse;
  if (reply.ok) {
    const { code, body } = reply.value as { code: number; body: string };
    const type = /^\s*</.test(body) ? 'text/html' : 'text/plain';
    response = { code, body, headers: { 'content-type': type } };
  } else {
    const text = `error trying to reach service: dial tcp ${asked.address}: ${reply.error}`;
    response = { code: 503, body: Object.freeze(serviceUnavailable(text)) };
  }
  ctx.send(asked.to, { kind: 'response', re: asked.re, response: Object.freeze(response) });
  return true;
}
