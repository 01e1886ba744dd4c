import type { KubeObject } from '../../api/types.ts';
import { protobuf } from '../client/requests.ts';
import type { Plural, Write } from './controller.ts';

type Extra = Pick<Write, 'burst' | 'ifDone' | 'ifFailed' | 'accept' | 'judged' | 'query'>;

const placeOf = (object: KubeObject): { namespace: string; name: string } => ({
  namespace: object.metadata.namespace ?? '',
  name: object.metadata.name,
});

/** POST of a new object. Its metadata may lack what the server fills in. */
export const create = (resource: Plural, namespace: string, body: unknown, extra: Extra = {}): Write =>
  Object.freeze({ method: 'POST', resource, namespace, body: Object.freeze(body), ...extra });

/** The same for one whose parts are another object's, as the server wrote them: a Pod of a template. */
export const createTyped = (resource: Plural, namespace: string, body: unknown, extra: Extra = {}): Write =>
  Object.freeze({ method: 'POST', resource, namespace, body: Object.freeze(body), contentType: protobuf, ...extra });

/** PUT of a changed object; the server refuses it when somebody else changed the object meanwhile. */
export const update = (resource: Plural, object: KubeObject, extra: Extra = {}): Write =>
  Object.freeze({ method: 'PUT', resource, ...placeOf(object), body: Object.freeze(object), ...extra });

export const updateStatus = (resource: Plural, object: KubeObject, extra: Extra = {}): Write =>
  Object.freeze({
    method: 'PUT',
    resource,
    ...placeOf(object),
    subresource: 'status',
    body: Object.freeze(object),
    ...extra,
  });

export const patch = (
  resource: Plural,
  object: KubeObject,
  contentType: string,
  body: unknown,
  extra: Extra & { subresource?: string } = {},
): Write =>
  Object.freeze({ method: 'PATCH', resource, ...placeOf(object), contentType, body: Object.freeze(body), ...extra });

export interface DeleteOptions {
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly gracePeriodSeconds?: number;
  /** Refuse when the object of that name is meanwhile another one. */
  readonly ifUid?: boolean;
}

/** DELETE of an object; that it is gone already is fine. */
export function remove(resource: Plural, object: KubeObject, options: DeleteOptions = {}, extra: Extra = {}): Write {
  const { ifUid, ...rest } = options;
  const body = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    ...rest,
    ...(ifUid ? { preconditions: { uid: object.metadata.uid } } : {}),
  };
  return Object.freeze({
    method: 'DELETE',
    resource,
    ...placeOf(object),
    uid: object.metadata.uid,
    accept: [404],
    ...(Object.keys(body).length > 2 ? { body: Object.freeze(body) } : {}),
    ...extra,
  });
}

/** GET of one object from the server itself, past the cache. */
export const read = (resource: Plural, namespace: string, name: string, extra: Extra = {}): Write =>
  Object.freeze({ method: 'GET', resource, namespace, name, ...extra });
