import { setCondition } from '../../../api/conditions.ts';
import {
  definitionsPrefix,
  prefixOf,
  type CustomResourceDefinition,
  type Names,
} from '../../../api/custom/definition.ts';
import { storedType } from '../../../api/custom/type.ts';
import { deepEqual } from '../../../api/equal.ts';
import type { Condition, KubeObject } from '../../../api/types.ts';
import type { Context } from '../../kernel/types.ts';
import type { EtcdEvent } from '../../messages.ts';
import { timestamp } from '../../time.ts';
import { cachedIn, everyCached } from '../cache/cache.ts';
import { keepOwners } from '../ownership/record.ts';
import { storageKey } from '../registry.ts';
import { askEtcd, writeMs } from '../reply.ts';
import type { ApiServerState } from '../state.ts';

/** Put on a definition when it is deleted; goes when its objects have gone. */
const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

/**
 * The API server's own controllers for custom resources: they accept a definition's names, make it established, and
 * delete its objects before it goes. They run in the server's process, on its own watch.
 * Models: apiextensions-apiserver pkg/controller/{status,establish,finalizer}.
 */
export function afterChange(state: ApiServerState, ctx: Context, prefix: string, { type, value }: EtcdEvent): void {
  if (prefix === definitionsPrefix) {
    if (type === 'delete') return recheck(state, ctx);
    return attend(state, ctx, value as CustomResourceDefinition);
  }
  if (type !== 'delete') return;
  const [group, plural] = prefix.split('/');
  const definition = cachedIn(state, definitionsPrefix, '', `${plural!}.${group!}`);
  if (definition?.metadata.deletionTimestamp) cleanUp(state, ctx, definition as CustomResourceDefinition);
}

/** Names that were taken may have become free. */
function recheck(state: ApiServerState, ctx: Context): void {
  for (const definition of everyCached(state, definitionsPrefix))
    attend(state, ctx, definition as CustomResourceDefinition);
}

function attend(state: ApiServerState, ctx: Context, definition: CustomResourceDefinition): void {
  if (definition.metadata.deletionTimestamp) return cleanUp(state, ctx, definition);
  const status = acceptNames(state, definition, timestamp(ctx.now));
  if (!deepEqual(status, definition.status)) write(state, ctx, definition, { ...definition, status });
}

/** The first step of a definition's deletion. Models: pkg/registry/customresourcedefinition/etcd.go Delete. */
export function markedForCleanup(definition: CustomResourceDefinition, now: string): CustomResourceDefinition {
  const { metadata, status } = definition;
  const conditions = setCondition(status.conditions ?? undefined, {
    type: 'Terminating',
    status: 'True',
    lastTransitionTime: now,
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  });
  return {
    ...definition,
    metadata: {
      ...metadata,
      deletionTimestamp: now,
      finalizers: [...(metadata.finalizers ?? []), cleanupFinalizer],
    },
    status: { ...status, conditions: [...conditions] },
  };
}

type Status = CustomResourceDefinition['status'];

