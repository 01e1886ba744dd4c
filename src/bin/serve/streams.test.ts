import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realKubectls, serveLab, type Ran, type Served } from './testing.ts';

/** What real kubectls send through streams: SPDY up to 1.29, WebSocket from 1.30 on, forwarded ports in it from 1.31 on. */
const kubectls = realKubectls();
if (kubectls.size === 0) console.log('skipped: no real kubectl on this machine');
let served: Served;
const pods = '/api/v1/namespaces/default/pods';

beforeAll(async () => {
  served = await serveLab();
  const headers = { 'content-type': 'application/json' };
  for (const [name, image, port] of [
    ['web', 'nginx', 80],
    ['echo', 'registry.k8s.io/echoserver:1.10', 8080],
  ] as const) {
    const spec = { containers: [{ name, image, ports: [{ containerPort: port }] }] };
    await fetch(served.url + pods, { method: 'POST', headers, body: JSON.stringify({ metadata: { name }, spec }) });
  }
  await fetch(`${served.url}/sim/v1/settle`, { method: 'POST', body: '{}' });
});
afterAll(() => served.front.close());

const proxied = async (path: string, method = 'GET', body?: string): Promise<[number, string]> => {
  const answer = await fetch(served.url + path, { method, ...(body === undefined ? {} : { body }) });
  return [answer.status, await answer.text()];
};

describe('proxies', () => {
  it('carry methods, bodies and queries to the program', async () => {
    const [code, text] = await proxied(`${pods}/echo/proxy/a?b=c`, 'POST', '{not json');
    expect(code).toBe(200);
    expect(text).toMatch(/method=POST\n\treal path=\/a\?b=c\n[\s\S]*Request Body:\n\t\{not json\n/);
    expect(await proxied(`${pods}/echo/proxy/`)).toEqual([200, expect.stringContaining('-no body in request-')]);
    expect(await proxied(`${pods}/web/proxy/`, 'POST', 'x')).toEqual([405, expect.stringContaining('405 Not Allowed')]);
    expect(await proxied(`${pods}/web/proxy/`, 'HEAD')).toEqual([200, '']);
  });
  it('reach the kubelet’s own port', async () => {
    const node = '/api/v1/nodes/w1-k8s';
    expect(await proxied(`${node}/proxy/healthz`)).toEqual([200, 'ok']);
    const [code, text] = await proxied(`${node}:10250/proxy/pods`);
    expect([code, (JSON.parse(text) as { kind: string }).kind]).toEqual([200, 'PodList']);
    expect(await proxied(`${node}/proxy/nothing`)).toEqual([404, '404 page not found\n']);
    const [refused, words] = await proxied(`${node}:9/proxy/pods`);
    expect([refused, (JSON.parse(words) as { message: string }).message]).toEqual([
      503,
      expect.stringMatching(/^error trying to reach service: dial tcp [\d.]+:9: connect: connection refused$/),
    ]);
  });
});

describe.skipIf(kubectls.size === 0).each([...kubectls])('kubectl %s', (version, binary) => {
  const run = (args: string[], input?: string): Promise<Ran> => served.kubectl(binary, args, input);

  it('gives a command its input', async () => {
    expect(await run(['exec', '-i', 'web', '--', 'cat'], '안녕\nthere\n')).toMatchObject({
      code: 0,
      stdout: '안녕\nthere\n',
    });
    expect(await run(['exec', '-i', 'web', '--', 'sh'], 'echo one\necho two; exit 3\n')).toMatchObject({
      code: 3,
      stdout: 'one\ntwo\n',
    });
  });

  it('copies files into a container and out of it', async () => {
    const [from, back] = [`from-${version}`, `back-${version}`];
    mkdirSync(join(served.folder, from, 'sub'), { recursive: true });
    const binary = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * i) % 251));
    writeFileSync(join(served.folder, from, 'binary'), binary);
    writeFileSync(join(served.folder, from, 'sub', '한글.txt'), '안녕\n');
    expect(await run(['cp', from, `web:/tmp/${from}`])).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect((await run(['cp', `web:/tmp/${from}`, back])).code).toBe(0);
    expect(readFileSync(join(served.folder, back, 'binary')).equals(binary)).toBe(true);
    expect(readFileSync(join(served.folder, back, 'sub', '한글.txt'), 'utf8')).toBe('안녕\n');
    writeFileSync(join(served.folder, 'page.html'), `<p>${version}</p>\n`);
    await run(['cp', 'page.html', 'web:/usr/share/nginx/html/index.html']);
    expect(await proxied(`${pods}/web/proxy/`)).toEqual([200, `<p>${version}</p>\n`]);
    // What goes wrong in the container is kubectl's output here.
    expect((await run(['cp', 'web:/none', 'none'])).stdout).toContain(
      'tar: /none: Cannot stat: No such file or directory',
    );
  });

  it('forwards a port: requests one after another, with their bodies', async () => {
    const forward = spawn(binary, ['--kubeconfig', join(served.folder, 'config'), 'port-forward', 'pod/echo', ':8080']);
    try {
      const url = `http://127.0.0.1:${await portOf(forward)}`;
      const body = 'x'.repeat(100_000);
      const first = await (await fetch(`${url}/big`, { method: 'PUT', body })).text();
      expect(first).toContain(`method=PUT\n\treal path=/big`);
      expect(first).toContain(body);
      expect(await (await fetch(`${url}/next`)).text()).toContain('method=GET\n\treal path=/next');
    } finally {
      forward.kill();
    }
  });
});

const portOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    child.stdout!.on('data', (part: Buffer) => {
      text += part.toString();
      const port = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(text)?.[1];
      if (port !== undefined) resolve(port);
    });
    child.stderr!.on('data', (part: Buffer) => (text += part.toString()));
    child.on('exit', () => reject(new Error(text)));
  });
