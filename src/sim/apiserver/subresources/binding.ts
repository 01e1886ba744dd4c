import { copyOf, copyWith } from '../../../api/copy.ts';
import { created } from '../../../api/status.ts';
import { badRequest, conflict, invalid } from '../../../api/status.ts';
import { notSupported, required } from '../../../api/field.ts';
import type { FieldError } from '../../../api/resource.ts';
import type { Condition, Pod } from '../../../api/types.ts';
import { timestamp } from '../../time.ts';
import { refused } from '../stages/decode.ts';
import type { StageStep } from '../work.ts';

interface Binding {
  readonly metadata?: { readonly name?: string; readonly uid?: string; readonly annotations?: Record<string, string> };
  readonly target?: { readonly kind?: string; readonly name?: string };
}

export const bindingDone = Object.freeze(created());

/** POST pods/binding: the scheduler's decision becomes the Pod's nodeName. Models: pkg/registry/core/pod/storage/storage.go assignPod. */
export const decodeBinding: StageStep = {
  stage: 'decode',
  run(work) {
    const { call, ctx } = work;
    const binding = call.request.body as Binding | undefined;
    if (typeof binding !== 'object' || binding === null)
      return refused(
        badRequest(
          "the object provided is unrecognized (must be of type Binding): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
        ),
      );
    const { name } = call.info;
    const node = binding.target?.name ?? '';
    const errors = validate(binding);
    if (errors.length > 0)
      return refused(invalid({ group: '', kind: 'Binding' }, binding.metadata?.name ?? '', errors));
    const pod = work.existing as Pod;
    const no = (text: string): ReturnType<typeof refused> =>
      refused(conflict({ group: '', plural: 'pods/binding' }, name, text));
    if (binding.metadata?.uid && binding.metadata.uid !== pod.metadata.uid) {
      return no(
        `Precondition failed: UID in precondition: ${binding.metadata.uid}, UID in object meta: ${pod.metadata.uid}`,
      );
    }
    if (pod.metadata.deletionTimestamp) return no(`pod ${name} is being deleted, cannot be assigned to a host`);
    if (pod.spec.nodeName) return no(`pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
    if (pod.spec.schedulingGates && pod.spec.schedulingGates.length > 0)
      return no(`pod ${name} has non-empty .spec.schedulingGates`);
    const scheduled: Condition = {
      type: 'PodScheduled',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: timestamp(ctx.now),
    };
    const others = (pod.status.conditions ?? []).filter((condition) => condition.type !== 'PodScheduled');
    const metadata = copyOf(pod.metadata);
    if (binding.metadata?.annotations)
      metadata.annotations = { ...metadata.annotations, ...binding.metadata.annotations };
    work.draft = copyWith(pod, {
      metadata,
      spec: copyWith(pod.spec, { nodeName: node }),
      status: copyWith(pod.status, { conditions: [...others, scheduled] }),
    });
    return { detail: `v1 Binding to ${node}`, changed: [{ path: 'spec.nodeName', value: node }] };
  },
};

function validate({ target }: Binding): FieldError[] {
  const errors: FieldError[] = [];
  if (target?.kind && target.kind !== 'Node')
    errors.push(notSupported('target.kind', target.kind, ['Node', '<empty>']));
  if (!target?.name) errors.push(required('target.name'));
  return errors;
}
