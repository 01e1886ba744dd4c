import { decode } from '../api/decode.ts';
import { findKind } from '../api/index.ts';
import { enums, isAtomicMap, isAtomicType, listKind, patchStrategy, schemaDefaults } from '../api/schema/facts.ts';
import { structOf, structure, type FieldShape } from '../api/schema/schema.ts';
import type { KubeObject } from '../api/types.ts';
import { Score, type Corpus } from './corpus.ts';
import { ask, serverWith } from './server.ts';

/** What the API server says about itself: discovery, columns, schemas; and the rows it prints. */
export const published = (corpus: Corpus): Score[] => [
  ...discovery(corpus),
  ...columns(corpus),
  ...schemas(corpus),
  ...printers(corpus),
];

interface Discovered {
  readonly aggregated: Readonly<Record<string, unknown>>;
  readonly legacy: Readonly<Record<string, unknown>>;
}
interface GroupDiscovery {
  readonly metadata?: { readonly name?: string };
  readonly versions: readonly {
    readonly version: string;
    readonly resources: readonly { readonly resource: string }[];
  }[];
}

const aggregatedList = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

function discovery(corpus: Corpus): Score[] {
  if (!corpus.has('golden/discovery.json')) return [];
  const recorded = corpus.read<Discovered>('golden/discovery.json');
  const [aggregated, legacy] = [new Score('discovery', 'aggregated'), new Score('discovery', 'legacy')];
  const server = serverWith([]);
  for (const [path, document] of Object.entries(recorded.aggregated)) {
    const { body } = ask(server, { method: 'GET', path, accept: aggregatedList });
    const [got, want] = [resourcesOf(body), resourcesOf(document)];
    for (const [name, resource] of want) aggregated.add(name, got.get(name), resource);
  }
  for (const [path, document] of Object.entries(recorded.legacy)) {
    const { body } = ask(server, { method: 'GET', path, accept: 'application/json' });
    legacy.add(path, withoutStorage(body), withoutStorage(document));
  }
  return [aggregated, legacy];
}

function resourcesOf(document: unknown): Map<string, unknown> {
  const { items = [] } = (document ?? {}) as { items?: readonly GroupDiscovery[] };
  return new Map(
    items.flatMap(({ metadata, versions }) =>
      versions.flatMap(({ version, resources }) =>
        resources.map((resource) => [`${metadata?.name ?? ''}/${version}/${resource.resource}`, resource] as const),
      ),
    ),
  );
}

/** Hashes of how objects are stored, and the address of the recorded server. */
function withoutStorage(document: unknown): unknown {
  if (Array.isArray(document)) return document.map(withoutStorage);
  if (typeof document !== 'object' || document === null) return document;
  return Object.fromEntries(
    Object.entries(document)
      .filter(
        ([key]) => key !== 'storageVersionHash' && key !== 'serverAddress' && key !== 'serverAddressByClientCIDRs',
      )
      .map(([key, of]) => [key, withoutStorage(of)]),
  );
}

