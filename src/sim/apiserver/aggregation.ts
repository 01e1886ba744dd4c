import { setCondition } from '../../api/conditions.ts';
import type { APIService } from '../../api/kinds/apiservice.ts';
import { deepEqual } from '../../api/equal.ts';
import type { Condition, EndpointSlice, KubeObject, Service } from '../../api/types.ts';
import type { Context, EntryId } from '../kernel/types.ts';
import type { ApiRequest, ApiResponse } from '../messages.ts';
import { timestamp } from '../time.ts';
import { cachedIn, everyCached } from './cache/cache.ts';
import { writeOwn } from './custom/controllers.ts';
import type { Listed } from './discovery.ts';
import { noteStage, readMs, respond } from './reply.ts';
import type { ApiServerState, Call } from './state.ts';
import { identity } from './subresources/proxy.ts';

/*
 * APIs that somebody else serves: an APIService names a group, a version and a Service, and requests go to the Pods
 * behind it. Models: kube-aggregator pkg/apiserver/handler_proxy.go, pkg/controllers/status/remote. Left out: certificates,
 * the check every 30 s of a backend that answered once, groups in two versions, other programs than metrics-server.
 */

const prefix = 'apiregistration.k8s.io/apiservices';
/** What an APIService's availability depends on. */
export const aggregationPrefixes: ReadonlySet<string> = new Set([prefix, 'services/specs', 'endpointslices']);

const agent = 'kube-aggregator';

/** A program an API's requests go to. */
interface Target {
  readonly ip: string;
  readonly port: number;
  readonly node: string;
}

/** Most clusters have none, and every request and change comes by here. */
const anyOf = (state: ApiServerState): ReadonlyMap<string, KubeObject> | undefined => {
  const found = state.caches.get(prefix)?.namespaces.get('');
  return found && found.size > 0 ? found : undefined;
};

const isAvailable = ({ status }: APIService): boolean =>
  status?.conditions?.some(({ type, status: value }) => type === 'Available' && value === 'True') ?? false;

/** The APIService behind a path or resource of a group nobody here serves. */
export function apiServiceFor(state: ApiServerState, group: string, version: string): APIService | undefined {
  const found = anyOf(state)?.get(`${version}.${group}`) as APIService | undefined;
  return found?.spec.service ? found : undefined;
}

/** The resources others serve, for discovery: those of backends that answer. */
export function aggregatedTypes(state: ApiServerState): readonly Listed[] {
  const objects = anyOf(state);
  if (!objects) return none;
  const out: Listed[] = [];
  for (const object of objects.values()) {
    const service = object as APIService;
    const { group = '', version = '' } = service.spec;
    if (service.spec.service && isAvailable(service) && `${group}/${version}` === 'metrics.k8s.io/v1beta1')
      out.push(...metricsTypes);
  }
  return out.length === 0 ? none : out;
}
const none: readonly Listed[] = Object.freeze([]);

const metricsType = (kind: string, plural: string, namespaced: boolean): Listed => ({
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  kind,
  plural,
  singular: '',
  namespaced,
  verbs: ['get', 'list'],
  shortNames: [],
  categories: [],
  subresources: [],
});
const metricsTypes: readonly Listed[] = [
  metricsType('NodeMetrics', 'nodes', false),
  metricsType('PodMetrics', 'pods', true),
];

type Problem = { readonly reason: string; readonly message: string };

/** A ready Pod behind an APIService's Service, or why there is none. Models: remote_available_controller.go sync. */
function targetOf(state: ApiServerState, { spec }: APIService): Target | Problem {
  const { namespace = '', name = '', port = 443 } = spec.service ?? {};
  const text = `service/${name} in ${JSON.stringify(namespace)}`;
  const service = cachedIn(state, 'services/specs', namespace, name) as Service | undefined;
  if (!service) return { reason: 'ServiceNotFound', message: `${text} is not present` };
  const found = (service.spec.ports ?? []).find((each) => each.port === port);
  if (!found) return { reason: 'ServicePortError', message: `${text} is not listening on port ${port}` };
  const portName = found.name ?? '';
  const slices = (everyCached(state, 'endpointslices') as EndpointSlice[]).filter(
    ({ metadata }) => metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === name,
  );
  if (slices.length === 0) return { reason: 'EndpointsNotFound', message: `cannot find endpointslices for ${text}` };
  for (const { ports, endpoints } of slices) {
    const wanted = ports?.find((each) => (each.name ?? '') === portName);
    const ready = (endpoints ?? []).find(({ conditions }) => conditions?.ready !== false);
    if (wanted?.port !== undefined && ready)
      return { ip: ready.addresses[0] ?? '', port: wanted.port, node: ready.nodeName ?? '' };
  }
  const message = `endpointslices for ${text} have no addresses with port name ${JSON.stringify(portName)}`;
  return { reason: 'MissingEndpoints', message };
}

