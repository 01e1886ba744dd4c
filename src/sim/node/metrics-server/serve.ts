import { column, nameColumn } from '../../../api/columns.ts';
import { addQuantities, formatQuantity, fromBytes } from '../../../api/quantity.ts';
import { matches, parseLabelSelector } from '../../../api/selectors.ts';
import { tableOf as printed, type IncludeObject, type Table } from '../../../api/table.ts';
import { badRequest, methodNotAllowedOnPath, notFound, pathNotFound } from '../../../api/status.ts';
import type { KubeObject, Node, Pod } from '../../../api/types.ts';
import { byIndex } from '../../client/informer.ts';
import type { VirtualMs } from '../../kernel/types.ts';
import type { ApiRequest, ApiResponse } from '../../messages.ts';
import { epochMs, timestamp } from '../../time.ts';
import type { MetricsServer } from './state.ts';
import { podUsage, usageBetween, type Usage } from './store.ts';

const apiVersion = 'metrics.k8s.io/v1beta1';
const root = `/apis/${apiVersion}`;

const resourceList = Object.freeze({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: apiVersion,
  resources: [
    { name: 'nodes', singularName: '', namespaced: false, kind: 'NodeMetrics', verbs: ['get', 'list'] },
    { name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] },
  ],
});

type Quantities = Readonly<Record<string, string>>;

/** NodeMetrics or PodMetrics, without its type. */
interface Metrics {
  readonly metadata: { readonly name: string; readonly creationTimestamp: string };
  readonly timestamp: string;
  readonly window: string;
  readonly usage?: Quantities;
  readonly containers?: readonly { readonly name: string; readonly usage: Quantities }[];
}

const quantities = ({ cpuNano, memoryBytes }: Usage): Record<string, string> => ({
  cpu: formatQuantity({ nano: BigInt(cpuNano), format: 'DecimalSI' }),
  memory: fromBytes(memoryBytes),
});

/** As Go prints a duration: `15.012s`, `1m0s`. */
function goDuration(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = String((ms - minutes * 60_000) / 1000);
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds}s`;
}

const metadataOf = ({ metadata }: KubeObject, now: VirtualMs): Metrics['metadata'] => ({
  name: metadata.name,
  ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
  creationTimestamp: timestamp(now),
  ...(metadata.labels ? { labels: metadata.labels } : {}),
});

function podMetrics(server: MetricsServer, pod: Pod, now: VirtualMs): Metrics | undefined {
  const used = podUsage(server, `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`);
  if (!used || used.size === 0) return undefined;
  // The oldest of its readings speaks for the Pod.
  const oldest = [...used.values()].reduce((a, b) => (b.atMs < a.atMs ? b : a));
  return {
    metadata: metadataOf(pod, now),
    timestamp: timestamp(oldest.atMs),
    window: goDuration(oldest.windowMs),
    containers: [...used].map(([name, usage]) => ({ name, usage: quantities(usage) })),
  };
}

function nodeMetrics({ last, before }: MetricsServer, node: Node, now: VirtualMs): Metrics | undefined {
  const [old, point] = [before.nodes.get(node.metadata.name), last.nodes.get(node.metadata.name)];
  if (!old || !point) return undefined;
  const usage = usageBetween(old, point);
  return {
    metadata: metadataOf(node, now),
    timestamp: timestamp(usage.atMs),
    window: goDuration(usage.windowMs),
    usage: quantities(usage),
  };
}

/** As `kubectl get podmetrics` prints them. Source: metrics-server pkg/api/table.go. */
const tableOf = (items: readonly Metrics[], request: ApiRequest, now: VirtualMs): Table =>
  printed(
    {
      columns: () => [nameColumn, column('cpu', ''), column('memory', ''), column('Window', '')],
      row: (object) => {
        const { metadata, usage, containers = [], window } = object as unknown as Metrics;
        const used = usage ?? sumOf(containers.map((each) => each.usage));
        return [metadata.name, used['cpu'] ?? '', used['memory'] ?? '', window];
      },
    },
    items as unknown as KubeObject[],
    epochMs + now,
    true,
    (request.query?.['includeObject'] ?? 'Metadata') as IncludeObject,
  );

const sumOf = (usages: readonly Quantities[]): Quantities => {
  const sum: Record<string, string> = {};
  for (const usage of usages)
    for (const [name, amount] of Object.entries(usage)) sum[name] = addQuantities(sum[name] ?? '0', amount);
  return sum;
};

const ok = (body: unknown): ApiResponse => Object.freeze({ code: 200, body: Object.freeze(body) });
const no = (status: { code?: number }): ApiResponse =>
  Object.freeze({ code: status.code ?? 500, body: Object.freeze(status) });

/**
 * metrics.k8s.io/v1beta1. Models: metrics-server pkg/api/{pod,node}.go. Left out: field selectors, and its own question
 * to the API server whether the caller may; the API server has asked that itself.
 */
export function serve(server: MetricsServer, request: ApiRequest, now: VirtualMs): ApiResponse {
  const { method, path, query = {} } = request;
  if (method !== 'GET') return no(methodNotAllowedOnPath());
  if (path === root) return ok(resourceList);
  const selector = parseLabelSelector(query['labelSelector'] ?? '');
  if (typeof selector === 'string') return no(badRequest(selector));
  const fits = ({ metadata }: KubeObject): boolean => matches(selector, metadata.labels);
  const asTable = (request.headers?.['accept'] ?? '').includes('as=Table');
  const list = (kind: string, found: readonly (Metrics | undefined)[]): ApiResponse => {
    const items = found.filter((item) => item !== undefined);
    return ok(asTable ? tableOf(items, request, now) : { kind: `${kind}List`, apiVersion, metadata: {}, items });
  };
  const one = (kind: string, plural: string, name: string, found: Metrics | undefined): ApiResponse =>
    found
      ? ok(asTable ? tableOf([found], request, now) : { kind, apiVersion, ...found })
      : no(notFound({ group: 'metrics.k8s.io', plural }, name));
  const parts = path.slice(root.length + 1).split('/');
  if (parts[0] === 'nodes') {
    const nodes = [...server.nodes.store.values()];
    if (parts.length === 1)
      return list(
        'NodeMetrics',
        nodes.filter(fits).map((node) => nodeMetrics(server, node, now)),
      );
    const node = server.nodes.store.get(parts[1]!);
    return one('NodeMetrics', 'nodes', parts[1]!, node && nodeMetrics(server, node, now));
  }
  const [inside, namespace = '', plural = ''] = parts[0] === 'pods' ? ['', '', 'pods'] : parts;
  if (plural !== 'pods' || (inside !== '' && inside !== 'namespaces')) return no(pathNotFound());
  const name = inside === '' ? undefined : parts[3];
  if (name !== undefined) {
    const pod = server.pods.store.get(`${namespace}/${name}`);
    return one('PodMetrics', 'pods', `${namespace}/${name}`, pod && podMetrics(server, pod, now));
  }
  const pods = inside === '' ? [...server.pods.store.values()] : byIndex(server.pods, 'namespace', namespace);
  return list(
    'PodMetrics',
    pods.filter(fits).map((pod) => podMetrics(server, pod, now)),
  );
}
