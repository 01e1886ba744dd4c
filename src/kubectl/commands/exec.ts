import { query, send, succeeded, textAt } from '../client.ts';
import type { Command } from '../command.ts';
import { fail, failWith, problemOf, usageError } from '../errors.ts';
import { print, printError } from '../types.ts';
import { containerOf, podOf } from './pods.ts';

/**
 * Runs one command in a container. Models: kubectl/pkg/cmd/exec/exec.go.
 * Left out: a terminal into the container; the command runs to its end and then its output comes.
 */
export const execCommand: Command = {
  name: 'exec',
  short: 'Execute a command in a container',
  use: 'exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  completes: 'pods',
  flags: [
    {
      name: 'container',
      short: 'c',
      type: 'string',
      help: 'Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen',
    },
    { name: 'filename', short: 'f', type: 'slice', help: 'to use to exec into the resource' },
    {
      name: 'pod-running-timeout',
      type: 'duration',
      default: '1m0s',
      help: 'The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running',
    },
    { name: 'quiet', short: 'q', type: 'bool', help: 'Only print output from the remote session' },
    { name: 'stdin', short: 'i', type: 'bool', help: 'Pass stdin to the container' },
    { name: 'tty', short: 't', type: 'bool', help: 'Stdin is a TTY' },
  ],
  *run(call) {
    const { args, dash, flags, session } = call;
    if (args.length === 0 || dash === 0) fail('pod, type/name or --filename must be specified');
    if (dash < 0 && args.length > 1)
      usageError(call.path, 'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
    const command = dash < 0 ? [] : args.slice(dash);
    if (command.length === 0) fail('you must specify at least one command for the container');
    const pod = yield* podOf(call, args[0]!);
    const phase = textAt(pod, 'status', 'phase');
    if (phase === 'Succeeded' || phase === 'Failed')
      fail(`cannot exec into a container in a completed pod; current phase is ${phase}`);
    const container = flags.text('container') || (yield* containerOf(pod));
    if (flags.on('tty') && command.length === 1 && /(^|\/)(ba|a|z|da)?sh$/.test(command[0]!)) {
      fail(
        `an interactive shell is not available in this terminal; name the command instead: kubectl exec ${args[0]!} -- ls /\n이 터미널에서는 대화형 셸을 열 수 없습니다. 실행할 명령을 직접 적으십시오: kubectl exec ${args[0]!} -- ls /`,
      );
    }
    const { response } = yield* send(session, {
      method: 'POST',
      path: `/api/v1/namespaces/${pod.metadata?.namespace ?? ''}/pods/${pod.metadata?.name ?? ''}/exec`,
      query: query({
        container,
        stdout: 'true',
        stderr: 'true',
        stdin: flags.on('stdin') ? 'true' : undefined,
        tty: flags.on('tty') ? 'true' : undefined,
      }),
      headers: { 'content-type': 'application/json' },
      body: { command },
    });
    if (!succeeded(response)) {
      const problem = problemOf(response);
      const message = problem.type === 'status' ? (problem.status.message ?? '') : '';
      // Upstream's stream code has its own words for these.
      if (/unable to upgrade connection/.test(message)) fail(message.replace(/^Internal error occurred: /, ''));
      if (problem.type === 'status' && problem.status.reason === 'InternalError') fail(message);
      failWith(problem);
    }
    yield* print(typeof response.body === 'string' ? response.body : '');
    const code = Number(response.headers?.['exit-code'] ?? '0');
    if (code !== 0) yield* printError(`command terminated with exit code ${code}\n`);
    return code;
  },
};
