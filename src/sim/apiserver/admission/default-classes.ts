import type { Ingress, KubeObject, PersistentVolumeClaim } from '../../../api/types.ts';
import { defaultAmong, defaultClassMarks } from '../../storage/claims.ts';
import { everyCached } from '../cache/cache.ts';
import type { ApiServerState } from '../state.ts';
import type { AdmissionPlugin } from './plugin.ts';

const defaultClass = (state: ApiServerState, prefix: string, marks: readonly string[]): KubeObject | undefined =>
  defaultAmong(everyCached(state, prefix), marks);

/** A claim that names no class gets the default one. Models: plugin/pkg/admission/storage/storageclass/setdefault/admission.go. */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  kinds: ['PersistentVolumeClaim'],
  admit({ state, operation, call, draft, changes }) {
    const { spec, metadata } = draft as PersistentVolumeClaim;
    if (operation !== 'create' || call.info.subresource !== '' || spec.storageClassName !== undefined) return undefined;
    if (metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined) return undefined;
    const found = defaultClass(state, 'storageclasses', defaultClassMarks);
    if (!found) return undefined;
    spec.storageClassName = found.metadata.name;
    changes?.push({ path: 'spec.storageClassName', value: found.metadata.name });
    return `storage class ${found.metadata.name}`;
  },
};

/** An ingress that names no class gets the default one. Models: plugin/pkg/admission/network/defaultingressclass/admission.go. */
export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  kinds: ['Ingress'],
  admit({ state, operation, call, draft, changes }) {
    const { spec, metadata } = draft as Ingress;
    if (operation !== 'create' || call.info.subresource !== '' || spec['ingressClassName'] !== undefined)
      return undefined;
    if (metadata.annotations?.['kubernetes.io/ingress.class'] !== undefined) return undefined;
    const found = defaultClass(state, 'ingressclasses', ['ingressclass.kubernetes.io/is-default-class']);
    if (!found) return undefined;
    (spec as { ingressClassName?: string }).ingressClassName = found.metadata.name;
    changes?.push({ path: 'spec.ingressClassName', value: found.metadata.name });
    return `ingress class ${found.metadata.name}`;
  },
};
