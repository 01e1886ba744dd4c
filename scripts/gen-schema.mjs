// Writes the schemas under src/api/schema/ from the published models of Kubernetes v1.33:
//   structure.json  field types of every type reachable from `firstKinds`; in the worker's first part, so without texts
//   structure-more.json  the same of every other type reachable from `kinds`
//   docs.json       description of every type and field; loaded when `kubectl explain` or a hover asks
//   editor.json     JSON Schema (draft-07) for the YAML editor, fetched by it
// Structure: @kubernetes/client-node models. Texts of fields that are references: kubernetes-types (its models drop them).
// Both are unpacked into a temporary folder. Usage: npm run gen:schema. A new kind is one line in `kinds`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** `group/version` → kinds served. `Kind:Model` where the model's name is not `V1Kind`. */
const kinds = {
  v1: [
    'Binding',
    'ComponentStatus',
    'ConfigMap',
    'Endpoints',
    'Event:CoreV1Event',
    'LimitRange',
    'Namespace',
    'Node',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'Pod',
    'PodTemplate',
    'ReplicationController',
    'ResourceQuota',
    'Secret',
    'Service',
    'ServiceAccount',
  ],
  'admissionregistration.k8s.io/v1': [
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io/v1': ['CustomResourceDefinition'],
  'apiregistration.k8s.io/v1': ['APIService'],
  'apps/v1': ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  'autoscaling/v1': ['HorizontalPodAutoscaler', 'Scale'],
  'autoscaling/v2': ['HorizontalPodAutoscaler:V2HorizontalPodAutoscaler'],
  'batch/v1': ['CronJob', 'Job'],
  'certificates.k8s.io/v1': ['CertificateSigningRequest'],
  'coordination.k8s.io/v1': ['Lease'],
  'discovery.k8s.io/v1': ['EndpointSlice'],
  'events.k8s.io/v1': ['Event:EventsV1Event'],
  'flowcontrol.apiserver.k8s.io/v1': ['FlowSchema', 'PriorityLevelConfiguration'],
  'networking.k8s.io/v1': ['IPAddress', 'Ingress', 'IngressClass', 'NetworkPolicy', 'ServiceCIDR'],
  'node.k8s.io/v1': ['RuntimeClass'],
  'policy/v1': ['Eviction', 'PodDisruptionBudget'],
  'rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'scheduling.k8s.io/v1': ['PriorityClass'],
  'storage.k8s.io/v1': ['CSIDriver', 'CSINode', 'CSIStorageCapacity', 'StorageClass', 'VolumeAttachment'],
};
/** What a cluster's start and its first Deployment read (scripts/split/first-minute.ts); the build's size says when it is more. */
const firstKinds = [
  'core.v1.ConfigMap',
  'core.v1.Event',
  'core.v1.Node',
  'core.v1.Pod',
  'core.v1.ServiceAccount',
  'apps.v1.Deployment',
  'apps.v1.ReplicaSet',
].map((name) => `io.k8s.api.${name}`);

/** Kinds a person does not write: in structure and docs, not offered by the editor. */
const notEdited = new Set([
  'APIService',
  'Binding',
  'CSINode',
  'CSIStorageCapacity',
  'ComponentStatus',
  'ControllerRevision',
  'Eviction',
  'Event',
  'IPAddress',
  'PodTemplate',
  'Scale',
  'VolumeAttachment',
]);
/** Groups of kinds whose older version nobody writes by hand. */
const notEditedVersions = new Set(['autoscaling/v1']);

/** Fields whose Go type is Quantity; the models say `string`. */
const quantities = new Set([
  'EmptyDirVolumeSource.sizeLimit',
  'NodeStatus.allocatable',
  'NodeStatus.capacity',
  'PodSpec.overhead',
  'ContainerStatus.allocatedResources',
  'ResourceFieldSelector.divisor',
  'ResourceRequirements.limits',
  'ResourceRequirements.requests',
  'VolumeResourceRequirements.limits',
  'VolumeResourceRequirements.requests',
  'CSIStorageCapacity.capacity',
  'CSIStorageCapacity.maximumVolumeSize',
  'HPAScalingRules.tolerance',
  'LimitRangeItem.default',
  'LimitRangeItem.defaultRequest',
  'LimitRangeItem.max',
  'LimitRangeItem.maxLimitRequestRatio',
  'LimitRangeItem.min',
  'MetricTarget.averageValue',
  'MetricTarget.value',
  'MetricValueStatus.averageValue',
  'MetricValueStatus.value',
  'Overhead.podFixed',
  'PersistentVolumeClaimStatus.allocatedResources',
  'PersistentVolumeClaimStatus.capacity',
  'PersistentVolumeSpec.capacity',
  'ResourceQuotaSpec.hard',
  'ResourceQuotaStatus.hard',
  'ResourceQuotaStatus.used',
]);

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'src/api/schema');
const work = mkdtempSync(join(tmpdir(), 'schema-'));
const unpack = (name, version) => {
  const packed = execFileSync('npm', ['pack', `${name}@${version}`, '--silent'], {
    cwd: work,
    encoding: 'utf8',
  }).trim();
  execFileSync('tar', ['xzf', packed], { cwd: work });
  const to = join(work, name.replaceAll('/', '-'));
  execFileSync('mv', [join(work, 'package'), to]);
  return to;
};
const models = join(unpack('@kubernetes/client-node', '1.3.0'), 'dist/gen/models');
const texts = unpack('kubernetes-types', '1.30.0');

