/** The machines' own processes: what ActorKinds a cluster is built of, and pure questions about images. */
export { cniKind } from './cni.ts';
export { kubeletKind } from './kubelet/index.ts';
export { registryKind } from './registry.ts';
export { runtimeKind } from './runtime/index.ts';
