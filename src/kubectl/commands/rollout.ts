import { find } from '../builder.ts';
import { fileFlags, selectorFlag, type Call, type Command } from '../command.ts';
import { aggregate, fail, failWith } from '../errors.ts';
import { print, printError, type Run } from '../types.ts';
import { waitForObject } from '../watch.ts';
import { rolloutState } from './rollout-status.ts';

/** Models: kubectl/pkg/cmd/rollout/rollout_status.go. */
const statusCommand: Command = {
  name: 'status',
  short: 'Show the status of the rollout',
  use: 'rollout status (TYPE NAME | TYPE/NAME) [flags]',
  completes: 'deployments',
  flags: [
    ...fileFlags,
    selectorFlag,
    { name: 'revision', type: 'int', help: 'Pin to a specific revision for showing its status. Defaults to 0 (last revision).' },
    { name: 'timeout', type: 'duration', help: 'The length of time to wait before ending watch, zero means never. Any other values should contain a corresponding time unit (e.g. 1s, 2m, 3h).' },
    { name: 'watch', short: 'w', type: 'bool', default: 'true', help: "Watch the status of the rollout until it's done." },
  ],
  *run(call) {
    const { flags, session } = call;
    requireResource(call);
    const revision = flags.int('revision');
    if (revision < 0) fail(`revision must be a positive integer: ${revision}`);
    const found = yield* find(session, {
      args: call.args,
      files: flags.list('filename'),
      namespace: call.namespace,
      namespaceIsFixed: call.namespaceIsFixed,
      labelSelector: flags.text('selector'),
      allowEmptySelector: true,
      flatten: true,
      latest: true,
    });
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

export function requireResource(call: Call): void {
  if (call.args.length === 0 && call.flags.list('filename').length === 0) fail('required resource not specified');
}

export const rolloutCommand: Command = {
  name: 'rollout',
  short: 'Manage the rollout of one or many resources',
  use: 'rollout SUBCOMMAND',
  children: [statusCommand],
};
