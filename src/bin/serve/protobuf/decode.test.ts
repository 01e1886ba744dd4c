import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { decodeProtobuf } from './decode.ts';
import { messageOf, messages } from './messages.ts';

/** A message written by hand: `[number, text | whole number | message]`. */
type Part = readonly [number, string | number | readonly Part[]];
function write(parts: readonly Part[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [number, value] of parts) {
    if (typeof value === 'number') writer.tag(number, WireType.Varint).int64(value);
    else if (typeof value === 'string') writer.tag(number, WireType.LengthDelimited).string(value);
    else writer.tag(number, WireType.LengthDelimited).bytes(write(value));
  }
  return writer.finish();
}

const body = (apiVersion: string, kind: string, parts: readonly Part[]): Uint8Array => {
  const raw = write(parts);
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).bytes(
    write([
      [1, apiVersion],
      [2, kind],
    ]),
  );
  writer.tag(2, WireType.LengthDelimited).bytes(raw);
  return Buffer.concat([Buffer.from('k8s\0'), writer.finish()]);
};

const decoded = (apiVersion: string, kind: string, parts: readonly Part[]): unknown => {
  const result = decodeProtobuf(body(apiVersion, kind, parts));
  return 'value' in result ? result.value : result;
};

describe('a protobuf body becomes what its JSON would have been', () => {
  it('keeps what zero means something for, drops what is empty', () =>
    expect(
      decoded('apps/v1', 'Deployment', [
        [
          1,
          [
            [1, 'web'],
            [2, ''],
            [3, 'default'],
            [8, []],
            [
              11,
              [
                [1, 'app'],
                [2, 'web'],
              ],
            ],
          ],
        ],
        [
          2,
          [
            [1, 0],
            [
              2,
              [
                [
                  1,
                  [
                    [1, 'app'],
                    [2, 'web'],
                  ],
                ],
              ],
            ],
            [4, []],
            [5, 0],
            [7, 0],
          ],
        ],
        [3, []],
      ]),
    ).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'default', creationTimestamp: null, labels: { app: 'web' } },
      spec: { replicas: 0, selector: { matchLabels: { app: 'web' } }, strategy: {} },
      status: {},
    }));
  it('reads the types with a form of their own', () =>
    expect(
      decoded('v1', 'Pod', [
        [1, [[8, [[1, 1_748_736_000]]]]],
        [
          2,
          [
            [
              1,
              [
                [1, 'data'],
                [2, [[2, [[2, [[1, '1Gi']]]]]]],
              ],
            ],
            [
              2,
              [
                [1, 'c'],
                [
                  8,
                  [
                    [
                      1,
                      [
                        [1, 'cpu'],
                        [2, [[1, '100m']]],
                      ],
                    ],
                  ],
                ],
                [
                  10,
                  [
                    [
                      1,
                      [
                        [
                          2,
                          [
                            [
                              2,
                              [
                                [1, 1],
                                [3, 'http'],
                              ],
                            ],
                          ],
                        ],
                      ],
                    ],
                  ],
                ],
              ],
            ],
          ],
        ],
      ]),
    ).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { creationTimestamp: '2025-06-01T00:00:00Z' },
      spec: {
        volumes: [{ name: 'data', emptyDir: { sizeLimit: '1Gi' } }],
        containers: [
          { name: 'c', resources: { limits: { cpu: '100m' } }, livenessProbe: { httpGet: { port: 'http' } } },
        ],
      },
    }));
  it('skips what a newer client says beyond the tables', () =>
    expect(
      decoded('v1', 'ConfigMap', [
        [
          2,
          [
            [1, 'a'],
            [2, 'b'],
          ],
        ],
        [99, 'new'],
        [98, 7],
      ]),
    ).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      data: { a: 'b' },
    }));
  it.each([
    ['another format', Buffer.from('{"kind":"Pod"}'), 'does not appear to be a protobuf message'],
    ['a kind nobody posts', body('v1', 'Nope', []), 'no field numbers are known for v1, Kind=Nope'],
    ['a text that stops', body('v1', 'Pod', [[1, [[1, 'web']]]]).subarray(0, -2), 'proto: '],
  ])('refuses %s', (_, bytes, problem) => {
    const result = decodeProtobuf(bytes);
    expect('problem' in result ? result.problem : '').toContain(problem);
  });
});

describe('the tables', () => {
  it('name no message that is missing', () => {
    const known = messages();
    const missing = [...known.values()]
      .flatMap((fields) => [...fields.values()].map(({ type }) => type))
      .filter((type) => type.includes('.') && !known.has(type));
    expect(missing).toEqual([]);
  });
  it('have every kind that kubectl writes in protobuf', () => {
    const posted = {
      v1: ['ConfigMap', 'Namespace', 'Pod', 'ResourceQuota', 'Secret', 'Service', 'ServiceAccount'],
      'apps/v1': ['Deployment'],
      'authentication.k8s.io/v1': ['SelfSubjectReview', 'TokenRequest'],
      'authorization.k8s.io/v1': ['SelfSubjectAccessReview', 'SelfSubjectRulesReview'],
      'autoscaling/v1': ['HorizontalPodAutoscaler'],
      'autoscaling/v2': ['HorizontalPodAutoscaler'],
      'batch/v1': ['CronJob', 'Job'],
      'certificates.k8s.io/v1': ['CertificateSigningRequest'],
      'networking.k8s.io/v1': ['Ingress'],
      'policy/v1': ['Eviction', 'PodDisruptionBudget'],
      'rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
      'scheduling.k8s.io/v1': ['PriorityClass'],
    };
    const missing = Object.entries(posted).flatMap(([version, kinds]) =>
      kinds.filter((kind) => messageOf(version, kind) === undefined),
    );
    expect(missing).toEqual([]);
  });

  /** Field numbers read off a real server's own types. */
  const recorded = join(process.env['CONFORMANCE_DIR'] ?? '', 'proto-fields.json');
  it.skipIf(!process.env['CONFORMANCE_DIR'] || !existsSync(recorded))('agree with upstream, number by number', () => {
    const upstream = (
      JSON.parse(readFileSync(recorded, 'utf8')) as {
        messages: Record<string, Record<string, { name: string; repeated?: boolean; map?: string; inline?: boolean }>>;
      }
    ).messages;
    for (const [name, fields] of messages()) {
      const whole = name.startsWith('meta.')
        ? `k8s.io.apimachinery.pkg.apis.meta.v1.${name.slice(5)}`
        : `k8s.io.api.${name}`;
      const ours = [...fields].map(([number, { name: field, shape }]) => [String(number), field, shape]);
      const theirs = Object.entries(upstream[whole] ?? {}).map(([number, { name: field, repeated, map, inline }]) => [
        number,
        field,
        map ? 'map' : repeated ? 'list' : inline ? 'inline' : 'one',
      ]);
      expect([name, ours]).toEqual([name, theirs.sort((a, b) => Number(a[0]) - Number(b[0]))]);
    }
  });
});
