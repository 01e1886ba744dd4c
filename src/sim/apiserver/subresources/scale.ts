import { formatRequirements, selectorRequirements } from '../../../api/selectors.ts';
import { badRequest, invalid } from '../../../api/status.ts';
import { invalid as invalidField } from '../../../api/field.ts';
import type { ResourceType } from '../../../api/resource.ts';
import type { KubeObject, LabelSelector } from '../../../api/types.ts';
import { placeOf } from '../../../api/custom/type.ts';
import { ownersAfterUpdate, setOf, toParent, toScale } from '../../../api/managed-fields/index.ts';
import { timestamp } from '../../time.ts';
import { checkOptions } from '../options.ts';
import { ownersOf } from '../ownership/owners.ts';
import { managerOf } from '../ownership/record.ts';
import { applyTo } from '../stages/apply.ts';
import { applyPatch, isFailure } from '../stages/patch.ts';
import { nameMismatch, refused } from '../stages/decode.ts';
import { changesIn } from '../changes.ts';
import type { StageOutcome, StageStep, Work } from '../work.ts';

const scaleType = { group: 'autoscaling', version: 'v1', kind: 'Scale', schema: 'io.k8s.api.autoscaling.v1.Scale' };
const statusOfScale = setOf(['status']);

interface Scale extends KubeObject {
  spec: { replicas?: number };
  status: { replicas: number; selector?: string };
}

/** An object as autoscaling/v1 Scale: its size and nothing else. Models: pkg/registry/apps/deployment/storage/storage.go scaleFromDeployment. */
export function scaleOf(object: KubeObject, type?: ResourceType): Scale {
  if (type?.custom) return customScale(object, type);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const spec = object['spec'] as { replicas?: number; selector?: LabelSelector };
  const status = object['status'] as { replicas?: number } | undefined;
  const selector = spec.selector ? formatRequirements(selectorRequirements(spec.selector)) : '';
  return Object.freeze({
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, ...(namespace ? { namespace } : {}), uid, resourceVersion, creationTimestamp },
    spec: spec.replicas ? { replicas: spec.replicas } : {},
    status: { replicas: status?.replicas ?? 0, ...(selector === '' ? {} : { selector }) },
  });
}

/** Where a custom resource keeps its size, its definition says. Models: pkg/registry/customresource/etcd.go scaleFromCustomResource. */
function customScale(object: KubeObject, { custom }: ResourceType): Scale {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = custom!.version.subresources!.scale!;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const number = (path: string): number => {
    const value = at(object, path);
    return typeof value === 'number' ? value : 0;
  };
  const selector = labelSelectorPath ? at(object, labelSelectorPath) : undefined;
  const replicas = number(specReplicasPath);
  return Object.freeze({
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, ...(namespace ? { namespace } : {}), uid, resourceVersion, creationTimestamp },
    spec: replicas ? { replicas } : {},
    status: { replicas: number(statusReplicasPath), ...(typeof selector === 'string' && selector ? { selector } : {}) },
  });
}

/** `.spec.replicas` of an object. */
const at = (object: KubeObject, path: string): unknown =>
  path
    .slice(1)
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], object);

/** A copy with another value at `.spec.replicas`. */
function withAt(value: unknown, [name, ...rest]: readonly string[], next: unknown): unknown {
  if (name === undefined) return next;
  const inner = (value ?? {}) as Record<string, unknown>;
  return { ...inner, [name]: withAt(inner[name], rest, next) };
}

export const decodeScaleUpdate: StageStep = {
  stage: 'decode',
  run: (work) => scaled(work, work.call.request.body as Partial<Scale> | undefined),
};

export const decodeScalePatch: StageStep = {
  stage: 'decode',
  run(work) {
    const patched = applyPatch(work, scaleOf(work.existing!, work.type), scaleType.schema, work.call.request.body);
    return isFailure(patched) ? refused(patched) : scaled(work, patched as Scale);
  },
};

/** Applying a Scale is applying `spec.replicas` of what it scales. */
export const decodeScaleApply: StageStep = {
  stage: 'decode',
  run(work) {
    const bad = checkOptions(work.call);
    if (bad) return refused(bad);
    const existing = work.existing!;
    const parents = ownersOf(existing);
    const result = applyTo(work, work.call.request.body, scaleOf(existing, work.type), scaleType, toScale(parents));
    if ('refusal' in result) return refused(result.refusal);
    const outcome = setReplicas(work, result.value as Scale);
    if (!outcome.refusal) work.owners = toParent(parents, result.owners, existing.apiVersion);
    return outcome;
  },
};

/** A scale by other means than apply: who did it owns the size from now on. Models: registry/apps/deployment/storage scaleUpdatedObjectInfo. */
function scaled(work: Work, scale: Partial<Scale> | undefined): StageOutcome {
  const existing = work.existing!;
  const before = scaleOf(existing, work.type);
  const outcome = setReplicas(work, scale);
  if (outcome.refusal) return outcome;
  const parents = ownersOf(existing);
  const owned = toScale(parents);
  if (owned.size === 0) return outcome;
  const owners = ownersAfterUpdate(
    owned,
    before,
    scaleOf(work.draft, work.type),
    placeOf(scaleType),
    { manager: managerOf(work.call.request), operation: 'Update', apiVersion: 'autoscaling/v1', subresource: 'scale' },
    timestamp(work.ctx.now),
    statusOfScale,
  );
  work.owners = toParent(parents, owners, existing.apiVersion);
  return outcome;
}

function setReplicas(work: Work, scale: Partial<Scale> | undefined): StageOutcome {
  const { call } = work;
  const existing = work.existing!;
  if (typeof scale !== 'object' || scale === null)
    return refused(badRequest('the object provided is unrecognized (must be of type Scale)'));
  if (scale.metadata?.name && scale.metadata.name !== call.info.name)
    return refused(nameMismatch(scale.metadata.name, call.info.name));
  const replicas = scale.spec?.replicas ?? 0;
  if (typeof replicas !== 'number' || (replicas | 0) !== replicas) {
    return refused(
      badRequest(
        `Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal ${typeof replicas === 'number' ? `number ${replicas as number}` : typeof replicas} into Go struct field ScaleSpec.spec.replicas of type int32`,
      ),
    );
  }
  if (replicas < 0) {
    return refused(
      invalid({ group: 'autoscaling', kind: 'Scale' }, call.info.name, [
        invalidField('spec.replicas', replicas, 'must be greater than or equal to 0'),
      ]),
    );
  }
  const path = work.type.custom?.version.subresources?.scale?.specReplicasPath ?? '.spec.replicas';
  work.draft = {
    ...(withAt(existing, path.slice(1).split('.'), replicas) as KubeObject),
    metadata: { ...existing.metadata, resourceVersion: scale.metadata?.resourceVersion ?? '' },
  };
  return {
    detail: `autoscaling/v1 Scale to ${replicas}`,
    changed: changesIn(existing['spec'], work.draft['spec']).map((c) => ({ ...c, path: `spec.${c.path}` })),
  };
}
