export { may } from './subresources/may.ts';
export { cel, type CelEngine } from './admission/policy/engine.ts';
export { apiserverKind } from './server.ts';
export type { ApiServerState } from './state.ts';
export { openStreams } from './cache/watchers.ts';
