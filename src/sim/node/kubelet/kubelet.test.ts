import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../api/types.ts';
import { boundPod, LoneNode } from '../testing.ts';

describe('a bound Pod', () => {
  it('goes to Running with the events, calls and status of the real thing', () => {
    const node = new LoneNode();
    node.create(
      boundPod('web', {
        containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80, protocol: 'TCP' }] }],
      }),
    );
    node.run(10_000);
    expect(node.events('web')).toEqual([
      'Normal Pulling Pulling image "nginx:1.27"',
      expect.stringMatching(
        /^Normal Pulled Successfully pulled image "nginx:1.27" in \d\.\d+s \(\d\.\d+s including waiting\)\. Image size: 72404038 bytes\.$/,
      ),
      'Normal Created Created container: web',
      'Normal Started Started container web',
    ]);
    expect(node.calls()).toEqual([
      'ListContainers',
      'RunPodSandbox',
      'ImageStatus',
      'PullImage',
      'CreateContainer',
      'StartContainer',
    ]);
    const status = node.pod('web')!.status;
    expect(status).toMatchObject({
      phase: 'Running',
      podIP: '10.244.1.2',
      hostIP: '192.168.1.11',
      containerStatuses: [
        {
          name: 'web',
          ready: true,
          started: true,
          restartCount: 0,
          image: 'docker.io/library/nginx:1.27',
          imageID: expect.stringMatching(/^docker.io\/library\/nginx@sha256:[0-9a-f]{64}$/),
          containerID: expect.stringMatching(/^containerd:\/\/[0-9a-f]{64}$/),
        },
      ],
    });
    expect(status.conditions!.map((c) => `${c.type} ${c.status}`)).toEqual([
      'PodReadyToStartContainers True',
      'Initialized True',
      'Ready True',
      'ContainersReady True',
      'PodScheduled True',
    ]);
  });
});

const status = (node: LoneNode, name: string, container = 0) => node.pod(name)!.status.containerStatuses![container]!;

describe('images', () => {
  it('a missing tag: ErrImagePull at once, then ImagePullBackOff with growing waits', () => {
    const node = new LoneNode();
    node.create(boundPod('web', { containers: [{ name: 'web', image: 'hello:v9' }] }));
    node.run(3_000);
    expect(status(node, 'web').state.waiting!.reason).toBe('ErrImagePull');
    node.run(17_000);
    const waiting = status(node, 'web').state.waiting!;
    expect(waiting.reason).toBe('ImagePullBackOff');
    const error =
      'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/hello:v9": failed to resolve reference "docker.io/library/hello:v9": docker.io/library/hello:v9: not found';
    expect(waiting.message).toBe(`Back-off pulling image "hello:v9": ErrImagePull: ${error}`);
    node.run(100_000);
    expect(node.events('web').map((e) => e.replace(/ ×\d+$/, ' ×n'))).toEqual([
      'Normal Pulling Pulling image "hello:v9" ×n',
      `Warning Failed Failed to pull image "hello:v9": ${error} ×n`,
      'Warning Failed Error: ErrImagePull ×n',
      'Normal BackOff Back-off pulling image "hello:v9" ×n',
      'Warning Failed Error: ImagePullBackOff ×n',
    ]);
    // 10, 20, 40, 80 s: in two minutes four tries and no more.
    expect(node.calls().filter((c) => c === 'PullImage').length).toBe(4);
  });
  it.each([
    [
      'an upper-case name is no image name',
      { image: 'NGINX' },
      'InvalidImageName',
      `Failed to apply default image tag "NGINX": couldn't parse image name "NGINX": invalid reference format: repository name (library/NGINX) must be lowercase`,
    ],
    [
      'policy Never and nothing there',
      { image: 'nginx', imagePullPolicy: 'Never' },
      'ErrImageNeverPull',
      'Container image "nginx" is not present with pull policy of Never',
    ],
    [
      'an unknown repository of the library',
      { image: 'ngnix' },
      'ErrImagePull',
      'rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/library/ngnix:latest": failed to resolve reference "docker.io/library/ngnix:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    ],
    [
      'a missing ConfigMap in the environment',
      { image: 'nginx', env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'cfg', key: 'a' } } }] },
      'CreateContainerConfigError',
      'configmap "cfg" not found',
    ],
    [
      'a program that is not there',
      { image: 'nginx', command: ['foo'] },
      'RunContainerError',
      'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "foo": executable file not found in $PATH: unknown',
    ],
  ])('%s', (_, container, reason, message) => {
    const node = new LoneNode();
    node.create(boundPod('web', { containers: [{ name: 'web', ...container }] }));
    node.run(5_000);
    expect(status(node, 'web').state.waiting).toEqual({ reason, message });
    // A container that was created has a past, even if it never ran.
    expect(node.pod('web')!.status.phase).toBe(reason === 'RunContainerError' ? 'Running' : 'Pending');
  });
  it('an image that is there already is not pulled again', () => {
    const node = new LoneNode();
    for (const name of ['a', 'b']) node.create(boundPod(name, { containers: [{ name: 'web', image: 'nginx:1.27' }] }));
    node.run(6_000);
    node.create(boundPod('c', { containers: [{ name: 'web', image: 'nginx:1.27' }] }));
    node.run(2_000);
    expect(node.events('c')[0]).toBe('Normal Pulled Container image "nginx:1.27" already present on machine');
    expect(node.pod('c')!.status.phase).toBe('Running');
  });
});

