import type { Context, EntryId } from '../kernel/types.ts';
import type { ApiRequest, ApiResponse } from '../messages.ts';
import { askEtcd, respond } from './reply.ts';
import type { ApiServerState, Call } from './state.ts';

const hook = (name: string): string => `poststarthook/${name}`;

/** Checks of a 1.33 server in its order. All but etcd's have passed once the server answers anybody. */
const everyCheck = [
  'ping',
  'log',
  'etcd',
  'etcd-readiness',
  'informer-sync',
  ...[
    'start-apiserver-admission-initializer',
    'generic-apiserver-start-informers',
    'priority-and-fairness-config-consumer',
    'priority-and-fairness-filter',
    'storage-object-count-tracker-hook',
    'start-apiextensions-informers',
    'start-apiextensions-controllers',
    'crd-informer-synced',
    'start-system-namespaces-controller',
    'start-cluster-authentication-info-controller',
    'start-kube-apiserver-identity-lease-controller',
    'start-kube-apiserver-identity-lease-garbage-collector',
    'start-legacy-token-tracking-controller',
    'start-service-ip-repair-controllers',
    'rbac/bootstrap-roles',
    'scheduling/bootstrap-system-priority-classes',
    'priority-and-fairness-config-producer',
    'bootstrap-controller',
    'start-kubernetes-service-cidr-controller',
    'aggregator-reload-proxy-client-cert',
    'start-kube-aggregator-informers',
    'apiservice-status-local-available-controller',
    'apiservice-status-remote-available-controller',
    'apiservice-registration-controller',
    'apiservice-discovery-controller',
    'kube-apiserver-autoregistration',
  ].map(hook),
  'autoregister-completion',
  hook('apiservice-openapi-controller'),
  hook('apiservice-openapiv3-controller'),
  'shutdown',
];
const onlyReady = new Set(['etcd-readiness', 'informer-sync', 'shutdown']);
const checks: Readonly<Record<string, readonly string[]>> = {
  readyz: everyCheck,
  livez: everyCheck.filter((check) => !onlyReady.has(check)),
  healthz: everyCheck.filter((check) => !onlyReady.has(check)),
};

const place = /^\/(healthz|livez|readyz)(?:\/(.+?))?\/?$/;

/**
 * `/healthz`, `/livez`, `/readyz` and the path of each check below them; false for any other path. etcd is really asked.
 * Models: apiserver/pkg/server/healthz/healthz.go.
 */
export function health(state: ApiServerState, ctx: Context, call: Call): boolean {
  const [, endpoint = '', check] = place.exec(call.request.path) ?? [];
  const known = checks[endpoint];
  if (!known || call.request.method !== 'GET' || (check !== undefined && !known.includes(check))) return false;
  const asksEtcd = check === undefined || check.startsWith('etcd');
  if (!asksEtcd) respond(ctx, call, { code: 200, body: 'ok' });
  else
    askEtcd(
      state,
      ctx,
      { op: 'range', key: 'health', prefix: false },
      { kind: 'health', call },
      { workMs: 0, quiet: true },
    );
  return true;
}

/** etcd has answered, or nobody is there. */
export function healthAnswered(ctx: Context, call: Call, etcdIsThere: boolean, cause?: EntryId): void {
  const [, endpoint = '', check] = place.exec(call.request.path)!;
  respond(ctx, call, check === undefined ? report(endpoint, call.request, etcdIsThere) : single(etcdIsThere), cause);
}

/** A check asked for by itself says why it failed. Source: storage/storagebackend/factory/etcd3.go. */
const single = (ok: boolean): ApiResponse =>
  ok
    ? { code: 200, body: 'ok' }
    : { code: 500, body: 'internal server error: error getting data from etcd: context deadline exceeded\n' };

function report(endpoint: string, { query = {} }: ApiRequest, etcdIsThere: boolean): ApiResponse {
  const excluded = new Set(query['exclude']?.split(',') ?? []);
  let failed = false;
  let lines = checks[endpoint]!.map((check) => {
    if (excluded.delete(check)) return `[+]${check} excluded: ok\n`;
    if (etcdIsThere || !check.startsWith('etcd')) return `[+]${check} ok\n`;
    failed = true;
    return `[-]${check} failed: reason withheld\n`;
  }).join('');
  const unknown = [...excluded].sort().map((name) => JSON.stringify(name));
  if (unknown.length > 0) lines += `warn: some health checks cannot be excluded: no matches for ${unknown.join(',')}\n`;
  if (failed) return { code: 500, body: `${lines}${endpoint} check failed\n` };
  return { code: 200, body: 'verbose' in query ? `${lines}${endpoint} check passed\n` : 'ok' };
}
