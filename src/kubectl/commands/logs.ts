import {
  attempt,
  demand,
  itemsOf,
  listAll,
  listAt,
  numberAt,
  pathOf,
  query,
  send,
  succeeded,
  textAt,
  type Obj,
} from '../client.ts';
import { selectorFlag, type Call, type Command } from '../command.ts';
import { bareText, fail, failWith, isNotFound, problemOf, usageError } from '../errors.ts';
import { existingNamespaceProblem } from '../infos.ts';
import { findKind, type Kind } from '../kinds.ts';
import { quote } from '../text/go.ts';
import { print, printError, type Run } from '../types.ts';
import { containerOf, namesOf, selectorOf } from './pods.ts';

/** Models: kubectl/pkg/cmd/logs/logs.go, polymorphichelpers/logsforobject.go. */
export const logsCommand: Command = {
  name: 'logs',
  short: 'Print the logs for a container in a pod',
  use: 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  completes: 'pods',
  flags: [
    selectorFlag,
    { name: 'all-containers', type: 'bool', help: "Get all containers' logs in the pod(s)." },
    { name: 'all-pods', type: 'bool', help: 'Get logs from all pod(s). Sets prefix to true.' },
    { name: 'container', short: 'c', type: 'string', help: 'Print the logs of this container' },
    { name: 'follow', short: 'f', type: 'bool', help: 'Specify if the logs should be streamed.' },
    {
      name: 'ignore-errors',
      type: 'bool',
      help: 'If watching / following pod logs, allow for any errors that occur to be non-fatal',
    },
    {
      name: 'insecure-skip-tls-verify-backend',
      type: 'bool',
      help: 'Skip verifying the identity of the kubelet that logs are requested from.',
    },
    { name: 'limit-bytes', type: 'int', help: 'Maximum bytes of logs to return. Defaults to no limit.' },
    {
      name: 'max-log-requests',
      type: 'int',
      default: '5',
      help: 'Specify maximum number of concurrent logs to follow when using by a selector. Defaults to 5.',
    },
    {
      name: 'pod-running-timeout',
      type: 'duration',
      default: '20s',
      help: 'The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running',
    },
    { name: 'prefix', type: 'bool', help: 'Prefix each log line with the log source (pod name and container name)' },
    {
      name: 'previous',
      short: 'p',
      type: 'bool',
      help: 'If true, print the logs for the previous instance of the container in a pod if it exists.',
    },
    {
      name: 'since',
      type: 'duration',
      help: 'Only return logs newer than a relative duration like 5s, 2m, or 3h. Defaults to all logs. Only one of since-time / since may be used.',
    },
    {
      name: 'since-time',
      type: 'string',
      help: 'Only return logs after a specific date (RFC3339). Defaults to all logs. Only one of since-time / since may be used.',
    },
    {
      name: 'tail',
      type: 'int',
      default: '-1',
      help: 'Lines of recent log file to display. Defaults to -1 with no selector, showing all log lines otherwise 10, if a selector is provided.',
    },
    { name: 'timestamps', type: 'bool', help: 'Include timestamps on each line in the log output' },
  ],
  *run(call) {
    const { flags, args } = call;
    const selector = flags.text('selector');
    const usage = `expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command`;
    if (args.length === 0 && selector === '') usageError(call.path, usage);
    if (args.length > 2) usageError(call.path, usage);
    if (args.length > 0 && selector !== '') usageError(call.path, 'only a selector (-l) or a POD name is allowed');
    const container = args[1] ?? flags.text('container');
    if (args[1] !== undefined && flags.text('container') !== '')
      fail('only one of -c or an inline [CONTAINER] arg is allowed');
    if (flags.on('all-containers') && container !== '')
      fail(`--all-containers=true should not be specified with container name ${container}`);
    if (flags.duration('pod-running-timeout') <= 0) fail('--pod-running-timeout must be higher than zero');
    const since = flags.text('since-time');
    if (since !== '' && Number.isNaN(Date.parse(since)))
      fail(`parsing time ${quote(since)} as "2006-01-02T15:04:05Z07:00": cannot parse ${quote(since)} as "2006"`);
    const pods = yield* podsFor(call, args[0], selector);
    // Upstream checks these when it has the object already.
    if (since !== '' && flags.changed('since')) fail('at most one of `sinceTime` or `sinceSeconds` may be specified');
    if (flags.int('limit-bytes') < 0) fail('--limit-bytes must be greater than 0');
    if (flags.int('tail') < -1) fail('--tail must be greater than or equal to -1');
    const sources = (yield* sourcesOf(call, pods, container)).filter(Boolean);
    const prefix = flags.on('prefix') || flags.on('all-pods');
    if (flags.on('follow') && sources.length > flags.int('max-log-requests')) {
      fail(
        `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${flags.int('max-log-requests')}, use --max-log-requests to increase the limit`,
      );
    }
    return yield* printLogs(call, sources, prefix);
  },
};

interface Source {
  readonly pod: Obj;
  readonly container: string;
}

