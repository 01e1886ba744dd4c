import { parseLabelSelector } from '../../api/selectors.ts';
import type { Info } from '../builder.ts';
import { at, attempt, listAt, pathOf, query, type Obj } from '../client.ts';
import {
  fieldManagerFlag,
  fileFlags,
  localFlag,
  recordFlag,
  selectorFlag,
  type Call,
  type Command,
} from '../command.ts';
import { aggregate, bareText, fail, failWith, plain, type Problem } from '../errors.ts';
import type { Flag } from '../flags.ts';
import { asGoStruct } from '../go-struct.ts';
import { twoWayPatch } from '../patch.ts';
import { podSpecPath, withValue } from '../pod-spec.ts';
import { dryRunFlag, dryRunOf, printFlags, resultPrinter } from '../print/output.ts';
import { recorded } from '../record.ts';
import { quote } from '../text/go.ts';
import { print, type JsonObject, type Run } from '../types.ts';
import { checkSet, noTemplate, objectName, setTargets } from './set-change.ts';

/** Flags all `set` commands take. */
export const setFlags: readonly Flag[] = [
  ...printFlags,
  ...fileFlags,
  selectorFlag,
  dryRunFlag,
  fieldManagerFlag('kubectl-set'),
  { name: 'all', type: 'bool', help: 'Select all resources, in the namespace of the specified resource types' },
];

/** What `changeObjects` does to one object: the new one, or what speaks against it. */
type ObjectChange = (object: Obj, info: Info) => JsonObject | { readonly wrong: string };

/** Changes whole objects; `failed` begins what is said of a refused patch. */
function* changeObjects(
  call: Call,
  infos: readonly Info[],
  operation: string,
  failed: string,
  change: ObjectChange,
  keepsUnchanged: boolean,
): Run<number> {
  const { flags, session } = call;
  const dryRun = dryRunOf(flags);
  const say = resultPrinter(flags, session.files, dryRun, true);
  const problems: Problem[] = [];
  for (const info of infos) {
    const made = change(info.object!, info);
    if ('wrong' in made) {
      problems.push(plain(made['wrong'] as string));
      continue;
    }
    const changed = recorded(call, made);
    const patch = twoWayPatch(info.kind, info.object as JsonObject, changed);
    if (Object.keys(patch.body).length === 0 && !keepsUnchanged) continue;
    if (dryRun === 'client' || flags.on('local')) {
      yield* print(say(flags.on('local') ? asGoStruct(changed as Obj) : (changed as Obj), operation));
      continue;
    }
    const answer = yield* attempt(session, {
      method: 'PATCH',
      path: pathOf(info.kind, info.namespace, info.name),
      query: query({ fieldManager: flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined }),
      headers: { 'content-type': patch.contentType },
      body: patch.body,
    });
    if ('problem' in answer)
      problems.push(failed === '' ? answer.problem : plain(`${failed} ${bareText(answer.problem)}`));
    else yield* print(say(answer.body, operation));
  }
  if (problems.length > 0) failWith(aggregate(problems));
  return 0;
}

/** Equality terms of a selector as a map. Models: metav1.ParseToLabelSelector and updateSelectorForObject. */
function selectorMap(text: string): Record<string, string> {
  const parsed = parseLabelSelector(text);
  if (typeof parsed === 'string') return fail(`couldn't parse the selector string ${quote(text)}: ${parsed}`);
  return Object.fromEntries(
    parsed.map(({ key, operator, values }) =>
      (operator === 'in' || operator === '=' || operator === '==') && values.length === 1
        ? [key, values[0]!]
        : fail(
            `match expression [{${key} ${expressionNames[operator] ?? operator} [${values.join(' ')}]}] not supported on this object`,
          ),
    ),
  );
}

const expressionNames: Readonly<Record<string, string>> = {
  exists: 'Exists',
  '!': 'DoesNotExist',
  in: 'In',
  notin: 'NotIn',
  '!=': 'NotIn',
};