describe('a container that ends', () => {
  it('without a command busybox ends at once: Completed, then CrashLoopBackOff with 10, 20, 40 s', () => {
    const node = new LoneNode();
    node.create(boundPod('bb', { containers: [{ name: 'bb', image: 'busybox:1.25' }] }));
    const seen: string[] = [];
    for (let i = 0; i < 60; i++) {
      node.run(500);
      const { state, restartCount } = status(node, 'bb');
      const now = `${state.waiting?.reason ?? state.terminated?.reason ?? 'Running'} ${restartCount}`;
      if (now !== seen.at(-1)) seen.push(now);
    }
    // The first restart is immediate; the second exit meets the back-off.
    expect(seen.slice(0, 6)).toEqual([
      'ContainerCreating 0',
      'Completed 0',
      'Completed 1',
      'CrashLoopBackOff 1',
      'Completed 2',
      'CrashLoopBackOff 2',
    ]);
    expect(status(node, 'bb').state.waiting!.message).toBe(
      'back-off 20s restarting failed container=bb pod=bb_default(uid-bb)',
    );
    node.run(140_000);
    expect(status(node, 'bb').restartCount).toBe(4);
    expect(node.events('bb').find((e) => e.includes('Back-off restarting'))).toMatch(
      /^Warning BackOff Back-off restarting failed container bb in pod bb_default\(uid-bb\) ×\d+$/,
    );
    expect(node.pod('bb')!.status.phase).toBe('Running');
  });
  it.each([
    ['Never and exit 0', 'Never', 'exit 0', 'Succeeded', 'Completed', 0],
    ['Never and exit 3', 'Never', 'exit 3', 'Failed', 'Error', 3],
    ['OnFailure and exit 0', 'OnFailure', 'echo done', 'Succeeded', 'Completed', 0],
  ])('restartPolicy %s', (_, restartPolicy, script, phase, reason, exitCode) => {
    const node = new LoneNode();
    node.create(
      boundPod('job', { restartPolicy, containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', script] }] }),
    );
    node.run(10_000);
    expect(node.pod('job')!.status).toMatchObject({
      phase,
      containerStatuses: [{ restartCount: 0, state: { terminated: { reason, exitCode } } }],
    });
    const conditions = node.pod('job')!.status.conditions!;
    expect(conditions.find((c) => c.type === 'Ready')).toMatchObject({
      status: 'False',
      reason: phase === 'Failed' ? 'PodFailed' : 'PodCompleted',
    });
    expect(conditions.find((c) => c.type === 'PodReadyToStartContainers')!.status).toBe('False');
    expect(node.calls()).toContain('StopPodSandbox');
  });
  it('mysql without a password says why and ends with 1', () => {
    const node = new LoneNode();
    node.create(boundPod('db', { containers: [{ name: 'db', image: 'mysql:8' }] }));
    node.run(10_000);
    expect(status(node, 'db').lastState.terminated ?? status(node, 'db').state.terminated).toMatchObject({
      exitCode: 1,
      reason: 'Error',
    });
    const id = node.request({ method: 'GET', path: '/containerLogs/default/db/db' }, 'kubelet@w1-k8s');
    node.run(100);
    expect(node.answer(id)!.body).toMatch(
      /Database is uninitialized and password option is not specified\n {4}You need to specify one of the following as an environment variable:\n {4}- MYSQL_ROOT_PASSWORD\n/,
    );
  });
  it('more memory than its limit: OOMKilled, 137', () => {
    const node = new LoneNode();
    node.create(
      boundPod('mem', {
        containers: [
          {
            name: 'm',
            image: 'polinux/stress',
            command: ['stress'],
            args: ['--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1'],
            resources: { limits: { memory: '100Mi' } },
          },
        ],
      }),
    );
    node.run(6_000);
    const s = status(node, 'mem');
    expect(s.state.terminated ?? s.lastState.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  });
});

describe('init containers', () => {
  it('run one after the other, then the others', () => {
    const node = new LoneNode();
    node.create(
      boundPod('app', {
        initContainers: [
          { name: 'one', image: 'busybox', command: ['sh', '-c', 'sleep 2'] },
          { name: 'two', image: 'busybox', command: ['sh', '-c', 'sleep 2'] },
        ],
        containers: [{ name: 'web', image: 'nginx' }],
      }),
    );
    node.run(3_000);
    expect(node.pod('app')!.status).toMatchObject({
      phase: 'Pending',
      containerStatuses: [{ state: { waiting: { reason: 'PodInitializing' } } }],
    });
    expect(node.pod('app')!.status.conditions!.find((c) => c.type === 'Initialized')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [one two]',
    });
    node.run(12_000);
    expect(node.pod('app')!.status.phase).toBe('Running');
    expect(
      node
        .events('app')
        .filter((e) => e.includes('Started'))
        .map((e) => e.split(' ').at(-1)),
    ).toEqual(['one', 'two', 'web']);
  });
  it('one that fails under Never fails the Pod', () => {
    const node = new LoneNode();
    node.create(
      boundPod('app', {
        restartPolicy: 'Never',
        initContainers: [{ name: 'one', image: 'busybox', command: ['false'] }],
        containers: [{ name: 'web', image: 'nginx' }],
      }),
    );
    node.run(8_000);
    expect(node.pod('app')!.status.phase).toBe('Failed');
  });
  it('a sidecar starts first, stays, and ends last', () => {
    const node = new LoneNode();
    node.create(
      boundPod('app', {
        initContainers: [{ name: 'side', image: 'redis', restartPolicy: 'Always' }],
        containers: [{ name: 'web', image: 'hello:v1' }],
      }),
    );
    node.run(8_000);
    expect(node.pod('app')!.status).toMatchObject({
      phase: 'Running',
      initContainerStatuses: [{ ready: true, started: true }],
      containerStatuses: [{ ready: true }],
    });
    node.delete('app');
    node.run(3_000);
    expect(
      node
        .events('app')
        .filter((e) => e.includes('Stopping'))
        .map((e) => e.split(' ').at(-1)),
    ).toEqual(['web', 'side']);
    expect(node.pod('app')).toBeUndefined();
  });
});

describe('deletion', () => {
  it.each([
    ['a server that handles SIGTERM is gone in a second', { image: 'nginx' }, 1_000],
    [
      'sleep as PID 1 ignores SIGTERM and gets the whole grace period',
      { image: 'busybox', command: ['sleep', '3600'] },
      30_500,
    ],
    [
      'a shell with a trap ends when its command does',
      { image: 'busybox', command: ['sh', '-c', "trap 'exit 0' TERM; while true; do sleep 3; done"] },
      4_000,
    ],
    [
      'a preStop sleep takes its time first',
      { image: 'nginx', lifecycle: { preStop: { sleep: { seconds: 5 } } } },
      6_000,
    ],
  ])('%s', (_, container, atMostMs) => {
    const node = new LoneNode();
    node.create(boundPod('web', { containers: [{ name: 'web', ...container }] }));
    node.run(10_000);
    expect(node.pod('web')!.status.phase).toBe('Running');
    node.delete('web');
    node.run(atMostMs * 0.8 - 400);
    const early = node.pod('web');
    if (atMostMs > 4_000) expect(early).toBeDefined();
    node.run(atMostMs * 0.2 + 400);
    expect(node.pod('web')).toBeUndefined();
    expect(node.events('web')).toContain('Normal Killing Stopping container web');
    expect(node.calls().slice(-3)).toEqual(['StopContainer', 'StopPodSandbox', 'RemovePodSandbox']);
  });
  it('by force: the object goes at once, the container after', () => {
    const node = new LoneNode();
    node.create(boundPod('web', { containers: [{ name: 'web', image: 'busybox', command: ['sleep', '3600'] }] }));
    node.run(5_000);
    node.delete('web', 0);
    node.run(100);
    expect(node.pod('web')).toBeUndefined();
    node.run(4_000);
    expect(node.calls().slice(-2)).toEqual(['StopPodSandbox', 'RemovePodSandbox']);
  });
  it('while the image is still being pulled', () => {
    const node = new LoneNode();
    node.create(
      boundPod('db', {
        containers: [{ name: 'db', image: 'mysql:8', env: [{ name: 'MYSQL_ROOT_PASSWORD', value: 'x' }] }],
      }),
    );
    node.run(2_000);
    node.delete('db');
    node.run(2_000);
    expect(node.pod('db')).toBeUndefined();
    expect(node.calls()).not.toContain('CreateContainer');
    // Its last word: it has failed. Only then its owner may replace it.
    const said = [...node.kernel.trace.entries].flatMap((e) =>
      e.type === 'message' && e.message.kind === 'request' && e.message.request.path.endsWith('/pods/db/status')
        ? [(e.message.request.body as { status: Partial<Pod['status']> }).status]
        : [],
    );
    expect(said.at(-1)).toMatchObject({
      phase: 'Failed',
      containerStatuses: [{ state: { terminated: { reason: 'ContainerStatusUnknown', exitCode: 137 } } }],
    });
  });
  it.each([
    ['the kubelet was off meanwhile', true],
    ['the kubelet saw it stop', false],
  ])('nobody says that a Pod has ended while its runtime does not answer: %s', (_, restarts) => {
    const node = new LoneNode();
    node.create(boundPod('web', { containers: [{ name: 'web', image: 'nginx' }] }));
    node.run(10_000);
    const { kernel } = node;
    const profile = kernel.stateOf<{ profile: unknown }>('kubelet@w1-k8s')!.profile;
    kernel.stopActor('runtime@w1-k8s');
    if (restarts) kernel.stopActor('kubelet@w1-k8s');
    node.delete('web');
    node.run(5_000);
    if (restarts) {
      kernel.startActor('kubelet@w1-k8s', profile);
      node.run(100);
      // What a call to a process that does not run gets in a whole cluster.
      const { recoverCall: re } = kernel.stateOf<{ recoverCall: number }>('kubelet@w1-k8s')!;
      const reply = { ok: false, code: 'Unavailable', error: 'connection refused' } as const;
      kernel.inject('kubelet@w1-k8s', { kind: 'cri-reply', re, call: 'ListContainers', reply });
    }
    node.run(120_000);
    expect(node.pod('web')!.metadata.deletionTimestamp).toBeDefined();
    kernel.startActor('runtime@w1-k8s', profile);
    node.run(30_000);
    expect(node.pod('web')).toBeUndefined();
  });
});

describe('probes', () => {
  const probe = (more: Record<string, unknown> = {}) => ({
    httpGet: { path: '/ready', port: 80, scheme: 'HTTP' },
    timeoutSeconds: 1,
    periodSeconds: 5,
    successThreshold: 1,
    failureThreshold: 3,
    ...more,
  });
  it('a slow starter is Running but not ready until its readiness probe says yes', () => {
    const node = new LoneNode();
    node.create(boundPod('web', { containers: [{ name: 'web', image: 'hello:slow', readinessProbe: probe() }] }));
    node.run(10_000);
    expect(status(node, 'web')).toMatchObject({ ready: false, started: true });
    expect(node.pod('web')!.status.conditions!.find((c) => c.type === 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [web]',
    });
    expect(node.events('web').at(-1)).toMatch(
      /^Warning Unhealthy Readiness probe failed: Get "http:\/\/10\.244\.1\.2:80\/ready": dial tcp 10\.244\.1\.2:80: connect: connection refused( ×\d)?$/,
    );
    node.run(20_000);
    expect(status(node, 'web').ready).toBe(true);
    expect(status(node, 'web').restartCount).toBe(0);
  });
  it('liveness: the documentation example is restarted again and again', () => {
    const node = new LoneNode();
    node.create(
      boundPod('live', {
        containers: [
          {
            name: 'liveness',
            image: 'registry.k8s.io/e2e-test-images/agnhost:2.40',
            args: ['liveness'],
            livenessProbe: probe({
              httpGet: { path: '/healthz', port: 8080, scheme: 'HTTP' },
              initialDelaySeconds: 3,
              periodSeconds: 3,
            }),
          },
        ],
      }),
    );
    node.run(40_000);
    expect(status(node, 'live').restartCount).toBeGreaterThanOrEqual(1);
    expect(status(node, 'live').lastState.terminated).toMatchObject({ exitCode: 2, reason: 'Error' });
    expect(node.events('live').map((e) => e.replace(/ ×\d+$/, ''))).toEqual(
      expect.arrayContaining([
        'Warning Unhealthy Liveness probe failed: HTTP probe failed with statuscode: 500',
        'Normal Killing Container liveness failed liveness probe, will be restarted',
      ]),
    );
  });
  it('an exec probe sees the file of its moment', () => {
    const node = new LoneNode();
    node.create(
      boundPod('live', {
        terminationGracePeriodSeconds: 5,
        containers: [
          {
            name: 'c',
            image: 'busybox',
            args: ['/bin/sh', '-c', 'touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600'],
            livenessProbe: {
              exec: { command: ['cat', '/tmp/healthy'] },
              timeoutSeconds: 1,
              initialDelaySeconds: 5,
              periodSeconds: 5,
              successThreshold: 1,
              failureThreshold: 3,
            },
          },
        ],
      }),
    );
    node.run(32_000);
    expect(node.events('live').some((e) => e.includes('Unhealthy'))).toBe(false);
    node.run(30_000);
    expect(node.events('live').find((e) => e.includes('Unhealthy'))).toContain(
      `Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory`,
    );
    expect(status(node, 'live')).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 137 } } });
  });
  it('a command that is not there is no answer: no restart by liveness, no readiness either', () => {
    const node = new LoneNode();
    const exec = { exec: { command: ['/healthy'] }, periodSeconds: 1, failureThreshold: 1 };
    node.create(
      boundPod('web', { containers: [{ name: 'a', image: 'hello:v1', livenessProbe: exec, readinessProbe: exec }] }),
    );
    node.run(30_000);
    expect(status(node, 'web')).toMatchObject({ ready: false, restartCount: 0 });
    expect(node.events('web').join()).toMatch(
      /Warning Unhealthy Liveness probe errored: rpc error: code = Unknown desc = /,
    );
  });

  it('startup: the others wait for it', () => {
    const node = new LoneNode();
    node.create(
      boundPod('web', {
        containers: [
          {
            name: 'web',
            image: 'hello:slow',
            startupProbe: probe({ failureThreshold: 10 }),
            readinessProbe: probe(),
            livenessProbe: probe({ failureThreshold: 1 }),
          },
        ],
      }),
    );
    node.run(12_000);
    expect(status(node, 'web')).toMatchObject({ started: false, ready: false, restartCount: 0 });
    node.run(18_000);
    expect(status(node, 'web')).toMatchObject({ started: true, ready: true, restartCount: 0 });
  });
  it('a healthy container is asked every period, quietly and without a write', () => {
    const node = new LoneNode();
    node.create(
      boundPod('web', {
        containers: [{ name: 'web', image: 'hello:v1', readinessProbe: probe(), livenessProbe: probe() }],
      }),
    );
    node.run(20_000);
    const before = node.kernel.trace.entries.length;
    node.run(50_000);
    const after = [...node.kernel.trace.entries].slice(before);
    expect(after.every((e) => e.quiet)).toBe(true);
    expect(after.filter((e) => e.type === 'message' && e.message.kind === 'probe').length).toBe(20);
    expect(
      after.filter(
        (e) => e.type === 'message' && e.message.kind === 'request' && e.message.request.path.includes('/pods/'),
      ).length,
    ).toBe(0);
  });
});

