import {
  age,
  ageColumn,
  column,
  containerCells,
  containersColumn,
  imagesColumn,
  nameColumn,
  wide,
} from '../columns.ts';
import { semanticEqual } from '../equal.ts';
import { forbidden, goQuote, invalid, notSupported, required, verbatim } from '../field.ts';
import { goIntOrString, goLabelSelector } from '../go-syntax.ts';
import { amountOf, validateAtMostAll, validateIntOrPercent } from '../int-or-percent.ts';
import { defaultPodSpec } from '../pod/defaults.ts';
import { validateNonNegative } from '../pod/probes.ts';
import { validateLabelSelector } from '../pod/scheduling.ts';
import { immutableSelector, isEmptySelector, validateSelected, validateTemplate } from '../pod/validate.ts';
import { nameWarnings, podWarnings } from '../pod/warnings.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { formatLabels, formatSelector } from '../selectors.ts';
import { allVerbs, keepSpec, prepareCreate, prepareUpdate, statusVerbs } from '../strategy.ts';
import type { DaemonSet, KubeObject } from '../types.ts';

/** Where apps/v1 keeps the count of templates that the older versions had a field for. */
const templateGeneration = 'deprecated.daemonset.template.generation';

/** Models: pkg/apis/apps/validation/validation.go ValidateDaemonSetSpec. */
function validate(object: KubeObject): FieldError[] {
  const { spec } = object as DaemonSet;
  const errors: FieldError[] = [];
  validateLabelSelector(spec.selector ?? undefined, 'spec.selector', errors);
  if (errors.length === 0) validateSelected(spec.template, spec.selector, 'spec.template', errors);
  if (spec.selector && isEmptySelector(spec.selector))
    errors.push(
      invalid('spec.selector', verbatim(goLabelSelector(spec.selector)), 'empty selector is invalid for daemonset'),
    );
  validateTemplate(spec.template, 'spec.template', errors);
  const { restartPolicy, activeDeadlineSeconds } = spec.template.spec;
  if (restartPolicy !== 'Always')
    errors.push(notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Always']));
  if (activeDeadlineSeconds !== undefined)
    errors.push(
      forbidden('spec.template.spec.activeDeadlineSeconds', 'activeDeadlineSeconds in DaemonSet is not Supported'),
    );
  validateNonNegative(spec.minReadySeconds, 'spec.minReadySeconds', errors);
  validateUpdateStrategy(spec.updateStrategy, errors);
  validateNonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit', errors);
  return errors;
}

function validateUpdateStrategy(
  { type, rollingUpdate }: DaemonSet['spec']['updateStrategy'],
  errors: FieldError[],
): void {
  const path = 'spec.updateStrategy';
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') {
    const pointer = rollingUpdate ? '0xc000123456' : 'nil';
    const shown = `apps.DaemonSetUpdateStrategy{Type:${goQuote(type ?? '')}, RollingUpdate:(*apps.RollingUpdateDaemonSet)(${pointer})}`;
    errors.push(notSupported(path, verbatim(shown), ['RollingUpdate', 'OnDelete']));
    return;
  }
  const at = `${path}.rollingUpdate`;
  if (!rollingUpdate) return void errors.push(required(at));
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate;
  validateIntOrPercent(maxUnavailable, `${at}.maxUnavailable`, errors);
  validateIntOrPercent(maxSurge, `${at}.maxSurge`, errors);
  validateAtMostAll(maxUnavailable, `${at}.maxUnavailable`, errors);
  validateAtMostAll(maxSurge, `${at}.maxSurge`, errors);
  const [fewer, more] = [amountOf(maxUnavailable) !== 0, amountOf(maxSurge) !== 0];
  if (fewer && more)
    errors.push(
      invalid(`${at}.maxSurge`, verbatim(goIntOrString(maxSurge)), 'may not be set when maxUnavailable is non-zero'),
    );
  else if (!fewer && !more) errors.push(required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
}

const counters = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
] as const;

function validateStatusUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const { status } = object as DaemonSet;
  const errors: FieldError[] = [];
  for (const field of counters) validateNonNegative(status[field], `status.${field}`, errors);
  const { collisionCount = 0 } = status;
  if (collisionCount < ((old as DaemonSet).status.collisionCount ?? 0))
    errors.push(invalid('status.collisionCount', collisionCount, 'cannot be decremented'));
  return errors;
}

