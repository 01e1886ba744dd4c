import { isTimeZone } from '../batch/zones.ts';
import { parseCron } from '../batch/cron.ts';
import { defaultJobTemplate, validateJobSpec } from '../batch/job-spec.ts';
import {
  age,
  ageColumn,
  column,
  containerCells,
  containersColumn,
  imagesColumn,
  nameColumn,
  orNone,
  wide,
} from '../columns.ts';
import { ageText } from '../duration.ts';
import { invalid, notSupported, required, verbatim } from '../field.ts';
import { goLabelSelector } from '../go-syntax.ts';
import { validateNonNegative } from '../pod/probes.ts';
import { nameWarnings, podWarnings } from '../pod/warnings.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { formatSelector } from '../selectors.ts';
import { allVerbs, keepSpec, prepareCreate, prepareUpdate, statusVerbs } from '../strategy.ts';
import type { CronJob, KubeObject } from '../types.ts';

type Spec = CronJob['spec'];

/** A Job's name is its CronJob's and eleven letters more. */
const nameMax = 52;
const policies = ['Allow', 'Forbid', 'Replace'];

/** Models: pkg/apis/batch/validation/validation.go validateCronJobSpec. */
function validateSpec(spec: Spec, old: Spec | undefined): FieldError[] {
  const errors: FieldError[] = [];
  if (!spec.schedule) errors.push(required('spec.schedule'));
  else validateSchedule(spec, old, errors);
  validateNonNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds', errors);
  if (spec.timeZone !== undefined && spec.timeZone !== old?.timeZone) validateTimeZone(spec.timeZone, errors);
  if (!spec.concurrencyPolicy) errors.push(required('spec.concurrencyPolicy'));
  else if (!policies.includes(spec.concurrencyPolicy))
    errors.push(notSupported('spec.concurrencyPolicy', spec.concurrencyPolicy, policies));
  const job = spec.jobTemplate.spec;
  validateJobSpec(job, 'spec.jobTemplate.spec', errors);
  if (job.selector)
    errors.push(
      invalid(
        'spec.jobTemplate.spec.selector',
        verbatim(goLabelSelector(job.selector)),
        '`selector` will be auto-generated',
      ),
    );
  if (job.manualSelector) errors.push(notSupported('spec.jobTemplate.spec.manualSelector', true, ['nil', 'false']));
  validateNonNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit', errors);
  validateNonNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit', errors);
  return errors;
}

function validateSchedule({ schedule, timeZone }: Spec, old: Spec | undefined, errors: FieldError[]): void {
  const path = 'spec.schedule';
  const parsed = parseCron(schedule);
  if (typeof parsed === 'string') errors.push(invalid(path, schedule, parsed));
  if (!schedule.includes('TZ')) return;
  // Who had a zone in the schedule may keep one.
  if (!old?.schedule.includes('TZ'))
    errors.push(invalid(path, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
  else if (timeZone !== undefined)
    errors.push(invalid(path, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
}

function validateTimeZone(zone: string, errors: FieldError[]): void {
  const path = 'spec.timeZone';
  if (zone === '') return void errors.push(invalid(path, zone, 'timeZone must be nil or non-empty string'));
  const badPart = (part: string): boolean =>
    part === '.' || part === '..' || part.startsWith('-') || !/^[A-Za-z.\-_0-9+]{1,14}$/.test(part);
  if (zone.split('/').some(badPart)) return void errors.push(invalid(path, zone, `unknown time zone ${zone}`));
  if (zone.toLowerCase() === 'local')
    errors.push(
      invalid(path, zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'),
    );
  if (zone !== 'Local' && !isTimeZone(zone)) errors.push(invalid(path, zone, `unknown time zone ${zone}`));
}

function validate(object: KubeObject): FieldError[] {
  const errors = validateSpec((object as CronJob).spec, undefined);
  const { name } = object.metadata;
  if (name && name.length > nameMax)
    errors.push(invalid('metadata.name', name, `must be no more than ${nameMax} characters`));
  return errors;
}

const boolText = (value: boolean | undefined): string => (value === undefined ? '<unset>' : value ? 'True' : 'False');

/** Models: pkg/registry/batch/cronjob/strategy.go, pkg/apis/batch/v1/defaults.go SetDefaults_CronJob, printCronJob. */
export const cronJobType: ResourceType = {
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  plural: 'cronjobs',
  singular: 'cronjob',
  shortNames: ['cj'],
  categories: ['all'],
  namespaced: true,
  verbs: allVerbs,
  subresources: [{ name: 'status', kind: 'CronJob', verbs: statusVerbs }],
  etcdPrefix: 'cronjobs',
  schema: 'io.k8s.api.batch.v1.CronJob',
  allowUnconditionalUpdate: true,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { spec } = object as CronJob;
    defaultJobTemplate(spec.jobTemplate.spec);
    spec.concurrencyPolicy ||= 'Allow';
    spec.suspend ??= false;
    spec.successfulJobsHistoryLimit ??= 3;
    spec.failedJobsHistoryLimit ??= 1;
  },
  prepareForCreate: prepareCreate,
  prepareForUpdate: prepareUpdate,
  prepareForStatusUpdate: keepSpec,
  validate,
  validateUpdate: (object, old) => validateSpec((object as CronJob).spec, (old as CronJob).spec),
  warnings(object, old) {
    if (old && object.metadata.generation === old.metadata.generation) return [];
    const { metadata, spec } = object as CronJob;
    const names = old ? [] : nameWarnings(metadata.name, 'Pod names and hostnames');
    const { template } = spec.jobTemplate.spec;
    const zone = spec.schedule.includes('TZ')
      ? [
          'CRON_TZ or TZ used in spec.schedule is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details',
        ]
      : [];
    return [...names, ...podWarnings(template.metadata, template.spec, 'spec.jobTemplate.spec.template.'), ...zone];
  },
  columns: () => [
    nameColumn,
    column('Schedule', 'The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron.'),
    column(
      'Timezone',
      'The time zone name for the given schedule, see https://en.wikipedia.org/wiki/List_of_tz_database_time_zones. If not specified, this will default to the time zone of the kube-controller-manager process. The set of valid time zone names and the time zone offset is loaded from the system-wide time zone database by the API server during CronJob validation and the controller manager during execution. If no system-wide time zone database can be found a bundled version of the database is used instead. If the time zone name becomes invalid during the lifetime of a CronJob or due to a change in host configuration, the controller will stop creating new new Jobs and will create a system event with the reason UnknownTimeZone. More information can be found in https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones',
    ),
    column(
      'Suspend',
      'This flag tells the controller to suspend subsequent executions, it does not apply to already started executions.  Defaults to false.',
      'boolean',
    ),
    column('Active', 'A list of pointers to currently running jobs.', 'integer'),
    column('Last Schedule', 'Information when was the last time the job was successfully scheduled.'),
    ageColumn,
    containersColumn,
    imagesColumn,
    wide(
      'Selector',
      'A label query over pods that should match the pod count. Normally, the system sets this field for you. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
    ),
  ],
  row(object, nowMs) {
    const { metadata, spec, status } = object as CronJob;
    const job = spec.jobTemplate.spec;
    return [
      metadata.name,
      spec.schedule,
      orNone(spec.timeZone),
      boolText(spec.suspend),
      status.active?.length ?? 0,
      status.lastScheduleTime ? ageText(status.lastScheduleTime, nowMs) : '<none>',
      age(object, nowMs),
      ...containerCells(job.template.spec.containers ?? []),
      formatSelector(job.selector),
    ];
  },
};
