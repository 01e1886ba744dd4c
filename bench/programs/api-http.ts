import { spawn, type ChildProcess } from 'node:child_process';
import { Agent, request, type ClientRequest } from 'node:http';
import { join } from 'node:path';
import { pod, pods, service } from '../api-client.ts';
import { percentile } from '../harness.ts';

/** SERVER OBJECTS: the same as `api` over real HTTP against a server of its own (its bundled file), 16 requests at a time. */
const [file = '', count = '2000'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 16 });
const windows = 4;

const { child, port } = await new Promise<{ child: ChildProcess; port: number }>((resolve, reject) => {
  const server = spawn(process.execPath, [join(process.cwd(), file), '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  server.stdout.on('data', (data: Buffer) => {
    const found = /127\.0\.0\.1:(\d+)/.exec(data.toString());
    if (found) resolve({ child: server, port: Number(found[1]) });
  });
  server.on('exit', (code) => reject(new Error(`the server ended with ${code}`)));
});

/** Sends a request and reads the answer to its end. */
function ask(method: string, path: string, body?: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = payload === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(payload) };
    const sent = request({ host: '127.0.0.1', port, method, path, agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        if (response.statusCode! < 300) resolve(text);
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
      });
    });
    sent.on('error', reject).end(payload);
  });
}

/** Requests per second, 16 at a time; the fastest of several windows. */
async function best(operations: number, go: (i: number, window: number) => Promise<unknown>): Promise<number> {
  let most = 0;
  for (let window = 0; window < windows; window++) {
    let next = 0;
    const before = performance.now();
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let i = next++; i < operations; i = next++) await go(i, window);
      }),
    );
    most = Math.max(most, (operations * 1000) / (performance.now() - before));
  }
  return most;
}

/** Opens a watch from now on and counts its lines. */
async function watch(path: string, heard: () => void): Promise<ClientRequest> {
  const { metadata } = JSON.parse(await ask('GET', '/api/v1/namespaces/default/configmaps')) as {
    metadata: { resourceVersion: string };
  };
  return new Promise((resolve, reject) => {
    const query = `?watch=true&resourceVersion=${metadata.resourceVersion}`;
    const open = request({ host: '127.0.0.1', port, path: `${path}${query}`, agent: false }, (response) => {
      response.on('data', heard);
      response.on('error', () => undefined);
      resolve(open);
    });
    open.on('error', reject).end();
  });
}

let serial = 0;
/** Real ms from a change's request until the median watcher has it. */
async function delivery(watchers: number, changes: number): Promise<number> {
  let ms: number[] = [];
  let all: number[] = [];
  let before = 0;
  let done = (): void => undefined;
  const open: ClientRequest[] = [];
  for (let i = 0; i < watchers; i++)
    open.push(
      await watch(pods, () => {
        ms.push(performance.now() - before);
        if (ms.length === watchers) done();
      }),
    );
  for (let i = 0; i < changes; i++) {
    ms = [];
    const told = new Promise<void>((resolve) => (done = resolve));
    before = performance.now();
    const answered = ask('PATCH', `${pods}/p0-0`, { metadata: { labels: { seq: String(serial++) } } });
    await Promise.all([told, answered]);
    all = all.concat(ms);
  }
  for (const each of open) each.on('error', () => undefined).destroy();
  return percentile(all, 50);
}

const objects = Number(count);
const create = await best(objects, (i, window) => ask('POST', pods, pod(`p${window}-${i}`)));
const get = await best(objects, (i, window) => ask('GET', `${pods}/p${window}-${i}`));
for (let window = 1; window < windows; window++)
  for (let i = 0; i < objects; i += 16)
    await Promise.all(
      Array.from({ length: Math.min(16, objects - i) }, (_, j) =>
        ask('DELETE', `${pods}/p${window}-${i + j}`, { gracePeriodSeconds: 0 }),
      ),
    );
const list = await best(10, () => ask('GET', pods));
const alone = await delivery(1, 100);
const many = await delivery(1000, 20);
for (let i = 0; i < 200; i++) await ask('POST', '/api/v1/namespaces/default/services', service(`s${i}`));
const services = await delivery(1, 100);
child.removeAllListeners('exit').kill();
agent.destroy();
console.log(JSON.stringify({ create, get, list, alone, many, services }));
