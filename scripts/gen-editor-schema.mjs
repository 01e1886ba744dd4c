// node scripts/gen-editor-schema.mjs: src/api/schema/editor.json, the JSON Schema (draft-07) the YAML editor checks
// against, from structure.json and docs.json. One root with `if kind is X then X`, so that a document gets the errors
// of its own kind only. Texts are Kubernetes' own (Apache-2.0).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure.mjs';

const folder = join(root, 'src/api/schema');
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const structure = read('structure.json');
const docs = read('docs.json');

/** Kinds a person writes: schema → apiVersion. */
const kinds = {
  'io.k8s.api.core.v1.Pod': 'v1',
  'io.k8s.api.core.v1.Service': 'v1',
  'io.k8s.api.core.v1.ConfigMap': 'v1',
  'io.k8s.api.core.v1.Secret': 'v1',
  'io.k8s.api.core.v1.Namespace': 'v1',
  'io.k8s.api.core.v1.Node': 'v1',
  'io.k8s.api.core.v1.ServiceAccount': 'v1',
  'io.k8s.api.apps.v1.Deployment': 'apps/v1',
  'io.k8s.api.apps.v1.ReplicaSet': 'apps/v1',
  'io.k8s.api.rbac.v1.Role': 'rbac.authorization.k8s.io/v1',
  'io.k8s.api.rbac.v1.RoleBinding': 'rbac.authorization.k8s.io/v1',
  'io.k8s.api.rbac.v1.ClusterRole': 'rbac.authorization.k8s.io/v1',
  'io.k8s.api.rbac.v1.ClusterRoleBinding': 'rbac.authorization.k8s.io/v1',
};

/** Allowed words the published models do not carry (k8s.io/api, `+enum`). */
const enums = {
  'PodSpec.restartPolicy': ['Always', 'OnFailure', 'Never'],
  'PodSpec.dnsPolicy': ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  'PodSpec.preemptionPolicy': ['Never', 'PreemptLowerPriority'],
  'Container.imagePullPolicy': ['Always', 'IfNotPresent', 'Never'],
  'Container.terminationMessagePolicy': ['File', 'FallbackToLogsOnError'],
  'ContainerPort.protocol': ['TCP', 'UDP', 'SCTP'],
  'ServicePort.protocol': ['TCP', 'UDP', 'SCTP'],
  'ServiceSpec.type': ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
  'ServiceSpec.sessionAffinity': ['None', 'ClientIP'],
  'ServiceSpec.externalTrafficPolicy': ['Cluster', 'Local'],
  'ServiceSpec.internalTrafficPolicy': ['Cluster', 'Local'],
  'ServiceSpec.ipFamilyPolicy': ['SingleStack', 'PreferDualStack', 'RequireDualStack'],
  'DeploymentStrategy.type': ['RollingUpdate', 'Recreate'],
  'Toleration.effect': ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
  'Toleration.operator': ['Exists', 'Equal'],
  'Taint.effect': ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
  'LabelSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist'],
  'NodeSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'],
  'TopologySpreadConstraint.whenUnsatisfiable': ['DoNotSchedule', 'ScheduleAnyway'],
  'HTTPGetAction.scheme': ['HTTP', 'HTTPS'],
};

const short = (name) => name.split('.').at(-1);
const simple = {
  string: { type: 'string' },
  bytes: { type: 'string' },
  Time: { type: ['string', 'null'] },
  MicroTime: { type: ['string', 'null'] },
  int32: { type: 'integer' },
  int64: { type: 'integer' },
  float64: { type: 'number' },
  bool: { type: 'boolean' },
  any: {},
  Quantity: { type: ['string', 'number'] },
  IntOrString: { type: ['integer', 'string'] },
};

const definitions = {};
function typeOf(written) {
  if (written.startsWith('[]')) return { type: 'array', items: typeOf(written.slice(2)) };
  if (written.startsWith('map[]')) return { type: 'object', additionalProperties: typeOf(written.slice(5)) };
  return simple[written] ?? define(written);
}

function define(name) {
  const key = short(name);
  if (!(key in definitions)) {
    definitions[key] = {}; // A type may contain itself.
    const fields = structure[name];
    const texts = docs[name] ?? {};
    const properties = {};
    const required = [];
    for (const [field, written] of Object.entries(fields)) {
      const bare = written.replace(/!$/, '');
      // The server fills these in; a manifest that leaves them out is right.
      if (written.endsWith('!') && !/Status$/.test(key)) required.push(field);
      const type = typeOf(bare);
      const allowed = enums[`${key}.${field}`];
      const described = { ...(texts[field] ? { description: texts[field] } : {}), ...(allowed ? { enum: allowed } : {}) };
      // Draft-07 ignores what stands beside a $ref, so a described reference is wrapped.
      properties[field] = type.$ref && texts[field] ? { ...described, allOf: [type] } : { ...type, ...described };
    }
    definitions[key] = {
      title: key,
      type: 'object',
      ...(texts[''] ? { description: texts[''] } : {}),
      properties,
      additionalProperties: false,
      ...(required.length ? { required } : {}),
    };
  }
  return { $ref: `#/definitions/${key}` };
}

const branches = [];
for (const [name, apiVersion] of Object.entries(kinds)) {
  if (!structure[name]) continue;
  const kind = short(name);
  define(name);
  const definition = definitions[kind];
  definition.properties = { ...definition.properties, apiVersion: { const: apiVersion, description: definition.properties.apiVersion?.description }, kind: { const: kind, description: definition.properties.kind?.description } };
  definition.required = [...new Set(['apiVersion', 'kind', 'metadata', ...(definition.required ?? [])])];
  branches.push({ if: { properties: { kind: { const: kind } }, required: ['kind'] }, then: { $ref: `#/definitions/${kind}` } });
}

const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $comment: 'Generated by scripts/gen-editor-schema.mjs. Descriptions: Kubernetes authors, Apache-2.0.',
  title: 'Kubernetes object',
  type: 'object',
  required: ['apiVersion', 'kind'],
  properties: {
    apiVersion: { type: 'string', enum: [...new Set(Object.values(kinds))] },
    kind: { type: 'string', enum: Object.keys(kinds).filter((name) => structure[name]).map(short) },
  },
  allOf: branches,
  definitions,
};
writeFileSync(join(folder, 'editor.json'), JSON.stringify(schema));
console.log(`${branches.length} kinds, ${Object.keys(definitions).length} definitions`);
