import type { Info } from '../builder.ts';
import { applyPatch, attempt, jsonPatch, pathOf, query, type Obj } from '../client.ts';
import type { Call } from '../command.ts';
import { plain, bareText, type Problem } from '../errors.ts';
import { upgradedEntries, ownersOfField } from '../managed-fields.ts';
import { printError, type Run } from '../types.ts';

export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

export type Applied = { readonly object: Obj; readonly operation: string } | { readonly problem: Problem };

/** The manager of `kubectl apply --server-side`, and the one it puts its own annotation under. */
const serverSideManager = 'kubectl';
const annotationManager = 'kubectl-last-applied';
/** Source: apply.go maxPatchRetry. */
const retriesMax = 5;

/** Models: kubectl/pkg/cmd/apply/apply.go applyOneObject, its server-side half. */
export function* applyOnServer(call: Call, info: Info, dryRun: boolean, validation: string): Run<Applied> {
  const { flags, session } = call;
  const manager = flags.changed('field-manager') ? flags.text('field-manager') : serverSideManager;
  const path = pathOf(info.kind, info.namespace, info.name, flags.text('subresource') || undefined);
  const options = { fieldValidation: validation, dryRun: dryRun ? 'All' : undefined };
  const request = {
    method: 'PATCH',
    path,
    query: query({ ...options, fieldManager: manager, force: flags.on('force-conflicts') ? 'true' : 'false' }),
    headers: { 'content-type': applyPatch },
    body: info.object,
  } as const;
  const answer = yield* attempt(session, request);
  if ('problem' in answer) return { problem: conflictHelp(answer.problem) };
  let object = answer.body;

  // What a client-side apply left behind goes over to this manager.
  const kept = yield* keepAnnotation(call, path, object, manager, options);
  if ('problem' in kept) {
    yield* printError(warning('annotation', kept.problem));
    return { object, operation };
  }
  object = kept.object;
  const migrated = yield* migrate(call, path, object, manager, options);
  if ('problem' in migrated) yield* printError(warning('migration', migrated.problem));
  else if (migrated.done) {
    // Once more, so that what is no longer wanted can go.
    const again = yield* attempt(session, request);
    if ('problem' in again) yield* printError(warning('reapply', again.problem));
    else object = again.body;
  }
  if (object.metadata?.deletionTimestamp)
    yield* printError(`Warning: Detected changes to resource ${info.name} which is currently being deleted.\n`);
  return { object, operation };
}

const operation = 'serverside-applied';

interface Options {
  readonly fieldValidation: string;
  readonly dryRun: string | undefined;
}

/** Owns the annotation of client-side apply, so that it outlives the migration. Models: apply.go saveLastApplyAnnotationIfNecessary. */
function* keepAnnotation(
  { session }: Call,
  path: string,
  object: Obj,
  manager: string,
  options: Options,
): Run<{ object: Obj } | { problem: Problem }> {
  const annotation = object.metadata?.annotations?.[lastApplied];
  if (manager !== serverSideManager || annotation === undefined) return { object };
  if (ownersOfField(object, 'Apply', annotationPath).length > 0) return { object };
  const { name, namespace } = object.metadata ?? {};
  const answer = yield* attempt(session, {
    method: 'PATCH',
    path,
    query: query({ ...options, fieldManager: annotationManager }),
    headers: { 'content-type': applyPatch },
    body: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      metadata: {
        annotations: { [lastApplied]: annotation },
        ...(name === undefined ? {} : { name }),
        ...(namespace === undefined ? {} : { namespace }),
      },
    },
  });
  return 'problem' in answer ? answer : { object: answer.body };
}

const annotationPath = ['metadata', 'annotations', lastApplied];

/** Turns the entries of client-side apply into this manager's. Models: apply.go migrateToSSAIfNecessary, client-go/util/csaupgrade. */
function* migrate(
  { session }: Call,
  path: string,
  applied: Obj,
  manager: string,
  options: Options,
): Run<{ done: boolean } | { problem: Problem }> {
  let object = applied;
  const clientSide = [...new Set(ownersOfField(object, 'Update', annotationPath).map((entry) => entry.manager ?? ''))];
  for (let retry = 0; ; retry++) {
    const entries = upgradedEntries(object, clientSide, manager);
    if (!entries) return { done: false };
    const answer = yield* attempt(session, {
      method: 'PATCH',
      path,
      query: query({ ...options, fieldManager: manager }),
      headers: { 'content-type': jsonPatch },
      body: [
        { op: 'replace', path: '/metadata/managedFields', value: entries },
        { op: 'replace', path: '/metadata/resourceVersion', value: object.metadata?.resourceVersion },
      ],
    });
    if (!('problem' in answer)) return { done: true };
    const { problem } = answer;
    if (problem.type !== 'status' || problem.status.reason !== 'Conflict' || retry + 1 >= retriesMax) return answer;
    const fresh = yield* attempt(session, { method: 'GET', path });
    if ('problem' in fresh) return fresh;
    object = fresh.body;
  }
}

/** Source: apply.go warningMigrationLastAppliedFailed, warningMigrationPatchFailed, warningMigrationReapplyFailed. */
function warning(what: 'annotation' | 'migration' | 'reapply', problem: Problem): string {
  const text = bareText(problem);
  switch (what) {
    case 'annotation':
      return `Warning: failed to migrate kubectl.kubernetes.io/last-applied-configuration for Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${text}\n`;
    case 'migration':
      return `Warning: server rejected managed fields migration to Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${text}\n`;
    case 'reapply':
      return `Warning: failed to re-apply configuration after performing Server-Side Apply migration. This is non-fatal and will be retried next time you apply. Error: ${text}\n`;
  }
}

/** A conflict comes with advice. */
function conflictHelp(problem: Problem): Problem {
  if (problem.type !== 'status' || problem.status.reason !== 'Conflict') return problem;
  return plain(
    `${problem.status.message ?? ''}
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`,
  );
}
