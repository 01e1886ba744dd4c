import {
  CoordinationV1Api,
  CoreV1Api,
  Exec,
  KubeConfig,
  makeInformer,
  type V1Lease,
  type V1Pod,
} from '@kubernetes/client-node';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administratorName, kubeconfig } from './kubeconfig.ts';
import { serveLab, type Served } from './testing.ts';

/** The official JavaScript client, unmodified, as a second opinion beside kubectl. */
describe('@kubernetes/client-node', () => {
  let served: Served;
  const config = new KubeConfig();
  beforeAll(async () => {
    served = await serveLab();
    config.loadFromString(kubeconfig(served.url, [{ name: administratorName }]));
  });
  afterAll(() => served.front.close());

  const pod = (name: string): V1Pod => ({
    metadata: { name, labels: { app: 'seen' } },
    spec: { containers: [{ name: 'c', image: 'busybox:1.36', command: ['sleep', '3600'] }] },
  });
  const until = async (happened: () => boolean): Promise<void> => {
    for (let i = 0; !happened(); i++) {
      if (i > 200) throw new Error('it did not happen within 10 s');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  it('an informer lists, watches, and starts over after 410', async () => {
    const api = config.makeApiClient(CoreV1Api);
    await api.createNamespacedPod({ namespace: 'default', body: pod('before') });
    const informer = makeInformer(config, '/api/v1/namespaces/default/pods', () =>
      api.listNamespacedPod({ namespace: 'default' }),
    );
    const seen: string[] = [];
    informer.on('add', ({ metadata }) => seen.push(`add ${metadata?.name}`));
    informer.on('delete', ({ metadata }) => seen.push(`delete ${metadata?.name}`));
    informer.on('error', () => setTimeout(() => void informer.start(), 50));
    await informer.start();
    await until(() => seen.includes('add before'));
    await api.createNamespacedPod({ namespace: 'default', body: pod('during') });
    await until(() => seen.includes('add during'));
    // The server starts again with an empty watch cache: a watch from before it is too old.
    for (const type of ['stop', 'start']) {
      const body = JSON.stringify({ type, process: 'apiserver' });
      await fetch(`${served.url}/sim/v1/fault`, { method: 'POST', body });
    }
    const settled = await fetch(`${served.url}/sim/v1/advance`, { method: 'POST', body: '{"ms": 5000}' });
    expect(settled.status).toBe(200);
    await api.createNamespacedPod({ namespace: 'default', body: pod('after') });
    await until(() => seen.includes('add after'));
    await api.deleteNamespacedPod({ namespace: 'default', name: 'before', gracePeriodSeconds: 0 });
    await until(() => seen.includes('delete before'));
    expect(seen).toContain('add after');
    await informer.stop();
  });

  it('two candidates and one lease: one leads, the other takes over when it is given up', async () => {
    const leases = config.makeApiClient(CoordinationV1Api);
    const place = { namespace: 'default', name: 'leader' };
    const claim = async (who: string): Promise<boolean> => {
      try {
        const held = await leases.readNamespacedLease(place).catch(() => undefined);
        const spec = { holderIdentity: who, leaseDurationSeconds: 15 };
        if (!held) {
          const body: V1Lease = { metadata: { name: place.name }, spec };
          await leases.createNamespacedLease({ namespace: place.namespace, body });
          return true;
        }
        const free = !held.spec?.holderIdentity;
        if (!free && held.spec?.holderIdentity !== who) return false;
        await leases.replaceNamespacedLease({ ...place, body: { ...held, spec } });
        return true;
      } catch (error) {
        // Somebody was faster: 409, as optimistic locking has it.
        expect((error as { code?: number }).code).toBe(409);
        return false;
      }
    };
    const first = await Promise.all([claim('a'), claim('b')]);
    expect(first.filter(Boolean)).toHaveLength(1);
    const [leader, other] = first[0] ? ['a', 'b'] : ['b', 'a'];
    expect([await claim(leader!), await claim(other!)]).toEqual([true, false]);
    const held = await leases.readNamespacedLease(place);
    const stale = structuredClone({ ...held, spec: { ...held.spec, holderIdentity: other } });
    await leases.replaceNamespacedLease({ ...place, body: { ...held, spec: { leaseDurationSeconds: 15 } } });
    await expect(leases.replaceNamespacedLease({ ...place, body: stale })).rejects.toMatchObject({ code: 409 });
    expect(await claim(other!)).toBe(true);
  });

  it('runs a command in a container', async () => {
    const api = config.makeApiClient(CoreV1Api);
    await until(() => served.cluster.kernel.isSettled());
    for (let i = 0; i < 100; i++) {
      const { status } = await api.readNamespacedPod({ namespace: 'default', name: 'during' });
      if (status?.phase === 'Running') break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const out = new PassThrough();
    let text = '';
    out.on('data', (part: Buffer) => (text += part.toString()));
    const status = await new Promise<unknown>((resolve, reject) => {
      new Exec(config)
        .exec('default', 'during', 'c', ['sh', '-c', 'hostname; exit 7'], out, null, null, false, resolve)
        .catch(reject);
    });
    expect(text).toBe('during\n');
    expect(status).toMatchObject({ status: 'Failure', reason: 'NonZeroExitCode' });
  });
});
