export { jsonPatch, jsonPatchOperationsMax } from './json.ts';
export { mergePatch, createMergePatch } from './merge.ts';
export { strategicMergePatch } from './strategic.ts';
export { createThreeWayMergePatch, createTwoWayMergePatch } from './diff.ts';
export { patchSchemaOf, type PatchSchema, type PatchField } from './schema.ts';
export type { PatchResult } from './result.ts';
