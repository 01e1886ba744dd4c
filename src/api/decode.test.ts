import { describe, expect, it } from 'vitest';
import { decode } from './decode.ts';

const podSchema = 'io.k8s.api.core.v1.Pod';
const deploymentSchema = 'io.k8s.api.apps.v1.Deployment';
const pod = (spec: unknown): unknown => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec });

describe('decode', () => {
  it.each([
    [
      'a string for a number',
      deploymentSchema,
      { spec: { replicas: '3' } },
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'a fraction for a number',
      deploymentSchema,
      { spec: { replicas: 1.5 } },
      'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'a number for a string',
      podSchema,
      pod({ containers: [{ name: 1 }] }),
      'json: cannot unmarshal number into Go struct field Container.spec.containers.name of type string',
    ],
    [
      'a string for a named type',
      podSchema,
      pod({ restartPolicy: true }),
      'json: cannot unmarshal bool into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy',
    ],
    [
      'an object for a list',
      podSchema,
      pod({ containers: {} }),
      'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      'a string for a struct',
      podSchema,
      { spec: 'x' },
      'json: cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec',
    ],
    [
      'a number in labels',
      podSchema,
      { metadata: { labels: { a: 1 } } },
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      'the first of two',
      podSchema,
      pod({ hostNetwork: 1, hostPID: 1 }),
      'json: cannot unmarshal number into Go struct field PodSpec.spec.hostNetwork of type bool',
    ],
    [
      'a quantity that is none',
      podSchema,
      pod({ containers: [{ name: 'c', resources: { limits: { cpu: 'x' } } }] }),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    [
      'a time that is none',
      podSchema,
      { metadata: { creationTimestamp: 'soon' } },
      'parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006"',
    ],
    ['bad base64', 'io.k8s.api.core.v1.Secret', { data: { a: 'a b' } }, 'illegal base64 data at input byte 1'],
  ])('%s is a type error in Go words', (_, schema, value, error) => {
    expect(decode(value, schema).errors).toEqual([error]);
  });

  it('names unknown and doubled fields by their path', () => {
    const { unknownFields, errors, object } = decode(
      pod({ containers: [{ name: 'c', imagee: 'x' }], foo: 1 }),
      podSchema,
      { duplicates: ['spec.foo'] },
    );
    expect(errors).toEqual([]);
    expect(unknownFields).toEqual([
      'unknown field "spec.containers[0].imagee"',
      'unknown field "spec.foo"',
      'duplicate field "spec.foo"',
    ]);
    expect(object['spec']).toMatchObject({ containers: [{ name: 'c' }] });
    expect(object['spec']).not.toHaveProperty('foo');
  });

  it('writes values as Go would write them again', () => {
    const { object } = decode(
      pod({
        hostNetwork: false,
        nodeSelector: {},
        tolerations: [],
        automountServiceAccountToken: false,
        containers: [{ name: 'c', image: '', resources: { limits: { cpu: '0.5' } } }],
      }),
      podSchema,
    );
    expect(object).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', creationTimestamp: null },
      spec: {
        automountServiceAccountToken: false,
        containers: [{ name: 'c', resources: { limits: { cpu: '500m' } } }],
      },
      status: {},
    });
  });

  it('keeps a zero that somebody wrote where Go has a pointer', () => {
    const { object } = decode(
      { spec: { replicas: 0, strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } } },
      deploymentSchema,
    );
    expect(object['spec']).toMatchObject({
      replicas: 0,
      strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    });
  });

  it('gives a copy that may be changed', () => {
    const source = Object.freeze({ metadata: Object.freeze({ labels: Object.freeze({ a: 'b' }) }) });
    const { object } = decode(source, podSchema);
    object.metadata.labels!['a'] = 'c';
    expect(source.metadata.labels.a).toBe('b');
  });
});
