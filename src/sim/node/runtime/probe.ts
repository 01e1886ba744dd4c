import type { VirtualMs } from '../../kernel/types.ts';
import { answerHttp, exec, servingSince } from './container.ts';
import { listens } from './program.ts';
import type { ContainerRun, RuntimeState } from './state.ts';

/** What a probe does, with its ports already numbers. Frozen, made once per container by the kubelet. */
export type ProbeHandler =
  | {
      readonly type: 'http';
      readonly scheme: string;
      readonly host: string;
      readonly port: number;
      readonly path: string;
      readonly timeoutMs: number;
    }
  | { readonly type: 'tcp'; readonly host: string; readonly port: number; readonly timeoutMs: number }
  | { readonly type: 'grpc'; readonly port: number; readonly timeoutMs: number }
  | { readonly type: 'exec'; readonly command: readonly string[]; readonly timeoutMs: number };

export interface ProbeResult {
  readonly ok: boolean;
  readonly output: string;
  /** It could not be asked at all: that says nothing about the container. */
  readonly errored?: true;
  /** Time the answer takes, in ms. */
  readonly tookMs: number;
  /** Files an exec probe changed. */
  readonly files?: ContainerRun['files'];
}

const success: ProbeResult = Object.freeze({ ok: true, output: '', tookMs: 1 });

/**
 * One probe of a running container. Models: pkg/probe/{http,tcp,exec,grpc} and prober.go, with their texts.
 * Left out: HTTPS certificates, redirects, gRPC service names.
 */
export function probe(state: RuntimeState, run: ContainerRun, handler: ProbeHandler, now: VirtualMs): ProbeResult {
  if (handler.type === 'http') return probeHttp(state, run, handler, now);
  const serving = servingSince(run);
  const since = serving === undefined ? -1 : now - run.startedMs - serving;
  const ip = ipOf(state, run);
  switch (handler.type) {
    case 'tcp': {
      const host = handler.host || ip;
      return since >= 0 && listens(run.program, handler.port, since)
        ? success
        : failed(`dial tcp ${host}:${handler.port}: connect: connection refused`);
    }
    case 'grpc':
      return since >= 0 && listens(run.program, handler.port, since)
        ? success
        : failed(
            `timeout: failed to connect service "${ip}:${handler.port}" within ${handler.timeoutMs / 1000}s: context deadline exceeded`,
          );
    case 'exec': {
      const result = exec(state, run, handler.command, now);
      if (result.error !== undefined)
        return {
          ok: false,
          output: `rpc error: code = Unknown desc = failed to exec in container: failed to start exec: ${result.error}`,
          errored: true,
          tookMs: 1,
        };
      if (result.tookMs > handler.timeoutMs)
        return {
          ok: false,
          output: `command timed out: ${JSON.stringify(handler.command.join(' '))} timed out after ${handler.timeoutMs / 1000}s`,
          tookMs: handler.timeoutMs,
          files: result.files,
        };
      return { ok: result.code === 0, output: result.output, tookMs: Math.max(1, result.tookMs), files: result.files };
    }
  }
}

const ipOf = ({ sandboxes }: RuntimeState, { podUid }: ContainerRun): string => sandboxes.get(podUid)?.ip ?? '';

/** Most probes are of this kind and succeed: texts are made only for those that do not. */
function probeHttp(
  state: RuntimeState,
  run: ContainerRun,
  handler: Extract<ProbeHandler, { type: 'http' }>,
  now: VirtualMs,
): ProbeResult {
  const answer = answerHttp(state, run, handler.port, handler.path, now, false);
  const late = !answer.refused && answer.delayMs >= handler.timeoutMs;
  if (answer.refused || late) {
    const host = handler.host || ipOf(state, run);
    const url = `${handler.scheme.toLowerCase()}://${host}:${handler.port}${handler.path}`;
    if (answer.refused) return failed(`Get "${url}": dial tcp ${host}:${handler.port}: connect: connection refused`);
    return {
      ok: false,
      output: `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
      tookMs: handler.timeoutMs,
    };
  }
  if (answer.code >= 200 && answer.code < 400)
    return answer.delayMs === 1 ? success : { ok: true, output: '', tookMs: answer.delayMs };
  return { ok: false, output: `HTTP probe failed with statuscode: ${answer.code}`, tookMs: answer.delayMs };
}

const failed = (output: string): ProbeResult => ({ ok: false, output, tookMs: 1 });
