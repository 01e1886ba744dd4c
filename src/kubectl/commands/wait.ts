import { attempt, listAt, numberAt, pathOf, textAt, type Obj } from '../client.ts';
import { allNamespacesFlag, fileFlags, selectorFlag, type Call, type Command } from '../command.ts';
import { aggregate, fail, failWith, isNotFound, plain, type Problem } from '../errors.ts';
import { find, type Info } from '../builder.ts';
import { printFlags, resultPrinter } from '../print/output.ts';
import { findValues, parseJsonPath, relaxed, valueText, type Template } from '../print/jsonpath.ts';
import { print, type Run } from '../types.ts';
import { waitForObject } from '../watch.ts';

type Goal =
  | { readonly type: 'delete' | 'create' }
  | { readonly type: 'condition'; readonly name: string; readonly status: string }
  | { readonly type: 'jsonpath'; readonly template: Template; readonly value: string | undefined };

/** Models: kubectl/pkg/cmd/wait/wait.go, condition.go, delete.go, json.go. Left out: --local, which ends upstream's own program. */
export const waitCommand: Command = {
  name: 'wait',
  suggestFor: ['list', 'ps'],
  short: 'Experimental: Wait for a specific condition on one or many resources',
  use: "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  completes: 'objects',
  flags: [
    ...printFlags,
    ...fileFlags
      .filter((f) => f.name !== 'kustomize')
      .map((f) => (f.name === 'recursive' ? { ...f, default: 'true' } : f)),
    selectorFlag,
    allNamespacesFlag,
    { name: 'all', type: 'bool', help: 'Select all resources in the namespace of the specified resource types' },
    {
      name: 'field-selector',
      type: 'string',
      help: "Selector (field query) to filter on, supports '=', '==', and '!='.",
    },
    {
      name: 'for',
      type: 'string',
      help: "The condition to wait on: [create|delete|condition=condition-name[=condition-value]|jsonpath='{JSONPath expression}'=[JSONPath value]]. The default condition-value is true.",
    },
    {
      name: 'timeout',
      type: 'duration',
      default: '30s',
      help: "The length of time to wait before giving up.  Zero means check once and don't wait, negative means wait for a week.",
    },
  ],
  *run(call) {
    const { flags, session } = call;
    const goal = goalOf(flags.text('for'));
    const say = resultPrinter(flags, session.files, 'none');
    const timeoutMs = flags.duration('timeout');
    const startMs = session.nowMs;
    let targets = yield* infosOf(call, goal);
    // --for=create: what is not there yet is asked for again.
    while (goal.type === 'create' && !targets?.infos.length) {
      if (timeoutMs >= 0 && session.nowMs - startMs >= timeoutMs) fail('timed out waiting for the condition');
      session.nowMs = (yield { type: 'sleep', ms: 1000 })?.nowMs ?? session.nowMs;
      targets = yield* infosOf(call, goal);
    }
    if (!targets?.infos.length) {
      if (goal.type === 'delete') return 0;
      fail('no matching resources found');
    }
    // One time limit for all of them. What was found is waited for, whatever else was not.
    const untilMs = timeoutMs < 0 ? undefined : session.nowMs + timeoutMs;
    const problems: Problem[] = [...(targets?.serious ?? [])];
    for (const info of targets?.infos ?? []) {
      const reached = yield* reach(call, info, goal, untilMs, timeoutMs === 0);
      if (typeof reached === 'object') problems.push(reached.problem);
      else if (reached)
        yield* print(
          say(
            {
              apiVersion: info.kind.group ? `${info.kind.group}/${info.kind.version}` : info.kind.version,
              kind: info.kind.kind,
              metadata: { name: info.name },
              ...info.object,
            },
            'condition met',
          ),
        );
    }
    if (problems.length > 0) failWith(aggregate(problems));
    return 0;
  },
};

