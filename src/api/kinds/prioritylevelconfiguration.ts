import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { forbidden, invalid, notSupported, required } from '../field.ts';
import { validateNonNegative } from '../pod/probes.ts';
import type { Cell, FieldError, ResourceType } from '../resource.ts';
import { allVerbs, keepMetadata, keepSpec, prepareCreate, prepareUpdate, statusVerbs } from '../strategy.ts';
import type { KubeObject } from '../types.ts';

interface PriorityLevelConfiguration extends KubeObject {
  spec: {
    type: string;
    limited?: {
      nominalConcurrencyShares?: number;
      limitResponse: {
        type: string;
        queuing?: { queues: number; handSize: number; queueLengthLimit: number };
      };
      lendablePercent?: number;
      borrowingLimitPercent?: number;
    };
    exempt?: { nominalConcurrencyShares?: number; lendablePercent?: number };
  };
}

const queuesMax = 10_000_000;

/** Models: pkg/apis/flowcontrol/validation/validation.go ValidatePriorityLevelConfiguration. */
function validate(object: KubeObject): FieldError[] {
  const { type, limited, exempt } = (object as PriorityLevelConfiguration).spec;
  const errors: FieldError[] = [];
  if (type === 'Exempt') {
    if (limited) errors.push(forbidden('spec.limited', 'must be nil if the type is not Limited'));
  } else if (type === 'Limited') {
    if (exempt) errors.push(forbidden('spec.exempt', 'must be nil if the type is Limited'));
    if (!limited) errors.push(required('spec.limited', 'must not be empty when type is Limited'));
    else validateLimited(limited, errors);
  } else errors.push(notSupported('spec.type', type, ['Exempt', 'Limited']));
  return errors;
}

function validateLimited(
  limited: NonNullable<PriorityLevelConfiguration['spec']['limited']>,
  errors: FieldError[],
): void {
  const path = 'spec.limited';
  validateNonNegative(limited.nominalConcurrencyShares, `${path}.nominalConcurrencyShares`, errors);
  const { type, queuing } = limited.limitResponse;
  const at = `${path}.limitResponse`;
  if (type === 'Reject') {
    if (queuing) errors.push(forbidden(`${at}.queuing`, 'must be nil if limited.limitResponse.type is not Limited'));
  } else if (type === 'Queue') {
    if (!queuing) errors.push(required(`${at}.queuing`, 'must not be empty if limited.limitResponse.type is Limited'));
    else {
      const { queues, handSize, queueLengthLimit } = queuing;
      if (queueLengthLimit <= 0)
        errors.push(invalid(`${at}.queuing.queueLengthLimit`, queueLengthLimit, 'must be positive'));
      if (queues <= 0) errors.push(invalid(`${at}.queuing.queues`, queues, 'must be positive'));
      else if (queues > queuesMax)
        errors.push(invalid(`${at}.queuing.queues`, queues, `must not be greater than ${queuesMax}`));
      if (handSize <= 0) errors.push(invalid(`${at}.queuing.handSize`, handSize, 'must be positive'));
      else if (handSize > queues)
        errors.push(invalid(`${at}.queuing.handSize`, handSize, `should not be greater than queues (${queues})`));
    }
  } else errors.push(notSupported(`${at}.type`, type, ['Queue', 'Reject']));
  const { lendablePercent: lent, borrowingLimitPercent: borrowed } = limited;
  if (lent !== undefined && (lent < 0 || lent > 100))
    errors.push(invalid(`${path}.lendablePercent`, lent, 'must be between 0 and 100, inclusive'));
  validateNonNegative(borrowed, `${path}.borrowingLimitPercent`, errors);
}

