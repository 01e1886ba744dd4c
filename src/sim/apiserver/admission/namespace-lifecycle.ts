import { notFound } from '../../../api/status.ts';
import type { Namespace } from '../../../api/types.ts';
import { cachedIn } from '../cache/cache.ts';
import { refuseAdmission, type AdmissionPlugin } from './plugin.ts';

const immortal = new Set(['default', 'kube-system', 'kube-public']);

/**
 * Nothing new in a namespace that is missing or going; the system namespaces stay.
 * Models: apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go. Left out: the 50 ms wait and live lookup.
 */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  admit(work) {
    const { type, operation, call } = work;
    if (type.kind === 'Namespace' && type.group === '') {
      return operation === 'delete' && immortal.has(call.info.name)
        ? refuseAdmission(work, 'this namespace may not be deleted')
        : undefined;
    }
    const name = call.info.namespace;
    if (!type.namespaced || name === '' || operation === 'delete') return undefined;
    const namespace = cachedIn(work.state, 'namespaces', '', name) as Namespace | undefined;
    if (!namespace) return notFound({ group: '', plural: 'namespaces' }, name);
    if (operation !== 'create' || namespace.status?.phase !== 'Terminating') return undefined;
    const refusal = refuseAdmission(
      work,
      `unable to create new content in namespace ${name} because it is being terminated`,
    );
    refusal.details = {
      ...refusal.details,
      causes: [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${name} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    };
    return refusal;
  },
};
