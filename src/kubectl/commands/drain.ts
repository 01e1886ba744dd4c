import { attempt, itemsOf, listAll, listAt, textAt, type Obj } from '../client.ts';
import { selectorFlag, type Call, type Command } from '../command.ts';
import { aggregate, bareText, failWith, isNotFound } from '../errors.ts';
import type { Flag } from '../flags.ts';
import { dryRunFlag, dryRunOf, type DryRun } from '../print/output.ts';
import { quote } from '../text/go.ts';
import { print, printError, type Run } from '../types.ts';
import { nodesOf, setSchedulable, suffix } from './cordon.ts';

const drainFlags: readonly Flag[] = [
  dryRunFlag,
  selectorFlag,
  {
    name: 'chunk-size',
    type: 'int',
    default: '500',
    help: 'Return large lists in chunks rather than all at once. Pass 0 to disable. This flag is beta and may change in the future.',
  },
  {
    name: 'skip-wait-for-delete-timeout',
    type: 'int',
    help: 'If pod DeletionTimestamp older than N seconds, skip waiting for the pod.  Seconds must be greater than 0 to skip.',
  },
  {
    name: 'delete-emptydir-data',
    type: 'bool',
    help: 'Continue even if there are pods using emptyDir (local data that will be deleted when the node is drained).',
  },
  {
    name: 'disable-eviction',
    type: 'bool',
    help: 'Force drain to use delete, even if eviction is supported. This will bypass checking PodDisruptionBudgets, use with caution.',
  },
  { name: 'force', type: 'bool', help: 'Continue even if there are pods that do not declare a controller.' },
  {
    name: 'grace-period',
    type: 'int',
    default: '-1',
    help: 'Period of time in seconds given to each pod to terminate gracefully. If negative, the default value specified in the pod will be used.',
  },
  { name: 'ignore-daemonsets', type: 'bool', help: 'Ignore DaemonSet-managed pods.' },
  { name: 'pod-selector', type: 'string', help: 'Label selector to filter pods on the node' },
  { name: 'timeout', type: 'duration', help: 'The length of time to wait before giving up, zero means infinite' },
];

const mirrorAnnotation = 'kubernetes.io/config.mirror';

interface Choice {
  readonly pods: Obj[];
  readonly errors: string[];
  readonly warnings: string[];
}

/** Which Pods go, and what speaks against it. Models: kubectl/pkg/drain/filters.go. */
function choosePods(call: Call, pods: readonly Obj[]): Choice {
  const { flags } = call;
  const errors = new Map<string, string[]>();
  const warnings = new Map<string, string[]>();
  const chosen: Obj[] = [];
  const add = (map: Map<string, string[]>, text: string, pod: Obj): void => {
    map.set(text, [...(map.get(text) ?? []), `${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''}`]);
  };
  for (const pod of pods) {
    if (pod.metadata?.annotations?.[mirrorAnnotation] !== undefined) continue;
    const finished = ['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase'));
    const owner = pod.metadata?.ownerReferences?.find((o) => o.controller);
    if (owner?.kind === 'DaemonSet' && !finished) {
      if (flags.on('ignore-daemonsets')) add(warnings, 'ignoring DaemonSet-managed Pods', pod);
      else add(errors, 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)', pod);
      continue;
    }
    const local = listAt(pod, 'spec', 'volumes').some((v) => v['emptyDir'] !== undefined);
    if (local && !finished && !flags.on('delete-emptydir-data')) {
      add(errors, 'cannot delete Pods with local storage (use --delete-emptydir-data to override)', pod);
      continue;
    }
    if (!owner && !finished) {
      if (!flags.on('force')) {
        // The words are doubled upstream, too.
        add(errors, 'cannot delete cannot delete Pods that declare no controller (use --force to override)', pod);
        continue;
      }
      add(warnings, 'deleting Pods that declare no controller', pod);
    }
    chosen.push(pod);
  }
  const texts = (map: Map<string, string[]>): string[] =>
    [...map].map(([text, names]) => `${text}: ${names.join(', ')}`).sort();
  return { pods: chosen, errors: texts(errors), warnings: texts(warnings) };
}

/** Models: kubectl/pkg/cmd/drain/drain.go and kubectl/pkg/drain. Upstream evicts side by side and leaves the order of the lines to chance; here it is the list's. */
export const drainCommand: Command = {
  name: 'drain',
  short: 'Drain node in preparation for maintenance',
  use: 'drain NODE',
  completes: 'nodes',
  flags: drainFlags,
  *run(call) {
    const dryRun = dryRunOf(call.flags);
    const { infos, problems } = yield* nodesOf(call);
    if (problems.length > 0) failWith(problems[0]!);
    if (problems.length > 0) failWith(aggregate(problems));
    for (const node of infos) {
      const problem = yield* setSchedulable(call, node, true, dryRun);
      if (problem) failWith(problem);
    }
    const failed: { name: string; errors: string[] }[] = [];
    for (const node of infos) {
      const errors = yield* drainOne(call, node.name, dryRun);
      if (errors.length > 0) {
        failed.push({ name: node.name, errors });
        yield* printError(
          `error: unable to drain node "${node.name}" due to error: ${joined(errors)}, continuing command...\n`,
        );
      } else yield* print(`node/${node.name} drained${suffix(dryRun)}\n`);
    }
    if (failed.length === 0) return 0;
    yield* printError(`There are pending nodes to be drained:\n${failed.map((f) => ` ${f.name}\n`).join('')}`);
    yield* printError(failed.map((f) => `${joined(f.errors)}\n`).join(''));
    return 1;
  },
};