function* podsFor(call: Call, target: string | undefined, selector: string): Run<Obj[]> {
  const { session, namespace } = call;
  const podsPath = `/api/v1/namespaces/${namespace}/pods`;
  if (target === undefined) {
    const list = yield* listAll(session, podsPath, { labelSelector: selector });
    if ('problem' in list) return failWith(list.problem);
    const pods = itemsOf(list.body);
    if (pods.length === 0) yield* printError(`No resources found in ${namespace} namespace.\n`);
    return pods;
  }
  const [type, name] = target.includes('/') ? (target.split('/') as [string, string]) : ['pods', target];
  const kind: Kind = (yield* findKind(session, type)) ?? fail(`the server doesn't have a resource type ${quote(type)}`);
  const got = yield* attempt(session, { method: 'GET', path: pathOf(kind, namespace, name) });
  if ('problem' in got) {
    if (!isNotFound(got.problem)) return failWith(got.problem);
    const info = { kind, namespace, name, object: undefined, source: undefined };
    const why = (yield* existingNamespaceProblem(session, info)) ?? got.problem;
    return fail(`error from server (NotFound): ${bareText(why)} in namespace ${quote(namespace)}`);
  }
  if (kind.kind === 'Pod') return [got.body];
  const labels =
    selectorOf(got.body) ??
    fail(
      `cannot get the logs from *v1.${kind.kind}: ${kind.kind === 'Service' ? `invalid service '${name}': Service is defined without a selector` : `selector for *v1.${kind.kind} not implemented`}`,
    );
  for (let waited = false; ; waited = true) {
    const list = yield* demand(session, { method: 'GET', path: podsPath, query: query({ labelSelector: labels }) });
    const pods = itemsOf(list).sort(byLogging);
    if (call.flags.on('all-pods') && pods.length > 0) return itemsOf(list);
    if (pods.length > 1) yield* printError(`Found ${pods.length} pods, using pod/${pods[0]!.metadata?.name ?? ''}\n`);
    if (pods[0]) return [pods[0]];
    if (waited) fail('timed out waiting for the condition');
    const input = yield { type: 'sleep', ms: call.flags.duration('pod-running-timeout') };
    session.nowMs = input?.nowMs ?? session.nowMs;
  }
}

/** Models: kubectl/pkg/util/podutils ByLogging: assigned, running, ready, ready for longer, created later first. */
function byLogging(a: Obj, b: Obj): number {
  const ready = (p: Obj): string | undefined => {
    const condition = listAt(p, 'status', 'conditions').find((c) => c['type'] === 'Ready');
    return condition?.['status'] === 'True' ? textAt(condition, 'lastTransitionTime') : undefined;
  };
  const phase = (p: Obj): number => ['Running', 'Unknown', 'Pending'].indexOf(textAt(p, 'status', 'phase'));
  const assigned = (p: Obj): number => (textAt(p, 'spec', 'nodeName') ? 0 : 1);
  if (assigned(a) !== assigned(b)) return assigned(a) - assigned(b);
  if (phase(a) !== phase(b)) return phase(a) - phase(b);
  const [x, y] = [ready(a), ready(b)];
  if ((x === undefined) !== (y === undefined)) return x === undefined ? 1 : -1;
  if (x !== y) return Date.parse(x!) - Date.parse(y!);
  const restarts = (p: Obj): number =>
    Math.max(0, ...listAt(p, 'status', 'containerStatuses').map((s) => numberAt(s, 'restartCount')));
  if (restarts(a) !== restarts(b)) return restarts(b) - restarts(a);
  return Date.parse(b.metadata?.creationTimestamp ?? '') - Date.parse(a.metadata?.creationTimestamp ?? '');
}

const everyName = (pod: Obj): string[] =>
  ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => namesOf(pod, list));

function* sourcesOf(call: Call, pods: readonly Obj[], container: string): Run<Source[]> {
  const out: Source[] = [];
  for (const pod of pods) {
    if (call.flags.on('all-containers')) for (const name of everyName(pod)) out.push({ pod, container: name });
    else if (container !== '') {
      if (!everyName(pod).includes(container))
        fail(`container ${container} is not valid for pod ${pod.metadata?.name ?? ''}`);
      out.push({ pod, container });
    } else out.push({ pod, container: yield* containerOf(pod) });
  }
  return out;
}

function* printLogs(call: Call, sources: readonly Source[], prefix: boolean): Run<number> {
  const { flags, session } = call;
  const follow = flags.on('follow');
  const tail = flags.changed('tail') ? flags.int('tail') : flags.text('selector') !== '' ? 10 : -1;
  const open = new Map<number, Source>();
  const marked = (source: Source, text: string): string => {
    if (!prefix) return text;
    const lead = `[pod/${source.pod.metadata?.name ?? ''}/${source.container}] `;
    return text.replace(/^(?=[\s\S])/gm, lead);
  };
  for (const source of sources) {
    const { response, stream } = yield* send(
      session,
      {
        method: 'GET',
        path: `/api/v1/namespaces/${source.pod.metadata?.namespace ?? ''}/pods/${source.pod.metadata?.name ?? ''}/log`,
        query: query({
          container: source.container,
          follow: follow ? 'true' : undefined,
          limitBytes: flags.int('limit-bytes') > 0 ? flags.text('limit-bytes') : undefined,
          previous: flags.on('previous') ? 'true' : undefined,
          sinceSeconds: flags.changed('since') ? String(Math.ceil(flags.duration('since') / 1000)) : undefined,
          sinceTime: flags.text('since-time'),
          tailLines: tail >= 0 ? String(tail) : undefined,
          timestamps: flags.on('timestamps') ? 'true' : undefined,
        }),
        headers: { accept: 'application/json, */*' },
      },
      follow ? 'stream' : 'request',
    );
    if (!succeeded(response)) {
      if (flags.on('ignore-errors')) yield* print(`error: ${bareText(problemOf(response))}\n`);
      else failWith(problemOf(response));
      continue;
    }
    if (typeof response.body === 'string') yield* print(marked(source, response.body));
    if (stream >= 0) open.set(stream, source);
  }
  while (open.size > 0) {
    const input = yield { type: 'next' };
    if (!input) continue;
    session.nowMs = input.nowMs;
    if (input.type === 'chunk') {
      const source = open.get(input.stream);
      if (source) yield* print(marked(source, input.text));
    } else if (input.type === 'end') open.delete(input.stream);
  }
  return 0;
}
