import { request } from 'node:http';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveLab, type Served } from './testing.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

let served: Served;
const ask = (
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const out = request(new URL(path, served.url), { method, headers }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (part: string) => (text += part));
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }));
    });
    out.on('error', reject);
    out.end(body);
  });
const json = (answer: Answer): Record<string, unknown> => JSON.parse(answer.text) as Record<string, unknown>;

beforeAll(async () => {
  served = await serveLab({ speed: 'paused', cors: 'http://friend.example', token: 'secret', anonymous: true });
});
afterAll(() => served.front.close());

const admin = { authorization: 'Bearer secret' };
const namespaces = '/api/v1/namespaces';

describe('who may come in', () => {
  it.each([
    ['a name that resolves to loopback', { host: 'evil.example' }, 403],
    ['a page of another site', { origin: 'http://evil.example' }, 403],
    ['the friend', { origin: 'http://friend.example' }, 200],
    ['no page at all', {}, 200],
  ] as const)('%s', async (_, headers, status) => {
    const answer = await ask('GET', '/version', { headers });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([
      status,
      'origin' in headers && status === 200 ? headers.origin : undefined,
    ]);
  });
  it('tells administrators, strangers and nobody apart', async () => {
    const list = async (headers: Record<string, string>): Promise<number> =>
      (await ask('GET', namespaces, { headers })).status;
    expect(await Promise.all([list(admin), list({ authorization: 'Bearer no' }), list({})])).toEqual([200, 401, 403]);
    const as = await ask('GET', namespaces, { headers: { ...admin, 'impersonate-user': 'jane' } });
    expect(json(as)['message']).toContain('User "jane" cannot list resource "namespaces"');
  });
});

