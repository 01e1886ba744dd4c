import { useSay } from '../saying.ts';
import { usePage } from '../store.ts';
import { useText } from '../text.ts';

/** What a screen reader hears: the sentence of each step, once. */
export function Live() {
  const text = useText();
  const say = useSay();
  const beat = usePage((page) => page.beat);
  const life = usePage((page) => page.life);
  return (
    <p className="visually-hidden" role="status" aria-live="polite" aria-atomic="true" data-testid="live">
      {beat ? say(beat.say) : life === 'ready' ? text('say.paused') : ''}
    </p>
  );
}
