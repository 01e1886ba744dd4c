import { describe, expect, it } from 'vitest';
import { kubeletEn, kubeletKo } from '../../../i18n/kubelet.ts';
import type { ContainerState, ContainerStatus, Pod } from '../../../api/types.ts';
import { boundPod } from '../testing.ts';
import { isInBackoff, isInBackoffSince, nextBackoff } from './backoff.ts';
import { environment, expand, fromBase64 } from './config.ts';
import { phaseOf } from './status.ts';
import { unmodelledFields } from './unmodelled.ts';
import { steps } from './job.ts';

describe('back-off', () => {
  it('waits 10, 20, 40, 80, 160, 300, 300 s', () => {
    let backoff = nextBackoff(undefined, 0, 0);
    const waits = [backoff.waitMs];
    for (let i = 1; i < 7; i++) {
      backoff = nextBackoff(backoff, i * 1000, i * 1000);
      waits.push(backoff.waitMs);
    }
    expect(waits.map((ms) => ms / 1000)).toEqual([10, 20, 40, 80, 160, 300, 300]);
  });
  it.each([
    ['no failure yet', undefined, 0, 5_000, false],
    ['just failed', { waitMs: 10_000, updatedMs: 0 }, 0, 5_000, true],
    ['the wait is over', { waitMs: 10_000, updatedMs: 0 }, 0, 10_000, false],
    ['ten minutes without a failure: forgotten', { waitMs: 300_000, updatedMs: 0 }, 600_001, 600_002, false],
  ])('%s', (_, backoff, eventMs, now, waiting) => {
    expect(isInBackoffSince(backoff, eventMs, now)).toBe(waiting);
    if (eventMs === 0) expect(isInBackoff(backoff, now)).toBe(waiting);
  });
  it('forgotten, it begins anew', () => {
    expect(nextBackoff({ waitMs: 300_000, updatedMs: 0 }, 600_001, 600_001).waitMs).toBe(10_000);
  });
});

const running: ContainerState = { running: { startedAt: '' } };
const exited = (exitCode: number): ContainerState => ({
  terminated: { exitCode, reason: '', startedAt: '', finishedAt: '' },
});
const waiting: ContainerState = { waiting: { reason: 'X' } };
const made = (
  name: string,
  state: ContainerState,
  lastState: ContainerState = {},
  more: Partial<ContainerStatus> = {},
): ContainerStatus => ({ name, state, lastState, ready: false, restartCount: 0, image: '', imageID: '', ...more });
const podOf = (restartPolicy: string, containers: number, inits: Record<string, unknown>[] = []): Pod =>
  boundPod('p', {
    restartPolicy,
    containers: Array.from({ length: containers }, () => ({ image: 'x' })),
    ...(inits.length > 0 ? { initContainers: inits } : {}),
  });

describe('phase', () => {
  const init = { name: 'i', image: 'x' };
  const sidecar = { name: 'i', image: 'x', restartPolicy: 'Always' };
  it.each<[string, Pod, ContainerStatus[], ContainerStatus[], boolean, string]>([
    ['nothing started', podOf('Always', 1), [made('c0', waiting)], [], false, 'Pending'],
    ['one of two still waits', podOf('Always', 2), [made('c0', running), made('c1', waiting)], [], false, 'Pending'],
    ['all run', podOf('Always', 2), [made('c0', running), made('c1', running)], [], false, 'Running'],
    ['one has ended and will be started again', podOf('Always', 1), [made('c0', exited(1))], [], false, 'Running'],
    ['waiting for its restart', podOf('Always', 1), [made('c0', waiting, exited(1))], [], false, 'Running'],
    [
      'Never: all ended well',
      podOf('Never', 2),
      [made('c0', exited(0)), made('c1', exited(0))],
      [],
      false,
      'Succeeded',
    ],
    ['Never: one failed', podOf('Never', 2), [made('c0', exited(0)), made('c1', exited(1))], [], false, 'Failed'],
    ['Never: one still runs', podOf('Never', 2), [made('c0', exited(1)), made('c1', running)], [], false, 'Running'],
    ['OnFailure: failed, will be restarted', podOf('OnFailure', 1), [made('c0', exited(1))], [], false, 'Running'],
    ['OnFailure: ended well', podOf('OnFailure', 1), [made('c0', exited(0))], [], false, 'Succeeded'],
    ['stopped for good with an error', podOf('Always', 1), [made('c0', exited(143))], [], true, 'Failed'],
    ['stopped for good, all 0', podOf('Always', 1), [made('c0', exited(0))], [], true, 'Succeeded'],
    [
      'an init container runs',
      podOf('Always', 1, [init]),
      [made('c0', waiting)],
      [made('i', running)],
      false,
      'Pending',
    ],
    [
      'an init container failed under Never',
      podOf('Never', 1, [init]),
      [made('c0', waiting)],
      [made('i', exited(1))],
      false,
      'Failed',
    ],
    [
      'an init container failed and is tried again',
      podOf('Always', 1, [init]),
      [made('c0', waiting)],
      [made('i', waiting, exited(1))],
      false,
      'Pending',
    ],
    [
      'a sidecar that has not started holds everything up',
      podOf('Always', 1, [sidecar]),
      [made('c0', waiting)],
      [made('i', running, {}, { started: false })],
      false,
      'Pending',
    ],
    [
      'a sidecar does not keep a finished Pod running',
      podOf('Never', 1, [sidecar]),
      [made('c0', exited(0))],
      [made('i', running, {}, { started: true })],
      false,
      'Succeeded',
    ],
  ])('%s', (_, pod, containers, inits, terminal, phase) => {
    expect(phaseOf(pod, containers, inits, terminal)).toBe(phase);
  });
});

