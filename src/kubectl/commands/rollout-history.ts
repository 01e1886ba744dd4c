import { at, attempt, jsonPatch, pathOf, query, strategicPatch, textAt, type Obj } from '../client.ts';
import { fileFlags, selectorFlag, type Command } from '../command.ts';
import { describeTemplate } from '../describe/pod.ts';
import { Writer } from '../describe/writer.ts';
import { aggregate, bareText, fail, failWith, plain, type Problem } from '../errors.ts';
import { kindGroup } from '../kinds.ts';
import { dryRunFlag, dryRunOf, printerOf, printFlags, resultPrinter } from '../print/output.ts';
import { bareTemplate, pastOf, type Past } from '../replicasets.ts';
import { goJson } from '../text/go.ts';
import { alignTabs } from '../text/tabwriter.ts';
import { print } from '../types.ts';
import { requireResource, targets } from './shared.ts';

/** Models: rollout_history.go, polymorphichelpers/history.go. */
export const historyCommand: Command = {
  name: 'history',
  short: 'View rollout history',
  use: 'rollout history (TYPE NAME | TYPE/NAME) [flags]',
  completes: 'deployments',
  flags: [
    ...printFlags,
    ...fileFlags,
    selectorFlag,
    { name: 'revision', type: 'int', help: 'See the details, including podTemplate of the revision specified' },
  ],
  *run(call) {
    const { flags, session } = call;
    requireResource(call);
    const revision = flags.int('revision');
    if (revision < 0) fail(`revision must be a positive integer: ${revision}`);
    const found = yield* targets(call, { allowEmptySelector: true });
    if (found.problems.length > 0) failWith(aggregate(found.problems));
    for (const info of found.infos) {
      const past = yield* pastOf(session, info.object!);
      if (!past) return fail(`no history viewer has been implemented for ${JSON.stringify(info.kind.kind)}`);
      if (revision > 0 && !past.some((one) => one.revision === revision)) fail('unable to find the specified revision');
      const printer = printerOf(flags, session.files);
      if (printer) {
        for (const one of past) if (revision === 0 || one.revision === revision) yield* print(printer(one.object));
        continue;
      }
      const head = `${kindGroup(info.kind)}/${info.name}`;
      const withRevision = revision > 0 ? ` with revision #${revision}` : ' ';
      yield* print(`${head}${withRevision}\n`);
      if (past.length === 0) yield* print('No rollout history found.\n');
      else if (revision > 0) {
        yield* print(`${templateText(past.find((one) => one.revision === revision)!.template)}\n`);
      } else {
        const rows = past.map(
          (one) => `${one.revision}\t${one.object.metadata?.annotations?.['kubernetes.io/change-cause'] || '<none>'}\n`,
        );
        yield* print(`${alignTabs(`REVISION\tCHANGE-CAUSE\n${rows.join('')}`, { minWidth: 0, padding: 2 })}\n`);
      }
    }
    return 0;
  },
};

/** `Pod Template:` with the tabs left in, as upstream prints it here. */
function templateText(template: unknown): string {
  const w = new Writer(false);
  describeTemplate(w, template);
  return w.result();
}

/** Models: rollout_undo.go, polymorphichelpers/rollback.go. */
export const undoCommand: Command = {
  name: 'undo',
  short: 'Undo a previous rollout',
  use: 'rollout undo (TYPE NAME | TYPE/NAME) [flags]',
  completes: 'deployments',
  flags: [
    ...printFlags,
    ...fileFlags,
    selectorFlag,
    dryRunFlag,
    { name: 'to-revision', type: 'int', help: 'The revision to rollback to. Default to 0 (last revision).' },
  ],
  *run(call) {
    const { flags, session } = call;
    requireResource(call);
    const dryRun = dryRunOf(flags);
    const wanted = flags.int('to-revision');
    const say = resultPrinter(flags, session.files, dryRun);
    const found = yield* targets(call, { allowEmptySelector: true });
    const problems: Problem[] = [...found.problems];
    for (const info of found.infos) {
      const object = info.object!;
      const past = yield* pastOf(session, object);
      if (!past) {
        problems.push(plain(`no rollbacker has been implemented for ${JSON.stringify(info.kind.kind)}`));
        continue;
      }
      if (at(object, 'spec', 'paused') === true) {
        problems.push(
          plain(`you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`),
        );
        continue;
      }
      const target = revisionFor(object, past, wanted);
      if ('problem' in target) {
        problems.push(plain(target.problem));
        continue;
      }
      if (dryRun === 'client') {
        yield* print(
          `${kindGroup(info.kind)}/${info.name} ${object.kind === 'Deployment' ? '' : 'will roll back to '}${templateText(target.template)} (dry run)\n`,
        );
        continue;
      }
      if (goJson(bareTemplate(target.template)) === goJson(bareTemplate(at(object, 'spec', 'template')))) {
        const shown = wanted > 0 || object.kind !== 'Deployment' ? wanted : target.revision;
        yield* print(
          `${kindGroup(info.kind)}/${info.name} skipped rollback (current template already matches revision ${shown})\n`,
        );
        continue;
      }
      const answer = yield* attempt(session, {
        method: 'PATCH',
        path: pathOf(info.kind, info.namespace, info.name),
        query: query({ dryRun: dryRun === 'server' ? 'All' : undefined }),
        ...restoring(object, target),
      });
      if ('problem' in answer) problems.push(plain(`failed restoring revision ${wanted}: ${bareText(answer.problem)}`));
      else yield* print(say(answer.body, 'rolled back'));
    }
    if (problems.length > 0) failWith(aggregate(problems));
    return 0;
  },
};

/** The patch that brings a past back: a Deployment's template and annotations, or what a ControllerRevision keeps. */
function restoring(object: Obj, past: Past): { headers: Record<string, string>; body: unknown } {
  if (object.kind !== 'Deployment')
    return { headers: { 'content-type': strategicPatch }, body: at(past.object, 'data') };
  const annotations: Record<string, string> = {};
  for (const [key, value] of Object.entries(object.metadata?.annotations ?? {}))
    if (keptAnnotations.has(key)) annotations[key] = value;
  for (const [key, value] of Object.entries(past.object.metadata?.annotations ?? {}))
    if (!keptAnnotations.has(key)) annotations[key] = value;
  return {
    headers: { 'content-type': jsonPatch },
    body: [
      { op: 'replace', path: '/spec/template', value: bareTemplate(past.template) },
      { op: 'replace', path: '/metadata/annotations', value: annotations },
    ],
  };
}

/** Annotations that stay the Deployment's own. Source: rollback.go annotationsToSkip. */
const keptAnnotations = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]);

function revisionFor(owner: Obj, past: readonly Past[], wanted: number): Past | { readonly problem: string } {
  if (wanted > 0)
    return (
      past.find((one) => one.revision === wanted) ?? {
        problem: `unable to find specified revision ${wanted} in history`,
      }
    );
  const name = JSON.stringify(textAt(owner, 'metadata', 'name'));
  return (
    past.at(-2) ?? {
      problem:
        owner.kind === 'Deployment'
          ? `no rollout history found for deployment ${name}`
          : 'no last revision to roll back to',
    }
  );
}