/** An APIService, or what stands behind one, has changed: is it available? */
export function aggregationChanged(state: ApiServerState, ctx: Context, changed: string, object: KubeObject): void {
  const objects = anyOf(state);
  if (!objects) return;
  const { namespace = '', name, labels } = object.metadata;
  const service = changed === 'endpointslices' ? (labels?.['kubernetes.io/service-name'] ?? '') : name;
  for (const each of objects.values()) {
    const { spec } = each as APIService;
    const isIt =
      changed === prefix
        ? name === each.metadata.name
        : spec.service?.namespace === namespace && spec.service.name === service;
    if (isIt) check(state, ctx, each as APIService);
  }
}

/** The server has just started: what was noted before may be out of date. */
export function checkAll(state: ApiServerState, ctx: Context): void {
  for (const object of anyOf(state)?.values() ?? []) check(state, ctx, object as APIService);
}

function check(state: ApiServerState, ctx: Context, object: APIService): void {
  if (!object.spec.service)
    return say(state, ctx, object, 'True', { reason: 'Local', message: 'Local APIServices are always available' });
  const target = targetOf(state, object);
  if ('reason' in target) return say(state, ctx, object, 'False', target);
  if (isAvailable(object)) return;
  // It is asked for its discovery document before anybody is sent there.
  const path = `/apis/${object.spec.group ?? ''}/${object.spec.version ?? ''}`;
  const id = ask(ctx, target, { method: 'GET', path, credential: identity }, ctx.entry.id, ctx.entry.quiet);
  state.checks.set(
    id,
    Object.freeze({ name: object.metadata.name, url: `https://${target.ip}:${target.port}${path}` }),
  );
}

/** The backend has answered a check. True: it was one. */
export function checked(state: ApiServerState, ctx: Context, re: EntryId, response: ApiResponse): boolean {
  const asked = state.checks.get(re);
  if (!asked) return false;
  state.checks.delete(re);
  const object = anyOf(state)?.get(asked.name) as APIService | undefined;
  if (!object) return true;
  if (response.code === 200) say(state, ctx, object, 'True', { reason: 'Passed', message: 'all checks passed' });
  else {
    const why = `failing or missing response from ${asked.url}: bad status from ${asked.url}: ${response.code}`;
    say(state, ctx, object, 'False', { reason: 'FailedDiscoveryCheck', message: why });
  }
  return true;
}

function say(
  state: ApiServerState,
  ctx: Context,
  object: APIService,
  status: Condition['status'],
  { reason, message }: Problem,
): void {
  const before = object.status?.conditions ?? [];
  const next = { type: 'Available', status, reason, message, lastTransitionTime: timestamp(ctx.now) };
  const conditions = setCondition(before, next);
  if (deepEqual(conditions, before)) return;
  writeOwn(state, ctx, `/registry/${prefix}/${object.metadata.name}`, object, {
    ...object,
    status: { ...object.status, conditions: [...conditions] },
  });
}

/** Sends a request on to a program in a Pod; its machine's runtime hands it over. */
const ask = (ctx: Context, { ip, port, node }: Target, request: ApiRequest, cause: EntryId, quiet: boolean): EntryId =>
  ctx.send(
    `runtime@${node}`,
    { kind: 'request', request: { ...request, headers: { ...request.headers, host: `${ip}:${port}` } } },
    { delayMs: 1 + readMs, quiet, cause, agent },
  );

/** Hands a request over to who serves its group. Models: handler_proxy.go ServeHTTP. */
export function passToBackend(state: ApiServerState, ctx: Context, call: Call, service: APIService): void {
  const target = isAvailable(service) ? targetOf(state, service) : undefined;
  if (!target || 'reason' in target)
    return respond(
      ctx,
      call,
      { code: 503, body: 'service unavailable\n' },
      noteStage(ctx, call, 'validating-admission', 'refuse', 'service unavailable'),
    );
  const id = ask(ctx, target, call.request, call.re, call.quiet);
  const unreached = { text: `error trying to reach service: dial tcp ${target.ip}:${target.port}`, code: 503 } as const;
  state.proxied.set(id, { client: call.from, re: call.re, kubelet: `runtime@${target.node}`, unreached });
}
