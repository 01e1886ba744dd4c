import { at, demand, listAt, textAt, type Obj } from '../client.ts';
import { allNamespacesFlag, type Call, type Command } from '../command.ts';
import { ruleRows } from '../describe/rules.ts';
import { fail } from '../errors.ts';
import { findKind } from '../kinds.ts';
import { printerOf, printFlags } from '../print/output.ts';
import { alignTabs, tableStops } from '../text/tabwriter.ts';
import { reconcileCommand } from './unavailable.ts';
import { print, printError, type JsonObject, type Run } from '../types.ts';

const json = { 'content-type': 'application/json' };
const authorization = '/apis/authorization.k8s.io/v1';

const resourceVerbs =
  '* get list watch create update patch delete deletecollection use bind impersonate approve sign escalate attest'.split(
    ' ',
  );
const urlVerbs = ['get', 'put', 'post', 'head', 'options', 'delete', 'patch', '*'];

/** Models: kubectl/pkg/cmd/auth/cani.go, whoami.go. */
const canICommand: Command = {
  name: 'can-i',
  short: 'Check whether an action is allowed',
  use: 'auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  completes: 'none',
  flags: [
    allNamespacesFlag,
    { name: 'list', type: 'bool', help: 'If true, prints all allowed actions.' },
    { name: 'no-headers', type: 'bool', help: 'If true, prints allowed actions without headers' },
    { name: 'quiet', short: 'q', type: 'bool', help: 'If true, suppress output and just return the exit code.' },
    { name: 'subresource', type: 'string', help: 'SubResource such as pod/log or deployment/scale' },
  ],
  *run(call) {
    const { args, flags, session } = call;
    if (flags.on('list')) return yield* listRules(call);
    if (args.length !== 2) {
      fail(
        "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
      );
    }
    const [verb, target] = args as [string, string];
    const namespace = flags.on('all-namespaces') ? '' : call.namespace;
    let spec: JsonObject;
    const known = target.startsWith('/') ? urlVerbs : resourceVerbs;
    if (!known.includes(verb)) yield* printError(`Warning: verb '${verb}' is not a known verb\n\n`);
    if (target.startsWith('/')) spec = { nonResourceAttributes: { path: target, verb } };
    else {
      const [word, name] = target.split('/') as [string, string?];
      const kind = word === '*' ? undefined : yield* findKind(session, word);
      if (!kind && word !== '*') yield* printError(`Warning: the server doesn't have a resource type '${word}'\n\n`);
      if (kind && !kind.namespaced && !flags.on('all-namespaces'))
        yield* printError(
          `Warning: resource '${kind.plural}' is not namespace scoped${kind.group ? ` in group '${kind.group}'` : ''}\n\n`,
        );
      spec = {
        resourceAttributes: {
          ...(kind && !kind.namespaced ? {} : { namespace }),
          ...(kind?.group ? { group: kind.group } : word === '*' ? { group: '*' } : {}),
          resource: kind?.plural ?? word,
          ...(flags.text('subresource') ? { subresource: flags.text('subresource') } : {}),
          ...(name ? { name } : {}),
          verb,
        },
      };
    }
    const answer = yield* demand(session, {
      method: 'POST',
      path: `${authorization}/selfsubjectaccessreviews`,
      headers: json,
      body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec },
    });
    const allowed = at(answer, 'status', 'allowed') === true;
    if (!flags.on('quiet')) {
      const reason = textAt(answer, 'status', 'reason');
      const error = textAt(answer, 'status', 'evaluationError');
      yield* print(allowed ? 'yes\n' : `no${reason ? ` - ${reason}` : ''}${error ? ` - ${error}` : ''}\n`);
    }
    return allowed ? 0 : 1;
  },
};

function* listRules(call: Call): Run<number> {
  const { session, flags, args } = call;
  if (args.length > 0) fail('list option must be specified with no arguments');
  const answer = yield* demand(session, {
    method: 'POST',
    path: `${authorization}/selfsubjectrulesreviews`,
    headers: json,
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectRulesReview',
      spec: { namespace: call.namespace },
    },
  });
  const rows = ruleRows(listAt(answer, 'status', 'resourceRules'), listAt(answer, 'status', 'nonResourceRules'));
  const head = flags.on('no-headers') ? '' : 'Resources\tNon-Resource URLs\tResource Names\tVerbs\n';
  yield* print(
    alignTabs(head + rows.map((r) => `${r.resource}\t${r.urls}\t${r.names}\t${r.verbs}\n`).join(''), tableStops),
  );
  return 0;
}

const whoamiCommand: Command = {
  name: 'whoami',
  short: 'Experimental: Check self subject attributes',
  use: 'auth whoami',
  completes: 'none',
  flags: printFlags,
  *run(call) {
    const { flags, session } = call;
    const printer = printerOf(flags, session.files, false, true);
    const answer: Obj = yield* demand(session, {
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      headers: json,
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
    });
    if (printer) {
      yield* print(
        printer({
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'SelfSubjectReview',
          metadata: { creationTimestamp: null, ...answer.metadata },
          status: answer['status'],
        }),
      );
      return 0;
    }
    const user = at(answer, 'status', 'userInfo');
    const rows = ['ATTRIBUTE\tVALUE\n', `Username\t${textAt(user, 'username')}\n`];
    if (textAt(user, 'uid')) rows.push(`UID\t${textAt(user, 'uid')}\n`);
    const groups = (at(user, 'groups') as string[] | undefined) ?? [];
    if (groups.length > 0) rows.push(`Groups\t[${groups.join(' ')}]\n`);
    const extra = (at(user, 'extra') as Record<string, string[]> | undefined) ?? {};
    for (const key of Object.keys(extra).sort()) rows.push(`Extra: ${key}\t[${extra[key]!.join(' ')}]\n`);
    yield* print(alignTabs(rows.join(''), tableStops));
    return 0;
  },
};

export const authCommand: Command = {
  name: 'auth',
  short: 'Inspect authorization',
  use: 'auth [flags]',
  children: [canICommand, reconcileCommand, whoamiCommand],
};
