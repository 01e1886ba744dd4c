import { at, attempt, jsonPatch, pathOf, query, textAt, type Obj } from '../client.ts';
import { fieldManagerFlag, fileFlags, selectorFlag, type Call, type Command } from '../command.ts';
import { describeTemplate } from '../describe/pod.ts';
import { Writer } from '../describe/writer.ts';
import { aggregate, bareText, fail, failWith, plain, type Problem } from '../errors.ts';
import { kindGroup, type Kind } from '../kinds.ts';
import { twoWayPatch } from '../patch.ts';
import { dryRunFlag, dryRunOf, printerOf, printFlags, resultPrinter } from '../print/output.ts';
import { bareTemplate, replicaSetsOf, revisionOf } from '../replicasets.ts';
import { alignTabs } from '../text/tabwriter.ts';
import { goJson } from '../text/go.ts';
import { print, printError, type JsonObject, type Run } from '../types.ts';
import { waitForObject } from '../watch.ts';
import { rolloutState } from './rollout-status.ts';
import { withValue } from '../pod-spec.ts';
import { targets } from './shared.ts';

function requireResource(call: Call): void {
  if (call.args.length === 0 && call.flags.list('filename').length === 0) fail('required resource not specified');
}

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
    const say = resultPrinter(flags, session.files, 'none');
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

/** Models: rollout_history.go, polymorphichelpers/history.go. Left out: DaemonSet and StatefulSet. */
const historyCommand: Command = {
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
      if (info.kind.kind !== 'Deployment')
        fail(
          `no history viewer has been implemented for ${JSON.stringify({ Group: info.kind.group, Kind: info.kind.kind })}`,
        );
      const sets = (yield* replicaSetsOf(session, info.object!))
        .filter((rs) => revisionOf(rs) > 0)
        .sort((a, b) => revisionOf(a) - revisionOf(b));
      if (revision > 0 && !sets.some((rs) => revisionOf(rs) === revision))
        fail(`unable to find the specified revision`);
      const printer = printerOf(flags, session.files);
      if (printer) {
        for (const rs of sets) if (revision === 0 || revisionOf(rs) === revision) yield* print(printer(rs));
        continue;
      }
      const head = `${kindGroup(info.kind)}/${info.name}`;
      const withRevision = revision > 0 ? ` with revision #${revision}` : ' ';
      yield* print(`${head}${withRevision}\n`);
      if (sets.length === 0) yield* print('No rollout history found.\n');
      else if (revision > 0) {
        const set = sets.find((rs) => revisionOf(rs) === revision);
        yield* print(`${templateText(set!)}\n`);
      } else {
        const rows = sets.map(
          (rs) => `${revisionOf(rs)}\t${rs.metadata?.annotations?.['kubernetes.io/change-cause'] || '<none>'}\n`,
        );
        yield* print(`${alignTabs(`REVISION\tCHANGE-CAUSE\n${rows.join('')}`, { minWidth: 0, padding: 2 })}\n`);
      }
    }
    return 0;
  },
};

/** `Pod Template:` with the tabs left in, as upstream prints it here. */
function templateText(set: Obj): string {
  const w = new Writer(false);
  describeTemplate(w, at(set, 'spec', 'template'));
  return w.result();
}

/** Models: rollout_undo.go, polymorphichelpers/rollback.go DeploymentRollbacker. Left out: DaemonSet and StatefulSet. */
const undoCommand: Command = {
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
      if (info.kind.kind !== 'Deployment') {
        problems.push(plain(`no rollbacker has been implemented for ${JSON.stringify(info.kind.kind)}`));
        continue;
      }
      if (at(object, 'spec', 'paused') === true) {
        problems.push(
          plain(`you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`),
        );
        continue;
      }
      const sets = yield* replicaSetsOf(session, object);
      const target = revisionFor(object, sets, wanted);
      if ('problem' in target) {
        problems.push(plain(target.problem));
        continue;
      }
      const template = bareTemplate(at(target.set, 'spec', 'template'));
      if (dryRun === 'client') {
        const w = new Writer(false);
        describeTemplate(w, at(target.set, 'spec', 'template'));
        yield* print(`${kindGroup(info.kind)}/${info.name} ${w.result()} (dry run)\n`);
        continue;
      }
      if (goJson(template) === goJson(bareTemplate(at(object, 'spec', 'template')))) {
        yield* print(
          `${kindGroup(info.kind)}/${info.name} skipped rollback (current template already matches revision ${wanted > 0 ? wanted : revisionOf(target.set)})\n`,
        );
        continue;
      }
      const annotations: Record<string, string> = {};
      for (const [key, value] of Object.entries(object.metadata?.annotations ?? {}))
        if (keptAnnotations.has(key)) annotations[key] = value;
      for (const [key, value] of Object.entries(target.set.metadata?.annotations ?? {}))
        if (!keptAnnotations.has(key)) annotations[key] = value;
      const answer = yield* attempt(session, {
        method: 'PATCH',
        path: pathOf(info.kind, info.namespace, info.name),
        query: query({ dryRun: dryRun === 'server' ? 'All' : undefined }),
        headers: { 'content-type': jsonPatch },
        body: [
          { op: 'replace', path: '/spec/template', value: template },
          { op: 'replace', path: '/metadata/annotations', value: annotations },
        ],
      });
      if ('problem' in answer) problems.push(plain(`failed restoring revision ${wanted}: ${bareText(answer.problem)}`));
      else yield* print(say(answer.body, 'rolled back'));
    }
    if (problems.length > 0) failWith(aggregate(problems));
    return 0;
  },
};

/** Annotations that stay the Deployment's own. Source: rollback.go annotationsToSkip. */
const keptAnnotations = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]);

function revisionFor(
  deployment: Obj,
  sets: readonly Obj[],
  wanted: number,
): { readonly set: Obj } | { readonly problem: string } {
  const sorted = sets.filter((rs) => revisionOf(rs) > 0).sort((a, b) => revisionOf(b) - revisionOf(a));
  if (wanted > 0) {
    const set = sorted.find((rs) => revisionOf(rs) === wanted);
    return set ? { set } : { problem: `unable to find specified revision ${wanted} in history` };
  }
  const set = sorted[1];
  return set
    ? { set }
    : { problem: `no rollout history found for deployment ${JSON.stringify(textAt(deployment, 'metadata', 'name'))}` };
}

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
