import { describe, expect, it } from 'vitest';
import type { EndpointSlice, Pod, Service } from '../../api/types.ts';
import { timestamp } from '../time.ts';
import type { View } from './controller.ts';
import { endpointSliceController } from './endpointslice.ts';
import { isReady, look, meta, pod, viewWith } from './testing.ts';

describe('EndpointSlice', () => {
  const service = (spec: Partial<Service['spec']> = {}): Service => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta('web'),
    spec: {
      type: 'ClusterIP',
      selector: { app: 'web' },
      ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }],
      sessionAffinity: 'None',
      ...spec,
    },
    status: { loadBalancer: {} },
  });
  const bodies = (view: View): EndpointSlice[] =>
    (endpointSliceController.reconcile('default/web', view).requests ?? []).flatMap((w) =>
      w.body && w.method !== 'DELETE' ? [w.body as EndpointSlice] : [],
    );
  const stored = (slice: EndpointSlice, name: string): EndpointSlice => ({
    ...slice,
    metadata: { ...meta(name), ...slice.metadata, name, uid: name },
  });
  const conditions = (p: Pod, spec: Partial<Service['spec']> = {}): unknown =>
    bodies(viewWith({ services: [service(spec)], pods: [p] }))[0]?.endpoints[0]?.conditions;

  it.each([
    ['ready', pod('a'), {}, { ready: true, serving: true, terminating: false }],
    [
      'not ready',
      pod('a', { status: { conditions: isReady('False') } }),
      {},
      { ready: false, serving: false, terminating: false },
    ],
    [
      'going while it still serves: not for new clients',
      pod('a', { meta: { deletionTimestamp: timestamp(0) } }),
      {},
      { ready: false, serving: true, terminating: true },
    ],
    [
      'not ready, but the Service wants it published',
      pod('a', { status: { conditions: isReady('False') } }),
      { publishNotReadyAddresses: true },
      { ready: true, serving: false, terminating: false },
    ],
    ['finished: no endpoint', pod('a', { status: { phase: 'Succeeded' } }), {}, undefined],
    ['without an address: no endpoint', pod('a', { status: { podIP: '' } }), {}, undefined],
  ] as const)('a Pod that is %s', (_name, p, spec, wanted) => expect(conditions(p, spec)).toEqual(wanted));

  it.each([
    ['without a selector', { selector: undefined as never }],
    ['of type ExternalName', { type: 'ExternalName' as const }],
  ])('a Service %s is left alone', (_name, spec) => {
    expect(
      look(endpointSliceController, 'default/web', viewWith({ services: [service(spec)], pods: [pod('a')] })),
    ).toEqual([]);
  });
  it('without any Pod there is one empty slice, which the first Pod’s endpoint then fills', () => {
    const [empty] = bodies(viewWith({ services: [service()] }));
    expect(empty).toMatchObject({
      endpoints: [],
      ports: [],
      metadata: { generateName: 'web-', labels: { 'kubernetes.io/service-name': 'web' } },
    });
    const view = viewWith({ services: [service()], endpointslices: [stored(empty!, 'web-1')], pods: [pod('a')] });
    expect(look(endpointSliceController, 'default/web', view)).toEqual(['PUT endpointslices web-1']);
    expect(bodies(view)[0]).toMatchObject({
      ports: [{ port: 8080, protocol: 'TCP', name: '' }],
      endpoints: [{ nodeName: 'w1', targetRef: { kind: 'Pod', name: 'a' } }],
    });
    expect(
      look(
        endpointSliceController,
        'default/web',
        viewWith({ services: [service()], endpointslices: [stored(bodies(view)[0]!, 'web-1')], pods: [pod('a')] }),
      ),
    ).toEqual([]);
  });
  it('a slice holds 100 endpoints', () => {
    const pods = Array.from({ length: 250 }, (_, i) => pod(`p${i}`));
    expect(bodies(viewWith({ services: [service()], pods })).map((slice) => slice.endpoints.length)).toEqual([
      100, 100, 50,
    ]);
  });
  it('a named port is looked up in each Pod: other numbers, another slice', () => {
    const named = service({ ports: [{ port: 80, targetPort: 'http', protocol: 'TCP' }] });
    const other = pod('bb', {
      spec: { containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 9090, protocol: 'TCP' }] }] },
    });
    expect(
      bodies(viewWith({ services: [named], pods: [pod('a'), other] })).map((slice) => slice.ports[0]!.port),
    ).toEqual([8080, 9090]);
  });
});