/** Models: pkg/registry/flowcontrol/prioritylevelconfiguration/strategy.go, printPriorityLevelConfiguration. */
export const priorityLevelConfigurationType: ResourceType = {
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'PriorityLevelConfiguration',
  plural: 'prioritylevelconfigurations',
  singular: 'prioritylevelconfiguration',
  shortNames: [],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  subresources: [{ name: 'status', kind: 'PriorityLevelConfiguration', verbs: statusVerbs }],
  etcdPrefix: 'prioritylevelconfigurations',
  schema: 'io.k8s.api.flowcontrol.v1.PriorityLevelConfiguration',
  allowUnconditionalUpdate: true,
  hasGeneration: true,
  defaultPropagation: 'Background',
  setDefaults(object) {
    const { spec } = object as PriorityLevelConfiguration;
    if (spec.type === 'Exempt') {
      spec.exempt ??= {};
      spec.exempt.nominalConcurrencyShares ??= 0;
      spec.exempt.lendablePercent ??= 0;
    }
    const { limited } = spec;
    if (!limited) return;
    limited.nominalConcurrencyShares ??= 30;
    limited.lendablePercent ??= 0;
    const { queuing } = limited.limitResponse;
    if (!queuing) return;
    queuing.handSize ||= 8;
    queuing.queues ||= 64;
    queuing.queueLengthLimit ||= 50;
  },
  prepareForCreate: prepareCreate,
  prepareForUpdate: prepareUpdate,
  prepareForStatusUpdate(object, old) {
    keepSpec(object, old);
    keepMetadata(object, old);
  },
  validate,
  validateUpdate: validate,
  columns: () => [
    nameColumn,
    column(
      'Type',
      '`type` indicates whether this priority level is subject to limitation on request execution.  A value of `"Exempt"` means that requests of this priority level are not subject to a limit (and thus are never queued) and do not detract from the capacity made available to other priority levels.  A value of `"Limited"` means that (a) requests of this priority level _are_ subject to limits and (b) some of the server\'s limited capacity is made available exclusively to this priority level. Required.',
    ),
    column(
      'NominalConcurrencyShares',
      '`nominalConcurrencyShares` (NCS) contributes to the computation of the NominalConcurrencyLimit (NominalCL) of this level. This is the number of execution seats available at this priority level. This is used both for requests dispatched from this priority level as well as requests dispatched from other priority levels borrowing seats from this level. The server\'s concurrency limit (ServerCL) is divided among the Limited priority levels in proportion to their NCS values:\n\nNominalCL(i)  = ceil( ServerCL * NCS(i) / sum_ncs ) sum_ncs = sum[priority level k] NCS(k)\n\nBigger numbers mean a larger nominal concurrency limit, at the expense of every other priority level.\n\nIf not specified, this field defaults to a value of 30.\n\nSetting this field to zero supports the construction of a "jail" for this priority level that is used to hold some request(s)',
    ),
    column(
      'Queues',
      '`queues` is the number of queues for this priority level. The queues exist independently at each apiserver. The value must be positive.  Setting it to 1 effectively precludes shufflesharding and thus makes the distinguisher method of associated flow schemas irrelevant.  This field has a default value of 64.',
    ),
    column(
      'HandSize',
      "`handSize` is a small positive number that configures the shuffle sharding of requests into queues.  When enqueuing a request at this priority level the request's flow identifier (a string pair) is hashed and the hash value is used to shuffle the list of queues and deal a hand of the size specified here.  The request is put into one of the shortest queues in that hand. `handSize` must be no larger than `queues`, and should be significantly smaller (so that a few heavy flows do not saturate most of the queues).  See the user-facing documentation for more extensive guidance on setting this field.  This field has a default value of 8.",
    ),
    column(
      'QueueLengthLimit',
      '`queueLengthLimit` is the maximum number of requests allowed to be waiting in a given queue of this priority level at a time; excess requests are rejected.  This value must be positive.  If not specified, it will be defaulted to 50.',
    ),
    ageColumn,
  ],
  row(object, nowMs) {
    const { metadata, spec } = object as PriorityLevelConfiguration;
    const { limited, exempt } = spec;
    const queuing = limited?.limitResponse.queuing;
    const cell = (value: number | undefined): Cell => value ?? '<none>';
    return [
      metadata.name,
      spec.type,
      cell((limited ?? exempt)?.nominalConcurrencyShares),
      cell(queuing?.queues),
      cell(queuing?.handSize),
      cell(queuing?.queueLengthLimit),
      age(object, nowMs),
    ];
  },
};
