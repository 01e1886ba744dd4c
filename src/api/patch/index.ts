export { jsonPatch } from './json.ts';
export { mergePatch, createMergePatch } from './merge.ts';
export { strategicMergePatch } from './strategic.ts';
export { createThreeWayMergePatch, createTwoWayMergePatch } from './diff.ts';
export type { PatchField } from './schema.ts';
export type { PatchResult } from './result.ts';
