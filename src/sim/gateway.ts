import type { ActorKind } from './kernel/types.ts';

/**
 * Where clients outside the cluster stand: an actor that only receives. A host (the HTTP front, a test) injects
 * requests from it and hears the answers on `kernel.onStep`.
 */
export const gatewayKind: ActorKind<Record<string, never>> = {
  kind: 'gateway',
  create: () => ({}),
  receive: () => undefined,
};
export const gateway = 'outside';
