import { age, ageColumn, column, containerCells, containersColumn, imagesColumn, nameColumn } from '../columns.ts';
import { semanticEqual } from '../equal.ts';
import { forbidden, goQuote, invalid, notSupported, required, verbatim } from '../field.ts';
import { goIntOrString } from '../go-syntax.ts';
import { amountOf, validateAtMostAll, validateIntOrPercent } from '../int-or-percent.ts';
import { validateAnnotations, validateLabels } from '../metadata.ts';
import { isDns1123Label } from '../names.ts';
import { validatePodAnnotations } from '../pod/annotations.ts';
import { defaultPodSpec } from '../pod/defaults.ts';
import { validateNonNegative } from '../pod/probes.ts';
import { validateSelected, validateWorkloadSelector } from '../pod/validate.ts';
import { nameWarnings, podWarnings } from '../pod/warnings.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, keepSpec, prepareCreate, prepareUpdate, statusVerbs } from '../strategy.ts';
import type { KubeObject, StatefulSet } from '../types.ts';
import { defaultClaim } from '../volume/claim.ts';

type Spec = StatefulSet['spec'];

const policyTypes = ['Retain', 'Delete'];
const counters = ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'] as const;

/** Models: pkg/apis/apps/validation/validation.go ValidateStatefulSetSpec: the Pod's own spec is not looked into. */
function validate(object: KubeObject): FieldError[] {
  const { spec } = object as StatefulSet;
  const errors: FieldError[] = [];
  const policy = spec.podManagementPolicy;
  if (!policy) errors.push(required('spec.podManagementPolicy'));
  else if (policy !== 'OrderedReady' && policy !== 'Parallel')
    errors.push(invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'"));
  validateUpdateStrategy(spec.updateStrategy, errors);
  const retention = spec.persistentVolumeClaimRetentionPolicy;
  if (retention) {
    for (const field of ['whenDeleted', 'whenScaled'] as const) {
      const value = retention[field] ?? '';
      if (!policyTypes.includes(value))
        errors.push(notSupported(`spec.persistentVolumeClaimRetentionPolicy.${field}`, value, policyTypes));
    }
  }
  validateNonNegative(spec.replicas, 'spec.replicas', errors);
  validateNonNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  validateNonNegative(spec.ordinals?.start, 'spec.ordinals.start', errors);
  const comparable = validateWorkloadSelector(spec.selector, 'spec.selector', errors, {
    empty: 'empty selector is invalid for statefulset',
    malformed: '',
  });
  if (comparable) {
    validateSelected(spec.template, spec.selector, 'spec.template', errors);
    validateLabels(spec.template.metadata.labels, 'spec.template.labels', errors);
    const { annotations } = spec.template.metadata;
    validateAnnotations(annotations, 'spec.template.annotations', errors);
    validatePodAnnotations(annotations, spec.template.spec, 'spec.template.annotations', errors);
  }
  const { restartPolicy, activeDeadlineSeconds } = spec.template.spec;
  if (restartPolicy !== 'Always')
    errors.push(notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Always']));
  if (activeDeadlineSeconds !== undefined)
    errors.push(
      forbidden('spec.template.spec.activeDeadlineSeconds', 'activeDeadlineSeconds in StatefulSet is not Supported'),
    );
  if (spec.serviceName)
    for (const text of isDns1123Label(spec.serviceName))
      errors.push(invalid('spec.serviceName', spec.serviceName, text));
  return errors;
}

function validateUpdateStrategy({ type, rollingUpdate }: Spec['updateStrategy'], errors: FieldError[]): void {
  const path = 'spec.updateStrategy';
  if (!type) return void errors.push(required(path));
  if (type !== 'OnDelete' && type !== 'RollingUpdate') {
    const pointer = rollingUpdate ? '0xc000123456' : 'nil';
    const shown = `apps.StatefulSetUpdateStrategy{Type:${goQuote(type)}, RollingUpdate:(*apps.RollingUpdateStatefulSetStrategy)(${pointer})}`;
    errors.push(invalid(path, verbatim(shown), "must be 'RollingUpdate' or 'OnDelete'"));
    return;
  }
  if (!rollingUpdate) return;
  const at = `${path}.rollingUpdate`;
  if (type === 'OnDelete') {
    const shown = `apps.RollingUpdateStatefulSetStrategy{Partition:${rollingUpdate.partition ?? 0}, MaxUnavailable:(*intstr.IntOrString)(nil)}`;
    errors.push(invalid(at, verbatim(shown), "only allowed for updateStrategy 'RollingUpdate'"));
    return;
  }
  const { partition, maxUnavailable } = rollingUpdate;
  validateNonNegative(partition, `${at}.partition`, errors);
  if (maxUnavailable === undefined) return;
  validateIntOrPercent(maxUnavailable, `${at}.maxUnavailable`, errors);
  if (amountOf(maxUnavailable) === 0)
    errors.push(invalid(`${at}.maxUnavailable`, verbatim(goIntOrString(maxUnavailable)), 'cannot be 0'));
  validateAtMostAll(maxUnavailable, `${at}.maxUnavailable`, errors);
}

/** What may change later; everything else of the spec is as it was created. */
const mutable = [
  'replicas',
  'template',
  'updateStrategy',
  'minReadySeconds',
  'ordinals',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
] as const;

function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const errors = validate(object);
  const fixed = { ...(object as StatefulSet).spec };
  const before = { ...(old as StatefulSet).spec };
  for (const field of mutable) {
    delete fixed[field as 'ordinals'];
    delete before[field as 'ordinals'];
  }
  if (!semanticEqual(fixed, before))
    errors.push(
      forbidden(
        'spec',
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      ),
    );
  return errors;
}

function validateStatusUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const { status } = object as StatefulSet;
  const errors: FieldError[] = [];
  for (const field of counters) validateNonNegative(status[field], `status.${field}`, errors);
  validateNonNegative(status.observedGeneration, 'status.observedGeneration', errors);
  validateNonNegative(status.collisionCount, 'status.collisionCount', errors);
  const { replicas, readyReplicas = 0, availableReplicas = 0, collisionCount = 0 } = status;
  for (const field of counters.slice(1)) {
    const value = status[field] ?? 0;
    if (value > replicas) errors.push(invalid(`status.${field}`, value, 'cannot be greater than status.replicas'));
  }
  if (availableReplicas > readyReplicas)
    errors.push(invalid('status.availableReplicas', availableReplicas, 'cannot be greater than status.readyReplicas'));
  if (collisionCount < ((old as StatefulSet).status.collisionCount ?? 0))
    errors.push(invalid('status.collisionCount', collisionCount, 'cannot be decremented'));
  return errors;
}

