import type { Condition, KubeObject } from '../types.ts';

/** apiextensions.k8s.io/v1, as far as the server reads it. */
export interface CustomResourceDefinition extends KubeObject {
  spec: {
    group: string;
    scope: string;
    names: Names;
    versions: readonly Version[];
    conversion?: { strategy: string; webhook?: { conversionReviewVersions?: string[]; clientConfig?: object } };
    preserveUnknownFields?: boolean;
  };
  status: { conditions: Condition[] | null; acceptedNames: Partial<Names>; storedVersions: string[] | null };
}

export interface Names {
  plural: string;
  singular?: string;
  kind: string;
  listKind?: string;
  shortNames?: string[];
  categories?: string[];
}

export interface Version {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: Schema };
  readonly subresources?: {
    readonly status?: object;
    readonly scale?: {
      readonly specReplicasPath: string;
      readonly statusReplicasPath: string;
      readonly labelSelectorPath?: string;
    };
  };
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
  readonly selectableFields?: readonly { readonly jsonPath: string }[];
}

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

/** A structural schema: JSONSchemaProps of apiextensions. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-validations'?: readonly Rule[];
}

/** One CEL rule. */
export interface Rule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

export const definitionsPrefix = 'apiextensions.k8s.io/customresourcedefinitions';

const conditionOf = ({ status }: CustomResourceDefinition, type: string): Condition | undefined =>
  status?.conditions?.find((condition) => condition.type === type);

export const isConditionTrue = (definition: CustomResourceDefinition, type: string): boolean =>
  conditionOf(definition, type)?.status === 'True';

/** Its paths exist. */
export const isEstablished = (definition: CustomResourceDefinition): boolean =>
  isConditionTrue(definition, 'Established');

/** How a custom resource's objects are stored: its own names under /registry. */
export const prefixOf = ({ spec }: CustomResourceDefinition): string => `${spec.group}/${spec.names.plural}`;

export const storageVersion = ({ spec }: CustomResourceDefinition): Version =>
  spec.versions.find((version) => version.storage) ?? spec.versions[0]!;

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The schema of what is in a map besides its declared fields; undefined when nothing may be. */
export const additional = ({ additionalProperties }: Schema): Schema | undefined =>
  additionalProperties === true ? {} : isMap(additionalProperties) ? (additionalProperties as Schema) : undefined;

const priorities = ['alpha', 'beta', ''];

/** v10 before v2 before v1 before v2beta1 before v1alpha1 before foo1. Models: apimachinery/pkg/version CompareKubeAwareVersionStrings. */
export function compareVersions(a: string, b: string): number {
  const pattern = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/;
  const [x, y] = [pattern.exec(a), pattern.exec(b)];
  if (!x || !y) return x ? -1 : y ? 1 : a < b ? -1 : 1;
  const stage = priorities.indexOf(y[2] ?? '') - priorities.indexOf(x[2] ?? '');
  return stage || Number(y[1]) - Number(x[1]) || Number(y[3] ?? 0) - Number(x[3] ?? 0);
}