function setTemplateGeneration(object: KubeObject, value: string): void {
  object.metadata.annotations = { ...object.metadata.annotations, [templateGeneration]: value };
}

/** Models: pkg/registry/apps/daemonset/strategy.go, pkg/apis/apps/v1/defaults.go, conversion.go, printDaemonSet. */
export const daemonSetType: ResourceType = {
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  namespaced: true,
  verbs: allVerbs,
  subresources: [{ name: 'status', kind: 'DaemonSet', verbs: statusVerbs }],
  etcdPrefix: 'daemonsets',
  schema: 'io.k8s.api.apps.v1.DaemonSet',
  allowUnconditionalUpdate: true,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { spec } = object as DaemonSet;
    defaultPodSpec(spec.template.spec);
    const { updateStrategy } = spec;
    updateStrategy.type ??= 'RollingUpdate';
    if (updateStrategy.type === 'RollingUpdate') {
      const rolling = (updateStrategy.rollingUpdate ??= {});
      rolling.maxUnavailable ??= 1;
      rolling.maxSurge ??= 0;
    }
    spec.revisionHistoryLimit ??= 10;
    // The count itself is the server's: below.
    if (object.metadata.annotations?.[templateGeneration] === undefined) setTemplateGeneration(object, '0');
  },
  prepareForCreate(object) {
    prepareCreate(object);
    object['status'] = {
      currentNumberScheduled: 0,
      numberMisscheduled: 0,
      desiredNumberScheduled: 0,
      numberReady: 0,
    };
    const given = Number(object.metadata.annotations?.[templateGeneration]);
    setTemplateGeneration(object, String(given >= 1 ? given : 1));
  },
  prepareForUpdate(object, old) {
    prepareUpdate(object, old);
    const [now, before] = [object as DaemonSet, old as DaemonSet];
    const count = Number(before.metadata.annotations?.[templateGeneration] ?? 0);
    const same = semanticEqual(now.spec.template, before.spec.template);
    setTemplateGeneration(object, String(same ? count : count + 1));
  },
  prepareForStatusUpdate: keepSpec,
  validate,
  validateUpdate: (object, old) => [
    ...validate(object),
    ...immutableSelector((object as DaemonSet).spec.selector, (old as DaemonSet).spec.selector!),
  ],
  validateStatusUpdate,
  warnings(object, old) {
    if (old && object.metadata.generation === old.metadata.generation) return [];
    const { metadata, spec } = object as DaemonSet;
    const names = old ? [] : nameWarnings(metadata.name, 'Pod names and hostnames');
    return [...names, ...podWarnings(spec.template.metadata, spec.template.spec, 'spec.template.')];
  },
  columns: () => [
    nameColumn,
    column(
      'Desired',
      'The total number of nodes that should be running the daemon pod (including nodes correctly running the daemon pod). More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/',
      'integer',
    ),
    column(
      'Current',
      'The number of nodes that are running at least 1 daemon pod and are supposed to run the daemon pod. More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/',
      'integer',
    ),
    column(
      'Ready',
      'The number of nodes that should be running the daemon pod and have one or more of the daemon pod running and ready.',
      'integer',
    ),
    column('Up-to-date', 'The total number of nodes that are running updated daemon pod', 'integer'),
    column(
      'Available',
      'The number of nodes that should be running the daemon pod and have one or more of the daemon pod running and available (ready for at least spec.minReadySeconds)',
      'integer',
    ),
    column(
      'Node Selector',
      "NodeSelector is a selector which must be true for the pod to fit on a node. Selector which must match a node's labels for the pod to be scheduled on that node. More info: https://kubernetes.io/docs/concepts/configuration/assign-pod-node/",
    ),
    ageColumn,
    containersColumn,
    imagesColumn,
    wide(
      'Selector',
      'A label query over pods that are managed by the daemon set. Must match in order to be controlled. If empty, defaulted to labels on Pod template. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
    ),
  ],
  row(object, nowMs) {
    const { metadata, spec, status } = object as DaemonSet;
    return [
      metadata.name,
      status.desiredNumberScheduled,
      status.currentNumberScheduled,
      status.numberReady,
      status.updatedNumberScheduled ?? 0,
      status.numberAvailable ?? 0,
      formatLabels(spec.template.spec.nodeSelector),
      age(object, nowMs),
      ...containerCells(spec.template.spec.containers ?? []),
      formatSelector(spec.selector ?? undefined),
    ];
  },
};
