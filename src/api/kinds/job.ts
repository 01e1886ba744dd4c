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
import { humanDuration } from '../duration.ts';
import { semanticEqual } from '../equal.ts';
import { invalid, required, verbatim } from '../field.ts';
import { goLabelSelector, goStringMap } from '../go-syntax.ts';
import { defaultJobSpec, validateJobSpec } from '../batch/job-spec.ts';
import { validateJobStatus } from '../batch/job-status.ts';
import { immutableText } from '../metadata.ts';
import { isDns1123Label, isLabelValue } from '../names.ts';
import { goTemplate } from '../pod/go-literal.ts';
import { validateLabelSelector } from '../pod/scheduling.ts';
import { validateSelected } from '../pod/validate.ts';
import { nameWarnings, podWarnings } from '../pod/warnings.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { formatSelector, selectorMatches } from '../selectors.ts';
import { allVerbs, keepSpec, prepareCreate, prepareUpdate, statusVerbs } from '../strategy.ts';
import type { Job, JobSpec, KubeObject } from '../types.ts';

const uidLabel = 'batch.kubernetes.io/controller-uid';
const nameLabel = 'batch.kubernetes.io/job-name';

/** Pods' labels of a Job; the short ones are older. In the order they are checked in. */
const labelsOf = ({ metadata: { uid, name } }: KubeObject): readonly (readonly [string, string])[] => [
  ['controller-uid', uid],
  ['job-name', name ?? ''],
  [uidLabel, uid],
  [nameLabel, name ?? ''],
];

/** Models: pkg/registry/batch/job/strategy.go generateSelector. What somebody else wrote there is for validation to judge. */
function generateSelector(job: Job): void {
  if (job.spec.manualSelector) return;
  const { metadata } = job.spec.template;
  const labels = { ...metadata.labels };
  for (const [key, value] of labelsOf(job)) labels[key] ??= value;
  metadata.labels = labels;
  const selector = { ...job.spec.selector };
  selector.matchLabels = { [uidLabel]: job.metadata.uid, ...selector.matchLabels };
  job.spec.selector = selector;
}

/** Models: pkg/apis/batch/validation/validation.go ValidateJob. */
function validate(object: KubeObject): FieldError[] {
  const job = object as Job;
  const errors: FieldError[] = [];
  validateGenerated(job, errors);
  validateSpec(job.spec, errors);
  const { completionMode, completions } = job.spec;
  if (completionMode === 'Indexed' && completions !== undefined && completions > 0) {
    const hostname = `${job.metadata.name ?? ''}-${completions - 1}`;
    if (isDns1123Label(hostname).length > 0)
      errors.push(
        invalid(
          'metadata.name',
          job.metadata.name ?? '',
          `will not able to create pod with invalid DNS label: ${hostname}`,
        ),
      );
  }
  return errors;
}

function validateGenerated(job: Job, errors: FieldError[]): void {
  const { manualSelector, selector, template } = job.spec;
  if (manualSelector || !selector) return;
  const { labels } = template.metadata;
  const expected: Record<string, string> = {};
  for (const [key, value] of labelsOf(job)) {
    expected[key] = value;
    const path = `spec.template.metadata.labels[${key}]`;
    const detail = `must be '${value}'`;
    const found = labels?.[key];
    if (found === undefined) errors.push(required(path, detail));
    else if (found !== value) errors.push(invalid(path, verbatim(goStringMap(labels)), detail));
  }
  if (!selectorMatches(selector, expected))
    errors.push(invalid('spec.selector', verbatim(goLabelSelector(selector)), '`selector` not auto-generated'));
}

function validateSpec(spec: JobSpec, errors: FieldError[]): void {
  validateJobSpec(spec, 'spec', errors);
  const before = errors.length;
  if (!spec.selector) errors.push(required('spec.selector'));
  else validateLabelSelector(spec.selector, 'spec.selector', errors);
  if (!spec.selector || errors.length === before)
    validateSelected(spec.template, spec.selector, 'spec.template', errors);
}

function validateUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const [{ spec }, before] = [object as Job, old as Job];
  const errors = validate(object);
  const keep = (field: keyof JobSpec, shown: unknown = spec[field]): void => {
    if (!semanticEqual(spec[field], before.spec[field])) errors.push(invalid(`spec.${field}`, shown, immutableText));
  };
  if (spec.completionMode !== 'Indexed') keep('completions');
  else if (
    spec.completions !== undefined &&
    spec.completions !== before.spec.completions &&
    spec.completions !== spec.parallelism
  )
    errors.push(invalid('spec.completions', spec.completions, 'can only be modified in tandem with spec.parallelism'));
  keep('selector', verbatim(goLabelSelector(spec.selector)));
  if (!semanticEqual(spec.template, allowedTemplate(spec, before)))
    errors.push(invalid('spec.template', verbatim(goTemplate(spec.template)), immutableText));
  for (const field of [
    'completionMode',
    'podFailurePolicy',
    'backoffLimitPerIndex',
    'managedBy',
    'successPolicy',
  ] as const)
    keep(field);
  return errors;
}

