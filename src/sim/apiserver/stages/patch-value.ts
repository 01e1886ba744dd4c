import { jsonPatch, mergePatch, strategicMergePatch, type PatchResult } from '../../../api/patch/index.ts';

/** A value with a patch of the given media type applied. Who asks has seen to it that there is such a type. */
export function patchValue(mediaType: string, value: unknown, schema: string, body: unknown): PatchResult {
  switch (mediaType) {
    case 'application/json-patch+json':
      return jsonPatch(value, body);
    case 'application/merge-patch+json':
      if (typeof body !== 'object' || body === null || Array.isArray(body)) {
        const word = Array.isArray(body) ? 'array' : body === null ? 'null' : typeof body;
        const error = `error decoding patch: json: cannot unmarshal ${word} into Go value of type map[string]interface {}`;
        return { error, code: 400 };
      }
      return { value: mergePatch(value, body) };
    default:
      return strategicMergePatch(value, body, schema);
  }
}
