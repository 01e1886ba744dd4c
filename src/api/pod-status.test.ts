import { describe, expect, it } from 'vitest';
import { podReadyText, podRestartsText, podStatusText, podSummary } from './pod-status.ts';
import type { ContainerState, ContainerStatus, Pod } from './types.ts';

const container = (state: ContainerState, more: Partial<ContainerStatus> = {}): ContainerStatus => ({
  name: 'c',
  state,
  lastState: {},
  ready: false,
  restartCount: 0,
  image: '',
  imageID: '',
  ...more,
});
const running = container({ running: { startedAt: '2025-01-01T00:00:00Z' } }, { ready: true });
const ended = (exitCode: number, reason: string): ContainerState => ({
  terminated: { exitCode, reason, startedAt: '2025-01-01T00:00:00Z', finishedAt: '2025-01-01T00:00:10Z' },
});
const pod = (status: Partial<Pod['status']>, metadata: Partial<Pod['metadata']> = {}, inits = 0): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', uid: '', resourceVersion: '', creationTimestamp: '', ...metadata },
    spec: {
      containers: [{ name: 'c' }],
      ...(inits > 0 ? { initContainers: Array.from({ length: inits }, (_, i) => ({ name: `i${i}` })) } : {}),
    },
    status: { phase: 'Pending', ...status },
  }) as unknown as Pod;

describe('the STATUS and READY columns', () => {
  it.each([
    ['just created', pod({}), 'Pending', '0/1'],
    [
      'pulling',
      pod({ containerStatuses: [container({ waiting: { reason: 'ContainerCreating' } })] }),
      'ContainerCreating',
      '0/1',
    ],
    [
      'no such image',
      pod({ containerStatuses: [container({ waiting: { reason: 'ImagePullBackOff' } })] }),
      'ImagePullBackOff',
      '0/1',
    ],
    ['running and ready', pod({ phase: 'Running', containerStatuses: [running] }), 'Running', '1/1'],
    ['crashed', pod({ phase: 'Running', containerStatuses: [container(ended(1, 'Error'))] }), 'Error', '0/1'],
    [
      'ended by a signal',
      pod({ containerStatuses: [container({ terminated: { ...ended(137, '').terminated!, signal: 9 } })] }),
      'Signal:9',
      '0/1',
    ],
    ['done', pod({ phase: 'Succeeded', containerStatuses: [container(ended(0, 'Completed'))] }), 'Completed', '0/1'],
    [
      'first of two init containers',
      pod({ initContainerStatuses: [container({ running: { startedAt: '' } })] }, {}, 2),
      'Init:0/2',
      '0/1',
    ],
    ['init failed', pod({ initContainerStatuses: [container(ended(2, 'Error'))] }, {}, 1), 'Init:Error', '0/1'],
    [
      'init crash loop',
      pod({ initContainerStatuses: [container({ waiting: { reason: 'CrashLoopBackOff' } })] }, {}, 1),
      'Init:CrashLoopBackOff',
      '0/1',
    ],
    [
      'being deleted',
      pod({ phase: 'Running', containerStatuses: [running] }, { deletionTimestamp: '2025-01-01T00:00:00Z' }),
      'Terminating',
      '1/1',
    ],
    [
      'on a lost node',
      pod({ phase: 'Running', reason: 'NodeLost' }, { deletionTimestamp: '2025-01-01T00:00:00Z' }),
      'Unknown',
      '0/1',
    ],
    ['evicted', pod({ phase: 'Failed', reason: 'Evicted' }), 'Evicted', '0/1'],
  ])('%s', (_, subject, status, ready) => {
    expect(podStatusText(subject)).toBe(status);
    expect(podReadyText(subject)).toBe(ready);
  });

  it('says how long ago the last restart was', () => {
    const crashed = container(running.state, { ready: true, restartCount: 3, lastState: ended(1, 'Error') });
    const summary = podSummary(pod({ phase: 'Running', containerStatuses: [crashed] }));
    expect(podRestartsText(summary, Date.parse('2025-01-01T00:00:35Z'))).toBe('3 (25s ago)');
  });
});
