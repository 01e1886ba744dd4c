import { say } from '../../i18n/index.ts';
import { usePage } from '../store.ts';
import { useLang, useText } from '../text.ts';

/** What a screen reader hears: the sentence of each step, once. */
export function Live() {
  const text = useText();
  const lang = useLang();
  const beat = usePage((page) => page.beat);
  const life = usePage((page) => page.life);
  return (
    <p className="visually-hidden" role="status" aria-live="polite" aria-atomic="true" data-testid="live">
      {beat ? say(lang, beat.say) : life === 'ready' ? text('say.paused') : ''}
    </p>
  );
}