/** `core/v1` and the like → { Interface: { '': text, field: text } }. */
const groups = readGroups(texts);

function readGroups(root) {
  const found = {};
  for (const group of readdirSync(root)) {
    if (!statSync(join(root, group)).isDirectory()) continue;
    for (const file of readdirSync(join(root, group))) {
      if (!file.endsWith('.d.ts')) continue;
      const types = (found[`${group}/${file.slice(0, -5)}`] = {});
      const text = readFileSync(join(root, group, file), 'utf8');
      // A comment, then what it is about: an interface or a field.
      const pattern =
        /(?:\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*)?(?:export (?:interface|type) (\w+)|^ {4}(?:readonly )?"?([\w$-]+)"?\??:)/gm;
      let type;
      for (const [, comment, name, field] of text.matchAll(pattern)) {
        if (name) type = types[name] = { '': clean(comment) };
        else if (type) type[field] = clean(comment);
      }
    }
  }
  return found;
}

function clean(comment) {
  if (!comment) return '';
  return comment
    .replace(/^\s*\* ?/gm, '')
    .replace(/[ \t]+\n/g, '\n')
    .trim();
}

/** Upstream's Go package path of each group folder, in schema names. */
const packages = (group) => {
  if (group.startsWith('meta/')) return `io.k8s.apimachinery.pkg.apis.${group.replace('/', '.')}`;
  if (group.startsWith('apiextensions/')) return `io.k8s.apiextensions-apiserver.pkg.apis.${group.replace('/', '.')}`;
  if (group.startsWith('apiregistration/')) return `io.k8s.kube-aggregator.pkg.apis.${group.replace('/', '.')}`;
  return `io.k8s.api.${group.replace('/', '.')}`;
};

const modelPrefix =
  /^(Admissionregistration|Apiextensions|Apiregistration|Core|Apps|Discovery|Events|Flowcontrol|Rbac|Storage|Authentication|Autoscaling|Batch)?(V\d+(?:(?:alpha|beta)\d+)?)(.*)$/;

/** Schema name of a model, e.g. V1PodSpec → io.k8s.api.core.v1.PodSpec. `parent`: group/version that refers to it. */
function schemaName(model, parent) {
  const [, groupWord, versionWord, name] = modelPrefix.exec(model);
  const version = versionWord.toLowerCase();
  if (groupWord) return `${packages(`${groupWord.toLowerCase()}/${version}`)}.${name}`;
  const holders = Object.keys(groups).filter((group) => group.endsWith(`/${version}`) && groups[group][name]);
  const group =
    holders.length === 1
      ? holders[0]
      : (holders.find((h) => h === parent) ?? holders.find((h) => h === `meta/${version}`) ?? parent);
  return `${packages(group)}.${name}`;
}

const groupOf = (schema) => schema.split('.').slice(-3, -1).join('/');

