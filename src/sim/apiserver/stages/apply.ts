import { apiVersionOf } from '../../../api/index.ts';
import { placeOf, readAs } from '../../../api/custom/type.ts';
import {
  apply,
  compare,
  difference,
  fieldSetOf,
  nobody,
  ownersAfterUpdate,
  pathText,
  typeProblems,
  withoutConflicts,
  type Conflict,
  type FieldSet,
  type Owners,
} from '../../../api/managed-fields/index.ts';
import { resetFields } from '../../../api/managed-fields/reset.ts';
import { applyConflict, badRequest, conflict } from '../../../api/status.ts';
import type { ResourceType } from '../../../api/resource.ts';
import type { KubeObject, Status } from '../../../api/types.ts';
import { timestamp } from '../../time.ts';
import { changesIn } from '../changes.ts';
import { checkOptions, fieldValidation } from '../options.ts';
import { emptyObject, ownersOf } from '../ownership/owners.ts';
import { plainError } from '../reply.ts';
import { withSystemMetadata } from '../system-metadata.ts';
import type { StageOutcome, StageStep, Work } from '../work.ts';
import { nameMismatch, refused } from './decode.ts';
import { unreadableText } from './patch.ts';

/**
 * Server-side apply: the body says what its manager wants, the owners of each field say what may be changed or taken away.
 * Models: apiserver/pkg/endpoints/handlers/patch.go applyPatcher, apimachinery/pkg/util/managedfields.
 */
export const decodeApply: StageStep = {
  stage: 'decode',
  run(work) {
    const { call, type, existing } = work;
    const bad = checkOptions(call);
    if (bad) return refused(bad);
    const { conversion } = type;
    const live = existing && conversion ? conversion.fromStored(existing) : existing;
    const result = applyTo(work, call.request.body, live ?? emptyObject(type), type, ownersBefore(work));
    if ('refusal' in result) return refused(result.refusal);
    const draft = readAs(type, result.value).object;
    delete draft.metadata.managedFields;
    const problem = matchesPath(work, draft);
    if (problem) return refused(problem);
    type.setDefaults?.(draft);
    work.draft = conversion ? conversion.toStored(draft) : draft;
    work.owners = result.owners;
    return applied(work, work.draft);
  },
};

function applied(work: Work, draft: KubeObject): StageOutcome {
  const { call, type, existing, ctx } = work;
  const detail = `apply of ${apiVersionOf(type)} ${type.kind} by ${call.request.query!['fieldManager']}`;
  const outcome = call.noted ? { detail, changed: changesIn(existing, draft) } : { detail };
  if (existing) return outcome;
  withSystemMetadata(draft, ctx);
  draft.metadata.resourceVersion = '';
  return outcome;
}

/** Name and namespace of what came out. Models: patch.go applyPatch. */
function matchesPath({ call, type, existing }: Work, { metadata }: KubeObject): Status | undefined {
  const { name, namespace } = call.info;
  if (metadata.uid && !existing)
    return conflict(
      type,
      name,
      `uid mismatch: the provided object specified uid ${metadata.uid}, and no existing object was found`,
    );
  if (type.namespaced) {
    if (metadata.namespace && metadata.namespace !== namespace)
      return badRequest('the namespace of the provided object does not match the namespace sent on the request');
    metadata.namespace = namespace;
  } else if (metadata.namespace !== undefined) delete metadata.namespace;
  if (!metadata.name)
    return badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  return metadata.name === name ? undefined : nameMismatch(metadata.name, name);
}

/** An object nobody was recorded for is taken to have had one writer. Models: managedfields/internal/skipnonapplied.go. */
function ownersBefore({ type, existing, ctx, call }: Work): Owners {
  const owners = existing ? ownersOf(existing) : nobody;
  if (!existing || owners.size > 0) return owners;
  const { subresource } = call.info;
  return ownersAfterUpdate(
    nobody,
    emptyObject(type),
    existing,
    placeOf(type),
    { manager: 'before-first-apply', operation: 'Update', apiVersion: apiVersionOf(type), subresource },
    timestamp(ctx.now),
    resetFields(type, subresource),
  );
}

type AppliedType = Pick<ResourceType, 'group' | 'version' | 'kind' | 'schema' | 'custom'>;