/** When the Pod was told to go, in Unix ms. Upstream reads the time it will be gone at. */
const deletedMs = (pod: Obj): number => Date.parse(pod.metadata?.deletionTimestamp ?? '') || Infinity;

const joined = (errors: readonly string[]): string => (errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]`);

function* drainOne(call: Call, node: string, dryRun: DryRun): Run<string[]> {
  const { session, flags } = call;
  const listed = yield* listAll(session, '/api/v1/pods', {
    fieldSelector: `spec.nodeName=${node}`,
    labelSelector: flags.text('pod-selector'),
    limit: flags.int('chunk-size') > 0 ? flags.text('chunk-size') : undefined,
  });
  if ('problem' in listed) return [bareText(listed.problem)];
  const { pods, errors, warnings } = choosePods(call, itemsOf(listed.body));
  if (errors.length > 0) return errors;
  if (warnings.length > 0) yield* printError(`Warning: ${warnings.join('; ')}\n`);
  const timeoutMs = flags.duration('timeout');
  const untilMs = timeoutMs > 0 ? session.nowMs + timeoutMs : Infinity;
  const skipMs = flags.int('skip-wait-for-delete-timeout') * 1000;
  const problems: string[] = [];
  let waiting = [...pods];
  let leaving: Obj[] = [];
  const gracePeriodSeconds = flags.int('grace-period');
  const options = gracePeriodSeconds >= 0 ? { gracePeriodSeconds } : {};
  // Upstream evicts all at once and asks every second whether they are gone; a refused eviction is tried again after 5 s.
  for (let round = 0; waiting.length > 0 || leaving.length > 0; round++) {
    if (round % 5 === 0) {
      const again: Obj[] = [];
      for (const pod of waiting) {
        const [namespace, name] = [pod.metadata?.namespace ?? '', pod.metadata?.name ?? ''];
        const verb = flags.on('disable-eviction') ? 'deleting' : 'evicting';
        if (verb === 'evicting' || dryRun !== 'none')
          yield* print(`${verb} pod ${namespace}/${name}${suffix(dryRun)}\n`);
        if (dryRun === 'client') continue;
        const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
        const answer = flags.on('disable-eviction')
          ? yield* attempt(session, { method: 'DELETE', path, body: options })
          : yield* attempt(session, {
              method: 'POST',
              path: `${path}/eviction`,
              headers: { 'content-type': 'application/json' },
              body: {
                apiVersion: 'policy/v1',
                kind: 'Eviction',
                metadata: { name, namespace },
                ...(gracePeriodSeconds >= 0 ? { deleteOptions: options } : {}),
              },
            });
        if (!('problem' in answer)) {
          // A server's dry run leaves nothing to wait for.
          if (dryRun === 'none') leaving.push(pod);
        } else if (answer.problem.type === 'status' && answer.problem.status.reason === 'TooManyRequests') {
          yield* printError(
            `error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${bareText(answer.problem)}\n`,
          );
          again.push(pod);
        } else if (!isNotFound(answer.problem))
          problems.push(`error when evicting pods/"${name}" -n "${namespace}": ${bareText(answer.problem)}`);
      }
      waiting = again;
    }
    const still: Obj[] = [];
    for (const pod of leaving) {
      const [namespace, name] = [pod.metadata?.namespace ?? '', pod.metadata?.name ?? ''];
      const got = yield* attempt(session, { method: 'GET', path: `/api/v1/namespaces/${namespace}/pods/${name}` });
      if (
        ('problem' in got && isNotFound(got.problem)) ||
        (!('problem' in got) && got.body.metadata?.uid !== pod.metadata?.uid)
      )
        yield* print(`pod/${name} ${flags.on('disable-eviction') ? 'deleted' : 'evicted'}\n`);
      else if (!('problem' in got) && skipMs > 0 && deletedMs(got.body) < session.nowMs - skipMs)
        yield* print(
          `pod ${quote(name)} has DeletionTimestamp older than ${flags.int('skip-wait-for-delete-timeout')} seconds, skipping\n`,
        );
      else still.push(pod);
    }
    leaving = still;
    if (waiting.length === 0 && leaving.length === 0) break;
    if (session.nowMs >= untilMs) return [`drain did not complete within ${timeoutMs / 1000}s`, ...problems];
    const input = yield { type: 'sleep', ms: 1000 };
    session.nowMs = input?.nowMs ?? session.nowMs;
  }
  return problems;
}
