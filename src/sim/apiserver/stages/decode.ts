import { copyOf, copyWith } from '../../../api/copy.ts';
import { apiVersionOf } from '../../../api/index.ts';
import { readAs } from '../../../api/custom/type.ts';
import { goQuote } from '../../../api/field.ts';
import type { ResourceType } from '../../../api/resource.ts';
import { badRequest, unsupportedMediaType } from '../../../api/status.ts';
import type { KubeObject, Status } from '../../../api/types.ts';
import type { ApiRequest } from '../../messages.ts';
import { copyState } from '../../kernel/copy.ts';
import { changesIn } from '../changes.ts';
import { checkOptions, contentType, fieldValidation } from '../options.ts';
import { storedAsSent } from '../ownership/link.ts';
import { managedFieldsIn } from '../ownership/replay.ts';
import { withSystemMetadata } from '../system-metadata.ts';
import { unseen, type StageOutcome, type StageStep, type Work } from '../work.ts';

/** What the server reads; the HTTP front has turned each into a value. */
const protobuf = 'application/vnd.kubernetes.protobuf';
const readable = new Set(['application/json', 'application/yaml', protobuf]);

/** Body → object of the resource's kind, defaults filled in. Models: apiserver/pkg/endpoints/handlers/create.go. */
export const decodeCreate: StageStep = {
  stage: 'decode',
  run(work) {
    const { call, type } = work;
    const bad = checkOptions(call);
    if (bad) return refused(bad);
    const read = readBody(work, call.request, type);
    if (isStatus(read)) return refused(read);
    const problem = matchUrl(read, call.info.namespace, call.info.name, type);
    if (problem) return refused(problem);
    const outcome = accept(work, read);
    withSystemMetadata(work.draft, work.ctx);
    return outcome;
  },
};

