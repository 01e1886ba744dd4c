import type { EndpointSlice, Service } from '../../api/types.ts';
import {
  byIndex,
  createInformer,
  informerReceive,
  keyOf,
  startInformer,
  type Informer,
  type InformerSpec,
} from '../client/informer.ts';
import { certificate, resources } from '../client/requests.ts';
import type { Message } from '../messages.ts';
import type { ActorKind, Context, MessageEntry, VirtualMs } from '../kernel/types.ts';

/** What the node does with traffic for one port of a Service. */
export interface ProxyPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  /** Open on every node's own address; undefined for plain ClusterIP Services. */
  readonly nodePort: number | undefined;
  /** `10.244.1.7:80`: each new connection goes to one of them, with equal chances. Empty: refused. */
  readonly endpoints: readonly string[];
}

/** The rules one Service has on a node. Frozen. */
export interface ProxyRule {
  readonly clusterIP: string;
  readonly ports: readonly ProxyPort[];
}

/** Plain data. */
export interface KubeProxyState {
  services: Informer<Service>;
  slices: Informer<EndpointSlice>;
  /** `namespace/name` of the Service → its rules as last written. */
  rules: Map<string, ProxyRule>;
  /** Sum over all rules. */
  endpoints: number;
  /** Services whose rules may be out of date. */
  dirty: Set<string>;
  /** Right to sync, in ms: a sync costs minSyncMs and burstSyncs of them can be saved up. */
  creditMs: number;
  creditAtMs: VirtualMs;
  lastSyncMs: VirtualMs;
  timer: boolean;
}

/** Source: pkg/proxy/apis/config/v1alpha1/defaults.go (MinSyncPeriod 1 s), pkg/proxy/iptables/proxier.go (burstSyncs 2). */
const minSyncMs = 1_000;
const burstSyncs = 2;

const identity = certificate(
  'system:kube-proxy',
  ['system:node-proxier'],
  'kube-proxy/v1.33.0 (linux/amd64) kubernetes/kube-proxy',
);
const syncTimer = 'sync-rules';

/** Headless Services need no rules. Models: cmd/kube-proxy/app/server.go. */
const labelSelector = '!service.kubernetes.io/headless,!service.kubernetes.io/service-proxy-name';
const serviceSpec: InformerSpec<Service> = { resource: resources.services, labelSelector };
const sliceSpec: InformerSpec<EndpointSlice> = {
  resource: resources.endpointslices,
  labelSelector,
  indexers: { service: (slice) => [serviceKeyOf(slice)] },
};

/**
 * kube-proxy of one node: keeps the rules that turn a Service's address into one of its Pods'. The cost of a change is that
 * of the one Service it is about.
 * Models: pkg/proxy/iptables/proxier.go, endpointslicecache.go, topology.go CategorizeEndpoints. Left out: topology hints,
 * session affinity, traffic policies, the periodic full resync.
 */
export const kubeProxyKind: ActorKind<KubeProxyState> = {
  kind: 'kube-proxy',
  create: () => ({
    services: createInformer(serviceSpec),
    slices: createInformer(sliceSpec),
    rules: new Map(),
    endpoints: 0,
    dirty: new Set(),
    creditMs: burstSyncs * minSyncMs,
    creditAtMs: 0,
    lastSyncMs: 0,
    timer: false,
  }),
  receive,
};

function receive(state: KubeProxyState, entry: MessageEntry, ctx: Context): void {
  const { message } = entry;
  if (message.kind === 'start') {
    startInformer(ctx, identity, serviceSpec, state.services as Informer<never>);
    startInformer(ctx, identity, sliceSpec as InformerSpec<never>, state.slices as Informer<never>);
    return;
  }
  if (message.kind === 'route') {
    const { host, namespace, port } = message;
    ctx.send(entry.from, { kind: 'route-reply', re: entry.id, ...routeOf(state, host, namespace, port) });
    return;
  }
  if (message.kind === 'timer' && message.name === syncTimer) {
    state.timer = false;
    trySync(state, ctx);
    return;
  }
  const services = informerReceive(ctx, identity, serviceSpec, state.services, message);
  if (services) for (const { key } of services) state.dirty.add(key);
  else {
    for (const { object, old } of informerReceive(ctx, identity, sliceSpec, state.slices, message) ?? []) {
      state.dirty.add(serviceKeyOf(object));
      if (old) state.dirty.add(serviceKeyOf(old));
    }
  }
  if (state.dirty.size > 0) trySync(state, ctx);
}

/**
 * Where a name (or address) and port lead from a Pod of a namespace. Stands for cluster DNS and this node's rules; the
 * network data path proper comes later.
 */
