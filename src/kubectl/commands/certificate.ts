import { attempt, listAt, pathOf, type Obj } from '../client.ts';
import { fileFlags, type Command } from '../command.ts';
import { aggregate, fail, failWith, plain, type Problem } from '../errors.ts';
import { findKind } from '../kinds.ts';
import { printFlags, resultPrinter } from '../print/output.ts';
import { print, type JsonObject } from '../types.ts';
import { targets } from './shared.ts';

/** Models: kubectl/pkg/cmd/certificates/certificates.go. */
const verdict = (name: 'approve' | 'deny', done: string, type: string, opposite: string): Command => ({
  name,
  short: `${name === 'approve' ? 'Approve' : 'Deny'} a certificate signing request`,
  use: `certificate ${name} (-f FILENAME | NAME)`,
  completes: 'none',
  flags: [
    ...printFlags,
    ...fileFlags,
    { name: 'force', type: 'bool', help: `Update the CSR even if it is already ${done}.` },
  ],
  *run(call) {
    const { args, flags, session } = call;
    if (args.length === 0 && flags.list('filename').length === 0)
      fail('one or more CSRs must be specified as <name> or -f <filename>');
    const say = resultPrinter(flags, session.files, 'none', true);
    const plural = 'certificatesigningrequests';
    if (!(yield* findKind(session, plural))) fail(`the server doesn't have a resource type "${plural}"`);
    const found = yield* targets({ ...call, args: args.length > 0 ? [plural, ...args] : [] });
    const problems: Problem[] = [...found.problems];
    for (const info of found.infos) {
      const conditions = listAt(info.object, 'status', 'conditions');
      if (conditions.some((c) => c['type'] === opposite)) {
        problems.push(plain(`certificate signing request ${JSON.stringify(info.name)} is already ${opposite}`));
        continue;
      }
      if (conditions.some((c) => c['type'] === type) && !flags.on('force')) {
        yield* print(say(info.object!, done));
        continue;
      }
      const now = `${new Date(session.nowMs).toISOString().slice(0, 19)}Z`;
      const added = {
        type,
        status: 'True',
        reason: name === 'approve' ? 'KubectlApprove' : 'KubectlDeny',
        message: `This CSR was ${done} by kubectl certificate ${name}.`,
        lastUpdateTime: now,
      };
      const status = info.object!['status'] as JsonObject | undefined;
      const answer = yield* attempt(session, {
        method: 'PUT',
        path: pathOf(info.kind, '', info.name, 'approval'),
        headers: { 'content-type': 'application/json' },
        body: { ...info.object, status: { ...status, conditions: [...conditions, added] } } as Obj,
      });
      if ('problem' in answer) problems.push(answer.problem);
      else yield* print(say(answer.body, done));
    }
    if (problems.length > 0) failWith(aggregate(problems));
    return 0;
  },
});

export const certificateCommand: Command = {
  name: 'certificate',
  short: 'Modify certificate resources',
  use: 'certificate SUBCOMMAND',
  children: [verdict('approve', 'approved', 'Approved', 'Denied'), verdict('deny', 'denied', 'Denied', 'Approved')],
};
