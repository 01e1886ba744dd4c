import { at, attempt, listAt, pathOf, query, type Obj } from '../client.ts';
import { fieldManagerFlag, fileFlags, selectorFlag, type Call, type Command } from '../command.ts';
import { aggregate, bareText, fail, failWith, plain, type Problem } from '../errors.ts';
import type { Flag } from '../flags.ts';
import { twoWayPatch } from '../patch.ts';
import { podSpecPath, withValue } from '../pod-spec.ts';
import { dryRunFlag, dryRunOf, printFlags, resultPrinter } from '../print/output.ts';
import { print, type JsonObject, type Run } from '../types.ts';
import { equalities } from './create/policy.ts';
import { targets } from './shared.ts';

/** Flags all `set` commands take. */
export const setFlags: readonly Flag[] = [
  ...printFlags,
  ...fileFlags,
  selectorFlag,
  dryRunFlag,
  fieldManagerFlag('kubectl-set'),
  { name: 'all', type: 'bool', help: 'Select all resources, in the namespace of the specified resource types' },
];

/** Changes whole objects: `change` gives the new one, or says why not. */
function* changeObjects(
  call: Call,
  operation: string,
  what: string,
  change: (object: Obj) => JsonObject | { readonly wrong: string; readonly alone?: true },
  keepsUnchanged: boolean,
): Run<number> {
  const { flags, session } = call;
  const dryRun = dryRunOf(flags);
  const say = resultPrinter(flags, session.files, dryRun);
  const found = yield* targets(call);
  const problems: Problem[] = [];
  for (const info of found.infos) {
    const changed = change(info.object!);
    if ('wrong' in changed) {
      problems.push(
        plain(
          changed['alone']
            ? (changed['wrong'] as string)
            : `${info.kind.plural}${info.kind.group ? `.${info.kind.group}` : ''}/${info.name} ${changed['wrong'] as string}`,
        ),
      );
      continue;
    }
    const patch = twoWayPatch(info.kind, info.object as JsonObject, changed);
    if (Object.keys(patch.body).length === 0 && !keepsUnchanged) continue;
    if (dryRun === 'client') {
      yield* print(say(changed as Obj, operation));
      continue;
    }
    const answer = yield* attempt(session, {
      method: 'PATCH',
      path: pathOf(info.kind, info.namespace, info.name),
      query: query({ fieldManager: flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined }),
      headers: { 'content-type': patch.contentType },
      body: patch.body,
    });
    if ('problem' in answer) problems.push(plain(`failed to patch ${what}: ${bareText(answer.problem)}`));
    else yield* print(say(answer.body, operation));
  }
  problems.push(...found.problems);
  if (problems.length > 0) failWith(aggregate(problems));
  return 0;
}

/** Models: kubectl/pkg/cmd/set/set_selector.go. */
export const selectorCommand: Command = {
  name: 'selector',
  short: 'Set the selector on a resource',
  use: 'set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  completes: 'objects',
  flags: [
    ...printFlags,
    ...fileFlags,
    dryRunFlag,
    fieldManagerFlag('kubectl-set'),
    { name: 'all', type: 'bool', help: 'Select all resources in the namespace of the specified resource types' },
  ],
  *run(call) {
    const text = call.args.at(-1);
    if (text === undefined) return fail('one selector is required');
    const selector = equalities(text);
    const change = (object: Obj): JsonObject | { wrong: string; alone: true } =>
      object.kind === 'Service'
        ? withValue(object as JsonObject, ['spec', 'selector'], selector)
        : { wrong: 'setting a selector is only supported for Services', alone: true };
    return yield* changeObjects(
      { ...call, args: call.args.slice(0, -1) },
      'selector updated',
      'selector',
      change,
      false,
    );
  },
};

/** Models: kubectl/pkg/cmd/set/set_serviceaccount.go. */
export const serviceAccountCommand: Command = {
  name: 'serviceaccount',
  aliases: ['sa'],
  short: 'Update the service account of a resource',
  use: 'set serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  completes: 'deployments',
  flags: setFlags.filter((flag) => flag.name !== 'selector'),
  *run(call) {
    const name = call.args.at(-1);
    if (name === undefined) return fail('serviceaccount is required');
    const change = (object: Obj): JsonObject | { wrong: string } => {
      const path = podSpecPath(object);
      return path
        ? withValue(object as JsonObject, [...path, 'serviceAccountName'], name)
        : { wrong: 'the object is not a pod or does not have a pod template' };
    };
    return yield* changeObjects(
      { ...call, args: call.args.slice(0, -1) },
      'serviceaccount updated',
      'ServiceAccountName',
      change,
      true,
    );
  },
};

const rbac = 'rbac.authorization.k8s.io';

/** Models: kubectl/pkg/cmd/set/set_subject.go. */
export const subjectCommand: Command = {
  name: 'subject',
  short: 'Update the user, group, or service account in a role binding or cluster role binding',
  use: 'set subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  completes: 'objects',
  flags: [
    ...setFlags,
    { name: 'group', type: 'slice', help: 'Groups to bind to the role' },
    { name: 'serviceaccount', type: 'slice', help: 'Service accounts to bind to the role' },
    { name: 'user', type: 'slice', help: 'Usernames to bind to the role' },
  ],
  *run(call) {
    const { flags } = call;
    if (flags.on('all') && flags.text('selector') !== '') fail('cannot set --all and --selector at the same time');
    const wanted: JsonObject[] = [
      ...flags.list('user').map((name) => ({ apiGroup: rbac, kind: 'User', name })),
      ...flags.list('group').map((name) => ({ apiGroup: rbac, kind: 'Group', name })),
      ...flags.list('serviceaccount').map((text) => {
        const parts = text.split(':');
        if (parts.length !== 2 || !parts[1]) fail('serviceaccount must be <namespace>:<name>');
        return { kind: 'ServiceAccount', name: parts[1], namespace: parts[0] };
      }),
    ];
    if (wanted.length === 0) fail('you must specify at least one value of user, group or serviceaccount');
    const key = (s: JsonObject): string => JSON.stringify([s['apiGroup'], s['kind'], s['namespace'], s['name']]);
    const change = (object: Obj): JsonObject | { wrong: string } => {
      if (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding')
        return { wrong: 'setting subjects is only supported for RoleBinding/ClusterRoleBinding' };
      const old = listAt(object, 'subjects');
      const added = wanted.filter((s) => !old.some((o) => key(o) === key(s)));
      return { ...(object as JsonObject), subjects: [...old, ...added] };
    };
    return yield* changeObjects(call, 'subjects updated', 'subjects to rolebinding', change, false);
  },
};

/** Keys of a ConfigMap or Secret as variables of a container. Models: set_env.go --from. */
export function variablesFrom(
  object: Obj,
  prefix: string,
  keys: readonly string[],
): { readonly variables: readonly JsonObject[]; readonly warnings: readonly string[] } {
  const source = object.kind === 'Secret' ? 'secretKeyRef' : object.kind === 'ConfigMap' ? 'configMapKeyRef' : '';
  if (source === '') fail('unsupported resource specified in --from');
  const all = Object.keys((at(object, 'data') as JsonObject | undefined) ?? {}).sort();
  const chosen = all.filter((key) => keys.length === 0 || keys.includes(key));
  const named = (key: string): string => key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
  return {
    variables: chosen.map((key) => ({
      name: prefix + named(key),
      valueFrom: { [source]: { key, name: object.metadata?.name ?? '' } },
    })),
    warnings: chosen.filter((key) => named(key) !== key).map((key) => `key ${key} transferred to ${named(key)}`),
  };
}
