import { resourceTypes } from '../api/index.ts';
import type { Condition, KubeObject } from '../api/types.ts';
import { Cluster } from '../sim/cluster.ts';
import type { ApiRequest, ApiResponse } from '../sim/messages.ts';
import { lab, type Profile } from '../sim/profiles.ts';
import { superAdmin } from '../sim/testing.ts';
import { Score, type Corpus } from './corpus.ts';

/** A scenario run on real control planes: what was asked, and what each object then went through. */
interface Trace {
  readonly id: string;
  readonly steps: readonly {
    readonly method: ApiRequest['method'];
    readonly path: string;
    readonly contentType?: string;
    readonly body: unknown;
    readonly status: number;
  }[];
  readonly series: Readonly<Record<string, readonly State[]>>;
  readonly events: readonly {
    readonly kind: string;
    readonly type: string;
    readonly reason: string;
    readonly message: string;
    readonly source: string;
  }[];
}
interface State {
  readonly type: string;
  readonly replicas?: number;
  readonly status?: Readonly<Record<string, number | undefined>>;
  readonly conditions?: readonly string[];
}

type Told = KubeObject & { involvedObject: { kind: string }; source: { component?: string } };

/** The three nodes of the recordings. */
const profile: Profile = {
  id: 'recording',
  bootMs: 60_000,
  nodes: ['a', 'b', 'c'].map((zone, i) => {
    const name = `node-${i + 1}`;
    const labels = { ...lab.nodes[1]!.labels, 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': zone };
    return { ...lab.nodes[1]!, name, labels, podCIDR: `10.244.${i}.0/24`, internalIP: `192.168.1.${10 + i}` };
  }),
};

const isServed = (path: string): boolean =>
  resourceTypes.some((type) => path.split('/').includes(type.plural) && path.includes(`/${type.group || 'api'}/`));
/** Images of the recordings stand for "becomes ready" and "never becomes ready". */
const withImages = (body: unknown): unknown =>
  body
    ? JSON.parse(
        JSON.stringify(body)
          .replace(/"img:(\d)"/g, '"nginx:1.2$1"')
          .replace(/"img"/g, '"busybox:1.36"')
          .replace(/"nosuch:\w+"/g, '"nginx:nosuch"'),
      )
    : undefined;

const judged = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job']);
const replicasOf = ({ spec }: KubeObject): { replicas?: number } => {
  const { replicas } = spec as { replicas?: number };
  return replicas === undefined ? {} : { replicas };
};

/** One cluster of ours that goes through a recorded scenario. */
function play(trace: Trace): { series: Map<string, State[]>; events: Set<string>; refused: string[] } {
  const { kernel } = Cluster.boot({ profile, seed: 1, programs: {} as never });
  const names = new Map<string, string>();
  const series = new Map<string, State[]>();
  const seen = new Set<string>();
  /** Objects are numbered in the order they appear, as in the recording. */
  const label = (kind: string, name: string): string => {
    if (trace.series[`${kind}/${name}`]) return name;
    const short = { Pod: 'pod', ReplicaSet: 'rs' }[kind];
    if (!short) return name;
    if (!names.has(name))
      names.set(name, `<${short}${[...names.values()].filter((n) => n.startsWith(`<${short}`)).length + 1}>`);
    return names.get(name)!;
  };
  kernel.onStep = ({ message, to }) => {
    if (message.kind !== 'watch' || to !== 'controller-manager') return;
    for (const { type, object } of message.events) {
      const { namespace, name, resourceVersion } = object.metadata;
      const version = `${object.kind} ${resourceVersion} ${type}`;
      if (namespace !== 'oracle' || seen.has(version)) continue;
      seen.add(version);
      if (object.kind === 'Pod') label('Pod', name);
      if (!judged.has(object.kind)) continue;
      const {
        conditions = [],
        fullyLabeledReplicas: _all,
        ...given
      } = (object['status'] ?? {}) as Record<string, number> & { conditions?: Condition[] };
      const status = Object.fromEntries(Object.entries(given).filter(([, value]) => typeof value === 'number'));
      const key = `${object.kind}/${label(object.kind, name)}`;
      const state = {
        type,
        ...replicasOf(object),
        status,
        conditions: conditions.map((c) => `${c.type}=${c.status}:${c.reason}`),
      };
      series.set(key, [...(series.get(key) ?? []), state]);
    }
  };
  const request = (
    method: ApiRequest['method'],
    path: string,
    body?: unknown,
    contentType?: string,
  ): ApiResponse | undefined => {
    const headers = contentType ? { headers: { 'content-type': contentType } } : {};
    const id = kernel.inject(
      'apiserver',
      { kind: 'request', request: { method, path, body, credential: superAdmin, ...headers } },
      { from: 'user' },
    );
    for (const end = kernel.now + 1000; kernel.nextAt()! <= end;) {
      const { message } = kernel.step()!;
      if (message.kind === 'response' && message.re === id) return message.response;
    }
    return undefined;
  };
  const named = (path: string): string =>
    [...names]
      .reduce((text, [name, short]) => text.replace(short, name), path)
      .replace('<ns>', 'oracle')
      .replace(/\/$/, '');
  request('POST', '/api/v1/namespaces', { metadata: { name: 'oracle' } });
  kernel.runUntil(kernel.now + 1000);
  const refused: string[] = [];
  for (const step of trace.steps) {
    const code = request(step.method, named(step.path), withImages(step.body), step.contentType)?.code;
    if (code !== step.status) refused.push(`${step.method} ${step.path}: ${code}`);
    kernel.settle(30_000);
    kernel.runUntil(kernel.now + 8000);
  }
  kernel.settle(60_000);
  const answer = request('GET', '/api/v1/namespaces/oracle/events')!;
  const told = (answer.body as { items: Told[] }).items;
  const longestFirst = [...names].sort((a, b) => b[0].length - a[0].length);
  const masked = (text: string): string => longestFirst.reduce((t, [name, short]) => t.replaceAll(name, short), text);
  const events = told
    .filter((e) => e.source.component?.endsWith('-controller'))
    .map((e) => eventText(e.involvedObject.kind, String(e['type']), String(e['reason']), masked(String(e['message']))));
  return { series, events: new Set(events), refused };
}

/** Which Pod of several was taken is chance: only that one was. */
const eventText = (kind: string, type: string, reason: string, message: string): string =>
  `${kind} ${type} ${reason} ${message.replace(/<pod\d+>/g, '<pod>')}`;
const sizes = (series: readonly State[] = []): (number | undefined)[] =>
  series.map((s) => s.replicas).filter((n, i, all) => i === 0 || all[i - 1] !== n);
function last(series: readonly State[] = []): unknown {
  const state = series.at(-1);
  if (!state) return undefined;
  const { terminatingReplicas: _newer, observedGeneration: _writes, ...status } = state.status ?? {};
  return [state.type, state.replicas, status, [...(state.conditions ?? [])].sort()];
}

/** Scenarios recorded on a real control plane: sizes over time, last states and events of workloads. */
export function behaviourTraces(corpus: Corpus): Score[] {
  const [requests, grown, ends, told] = ['requests', 'sizes', 'last states', 'events'].map(
    (figure) => new Score('behaviour-traces', figure),
  ) as [Score, Score, Score, Score];
  for (const trace of corpus.cases<Trace>('behaviour-traces')) {
    if (!trace.steps.every((step) => isServed(step.path))) {
      requests.fail(trace.id, 'asks for a kind that is not served');
      continue;
    }
    const got = play(trace);
    requests.add(trace.id, got.refused, []);
    for (const [key, states] of Object.entries(trace.series)) {
      if (!judged.has(key.split('/')[0]!)) continue;
      grown.add(`${trace.id} ${key}`, sizes(got.series.get(key)), sizes(states));
      ends.add(`${trace.id} ${key}`, last(got.series.get(key)), last(states));
    }
    const wanted = new Set(
      trace.events
        .filter((e) => e.source.endsWith('-controller'))
        .map((e) => eventText(e.kind, e.type, e.reason, e.message)),
    );
    told.add(trace.id, [...got.events].sort(), [...wanted].sort());
  }
  return [requests, grown, ends, told];
}
