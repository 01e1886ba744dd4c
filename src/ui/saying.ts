import { useCallback, useSyncExternalStore } from 'react';
import type { Because } from '../sim/notes.ts';
import { useLang } from './text.ts';

/**
 * The narration's sentences are a chunk of their own: nothing happens before the first press of a button, so nothing
 * has to be said before the page stands. Until the chunk is there, a sentence is empty, never wrong.
 */
type Voice = typeof import('../i18n/index.ts');

let voice: Voice | undefined;
const listeners = new Set<() => void>();

let asked = false;

/** Fetches the sentences, once; called when the cluster stands and its first story can begin. */
export function learnToSpeak(): void {
  if (asked) return;
  asked = true;
  void import('../i18n/index.ts').then(
    (module) => {
      voice = module;
      for (const listener of listeners) listener();
    },
    () => {
      asked = false; // Offline before it was kept: the next cluster tries again.
    },
  );
}

const listen = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const read = (): Voice | undefined => voice;

/** `const say = useSay(); say(beat.say)`: a reason of the trace in the language on screen. */
export function useSay(): (because: Because) => string {
  const lang = useLang();
  const now = useSyncExternalStore(listen, read);
  return useCallback((because) => now?.say(lang, because) ?? '', [now, lang]);
}

/** The name of an actor or an agent: `replicaset-controller` → “ReplicaSet 컨트롤러”. */
export function useActorName(): (id: string) => string {
  const lang = useLang();
  const now = useSyncExternalStore(listen, read);
  // Inside an English sentence it is “the scheduler”; a name on its own has no article.
  return useCallback((id) => now?.actorName(lang, id).replace(/^the /, '') ?? id, [now, lang]);
}
