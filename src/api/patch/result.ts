/** What became of a patch: the patched value, or why not, and the HTTP code of the server's answer. */
export type PatchResult<T = unknown> =
  { readonly value: T } | { readonly error: string; readonly code: 400 | 413 | 422 | 500 };
