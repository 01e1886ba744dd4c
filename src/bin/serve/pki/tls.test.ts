import { CertificationRequest, CertificationRequestInfo } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificates } from '../../../api/certificate-request.ts';
import { kubeconfig } from '../kubeconfig.ts';
import { administratorGroups } from '../request.ts';
import { realKubectls, serveLab, type Served } from '../testing.ts';
import { createAuthority, type KeyPair } from './authority.ts';
import { arrayBuffer, pem, publicKeyInfo, subjectName } from './certificate.ts';

const dayMs = 24 * 3_600_000;
const authority = createAuthority(Date.now() - dayMs, Date.now());
const stranger = createAuthority(Date.now() - dayMs, Date.now());
let served: Served;
let admin: KeyPair;

beforeAll(async () => {
  served = await serveLab({ authority, speed: 1 });
  admin = authority.client('kubernetes-admin', administratorGroups);
});
afterAll(async () => {
  await served.front.close();
  certificates.authority = undefined;
});

interface Asked {
  readonly pair?: KeyPair | undefined;
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly body?: unknown;
}

const ask = (path: string, { pair, headers = {}, method = 'GET', body }: Asked = {}): Promise<[number, string]> =>
  new Promise((resolve, reject) => {
    const client = { ca: authority.certificate, ...(pair ? { cert: pair.certificate, key: pair.key } : {}) };
    const sent = { 'content-type': 'application/json', ...headers };
    const out = request(new URL(path, served.url), { method, headers: sent, agent: false, ...client }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (part: string) => (text += part));
      incoming.on('end', () => resolve([incoming.statusCode ?? 0, text]));
    });
    out.on('error', reject);
    out.end(body === undefined ? undefined : JSON.stringify(body));
  });

/** PKCS#10 as `openssl req -new` makes it; `broken`: signed with another key. */
function signingRequest(name: string, groups: readonly string[], broken = false): { pem: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer = broken ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : privateKey;
  const info = new CertificationRequestInfo({
    subject: subjectName(name, groups),
    subjectPKInfo: publicKeyInfo(publicKey),
  });
  const der = AsnConvert.serialize(
    new CertificationRequest({
      certificationRequestInfo: info,
      signatureAlgorithm: new AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.2' }),
      signature: arrayBuffer(sign('sha256', Buffer.from(AsnConvert.serialize(info)), signer)),
    }),
  );
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { pem: pem('CERTIFICATE REQUEST', Buffer.from(der)), key };
}

const requests = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const csr = (name: string, text: string, more: Record<string, unknown> = {}): unknown => ({
  metadata: { name },
  spec: {
    request: Buffer.from(text).toString('base64'),
    signerName: 'kubernetes.io/kube-apiserver-client',
    usages: ['client auth'],
    ...more,
  },
});
const messageOf = ([code, text]: [number, string]): [number, string] => [
  code,
  (JSON.parse(text) as { message: string }).message,
];

describe('who a client certificate shows', () => {
  const namespaces = '/api/v1/namespaces';
  const unauthorized = [401, 'Unauthorized'];
  const anonymous = [
    403,
    'namespaces is forbidden: User "system:anonymous" cannot list resource "namespaces" in API group "" at the cluster scope',
  ];
  const devs = [
    403,
    'namespaces is forbidden: User "jane" cannot list resource "namespaces" in API group "" at the cluster scope',
  ];
  const past = createAuthority(Date.now() - 400 * dayMs, Date.now() - 390 * dayMs);

  it('is the administrator, by a binding of their group', async () => {
    const [code, text] = await ask(namespaces, { pair: admin });
    expect(code).toBe(200);
    expect(text).toContain('kube-system');
  });
  it.each([
    ['nobody without one', undefined, {}, anonymous],
    ['somebody who may not', authority.client('jane', ['devs']), {}, devs],
    ['nobody in particular, where it has no name', authority.client('', ['devs']), {}, anonymous],
    ['nothing, when a stranger signed it', stranger.client('kubernetes-admin', administratorGroups), {}, unauthorized],
    ['nothing, when it is over', past.client('kubernetes-admin', administratorGroups), {}, unauthorized],
    ['nothing, when it is the one of a server', authority.serving(), {}, unauthorized],
    ['nothing beside a token that is none', undefined, { authorization: 'Bearer no' }, unauthorized],
    ['the one they are, whatever token they hold', authority.client('jane', []), { authorization: 'Bearer no' }, devs],
  ] as const)('%s', async (_, pair, headers, wanted) => {
    expect(messageOf(await ask(namespaces, { pair, headers }))).toEqual(wanted);
  });
  it('does not keep a token from counting when it is nothing itself', async () => {
    const body = { spec: {} };
    const path = '/api/v1/namespaces/default/serviceaccounts/default/token';
    const [, text] = await ask(path, { pair: admin, method: 'POST', body });
    const { token } = (JSON.parse(text) as { status: { token: string } }).status;
    const pair = stranger.client('kubernetes-admin', []);
    const [code, message] = messageOf(await ask(namespaces, { pair, headers: { authorization: `Bearer ${token}` } }));
    expect([code, message.split(' cannot')[0]]).toEqual([
      403,
      'namespaces is forbidden: User "system:serviceaccount:default:default"',
    ]);
  });
  it('lets anybody ask for health and version, and nothing else', async () => {
    const codes = await Promise.all(['/livez', '/readyz', '/version', '/api', '/metrics'].map((path) => ask(path)));
    expect(codes.map(([code]) => code)).toEqual([200, 200, 200, 403, 403]);
  });
  it('can be lent: user, groups, uid and extra, each asked for', async () => {
    const whoami = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    const headers = {
      'impersonate-user': 'kim',
      'impersonate-group': 'devs',
      'impersonate-uid': 'u1',
      'impersonate-extra-acme.com%2fproject': 'apollo',
    };
    const [, text] = await ask(whoami, { pair: admin, method: 'POST', body: {}, headers });
    expect((JSON.parse(text) as { status: unknown }).status).toEqual({
      userInfo: {
        username: 'kim',
        uid: 'u1',
        groups: ['devs', 'system:authenticated'],
        extra: { 'acme.com/project': ['apollo'] },
      },
    });
    const jane = authority.client('jane', []);
    expect(messageOf(await ask(whoami, { pair: jane, method: 'POST', body: {}, headers }))).toEqual([
      403,
      'users "kim" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope',
    ]);
    const [code, words] = await ask(whoami, { pair: admin, headers: { 'impersonate-group': 'devs' } });
    expect([code, words]).toEqual([
      500,
      `Internal Server Error: "${whoami}": requested [{Group  devs    }] without impersonating a user\n`,
    ]);
  });
});

