import { column, containerCells, nameColumn } from '../columns.ts';
import { semanticEqual } from '../equal.ts';
import { defaultPodSpec } from '../pod/defaults.ts';
import { validateTemplate } from '../pod/validate.ts';
import { podWarnings } from '../pod/warnings.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { formatLabels } from '../selectors.ts';
import { allVerbs } from '../strategy.ts';
import type { KubeObject, PodTemplateSpec } from '../types.ts';

interface PodTemplate extends KubeObject {
  template: PodTemplateSpec;
}

function validate(object: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  validateTemplate((object as PodTemplate).template, 'template', errors);
  return errors;
}

/** Models: pkg/registry/core/podtemplate/strategy.go, printPodTemplate. */
export const podTemplateType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  plural: 'podtemplates',
  singular: 'podtemplate',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  etcdPrefix: 'podtemplates',
  schema: 'io.k8s.api.core.v1.PodTemplate',
  allowUnconditionalUpdate: true,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults: (object) => defaultPodSpec((object as PodTemplate).template.spec),
  prepareForCreate(object) {
    object.metadata.generation = 1;
  },
  prepareForUpdate(object, old) {
    const generation = old.metadata.generation ?? 0;
    const same = semanticEqual(object['template'], old['template']);
    object.metadata.generation = same ? generation : generation + 1;
  },
  validate,
  validateUpdate: validate,
  warnings(object, old) {
    if (old && object.metadata.generation === old.metadata.generation) return [];
    const { template } = object as PodTemplate;
    return podWarnings(template.metadata, template.spec, 'template.');
  },
  columns: () => [
    nameColumn,
    column('Containers', 'Names of each container in the template.'),
    column('Images', 'Images referenced by each container in the template.'),
    column('Pod Labels', 'The labels for the pod template.'),
  ],
  row(object) {
    const { metadata, template } = object as PodTemplate;
    return [metadata.name, ...containerCells(template.spec.containers ?? []), formatLabels(template.metadata.labels)];
  },
};
