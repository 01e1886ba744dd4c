import { describe, expect, it } from 'vitest';
import type { KubeObject, Pod } from '../../../api/types.ts';
import { boundPod, LoneNode } from '../testing.ts';

const reader = (command: string, more: Record<string, unknown>, volumes: Record<string, unknown>[]): Pod =>
  boundPod('web', {
    containers: [{ name: 'a', image: 'busybox:1.36', command: ['sh', '-c', command], ...more }],
    volumes,
  });
const execOutput = (node: LoneNode, command: string[]): string => {
  const id = node.request({ method: 'POST', path: '/exec/default/web/a', body: { command } }, 'kubelet@w1-k8s');
  node.run(1_000);
  return String(node.answer(id)!.body);
};

describe('hostPath types', () => {
  const withPath = (path: string, type: string): LoneNode => {
    const node = new LoneNode();
    node.create(reader('sleep 1000', {}, [{ name: 'host', hostPath: { path, type } }]));
    node.run(5_000);
    return node;
  };
  it.each([
    ['/nowhere', 'Directory', '/nowhere is not a directory'],
    ['/etc/hostname', 'Directory', '/etc/hostname is not a directory'],
    ['/etc/hostname', 'DirectoryOrCreate', '/etc/hostname is not a directory'],
    ['/tmp', 'File', '/tmp is not a file'],
    ['/var/run/docker.sock', 'Socket', '/var/run/docker.sock is not a socket file'],
    ['/dev/null', 'CharDevice', '/dev/null is not a character device'],
  ])('%s as %s: %s', (path, type, problem) => {
    const node = withPath(path, type);
    expect(node.events('web').join()).toContain(
      `Warning FailedMount MountVolume.SetUp failed for volume "host" : hostPath type check failed: ${problem}`,
    );
    expect(node.pod('web')!.status.phase).toBe('Pending');
  });
  it.each([
    ['/nowhere', ''],
    ['/nowhere', 'DirectoryOrCreate'],
    ['/tmp/', 'Directory'],
    ['/etc/os-release', 'File'],
    ['/run/containerd/containerd.sock', 'Socket'],
  ])('%s as "%s" is mounted', (path, type) => expect(withPath(path, type).pod('web')!.status.phase).toBe('Running'));
});

it('of two mounts of a ConfigMap only the one without subPath follows its changes', () => {
  const node = new LoneNode();
  const config = (text: string): KubeObject =>
    ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'site', namespace: 'default' },
      data: { color: text },
    }) as unknown as KubeObject;
  node.create(config('blue'), 'configmaps');
  node.create(
    reader(
      'sleep 1000',
      {
        volumeMounts: [
          { name: 'site', mountPath: '/site' },
          { name: 'site', mountPath: '/fixed/color', subPath: 'color' },
        ],
      },
      [{ name: 'site', configMap: { name: 'site' } }],
    ),
  );
  node.run(5_000);
  node.request({ method: 'PUT', path: '/api/v1/namespaces/default/configmaps/site', body: config('green') });
  node.run(120_000);
  expect(execOutput(node, ['cat', '/site/color', '/fixed/color'])).toBe('greenblue');
});

it('labels told by a volume are told anew when they change', () => {
  const node = new LoneNode();
  const items = [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }];
  node.create(
    reader('sleep 1000', { volumeMounts: [{ name: 'info', mountPath: '/info' }] }, [
      { name: 'info', downwardAPI: { items } },
    ]),
  );
  node.run(5_000);
  const pod = node.pod('web')!;
  const path = '/api/v1/namespaces/default/pods/web';
  node.request({
    method: 'PUT',
    path,
    body: { ...pod, metadata: { ...pod.metadata, labels: { tier: 'front' } } } as Pod,
  });
  node.run(3_000);
  expect(execOutput(node, ['cat', '/info/labels'])).toContain('tier="front"');
});