describe('the kubelet itself', () => {
  it('registers its node, becomes ready and renews its lease every ten seconds', () => {
    const node = new LoneNode();
    node.run(60_000);
    expect(node.object('/api/v1/nodes/w1-k8s')).toMatchObject({
      spec: { podCIDR: '10.244.1.0/24' },
      status: {
        capacity: { cpu: '4', memory: '8388608Ki', pods: '110' },
        conditions: [
          { type: 'MemoryPressure' },
          { type: 'DiskPressure' },
          { type: 'PIDPressure' },
          { type: 'Ready', status: 'True', reason: 'KubeletReady' },
        ],
      },
    });
    const puts = [...node.kernel.trace.entries].filter(
      (e) => e.type === 'message' && e.message.kind === 'request' && e.message.request.method === 'PUT',
    );
    expect(puts.length).toBeGreaterThanOrEqual(5);
    expect(puts.every((e) => e.quiet)).toBe(true);
  });
  it('restarted, it takes up what runs without touching it', () => {
    const node = new LoneNode();
    node.create(boundPod('web', { containers: [{ name: 'web', image: 'nginx' }] }));
    node.run(8_000);
    const before = node.pod('web');
    const { kernel } = node;
    kernel.stopActor('kubelet@w1-k8s');
    node.run(30_000);
    kernel.startActor('kubelet@w1-k8s', kernel.stateOf<{ profile: unknown }>('kubelet@w1-k8s')!.profile);
    node.run(10_000);
    expect(node.pod('web')).toEqual(before);
    expect(node.calls().filter((c) => c === 'RunPodSandbox').length).toBe(1);
    node.delete('web');
    node.run(5_000);
    expect(node.pod('web')).toBeUndefined();
  });
  it.each([
    ['the whole machine was off', ['kubelet', 'runtime']],
    ['only the runtime was', ['runtime']],
  ])('%s: Pods get a new sandbox, their containers a new start', (_, stopped) => {
    const node = new LoneNode();
    node.create(boundPod('web', { containers: [{ name: 'web', image: 'nginx' }] }));
    node.run(8_000);
    const { kernel } = node;
    const profile = kernel.stateOf<{ profile: unknown }>('kubelet@w1-k8s')!.profile;
    for (const kind of stopped) kernel.stopActor(`${kind}@w1-k8s`);
    node.run(60_000);
    for (const kind of [...stopped].reverse()) kernel.startActor(`${kind}@w1-k8s`, profile);
    node.run(15_000);
    expect(node.pod('web')!.status).toMatchObject({
      phase: 'Running',
      podIP: '10.244.1.3',
      containerStatuses: [
        { ready: true, restartCount: 1, lastState: { terminated: { exitCode: 255, reason: 'Unknown' } } },
      ],
    });
    expect(node.events('web')).toContain(
      'Normal SandboxChanged Pod sandbox changed, it will be killed and re-created.',
    );
  });
  it('a Pod that does not fit is refused, whoever bound it', () => {
    const node = new LoneNode();
    node.create(
      boundPod('big', { containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '5' } } }] }),
    );
    node.run(2_000);
    const text = `Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000`;
    expect(node.pod('big')!.status).toMatchObject({
      phase: 'Failed',
      reason: 'OutOfcpu',
      message: `Pod was rejected: ${text}`,
    });
    expect(node.events('big')).toEqual([`Warning OutOfcpu ${text}`]);
  });
  it('the same seed gives the same trace, also from a checkpoint', () => {
    const play = (): LoneNode => {
      const node = new LoneNode(7);
      node.create(
        boundPod('a', {
          containers: [
            {
              name: 'c',
              image: 'hello:flaky',
              readinessProbe: {
                httpGet: { path: '/ready', port: 80, scheme: 'HTTP' },
                timeoutSeconds: 1,
                periodSeconds: 5,
                successThreshold: 1,
                failureThreshold: 3,
              },
            },
          ],
        }),
      );
      node.create(
        boundPod('b', {
          containers: [
            {
              name: 'c',
              image: 'busybox',
              command: ['sh', '-c', 'i=0; while true; do echo "$i: $(date)"; i=$((i+1)); sleep 1; done'],
            },
          ],
        }),
      );
      node.run(20_000);
      return node;
    };
    const one = play();
    const checkpoint = one.kernel.snapshot();
    const steps = one.kernel.steps;
    one.run(60_000);
    const two = play();
    two.kernel.restore(two.kernel.unpackSnapshot(two.kernel.packSnapshot(checkpoint)), two.kernel.trace);
    expect(two.kernel.steps).toBe(steps);
    two.run(60_000);
    expect(two.kernel.traceHash()).toBe(one.kernel.traceHash());
  });
});

