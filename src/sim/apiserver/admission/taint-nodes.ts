import type { Node } from '../../../api/types.ts';
import type { AdmissionPlugin } from './plugin.ts';

const notReady = 'node.kubernetes.io/not-ready';

/** A new Node takes no Pods until it has reported that it is ready. Models: plugin/pkg/admission/nodetaint/admission.go. */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  kinds: ['Node'],
  admit({ type, operation, call, draft, changes }) {
    if (type.kind !== 'Node' || operation !== 'create' || call.info.subresource !== '') return undefined;
    const { spec } = draft as Node;
    if (spec.taints?.some((taint) => taint.key === notReady && taint.effect === 'NoSchedule')) return undefined;
    spec.taints = [...(spec.taints ?? []), { key: notReady, effect: 'NoSchedule' }];
    changes?.push({ path: 'spec.taints', value: spec.taints });
    return `taint ${notReady}:NoSchedule`;
  },
};
