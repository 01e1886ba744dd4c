import { find, type Found, type Wanted } from '../builder.ts';
import type { Call } from '../command.ts';
import { fail } from '../errors.ts';
import type { Run } from '../types.ts';

/** Objects a changing command names: arguments, -f, -l, --all; lists taken apart. */
export function* targets(call: Call, more: Partial<Wanted> = {}): Run<Found> {
  const { flags } = call;
  return yield* find(call.session, {
    local: flags.on('local'),
    args: call.args,
    files: flags.list('filename'),
    namespace: call.namespace,
    namespaceIsFixed: call.namespaceIsFixed,
    allNamespaces: flags.on('all-namespaces'),
    labelSelector: flags.text('selector'),
    allowEmptySelector: flags.on('all'),
    flatten: true,
    latest: true,
    ...more,
  });
}

export function requireResource(call: Call): void {
  if (call.args.length === 0 && call.flags.list('filename').length === 0) fail('required resource not specified');
}