describe('what can go wrong besides', () => {
  it('too long on the node: DeadlineExceeded', () => {
    const node = new LoneNode();
    node.create(
      boundPod('job', {
        activeDeadlineSeconds: 20,
        terminationGracePeriodSeconds: 2,
        containers: [{ name: 'c', image: 'busybox', command: ['sleep', '600'] }],
      }),
    );
    node.run(15_000);
    expect(node.pod('job')!.status.phase).toBe('Running');
    node.run(12_000);
    const message = 'Pod was active on the node longer than the specified deadline';
    expect(node.pod('job')!.status).toMatchObject({
      phase: 'Failed',
      reason: 'DeadlineExceeded',
      message,
      containerStatuses: [{ state: { terminated: { exitCode: 137 } } }],
    });
    expect(node.events('job')).toContain(`Normal DeadlineExceeded ${message}`);
  });
  it('a failing postStart hook kills the container', () => {
    const node = new LoneNode();
    node.create(
      boundPod('web', {
        containers: [{ name: 'web', image: 'nginx', lifecycle: { postStart: { exec: { command: ['false'] } } } }],
      }),
    );
    node.run(6_000);
    expect(node.events('web').map((e) => e.replace(/ ×\d+$/, ''))).toEqual(
      expect.arrayContaining([
        'Warning FailedPostStartHook PostStartHook failed',
        'Normal Killing FailedPostStartHook',
      ]),
    );
    expect(status(node, 'web').lastState.terminated ?? status(node, 'web').state.terminated).toMatchObject({
      exitCode: 0,
    });
  });
  it('two Pods want the same port of the node', () => {
    const node = new LoneNode();
    const ports = [{ containerPort: 80, hostPort: 80, protocol: 'TCP' }];
    node.create(boundPod('a', { containers: [{ name: 'c', image: 'nginx', ports }] }));
    node.create(boundPod('b', { containers: [{ name: 'c', image: 'nginx', ports }] }));
    node.run(6_000);
    expect(node.pod('a')!.status.phase).toBe('Running');
    expect(node.pod('b')!.status).toMatchObject({ phase: 'Failed', reason: 'NodePorts' });
  });
  it('an image that would run as root where that is forbidden', () => {
    const node = new LoneNode();
    node.create(
      boundPod('web', { containers: [{ name: 'c', image: 'nginx', securityContext: { runAsNonRoot: true } }] }),
    );
    node.run(5_000);
    expect(status(node, 'web').state.waiting).toEqual({
      reason: 'CreateContainerConfigError',
      message: 'container has runAsNonRoot and image will run as root (pod: "web_default(uid-web)", container: c)',
    });
  });
  it('no address is left on the node', () => {
    const node = new LoneNode();
    const cni = node.kernel.stateOf<{ used: Set<number> }>('cni@w1-k8s')!;
    for (let i = 2; i <= 254; i++) cni.used.add(i);
    node.create(boundPod('web', { containers: [{ name: 'c', image: 'nginx' }] }));
    node.run(2_000);
    expect(node.events('web')[0]).toMatch(
      /^Warning FailedCreatePodSandBox Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "[0-9a-f]{64}": plugin type="bridge" failed \(add\): /,
    );
    cni.used.clear();
    node.run(16_000);
    expect(node.pod('web')!.status.phase).toBe('Running');
  });
  it('a status the API server did not take is sent again', () => {
    const node = new LoneNode();
    node.create(
      boundPod('web', {
        containers: [
          {
            name: 'c',
            image: 'hello:slow',
            readinessProbe: {
              tcpSocket: { port: 80 },
              timeoutSeconds: 1,
              periodSeconds: 5,
              successThreshold: 1,
              failureThreshold: 3,
            },
          },
        ],
      }),
    );
    node.run(5_000);
    const { kernel } = node;
    const objects = kernel.stateOf<{ objects: Map<string, unknown> }>('apiserver')!.objects;
    const path = '/api/v1/namespaces/default/pods/web';
    node.run(13_000);
    const before = objects.get(path);
    node.run(12_000);
    expect(status(node, 'web').ready).toBe(true);
    // As if the node controller had spoken for the silent node.
    objects.set(path, before);
    node.request({ method: 'PATCH', path: `${path}/status`, body: { status: {} } });
    node.run(100);
    expect(status(node, 'web').ready).toBe(false);
    node.run(11_000);
    expect(node.pod('web')!.status.conditions!.find((c) => c.type === 'Ready')!.status).toBe('True');
  });
});