describe('environment', () => {
  const sources = new Map<string, Record<string, string>>([
    ['configmap/app', { a: '1', b: '2' }],
    ['secret/s', { p: 'x' }],
  ]);
  const addresses = { podIP: '10.244.1.2', hostIP: '192.168.1.11', node: 'w1-k8s' };
  const container = (env: unknown, envFrom?: unknown) =>
    boundPod('web', { containers: [{ image: 'x', env, envFrom }] }).spec.containers[0]!;
  const pod = boundPod('web', { containers: [{ image: 'x' }] });
  it.each<[string, unknown, unknown, unknown]>([
    [
      'plain values, and one that uses another',
      [
        { name: 'A', value: 'x' },
        { name: 'B', value: '$(A)-$(NO)-$$(A)' },
      ],
      undefined,
      { A: 'x', B: 'x-$(NO)-$(A)' },
    ],
    [
      'a whole ConfigMap with a prefix',
      undefined,
      [{ prefix: 'P_', configMapRef: { name: 'app' } }],
      { P_a: '1', P_b: '2' },
    ],
    [
      'a key of a Secret',
      [{ name: 'PW', valueFrom: { secretKeyRef: { name: 's', key: 'p' } } }],
      undefined,
      { PW: 'x' },
    ],
    [
      'a key that is not there',
      [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'app', key: 'z' } } }],
      undefined,
      { error: `couldn't find key z in ConfigMap default/app` },
    ],
    [
      'a Secret that is not there',
      [{ name: 'A', valueFrom: { secretKeyRef: { name: 'no', key: 'z' } } }],
      undefined,
      { error: 'secret "no" not found' },
    ],
    [
      'optional: left out',
      [{ name: 'A', valueFrom: { secretKeyRef: { name: 'no', key: 'z', optional: true } } }],
      undefined,
      {},
    ],
    [
      'about the Pod itself',
      [
        { name: 'N', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      ],
      undefined,
      { N: 'web', IP: '10.244.1.2' },
    ],
  ])('%s', (_, env, envFrom, result) => {
    const made = environment(pod, container(env, envFrom), sources, addresses);
    expect(made.ok ? made.env : { error: made.error }).toEqual(result);
  });
  it('reads base64 of any text', () => {
    expect(fromBase64('7JWI64WVIPCfkYs=')).toBe('안녕 👋');
    expect(expand('no places', {})).toBe('no places');
  });
});

describe('texts', () => {
  it('every step has a sentence in both languages, with the same places', () => {
    for (const step of steps) expect(kubeletEn).toHaveProperty([`kubelet.${step}`]);
    expect(Object.keys(kubeletKo).sort()).toEqual(Object.keys(kubeletEn).sort());
  });
});

describe('what the model does not play', () => {
  const pod = (spec: Record<string, unknown>): Pod =>
    ({ metadata: { name: 'a' }, spec: { containers: [{ name: 'a', image: 'x' }], ...spec } }) as unknown as Pod;
  it.each<[string, Record<string, unknown>, string[]]>([
    ['an ordinary Pod', { volumes: [{ name: 'v', emptyDir: {} }] }, []],
    ['the whole Pod', { hostPID: true, shareProcessNamespace: false }, ['hostPID']],
    ['a volume', { volumes: [{ name: 'v', emptyDir: { sizeLimit: '1Gi' } }] }, ['volumes[v].emptyDir.sizeLimit']],
    [
      'a container',
      { containers: [{ name: 'a', image: 'x', securityContext: { runAsUser: 1, readOnlyRootFilesystem: true } }] },
      ['containers[0].securityContext.readOnlyRootFilesystem'],
    ],
  ])('%s', (_, spec, fields) => expect(unmodelledFields(pod(spec))).toEqual(fields));
});
