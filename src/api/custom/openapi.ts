import { addStructs } from '../openapi.ts';
import type { ResourceType } from '../resource.ts';

const metadata = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const texts = {
  apiVersion:
    'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources',
  kind: 'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds',
  metadata:
    "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
};

type Described = Partial<Pick<ResourceType, 'custom' | 'schema'>> & Pick<ResourceType, 'group' | 'version' | 'kind'>;

/** `components` of the OpenAPI document of a group-version of custom resources. Models: pkg/controller/openapi/builder. */
export function schemaDocument(types: readonly Described[]): { components?: { schemas: Record<string, unknown> } } {
  const custom = types.filter((type) => type.custom);
  if (custom.length === 0) return {};
  const schemas: Record<string, unknown> = {};
  addStructs([metadata], schemas);
  for (const type of custom) schemas[type.schema!] = kindSchema(type);
  return { components: { schemas } };
}

function kindSchema({ group, version, kind, custom }: Described): unknown {
  const schema = custom!.version.schema?.openAPIV3Schema ?? { type: 'object' };
  return {
    ...schema,
    properties: {
      ...schema.properties,
      apiVersion: { description: texts.apiVersion, type: 'string' },
      kind: { description: texts.kind, type: 'string' },
      metadata: { description: texts.metadata, allOf: [{ $ref: `#/components/schemas/${metadata}` }] },
    },
    'x-kubernetes-group-version-kind': [{ group, kind, version }],
  };
}