/** Models: kubectl/pkg/cmd/set/set_selector.go. */
export const selectorCommand: Command = {
  name: 'selector',
  short: 'Set the selector on a resource',
  use: 'set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  completes: 'objects',
  flags: [
    ...printFlags,
    ...fileFlags
      .filter((f) => f.name !== 'kustomize')
      .map((f): Flag => (f.name === 'recursive' ? { ...f, default: 'true' } : f)),
    dryRunFlag,
    fieldManagerFlag('kubectl-set'),
    { name: 'all', type: 'bool', help: 'Select all resources in the namespace of the specified resource types' },
    {
      name: 'resource-version',
      type: 'string',
      help: 'If non-empty, the selectors update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.',
    },
    recordFlag,
    localFlag('annotation'),
  ],
  *run(call) {
    const text = call.args.at(-1);
    if (text === undefined) return fail('one selector is required');
    const parsed = parseLabelSelector(text);
    if (typeof parsed === 'string') return fail(`couldn't parse the selector string ${quote(text)}: ${parsed}`);
    const version = call.flags.text('resource-version');
    const change: ObjectChange = (object) => {
      if (object.kind !== 'Service') return { wrong: 'setting a selector is only supported for Services' };
      const next = withValue(object as JsonObject, ['spec', 'selector'], selectorMap(text));
      return version === '' ? next : withValue(next, ['metadata', 'resourceVersion'], version);
    };
    const infos = yield* setTargets({ ...call, args: call.args.slice(0, -1) });
    return yield* changeObjects(call, infos, 'selector updated', '', change, true);
  },
};

/** Models: kubectl/pkg/cmd/set/set_serviceaccount.go. */
export const serviceAccountCommand: Command = {
  name: 'serviceaccount',
  aliases: ['sa'],
  short: 'Update the service account of a resource',
  use: 'set serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  completes: 'deployments',
  flags: [...setFlags.filter((flag) => flag.name !== 'selector'), recordFlag, localFlag('set serviceaccount')],
  *run(call) {
    const name = call.args.at(-1);
    if (name === undefined) return fail('serviceaccount is required');
    const change: ObjectChange = (object, info) => {
      const path = podSpecPath(object);
      return path
        ? withValue(object as JsonObject, [...path, 'serviceAccountName'], name)
        : { wrong: `error: ${objectName(info)} ${noTemplate(info)}\n` };
    };
    const infos = yield* setTargets({ ...call, args: call.args.slice(0, -1) });
    checkSet(call, dryRunOf(call.flags));
    return yield* changeObjects(
      call,
      infos,
      'serviceaccount updated',
      'failed to patch ServiceAccountName',
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
    localFlag('set subject'),
  ],
  *run(call) {
    const { flags } = call;
    const infos = yield* setTargets(call);
    checkSet(call, dryRunOf(flags));
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
    const change: ObjectChange = (object, info) => {
      if (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding')
        return {
          wrong: `error: ${objectName(info)} setting subjects is only supported for RoleBinding/ClusterRoleBinding\n`,
        };
      const old = listAt(object, 'subjects');
      const added = wanted.filter((s) => !old.some((o) => key(o) === key(s)));
      return { ...(object as JsonObject), subjects: [...old, ...added] };
    };
    return yield* changeObjects(
      call,
      infos,
      'subjects updated',
      'failed to patch subjects to rolebinding:',
      change,
      false,
    );
  },
};

/** Keys of a ConfigMap or Secret as variables of a container. Models: set_env.go --from. */
export function variablesFrom(
  object: Obj,
  keys: readonly string[],
): { readonly variables: readonly JsonObject[]; readonly warnings: readonly string[] } {
  const source = object.kind === 'Secret' ? 'secretKeyRef' : object.kind === 'ConfigMap' ? 'configMapKeyRef' : '';
  if (source === '') fail('unsupported resource specified in --from');
  const all = Object.keys((at(object, 'data') as JsonObject | undefined) ?? {}).sort();
  const chosen = all.filter((key) => keys.length === 0 || keys.includes(key));
  const named = (key: string): string => key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
  return {
    variables: chosen.map((key) => ({
      name: named(key),
      valueFrom: { [source]: { key, name: object.metadata?.name ?? '' } },
    })),
    warnings: chosen.filter((key) => named(key) !== key).map((key) => `key ${key} transferred to ${named(key)}`),
  };
}
