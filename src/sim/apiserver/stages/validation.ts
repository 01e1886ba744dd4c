import { validateMetadata, validateMetadataUpdate } from '../../../api/metadata.ts';
import type { FieldError } from '../../../api/resource.ts';
import { withEmpties } from '../../../api/sent.ts';
import { invalid } from '../../../api/status.ts';
import type { KubeObject, Pod } from '../../../api/types.ts';
import { timestamp } from '../../time.ts';
import { randomSuffix } from '../admission/plugin.ts';
import { keepSystemMetadata } from '../system-metadata.ts';
import type { FieldChange } from '../../notes.ts';
import { unseen, type StageOutcome, type StageStep, type Work } from '../work.ts';

/** Letters of a generated name before its random tail. Source: apiserver/pkg/storage/names/generate.go maxGeneratedNameLength. */
const generatedBaseMax = 58;

/** Strategy and validation of a new object. Models: apiserver/pkg/registry/rest/create.go BeforeCreate. */
export const validateCreate: StageStep = {
  stage: 'validation',
  run(work) {
    const { type, draft } = work;
    type.prepareForCreate?.(draft);
    type.prepareForUser?.(draft, work.call.user);
    if (type.kind === 'Pod') stampConditions(draft as Pod, timestamp(work.ctx.now));
    type.stampTimes?.(draft, timestamp(work.ctx.now), undefined);
    const { metadata } = draft;
    const changed: FieldChange[] = [{ path: 'metadata.uid', value: metadata.uid }];
    if (!metadata.name && metadata.generateName) {
      metadata.name = metadata.generateName.slice(0, generatedBaseMax) + randomSuffix(work);
      changed.push({ path: 'metadata.name', value: metadata.name });
    }
    if (draft['status'] !== undefined) changed.push({ path: 'status', value: draft['status'] });
    return finish(work, changed, (object) => concat(validateMetadata(object, type), type.validate?.(object)));
  },
};

/** A strategy knows no clock: conditions it sets (SchedulingGated) get their time here. */
function stampConditions({ status }: Pod, now: string): void {
  for (const condition of status.conditions ?? []) condition.lastTransitionTime ??= now;
}

/** Strategy and validation of a new version. Models: apiserver/pkg/registry/rest/update.go BeforeUpdate. */
export const validateUpdate: StageStep = {
  stage: 'validation',
  run(work) {
    const { type, draft } = work;
    const old = work.existing!;
    if (old.metadata.generation !== undefined) draft.metadata.generation = old.metadata.generation;
    type.prepareForUpdate?.(draft, old);
    const { generation } = draft.metadata;
    const changed =
      generation === old.metadata.generation ? undefined : [{ path: 'metadata.generation', value: generation }];
    return checkUpdate(work, changed, (object) => type.validateUpdate?.(object, old));
  },
};

/** A write to /status: the strategy puts everything else back. */
export const validateStatusUpdate: StageStep = {
  stage: 'validation',
  run(work) {
    const { type, draft } = work;
    const old = work.existing!;
    type.prepareForStatusUpdate?.(draft, old, work.call.info.subresource);
    type.stampTimes?.(draft, timestamp(work.ctx.now), old);
    return checkUpdate(work, undefined, (object) => type.validateStatusUpdate?.(object, old));
  },
};

/** Subresources that change one thing themselves (binding, scale, finalize) have nothing more to prepare. */
export const validateSubresource: StageStep = {
  stage: 'validation',
  run: (work) => checkUpdate(work, undefined, undefined),
};

export function checkUpdate(
  work: Work,
  changed: readonly FieldChange[] | undefined,
  specific: Check | undefined,
): StageOutcome {
  const old = work.existing!;
  keepSystemMetadata(work.draft, old);
  return finish(work, changed, (object) => {
    const common = concat(
      sameLabels(object, old) ? undefined : validateMetadata(object, work.type),
      validateMetadataUpdate(object, old),
    );
    // Upstream checks metadata in the generic code and again in each kind's: causes come twice, the message names them once.
    return concat(common, common.length > 0 ? common : undefined, specific?.(object));
  });
}

/** Status writers leave the rest of metadata as it is: what was valid need not be looked at again. */
const sameLabels = ({ metadata: now }: KubeObject, { metadata: before }: KubeObject): boolean =>
  now.name === before.name &&
  now.labels === before.labels &&
  now.annotations === before.annotations &&
  now.finalizers === before.finalizers &&
  now.ownerReferences === before.ownerReferences;

type Check = (object: KubeObject) => readonly FieldError[] | undefined;

function finish(work: Work, changed: readonly FieldChange[] | undefined, check: Check): StageOutcome {
  const { type, draft } = work;
  const errors = check(draft) ?? none;
  if (errors.length > 0)
    return { detail: '', refusal: invalid(type, draft.metadata.name ?? '', inSentWords(work, errors, check)) };
  // In-cluster clients log warnings; only who sits at a terminal reads them.
  if (!work.call.noted) return unseen;
  const { subresource } = work.call.info;
  // The strategies of the other subresources have none: what a spec deserves was said when it was written.
  if (type.warnings && (subresource === '' || subresource === 'scale'))
    work.warnings.push(...type.warnings(draft, work.existing));
  const detail = `${type.kind} "${draft.metadata.name}" is valid`;
  return changed ? { detail, changed } : { detail };
}

/** The same errors about the object with the empty lists and maps its sender wrote: some messages print them. */
function inSentWords({ draft, sent, type }: Work, errors: readonly FieldError[], check: Check): readonly FieldError[] {
  if (sent === undefined || type.conversion) return errors;
  const again = check(withEmpties(draft, sent)) ?? none;
  const same = again.length === errors.length && again.every(({ path }, i) => path === errors[i]!.path);
  return same ? again : errors;
}

const none: readonly FieldError[] = Object.freeze([]);

function concat(...lists: (readonly FieldError[] | undefined)[]): readonly FieldError[] {
  let found = none;
  for (let i = 0; i < lists.length; i++) {
    const list = lists[i];
    if (list && list.length > 0) found = found.length === 0 ? list : [...found, ...list];
  }
  return found;
}
