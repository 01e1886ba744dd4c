import { attempt, pathOf, query, type Obj } from '../../client.ts';
import { fieldManagerFlag, fieldValidation, validateFlag, type Call } from '../../command.ts';
import { bareText, fail, failWith, plain, usageError } from '../../errors.ts';
import type { Flag } from '../../flags.ts';
import { builtInKinds, groupOf, kindByWord, type Kind } from '../../kinds.ts';
import { dryRunFlag, dryRunOf, printFlags, resultPrinter } from '../../print/output.ts';
import { print, type Run } from '../../types.ts';
import { withHashedName } from './hash.ts';
import { withSavedConfig } from '../last-applied.ts';

export const saveConfigFlag: Flag = {
  name: 'save-config',
  type: 'bool',
  help: 'If true, the configuration of current object will be saved in its annotation. Otherwise, the annotation will be unchanged.',
};

/** Flags all `create KIND` commands share. */
export const createFlags: readonly Flag[] = [
  ...printFlags,
  dryRunFlag,
  validateFlag,
  fieldManagerFlag('kubectl-create'),
  saveConfigFlag,
];

/** The one NAME argument. Models: create.NameFromCommandArgs. `before`: arguments after -- belong to the container. */
export function nameArgument(call: Call, before = call.args.length): string {
  const names = call.args.slice(0, before);
  if (names.length !== 1) usageError(call.path, `exactly one NAME is required, got ${names.length}`);
  return names[0]!;
}

/**
 * The kind of a generated object. One the server does not serve is known all the same: kubectl has its types built in,
 * and lets the server say that there is no such thing.
 */
function kindOf(plural: string, object: Obj, namespaced: boolean): Kind {
  const { group, version } = groupOf(object.apiVersion ?? '');
  const served = kindByWord(builtInKinds(), plural);
  if (served?.group === group) return served;
  const kind = object.kind ?? '';
  return {
    group,
    version,
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced,
    verbs: [],
  };
}

/** Sends a generated object and says what became of it. `whileText`: upstream's `failed to create deployment: `. */
export function* createObject(
  call: Call,
  plural: string,
  object: Obj,
  whileText?: string,
  namespaced = true,
): Run<number> {
  const { flags, session } = call;
  const dryRun = dryRunOf(flags);
  const say = resultPrinter(flags, session.files, dryRun, true);
  const kind = kindOf(plural, object, namespaced);
  const named = flags.on('append-hash') ? withHashedName(object) : object;
  const placed =
    kind.namespaced && call.namespaceIsFixed
      ? { ...named, metadata: { ...named.metadata, namespace: call.namespace } }
      : named;
  const saved = flags.on('save-config') ? withSavedConfig(placed) : placed;
  if (dryRun === 'client') {
    yield* print(say(saved, 'created'));
    return 0;
  }
  const created = yield* attempt(session, {
    method: 'POST',
    path: pathOf(kind, call.namespace),
    query: query({
      fieldManager: flags.text('field-manager'),
      fieldValidation: fieldValidation(flags, fail),
      dryRun: dryRun === 'server' ? 'All' : undefined,
    }),
    headers: { 'content-type': 'application/json' },
    body: saved,
  });
  if ('problem' in created) {
    const { problem } = created;
    return failWith(whileText && problem.type === 'status' ? plain(`${whileText}${bareText(problem)}`) : problem);
  }
  yield* print(say(created.body, 'created'));
  return 0;
}
