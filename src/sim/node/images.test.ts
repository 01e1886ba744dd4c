import { describe, expect, it } from 'vitest';
import { lookUp } from './catalogue/index.ts';
import { parseImage, type ImageRef } from './image-ref.ts';
import { goDuration, goSeconds, parseMemory, piDigits } from './arithmetic.ts';

describe('image names', () => {
  it.each([
    ['a short name', 'nginx', 'docker.io/library/nginx:latest'],
    ['with a tag', 'nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['of a user', 'bitnami/redis', 'docker.io/bitnami/redis:latest'],
    ['of a registry', 'registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    ['of a registry with a port', 'localhost:5000/app', 'localhost:5000/app:latest'],
    ['already complete', 'docker.io/library/busybox:1.28', 'docker.io/library/busybox:1.28'],
    ['by digest', `nginx@sha256:${'a'.repeat(64)}`, `docker.io/library/nginx@sha256:${'a'.repeat(64)}`],
  ])('%s', (_, name, canonical) => {
    expect((parseImage(name) as ImageRef).canonical).toBe(canonical);
  });
  it.each([
    ['nothing', '', 'invalid reference format'],
    ['capital letters', 'Nginx', 'invalid reference format: repository name (library/Nginx) must be lowercase'],
    ['a space', 'my image', 'invalid reference format'],
    ['an empty tag', 'nginx:', 'invalid reference format'],
    ['two colons', 'nginx:1:2', 'invalid reference format'],
    ['a placeholder left in', '<your-image>', 'invalid reference format'],
  ])('%s is no image name', (_, name, error) => {
    expect(parseImage(name)).toEqual({ error });
  });
});

describe('the catalogue', () => {
  it.each([
    ['nginx', 'found'],
    ['nginx:1.14.2', 'found'],
    ['nginx:1.27-alpine', 'found'],
    ['nginx:nope', 'tag'],
    ['nginx:99', 'tag'],
    ['hello:v1', 'found'],
    ['hello:v3', 'found'],
    ['hello:slow', 'found'],
    ['hello:v9', 'tag'],
    ['image:v1', 'found'],
    ['ngnix', 'repository'],
    ['busybox:1.25', 'found'],
    ['busybox:1.28', 'found'],
    ['mysql:8', 'found'],
    ['mysql:5.7', 'found'],
    ['mysql', 'found'],
    ['ghost:5', 'found'],
    ['ghost:6', 'found'],
    ['ghost:7', 'tag'],
    ['redis:7.4', 'found'],
    ['postgres:17', 'found'],
    ['perl:5.34.0', 'found'],
    ['python:3.12-slim', 'found'],
    ['node:20-alpine', 'found'],
    ['golang:1.24', 'found'],
    ['httpd:2.4', 'found'],
    ['mongo:7', 'found'],
    ['traefik/whoami', 'found'],
    ['hashicorp/http-echo:1.0', 'found'],
    ['gcr.io/google-samples/hello-app:2.0', 'found'],
    ['gcr.io/google-samples/hello-app:9.9', 'tag'],
    ['registry.k8s.io/e2e-test-images/agnhost:2.40', 'found'],
    ['registry.k8s.io/echoserver:1.4', 'found'],
    ['me/my-app:v1', 'found'],
    ['me/my-app:v9', 'tag'],
    ['me/does-not-exist', 'repository'],
    ['registry.example/shop:1', 'registry'],
    ['ghcr.io/me/private-shop', 'repository'],
  ])('%s: %s', (name, result) => {
    const found = lookUp(parseImage(name) as ImageRef);
    expect('missing' in found ? found.missing : 'found').toBe(result);
  });
});

describe('numbers in texts', () => {
  it.each([
    [10_000, '10s'],
    [80_000, '1m20s'],
    [160_000, '2m40s'],
    [300_000, '5m0s'],
  ])('%i ms is %s', (ms, text) => expect(goSeconds(ms)).toBe(text));
  it.each([
    [345, '345ms'],
    [2_345, '2.345s'],
    [2_000, '2s'],
    [62_500, '1m2.5s'],
  ])('%i ms took %s', (ms, text) => expect(goDuration(ms)).toBe(text));
  it('memory as tools write it', () =>
    expect([parseMemory('250M'), parseMemory('150Mi'), parseMemory('x')]).toEqual([
      250 * 1024 ** 2,
      150 * 1024 ** 2,
      0,
    ]));
  it('π to 30 digits', () => expect(piDigits(30)).toBe('3.14159265358979323846264338328'));
});