function readModel(model) {
  const code = readFileSync(join(models, `${model}.js`), 'utf8');
  const types = readFileSync(join(models, `${model}.d.ts`), 'utf8');
  const attributes = JSON.parse(/attributeTypeMap = (\[[\s\S]*?\n?\]);/.exec(code)[1]);
  const [head, body] = types.split('export declare class');
  const about = clean(/\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*$/.exec(head)?.[1]);
  const fields = {};
  for (const [, comment, name, optional] of body.matchAll(/(?:\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*)?'([^']+)'(\?)?:/g)) {
    fields[name] ??= { text: clean(comment), required: !optional };
  }
  return { attributes, about, fields };
}

const structure = {};
const docs = {};
const modelOf = {};

function visit(model, parent) {
  const schema = schemaName(model, parent);
  if (structure[schema]) return schema;
  const fields = (structure[schema] = {});
  const texts = (docs[schema] = {});
  modelOf[schema] = model;
  const short = schema.split('.').at(-1);
  const { attributes, about, fields: declared } = readModel(model);
  const known = groups[groupOf(schema)]?.[short] ?? {};
  texts[''] = about || known[''] || '';
  for (const { name, baseName, type, format } of attributes) {
    const isQuantity = quantities.has(`${short}.${baseName}`);
    const { required, text } = declared[name] ?? {};
    const written = typeOf(type, format, groupOf(schema), isQuantity);
    fields[baseName] = written + (required ? '!' : '');
    // A reference's text in the models is its type's own text: prefer the field's.
    texts[baseName] = (/io\.|Time$|Quantity$/.test(written) ? known[baseName] || text : text || known[baseName]) ?? '';
  }
  return schema;
}

function typeOf(type, format, group, isQuantity) {
  const list = /^Array<(.*)>$/.exec(type);
  if (list) return `[]${typeOf(list[1], format, group, isQuantity)}`;
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map) return `map[]${typeOf(map[1], format, group, isQuantity)}`;
  switch (type) {
    case 'string':
      return isQuantity ? 'Quantity' : format === 'byte' ? 'bytes' : 'string';
    case 'Date':
      return 'Time';
    case 'V1MicroTime':
      return 'MicroTime';
    case 'number':
      return format === 'double' ? 'float64' : format || 'int64';
    case 'boolean':
      return 'bool';
    case 'IntOrString':
      return 'IntOrString';
    case 'any':
      return 'any';
    default:
      return visit(type, group);
  }
}

/** Names of the editor's definitions by schema. */
const definitionNames = new Map();
const roots = [];
for (const [apiVersion, list] of Object.entries(kinds)) {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  for (const entry of list) {
    const [kind, model = `V1${kind}`] = entry.split(':');
    const schema = visit(model, `${group.split('.')[0]}/${version}`);
    roots.push({ apiVersion, kind, schema, edited: !notEdited.has(kind) && !notEditedVersions.has(apiVersion) });
  }
}
const status = visit('V1Status', 'meta/v1');
if (!status.endsWith('meta.v1.Status')) throw new Error(`unexpected name ${status}`);

// Last resort for a field without a text of its own: what its type is.
for (const [schema, texts] of Object.entries(docs)) {
  for (const [field, text] of Object.entries(texts)) {
    if (text === '' && field !== '')
      texts[field] = docs[structure[schema][field].replace(/^(\[\]|map\[\])*|!$/g, '')]?.[''] ?? '';
  }
}

const sorted = (record) => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
const write = (file, value) => writeFileSync(join(folder, file), `${JSON.stringify(value, undefined, 1)}\n`);
const first = reachableFrom(firstKinds);
const part = (wanted) =>
  Object.fromEntries(Object.entries(structure).filter(([schema]) => first.has(schema) === wanted));
write('structure.json', sorted(part(true)));
write('structure-more.json', sorted(part(false)));
write('docs.json', sorted(docs));

const { enums, factName } = await loadFacts();
writeFileSync(join(folder, 'editor.json'), JSON.stringify(editorSchema()));
rmSync(work, { recursive: true });
console.log(
  `${Object.keys(structure).length} types, ${roots.length} kinds, ${roots.filter((root) => root.edited).length} in the editor`,
);

/** Schemas that a value of these schemas may hold, and they themselves. */
function reachableFrom(schemas) {
  const found = new Set(schemas);
  for (const schema of found)
    for (const type of Object.values(structure[schema])) {
      const inner = type.replace(/^(\[\]|map\[\])*|!$/g, '');
      if (structure[inner]) found.add(inner);
    }
  return found;
}

