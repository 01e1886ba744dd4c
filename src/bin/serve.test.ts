import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realKubectls, serveLab, type Ran, type Served } from './serve/testing.ts';

const present = realKubectls();
if (present.size === 0) console.log('skipped: no real kubectl on this machine');
/** The oldest that is promised to work, the first with WebSockets, the last with JSON bodies, the newest. */
const versions = [...present.keys()].filter((version) => ['1.27', '1.30', '1.31', '1.33', 'found'].includes(version));

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - { name: nginx, image: "nginx:1.27" }
`;

describe.each(versions)('a real kubectl %s against the simulated API server', (version) => {
  const [, minor = 33] = version.split('.').map(Number);
  let served: Served;
  const run = (args: string, input?: string): Promise<Ran> =>
    served.kubectl(
      present.get(version)!,
      args.match(/'[^']*'|\S+/g)!.map((word) => word.replace(/'/g, '')),
      input,
    );
  const says = async (args: string, stdout: string | RegExp): Promise<void> => {
    const ran = await run(args);
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
    if (typeof stdout === 'string') expect(ran.stdout).toBe(stdout);
    else expect(ran.stdout).toMatch(stdout);
  };

  beforeAll(async () => {
    served = await serveLab();
    writeFileSync(join(served.folder, 'web.yaml'), manifest);
  });
  afterAll(() => served.front.close());

  it('reads: tables of the server, refusals in its words', async () => {
    await says('get nodes', /^NAME +STATUS +ROLES +AGE +VERSION\nm-k8s +Ready +control-plane/);
    expect(await run('get pod nobody')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Error from server (NotFound): pods "nobody" not found\n',
    });
    await says('get --raw /readyz/etcd', 'ok');
  });

  it('applies a manifest, strictly checked, and follows it until it runs', async () => {
    await says('apply --validate=strict -f web.yaml', 'deployment.apps/web created\n');
    await says('rollout status deployment/web --timeout=20s', /deployment "web" successfully rolled out/);
    await says('wait --for=condition=Available deployment/web --timeout=20s', 'deployment.apps/web condition met\n');
    await says('apply -f web.yaml', 'deployment.apps/web unchanged\n');
    await says('expose deployment web --port=80', 'service/web exposed\n');
  });

  it('describes what became of it, with ages by the wall clock', async () => {
    const { stdout } = await run('describe deployment web');
    expect(stdout).toMatch(/Replicas: +2 desired \| 2 updated \| 2 total \| 2 available \| 0 unavailable/);
    // It happened an hour ago by the clock of whoever asks: the client reckons with its own.
    expect(stdout).toMatch(/ScalingReplicaSet +(5\d|60)m +deployment-controller +Scaled up replica set/);
  });

  it('creates with typed bodies (protobuf since 1.32)', async () => {
    await says('create deployment two --image=nginx:1.27 --replicas=0', 'deployment.apps/two created\n');
    await says(
      'get deployment two -o jsonpath={.spec.replicas}{.spec.template.spec.containers[0].image}',
      '0nginx:1.27',
    );
    await says('create configmap c --from-literal=a=b', 'configmap/c created\n');
    await says('get configmap c -o jsonpath={.data}', '{"a":"b"}');
    await says('create serviceaccount bob', 'serviceaccount/bob created\n');
    await says('create role reader --verb=get,list --resource=pods', 'role.rbac.authorization.k8s.io/reader created\n');
    await says(
      'create rolebinding bob --role=reader --serviceaccount=default:bob',
      'rolebinding.rbac.authorization.k8s.io/bob created\n',
    );
  });

  it('knows who asks: tokens, impersonation, can-i', async () => {
    await says('auth can-i create pods', 'yes\n');
    expect((await run('auth can-i create pods --as=system:serviceaccount:default:bob')).stdout).toBe('no\n');
    const token = (await run('create token bob')).stdout.trim();
    expect(token.split('.')).toHaveLength(3);
    // kubectl sends no token without TLS.
    const answer = await fetch(`${served.url}/api/v1/namespaces/default/secrets`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await answer.json()).toMatchObject({
      code: 403,
      message:
        'secrets is forbidden: User "system:serviceaccount:default:bob" cannot list resource "secrets" in API group "" in the namespace "default"',
    });
    if (minor >= 28) await says('auth whoami', /Username +kubernetes-admin/);
  });

  it('runs commands in containers and reads their logs', async () => {
    expect((await run('logs deployment/web')).stdout).toContain('start worker processes');
    await says('exec deployment/web -- hostname', /^web-\w+-\w+\n$/);
    expect(await run("exec deployment/web -- sh -c 'echo out; exit 3'")).toEqual({
      code: 3,
      stdout: 'out\n',
      stderr: 'command terminated with exit code 3\n',
    });
    expect((await run('exec -i deployment/web -- cat', 'typed\n')).stdout).toBe('typed\n');
    expect((await run('exec -i deployment/web -- sh', 'echo one\necho two\n')).stdout).toBe('one\ntwo\n');
    expect((await run('exec deployment/web -- nosuch')).stderr).toContain('executable file not found in $PATH');
  });

  it('reaches programs in Pods: proxies and forwarded ports', async () => {
    const raw = (path: string): Promise<Ran> => run(`get --raw /api/v1/namespaces/default/${path}`);
    await says('get --raw /api/v1/namespaces/default/services/web:80/proxy/', /<h1>Welcome to nginx!<\/h1>/);
    expect((await raw('services/web:9/proxy/')).stderr).toBe(
      'Error from server (ServiceUnavailable): no service port 9 found for service "web"\n',
    );
    const pod = (await run('get pods -l app=web -o jsonpath={.items[0].metadata.name}')).stdout;
    expect((await raw(`pods/${pod}:81/proxy/`)).stderr).toMatch(
      /^Error from server \(ServiceUnavailable\): error trying to reach service: dial tcp [\d.]+:81: connect: connection refused\n$/,
    );
    const { folder } = served;
    const forward = spawn(present.get(version)!, ['port-forward', `pod/${pod}`, ':80', ':81', '--address=127.0.0.1'], {
      env: { ...process.env, KUBECONFIG: join(folder, 'config'), HOME: folder },
    });
    let said = '';
    const ports = (): string[] => [...said.matchAll(/from 127\.0\.0\.1:(\d+)/g)].map(([, port]) => port!);
    forward.stdout.on('data', (data: Buffer) => (said += data.toString()));
    forward.stderr.on('data', (data: Buffer) => (said += data.toString()));
    const ended = new Promise((resolve) => forward.on('close', resolve));
    while (ports().length < 2) await new Promise((resolve) => setTimeout(resolve, 50));
    const [open, shut] = ports();
    expect(await (await fetch(`http://127.0.0.1:${open}/`)).text()).toContain('Welcome to nginx!');
    expect((await fetch(`http://127.0.0.1:${open}/nope`)).status).toBe(404);
    await expect(fetch(`http://127.0.0.1:${shut}/`)).rejects.toThrow('fetch failed');
    forward.kill();
    await ended;
    expect(said).toContain(`error forwarding port 81 to pod ${pod}`);
  });

  it('follows a log to its end', async () => {
    await says(
      "run talker --image=busybox:1.36 --restart=Never -- sh -c 'echo first; sleep 40; echo last'",
      'pod/talker created\n',
    );
    await says('wait --for=jsonpath={.status.phase}=Running pod/talker --timeout=20s', 'pod/talker condition met\n');
    await says('logs -f talker', 'first\nlast\n');
  });

  it('deletes and waits until it is gone', async () => {
    await says('delete deployment web', /^deployment.apps "web" deleted/);
    await says('delete pod talker', /^pod "talker" deleted/);
    expect((await run('get deployment web')).code).toBe(1);
  });
});
