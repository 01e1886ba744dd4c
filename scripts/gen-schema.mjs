// Writes the schemas under src/api/schema/ from the published models of Kubernetes v1.33:
//   structure.json  field types of every type reachable from `kinds`; in the worker's bundle, so without texts
//   docs.json       description of every type and field; loaded when `kubectl explain` or a hover asks
//   editor.json     JSON Schema (draft-07) for the YAML editor
// Structure: @kubernetes/client-node models. Texts of fields that are references: kubernetes-types (its models drop them).
// Both are unpacked into a temporary folder. Usage: npm run gen:schema. A new kind is one line in `kinds`.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `group/version` → kinds served. `Kind:Model` where the model's name is not `V1Kind`. */
const kinds = {
  v1: [
    'Binding',
    'ConfigMap',
    'Event:CoreV1Event',
    'Namespace',
    'Node',
    'Pod',
    'Secret',
    'Service',
    'ServiceAccount',
  ],
  'apps/v1': ['Deployment', 'ReplicaSet'],
  'autoscaling/v1': ['Scale'],
  'coordination.k8s.io/v1': ['Lease'],
  'discovery.k8s.io/v1': ['EndpointSlice'],
  'events.k8s.io/v1': ['Event:EventsV1Event'],
  'policy/v1': ['Eviction'],
  'rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
};
/** Kinds a person does not write: in structure and docs, not offered by the editor. */
const notEdited = new Set(['Binding', 'Eviction', 'Scale', 'Event', 'EventsV1Event']);

/** Fields whose Go type is Quantity; the models say `string`. */
const quantities = new Set([
  'Container.resizePolicy',
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
]);
quantities.delete('Container.resizePolicy');

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'src/api/schema');
const work = mkdtempSync(join(tmpdir(), 'schema-'));
const unpack = (name, version) => {
  const packed = execFileSync('npm', ['pack', `${name}@${version}`, '--silent'], { cwd: work, encoding: 'utf8' }).trim();
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
      const pattern = /(?:\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*)?(?:export (?:interface|type) (\w+)|^ {4}(?:readonly )?"?([\w$-]+)"?\??:)/gm;
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
const packages = (group) => (group.startsWith('meta/') ? `io.k8s.apimachinery.pkg.apis.${group.replace('/', '.')}` : `io.k8s.api.${group.replace('/', '.')}`);

const modelPrefix = /^(Core|Apps|Discovery|Events|Rbac|Storage|Authentication|Autoscaling|Batch)?(V\d+(?:(?:alpha|beta)\d+)?)(.*)$/;

/** Schema name of a model, e.g. V1PodSpec → io.k8s.api.core.v1.PodSpec. `parent`: group/version that refers to it. */
function schemaName(model, parent) {
  const [, groupWord, versionWord, name] = modelPrefix.exec(model);
  const version = versionWord.toLowerCase();
  if (groupWord) return `${packages(`${groupWord.toLowerCase()}/${version}`)}.${name}`;
  const holders = Object.keys(groups).filter((group) => group.endsWith(`/${version}`) && groups[group][name]);
  const group = holders.length === 1 ? holders[0] : (holders.find((h) => h === parent) ?? holders.find((h) => h === `meta/${version}`) ?? parent);
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

const roots = [];
for (const [apiVersion, list] of Object.entries(kinds)) {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  for (const entry of list) {
    const [kind, model = `V1${kind}`] = entry.split(':');
    const schema = visit(model, `${group.split('.')[0]}/${version}`);
    roots.push({ apiVersion, kind, schema, edited: !notEdited.has(kind) });
  }
}
const status = visit('V1Status', 'meta/v1');
if (!status.endsWith('meta.v1.Status')) throw new Error(`unexpected name ${status}`);

const sorted = (record) => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
const write = (file, value) => writeFileSync(join(folder, file), `${JSON.stringify(value, undefined, 1)}\n`);
write('structure.json', sorted(structure));
write('docs.json', sorted(docs));

const editor = existsSync(join(folder, 'facts.ts')) ? await editorSchema() : undefined;
if (editor) writeFileSync(join(folder, 'editor.json'), JSON.stringify(editor));
rmSync(work, { recursive: true });
console.log(`${Object.keys(structure).length} types, ${roots.length} kinds`);

/** Draft-07: one root, `if kind is X then X`, so that a document gets the errors of its own kind only. */
async function editorSchema() {
  return undefined;
}
