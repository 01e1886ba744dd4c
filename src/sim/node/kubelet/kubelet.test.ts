import { describe, expect, it } from 'vitest';
import { boundPod, LoneNode } from '../testing.ts';

describe('a bound Pod', () => {
  it('goes to Running with the events, calls and status of the real thing', () => {
    const node = new LoneNode();
    node.create(boundPod('web', { containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80, protocol: 'TCP' }] }] }));
    node.run(10_000);
    expect(node.events('web')).toEqual([
      'Normal Pulling Pulling image "nginx:1.27"',
      expect.stringMatching(/^Normal Pulled Successfully pulled image "nginx:1.27" in \d\.\d+s \(\d\.\d+s including waiting\)\. Image size: 72404038 bytes\.$/),
      'Normal Created Created container: web',
      'Normal Started Started container web',
    ]);
    expect(node.calls()).toEqual(['ListContainers', 'RunPodSandbox', 'ImageStatus', 'PullImage', 'CreateContainer', 'StartContainer']);
    const status = node.pod('web')!.status;
    expect(status).toMatchObject({
      phase: 'Running',
      podIP: '10.244.1.2',
      hostIP: '192.168.1.11',
      containerStatuses: [{ name: 'web', ready: true, started: true, restartCount: 0, image: 'docker.io/library/nginx:1.27', imageID: expect.stringMatching(/^docker.io\/library\/nginx@sha256:[0-9a-f]{64}$/), containerID: expect.stringMatching(/^containerd:\/\/[0-9a-f]{64}$/) }],
    });
    expect(status.conditions!.map((c) => `${c.type} ${c.status}`)).toEqual(['PodReadyToStartContainers True', 'Initialized True', 'Ready True', 'ContainersReady True', 'PodScheduled True']);
  });
});
