import type { CustomShape } from './custom/type.ts';
import type { NameRule } from './names.ts';
import type { KubeObject } from './types.ts';

/** Who sends a request, as far as an object may tell of it. */
export interface Asker {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid: string | undefined;
  readonly extra: Readonly<Record<string, readonly string[]>> | undefined;
}

/**
 * Everything the server and kubectl know about one resource. One file per kind under `kinds/` exports one of these;
 * REST paths, discovery, printing, defaulting and validation all derive from it.
 */
export interface ResourceType {
  /** '' for core. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** `pods`, `deployments`: the word in paths. */
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** In discovery's order. */
  readonly verbs: readonly string[];
  /** `status`, `scale`, `binding`, `log`, … with the verbs discovery lists for each. */
  readonly subresources: readonly Subresource[];
  /** Path under /registry, e.g. `pods`, `minions`, `services/specs`. */
  readonly etcdPrefix: string;
  /** Name of the object's schema, `io.k8s.api.core.v1.Pod`. */
  readonly schema: string;
  /** Of a type somebody defined while the cluster runs: `schema` is a name only, this is what it stands for. */
  readonly custom?: CustomShape;
  /** Fills what is not set, as upstream's defaults.go. Changes `object`, a private copy. */
  setDefaults?(object: KubeObject): void;
  /**
   * For a version other than the stored one. Everything else of this type but the schema and the defaults is about
   * objects in the stored version: the server converts what it reads before, and what it answers after.
   */
  readonly conversion?: Conversion;
  /** Strategy PrepareForCreate: drops or sets what a client may not choose (status, generation). Changes `object`. */
  prepareForCreate?(object: KubeObject): void;
  /** Strategy PrepareForUpdate for the main resource: keeps status, bumps generation when the spec changed. Changes `object`. */
  prepareForUpdate?(object: KubeObject, old: KubeObject): void;
  /** As above for /status, and `subresource`s like it. Default: everything but status (and metadata the client may not touch) from `old`. */
  prepareForStatusUpdate?(object: KubeObject, old: KubeObject, subresource?: string): void;
  /** What a new object says of who made it. */
  prepareForUser?(object: KubeObject, user: Asker): void;
  /** Times that a strategy sets: `now` is what the clock says, RFC 3339. `old` is undefined for a new object. */
  stampTimes?(object: KubeObject, now: string, old: KubeObject | undefined): void;
  /** Errors in upstream's words and order. Metadata is validated by the caller (`metadata.ts`), except the name. */
  validate?(object: KubeObject): FieldError[];
  validateUpdate?(object: KubeObject, old: KubeObject): FieldError[];
  /** Errors of a write to /status. */
  validateStatusUpdate?(object: KubeObject, old: KubeObject): FieldError[];
  /** Texts of the `Warning:` headers of an accepted create or update. Models: strategy WarningsOnCreate, WarningsOnUpdate. */
  warnings?(object: KubeObject, old?: KubeObject): string[];
  /** Which rule `metadata.name` follows. Default 'subdomain'. */
  readonly nameRule?: NameRule;
  /** PUT without resourceVersion is accepted. */
  readonly allowUnconditionalUpdate: boolean;
  /** Kinds with a generation counter. */
  readonly hasGeneration: boolean;
  /** propagationPolicy when the client names none. */
  readonly defaultPropagation: 'Background' | 'Orphan';
  /** What every answer about this resource warns of. */
  readonly deprecation?: string;
  columns(): readonly Column[];
  /** Cells in the order of `columns`. `nowMs` is Unix time in ms (ages are printed from it). */
  row(object: KubeObject, nowMs: number): Cell[];
  /** Field selector values besides metadata.name and metadata.namespace. */
  selectableFields?(object: KubeObject): Record<string, string>;
}

export interface Conversion {
  /** Of a private copy, after the defaults. */
  toStored(object: KubeObject): KubeObject;
  /** Of a stored object, which it does not change. */
  fromStored(object: KubeObject): KubeObject;
}

export interface Subresource {
  readonly name: string;
  /** Kind the subresource speaks, e.g. `Binding`, `Scale`; the parent's kind for status. */
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'date';
  readonly format: string;
  readonly description: string;
  /** 0 = always printed, > 0 = only with -o wide. */
  readonly priority: number;
}

export type Cell = string | number | boolean | null;

/** One problem with one field. `message` is what follows `path: ` in upstream's text, e.g. `Required value`. */
export interface FieldError {
  /** Upstream's cause reason: FieldValueRequired, FieldValueInvalid, FieldValueNotSupported, FieldValueDuplicate, FieldValueForbidden, … */
  readonly reason: string;
  readonly path: string;
  readonly message: string;
}
