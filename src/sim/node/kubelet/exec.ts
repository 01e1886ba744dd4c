import { badRequest, internalError } from '../../../api/status.ts';
import type { Context, MessageEntry } from '../../kernel/types.ts';
import type { ApiRequest, ApiResponse, CriReply } from '../../messages.ts';
import { findPod } from './logs.ts';
import { awaitProbes } from './probes.ts';
import type { KubeletState } from './state.ts';

/** Header of an exec's answer that carries the exit code; the body is what the command printed. */
const exitCodeHeader = 'exit-code';
/** The same for what it wrote to standard error, where that is kept apart from the output. */
const errorsHeader = 'standard-error';

/**
 * The kubelet's own port: `POST /exec/<namespace>/<pod>/<container>`. The command is `{ "command": ["ls", "-l"] }` in
 * the body (with `stdin`, if there is any), or the query's `command` (one word, or a JSON list of words).
 * Models: pkg/kubelet/server/server.go getExec. Left out: streams; the answer comes when the command has ended, with the
 * exit code in a header instead of a status on a channel of its own.
 */
export function serveExec(state: KubeletState, ctx: Context, entry: MessageEntry, request: ApiRequest): void {
  const [, , namespace = '', podName = '', containerName = ''] = request.path.split('/');
  const answer = (response: ApiResponse): void =>
    void ctx.send(entry.from, { kind: 'response', re: entry.id, response: Object.freeze(response) });
  const work = findPod(state, namespace, podName);
  const container = work?.containers.find((c) => c.spec.name === containerName);
  if (!work || container?.state !== 'running') {
    return answer({
      code: 500,
      body: Object.freeze(internalError(`unable to upgrade connection: container not found ("${containerName}")`)),
    });
  }
  const command = commandOf(request);
  if (command.length === 0)
    return answer({
      code: 400,
      body: Object.freeze(badRequest('you must specify at least 1 command for the container')),
    });
  const { stdin } = (request.body ?? {}) as { stdin?: string };
  const call = ctx.send(state.runtime, {
    kind: 'cri',
    call: {
      call: 'ExecSync',
      podUid: work.uid,
      containerId: container.id,
      command,
      timeoutMs: 0,
      ...(stdin === undefined ? {} : { stdin }),
    },
  });
  state.execs.set(call, Object.freeze({ to: entry.from, re: entry.id, uid: work.uid, container: container.index }));
}

function commandOf(request: ApiRequest): readonly string[] {
  const body = request.body as { command?: readonly string[] } | undefined;
  if (body?.command) return body.command;
  const text = request.query?.['command'];
  if (text === undefined || text === '') return [];
  if (!text.startsWith('[')) return [text];
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) ? words.map(String) : [text];
  } catch {
    return [text];
  }
}

/** The runtime has run the command. False when the call was not one of these. */
export function execAnswered(state: KubeletState, ctx: Context, re: number, reply: CriReply): boolean {
  const asked = state.execs.get(re);
  if (!asked) return false;
  state.execs.delete(re);
  let response: ApiResponse;
  if (reply.ok) {
    const container = asked.uid === undefined ? undefined : state.pods.get(asked.uid)?.containers[asked.container!];
    if (container) awaitProbes(ctx, container);
    const { output, exitCode, errors } = reply.value as { output: string; exitCode: number; errors?: string };
    const headers = { [exitCodeHeader]: String(exitCode), ...(errors ? { [errorsHeader]: errors } : {}) };
    response = { code: 200, body: output, headers };
  } else {
    response = {
      code: 500,
      body: Object.freeze(
        internalError(
          `error executing command in container: failed to exec in container: failed to start exec: ${reply.error}`,
        ),
      ),
    };
  }
  ctx.send(asked.to, { kind: 'response', re: asked.re, response: Object.freeze(response) });
  return true;
}
