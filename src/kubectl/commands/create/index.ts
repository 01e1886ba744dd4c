import { find } from '../../builder.ts';
import { attempt, pathOf, query } from '../../client.ts';
import {
  fieldManagerFlag,
  fieldValidation,
  fileFlags,
  recordFlag,
  selectorFlag,
  validateFlag,
  windowsLineEndingsFlag,
  type Command,
} from '../../command.ts';
import { aggregate, fail, failWith, usageError, whileDoing, type Problem } from '../../errors.ts';
import { dryRunFlag, dryRunOf, printFlags, resultPrinter } from '../../print/output.ts';
import { recorded } from '../../record.ts';
import { print } from '../../types.ts';
import { withLastApplied } from '../last-applied.ts';
import { sendRaw } from '../raw.ts';
import { cronJobCommand, jobCommand } from './batch.ts';
import { configMapCommand, secretCommand } from './data.ts';
import { ingressCommand } from './ingress.ts';
import { pdbCommand, priorityClassCommand, quotaCommand } from './policy.ts';
import { clusterRoleBindingCommand, clusterRoleCommand, roleBindingCommand, roleCommand } from './rbac.ts';
import { serviceCommand } from './service.ts';
import { saveConfigFlag } from './shared.ts';
import { deploymentCommand, namespaceCommand, serviceAccountCommand } from './simple.ts';
import { tokenCommand } from './token.ts';

/** What is said where upstream opens an editor. */
const noEditor =
  'there is no text editor inside this terminal; change the file in the editor beside it\n이 터미널에는 편집기가 없습니다. 파일을 옆의 편집기에서 고치십시오.';

/** Models: kubectl/pkg/cmd/create/create.go. Left out: --edit, for which there is no editor. */
export const createCommand: Command = {
  name: 'create',
  short: 'Create a resource from a file or from stdin',
  use: 'create -f FILENAME',
  flags: [
    ...printFlags,
    ...fileFlags,
    selectorFlag,
    dryRunFlag,
    validateFlag,
    fieldManagerFlag('kubectl-create'),
    saveConfigFlag,
    recordFlag,
    { name: 'edit', type: 'bool', help: 'Edit the API resource before creating' },
    { name: 'raw', type: 'string', help: 'Raw URI to POST to the server.' },
    windowsLineEndingsFlag,
  ],
  children: [
    clusterRoleCommand,
    clusterRoleBindingCommand,
    configMapCommand,
    cronJobCommand,
    deploymentCommand,
    ingressCommand,
    jobCommand,
    namespaceCommand,
    pdbCommand,
    priorityClassCommand,
    quotaCommand,
    roleCommand,
    roleBindingCommand,
    secretCommand,
    serviceCommand,
    serviceAccountCommand,
    tokenCommand,
  ],
  *run(call) {
    const { flags, args, session } = call;
    if (args.length > 0) usageError(call.path, `Unexpected args: [${args.join(' ')}]`);
    const files = flags.list('filename');
    if (files.length === 0) fail('must specify one of -f and -k');
    if (flags.text('raw') !== '') return yield* sendRaw(call, 'POST', flags.text('raw'));
    if (flags.on('edit')) fail(noEditor);
    const dryRun = dryRunOf(flags);
    const validation = fieldValidation(flags, fail);
    const say = resultPrinter(flags, session.files, dryRun);
    const found = yield* find(session, {
      args: [],
      files,
      namespace: call.namespace,
      namespaceIsFixed: call.namespaceIsFixed,
      labelSelector: flags.text('selector'),
      flatten: true,
      validate: validation !== 'Ignore',
    });
    const problems: Problem[] = [];
    let count = 0;
    for (const info of found.infos) {
      const object = recorded(call, flags.on('save-config') ? withLastApplied(info.object!) : info.object!);
      if (dryRun === 'client') {
        yield* print(say(object, 'created'));
        count++;
        continue;
      }
      const created = yield* attempt(session, {
        method: 'POST',
        path: pathOf(info.kind, info.namespace),
        query: query({
          fieldManager: flags.text('field-manager'),
          fieldValidation: validation,
          dryRun: dryRun === 'server' ? 'All' : undefined,
        }),
        headers: { 'content-type': 'application/json' },
        body: object,
      });
      if ('problem' in created) problems.push(whileDoing('creating', info.source, created.problem));
      else {
        count++;
        yield* print(say(created.body, 'created'));
      }
    }
    problems.push(...found.problems);
    if (problems.length > 0) failWith(aggregate(problems));
    if (count === 0) fail('no objects passed to create');
    return 0;
  },
};
