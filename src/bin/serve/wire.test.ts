import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Corpus, Score } from '../../conformance/corpus.ts';
import { serveLab, type Served } from './testing.ts';

/**
 * Sends the requests that real kubectls sent to a real server, in their order, to the simulated one, and compares status
 * and refusal. Left out: what names things of that cluster's own (its nodes, Pods with generated names), bodies the
 * recording has cut or not kept (protobuf), and answers a proxy had falsified to see what kubectl does without a feature.
 */
interface Recorded {
  readonly command: string;
  readonly method: string;
  readonly url: string;
  readonly serverMode?: string;
  readonly request: Readonly<Record<string, string>>;
  readonly requestBody?: string;
  readonly status: number | string;
  readonly responseBody?: string;
}

const files = ['kubectl-1.33-a', 'kubectl-1.33-b', 'degraded-and-older'];
const corpus = new Corpus(process.env['CONFORMANCE_DIR'] ?? '/nowhere');
const hasRecordings = files.every((name) => corpus.has(`wire/${name}.json`));

/** Names that only the recorded cluster had. */
const foreign =
  /node-\d|-(?!apply|label|patch|taint)[a-z0-9]{5}(?=[/?&]|$)|-\d{8}-|[0-9a-f]{8}-[0-9a-f]{4}|resourceVersion=[1-9]|continue=|metrics\.k8s\.io/;
const isWatch = /[?&]watch=/;

const isPlayable = ({ url, requestBody = '', status, request: headers, serverMode }: Recorded): boolean =>
  typeof status === 'number' &&
  status !== 304 &&
  !foreign.test(url) &&
  !foreign.test(requestBody) &&
  !isWatch.test(url) &&
  !headers['upgrade'] &&
  !/^<\d+ bytes/.test(requestBody) &&
  !requestBody.includes('"resourceVersion":"') &&
  !requestBody.includes('/metadata/resourceVersion') &&
  !requestBody.includes('"uid":"') &&
  !falsified(url, serverMode, status);

/** The object a request is about, without subresource and query. */
const objectPath = (url: string): string =>
  url.split('?')[0]!.replace(/\/(?:log|scale|status|ephemeralcontainers)$/, '');

function madePath({ method, requestBody = '' }: Recorded, path: string): string {
  if (method !== 'POST') return path;
  return `${path}/${(JSON.parse(requestBody) as { metadata: { name: string } }).metadata.name}`;
}

const falsified = (url: string, mode: string | undefined, status: number): boolean =>
  mode !== undefined && (status === 415 || status === 406 || /^\/(?:api|apis|openapi)(?:\?|$|\/v[23])/.test(url));

const ask = (served: Served, { method, url, request: headers, requestBody }: Recorded): Promise<[number, string]> =>
  new Promise((resolve, reject) => {
    const sent: Record<string, string> = {};
    for (const name of ['accept', 'content-type', 'user-agent', 'kubectl-command'])
      if (headers[name] !== undefined) sent[name] = headers[name];
    const out = request(served.url + url, { method, headers: sent }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (part: string) => (text += part));
      incoming.on('end', () => resolve([incoming.statusCode ?? 0, text]));
    });
    out.on('error', reject);
    if (requestBody !== undefined) out.setHeader('content-length', Buffer.byteLength(requestBody));
    out.end(requestBody);
  });

const messageIn = (text: string): string => {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? '';
  } catch {
    return text.trim();
  }
};

if (process.env['CONFORMANCE_DIR'] && !hasRecordings) console.log('skipped: no recordings of the wire');
describe.skipIf(!hasRecordings)('recorded requests of real kubectls', () => {
  it('get the recorded status and the recorded refusal', { timeout: 300_000 }, async () => {
    const served = await serveLab();
    const tallies = ['status', 'message'].map((figure) => new Score('wire', figure));
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ metadata: { name: 'w' } });
    await fetch(`${served.url}/api/v1/namespaces`, { method: 'POST', headers, body });
    await fetch(`${served.url}/sim/v1/settle`, { method: 'POST' });
    const made = new Set<string>();
    for (const file of files) {
      const { requests } = corpus.read<{ requests: readonly Recorded[] }>(`wire/${file}.json`);
      for (const [i, recorded] of requests.entries()) {
        if (!isPlayable(recorded)) continue;
        // A new kind is served when the cluster has had a moment to take it in.
        if (recorded.url.startsWith('/openapi')) await fetch(`${served.url}/sim/v1/settle`, { method: 'POST' });
        const name = `${file} ${i}: ${recorded.command} · ${recorded.method} ${recorded.url}`;
        const [status, text] = await ask(served, recorded);
        // What is not here because the request that made it could not be sent tells nothing.
        const path = objectPath(recorded.url);
        if (status === 404 && Number(recorded.status) < 300 && !made.has(path)) continue;
        if (status === 201) made.add(madePath(recorded, path));
        tallies[0]!.add(name, status, recorded.status);
        if (Number(recorded.status) >= 400 && !recorded.responseBody?.includes('…'))
          tallies[1]!.add(name, messageIn(text), messageIn(recorded.responseBody ?? ''));
      }
    }
    await served.front.close();
    const shares = tallies.map(({ figure, passed, misses }) => {
      console.log(`wire [${figure}]: ${passed} passed, ${misses.length} failed`);
      for (const miss of misses) console.log(`  ${JSON.stringify(miss).slice(0, 500)}`);
      return passed / (passed + misses.length);
    });
    expect(shares[0]).toBe(1);
    expect(shares[1]).toBe(1);
  });
});