function columns(corpus: Corpus): Score[] {
  if (!corpus.has('golden/columns.json')) return [];
  const { resources } = corpus.read<{ resources: Record<string, { columnDefinitions: unknown[] }> }>(
    'golden/columns.json',
  );
  const score = new Score('columns', 'definitions');
  const server = serverWith([]);
  for (const [path, { columnDefinitions }] of Object.entries(resources)) {
    const at = path.split('/').length === 2 ? `/api/${path}` : `/apis/${path}`;
    const { body } = ask(server, { method: 'GET', path: at, accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' });
    score.add(path, (body as { columnDefinitions?: unknown } | undefined)?.columnDefinitions, columnDefinitions);
  }
  return [score];
}

interface Property {
  readonly type: string;
  readonly format?: string;
  readonly items?: string;
  readonly values?: string;
  readonly enum?: string[];
  readonly default?: unknown;
  readonly listType?: string;
  readonly listMapKeys?: string[];
  readonly mapType?: string;
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;
}
interface Schema {
  readonly required?: string[];
  readonly mapType?: string;
  readonly properties?: Record<string, Property>;
}

const scalars: Record<string, string> = { boolean: 'bool', number: 'float64', integer: 'int32' };
const named: Record<string, string> = {
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'Time',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'MicroTime',
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'Quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'IntOrString',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'any',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'any',
  array: '[]string',
};
const scalar = (type: string, format?: string): string =>
  type === 'integer' && format ? format : (named[type] ?? scalars[type] ?? type);

function writtenType(property: Property): string {
  if (property.type === 'array') return `[]${scalar(property.items!)}`;
  if (property.type === 'object' && property.values) return `map[]${scalar(property.values)}`;
  return scalar(property.type, property.format);
}

/** The published schema writes no difference between these. */
const plain = (written: string): string => written.replace('bytes', 'string').replace('[]int64', '[]int32');

const mergeWords = (field: FieldShape): string => {
  const { merge, replace, retainKeys } = patchStrategy(field.key);
  return [merge ? 'merge' : '', replace ? 'replace' : '', retainKeys ? 'retainKeys' : '']
    .filter((word) => word !== '')
    .join(',');
};

function schemas(corpus: Corpus): Score[] {
  if (!corpus.has('openapi/structure.json')) return [];
  const recorded = corpus.read<{ schemas: Record<string, Schema> }>('openapi/structure.json').schemas;
  const score = new Score('schemas', 'facts');
  for (const name of Object.keys(structure)) {
    const schema = recorded[name];
    if (schema) schemaFacts(score, name, schema);
  }
  return [score];
}

function schemaFacts(score: Score, name: string, recorded: Schema): void {
  const shape = structOf(name);
  const properties = Object.entries(recorded.properties ?? {});
  const required = [...shape.fields.values()].filter((field) => field.required).map((field) => field.name);
  score.add(`${name} fields`, [...shape.fields.keys()].sort(), properties.map(([key]) => key).sort());
  score.add(`${name} required`, required.sort(), [...(recorded.required ?? [])].sort());
  score.add(`${name} atomic`, isAtomicType(shape.facts), recorded.mapType === 'atomic');
  for (const [fieldName, property] of properties) {
    const field = shape.fields.get(fieldName);
    if (!field) continue;
    const kind = listKind(field.key);
    const got = {
      type: plain(field.written),
      enum: enums[field.key] ?? [],
      default: schemaDefaults[field.key] ?? null,
      list: field.type.kind === 'list' ? [kind.type, ...kind.keys] : [],
      atomicMap: isAtomicMap(field.key),
      patch: mergeWords(field),
      mergeKey: patchStrategy(field.key).mergeKey,
    };
    score.add(`${name}.${fieldName}`, got, {
      type: plain(writtenType(property)),
      enum: property.enum ?? [],
      // Go's zero values are not listed.
      default: property.default && property.default !== '' ? property.default : (schemaDefaults[field.key] ?? null),
      list: property.type === 'array' ? [property.listType ?? 'atomic', ...(property.listMapKeys ?? [])] : [],
      atomicMap: property.mapType === 'atomic',
      patch: property.patchStrategy ?? '',
      mergeKey: property.patchMergeKey ?? '',
    });
  }
}

/** The recorded time of the tests has whole seconds; they ran a moment later. */
const partOfSecondMs = 999;

function printers(corpus: Corpus): Score[] {
  const score = new Score('printers', 'rows');
  for (const c of corpus.cases('printers')) {
    const isObject = (of: unknown): of is KubeObject =>
      typeof of === 'object' && of !== null && 'apiVersion' in of && 'kind' in of;
    const object = Object.values(c).find(isObject);
    const type = object && findKind(object.apiVersion, object.kind);
    const expected = (c['expected'] ?? c['expect']) as { cells: unknown[] }[] | null;
    if (!type || !object || !expected?.[0]) {
      score.fail(c.id, 'not modelled');
      continue;
    }
    const read = decode(object, type.schema).object;
    // In Go a name that is not there is an empty one.
    read.metadata.name ??= '';
    const got = type.row(read, Date.parse(c['now'] as string) + partOfSecondMs);
    // Some printers of the test leave the wide cells out.
    score.add(c.id, got.slice(0, expected[0].cells.length), expected[0].cells);
  }
  return [score];
}