describe('logs', () => {
  const counter = boundPod('counter', {
    containers: [
      {
        name: 'count',
        image: 'busybox:1.28',
        args: ['/bin/sh', '-c', 'i=0; while true; do echo "$i: $(date)"; i=$((i+1)); sleep 1; done'],
      },
    ],
  });
  it('of a counting shell, whole and the last lines', () => {
    const node = new LoneNode();
    node.create(counter);
    node.run(6_000);
    const all = node.request({ method: 'GET', path: '/containerLogs/default/counter/count' }, 'kubelet@w1-k8s');
    const tail = node.request(
      { method: 'GET', path: '/containerLogs/default/counter/count', query: { tailLines: '1' } },
      'kubelet@w1-k8s',
    );
    node.run(10);
    const lines = (node.answer(all)!.body as string).trimEnd().split('\n');
    expect(lines[0]).toMatch(/^0: Sun Jun {2}1 00:00:\d\d UTC 2025$/);
    expect(lines.length).toBeGreaterThanOrEqual(5);
    expect(node.answer(tail)!.body).toBe(`${lines.at(-1)}\n`);
  });
  it('followed: chunks as they are written, until the reader hangs up', () => {
    const node = new LoneNode();
    node.create(counter);
    node.run(6_000);
    const id = node.request(
      { method: 'GET', path: '/containerLogs/default/counter/count', query: { follow: 'true', tailLines: '0' } },
      'kubelet@w1-k8s',
    );
    node.run(5_500);
    const chunks = (): string[] =>
      [...node.kernel.trace.entries].flatMap((e) =>
        e.type === 'message' && e.message.kind === 'chunk' && e.to === 'apiserver' && e.message.stream === id
          ? [e.message.text]
          : [],
      );
    expect(chunks().length).toBeGreaterThanOrEqual(5);
    expect(chunks()[0]).toMatch(/^\d+: Sun/);
    node.kernel.inject('kubelet@w1-k8s', { kind: 'cancel', stream: id }, { from: 'apiserver' });
    node.run(10);
    const before = chunks().length;
    node.run(5_000);
    expect(chunks().length).toBe(before);
  });
  it.each([
    [
      'before the image has come',
      { image: 'hello:nope' },
      {},
      'container "c" in pod "p" is waiting to start: trying and failing to pull image',
    ],
    [
      'of an instance that never was',
      { image: 'nginx' },
      { previous: 'true' },
      'previous terminated container "c" in pod "p" not found',
    ],
  ])('%s', (_, container, query, text) => {
    const node = new LoneNode();
    node.create(boundPod('p', { containers: [{ name: 'c', ...container }] }));
    node.run(8_000);
    const id = node.request({ method: 'GET', path: '/containerLogs/default/p/c', query }, 'kubelet@w1-k8s');
    node.run(10);
    expect(node.answer(id)).toMatchObject({ code: 400, body: { reason: 'BadRequest', message: text } });
  });
});