function goalOf(text: string): Goal {
  const lower = text.toLowerCase();
  if (lower === 'delete' || lower === 'create') return { type: lower };
  if (text.startsWith('condition=')) {
    const [name, status = 'true'] = text.slice('condition='.length).split('=') as [string, string?];
    return { type: 'condition', name, status };
  }
  if (text.startsWith('jsonpath=')) {
    const rest = text.slice('jsonpath='.length);
    const match = /^('?)(\{.*?\}|[^=]+)\1(?:=(.*))?$/s.exec(rest);
    const usage =
      "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'";
    if (!match || match[2] === '' || match[3] === '')
      return fail(
        rest === ''
          ? 'jsonpath expression cannot be empty'
          : match?.[3] === ''
            ? "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3"
            : usage,
      );
    const path = relaxed(match[2]!);
    if (typeof path !== 'string') return fail(path.problem);
    const template = parseJsonPath(path);
    if ('problem' in template) return fail(template.problem);
    return { type: 'jsonpath', template, value: match[3]?.replace(/^(["'])(.*)\1$/s, '$2') };
  }
  return fail(`unrecognized condition: ${JSON.stringify(text)}`);
}

/** The objects; undefined when one named for deletion or creation is not there. */
function* infosOf(call: Call, goal: Goal): Run<{ infos: readonly Info[]; serious: readonly Problem[] } | undefined> {
  const { flags, session } = call;
  const found = yield* find(session, {
    args: call.args,
    files: flags.list('filename'),
    namespace: call.namespace,
    namespaceIsFixed: call.namespaceIsFixed,
    allNamespaces: flags.on('all-namespaces'),
    labelSelector: flags.text('selector'),
    fieldSelector: flags.text('field-selector'),
    all: flags.on('all') && flags.text('selector') === '',
    flatten: true,
    latest: true,
  });
  const serious =
    goal.type === 'delete' || goal.type === 'create' ? found.problems.filter((p) => !isNotFound(p)) : found.problems;
  if (serious.length > 0 && found.infos.length === 0) failWith(aggregate(serious));
  return found.infos.length === 0 && found.problems.length > 0 ? undefined : { infos: found.infos, serious };
}

function* reach(
  call: Call,
  info: Info,
  goal: Goal,
  untilMs: number | undefined,
  once: boolean,
): Run<boolean | { problem: Problem }> {
  const { session } = call;
  if (goal.type === 'create') return true;
  if (goal.type === 'delete') {
    const got = yield* attempt(session, { method: 'GET', path: pathOf(info.kind, info.namespace, info.name) });
    if ('problem' in got) return isNotFound(got.problem) ? true : got;
  }
  const uid = info.object?.metadata?.uid;
  if (once) {
    const { object } = info;
    const met =
      object !== undefined &&
      (goal.type === 'condition'
        ? hasCondition(object, goal.name, goal.status)
        : goal.type === 'jsonpath' && hasValue(object, goal.template, goal.value));
    return met || { problem: plain(`condition not met for ${info.kind.plural}/${info.name}`) };
  }
  if (untilMs !== undefined && session.nowMs >= untilMs)
    return {
      problem: plain(
        goal.type === 'delete'
          ? 'client rate limiter Wait returned an error: context deadline exceeded'
          : `timed out waiting for the condition on ${info.kind.plural}/${info.name}`,
      ),
    };
  const waited = yield* waitForObject(
    session,
    info.kind,
    info.namespace,
    info.name,
    // eslint-disable-next-line require-yield -- a check may print
    function* (object) {
      if (goal.type === 'delete') return object === undefined || object.metadata?.uid !== uid ? true : undefined;
      if (!object) return undefined;
      return (
        goal.type === 'condition'
          ? hasCondition(object, goal.name, goal.status)
          : goal.type === 'jsonpath'
            ? hasValue(object, goal.template, goal.value)
            : false
      )
        ? true
        : undefined;
    },
    untilMs,
  );
  if ('timedOut' in waited)
    return { problem: plain(`timed out waiting for the condition on ${info.kind.plural}/${info.name}`) };
  return 'problem' in waited ? waited : true;
}

function hasCondition(object: Obj, name: string, status: string): boolean {
  const condition = listAt(object, 'status', 'conditions').find(
    (c) => textAt(c, 'type').toLowerCase() === name.toLowerCase(),
  );
  if (!condition) return false;
  const generation = object.metadata?.generation ?? 0;
  const observed =
    'observedGeneration' in condition
      ? numberAt(condition, 'observedGeneration')
      : numberAt(object, 'status', 'observedGeneration');
  if (observed > 0 && observed < generation) return false;
  return textAt(condition, 'status').toLowerCase() === status.toLowerCase();
}

function hasValue(object: Obj, template: Template, value: string | undefined): boolean {
  const found = findValues(template, object);
  if ('problem' in found || found.length === 0) return false;
  if (found.length > 1) fail('given jsonpath expression matches more than one value');
  if (typeof found[0] === 'object' && found[0] !== null)
    fail(`jsonpath leads to a nested object or list which is not supported`);
  return value === undefined || valueText(found[0]) === value;
}
