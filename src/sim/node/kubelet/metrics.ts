import type { Context, MessageEntry } from '../../kernel/types.ts';
import type { CriReply } from '../../messages.ts';
import { internalError } from '../../../api/status.ts';
import type { KubeletState } from './state.ts';

/**
 * The kubelet's own port: `/metrics/resource`, what the machine and its containers use. The answer is the numbers; upstream
 * writes them as Prometheus text. Models: pkg/kubelet/metrics/collectors/resource_metrics.go. Left out: the question to the
 * API server whether the caller may read nodes/metrics.
 */
export function serveMetrics(state: KubeletState, ctx: Context, entry: MessageEntry): void {
  const call = ctx.send(state.runtime, { kind: 'cri', call: { call: 'ListContainerStats' } });
  state.execs.set(call, Object.freeze({ to: entry.from, re: entry.id }));
}

export function metricsAnswered(state: KubeletState, ctx: Context, re: number, reply: CriReply): void {
  const asked = state.execs.get(re);
  if (!asked) return;
  state.execs.delete(re);
  const response = reply.ok
    ? { code: 200, body: reply.value }
    : { code: 500, body: Object.freeze(internalError(reply.error)) };
  ctx.send(asked.to, { kind: 'response', re: asked.re, response: Object.freeze(response) });
}
