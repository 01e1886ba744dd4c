import { create } from 'zustand';
import type { Lang } from '../i18n/core.ts';

export type Theme = 'dark' | 'light';

/** What the person chose and the browser remembers; small enough to be read before the first paint (see index.html). */
export interface Prefs {
  readonly lang: Lang;
  /** undefined: as the system is. */
  readonly theme: Theme | undefined;
  /** Story: each message gets its moment. Clock: virtual time runs evenly. */
  readonly pace: 'story' | 'clock';
  /** Factor of the story pace. */
  readonly storySpeed: number;
  /** Virtual seconds per second of the clock pace. */
  readonly clockSpeed: number;
  /** Stop at every message (answers, Event objects) and not only at those that carry the story. */
  readonly detail: boolean;
  /** Below the API server: the nodes with their Pods, or who owns whom. */
  readonly arrange: 'nodes' | 'owners';
}

export const storySpeeds = [0.5, 1, 2, 4] as const;
export const clockSpeeds = [1, 10, 60, 600] as const;
const key = 'wheelhouse.prefs';

const systemDark = matchMedia('(prefers-color-scheme: dark)');
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

const defaults: Prefs = {
  lang: /^ko\b/i.test(navigator.language) ? 'ko' : 'en',
  theme: undefined,
  pace: 'story',
  storySpeed: 1,
  clockSpeed: 10,
  detail: false,
  arrange: 'nodes',
};

function read(): Prefs {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return saved !== null && typeof saved === 'object' ? { ...defaults, ...pickKnown(saved) } : defaults;
  } catch {
    return defaults; // Storage is closed to us, or holds something else.
  }
}

function pickKnown(saved: object): Partial<Prefs> {
  const { lang, theme, pace, storySpeed, clockSpeed, detail, arrange } = saved as Partial<Record<keyof Prefs, unknown>>;
  return {
    ...(lang === 'ko' || lang === 'en' ? { lang } : {}),
    ...(theme === 'dark' || theme === 'light' ? { theme } : {}),
    ...(pace === 'story' || pace === 'clock' ? { pace } : {}),
    ...(storySpeeds.some((s) => s === storySpeed) ? { storySpeed: storySpeed as number } : {}),
    ...(clockSpeeds.some((s) => s === clockSpeed) ? { clockSpeed: clockSpeed as number } : {}),
    ...(typeof detail === 'boolean' ? { detail } : {}),
    ...(arrange === 'nodes' || arrange === 'owners' ? { arrange } : {}),
  };
}

interface PrefsStore extends Prefs {
  /** The theme on screen. */
  readonly shown: Theme;
  readonly calm: boolean;
  set(change: Partial<Prefs>): void;
}

const shownTheme = (theme: Theme | undefined): Theme => theme ?? (systemDark.matches ? 'dark' : 'light');

export const usePrefs = create<PrefsStore>((set, get) => {
  const initial = read();
  return {
    ...initial,
    shown: shownTheme(initial.theme),
    calm: reducedMotion.matches,
    set(change) {
      set({ ...change, ...('theme' in change ? { shown: shownTheme(change.theme) } : {}) });
      const { lang, theme, pace, storySpeed, clockSpeed, detail, arrange } = get();
      try {
        localStorage.setItem(key, JSON.stringify({ lang, theme, pace, storySpeed, clockSpeed, detail, arrange }));
      } catch {
        // Storage is closed to us: the choice holds for this visit.
      }
    },
  };
});

systemDark.addEventListener('change', () => {
  const { theme } = usePrefs.getState();
  usePrefs.setState({ shown: shownTheme(theme) });
});
reducedMotion.addEventListener('change', () => usePrefs.setState({ calm: reducedMotion.matches }));

function dress({ shown, lang }: Pick<PrefsStore, 'shown' | 'lang'>): void {
  const root = document.documentElement;
  root.dataset.theme = shown;
  root.lang = lang;
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', shown === 'dark' ? '#080f18' : '#f2f6fa');
}
dress(usePrefs.getState());
usePrefs.subscribe(dress);
