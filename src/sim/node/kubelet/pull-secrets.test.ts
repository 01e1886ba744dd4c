import { describe, expect, it } from 'vitest';
import type { KubeObject, Pod } from '../../../api/types.ts';
import { parseImage, type ImageRef } from '../image-ref.ts';
import { boundPod, LoneNode } from '../testing.ts';
import { authFor } from './pull-secrets.ts';

const image = 'registry.shop.internal/stock:v1';
const login = (server: string, username = 'shop', password = 'fresh-bread'): string =>
  JSON.stringify({ auths: { [server]: { username, password } } });

const stock = (): Pod =>
  boundPod('stock', { containers: [{ name: 'stock', image }], imagePullSecrets: [{ name: 'shop-registry' }] });

const secretOf = (config: string): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/dockerconfigjson',
    metadata: { name: 'shop-registry', namespace: 'default' },
    data: { '.dockerconfigjson': Buffer.from(config).toString('base64') },
  }) as unknown as KubeObject;

describe('a private registry', () => {
  it('gives nothing to strangers', () => {
    const node = new LoneNode();
    node.create(boundPod('stock', { containers: [{ name: 'stock', image }] }));
    node.run(5_000);
    expect(node.events('stock')).toContain(
      `Warning Failed Failed to pull image "${image}": rpc error: code = Unknown desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials`,
    );
  });

  it('a Secret that is missing is told of, and found once it is there', () => {
    const node = new LoneNode();
    node.create(stock());
    node.run(5_000);
    expect(node.events('stock')[0]).toContain(
      'Warning FailedToRetrieveImagePullSecret Unable to retrieve some image pull secrets (shop-registry); attempting to pull the image may not succeed.',
    );
    expect(node.pod('stock')!.status.containerStatuses![0]!.state.waiting?.reason).toMatch(
      /ErrImagePull|ImagePullBackOff/,
    );
    node.create(secretOf(login('https://registry.shop.internal/v1/')), 'secrets');
    node.run(60_000);
    expect(node.pod('stock')!.status.containerStatuses![0]!.ready).toBe(true);
  });

  it('a wrong password is 401', () => {
    const node = new LoneNode();
    node.create(secretOf(login('registry.shop.internal', 'shop', 'stale-bread')), 'secrets');
    node.create(stock());
    node.run(5_000);
    expect(node.pod('stock')!.status.containerStatuses![0]!.state.waiting?.message).toMatch(
      /unexpected status from HEAD request to https:\/\/registry\.shop\.internal\/v2\/stock\/manifests\/v1: 401 Unauthorized$/,
    );
  });
});

describe('which entry fits an image', () => {
  const ref = (name: string): ImageRef => parseImage(name) as ImageRef;
  const who = (auths: Record<string, unknown>, name: string): string | undefined =>
    authFor(stock(), new Map([['secret/shop-registry', { '.dockerconfigjson': JSON.stringify({ auths }) }]]), ref(name))
      ?.username;
  it.each<[string, Record<string, unknown>, string, string | undefined]>([
    ['its host', { 'quay.io': { username: 'a', password: 'p' } }, 'quay.io/team/app:1', 'a'],
    ['another host', { 'quay.io': { username: 'a', password: 'p' } }, 'ghcr.io/team/app:1', undefined],
    ['a part of the host left open', { '*.azurecr.io': { username: 'a', password: 'p' } }, 'shop.azurecr.io/app', 'a'],
    ['no part of the host is skipped', { '*.io': { username: 'a', password: 'p' } }, 'shop.azurecr.io/app', undefined],
    [
      'the more exact of two',
      { 'quay.io': { username: 'a', password: 'p' }, 'quay.io/team': { username: 'b', password: 'p' } },
      'quay.io/team/app',
      'b',
    ],
    [
      'Docker Hub by its old address',
      { 'https://index.docker.io/v1/': { username: 'a', password: 'p' } },
      'me/app',
      'a',
    ],
    ['`auth` alone', { 'quay.io': { auth: Buffer.from('a:p:q').toString('base64') } }, 'quay.io/x', 'a'],
  ])('%s', (_, auths, name, expected) => expect(who(auths, name)).toBe(expected));
});
