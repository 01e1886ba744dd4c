import type { Plugin } from 'vite';

/**
 * What the page imports without waiting becomes one chunk: otherwise the parts that later chunks share would be a handful
 * of small ones, each with a request and a compression of its own.
 */
export function oneFirstChunk(page: string): Plugin {
  let first: Set<string> | undefined;
  const name = (
    id: string,
    context: { getModuleInfo(id: string): { importedIds: readonly string[] } | null },
  ): string | null => {
    if (!first) {
      first = new Set([page]);
      for (const each of first)
        for (const imported of context.getModuleInfo(each)?.importedIds ?? []) first.add(imported);
    }
    return first.has(id) ? 'page' : null;
  };
  return {
    name: 'wheelhouse-one-first-chunk',
    apply: 'build',
    config: () => ({ build: { rolldownOptions: { output: { codeSplitting: { groups: [{ name }] } } } } }),
    buildStart() {
      first = undefined;
    },
  };
}