/** A Job that has not begun may still be told where its Pods go. */
function allowedTemplate({ template }: JobSpec, { spec, status }: Job): JobSpec['template'] {
  if (!spec.suspend || status.startTime !== undefined) return spec.template;
  const pod = { ...spec.template.spec };
  for (const field of ['nodeSelector', 'tolerations', 'schedulingGates'] as const) {
    if (template.spec[field] === undefined) delete pod[field];
    else pod[field] = template.spec[field] as never;
  }
  const { nodeAffinity: _, ...others } = pod.affinity ?? {};
  const wanted = template.spec.affinity?.nodeAffinity;
  const affinity = { ...others, ...(wanted ? { nodeAffinity: wanted } : {}) };
  if (Object.keys(affinity).length > 0 || template.spec.affinity) pod.affinity = affinity;
  else delete pod.affinity;
  const { annotations, labels } = template.metadata;
  return { metadata: { ...spec.template.metadata, annotations: annotations!, labels: labels! }, spec: pod };
}

const isTrue = ({ status }: Job, type: string): boolean =>
  status.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;

/** STATUS of the table. Models: printers.go printJob. */
function statusText(job: Job): string {
  for (const type of ['Complete', 'Failed']) if (isTrue(job, type)) return type;
  if (job.metadata.deletionTimestamp) return 'Terminating';
  for (const type of ['Suspended', 'FailureTarget', 'SuccessCriteriaMet']) if (isTrue(job, type)) return type;
  return 'Running';
}

function completionsText({ spec, status }: Job): string {
  const succeeded = status.succeeded ?? 0;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  return (spec.parallelism ?? 0) > 1 ? `${succeeded}/1 of ${spec.parallelism}` : `${succeeded}/1`;
}

function durationText({ status: { startTime, completionTime } }: Job, nowMs: number): string {
  if (!startTime) return '';
  return humanDuration((completionTime ? Date.parse(completionTime) : nowMs) - Date.parse(startTime));
}

export const jobType: ResourceType = {
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  plural: 'jobs',
  singular: 'job',
  shortNames: [],
  categories: ['all'],
  namespaced: true,
  verbs: allVerbs,
  subresources: [{ name: 'status', kind: 'Job', verbs: statusVerbs }],
  etcdPrefix: 'jobs',
  schema: 'io.k8s.api.batch.v1.Job',
  allowUnconditionalUpdate: true,
  hasGeneration: true,
  // The only kind that keeps its Pods when somebody says nothing, for old clients' sake.
  defaultPropagation: 'Orphan',
  setDefaults(object) {
    defaultJobSpec((object as Job).spec);
  },
  prepareForCreate(object) {
    const job = object as Job;
    generateSelector(job);
    prepareCreate(job);
    // A Job without labels of its own wears its Pods'. A name that is no label is refused where the Pods' are looked at.
    const { labels } = job.spec.template.metadata;
    if (labels && !job.metadata.labels && isLabelValue(job.metadata.name ?? '').length === 0)
      job.metadata.labels = { ...labels };
  },
  prepareForUpdate: prepareUpdate,
  prepareForStatusUpdate: keepSpec,
  validate,
  validateUpdate,
  validateStatusUpdate: (object, old) => validateJobStatus(object as Job, old as Job),
  warnings(object, old) {
    const { metadata, spec } = object as Job;
    const names = old ? [] : nameWarnings(metadata.name, 'Pod names and hostnames');
    const many =
      spec.completionMode === 'Indexed' && (spec.completions ?? 0) > 100_000 && (spec.parallelism ?? 0) > 10_000
        ? [
            'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail',
          ]
        : [];
    return [...names, ...many, ...podWarnings(spec.template.metadata, spec.template.spec, 'spec.template.')];
  },
  columns: () => [
    nameColumn,
    column('Status', 'Status of the job.'),
    column(
      'Completions',
      'The number of pods which reached phase Succeeded. The value increases monotonically for a given spec. However, it may decrease in reaction to scale down of elastic indexed jobs.',
    ),
    column('Duration', 'Time required to complete the job.'),
    ageColumn,
    containersColumn,
    imagesColumn,
    wide(
      'Selector',
      'A label query over pods that should match the pod count. Normally, the system sets this field for you. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
    ),
  ],
  row(object, nowMs) {
    const job = object as Job;
    return [
      job.metadata.name,
      statusText(job),
      completionsText(job),
      durationText(job, nowMs),
      age(job, nowMs),
      ...containerCells(job.spec.template.spec.containers ?? []),
      formatSelector(job.spec.selector),
    ];
  },
  selectableFields: (object) => ({ 'status.successful': String((object as Job).status.succeeded ?? 0) }),
};
