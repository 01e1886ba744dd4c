import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Status } from '../../api/types.ts';
import { readDocuments } from '../../kubectl/manifest.ts';

/** One object of a manifest, and what a real cluster said to it. */
export interface Posted {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** As kubectl calls it: `deployment.apps/web`. */
  readonly called: string;
  /** The recorded refusal; undefined where it was accepted. */
  readonly refused: Status | undefined;
  /** Whether a plain cluster has the kind at all. */
  readonly known: boolean;
}

export interface ManifestFile {
  readonly path: string;
  readonly objects: readonly Posted[];
  /** kubectl itself cannot read it. */
  readonly unreadable: boolean;
  /** What no other file of a batch may touch: its objects, addresses and ports of its own. */
  readonly claims: ReadonlySet<string>;
  /** It changes what happens to other files' objects. */
  readonly disturbs: boolean;
}

interface Recorded {
  readonly cases: readonly {
    readonly id: string;
    readonly path: string;
    readonly body: Value;
    readonly status: number;
    readonly response: Status;
  }[];
}
type Value = Readonly<Record<string, unknown>>;

/** Kinds whose objects make the API server treat other objects differently. */
const meddling =
  /^(LimitRange|ResourceQuota|(Validating|Mutating)\w+|PriorityClass|RuntimeClass|CustomResourceDefinition)$/;

/** The manifests of one set (`FOLDER/SET/files`) with the answers of `FOLDER/golden/create-SET.json`. */
export function readSet(folder: string, set: string): ManifestFile[] {
  const golden = join(folder, `golden/create-${set}.json`);
  const { cases } = existsSync(golden) ? (JSON.parse(readFileSync(golden, 'utf8')) as Recorded) : { cases: [] };
  const answers = new Map(cases.map((each) => [each.id, each]));
  const root = join(folder, set, 'files');
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((path) => fileOf(path, relative(root, path), answers) ?? []);
}

/** Undefined for a file without objects. */
function fileOf(
  path: string,
  id: string,
  answers: ReadonlyMap<string, Recorded['cases'][number]>,
): ManifestFile | undefined {
  const documents = readDocuments(readFileSync(path, 'utf8'));
  if (documents.length === 0) return undefined;
  const values = documents.flatMap((each) => ('value' in each ? [each.value as Value] : []));
  const unreadable = values.length < documents.length || values.some((value) => typeof value['kind'] !== 'string');
  const objects = unreadable ? [] : values.map((value, i) => objectOf(value, answers.get(`${id}#${i}`)));
  return {
    path,
    objects,
    unreadable,
    claims: new Set(unreadable ? [] : values.flatMap(claimsOf)),
    disturbs: objects.some(({ kind }) => meddling.test(kind)) || values.some(isDefaultClass),
  };
}

function objectOf(value: Value, answer: Recorded['cases'][number] | undefined): Posted {
  const { apiVersion = '', kind = '' } = value as { apiVersion?: string; kind?: string };
  const { name = '' } = metadataOf(value);
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  return {
    apiVersion,
    kind,
    name,
    namespace: answer && /\/namespaces\/([^/]+)\//.exec(answer.path)?.[1],
    called: `${kind.toLowerCase()}${group}/${name}`,
    refused: answer && answer.status >= 300 ? answer.response : undefined,
    known: answer !== undefined,
  };
}

const metadataOf = (value: Value): { name?: string; namespace?: string; labels?: Labels; annotations?: Labels } =>
  (value['metadata'] ?? {}) as object;

/** A default StorageClass or IngressClass is given to other files' objects. */
const isDefaultClass = (value: Value): boolean =>
  Object.keys(metadataOf(value).annotations ?? {}).some((key) => key.includes('is-default-class'));

interface Spec {
  readonly clusterIP?: string;
  readonly ports?: unknown;
  readonly template?: { readonly metadata?: { readonly labels?: Labels } };
}
type Labels = Readonly<Record<string, string>>;

function claimsOf(value: Value): string[] {
  const { name = '', namespace = 'default', labels = {} } = metadataOf(value);
  const { kind, spec } = value as { kind: string; spec?: Spec };
  const ports = Array.isArray(spec?.ports) ? (spec.ports as { nodePort?: number }[]) : [];
  return [
    `${kind}/${namespace}/${name}`,
    // Namespaces go with all that is in them.
    ...(kind === 'Namespace' ? [`inside ${name}`] : namespace === 'default' ? [] : [`inside ${namespace}`]),
    // A controller takes in Pods that wear its labels, and may delete them.
    ...labelsOf(kind === 'Pod' ? labels : (spec?.template?.metadata?.labels ?? {})),
    ...(spec?.clusterIP && spec.clusterIP !== 'None' ? [`address ${spec.clusterIP}`] : []),
    ...ports.flatMap(({ nodePort }) => (nodePort === undefined ? [] : [`port ${nodePort}`])),
  ];
}

const labelsOf = (labels: Labels): string[] => Object.entries(labels).map(([key, value]) => `label ${key}=${value}`);

/** Files that can be applied by one kubectl, because none touches what another has. */
export function batchesOf(files: readonly ManifestFile[], filesMax: number): ManifestFile[][] {
  const batches: { files: ManifestFile[]; claims: Set<string> }[] = [];
  for (const file of files) {
    let batch = file.disturbs
      ? undefined
      : batches.find(
          (each) =>
            each.files.length < filesMax &&
            !each.files[0]!.disturbs &&
            [...file.claims].every((claim) => !each.claims.has(claim)),
        );
    if (!batch) batches.push((batch = { files: [], claims: new Set() }));
    batch.files.push(file);
    for (const claim of file.claims) batch.claims.add(claim);
  }
  return batches.map((batch) => batch.files);
}
