import type { AdmissionPlugin } from './plugin.ts';

const finalizers: Readonly<Record<string, string>> = {
  PersistentVolume: 'kubernetes.io/pv-protection',
  PersistentVolumeClaim: 'kubernetes.io/pvc-protection',
};

/** A volume or claim in use is not deleted: its controller takes the finalizer off. Models: plugin/pkg/admission/storage/storageobjectinuseprotection. */
export const storageProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  kinds: ['PersistentVolume', 'PersistentVolumeClaim'],
  admit({ type, draft, call, operation, changes }) {
    const finalizer = finalizers[type.kind];
    if (!finalizer || type.group !== '' || call.info.subresource !== '' || operation !== 'create') return undefined;
    const { metadata } = draft;
    if (metadata.finalizers?.includes(finalizer)) return undefined;
    metadata.finalizers = [...(metadata.finalizers ?? []), finalizer];
    changes?.push({ path: 'metadata.finalizers', value: metadata.finalizers });
    return `protected by ${finalizer}`;
  },
};
