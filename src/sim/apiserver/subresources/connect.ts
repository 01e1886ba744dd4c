import { badRequest, notFound, serviceUnavailable } from '../../../api/status.ts';
import type { EndpointSlice, KubeObject, Node, Pod, Service, Status } from '../../../api/types.ts';
import type { Context } from '../../kernel/types.ts';
import { cachedIn, everyCached } from '../cache/cache.ts';
import { readMs, refuse, respond, typeOfCall } from '../reply.ts';
import type { Forwarded } from '../../messages.ts';
import type { ApiServerState, Call } from '../state.ts';
import { identity, kubeletPort } from './proxy.ts';

/** A program in a Pod. */
interface Target {
  readonly pod: Pod;
  readonly port: number;
}

/**
 * `pods/proxy`, `services/proxy`: what the program in the Pod answers to an HTTP request; `pods/portforward` with a port and
 * a path in the query: the same by way of the kubelet, for a host that speaks the stream itself; `nodes/proxy`: the kubelet.
 * Models: registry/core/pod/strategy.go ResourceLocation, registry/core/service/storage/storage.go ResourceLocation,
 * apimachinery/pkg/util/proxy. Left out: rewriting of links, headers and upgrades.
 */
export function connect(state: ApiServerState, ctx: Context, call: Call): void {
  const { info, request } = call;
  const type = typeOfCall(call);
  // `https:web:443`: scheme and port are part of the path.
  const parts = info.name.split(':');
  const name = parts.length === 3 ? parts[1]! : parts[0]!;
  const port = parts.length === 3 ? parts[2]! : (parts[1] ?? '');
  const object = cachedIn(state, type.etcdPrefix, type.namespaced ? info.namespace : '', name);
  if (!object) return refuse(ctx, call, notFound(type, name));
  if (info.subresource === 'portforward') {
    const { nodeName } = (object as Pod).spec;
    if (!nodeName) return refuse(ctx, call, badRequest(`pod ${name} does not have a host assigned`));
    return send(
      state,
      ctx,
      call,
      { pod: object as Pod, port: Number(request.query?.['port']) },
      request.query?.['path'] ?? '/',
      (request.body ?? {}) as Forwarded,
    );
  }
  const path = request.path.slice(request.path.indexOf('/proxy') + '/proxy'.length);
  if (path === '')
    return respond(ctx, call, Object.freeze({ code: 301, body: '', headers: { location: `${request.path}/` } }));
  if (type.kind === 'Node') return askKubelet(state, ctx, call, object as Node, port, path);
  const target = type.kind === 'Pod' ? podTarget(object as Pod, port) : serviceTarget(state, object as Service, port);
  if (!('pod' in target)) return refuse(ctx, call, target);
  const asked = { method: request.method, text: typeof request.body === 'string' ? request.body : '' };
  send(state, ctx, call, target, path + queryText(request.query), asked);
}

const queryText = (query: Readonly<Record<string, string>> = {}): string => {
  const pairs = Object.entries(query).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
};

/** What a kubelet serves on its own port to the API server. Left out: other metrics, stats and what runs commands. */
const kubeletPaths = /^\/(?:healthz|pods\/?|metrics\/resource|containerLogs\/.*)$/;

/** `nodes/proxy`: the kubelet's own port, and no other: nothing else of a machine listens. Models: registry/core/node/strategy.go ResourceLocation. */
function askKubelet(state: ApiServerState, ctx: Context, call: Call, node: Node, port: string, path: string): void {
  const { method, query } = call.request;
  const address = node.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? node.metadata.name;
  const unreached = {
    text: `error trying to reach service: dial tcp ${address}:${port || kubeletPort}`,
    code: 503,
  } as const;
  if (port !== '' && Number(port) !== kubeletPort)
    return refuse(ctx, call, serviceUnavailable(`${unreached.text}: connect: connection refused`));
  if (!kubeletPaths.test(path)) return respond(ctx, call, { code: 404, body: '404 page not found\n' });
  const kubelet = `kubelet@${node.metadata.name}`;
  const request = { method, path, credential: identity, ...(query ? { query } : {}) };
  const options = { delayMs: 1 + readMs, quiet: call.quiet, cause: call.re };
  const id = ctx.send(kubelet, { kind: 'request', request }, options);
  state.proxied.set(id, { client: call.from, re: call.re, kubelet, unreached });
}

function podTarget(pod: Pod, port: string): Target | Status {
  if (!pod.status?.podIP) return badRequest('address not allowed');
  const declared = pod.spec.containers.flatMap((container) => container.ports ?? [])[0]?.containerPort;
  return { pod, port: port === '' ? (declared ?? 80) : Number(port) };
}

function serviceTarget(state: ApiServerState, { metadata, spec }: Service, port: string): Target | Status {
  const { name, namespace = '' } = metadata;
  let portName = port;
  if (/^\d+$/.test(port)) {
    const found = (spec.ports ?? []).find((each) => each.port === Number(port));
    if (!found) return serviceUnavailable(`no service port ${port} found for service "${name}"`);
    portName = found.name ?? '';
  }
  for (const object of everyCached(state, 'endpointslices')) {
    const slice = object as KubeObject as EndpointSlice;
    const { labels } = slice.metadata;
    if (slice.metadata.namespace !== namespace || labels?.['kubernetes.io/service-name'] !== name) continue;
    const found = slice.ports?.find((each) => (each.name ?? '') === portName);
    const ready = slice.endpoints.find(({ conditions }) => conditions?.ready !== false);
    const pod = ready && cachedIn(state, 'pods', namespace, ready.targetRef?.name ?? '');
    if (found?.port !== undefined && pod) return { pod: pod as Pod, port: found.port };
  }
  return serviceUnavailable(`no endpoints available for service "${name}"`);
}

/** The Pod's machine answers in its place. */
function send(
  state: ApiServerState,
  ctx: Context,
  call: Call,
  { pod, port }: Target,
  path: string,
  body: Forwarded,
): void {
  const kubelet = `kubelet@${pod.spec.nodeName ?? ''}`;
  const { name, namespace = '' } = pod.metadata;
  const query = { port: String(port), path, ip: pod.status?.podIP ?? '' };
  const request = {
    method: 'GET' as const,
    path: `/portForward/${namespace}/${name}`,
    query,
    body: Object.freeze(body),
    credential: identity,
  };
  const options = { delayMs: 1 + readMs, quiet: call.quiet, cause: call.re };
  const id = ctx.send(kubelet, { kind: 'request', request }, options);
  const unreached = {
    text: `error trying to reach service: dial tcp ${pod.status?.podIP ?? ''}:${port}`,
    code: 503,
  } as const;
  state.proxied.set(id, { client: call.from, re: call.re, kubelet, unreached });
}
