import { describe, expect, it } from 'vitest';
import type { ApiResponse, ApiRequest } from '../../sim/messages.ts';
import { createTestServer } from '../../sim/testing.ts';
import { decodeBody } from './body.ts';

/** What a learner may get wrong, and upstream's words for it. */
const configMaps = '/api/v1/namespaces/default/configmaps';
const pods = '/api/v1/namespaces/default/pods';
const labelText =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

function post(path: string, body: unknown, more: Partial<ApiRequest> = {}): ApiResponse {
  return createTestServer().request({
    method: 'POST',
    path,
    body,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    ...more,
  });
}
const message = ({ body }: ApiResponse): string => (body as { message?: string }).message ?? '';
const podWith = (cpu: unknown): unknown => ({
  metadata: { name: 'a' },
  spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }] },
});

describe('bad input', () => {
  it.each([
    ['100M', 201, ''],
    ['1e3', 201, ''],
    ['0.5', 201, ''],
    ['-1', 422, 'must be greater than or equal to 0'],
    ['abc', 400, "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
  ] as const)('the quantity %s', (cpu, code, words) => {
    const answer = post(pods, podWith(cpu));
    expect(answer.code).toBe(code);
    expect(message(answer)).toContain(words);
  });

  it.each([
    ['a name', { metadata: { name: 'A_b' } }, 'a lowercase RFC 1123 subdomain must consist of lower case'],
    ['a label', { metadata: { name: 'a', labels: { x: '!' } } }, labelText],
    ['a label key', { metadata: { name: 'a', labels: { '/': 'x' } } }, 'prefix part must be non-empty'],
    [
      'annotations over 256 KiB',
      { metadata: { name: 'a', annotations: { x: 'y'.repeat(256 * 1024) } } },
      'metadata.annotations: Too long: may not be more than 262144 bytes',
    ],
    [
      'data over 1 MiB',
      { metadata: { name: 'a' }, data: { x: 'y'.repeat(1024 * 1024 + 1) } },
      'Too long: may not be more than 1048576 bytes',
    ],
  ])('%s out of form', (_, object, words) => {
    const answer = post(configMaps, object);
    expect(answer.code).toBe(422);
    expect(message(answer)).toContain(words);
  });

  it('an object larger than etcd takes', () => {
    const env = Array.from({ length: 16 }, (_, i) => ({ name: `E${i}`, value: 'x'.repeat(100 * 1024) }));
    const answer = post(pods, { metadata: { name: 'a' }, spec: { containers: [{ name: 'c', image: 'i', env }] } });
    expect([answer.code, message(answer)]).toEqual([500, 'etcdserver: request is too large']);
  });

  it('a media type nobody reads', () => {
    const answer = post(configMaps, undefined, { headers: { 'content-type': 'text/csv', accept: 'application/json' } });
    expect(answer.code).toBe(415);
    expect(message(answer)).toBe(
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    );
  });

  it.each(['/apis/nope.example/v1/things', '/api/v1/namespaces/default/nopes'])('%s is nowhere', (path) => {
    const answer = post(path, {});
    expect([answer.code, message(answer) || answer.body]).toEqual([
      404,
      path.startsWith('/apis') ? '404 page not found\n' : 'the server could not find the requested resource',
    ]);
  });

  it.each([
    ['Strict', 400, 'strict decoding error: unknown field "bogus", duplicate field "data.a"', undefined],
    ['Warn', 201, '', ['unknown field "bogus"', 'duplicate field "data.a"']],
    ['Ignore', 201, '', undefined],
  ])('a field twice and an unknown one: %s', (fieldValidation, code, words, warnings) => {
    const text = '{"metadata":{"name":"a"},"bogus":1,"data":{"a":"1","a":"2"}}';
    const read = decodeBody(Buffer.from(text), 'application/json');
    if (read.type !== 'value') throw new Error(read.type);
    const { value, duplicates = [] } = read;
    const answer = post(configMaps, value, { query: { fieldValidation }, duplicates });
    expect(answer.code).toBe(code);
    expect(message(answer)).toContain(words);
    expect(answer.warnings).toEqual(warnings);
    if (code === 201) expect(answer.body).toMatchObject({ data: { a: '2' } });
  });

  const twice = 'yaml: unmarshal errors:\n  line 4: key "a" already set in map';
  it.each([
    [
      'Strict',
      400,
      `ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: ${twice}`,
      undefined,
    ],
    ['Warn', 201, '', [twice]],
    ['Ignore', 201, '', undefined],
  ])('a key twice in YAML: %s', (fieldValidation, code, words, warnings) => {
    const text = 'metadata: { name: a }\ndata:\n  a: "1"\n  a: "2"\n';
    const read = decodeBody(Buffer.from(text), 'application/yaml');
    if (read.type !== 'value') throw new Error(read.type);
    const answer = post(configMaps, read.value, { query: { fieldValidation }, repeated: read.repeated });
    expect([answer.code, message(answer), answer.warnings]).toEqual([code, words, warnings]);
  });

  it('a key twice in an applied configuration, found out after all else', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { a: "1",\n  a: "2" }\n';
    const read = decodeBody(Buffer.from(text), 'application/apply-patch+yaml');
    if (read.type !== 'value') throw new Error(read.type);
    const answer = post(`${configMaps}/a`, read.value, {
      method: 'PATCH',
      headers: { accept: 'application/json', 'content-type': 'application/apply-patch+yaml' },
      query: { fieldManager: 'me', fieldValidation: 'Strict' },
      repeated: read.repeated,
    });
    expect([answer.code, message(answer)]).toEqual([
      400,
      'error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line 5: key "a" already set in map',
    ]);
  });

  it('a patch that takes all metadata away leaves an object without a name', () => {
    const server = createTestServer();
    server.create(configMaps, { metadata: { name: 'a' } });
    const headers = { accept: 'application/json', 'content-type': 'application/merge-patch+json' };
    const answer = server.request({ method: 'PATCH', path: `${configMaps}/a`, body: { metadata: null }, headers });
    expect([answer.code, message(answer)]).toEqual([
      400,
      'the name of the object () does not match the name on the URL (a)',
    ]);
  });

  it('null is an object without a name', () => {
    const answer = post(configMaps, null);
    expect([answer.code, message(answer)]).toEqual([
      422,
      'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
    ]);
  });

  it.each([
    ['an unknown field is told of', 'Warn', 201, 'unknown field "deep"'],
    ['or refused', 'Strict', 400, 'strict decoding error: unknown field "deep"'],
  ])('nine thousand levels: %s', (_, fieldValidation, code, words) => {
    const text = `{"metadata":{"name":"deep"},"deep":${'['.repeat(9_000)}${']'.repeat(9_000)}}`;
    const read = decodeBody(Buffer.from(text), 'application/json', configMaps);
    expect(read.type).toBe('value');
    const answer = post(configMaps, read.type === 'value' ? read.value : undefined, { query: { fieldValidation } });
    expect([answer.code, `${answer.warnings?.join() ?? ''}${message(answer)}`]).toEqual([
      code,
      expect.stringContaining(words),
    ]);
  });
  it.each([
    ['a field of a known kind', configMaps, 10_001, 'value'],
    ['one level more', configMaps, 10_002, 'exceeded max depth'],
    ['what a custom resource may keep', '/apis/example.com/v1/namespaces/default/things', 1_002, 'exceeded max depth'],
    ['a definition', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', 1_002, 'exceeded max depth'],
  ])('how deep JSON may be: %s', (_, path, levels, words) => {
    const text = `{"a":${'['.repeat(levels - 2)}"[[["${']'.repeat(levels - 2)}}`;
    const read = decodeBody(Buffer.from(text), 'application/json', path);
    expect(read.type === 'unreadable' ? read.error : read.type).toBe(words);
  });

  it.each([
    ['application/json', '{bad', "invalid character 'b' looking for beginning of object key string"],
    ['application/json', '['.repeat(20_000), 'exceeded max depth'],
    ['application/yaml', 'a: [', 'did not find expected node content'],
    ['application/yaml', '['.repeat(20_000), 'exceeded max depth'],
    ['application/yaml', '\ta: b', 'found character that cannot start any token'],
    ['application/yaml', bomb(), 'yaml: document contains excessive aliasing'],
  ])('%s that is none: %.12s', (mediaType, text, words) => {
    const read = decodeBody(Buffer.from(text), mediaType);
    expect(read.type === 'unreadable' ? read.error : read.type).toContain(words);
  });
});

/** A billion laughs. */
function bomb(): string {
  const lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]'];
  for (let i = 1; i < 12; i++)
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(',')}]`,
    );
  return lines.join('\n');
}
