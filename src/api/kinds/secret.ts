import { base64Length, decodeBase64, encodeBase64 } from '../base64.ts';
import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { invalid, required, tooLong } from '../field.ts';
import { goJson } from '../go-json.ts';
import { immutable } from '../metadata.ts';
import { isConfigMapKey } from '../names.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs } from '../strategy.ts';
import type { KubeObject } from '../types.ts';
import { dataBytesMax, validateImmutableData } from './configmap.ts';

interface Secret extends KubeObject {
  /** Values in base64. */
  data?: Record<string, string>;
  /** Only written, never read back. */
  stringData?: Record<string, string>;
  type: string;
  immutable?: boolean;
}

/** Keys a type demands. A map and not an object: a type may be called `constructor`. */
const requiredKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ['kubernetes.io/dockercfg', ['.dockercfg']],
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/ssh-auth', ['ssh-privatekey']],
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
]);

/** Models: validation.go ValidateSecret. */
function validate(object: KubeObject): FieldError[] {
  const { data = {}, type, metadata } = object as Secret;
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const key in data) {
    for (const text of isConfigMapKey(key)) errors.push(invalid(`data[${key}]`, key, text));
    bytes += base64Length(data[key]!);
  }
  if (bytes > dataBytesMax) errors.push(tooLong('data', dataBytesMax));
  const has = (key: string): boolean => Object.hasOwn(data, key);
  if (type === 'kubernetes.io/service-account-token') {
    const annotation = 'kubernetes.io/service-account.name';
    if (!metadata.annotations?.[annotation]) errors.push(required(`metadata.annotations[${annotation}]`));
  } else if (type === 'kubernetes.io/basic-auth') {
    // Either may be empty, but one must be there.
    if (!has('username') && !has('password')) errors.push(required('data[username]'), required('data[password]'));
  }
  for (const key of requiredKeys.get(type) ?? []) {
    if (!has(key) || (key === 'ssh-privatekey' && data[key] === '')) errors.push(required(`data[${key}]`));
    else if (key.startsWith('.docker')) {
      const problem = jsonProblem(decodeBase64(data[key]!));
      if (problem) errors.push(invalid(`data[${key}]`, '<secret contents redacted>', problem));
    }
  }
  return errors;
}

/** Models: json.Unmarshal into a map. */
function jsonProblem(text: string): string | undefined {
  const problem = goJson(text);
  if (problem !== undefined) return problem;
  const value: unknown = JSON.parse(text);
  if (value === null || (typeof value === 'object' && !Array.isArray(value))) return undefined;
  const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
}

export const secretType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'secrets',
  schema: 'io.k8s.api.core.v1.Secret',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const secret = object as Secret;
    if (secret.stringData) {
      const data = { ...secret.data };
      for (const key in secret.stringData) data[key] = encodeBase64(secret.stringData[key]!);
      secret.data = data;
      delete secret.stringData;
    }
    secret.type ??= 'Opaque';
  },
  prepareForUpdate(object, old) {
    if (!object['type']) object['type'] = old['type'];
  },
  validate,
  validateUpdate: (object, old) => [
    ...immutable('type', object['type'], old['type']),
    ...validateImmutableData(object, old, ['data']),
    ...validate(object),
  ],
  columns: () => [
    nameColumn,
    column(
      'Type',
      'Used to facilitate programmatic handling of secret data. More info: https://kubernetes.io/docs/concepts/configuration/secret/#secret-types',
    ),
    column(
      'Data',
      "Data contains the secret data. Each key must consist of alphanumeric characters, '-', '_' or '.'. The serialized form of the secret data is a base64 encoded string, representing the arbitrary (possibly non-string) data value here. Described in https://tools.ietf.org/html/rfc4648#section-4",
    ),
    ageColumn,
  ],
  row(object, nowMs) {
    const secret = object as Secret;
    return [secret.metadata.name, secret.type, Object.keys(secret.data ?? {}).length, age(secret, nowMs)];
  },
  selectableFields: (object) => ({ type: (object as Secret).type }),
};