/** The whole new object of a PUT. Models: handlers/update.go. */
export const decodeUpdate: StageStep = {
  stage: 'decode',
  run(work) {
    const { call, type } = work;
    const bad = checkOptions(call);
    if (bad) return refused(bad);
    const read = readBody(work, call.request, type);
    if (isStatus(read)) return refused(read);
    const { metadata } = read;
    const { name, namespace } = call.info;
    if (!metadata.name)
      return refused(
        badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`),
      );
    if (metadata.name !== name) return refused(nameMismatch(metadata.name, name));
    if (type.namespaced && metadata.namespace && metadata.namespace !== namespace) {
      return refused(
        badRequest('the namespace of the provided object does not match the namespace sent on the request'),
      );
    }
    if (type.namespaced) metadata.namespace = namespace;
    takeManagedFields(work, call.request.body, read);
    return accept(work, read);
  },
};

/** Stored objects do not carry their owners: what a client says of them goes its own way (`ownership/`). */
export function takeManagedFields(work: Work, sent: unknown, read: KubeObject): void {
  work.given = managedFieldsIn(sent);
  // A patch may have taken all of it away: then nothing of it is set, as in Go.
  (read as Partial<Pick<KubeObject, 'metadata'>>).metadata ??= {} as KubeObject['metadata'];
  if (read.metadata.managedFields !== undefined) delete read.metadata.managedFields;
}

/** Fills in defaults and says which. The defaults belong to decoding upstream too: admission sees a complete object. */
function accept(work: Work, object: KubeObject): StageOutcome {
  const { conversion } = work.type;
  work.type.setDefaults?.(object);
  work.draft = conversion ? conversion.toStored(object) : object;
  if (!work.call.noted) return unseen;
  const detail = `${apiVersionOf(work.type)} ${work.type.kind}`;
  return { detail, changed: changesIn(work.call.request.body, object) };
}

export const refused = (refusal: Status): StageOutcome => ({ detail: '', refusal });
export const isStatus = (value: KubeObject | Status): value is Status => value.kind === 'Status' && 'status' in value;

export const nameMismatch = (name: string, url: string): Status =>
  badRequest(`the name of the object (${name}) does not match the name on the URL (${url})`);

type BodyType = Pick<ResourceType, 'group' | 'version' | 'kind' | 'schema' | 'custom'>;

/**
 * Reads a request's body as the given type: a private object, or the refusal. Parts of `known` that are found in it
 * again have been read before, and are shared.
 */
export function readBody(work: Work, request: ApiRequest, type: BodyType, known?: KubeObject): KubeObject | Status {
  const content = contentType(request);
  if (!readable.has(content) || (type.custom && content === protobuf)) {
    return unsupportedMediaType(
      `the body of the request was in an unknown format - accepted media types include: ${[...readable].join(', ')}`,
    );
  }
  if (request.unreadable) return unreadable(request.unreadable, type);
  // null is an object with nothing in it.
  const body = (request.body === null ? {} : request.body) as Partial<KubeObject> | undefined;
  if (typeof body !== 'object' || Array.isArray(body)) return notAnObject(body, type);
  const expected = apiVersionOf(type);
  if ((body.kind ?? type.kind) !== type.kind || (body.apiVersion ?? expected) !== expected) {
    const untyped = (['apiVersion', 'kind'] as const).find((name) => typeof (body[name] ?? '') !== 'string');
    if (untyped) return wrongTypeMeta(body, untyped, type);
    return wrongKind(body.apiVersion ?? expected, body.kind ?? type.kind, type);
  }
  // Typed by its sender: only what the server goes on to change is copied.
  if (content === protobuf) {
    const metadata = copyOf(body.metadata!);
    if (storedAsSent.has(type.kind)) return copyWith(body, { apiVersion: expected, kind: type.kind, metadata });
    const object: Record<string, unknown> = { apiVersion: expected, kind: type.kind, metadata: copyState(metadata) };
    // Field by field: a sender may have frozen the whole, but what it is made of belongs to others.
    for (const field in body) object[field] ??= copyState(body[field]);
    return object as unknown as KubeObject;
  }
  return readValue(work, request, body, type, known);
}

function notAnObject(body: unknown, type: Pick<ResourceType, 'kind'>): Status {
  const unrecognized = `the object provided is unrecognized (must be of type ${type.kind}): couldn't get version/kind; json parse error: `;
  if (body === undefined || body === '') return badRequest(`${unrecognized}unexpected end of JSON input (<empty>)`);
  const word = Array.isArray(body) ? 'array' : typeof body;
  return badRequest(
    `${unrecognized}json: cannot unmarshal ${word} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (${hexOf(JSON.stringify(body))})`,
  );
}

/** Models: apimachinery/pkg/runtime/serializer/json/meta.go Interpret. */
function wrongTypeMeta(
  body: Partial<KubeObject>,
  field: 'apiVersion' | 'kind',
  type: Pick<ResourceType, 'kind'>,
): Status {
  const value: unknown = body[field];
  const word = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  const error = `couldn't get version/kind; json parse error: json: cannot unmarshal ${word} into Go struct field .${field} of type string`;
  return unreadable({ text: JSON.stringify(body), error }, type);
}

/** Models: handlers/rest.go transformDecodeError, summarizeData. */
function unreadable({ text, error }: NonNullable<ApiRequest['unreadable']>, type: Pick<ResourceType, 'kind'>): Status {
  const head = text.slice(0, summaryMax);
  const shown = text === '' ? '<empty>' : text.startsWith('{') ? head : hexOf(head);
  const more = text.length > summaryMax ? ' ...' : '';
  return badRequest(`the object provided is unrecognized (must be of type ${type.kind}): ${error} (${shown}${more})`);
}
const summaryMax = 30;

/** Upstream prints the first bytes of what it could not read in hex. */
const hexOf = (text: string): string =>
  Array.from(text.slice(0, 32), (c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');

/** Decodes a value with the request's fieldValidation. */
export function readValue(
  work: Work,
  request: ApiRequest,
  value: unknown,
  type: BodyType,
  known?: KubeObject,
): KubeObject | Status {
  work.sent = value;
  const options = request.duplicates ? { duplicates: request.duplicates, known } : { known };
  const { object, errors, unknownFields } = readAs(type, value, options);
  if (errors.length > 0) return cannotHandle(type, errors[0]!);
  const strict = request.repeated === undefined ? unknownFields : [request.repeated, ...unknownFields];
  if (strict.length > 0) {
    const mode = fieldValidation(request);
    if (mode === 'Strict') return cannotHandle(type, `strict decoding error: ${strict.join(', ')}`);
    if (mode === 'Warn') work.warnings.push(...strict);
  }
  object.apiVersion = apiVersionOf(type);
  object.kind = type.kind;
  object.metadata ??= {} as KubeObject['metadata'];
  return object;
}

const cannotHandle = (type: Pick<ResourceType, 'version' | 'kind'>, why: string): Status =>
  badRequest(`${type.kind} in version ${goQuote(type.version)} cannot be handled as a ${type.kind}: ${why}`);

function wrongKind(apiVersion: string, kind: string, type: Pick<ResourceType, 'group' | 'version' | 'kind'>): Status {
  const [version, group] = apiVersion.split('/').reverse();
  if (kind === type.kind) {
    return badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(type)})`,
    );
  }
  const package_ = type.group === '' ? 'core' : type.group.split('.')[0]!;
  return badRequest(
    `${kind} in version ${goQuote(version ?? '')} cannot be handled as a ${type.kind}: converting (${group ? version : 'v1'}.${kind}) to (${package_}.${type.kind}): unknown conversion`,
  );
}

/** The namespace of the path wins when the object names none. Models: apiserver/pkg/registry/rest/meta.go. */
function matchUrl(object: KubeObject, namespace: string, name: string, type: ResourceType): Status | undefined {
  const { metadata } = object;
  if (name !== '' && metadata.name && metadata.name !== name) return nameMismatch(metadata.name, name);
  if (!type.namespaced) {
    if (metadata.namespace !== undefined) delete metadata.namespace;
    return undefined;
  }
  if (!metadata.namespace) metadata.namespace = namespace;
  else if (metadata.namespace !== namespace)
    return badRequest('the namespace of the provided object does not match the namespace sent on the request');
  return undefined;
}
