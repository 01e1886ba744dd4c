import { at, attempt, pathOf, query, type Obj } from '../client.ts';
import { fieldManagerFlag, fileFlags, selectorFlag, type Call, type Command } from '../command.ts';
import { aggregate, bareText, fail, failWith, plain, type Problem } from '../errors.ts';
import type { Kind } from '../kinds.ts';
import { twoWayPatch } from '../patch.ts';
import { printFlags, resultPrinter } from '../print/output.ts';
import { print, printError, type JsonObject, type Run } from '../types.ts';
import { waitForObject } from '../watch.ts';
import { historyCommand, undoCommand } from './rollout-history.ts';
import { rolloutState } from './rollout-status.ts';
import { withValue } from '../pod-spec.ts';
import { requireResource, targets } from './shared.ts';

const kindGroupPlural = (kind: Kind): string => (kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`);

/** Models: kubectl/pkg/cmd/rollout/rollout_status.go. */
const statusCommand: Command = {
  name: 'status',
  short: 'Show the status of the rollout',
  use: 'rollout status (TYPE NAME | TYPE/NAME) [flags]',
  completes: 'deployments',
  flags: [
    ...fileFlags,
    selectorFlag,
    {
      name: 'revision',
      type: 'int',
      help: 'Pin to a specific revision for showing its status. Defaults to 0 (last revision).',
    },
    {
      name: 'timeout',
      type: 'duration',
      help: 'The length of time to wait before ending watch, zero means never. Any other values should contain a corresponding time unit (e.g. 1s, 2m, 3h).',
    },
    {
      name: 'watch',
      short: 'w',
      type: 'bool',
      default: 'true',
      help: "Watch the status of the rollout until it's done.",
    },
  ],
  *run(call) {
    const { flags, session } = call;
    requireResource(call);
    const revision = flags.int('revision');
    if (revision < 0) fail(`revision must be a positive integer: ${revision}`);
    const found = yield* targets(call, { allowEmptySelector: true });
    if (found.problems.length > 0) failWith(aggregate(found.problems));
    if (found.infos.length === 0) {
      yield* printError(`No resources found in ${call.namespace} namespace.\n`);
      return 0;
    }
    const timeoutMs = flags.duration('timeout');
    for (const info of found.infos) {
      const waited = yield* waitForObject(
        session,
        info.kind,
        info.namespace,
        info.name,
        function* (object): Run<boolean | undefined> {
          if (!object) return fail('object has been deleted');
          const state = rolloutState(object, revision);
          if ('problem' in state) return fail(state.problem);
          yield* print(state.text);
          return state.done || !flags.on('watch') ? true : undefined;
        },
        timeoutMs > 0 ? session.nowMs + timeoutMs : undefined,
      );
      if ('timedOut' in waited) fail('timed out waiting for the condition');
      if ('problem' in waited) failWith(waited.problem);
    }
    return 0;
  },
};

/** A change of the template or of `spec.paused`: the new object, or why not. */
type Change = (object: Obj, kind: Kind) => JsonObject | { readonly problem: string };

/** restart, pause and resume: read, change, patch. Models: rollout_restart.go, rollout_pause.go, rollout_resume.go. */
const patching = (name: string, short: string, operation: string, change: (call: Call) => Change): Command => ({
  name,
  short,
  use: `rollout ${name} RESOURCE`,
  completes: 'deployments',
  flags: [...printFlags, ...fileFlags, selectorFlag, fieldManagerFlag('kubectl-rollout')],
  *run(call) {
    const { flags, session } = call;
    requireResource(call);
    const say = resultPrinter(flags, session.files, 'none', true);
    const found = yield* targets(call, { allowEmptySelector: true });
    const problems: Problem[] = [...found.problems];
    if (found.infos.length === 0 && problems.length === 0)
      yield* printError(`No resources found in ${call.namespace} namespace.\n`);
    for (const info of found.infos) {
      const changed = change(call)(info.object!, info.kind);
      if ('problem' in changed && typeof changed['problem'] === 'string') {
        problems.push(plain(`${kindGroupPlural(info.kind)} ${JSON.stringify(info.name)} ${changed['problem']}`));
        continue;
      }
      const patch = twoWayPatch(info.kind, info.object as JsonObject, changed as JsonObject);
      const answer = yield* attempt(session, {
        method: 'PATCH',
        path: pathOf(info.kind, info.namespace, info.name),
        query: query({ fieldManager: flags.text('field-manager') }),
        headers: { 'content-type': patch.contentType },
        body: patch.body,
      });
      if ('problem' in answer) problems.push(plain(`failed to patch: ${bareText(answer.problem)}`));
      else yield* print(say(answer.body, operation));
    }
    if (problems.length > 0) failWith(aggregate(problems));
    return 0;
  },
});

const restartCommand = patching('restart', 'Restart a resource', 'restarted', (call) => (object) => {
  if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(object.kind ?? ''))
    return { problem: 'restarting is not supported' };
  if (at(object, 'spec', 'paused') === true)
    return { problem: "can't restart paused deployment (run rollout resume first)" };
  const now = `${new Date(call.session.nowMs).toISOString().slice(0, 19)}Z`;
  return withValue(
    object as JsonObject,
    ['spec', 'template', 'metadata', 'annotations', 'kubectl.kubernetes.io/restartedAt'],
    now,
  );
});

const pauseCommand = patching('pause', 'Mark the provided resource as paused', 'paused', () => (object) => {
  if (object.kind !== 'Deployment') return { problem: 'pausing is not supported' };
  return at(object, 'spec', 'paused') === true
    ? { problem: 'is already paused' }
    : withValue(object as JsonObject, ['spec', 'paused'], true);
});

const resumeCommand = patching('resume', 'Resume a paused resource', 'resumed', () => (object) => {
  if (object.kind !== 'Deployment') return { problem: 'resuming is not supported' };
  if (at(object, 'spec', 'paused') !== true) return { problem: 'is not paused' };
  const { paused: _paused, ...spec } = object['spec'] as JsonObject;
  return { ...(object as JsonObject), spec };
});

export const rolloutCommand: Command = {
  name: 'rollout',
  short: 'Manage the rollout of a resource',
  long: 'Manage the rollout of one or many resources.\n        \n Valid resource types include:\n\n  *  deployments\n  *  daemonsets\n  *  statefulsets',
  examples: `  # Rollback to the previous deployment
  kubectl rollout undo deployment/abc
  
  # Check the rollout status of a daemonset
  kubectl rollout status daemonset/foo
  
  # Restart a deployment
  kubectl rollout restart deployment/abc
  
  # Restart deployments with the 'app=nginx' label
  kubectl rollout restart deployment --selector=app=nginx`,
  use: 'rollout SUBCOMMAND',
  children: [historyCommand, pauseCommand, restartCommand, resumeCommand, statusCommand, undoCommand],
};
