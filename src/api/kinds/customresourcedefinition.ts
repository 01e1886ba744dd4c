import { nameAndCreated } from '../columns.ts';
import type { CustomResourceDefinition } from '../custom/definition.ts';
import { storageVersion } from '../custom/definition.ts';
import { noVersions, validateDefinition, validateDefinitionUpdate } from '../custom/validate-definition.ts';
import { semanticEqual } from '../equal.ts';
import type { ResourceType } from '../resource.ts';
import { allVerbs, keepMetadata, statusVerbs } from '../strategy.ts';
import type { KubeObject } from '../types.ts';

/** The version new objects are written in is one that may be found in etcd from now on. */
function rememberStored({ spec, status }: CustomResourceDefinition): void {
  const stored =
    spec.versions.find((version) => version.storage) && storageVersion({ spec } as CustomResourceDefinition);
  if (stored && !status.storedVersions?.includes(stored.name))
    status.storedVersions = [...(status.storedVersions ?? []), stored.name];
}

/** Models: apiextensions-apiserver pkg/registry/customresourcedefinition/strategy.go, pkg/apis/apiextensions/v1/defaults.go. */
export const customResourceDefinitionType: ResourceType = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  verbs: allVerbs,
  subresources: [{ name: 'status', kind: 'CustomResourceDefinition', verbs: statusVerbs }],
  etcdPrefix: 'apiextensions.k8s.io/customresourcedefinitions',
  schema: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition',
  nameRule: 'subdomain',
  allowUnconditionalUpdate: false,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { spec } = object as CustomResourceDefinition;
    const { names } = spec;
    // Go's decoder leaves a missing list nil.
    (spec as Partial<typeof spec>).versions ??= noVersions as typeof spec.versions;
    if (!names.singular && names.kind) names.singular = names.kind.toLowerCase();
    if (!names.listKind && names.kind) names.listKind = `${names.kind}List`;
    spec.conversion ??= { strategy: 'None' };
    const webhook = spec.conversion.webhook?.clientConfig as { service?: { port?: number } } | undefined;
    if (webhook?.service) webhook.service.port ??= 443;
  },
  prepareForCreate(object) {
    const definition = object as CustomResourceDefinition;
    definition.metadata.generation = 1;
    definition.status = { acceptedNames: { kind: '', plural: '' }, conditions: null, storedVersions: null };
    rememberStored(definition);
  },
  prepareForUpdate(object, old) {
    const definition = object as CustomResourceDefinition;
    definition.status = { ...(old as CustomResourceDefinition).status };
    const generation = old.metadata.generation ?? 0;
    definition.metadata.generation = semanticEqual(definition.spec, old['spec']) ? generation : generation + 1;
    rememberStored(definition);
  },
  prepareForStatusUpdate(object, old) {
    object['spec'] = old['spec'];
    keepMetadata(object, old);
  },
  validate: validateDefinition,
  validateUpdate: validateDefinitionUpdate,
  columns: nameAndCreated,
  row: ({ metadata }: KubeObject) => [metadata.name, metadata.creationTimestamp],
};
