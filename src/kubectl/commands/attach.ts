import { listAt, numberAt, query, send, succeeded, textAt, type Obj } from '../client.ts';
import type { Call, Command } from '../command.ts';
import { fail, failWith, problemOf } from '../errors.ts';
import type { Flag } from '../flags.ts';
import { builtInKinds, kindByWord } from '../kinds.ts';
import { print, printError, type Run } from '../types.ts';
import { waitForObject } from '../watch.ts';
import { containerOf, podOf } from './pods.ts';

export const runningTimeoutFlag = (text: string): Flag => ({
  name: 'pod-running-timeout',
  type: 'duration',
  default: text,
  help: 'The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running',
});

const promptHint = "If you don't see a command prompt, try pressing enter.\n";

const statusesOf = (pod: Obj): readonly object[] =>
  ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'].flatMap((key) =>
    listAt(pod, 'status', key),
  );

/** The command is a shell that would wait for what is typed. */
export const isShell = (command: readonly string[]): boolean =>
  command.length === 1 && /(^|\/)(ba|a|z|da)?sh$/.test(command[0]!);

/** Prints what a container writes: all of it, or from now on. Ends when the container does. */
function* output(call: Call, pod: Obj, container: string, fromNow: boolean): Run<void> {
  const { session } = call;
  const { response, stream } = yield* send(
    session,
    {
      method: 'GET',
      path: `/api/v1/namespaces/${pod.metadata?.namespace ?? ''}/pods/${pod.metadata?.name ?? ''}/log`,
      query: query({ container, follow: 'true', tailLines: fromNow ? '0' : undefined }),
      headers: { accept: 'application/json, */*' },
    },
    'stream',
  );
  if (!succeeded(response)) failWith(problemOf(response));
  if (typeof response.body === 'string') yield* print(response.body);
  for (let open = stream >= 0; open;) {
    const input = yield { type: 'next' };
    if (!input) continue;
    session.nowMs = input.nowMs;
    if (input.type === 'chunk' && input.stream === stream) yield* print(input.text);
    if (input.type === 'end' && input.stream === stream) open = false;
  }
}

/**
 * Attaches to a container. Models: kubectl/pkg/cmd/attach/attach.go.
 * Left out: what is typed into it; a container here reads nothing.
 */
export const attachCommand: Command = {
  name: 'attach',
  short: 'Attach to a running container',
  use: 'attach (POD | TYPE/NAME) -c CONTAINER',
  completes: 'pods',
  flags: [
    {
      name: 'container',
      short: 'c',
      type: 'string',
      help: 'Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen',
    },
    runningTimeoutFlag('1m0s'),
    { name: 'quiet', short: 'q', type: 'bool', help: 'Only print output from the remote session' },
    { name: 'stdin', short: 'i', type: 'bool', help: 'Pass stdin to the container' },
    { name: 'tty', short: 't', type: 'bool', help: 'Stdin is a TTY' },
  ],
  *run(call) {
    const { args, flags } = call;
    if (args.length === 0) fail('at least 1 argument is required for attach');
    if (args.length > 2)
      fail(`expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`);
    if (flags.duration('pod-running-timeout') <= 0) fail('--pod-running-timeout must be higher than zero');
    const pod = yield* podOf(call, args.join('/'));
    const phase = textAt(pod, 'status', 'phase');
    if (phase === 'Succeeded' || phase === 'Failed')
      fail(`cannot attach a container in a completed pod; current phase is ${phase}`);
    yield* attachTo(call, pod, flags.text('container'));
    return 0;
  },
};

/** Attaches to a container of a Pod that runs. */
export function* attachTo(call: Call, pod: Obj, name: string): Run<void> {
  const { flags } = call;
  const all = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((key) => listAt(pod, 'spec', key));
  if (name !== '' && !all.some((c) => c['name'] === name))
    fail(`cannot attach to the container: container ${name} not found in pod ${pod.metadata?.name ?? ''}`);
  const container = name || (yield* containerOf(pod));
  if (flags.on('tty') && all.find((c) => c['name'] === container)?.['tty'] !== true)
    yield* printError(`error: Unable to use a TTY - container ${container} did not allocate one\n`);
  if (!flags.on('quiet')) yield* printError(promptHint);
  yield* output(call, pod, container, true);
}

