import { describe, expect, it } from 'vitest';
import { boundPod, LoneNode } from '../testing.ts';

const waiting = (node: LoneNode, name: string) => node.pod(name)!.status.containerStatuses![0]!.state.waiting;
const stopsAfter = (node: LoneNode): number => {
  const entries = [...node.kernel.trace.entries];
  const at = (call: string): number => {
    const sent = entries.find((e) => e.type === 'message' && e.message.kind === 'cri' && e.message.call.call === call);
    return sent?.type === 'message' ? sent.sentMs : NaN;
  };
  return at('StopContainer') - at('StartContainer');
};

describe('lifecycle hooks', () => {
  it('a failed liveness probe runs the preStop hook before the signal', () => {
    const node = new LoneNode();
    node.create(
      boundPod('web', {
        containers: [
          {
            name: 'web',
            image: 'hello:v1',
            lifecycle: { preStop: { exec: { command: ['sh', '-c', 'sleep 3; echo bye > /dev/termination-log'] } } },
            livenessProbe: { httpGet: { path: '/', port: 81, scheme: 'HTTP' }, periodSeconds: 1, failureThreshold: 1 },
          },
        ],
      }),
    );
    node.run(20_000);
    const texts = node.events('web').map((e) => e.split(' ').slice(1, 2)[0]);
    expect(texts.indexOf('Unhealthy')).toBeLessThan(texts.indexOf('Killing'));
    expect(node.calls()).toContain('ExecSync');
    expect(node.calls().indexOf('ExecSync')).toBeLessThan(node.calls().indexOf('StopContainer'));
    expect(stopsAfter(node)).toBeGreaterThan(3_000);
    expect(node.pod('web')!.status.containerStatuses![0]!.restartCount).toBeGreaterThan(0);
  });

  it('an HTTP hook that nobody answers fails: the container is killed after postStart, goes on after preStop', () => {
    const node = new LoneNode();
    const hook = { httpGet: { path: '/', port: 9999, scheme: 'HTTP' } };
    node.create(boundPod('start', { containers: [{ name: 'a', image: 'hello:v1', lifecycle: { postStart: hook } }] }));
    node.create(boundPod('stop', { containers: [{ name: 'a', image: 'hello:v1', lifecycle: { preStop: hook } }] }));
    node.run(5_000);
    expect(node.events('start').join()).toContain('Warning FailedPostStartHook PostStartHook failed');
    expect(waiting(node, 'start')?.reason).toMatch(/PostStartHookError|CrashLoopBackOff/);
    node.delete('stop');
    node.run(5_000);
    expect(node.events('stop')).toContain('Warning FailedPreStopHook PreStopHook failed');
    expect(node.pod('stop')).toBeUndefined();
  });

  it('any answer over HTTP is good enough, by the name of a port, too', () => {
    const node = new LoneNode();
    node.create(
      boundPod('web', {
        containers: [
          {
            name: 'web',
            image: 'nginx:1.27',
            ports: [{ name: 'http', containerPort: 80, protocol: 'TCP' }],
            // nginx knows no such page: 404.
            lifecycle: {
              postStart: { exec: { command: ['sleep', '1'] } },
              preStop: { httpGet: { path: '/bye', port: 'http' } },
            },
          },
        ],
      }),
    );
    node.run(10_000);
    node.delete('web');
    node.run(5_000);
    expect(node.events('web').filter((e) => e.includes('Hook'))).toEqual([]);
    expect(node.pod('web')).toBeUndefined();
  });
});