/** The hand-written facts, with their types taken off. */
async function loadFacts() {
  const { build } = await import('rolldown');
  const file = join(work, 'facts.mjs');
  await build({ input: join(folder, 'facts.ts'), output: { file, format: 'esm' }, logLevel: 'silent' });
  return import(pathToFileURL(file).href);
}

/** Draft-07: one root, `if kind is X then X`, so that a document gets the errors of its own kind only. */
function editorSchema() {
  const definitions = {};
  const edited = roots.filter((root) => root.edited);
  for (const { schema } of edited) define(schema, definitions);
  const metaText = docs['io.k8s.api.core.v1.Pod'];
  for (const { apiVersion, kind, schema } of edited) {
    const definition = definitions[shortName(schema)];
    definition.properties.apiVersion = { ...definition.properties.apiVersion, const: apiVersion };
    definition.properties.kind = { ...definition.properties.kind, const: kind };
    definition.required = [...new Set(['apiVersion', 'kind', 'metadata', ...(definition.required ?? [])])];
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: 'Generated by scripts/gen-schema.mjs. Texts: The Kubernetes Authors, Apache-2.0.',
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata'],
    properties: {
      apiVersion: {
        type: 'string',
        enum: [...new Set(edited.map((root) => root.apiVersion))],
        description: metaText.apiVersion,
      },
      kind: { type: 'string', enum: [...new Set(edited.map((root) => root.kind))].sort(), description: metaText.kind },
      metadata: { $ref: '#/definitions/ObjectMeta' },
    },
    allOf: edited.map(({ kind, schema }) => ({
      if: { properties: { kind: { const: kind } }, required: ['kind'] },
      then: { $ref: `#/definitions/${shortName(schema)}` },
    })),
    definitions,
  };
}

/** The last word of a schema's name; with its group in front where another type already has the word. */
function shortName(schema) {
  const known = definitionNames.get(schema);
  if (known) return known;
  const word = schema.split('.').at(-1);
  const taken = [...definitionNames.values()].includes(word);
  const name = taken ? schema.split('.').slice(-3).join('.') : word;
  definitionNames.set(schema, name);
  return name;
}

/** What only the server writes: offered by nobody's editor, but no error when pasted from `kubectl get -o yaml`. */
function define(schema, definitions) {
  const name = shortName(schema);
  if (definitions[name]) return;
  const properties = {};
  const required = [];
  const definition = (definitions[name] = {
    title: schema.split('.').at(-1),
    type: 'object',
    properties,
    additionalProperties: false,
  });
  if (docs[schema]['']) definition.description = docs[schema][''];
  for (const [field, text] of Object.entries(structure[schema])) {
    const written = text.replace('!', '');
    const value = jsonSchemaOf(written, definitions);
    const allowed = enums[`${factName(schema)}.${field}`];
    if (allowed) value.enum = allowed;
    const description = docs[schema][field];
    // Siblings of a $ref are ignored in draft-07.
    if (value.$ref && description) properties[field] = { allOf: [value], description };
    else properties[field] = description ? { ...value, description } : value;
    if (text.endsWith('!')) required.push(field);
  }
  if (required.length > 0) definition.required = required;
}

function jsonSchemaOf(written, definitions) {
  if (written.startsWith('[]')) return { type: 'array', items: jsonSchemaOf(written.slice(2), definitions) };
  if (written.startsWith('map[]'))
    return { type: 'object', additionalProperties: jsonSchemaOf(written.slice(5), definitions) };
  switch (written) {
    case 'string':
    case 'bytes':
      return { type: 'string' };
    case 'Time':
    case 'MicroTime':
      return { type: ['string', 'null'], format: 'date-time' };
    case 'int32':
    case 'int64':
      return { type: 'integer' };
    case 'float64':
      return { type: 'number' };
    case 'bool':
      return { type: 'boolean' };
    case 'Quantity':
      return { type: ['string', 'number'] };
    case 'IntOrString':
      return { type: ['integer', 'string'] };
    case 'any':
      return {};
    default:
      define(written, definitions);
      return { $ref: `#/definitions/${shortName(written)}` };
  }
}