/** What a Pod was when it stopped being watched. */
type Seen = { readonly pod: Obj } | { readonly problem: string };

function* podWhen(call: Call, pod: Obj, is: (pod: Obj) => boolean, timeoutMs?: number): Run<Seen> {
  const { session } = call;
  const seen = yield* waitForObject<Obj | 'gone'>(
    session,
    kindByWord(builtInKinds(), 'pods')!,
    pod.metadata?.namespace ?? '',
    pod.metadata?.name ?? '',
    // eslint-disable-next-line require-yield -- a check may print
    function* (now) {
      return now === undefined ? 'gone' : is(now) ? now : undefined;
    },
    timeoutMs === undefined ? undefined : session.nowMs + timeoutMs,
  );
  if ('timedOut' in seen) return { problem: 'timed out waiting for the condition' };
  if ('problem' in seen) return failWith(seen.problem);
  return seen.value === 'gone' ? { problem: 'pods "" not found' } : { pod: seen.value };
}

const ended = (pod: Obj): boolean => ['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase'));

const runsReady = (pod: Obj): boolean =>
  textAt(pod, 'status', 'phase') === 'Running' &&
  listAt(pod, 'status', 'conditions').some((c) => c['type'] === 'Ready' && c['status'] === 'True');

/**
 * Follows a Pod that `run` has made: its output, and for a Pod that is not to restart its end. Returns the exit code,
 * or the text of what went wrong. Models: kubectl/pkg/cmd/run/run.go Run, handleAttachPod.
 */
export function* followRun(call: Call, pod: Obj, container: string, restart: string): Run<number | string> {
  const { flags } = call;
  const started = yield* podWhen(call, pod, (p) => ended(p) || runsReady(p), flags.duration('pod-running-timeout'));
  if ('problem' in started) return started.problem;
  if (ended(started.pod)) yield* output(call, started.pod, container, false);
  else {
    if (!flags.on('quiet')) yield* printError(promptHint);
    yield* output(call, started.pod, container, false);
  }
  if (restart === 'Always') return 0;
  const done = yield* podWhen(call, pod, ended);
  if ('problem' in done) return done.problem;
  if (textAt(done.pod, 'status', 'phase') === 'Succeeded') return 0;
  const terminated = listAt(done.pod, 'status', 'containerStatuses')[0];
  const code = numberAt(terminated, 'state', 'terminated', 'exitCode');
  const name = `pod ${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''}`;
  if (code === 0) return `${name} failed with unknown exit code`;
  const { reason = '', message = '' } = ((terminated?.['state'] as Record<string, unknown> | undefined)?.[
    'terminated'
  ] ?? {}) as Record<string, string>;
  yield* printError(
    `${name} terminated (${reason})\n${message}${message === '' || message.endsWith('\n') ? '' : '\n'}`,
  );
  return code;
}

/** Waits until a container of a Pod has started and follows it. Models: debug.go waitForContainer, handleAttachPod. */
export function* followContainer(call: Call, pod: Obj, container: string): Run<void> {
  const stateOf = (p: Obj): object | undefined =>
    statusesOf(p).find((s) => (s as { name?: string }).name === container);
  const seen = yield* podWhen(call, pod, (p) => {
    const state = (stateOf(p) as { state?: Record<string, unknown> } | undefined)?.state;
    return state?.['running'] !== undefined || state?.['terminated'] !== undefined;
  });
  if ('problem' in seen) return fail(seen.problem);
  const state = (stateOf(seen.pod) as { state?: Record<string, unknown> }).state;
  if (state?.['terminated'] === undefined && !call.flags.on('quiet')) yield* printError(promptHint);
  yield* output(call, seen.pod, container, false);
}