function routeOf(
  state: KubeProxyState,
  host: string,
  from: string,
  port: number,
): Pick<Extract<Message, { kind: 'route-reply' }>, 'address' | 'endpoints'> {
  const [name = '', namespace = from] = host.replace(/\.svc(?:\.cluster\.local\.?)?$/, '').split('.');
  for (const [key, rule] of state.rules) {
    if (rule.clusterIP !== host && key !== `${namespace}/${name}`) continue;
    const found = rule.ports.find((each) => each.port === port);
    const nodes = new Map(
      byIndex(state.slices, 'service', key).flatMap(({ endpoints }) =>
        (endpoints ?? []).map(({ addresses, nodeName = '' }) => [addresses[0] ?? '', nodeName] as const),
      ),
    );
    const endpoints = (found?.endpoints ?? []).map((address) => {
      const [ip = '', target] = address.split(':');
      return { ip, port: Number(target), node: nodes.get(ip) ?? '' };
    });
    return { address: rule.clusterIP, endpoints };
  }
  return { endpoints: [] };
}

/** Syncs now or, when that was done too often lately, as soon as it may. Models: pkg/util/async BoundedFrequencyRunner. */
function trySync(state: KubeProxyState, ctx: Context): void {
  if (!state.services.synced || !state.slices.synced) return;
  state.creditMs = Math.min(burstSyncs * minSyncMs, state.creditMs + ctx.now - state.creditAtMs);
  state.creditAtMs = ctx.now;
  if (state.creditMs >= minSyncMs) {
    state.creditMs -= minSyncMs;
    sync(state, ctx);
  } else if (!state.timer) {
    state.timer = true;
    ctx.timer(Math.max(1, state.lastSyncMs + minSyncMs - ctx.now), { kind: 'timer', name: syncTimer });
  }
}

function sync(state: KubeProxyState, ctx: Context): void {
  state.lastSyncMs = ctx.now;
  for (const key of state.dirty) {
    state.endpoints -= countEndpoints(state.rules.get(key));
    const service = state.services.store.get(key);
    const rule = service && ruleFor(service, byIndex(state.slices, 'service', key));
    if (rule) state.rules.set(key, rule);
    else state.rules.delete(key);
    state.endpoints += countEndpoints(rule);
  }
  state.dirty.clear();
  ctx.note({ kind: 'proxy-sync', services: state.rules.size, endpoints: state.endpoints });
}

const countEndpoints = (rule: ProxyRule | undefined): number =>
  rule?.ports.reduce((sum, { endpoints }) => sum + endpoints.length, 0) ?? 0;

/**
 * Every node of a cluster derives the same rules from the same objects, so they are worked out once. Objects never
 * change; the memory of a Service's last rules goes with the Service.
 */
const lastRules = new WeakMap<
  Service,
  { readonly slices: readonly EndpointSlice[]; readonly rule: ProxyRule | undefined }
>();

/** Rules of one Service; undefined when it has no address of its own. */
export function ruleFor(service: Service, slices: readonly EndpointSlice[]): ProxyRule | undefined {
  const last = lastRules.get(service);
  if (last && last.slices.length === slices.length && slices.every((slice, i) => slice === last.slices[i]))
    return last.rule;
  const rule = deriveRule(service, slices);
  lastRules.set(service, { slices, rule });
  return rule;
}

function deriveRule({ spec }: Service, slices: readonly EndpointSlice[]): ProxyRule | undefined {
  const { clusterIP } = spec;
  if (spec.type === 'ExternalName' || !clusterIP || clusterIP === 'None') return undefined;
  const ports = (spec.ports ?? []).map(({ name = '', protocol, port, nodePort }) =>
    Object.freeze({ name, protocol, port, nodePort, endpoints: Object.freeze(endpointsOf(slices, name, protocol)) }),
  );
  return Object.freeze({ clusterIP, ports: Object.freeze(ports) });
}

/** The ready endpoints behind a port; when there is none, those that still serve while they terminate. */
function endpointsOf(slices: readonly EndpointSlice[], portName: string, protocol: string): string[] {
  const ready = new Set<string>();
  const terminating = new Set<string>();
  for (const slice of slices) {
    const target = slice.ports?.find((p) => (p.name ?? '') === portName && (p.protocol ?? 'TCP') === protocol);
    if (target?.port === undefined) continue;
    for (const { addresses, conditions } of slice.endpoints ?? []) {
      if (addresses[0] === undefined) continue;
      const address = `${addresses[0]}:${target.port}`;
      // An unset condition counts as true.
      if (conditions.ready !== false) ready.add(address);
      else if (conditions.terminating && conditions.serving !== false) terminating.add(address);
    }
  }
  return [...(ready.size > 0 ? ready : terminating)].sort();
}

function serviceKeyOf(slice: EndpointSlice): string {
  const name = slice.metadata.labels?.['kubernetes.io/service-name'];
  return name ? `${slice.metadata.namespace ?? ''}/${name}` : keyOf(slice);
}