describe('exec', () => {
  it.each([
    ['prints and ends with 0', { command: ['echo', 'hi'] }, 'hi\n', '0'],
    ['passes the exit code on', { command: ['sh', '-c', 'echo no; exit 3'] }, 'no\n', '3'],
    ['sees the Pod it is in', { command: ['hostname'] }, 'web\n', '0'],
  ])('%s', (_, body, output, code) => {
    const node = new LoneNode();
    node.create(boundPod('web', { containers: [{ name: 'web', image: 'nginx' }] }));
    node.run(8_000);
    const id = node.request({ method: 'POST', path: '/exec/default/web/web', body }, 'kubelet@w1-k8s');
    node.run(100);
    expect(node.answer(id)).toEqual({ code: 200, body: output, headers: { 'exit-code': code } });
  });
  it('an unknown program is an error of the runtime', () => {
    const node = new LoneNode();
    node.create(boundPod('web', { containers: [{ name: 'web', image: 'registry.k8s.io/pause:3.10' }] }));
    node.run(8_000);
    const id = node.request(
      { method: 'POST', path: '/exec/default/web/web', body: { command: ['sh'] } },
      'kubelet@w1-k8s',
    );
    node.run(100);
    expect(node.answer(id)).toMatchObject({
      code: 500,
      body: { message: expect.stringContaining('exec: "sh": executable file not found in $PATH: unknown') },
    });
  });
});