describe('a signing request', () => {
  it('must be one, and be signed by the key it is for', async () => {
    const refused = async (text: string, more = {}): Promise<string> =>
      messageOf(await ask(requests, { pair: admin, method: 'POST', body: csr('bad', text, more) }))[1];
    expect(await refused('nonsense')).toContain('PEM block type must be CERTIFICATE REQUEST');
    expect(await refused(pem('CERTIFICATE REQUEST', Buffer.from('0')))).toContain('asn1: syntax error: truncated tag');
    expect(await refused(signingRequest('jane', [], true).pem)).toContain('x509: ECDSA verification failure');
    expect(await refused(signingRequest('jane', ['system:masters']).pem)).toContain(
      'use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
    );
  });
  it('is signed when it is approved, and logs its sender in', async () => {
    const { pem: text, key } = signingRequest('dora', ['devs']);
    const [made] = await ask(requests, { pair: admin, method: 'POST', body: csr('dora', text) });
    expect(made).toBe(201);
    const [, stored] = await ask(`${requests}/dora`, { pair: admin });
    const object = JSON.parse(stored) as { spec: Record<string, unknown>; status: unknown };
    expect(object.spec['username']).toBe('kubernetes-admin');
    const conditions = [{ type: 'Approved', status: 'True', reason: 'Test', message: '' }];
    const body = { ...object, status: { conditions } };
    await ask(`${requests}/dora/approval`, { pair: admin, method: 'PUT', body });
    const certificate = await issued('dora');
    const read = new X509Certificate(certificate);
    expect([read.subject, read.checkIssued(new X509Certificate(authority.certificate))]).toEqual([
      'O=devs\nCN=dora',
      true,
    ]);
    const answer = messageOf(await ask('/api/v1/nodes', { pair: { certificate, key } }));
    expect(answer).toEqual([
      403,
      'nodes is forbidden: User "dora" cannot list resource "nodes" in API group "" at the cluster scope',
    ]);
  });
  it('fails where the signer cannot grant what is asked', async () => {
    const { pem: text } = signingRequest('erin', []);
    await ask(requests, { pair: admin, method: 'POST', body: csr('erin', text, { usages: ['server auth'] }) });
    const [, stored] = await ask(`${requests}/erin`, { pair: admin });
    const conditions = [{ type: 'Approved', status: 'True', reason: 'Test', message: '' }];
    const body = { ...(JSON.parse(stored) as object), status: { conditions } };
    await ask(`${requests}/erin/approval`, { pair: admin, method: 'PUT', body });
    const failed = await until(async () => {
      const [, now] = await ask(`${requests}/erin`, { pair: admin });
      const { status } = JSON.parse(now) as { status: { conditions: { type: string; message: string }[] } };
      return status.conditions.find(({ type }) => type === 'Failed')?.message;
    });
    expect(failed).toBe('invalid usage for client certificate: server auth');
  });
  it('is not approved by somebody who may not for this signer', async () => {
    const rules = [{ apiGroups: ['certificates.k8s.io'], resources: ['*'], verbs: ['create', 'get', 'update'] }];
    const role = { metadata: { name: 'csr-writer' }, rules };
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    await ask(`${rbac}/clusterroles`, { pair: admin, method: 'POST', body: role });
    const binding = {
      metadata: { name: 'csr-writer' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'csr-writer' },
      subjects: [{ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' }],
    };
    await ask(`${rbac}/clusterrolebindings`, { pair: admin, method: 'POST', body: binding });
    const jane = authority.client('jane', []);
    await ask(requests, { pair: jane, method: 'POST', body: csr('own', signingRequest('x', []).pem) });
    const [, stored] = await ask(`${requests}/own`, { pair: jane });
    const conditions = [{ type: 'Approved', status: 'True', reason: 'Test', message: '' }];
    const body = { ...(JSON.parse(stored) as object), status: { conditions } };
    expect(messageOf(await ask(`${requests}/own/approval`, { pair: jane, method: 'PUT', body }))).toEqual([
      403,
      'certificatesigningrequests.certificates.k8s.io "own" is forbidden: user not permitted to approve requests with signerName "kubernetes.io/kube-apiserver-client"',
    ]);
  });
});

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 100; i++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not happen within 5 s');
}

const issued = (name: string): Promise<string> =>
  until(async () => {
    const [, text] = await ask(`${requests}/${name}`, { pair: admin });
    const { certificate } = (JSON.parse(text) as { status: { certificate?: string } }).status;
    return certificate === undefined ? undefined : Buffer.from(certificate, 'base64').toString();
  });

describe('@kubernetes/client-node over TLS', () => {
  it('checks the server and shows its certificate', async () => {
    const config = new KubeConfig();
    config.loadFromString(kubeconfig(served.url, [{ name: 'kubernetes-admin', pair: admin }], authority.certificate));
    const { items } = await config.makeApiClient(CoreV1Api).listNode();
    expect(items.map(({ metadata }) => metadata?.name)).toContain('m-k8s');
    const wrong = new KubeConfig();
    wrong.loadFromString(kubeconfig(served.url, [{ name: 'kubernetes-admin', pair: admin }], stranger.certificate));
    await expect(wrong.makeApiClient(CoreV1Api).listNode()).rejects.toThrow(/certificate|signature/);
  });
});

const kubectls = realKubectls();
if (kubectls.size === 0) console.log('skipped: no real kubectl on this machine');
describe.skipIf(kubectls.size === 0).each([...kubectls])('kubectl %s over TLS', (version, binary) => {
  it('is who its kubeconfig says', async () => {
    const who = await served.kubectl(binary, ['auth', 'can-i', '*', '*', '-A']);
    expect([who.stdout, who.code]).toEqual(['yes\n', 0]);
    const as = await served.kubectl(binary, ['get', 'nodes', '--as=kim', '--as-group=devs']);
    expect(as.stderr).toBe(
      'Error from server (Forbidden): nodes is forbidden: User "kim" cannot list resource "nodes" in API group "" at the cluster scope\n',
    );
  });
  it('sends a token of a service account, until the account is gone', async () => {
    const name = `robot-${version.replace('.', '-')}`;
    await served.kubectl(binary, ['create', 'serviceaccount', name]);
    const token = (await served.kubectl(binary, ['create', 'token', name])).stdout.trim();
    writeFileSync(join(served.folder, name), kubeconfig(served.url, [{ name, token }], authority.certificate));
    const run = (...args: string[]): ReturnType<Served['kubectl']> =>
      served.kubectl(binary, ['--kubeconfig', name, ...args]);
    expect((await run('get', 'pods')).stderr).toBe(
      `Error from server (Forbidden): pods is forbidden: User "system:serviceaccount:default:${name}" cannot list resource "pods" in API group "" in the namespace "default"\n`,
    );
    await served.kubectl(binary, ['delete', 'serviceaccount', name]);
    expect((await run('get', 'pods')).stderr).toContain('error: You must be logged in to the server (Unauthorized)');
  });
  it('approves a signing request, and its sender logs in with the answer', async () => {
    const name = `sam-${version.replace('.', '-')}`;
    const { pem: text, key } = signingRequest(name, ['ops']);
    const manifest = JSON.stringify({
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      ...(csr(name, text) as object),
    });
    await served.kubectl(binary, ['apply', '-f', '-'], manifest);
    const approved = await served.kubectl(binary, ['certificate', 'approve', name]);
    expect(approved.stdout).toBe(`certificatesigningrequest.certificates.k8s.io/${name} approved\n`);
    const pair = { certificate: await issued(name), key };
    writeFileSync(join(served.folder, name), kubeconfig(served.url, [{ name, pair }], authority.certificate));
    const got = await served.kubectl(binary, ['--kubeconfig', name, 'get', 'pods']);
    expect(got.stderr).toContain(`User "${name}" cannot list resource "pods"`);
  });
  it('trusts no other authority', async () => {
    writeFileSync(
      join(served.folder, 'wrong'),
      kubeconfig(served.url, [{ name: 'kubernetes-admin', pair: admin }], stranger.certificate),
    );
    const { stderr, code } = await served.kubectl(binary, ['--kubeconfig', 'wrong', 'get', 'pods']);
    expect(code).toBe(1);
    expect(stderr).toContain('certificate signed by unknown authority');
  });
});
