import type { Node, Pod } from '../../../api/types.ts';
import type { Work } from '../work.ts';
import { refuseAdmission, type Admission, type AdmissionPlugin } from './plugin.ts';

const mirror = 'kubernetes.io/config.mirror';
/** Labels by which administrators keep Pods away from nodes they do not trust. */
const reserved = 'node-restriction.kubernetes.io/';

/**
 * A kubelet writes its own Node and the Pods on it, nothing else. kubeadm switches it on.
 * Models: plugin/pkg/admission/noderestriction/admission.go. Left out: claims, CSI nodes, resource slices, tokens.
 */
export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  kinds: ['Pod', 'Node'],
  admit(work) {
    const { node } = work.call.user;
    if (node === undefined) return undefined;
    return work.type.kind === 'Pod' ? checkPod(work, node) : checkNode(work, node);
  },
};

function checkPod(work: Work, node: string): Admission {
  const { operation, existing, draft, call } = work;
  if (operation === 'create') {
    const { metadata, spec } = draft as Pod;
    if (metadata.annotations?.[mirror] === undefined)
      return refuseAdmission(
        work,
        `pod does not have "${mirror}" annotation, node "${node}" can only create mirror pods`,
      );
    if (spec.nodeName !== node)
      return refuseAdmission(work, `node "${node}" can only create pods with spec.nodeName set to itself`);
    return undefined;
  }
  if (!existing || (existing as Pod).spec.nodeName === node) return undefined;
  const verb = operation === 'delete' ? 'delete pods' : `update pod ${call.info.subresource || 'status'} for pods`;
  return refuseAdmission(work, `node "${node}" can only ${verb} with spec.nodeName set to itself`);
}

function checkNode(work: Work, node: string): Admission {
  const { call, draft, existing, operation } = work;
  const name = call.info.name || draft.metadata.name;
  if (name !== node) return refuseAdmission(work, `node "${node}" is not allowed to modify node "${name}"`);
  if (operation === 'delete') return undefined;
  const [now, before] = [draft.metadata.labels ?? {}, existing?.metadata.labels ?? {}];
  const changed = [...new Set([...Object.keys(now), ...Object.keys(before)])].filter(
    (key) => key.startsWith(reserved) && now[key] !== before[key],
  );
  if (changed.length > 0) return refuseAdmission(work, `is not allowed to modify labels: ${changed.sort().join(', ')}`);
  const taints = (object: typeof draft | undefined): string =>
    JSON.stringify((object as Node | undefined)?.spec.taints ?? []);
  return operation === 'update' && taints(draft) !== taints(existing)
    ? refuseAdmission(work, `node "${node}" is not allowed to modify taints`)
    : undefined;
}