describe('volumes and environment', () => {
  it('an emptyDir carries files from an init container to the server', () => {
    const node = new LoneNode();
    const volumeMounts = [{ name: 'work', mountPath: '/usr/share/nginx/html' }];
    node.create(
      boundPod('web', {
        initContainers: [
          {
            name: 'init',
            image: 'busybox',
            command: ['sh', '-c', 'echo hello > /work/index.html'],
            volumeMounts: [{ name: 'work', mountPath: '/work' }],
          },
        ],
        containers: [{ name: 'web', image: 'nginx', volumeMounts }],
        volumes: [{ name: 'work', emptyDir: {} }],
      }),
    );
    node.run(10_000);
    const id = node.request(
      { method: 'POST', path: '/exec/default/web/web', body: { command: ['cat', '/usr/share/nginx/html/index.html'] } },
      'kubelet@w1-k8s',
    );
    node.run(100);
    expect(node.answer(id)!.body).toBe('hello\n');
  });
  it('a changed ConfigMap reaches the mounted file within two minutes, and no variable', () => {
    const node = new LoneNode();
    const configMap = (mode: string) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'app', uid: 'u', resourceVersion: '', creationTimestamp: '' },
      data: { mode },
    });
    node.create(configMap('blue'), 'configmaps');
    node.create(
      boundPod('web', {
        containers: [
          {
            name: 'web',
            image: 'nginx',
            env: [{ name: 'MODE', valueFrom: { configMapKeyRef: { name: 'app', key: 'mode' } } }],
            volumeMounts: [{ name: 'v', mountPath: '/cfg' }],
          },
        ],
        volumes: [{ name: 'v', configMap: { name: 'app' } }],
      }),
    );
    node.run(10_000);
    const ask = (): unknown => {
      const id = node.request(
        {
          method: 'POST',
          path: '/exec/default/web/web',
          body: { command: ['sh', '-c', 'echo $MODE $(cat /cfg/mode)'] },
        },
        'kubelet@w1-k8s',
      );
      node.run(100);
      return node.answer(id)!.body;
    };
    expect(ask()).toBe('blue blue\n');
    node.request({ method: 'PUT', path: '/api/v1/namespaces/default/configmaps/app', body: configMap('green') });
    node.run(1_000);
    expect(ask()).toBe('blue blue\n');
    node.run(100_000);
    expect(ask()).toBe('blue green\n');
  });
  it('last words of a container stand in its status', () => {
    const node = new LoneNode();
    node.create(
      boundPod('job', {
        restartPolicy: 'Never',
        containers: [
          { name: 'c', image: 'busybox', command: ['sh', '-c', 'echo slept badly > /dev/termination-log; exit 1'] },
        ],
      }),
    );
    node.run(8_000);
    expect(status(node, 'job').state.terminated).toMatchObject({ exitCode: 1, message: 'slept badly\n' });
  });
  it('a missing ConfigMap volume keeps the Pod waiting until it appears', () => {
    const node = new LoneNode();
    node.create(
      boundPod('web', {
        containers: [
          {
            name: 'c',
            image: 'busybox',
            command: ['sh', '-c', 'cat /etc/app/a; env | grep ^B=; sleep 100'],
            env: [{ name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'b' } } }],
            volumeMounts: [{ name: 'v', mountPath: '/etc/app' }],
          },
        ],
        volumes: [{ name: 'v', configMap: { name: 'app' } }],
      }),
    );
    node.run(4_000);
    expect(node.events('web')[0]).toMatch(
      /^Warning FailedMount MountVolume.SetUp failed for volume "v" : configmap "app" not found ×\d$/,
    );
    expect(status(node, 'web').state.waiting!.reason).toBe('ContainerCreating');
    expect(node.calls()).not.toContain('RunPodSandbox');
    node.create(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's', uid: '', resourceVersion: '', creationTimestamp: '' },
        data: { b: 'Y29uZmlkZW50aWFs' },
      },
      'secrets',
    );
    node.create(
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'app', uid: '', resourceVersion: '', creationTimestamp: '' },
        data: { a: 'hi\n' },
      },
      'configmaps',
    );
    node.run(20_000);
    expect(node.pod('web')!.status.phase).toBe('Running');
    const id = node.request({ method: 'GET', path: '/containerLogs/default/web/c' }, 'kubelet@w1-k8s');
    node.run(10);
    expect(node.answer(id)!.body).toBe('hi\nB=confidential\n');
  });
});
