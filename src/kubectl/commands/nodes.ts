import { find } from '../builder.ts';
import { at, attempt, itemsOf, listAll, listAt, pathOf, query, strategicPatch, textAt, type Obj } from '../client.ts';
import { selectorFlag, type Call, type Command } from '../command.ts';
import { aggregate, bareText, failWith, isNotFound, plain, usageError, type Problem } from '../errors.ts';
import type { Flag } from '../flags.ts';
import { dryRunFlag, dryRunOf, type DryRun } from '../print/output.ts';
import { print, printError, type JsonObject, type Run } from '../types.ts';

/** Models: kubectl/pkg/cmd/drain/drain.go and kubectl/pkg/drain. Left out: --chunk-size, --skip-wait-for-delete-timeout. */
function* nodesOf(call: Call): Run<{ infos: readonly { name: string; object: Obj }[]; problems: readonly Problem[] }> {
  const { flags, args } = call;
  const selector = flags.text('selector');
  if (args.length === 0 && selector === '') usageError(call.path, `USAGE: ${call.command.use.replace(/ NODE$/, '')} NODE [flags]`);
  if (args.length > 0 && selector !== '') usageError(call.path, 'error: cannot specify both a node name and a --selector option');
  const found = yield* find(call.session, {
    args: args.length > 0 ? ['nodes', ...args.map((name) => name.replace(/^nodes?\//, ''))] : ['nodes'],
    namespace: call.namespace,
    labelSelector: selector,
    flatten: true,
  });
  return { infos: found.infos.map((info) => ({ name: info.name, object: info.object! })), problems: found.problems };
}

const suffix = (dryRun: DryRun): string => (dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : '');

/** Prints what became of the node; a problem is returned. */
function* setSchedulable(call: Call, node: { name: string; object: Obj }, cordon: boolean, dryRun: DryRun): Run<Problem | undefined> {
  const word = cordon ? 'cordoned' : 'uncordoned';
  if ((at(node.object, 'spec', 'unschedulable') === true) === cordon) {
    yield* print(`node/${node.name} already ${word}${suffix(dryRun)}\n`);
    return undefined;
  }
  if (dryRun !== 'client') {
    const answer = yield* attempt(call.session, {
      method: 'PATCH',
      path: `/api/v1/nodes/${node.name}`,
      query: query({ dryRun: dryRun === 'server' ? 'All' : undefined }),
      headers: { 'content-type': strategicPatch },
      body: { spec: { unschedulable: cordon ? true : null } },
    });
    if ('problem' in answer) return plain(`unable to ${cordon ? 'cordon' : 'uncordon'} node "${node.name}": ${bareText(answer.problem)}`);
  }
  yield* print(`node/${node.name} ${word}${suffix(dryRun)}\n`);
  return undefined;
}

const cordonLike = (name: 'cordon' | 'uncordon', short: string): Command => ({
  name,
  short,
  use: `${name} NODE`,
  completes: 'nodes',
  flags: [dryRunFlag, selectorFlag],
  *run(call) {
    const dryRun = dryRunOf(call.flags);
    const { infos, problems: missing } = yield* nodesOf(call);
    const problems: Problem[] = [...missing];
    for (const node of infos) {
      const problem = yield* setSchedulable(call, node, name === 'cordon', dryRun);
      if (problem) problems.push(problem);
    }
    if (problems.length > 0) failWith(aggregate(problems));
    return 0;
  },
});

export const cordonCommand = cordonLike('cordon', 'Mark node as unschedulable');
export const uncordonCommand = cordonLike('uncordon', 'Mark node as schedulable');

const drainFlags: readonly Flag[] = [
  dryRunFlag,
  selectorFlag,
  { name: 'delete-emptydir-data', type: 'bool', help: 'Continue even if there are pods using emptyDir (local data that will be deleted when the node is drained).' },
  { name: 'disable-eviction', type: 'bool', help: 'Force drain to use delete, even if eviction is supported. This will bypass checking PodDisruptionBudgets, use with caution.' },
  { name: 'force', type: 'bool', help: 'Continue even if there are pods that do not declare a controller.' },
  { name: 'grace-period', type: 'int', default: '-1', help: 'Period of time in seconds given to each pod to terminate gracefully. If negative, the default value specified in the pod will be used.' },
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
  const texts = (map: Map<string, string[]>): string[] => [...map].map(([text, names]) => `${text}: ${names.join(', ')}`).sort();
  return { pods: chosen, errors: texts(errors), warnings: texts(warnings) };
}

export const drainCommand: Command = {
  name: 'drain',
  short: 'Drain node in preparation for maintenance',
  use: 'drain NODE',
  completes: 'nodes',
  flags: drainFlags,
  *run(call) {
    const dryRun = dryRunOf(call.flags);
    const { infos, problems } = yield* nodesOf(call);
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
        yield* printError(`error: unable to drain node "${node.name}" due to error: ${errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]`}, continuing command...\n`);
      } else yield* print(`node/${node.name} drained${suffix(dryRun)}\n`);
    }
    if (failed.length === 0) return 0;
    yield* printError(`There are pending nodes to be drained:\n${failed.map((f) => ` ${f.name}\n`).join('')}`);
    yield* printError(failed.flatMap((f) => f.errors.map((e) => `${e}\n`)).join(''));
    return 1;
  },
};

function* drainOne(call: Call, node: string, dryRun: DryRun): Run<string[]> {
  const { session, flags } = call;
  const listed = yield* listAll(session, '/api/v1/pods', { fieldSelector: `spec.nodeName=${node}`, labelSelector: flags.text('pod-selector'), limit: '500' });
  if ('problem' in listed) return [bareText(listed.problem)];
  const { pods, errors, warnings } = choosePods(call, itemsOf(listed.body));
  if (errors.length > 0) return errors;
  if (warnings.length > 0) yield* printError(`Warning: ${warnings.join('; ')}\n`);
  const timeoutMs = flags.duration('timeout');
  const untilMs = timeoutMs > 0 ? session.nowMs + timeoutMs : Infinity;
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
        yield* print(`evicting pod ${namespace}/${name}${suffix(dryRun)}\n`);
        if (dryRun === 'client') continue;
        const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
        const answer = flags.on('disable-eviction')
          ? yield* attempt(session, { method: 'DELETE', path, body: options })
          : yield* attempt(session, { method: 'POST', path: `${path}/eviction`, headers: { 'content-type': 'application/json' }, body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, ...(gracePeriodSeconds >= 0 ? { deleteOptions: options } : {}) } });
        if (!('problem' in answer)) leaving.push(pod);
        else if (answer.problem.type === 'status' && answer.problem.status.reason === 'TooManyRequests') {
          yield* printError(`error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${bareText(answer.problem)}\n`);
          again.push(pod);
        } else if (!isNotFound(answer.problem)) problems.push(`error when evicting pods/"${name}" -n "${namespace}": ${bareText(answer.problem)}`);
      }
      waiting = again;
    }
    const still: Obj[] = [];
    for (const pod of leaving) {
      const [namespace, name] = [pod.metadata?.namespace ?? '', pod.metadata?.name ?? ''];
      const got = yield* attempt(session, { method: 'GET', path: `/api/v1/namespaces/${namespace}/pods/${name}` });
      if (('problem' in got && isNotFound(got.problem)) || (!('problem' in got) && got.body.metadata?.uid !== pod.metadata?.uid)) yield* print(`pod/${name} evicted\n`);
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

const nameProblem =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

interface TaintSpec {
  readonly key: string;
  readonly value?: string;
  readonly effect?: string;
}

/** Models: kubectl/pkg/cmd/taint/utils.go parseTaint. */
function parseTaint(call: Call, text: string): TaintSpec {
  const invalid = (why: string): never => usageError(call.path, why);
  const [left, effect, ...more] = text.split(':') as [string, string?, ...string[]];
  if (more.length > 0) invalid(`invalid taint spec: ${text}`);
  const [key, value, ...rest] = left.split('=') as [string, string?, ...string[]];
  if (rest.length > 0) invalid(`invalid taint spec: ${text}`);
  if (effect === undefined && value !== undefined) invalid(`invalid taint spec: ${text}, ${nameProblem}`);
  if (effect !== undefined && !['NoSchedule', 'PreferNoSchedule', 'NoExecute'].includes(effect)) invalid(`invalid taint effect: ${effect}, unsupported taint effect`);
  if (!/^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(key)) invalid(`invalid taint spec: ${text}, ${nameProblem}`);
  return { key, ...(value ? { value } : {}), ...(effect === undefined ? {} : { effect }) };
}

/** Models: kubectl/pkg/cmd/taint/taint.go. */
export const taintCommand: Command = {
  name: 'taint',
  short: 'Update the taints on one or more nodes',
  use: 'taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  completes: 'objects',
  flags: [
    dryRunFlag,
    selectorFlag,
    { name: 'all', type: 'bool', help: 'Select all nodes in the cluster' },
    { name: 'output', short: 'o', type: 'string', help: 'Output format.' },
    { name: 'overwrite', type: 'bool', help: 'If true, allow taints to be overwritten, otherwise reject taint updates that overwrite existing taints.' },
  ],
  *run(call) {
    const { flags, session, args } = call;
    const first = args.findIndex((word) => word.includes('=') || word.includes(':') || word.endsWith('-'));
    const resources = (first < 0 ? args : args.slice(0, first)).flatMap((word, i) => (i === 0 && /^nodes?\//.test(word) ? word.split('/') : [word]));
    const specs = first < 0 ? [] : args.slice(first);
    if (resources.length < 1) failWith(plain('one or more resources must be specified as <resource> <name>'));
    if (!['node', 'nodes', 'no'].includes(resources[0]!.toLowerCase())) failWith(plain(`invalid resource type ${resources[0]!}, only node types are supported`));
    const [add, drop] = [specs.filter((s) => !s.endsWith('-')), specs.filter((s) => s.endsWith('-')).map((s) => s.slice(0, -1))];
    const added = add.map((s) => parseTaint(call, s));
    for (const taint of added) if (taint.effect === undefined) usageError(call.path, `invalid taint spec: ${taint.key}`);
    const dropped = drop.map((s) => parseTaint(call, s));
    if (specs.length === 0) failWith(plain('at least one taint update is required'));
    if (!flags.on('all') && flags.text('selector') === '' && resources.length < 2) failWith(plain('at least one resource name must be specified since \'all\' parameter is not set'));
    const found = yield* find(session, { args: resources, namespace: call.namespace, labelSelector: flags.text('selector'), all: flags.on('all'), flatten: true });
    const problems: Problem[] = [...found.problems];
    const dryRun = dryRunOf(flags);
    for (const info of found.infos) {
      const old = listAt(info.object, 'spec', 'taints');
      const same = (a: JsonObject | TaintSpec, b: TaintSpec): boolean => textAt(a, 'key') === b.key && textAt(a, 'effect') === b.effect;
      if (!flags.on('overwrite')) {
        const clash = [...new Set(added.filter((t) => old.some((o) => same(o, t))).map((t) => t.key))];
        if (clash.length > 0) {
          problems.push(plain(`node ${info.name} already has ${clash.join(',')} taint(s) with same effect(s) and --overwrite is false`));
          continue;
        }
      }
      const goes = (o: JsonObject): boolean => dropped.some((d) => d.key === textAt(o, 'key') && (d.effect === undefined || d.effect === textAt(o, 'effect')));
      const missing = dropped.filter((d) => !old.some((o) => d.key === textAt(o, 'key') && (d.effect === undefined || d.effect === textAt(o, 'effect'))));
      if (missing.length > 0) {
        problems.push(...missing.map((d) => plain(`taint "${d.key}${d.effect ? `:${d.effect}` : ''}" not found`)));
        continue;
      }
      const taints = [...added.map((t) => ({ effect: t.effect, key: t.key, ...(t.value ? { value: t.value } : {}) })), ...old.filter((o) => !goes(o) && !added.some((t) => same(o, t)))];
      const operation = added.length > 0 && dropped.length > 0 ? 'modified' : dropped.length > 0 ? 'untainted' : added.some((t) => old.some((o) => same(o, t))) ? 'modified' : 'tainted';
      if (dryRun !== 'client') {
        const answer = yield* attempt(session, {
          method: 'PATCH',
          path: pathOf(info.kind, '', info.name),
          query: query({ fieldManager: 'kubectl-taint', fieldValidation: 'Strict', dryRun: dryRun === 'server' ? 'All' : undefined }),
          headers: { 'content-type': strategicPatch },
          body: { spec: { taints: taints.length > 0 ? taints : null } },
        });
        if ('problem' in answer) {
          problems.push(answer.problem);
          continue;
        }
      }
      yield* print(`node/${info.name} ${operation}${suffix(dryRun)}\n`);
    }
    if (problems.length > 0) failWith(aggregate(problems));
    return 0;
  },
};
