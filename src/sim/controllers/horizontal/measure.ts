import { milliValue } from '../../../api/quantity.ts';
import { formatSelector } from '../../../api/selectors.ts';
import type { MetricSpec } from '../../../api/types.ts';
import { errorText, isOk } from '../../client/requests.ts';
import type { ApiResponse } from '../../messages.ts';
import { parseTimestamp } from '../../time.ts';
import type { Write } from '../controller.ts';
import { unable } from './calculator.ts';
import type { Measured } from './metric.ts';
import type { PodMetric } from './pods.ts';

/** metrics.k8s.io/v1beta1, as metrics-server answers. */
interface PodMetricsList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly namespace: string };
    readonly timestamp: string;
    readonly window: string;
    readonly containers: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[];
  }[];
}

/** custom.metrics.k8s.io and external.metrics.k8s.io, as an adapter answers. */
interface ValueList {
  readonly items: readonly {
    readonly describedObject?: { readonly name: string };
    readonly timestamp: string;
    readonly windowSeconds?: number;
    readonly value: string;
  }[];
}

const get = (path: string, query: Readonly<Record<string, string>>): Write =>
  Object.freeze({ method: 'GET', resource: 'pods', namespace: '', path, query, judged: true });

const withSelector = (key: string, selector: string): Readonly<Record<string, string>> =>
  selector === '' ? {} : { [key]: selector };

/** The question for one metric. `selector` picks the Pods. Models: podautoscaler/metrics/client.go. */
export function questionFor(metric: MetricSpec, namespace: string, selector: string): Write {
  const custom = `/apis/custom.metrics.k8s.io/v1beta2/namespaces/${namespace}`;
  switch (metric.type) {
    case 'Resource':
    case 'ContainerResource':
      return get(`/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods`, withSelector('labelSelector', selector));
    case 'Pods':
      return get(`${custom}/pods/*/${metric.pods!.metric.name}`, {
        ...withSelector('labelSelector', selector),
        ...withSelector('metricLabelSelector', labelsOf(metric.pods!.metric.selector)),
      });
    case 'Object': {
      const { describedObject, metric: wanted } = metric.object!;
      const { apiVersion = 'v1', kind, name } = describedObject;
      const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]!}` : '';
      return get(
        `${custom}/${kind.toLowerCase()}s${group}/${name}/${wanted.name}`,
        withSelector('metricLabelSelector', labelsOf(wanted.selector)),
      );
    }
    default:
      return get(
        `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/${metric.external?.metric.name ?? ''}`,
        withSelector('labelSelector', labelsOf(metric.external?.metric.selector)),
      );
  }
}

const labelsOf = (selector: Parameters<typeof formatSelector>[0]): string => (selector ? formatSelector(selector) : '');

/** What a client of Go says of a refused GET. Models: apimachinery errors.NewGenericServerResponse. */
function problem(response: ApiResponse, what: string): string {
  const { code, body } = response;
  const status = body as { kind?: string; message?: string } | undefined;
  if (typeof status === 'object' && status?.kind === 'Status' && code !== 404 && code !== 503)
    return errorText(response);
  if (code === 404) return `the server could not find the requested resource (get ${what})`;
  if (code === 503) return `the server is currently unable to handle the request (get ${what})`;
  return errorText(response);
}

/** What an answer says about a metric. */
export function readAnswer(metric: MetricSpec, response: ApiResponse): Measured {
  switch (metric.type) {
    case 'Resource':
      return ofPods(response, metric.resource!.name, undefined);
    case 'ContainerResource':
      return ofPods(response, metric.containerResource!.name, metric.containerResource!.container);
    case 'Pods':
    case 'Object':
      return ofCustom(response, metric.type === 'Pods');
    default:
      return ofExternal(response, metric.external?.metric.name ?? '');
  }
}

function ofPods(response: ApiResponse, resource: string, container: string | undefined): Measured {
  if (!isOk(response))
    return unable(`unable to fetch metrics from resource metrics API: ${problem(response, 'pods.metrics.k8s.io')}`);
  const { items } = response.body as PodMetricsList;
  if (items.length === 0) return unable('no metrics returned from resource metrics API');
  const pods = new Map<string, PodMetric>();
  for (const { metadata, timestamp, window, containers } of items) {
    const { name, namespace } = metadata;
    const wanted = container === undefined ? containers : containers.filter((each) => each.name === container);
    if (container !== undefined && wanted.length === 0)
      return unable(
        `failed to get container metrics: container ${container} not present in metrics for pod ${namespace}/${name}`,
      );
    if (wanted.length === 0 || wanted.some(({ usage }) => usage[resource] === undefined)) continue;
    const value = wanted.reduce((sum, { usage }) => sum + milliValue(usage[resource]), 0);
    pods.set(name, { value, atMs: parseTimestamp(timestamp), windowMs: windowMsOf(window) });
  }
  return { pods };
}

/** `15.003s`, `1m0s` in ms, as Go prints durations. */
function windowMsOf(text: string): number {
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g))
    ms += Number(amount) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit as 'ms' | 's' | 'm' | 'h'];
  return Math.round(ms);
}

/** Upstream asks discovery first, and that names the group alone. */
const noAdapter = unable(
  'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
);

function ofCustom(response: ApiResponse, byPod: boolean): Measured {
  if (response.code === 404) return noAdapter;
  if (!isOk(response)) return unable(`unable to fetch metrics from custom metrics API: ${errorText(response)}`);
  const { items } = response.body as ValueList;
  if (items.length === 0) return unable('no metrics returned from custom metrics API');
  if (!byPod) return { values: items.slice(0, 1).map(({ value }) => milliValue(value)) };
  const one = ({ timestamp, windowSeconds = 60, value }: ValueList['items'][number]): PodMetric => ({
    value: milliValue(value),
    atMs: parseTimestamp(timestamp),
    windowMs: windowSeconds * 1000,
  });
  return { pods: new Map(items.map((item) => [item.describedObject?.name ?? '', one(item)])) };
}

function ofExternal(response: ApiResponse, name: string): Measured {
  if (!isOk(response)) {
    const text = problem(response, `${name}.external.metrics.k8s.io`);
    return unable(`unable to fetch metrics from external metrics API: ${text}`);
  }
  const { items } = response.body as ValueList;
  if (items.length === 0) return unable('no metrics returned from external metrics API');
  return { values: items.map(({ value }) => milliValue(value)) };
}