/** Models: pkg/controller/status/naming_controller.go calculateNamesAndConditions. */
function acceptNames(state: ApiServerState, definition: CustomResourceDefinition, now: string): Status {
  const { spec, status } = definition;
  const taken = namesTaken(state, definition);
  const wanted = spec.names;
  const accepted: Partial<Names> = { ...status.acceptedNames };
  let problem: { reason: string; message: string } | undefined;
  const accept = (
    field: 'plural' | 'singular' | 'kind' | 'listKind',
    among: ReadonlySet<string>,
    reason: string,
  ): void => {
    const name = wanted[field];
    if (name === undefined || name === status.acceptedNames[field]) return;
    if (among.has(name)) problem = { reason, message: `${JSON.stringify(name)} is already in use` };
    else accepted[field] = name;
  };
  accept('plural', taken.words, 'PluralConflict');
  accept('singular', taken.words, 'SingularConflict');
  const short = wanted.shortNames?.filter((name) => taken.words.has(name)) ?? [];
  if (short.length > 0)
    problem = {
      reason: 'ShortNamesConflict',
      message: short.map((name) => `${JSON.stringify(name)} is already in use`).join(', '),
    };
  else if (wanted.shortNames) accepted.shortNames = wanted.shortNames;
  else delete accepted.shortNames;
  accept('kind', taken.kinds, 'KindConflict');
  accept('listKind', taken.kinds, 'ListKindConflict');
  if (wanted.categories) accepted.categories = wanted.categories;
  else delete accepted.categories;
  let conditions: readonly Condition[] = status.conditions ?? [];
  const set = (type: string, value: Condition['status'], reason: string, message: string): void => {
    conditions = setCondition(conditions, { type, status: value, lastTransitionTime: now, reason, message });
  };
  if (problem) set('NamesAccepted', 'False', problem.reason, problem.message);
  else set('NamesAccepted', 'True', 'NoConflicts', 'no conflicts found');
  const isEstablished = conditions.some(({ type, status: value }) => type === 'Established' && value === 'True');
  if (!problem && !isEstablished)
    set('Established', 'True', 'InitialNamesAccepted', 'the initial names have been accepted');
  else if (problem && !isEstablished) set('Established', 'False', 'NotAccepted', 'not all names are accepted');
  return { ...status, acceptedNames: accepted, conditions: [...conditions] };
}

/** Names other definitions of the group have got already. */
function namesTaken(
  state: ApiServerState,
  { metadata, spec }: CustomResourceDefinition,
): { words: Set<string>; kinds: Set<string> } {
  const words = new Set<string>();
  const kinds = new Set<string>();
  for (const other of everyCached(state, definitionsPrefix) as CustomResourceDefinition[]) {
    if (other.metadata.name === metadata.name || other.spec.group !== spec.group) continue;
    const { plural, singular, kind, listKind, shortNames = [] } = other.status.acceptedNames;
    for (const word of [plural, singular, ...shortNames]) if (word) words.add(word);
    for (const word of [kind, listKind]) if (word) kinds.add(word);
  }
  return { words, kinds };
}

/** Deletes what is left of a definition's objects; the last one's end lets the definition go. */
function cleanUp(state: ApiServerState, ctx: Context, definition: CustomResourceDefinition): void {
  const { metadata } = definition;
  if (!metadata.finalizers?.includes(cleanupFinalizer)) return;
  const type = storedType(definition);
  const left = everyCached(state, prefixOf(definition));
  if (left.length === 0) {
    const finalizers = metadata.finalizers.filter((finalizer) => finalizer !== cleanupFinalizer);
    const { finalizers: _gone, ...bare } = metadata;
    if (finalizers.length > 0)
      return write(state, ctx, definition, { ...definition, metadata: { ...metadata, finalizers } });
    return write(state, ctx, { ...definition, metadata: bare } as CustomResourceDefinition, undefined);
  }
  for (const object of left) {
    const { namespace = '', name, finalizers = [], deletionTimestamp } = object.metadata;
    if (deletionTimestamp) continue;
    const marked = {
      ...object,
      metadata: { ...object.metadata, deletionTimestamp: timestamp(ctx.now), deletionGracePeriodSeconds: 0 },
    };
    writeOwn(state, ctx, storageKey(type, namespace, name), object, finalizers.length > 0 ? marked : undefined);
  }
}

function write(
  state: ApiServerState,
  ctx: Context,
  before: CustomResourceDefinition,
  next: KubeObject | undefined,
): void {
  writeOwn(state, ctx, `/registry/${definitionsPrefix}/${before.metadata.name}`, before, next);
}

/** A write of the server itself, past its own door. */
export function writeOwn(
  state: ApiServerState,
  ctx: Context,
  key: string,
  before: KubeObject,
  changed: KubeObject | undefined,
): void {
  // etcd stamps the metadata of what it stores: they must be nobody else's.
  const next = changed && { ...changed, metadata: { ...changed.metadata } };
  if (next) keepOwners(next, before);
  askEtcd(
    state,
    ctx,
    { op: 'txn', ifModRevision: Number(before.metadata.resourceVersion), key, value: next },
    { kind: 'own-write' },
    { workMs: writeMs, quiet: ctx.entry.quiet, cause: ctx.entry.id },
  );
}
