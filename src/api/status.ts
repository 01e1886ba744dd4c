import type { FieldError, ResourceType } from './resource.ts';
import type { Status } from './types.ts';

/** Which resource a Status is about; a ResourceType fits. */
export type ResourceName = Pick<ResourceType, 'group' | 'plural'>;
export type KindName = Pick<ResourceType, 'group' | 'kind'>;

/**
 * Every refusal in the server's exact words.
 * Models: apimachinery/pkg/api/errors/errors.go, apiserver/pkg/endpoints/handlers/responsewriters/errors.go.
 */
const resourceText = (type: ResourceName): string => (type.group === '' ? type.plural : `${type.plural}.${type.group}`);
const kindText = (type: KindName): string => (type.group === '' ? type.kind : `${type.kind}.${type.group}`);

function failure(code: number, reason: string, message: string, details?: Status['details']): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details ? { details } : {}),
    code,
  };
}

const about = (type: ResourceName, name: string): NonNullable<Status['details']> => ({
  ...(name === '' ? {} : { name }),
  ...(type.group === '' ? {} : { group: type.group }),
  kind: type.plural,
});

export const notFound = (type: ResourceName, name: string): Status =>
  failure(404, 'NotFound', `${resourceText(type)} "${name}" not found`, about(type, name));

/** No such path: discovery does not know the group, version or resource. */
export const pathNotFound = (): Status =>
  failure(404, 'NotFound', 'the server could not find the requested resource', {});

export const alreadyExists = (type: ResourceName, name: string): Status =>
  failure(409, 'AlreadyExists', `${resourceText(type)} "${name}" already exists`, about(type, name));

/** The name's former object is still terminating. */
export const beingDeleted = (type: ResourceName, name: string): Status =>
  failure(
    409,
    'AlreadyExists',
    `object is being deleted: ${resourceText(type)} "${name}" already exists`,
    about(type, name),
  );

export const generateNameConflict = (type: ResourceName, name: string): Status =>
  failure(
    409,
    'AlreadyExists',
    `${resourceText(type)} "${name}" already exists, the server was not able to generate a unique name for the object`,
    { ...about(type, name), retryAfterSeconds: 1 },
  );

export const modifiedText =
  'the object has been modified; please apply your changes to the latest version and try again';

export const conflict = (type: ResourceName, name: string, text: string = modifiedText): Status =>
  failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${resourceText(type)} "${name}": ${text}`,
    about(type, name),
  );

/** An apply wants fields that others own. */
export const applyConflict = (causes: NonNullable<Status['details']>['causes'], text: string): Status =>
  failure(409, 'Conflict', text, { causes });

/** 422. `details.kind` is the Kind here, not the resource. */
export function invalid(type: KindName, name: string, errors: readonly FieldError[]): Status {
  const texts = [...new Set(errors.map((error) => `${error.path}: ${error.message}`))];
  const list = texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`;
  return failure(422, 'Invalid', `${kindText(type)} "${name}" is invalid: ${list}`, {
    ...(name === '' ? {} : { name }),
    ...(type.group === '' ? {} : { group: type.group }),
    kind: type.kind,
    causes: errors.map((error) => ({ reason: error.reason, message: error.message, field: error.path })),
  });
}

/** 403. Without a type: a path that is no resource. Without a name: a collection. */
export function forbidden(type: ResourceName | undefined, name: string, text: string): Status {
  if (!type) return failure(403, 'Forbidden', `forbidden: ${text}`, {});
  const subject = name === '' ? resourceText(type) : `${resourceText(type)} "${name}"`;
  return failure(403, 'Forbidden', `${subject} is forbidden: ${text}`, about(type, name));
}

export const badRequest = (text: string): Status => failure(400, 'BadRequest', text);

export const unauthorized = (): Status => failure(401, 'Unauthorized', 'Unauthorized');

/** The path exists but not with this HTTP method. */
export const methodNotAllowedOnPath = (): Status =>
  failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

/** A resourceVersion or continue token that history no longer holds. */
export const expired = (text: string): Status => failure(410, 'Expired', text);

export const tooLarge = (text: string): Status => failure(413, 'RequestEntityTooLarge', text);

export const unsupportedMediaType = (text: string): Status => failure(415, 'UnsupportedMediaType', text);

export const tooManyRequests = (text: string, retryAfterSeconds: number): Status =>
  failure(429, 'TooManyRequests', text, { retryAfterSeconds });

export const internalError = (text: string): Status =>
  failure(500, 'InternalError', `Internal error occurred: ${text}`, { causes: [{ message: text }] });

export const serviceUnavailable = (text: string): Status => failure(503, 'ServiceUnavailable', text);

export const timeout = (text: string, retryAfterSeconds = 0): Status =>
  failure(504, 'Timeout', `Timeout: ${text}`, retryAfterSeconds > 0 ? { retryAfterSeconds } : {});

/** Answer to a DELETE that removed the object. */
export const success = (type: ResourceName, name: string, uid?: string): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details: { ...about(type, name), ...(uid === undefined ? {} : { uid }) },
});

/** Answer to POST pods/binding and the like. */
export const created = (): Status => ({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
