import { formatRequirements, selectorRequirements } from '../../../api/selectors.ts';
import { badRequest, invalid } from '../../../api/status.ts';
import { invalid as invalidField } from '../../../api/field.ts';
import type { KubeObject, LabelSelector } from '../../../api/types.ts';
import { applyPatch, isFailure } from '../stages/patch.ts';
import { nameMismatch, refused } from '../stages/decode.ts';
import { changesIn } from '../changes.ts';
import type { StageOutcome, StageStep, Work } from '../work.ts';

interface Scale extends KubeObject {
  spec: { replicas?: number };
  status: { replicas: number; selector?: string };
}

/** An object as autoscaling/v1 Scale: its size and nothing else. Models: pkg/registry/apps/deployment/storage/storage.go scaleFromDeployment. */
export function scaleOf(object: KubeObject): Scale {
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

export const decodeScaleUpdate: StageStep = {
  stage: 'decode',
  run: (work) => setReplicas(work, work.call.request.body as Partial<Scale> | undefined),
};

export const decodeScalePatch: StageStep = {
  stage: 'decode',
  run(work) {
    const patched = applyPatch(
      work,
      scaleOf(work.existing!),
      'io.k8s.api.autoscaling.v1.Scale',
      work.call.request.body,
    );
    return isFailure(patched) ? refused(patched) : setReplicas(work, patched as Scale);
  },
};

function setReplicas(work: Work, scale: Partial<Scale> | undefined): StageOutcome {
  const { call } = work;
  const existing = work.existing!;
  if (typeof scale !== 'object' || scale === null)
    return refused(badRequest('the object provided is unrecognized (must be of type Scale)'));
  if (scale.metadata?.name && scale.metadata.name !== call.info.name)
    return refused(nameMismatch(scale.metadata.name, call.info.name));
  const replicas = scale.spec?.replicas ?? 0;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas)) {
    return refused(
      badRequest(
        `Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal ${typeof replicas} into Go struct field ScaleSpec.spec.replicas of type int32`,
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
  const spec = existing['spec'] as object;
  work.draft = {
    ...existing,
    metadata: { ...existing.metadata, resourceVersion: scale.metadata?.resourceVersion ?? '' },
    spec: { ...spec, replicas },
  };
  return {
    detail: `autoscaling/v1 Scale to ${replicas}`,
    changed: changesIn(existing['spec'], work.draft['spec']).map((c) => ({ ...c, path: `spec.${c.path}` })),
  };
}