/** Applies a body to a live object of a type; for `/scale` that is the Scale. */
export function applyTo(
  work: Work,
  body: unknown,
  live: KubeObject,
  type: AppliedType,
  owners: Owners,
): { readonly value: unknown; readonly owners: Owners } | { readonly refusal: Status } {
  const { call, ctx } = work;
  const { subresource } = call.info;
  const { unreadable } = call.request;
  if (unreadable) return { refusal: badRequest(unreadableText('application/apply-patch+yaml', unreadable.error)) };
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const word = Array.isArray(body) ? 'array' : typeof body;
    return {
      refusal: badRequest(
        `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${word} into Go value of type map[string]interface {}`,
      ),
    };
  }
  const sent = body as Partial<KubeObject>;
  const kind = kindText(sent);
  if (sent.apiVersion !== apiVersionOf(type) || sent.kind !== type.kind)
    return { refusal: badRequest(`invalid object type: ${kind}`) };
  if (sent.metadata?.managedFields) return { refusal: badRequest('metadata.managedFields must be nil') };
  const place = placeOf(type);
  const problems = typeProblems(sent, place);
  if (problems.length > 0) {
    const [namespace, name] = [textOf(sent.metadata?.namespace), textOf(sent.metadata?.name)];
    const list = problems.length === 1 ? problems[0]! : ['errors:', ...problems.map((text) => `  ${text}`)].join('\n');
    return { refusal: plainError(`failed to create typed patch object (${namespace}/${name}; ${kind}): ${list}`) };
  }
  const { fieldManager: manager = '', force } = call.request.query ?? {};
  const request = {
    owners,
    live,
    applied: sent,
    place,
    writer: { manager, operation: 'Apply', apiVersion: apiVersionOf(type), subresource },
    time: timestamp(ctx.now),
    force: force === 'true' || force === '1',
    ignored: resetFields(work.type, subresource),
  } as const;
  let result = apply(request);
  if ('conflicts' in result && manager === 'kubectl') {
    // What kubectl's client-side apply left is kubectl's own.
    const left = withoutConflicts(result.conflicts, ownByLastApplied(live, type));
    result = left.length === 0 ? apply({ ...request, force: true }) : { conflicts: left };
  }
  if ('conflicts' in result) return { refusal: conflictStatus(result.conflicts) };
  const repeated = strictProblem(work);
  if (repeated) return { refusal: repeated };
  if (manager !== 'kubectl' || subresource !== '') return result;
  return { ...result, value: withLastApplied(result.value as KubeObject, sent) };
}

/** Keys that stood twice in the YAML, looked for after all else. Models: handlers/patch.go applyPatcher.applyPatchToCurrentObject. */
function strictProblem({ call, warnings }: Work): Status | undefined {
  if (call.request.repeated === undefined) return undefined;
  const error = `error converting YAML to JSON: ${call.request.repeated}`;
  const mode = fieldValidation(call.request);
  if (mode === 'Strict') return badRequest(`error strict decoding YAML: ${error}`);
  if (mode === 'Warn') warnings.push(error);
  return undefined;
}

/** What is no text counts as none. Models: unstructured GetKind, GetName. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `apps/v1, Kind=Deployment`, `/v1, Kind=ConfigMap`. */
function kindText(sent: Partial<KubeObject>): string {
  const [apiVersion, kind] = [textOf(sent.apiVersion), textOf(sent.kind)];
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`;
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
/** All annotations of an object together, in bytes. Source: apimachinery validation TotalAnnotationSizeLimitB. */
const annotationsMax = 256 * 1024;

/** Fields that are still as the last client-side apply left them. Models: internal/lastappliedmanager.go. */
function ownByLastApplied(live: KubeObject, type: AppliedType): FieldSet {
  const none = fieldSetOf({}, placeOf(type));
  const text = live.metadata.annotations?.[lastApplied];
  if (!text) return none;
  let last: unknown;
  try {
    last = JSON.parse(text);
  } catch {
    return none;
  }
  const place = placeOf(type);
  if ((last as Partial<KubeObject> | null)?.apiVersion !== live.apiVersion || typeProblems(last, place).length > 0)
    return none;
  const { added, modified, removed } = compare(last, live, place);
  return difference(difference(difference(fieldSetOf(last, place), modified), added), removed);
}

/** Keeps kubectl's annotation true for those who go on applying on the client. Models: internal/lastappliedupdater.go. */
function withLastApplied(value: KubeObject, sent: Partial<KubeObject>): KubeObject {
  if (value.metadata.annotations?.[lastApplied] === undefined) return value;
  const { [lastApplied]: _own, ...others } = sent.metadata?.annotations ?? {};
  const bare = sent.metadata?.annotations ? { ...sent, metadata: { ...sent.metadata, annotations: others } } : sent;
  const text = `${JSON.stringify(inKeyOrder(bare))}\n`;
  const kept = text.length > annotationsMax ? '' : text;
  if (kept === value.metadata.annotations[lastApplied]) return value;
  const annotations = { ...value.metadata.annotations, [lastApplied]: kept };
  return { ...value, metadata: { ...value.metadata, annotations } };
}

/** As Go writes maps. */
function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, inKeyOrder(item)]),
  );
}

/** Models: apimachinery/pkg/util/managedfields/internal/conflict.go. */
function conflictStatus(conflicts: readonly Conflict[]): Status {
  const causes = conflicts.map(({ owner, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${ownerText(owner)}`,
    field: pathText(path),
  }));
  if (conflicts.length === 1)
    return applyConflict(causes, `Apply failed with 1 conflict: ${causes[0]!.message}: ${causes[0]!.field}`);
  const lines: string[] = [];
  let last: unknown;
  conflicts.forEach(({ owner }, i) => {
    if (owner !== last) lines.push(`conflicts with ${ownerText(owner)}:`);
    last = owner;
    lines.push(`- ${causes[i]!.field}`);
  });
  return applyConflict(causes, `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`);
}

function ownerText({ manager, subresource, operation, apiVersion }: Conflict['owner']): string {
  const name = JSON.stringify(manager) + (subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`);
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
