import { describe, expect, it } from 'vitest';
import type { EndpointSlice, KubeObject, Service } from '../../api/types.ts';
import { Kernel } from '../kernel/kernel.ts';
import type { ActorKind } from '../kernel/types.ts';
import { kubeProxyKind, ruleFor, type KubeProxyState } from './kube-proxy.ts';

const service = (spec: Partial<Service['spec']> = {}): Service =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default', uid: 's', resourceVersion: '1' },
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.96.0.10',
      sessionAffinity: 'None',
      ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8080 }],
      ...spec,
    },
  }) as Service;

const slice = (
  endpoints: readonly (readonly [string, EndpointSlice['endpoints'][number]['conditions']])[],
  version = '1',
): EndpointSlice =>
  ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'web-abc',
      namespace: 'default',
      uid: 'e',
      resourceVersion: version,
      labels: { 'kubernetes.io/service-name': 'web' },
    },
    addressType: 'IPv4',
    endpoints: endpoints.map(([address, conditions]) => ({ addresses: [address], conditions })),
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  }) as unknown as EndpointSlice;

const endpoints = (...args: Parameters<typeof ruleFor>): readonly string[] | undefined =>
  ruleFor(...args)?.ports[0]?.endpoints;

describe('rules', () => {
  it.each([
    [
      'ready endpoints, sorted',
      service(),
      slice([
        ['10.0.0.2', { ready: true }],
        ['10.0.0.1', { ready: true }],
      ]),
      ['10.0.0.1:8080', '10.0.0.2:8080'],
    ],
    ['an unset condition counts as ready', service(), slice([['10.0.0.1', {}]]), ['10.0.0.1:8080']],
    ['not those that are not ready', service(), slice([['10.0.0.1', { ready: false, serving: false }]]), []],
    [
      'no terminating one while another is ready',
      service(),
      slice([
        ['10.0.0.1', { ready: false, serving: true, terminating: true }],
        ['10.0.0.2', { ready: true }],
      ]),
      ['10.0.0.2:8080'],
    ],
    [
      'terminating ones that still serve, rather than none',
      service(),
      slice([['10.0.0.1', { ready: false, serving: true, terminating: true }]]),
      ['10.0.0.1:8080'],
    ],
    [
      'none for a port of another name',
      service({ ports: [{ name: 'admin', protocol: 'TCP', port: 81, targetPort: 1 }] }),
      slice([['10.0.0.1', { ready: true }]]),
      [],
    ],
    [
      'no rules for a headless Service',
      service({ clusterIP: 'None' }),
      slice([['10.0.0.1', { ready: true }]]),
      undefined,
    ],
    ['no rules for an ExternalName', service({ type: 'ExternalName' }), slice([]), undefined],
  ])('%s', (_, s, e, want) => expect(endpoints(s, [e])).toEqual(want));
});

/** Answers lists with what it has and pushes what it is told to. */
interface Fake {
  streams: Record<string, number>;
}
const fakeApiserver: ActorKind<Fake> = {
  kind: 'fake-apiserver',
  create: () => ({ streams: {} }),
  receive(state, entry, ctx) {
    const { message } = entry;
    if (message.kind === 'request') {
      const plural = message.request.path.split('/').at(-1)!;
      const watching = message.request.query?.watch !== undefined;
      if (watching) state.streams[plural] = entry.id;
      const items = plural === 'services' ? [service()] : [slice([])];
      ctx.send(entry.from, {
        kind: 'response',
        re: entry.id,
        response: {
          code: 200,
          body: watching ? {} : { metadata: { resourceVersion: '1' }, items },
          streaming: watching,
        },
      });
    } else if (message.kind === 'timer') {
      ctx.send('kube-proxy@w1', {
        kind: 'watch',
        stream: state.streams.endpointslices!,
        events: [{ type: 'MODIFIED', object: message.data as KubeObject }],
      });
    }
  },
};

function start() {
  const kernel = new Kernel([fakeApiserver, kubeProxyKind] as never, 1);
  kernel.addActor('apiserver', 'fake-apiserver');
  kernel.addActor('kube-proxy@w1', 'kube-proxy');
  kernel.settle(1_000);
  const syncs = (): (readonly [number, number])[] =>
    [...kernel.trace.entries].flatMap((e) =>
      e.type === 'note' && e.note.kind === 'proxy-sync' ? [[e.at, e.note.endpoints] as const] : [],
    );
  const change = (count: number): void => {
    const object = slice(
      Array.from({ length: count }, (_, i) => [`10.0.0.${i}`, { ready: true }] as const),
      String(count + 1),
    );
    kernel.inject('apiserver', { kind: 'timer', name: 'push', data: object });
  };
  return { kernel, syncs, change };
}

describe('syncing', () => {
  it('writes the rules once both lists have arrived, and again for each change', () => {
    const { kernel, syncs, change } = start();
    expect(syncs()).toHaveLength(1);
    kernel.runUntil(5_000);
    change(3);
    kernel.settle(5_000);
    expect(syncs().at(-1)![1]).toBe(3);
    expect(kernel.stateOf<KubeProxyState>('kube-proxy@w1')!.rules.get('default/web')!.ports[0]!.endpoints).toHaveLength(
      3,
    );
  });

  it('two changes at once are written at once, a third waits for its second', () => {
    const { kernel, syncs, change } = start();
    kernel.runUntil(10_000);
    change(1);
    kernel.settle(10);
    change(2);
    kernel.settle(10);
    change(3);
    change(4);
    kernel.settle(5_000);
    const times = syncs().slice(1);
    expect(times.map(([, count]) => count)).toEqual([1, 2, 4]);
    expect(times[2]![0] - times[1]![0]).toBe(1_000);
  });
});

describe('checkpoints', () => {
  it('share the copy of a proxy nothing happened to', () => {
    const { kernel, change } = start();
    const of = (): unknown => kernel.snapshot().actors.find(([id]) => id === 'kube-proxy@w1')![1].snapshot;
    const before = of();
    expect(of()).toBe(before);
    change(2);
    kernel.settle(5_000);
    expect(of()).not.toBe(before);
    expect((before as KubeProxyState).rules.get('default/web')!.ports[0]!.endpoints).toEqual([]);
  });
});