describe('the wire', () => {
  it('reads and writes YAML', async () => {
    const headers = { ...admin, 'content-type': 'application/yaml', accept: 'application/yaml' };
    const made = await ask('POST', namespaces, { headers, body: 'kind: Namespace\nmetadata: {name: written}\n' });
    expect([made.status, made.headers['content-type']]).toEqual([201, 'application/yaml']);
    expect(made.text).toContain('metadata:\n  creationTimestamp: ');
  });
  it.each([
    ['no JSON', 'application/json', '{bad', `couldn't get version/kind; json parse error: invalid character 'b'`],
    ['no YAML', 'application/yaml', 'a: b: c', 'yaml: mapping values are not allowed in this context'],
    [
      'billion laughs',
      'application/yaml',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh'].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`).join('\n')}`,
      'document contains excessive aliasing',
    ],
    ['no protobuf', 'application/vnd.kubernetes.protobuf', 'k8s', 'does not appear to be a protobuf message'],
  ])('refuses %s', async (_, type, body, message) => {
    const answer = await ask('POST', namespaces, { headers: { ...admin, 'content-type': type }, body });
    expect(answer.status).toBe(400);
    expect(json(answer)['message']).toContain(message);
  });
  it('refuses what is too large, of an unknown type, not acceptable, not allowed', async () => {
    const large = await ask('POST', namespaces, { headers: admin, body: Buffer.alloc(4 * 1024 * 1024) });
    expect([large.status, json(large)['message']]).toEqual([413, 'Request entity too large: limit is 3145728']);
    const type = await ask('POST', namespaces, { headers: { ...admin, 'content-type': 'text/x' }, body: 'x' });
    const accept = await ask('GET', namespaces, { headers: { ...admin, accept: 'image/png' } });
    const method = await ask('OPTIONS', namespaces, { headers: admin });
    const upgrade = await ask('GET', `${namespaces}/default/pods/x/exec`, { headers: admin });
    const path = await ask('GET', '/nowhere', { headers: admin });
    expect([type, accept, method, upgrade, path].map(({ status }) => status)).toEqual([415, 406, 405, 400, 404]);
    expect(path.text).toBe('404 page not found\n');
  });
  it('warns in headers and names each request', async () => {
    const body = JSON.stringify({ metadata: { name: 'w' }, nope: 1 });
    const headers = { ...admin, 'content-type': 'application/json' };
    const answer = await ask('POST', `${namespaces}?dryRun=All&fieldValidation=Warn`, { headers, body });
    expect(answer.headers['warning']).toBe('299 - "unknown field \\"nope\\""');
    expect(answer.headers['audit-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers['cache-control']).toBe('no-cache, private');
  });
  it('ends a watch after timeoutSeconds', async () => {
    const watching = ask('GET', `${namespaces}?watch=1&timeoutSeconds=5`, { headers: admin });
    await ask('GET', '/version');
    await ask('POST', '/sim/v1/advance', { body: '{"ms": 6000}' });
    const lines = (await watching).text.trim().split('\n');
    expect((JSON.parse(lines[0]!) as { type: string }).type).toBe('ADDED');
  });
  it('tells a watcher of a change with the answer to it, though time stands still', async () => {
    let heard = '';
    const watching = request(new URL(`${namespaces}?watch=1&resourceVersion=0`, served.url), { headers: admin });
    const opened = new Promise<void>((resolve) =>
      watching.on('response', (incoming) => {
        incoming.setEncoding('utf8').on('data', (part: string) => (heard += part));
        incoming.on('error', () => undefined);
        resolve();
      }),
    );
    watching.on('error', () => undefined).end();
    await opened;
    await ask('POST', namespaces, { headers: admin, body: '{"metadata":{"name":"seen-at-once"}}' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    watching.destroy();
    expect(heard).toContain('"name":"seen-at-once"');
  });
  it('tells of its health, check by check', async () => {
    const verbose = await ask('GET', '/readyz?verbose');
    expect(verbose.text).toMatch(/^\[\+\]ping ok\n\[\+\]log ok\n\[\+\]etcd ok\n[\s\S]*readyz check passed\n$/);
    const without = await ask('GET', '/livez?verbose&exclude=etcd&exclude=log&exclude=nothing');
    expect(without.text).toMatch(/^\[\+\]ping ok\n\[\+\]log excluded: ok\n\[\+\]etcd excluded: ok\n/);
    expect(without.text).toContain(
      'warn: some health checks cannot be excluded: no matches for "nothing"\nlivez check passed\n',
    );
    await ask('POST', '/sim/v1/fault', { body: '{"type": "stop", "process": "etcd"}' });
    const broken = await ask('GET', '/readyz/etcd', { headers: admin });
    const report = await ask('GET', '/readyz');
    await ask('POST', '/sim/v1/fault', { body: '{"type": "start", "process": "etcd"}' });
    expect([broken.status, report.status]).toEqual([500, 500]);
    expect(broken.text).toBe('internal server error: error getting data from etcd: context deadline exceeded\n');
    expect(report.text).toContain('[-]etcd failed: reason withheld\n');
  });
});

describe('/sim/v1', () => {
  it('goes back to a snapshot: the same future, the same hash', async () => {
    const { id } = json(await ask('POST', '/sim/v1/snapshot'));
    const future = async (): Promise<unknown> => {
      await ask('POST', '/sim/v1/advance', { body: '{"ms": 30000}' });
      return json(await ask('GET', '/sim/v1/state.hash'))['hash'];
    };
    const first = await future();
    await ask('POST', '/sim/v1/restore', { body: JSON.stringify({ id }) });
    expect(await future()).toBe(first);
  });
  it('cuts a machine off and mends the link, and a snapshot knows of it', async () => {
    const ready = async (): Promise<string | undefined> => {
      const node = await ask('GET', '/api/v1/nodes/w1-k8s', { headers: admin });
      const { conditions } = json(node)['status'] as { conditions: { type: string; status: string }[] };
      return conditions.find(({ type }) => type === 'Ready')?.status;
    };
    const advance = (ms: number): Promise<unknown> => ask('POST', '/sim/v1/advance', { body: JSON.stringify({ ms }) });
    const start = json(await ask('POST', '/sim/v1/snapshot'))['id'];
    const done = await ask('POST', '/sim/v1/fault', { body: '{"type": "cut", "node": "w1-k8s"}' });
    expect(json(done)['done']).toBe('cut w1-k8s');
    await advance(20_000);
    const { id } = json(await ask('POST', '/sim/v1/snapshot'));
    await advance(40_000);
    expect(await ready()).toBe('Unknown');
    await ask('POST', '/sim/v1/restore', { body: JSON.stringify({ id }) });
    expect(await ready()).toBe('True');
    await advance(40_000);
    expect(await ready()).toBe('Unknown');
    const body = JSON.stringify({ type: 'mend', node: 'w1-k8s' });
    await ask('POST', '/sim/v1/fault', { body });
    await advance(30_000);
    expect(await ready()).toBe('True');
    await ask('POST', '/sim/v1/restore', { body: JSON.stringify({ id: start }) });
  });
  it('streams the trace', async () => {
    const { text } = await ask('GET', '/sim/v1/trace?since=20&limit=1500');
    const ids = text
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: number }).id);
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([1500, 21, 1520]);
  });
  it.each([
    ['POST', 'advance', '{"ms": -1}', 400],
    ['POST', 'restore', '{"id": "none"}', 404],
    ['POST', 'fault', '{"type": "cut"}', 404],
    ['POST', 'fault', '{"type": "cut", "between": ["scheduler", "controller-manager"]}', 400],
    ['POST', 'fault', '{"type": "mend", "node": "nowhere"}', 404],
    ['POST', 'fault', '{"type": "stop", "process": "nobody"}', 404],
    ['GET', 'trace?since=x', '', 400],
    ['GET', 'nothing', '', 404],
  ])('%s %s %s is %i', async (method, path, body, status) =>
    expect((await ask(method, `/sim/v1/${path}`, { body })).status).toBe(status),
  );
});

describe('a WebSocket client', () => {
  const pod = {
    metadata: { name: 'box' },
    spec: { containers: [{ name: 'c', image: 'busybox:1.36', command: ['sleep', '3600'] }] },
  };
  beforeAll(async () => {
    const headers = { ...admin, 'content-type': 'application/json' };
    await ask('POST', `${namespaces}/default/pods`, { headers, body: JSON.stringify(pod) });
    await ask('POST', '/sim/v1/settle', { body: '{"limitMs": 60000}' });
  });
  const talk = (query: string, protocol: string, send?: (socket: WebSocket) => void): Promise<string[]> =>
    new Promise((resolve, reject) => {
      const url = `${served.url.replace('http', 'ws')}${namespaces}/default/pods/box/exec?${query}`;
      const socket = new WebSocket(url, [protocol], { headers: admin });
      const frames: string[] = [];
      socket.on('open', () => send?.(socket));
      socket.on('message', (data: Buffer) => frames.push(`${data[0]} ${data.subarray(1).toString()}`));
      socket.on('close', (code) => resolve([...frames, `close ${code}`]));
      socket.on('unexpected-response', (_, answer) => resolve([`refused ${answer.statusCode}`]));
      socket.on('error', reject);
    });

  it('gets output and outcome on their channels', async () => {
    expect(await talk('command=echo&command=hi&stdout=1', 'v5.channel.k8s.io')).toEqual([
      '1 hi\n',
      '3 {"metadata":{},"status":"Success"}',
      'close 1000',
    ]);
    expect(await talk('command=sh&command=-c&command=exit+4&stdout=1', 'channel.k8s.io')).toEqual([
      '3 command terminated with non-zero exit code: exit status 4',
      'close 1000',
    ]);
  });
  it('types into a shell at a terminal', async () => {
    const frames = await talk('command=sh&stdin=1&stdout=1&tty=1', 'v5.channel.k8s.io', (socket) => {
      socket.send(Buffer.from('\u0004{"Width":80,"Height":24}'));
      socket.send(Buffer.from('\u0000echo hi\rexit 5\r'));
    });
    const shown = frames.filter((frame) => frame.startsWith('1 ')).map((frame) => frame.slice(2));
    expect(shown.join('')).toBe('/ # echo hi\r\nhi\r\n/ # exit 5\r\n');
    expect(frames.at(-2)).toContain('{"reason":"ExitCode","message":"5"}');
  });
  it('is refused in HTTP where a real one is', async () => {
    expect(await talk('command=ls&container=none', 'v5.channel.k8s.io')).toEqual(['refused 400']);
    expect(await talk('command=ls', 'v9.example')).toEqual(['refused 400']);
  });
});