/** Models: pkg/registry/apps/statefulset/strategy.go, pkg/apis/apps/v1/defaults.go, printStatefulSet. */
export const statefulSetType: ResourceType = {
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  singular: 'statefulset',
  shortNames: ['sts'],
  categories: ['all'],
  namespaced: true,
  verbs: allVerbs,
  subresources: [
    { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: statusVerbs },
    { name: 'status', kind: 'StatefulSet', verbs: statusVerbs },
  ],
  etcdPrefix: 'statefulsets',
  schema: 'io.k8s.api.apps.v1.StatefulSet',
  nameRule: 'label',
  allowUnconditionalUpdate: true,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { spec } = object as StatefulSet;
    defaultPodSpec(spec.template.spec);
    spec.podManagementPolicy ??= 'OrderedReady';
    const { updateStrategy } = spec;
    if (!updateStrategy.type) {
      updateStrategy.type = 'RollingUpdate';
      updateStrategy.rollingUpdate ??= {};
    }
    if (updateStrategy.type === 'RollingUpdate' && updateStrategy.rollingUpdate)
      updateStrategy.rollingUpdate.partition ??= 0;
    const retention = (spec.persistentVolumeClaimRetentionPolicy ??= {});
    retention.whenDeleted ??= 'Retain';
    retention.whenScaled ??= 'Retain';
    spec.replicas ??= 1;
    spec.revisionHistoryLimit ??= 10;
    for (const claim of spec.volumeClaimTemplates ?? []) {
      // Upstream's conversion names the type of each template.
      claim.kind = 'PersistentVolumeClaim';
      claim.apiVersion = 'v1';
      defaultClaim(claim);
    }
    // Behind a gate that is off.
    delete updateStrategy.rollingUpdate?.maxUnavailable;
  },
  prepareForCreate(object) {
    prepareCreate(object);
    object['status'] = { replicas: 0, availableReplicas: 0 };
  },
  prepareForUpdate: prepareUpdate,
  prepareForStatusUpdate: keepSpec,
  validate,
  validateUpdate,
  validateStatusUpdate,
  warnings(object, old) {
    if (old && object.metadata.generation === old.metadata.generation) return [];
    const { metadata, spec } = object as StatefulSet;
    const names = old ? [] : nameWarnings(metadata.name, 'Pod names and hostnames');
    const limit =
      spec.revisionHistoryLimit !== undefined && spec.revisionHistoryLimit < 0
        ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended']
        : [];
    return [...names, ...podWarnings(spec.template.metadata, spec.template.spec, 'spec.template.'), ...limit];
  },
  columns: () => [
    nameColumn,
    column('Ready', 'Number of the pod with ready state'),
    ageColumn,
    containersColumn,
    imagesColumn,
  ],
  row(object, nowMs) {
    const { metadata, spec, status } = object as StatefulSet;
    return [
      metadata.name,
      `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
      age(object, nowMs),
      ...containerCells(spec.template.spec.containers ?? []),
    ];
  },
};
