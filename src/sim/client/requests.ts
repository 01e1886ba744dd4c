import type { Status } from '../../api/types.ts';
import { apiserver, type ApiRequest, type ApiResponse, type Credential } from '../messages.ts';
import type { Context, EntryId, SendOptions } from '../kernel/types.ts';

/** Which resource a request is about. */
export interface ResourceId {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

const core = (plural: string): ResourceId => ({ group: '', version: 'v1', plural });
const named = (group: string, plural: string): ResourceId => ({ group, version: 'v1', plural });

/** The resources components speak about, by plural. */
export const resources = {
  namespaces: core('namespaces'),
  nodes: core('nodes'),
  pods: core('pods'),
  services: core('services'),
  configmaps: core('configmaps'),
  secrets: core('secrets'),
  serviceaccounts: core('serviceaccounts'),
  events: core('events'),
  deployments: named('apps', 'deployments'),
  replicasets: named('apps', 'replicasets'),
  statefulsets: named('apps', 'statefulsets'),
  daemonsets: named('apps', 'daemonsets'),
  controllerrevisions: named('apps', 'controllerrevisions'),
  jobs: named('batch', 'jobs'),
  cronjobs: named('batch', 'cronjobs'),
  horizontalpodautoscalers: { group: 'autoscaling', version: 'v2', plural: 'horizontalpodautoscalers' },
  replicationcontrollers: core('replicationcontrollers'),
  persistentvolumeclaims: core('persistentvolumeclaims'),
  endpointslices: named('discovery.k8s.io', 'endpointslices'),
  leases: named('coordination.k8s.io', 'leases'),
  resourcequotas: core('resourcequotas'),
  persistentvolumes: core('persistentvolumes'),
  poddisruptionbudgets: named('policy', 'poddisruptionbudgets'),
  storageclasses: named('storage.k8s.io', 'storageclasses'),
  clusterroles: named('rbac.authorization.k8s.io', 'clusterroles'),
  customresourcedefinitions: named('apiextensions.k8s.io', 'customresourcedefinitions'),
} as const;

/** Who a component is to the API server, and the name it gives itself in User-Agent. */
export interface Identity {
  readonly credential: Credential;
  readonly userAgent: string;
}

/** A client certificate identity, as kubeadm hands them out. */
export const certificate = (commonName: string, organizations: readonly string[], userAgent: string): Identity =>
  Object.freeze({ credential: Object.freeze({ type: 'certificate', commonName, organizations }), userAgent });

/** `/api/v1/namespaces/default/pods/web-1/status` and the like. */
export function pathOf(r: ResourceId, namespace?: string, name?: string, subresource?: string): string {
  let path = r.group === '' ? `/api/${r.version}` : `/apis/${r.group}/${r.version}`;
  if (namespace) path += `/namespaces/${namespace}`;
  path += `/${r.plural}`;
  if (name) path += `/${name}`;
  if (subresource) path += `/${subresource}`;
  return path;
}

export interface CallOptions extends SendOptions {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly contentType?: string;
}

/** User-Agent → content type → headers. Clients send the same ones again and again: a memory of a pure function's answers. */
const headersByAgent = new Map<string, Map<string, Readonly<Record<string, string>>>>();

function headersOf(userAgent: string, contentType: string): Readonly<Record<string, string>> {
  let byType = headersByAgent.get(userAgent);
  if (!byType) headersByAgent.set(userAgent, (byType = new Map()));
  let headers = byType.get(contentType);
  if (!headers) {
    headers = Object.freeze(
      contentType === '' ? { 'user-agent': userAgent } : { 'user-agent': userAgent, 'content-type': contentType },
    ) as Readonly<Record<string, string>>;
    byType.set(contentType, headers);
  }
  return headers;
}

/** Sends one request to the API server. The answer arrives as a `response` message whose `re` is the returned id. */
export function call(
  ctx: Context,
  identity: Identity,
  method: ApiRequest['method'],
  path: string,
  options: CallOptions = {},
): EntryId {
  const { query, body, contentType } = options;
  const { credential, userAgent } = identity;
  const headers = headersOf(userAgent, contentType ?? '');
  // One of two shapes, written in one piece: there are many of them.
  const request: ApiRequest = query
    ? { method, path, headers, credential, query, ...(body === undefined ? {} : { body }) }
    : body === undefined
      ? { method, path, headers, credential }
      : { method, path, headers, credential, body };
  return ctx.send(apiserver, { kind: 'request', request }, options);
}

/** How Go clients send whole objects of built-in kinds: typed, so the server has nothing to check in their shape. The values must be as the server would write them. */
export const protobuf = 'application/vnd.kubernetes.protobuf';
export const mergePatch = 'application/merge-patch+json';
export const strategicPatch = 'application/strategic-merge-patch+json';

/** 2xx. */
export const isOk = (response: ApiResponse): boolean => response.code >= 200 && response.code < 300;

/** The `message` of a Status body, or a plain text body. */
export function errorText(response: ApiResponse): string {
  const body = response.body as { message?: string } | string | undefined;
  return typeof body === 'string' ? body : (body?.message ?? `HTTP ${response.code}`);
}

/** Refused because the namespace is on its way out. Source: apierrors.HasStatusCause(err, NamespaceTerminatingCause). */
export const isTerminating = (response: ApiResponse): boolean =>
  (response.body as Partial<Status> | undefined)?.details?.causes?.some(
    (cause) => cause.reason === 'NamespaceTerminating',
  ) ?? false;
