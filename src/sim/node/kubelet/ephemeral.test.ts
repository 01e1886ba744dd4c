import { expect, it } from 'vitest';
import type { ContainerStatus, Pod } from '../../../api/types.ts';
import { boundPod, LoneNode } from '../testing.ts';

/** As `kubectl debug` writes it. */
const withDebugger = (pod: Pod, command: string[]): Pod => ({
  ...pod,
  spec: {
    ...pod.spec,
    ephemeralContainers: [
      { name: 'debugger', image: 'busybox:1.36', imagePullPolicy: 'IfNotPresent', resources: {}, command },
    ],
  } as Pod['spec'],
});
const debuggerOf = (node: LoneNode): ContainerStatus =>
  (node.pod('web')!.status as { ephemeralContainerStatuses?: ContainerStatus[] }).ephemeralContainerStatuses![0]!;

it('an ephemeral container joins the running Pod, runs once, and is nobody who has to be ready', () => {
  const node = new LoneNode();
  node.create(boundPod('web', { containers: [{ name: 'web', image: 'nginx:1.27' }] }));
  node.run(8_000);
  const path = '/api/v1/namespaces/default/pods/web';
  node.request({ method: 'PUT', path, body: withDebugger(node.pod('web')!, ['sleep', '5']) });
  node.run(4_000);
  expect(debuggerOf(node)).toMatchObject({ name: 'debugger', ready: false, restartCount: 0, state: { running: {} } });
  expect(node.events('web')).toContain('Normal Started Started container debugger');
  expect(node.pod('web')!.status.conditions!.find((c) => c.type === 'Ready')!.status).toBe('True');
  node.run(20_000);
  expect(debuggerOf(node)).toMatchObject({ restartCount: 0, state: { terminated: { exitCode: 0 } } });
  expect(node.pod('web')!.status).toMatchObject({
    phase: 'Running',
    containerStatuses: [{ restartCount: 0, ready: true }],
  });
});
