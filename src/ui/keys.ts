import { useEffect } from 'react';
import { pressNext } from './lesson/next.ts';
import { zoomBy } from './graph/zoom.ts';
import { usePanels } from './panels.ts';
import { playhead } from './playhead.ts';
import { usePrefs } from './prefs.ts';

/** True where keys belong to what has the focus: text fields, Monaco's editing surface, the terminal. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('.native-edit-context, .xterm, .monaco-editor, [data-keys="own"]'))
    return true;
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type))
  );
}

const hasOwnArrows = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.closest(
    '[role="slider"], [role="separator"], [role="menu"], [role="tablist"], [role="listbox"], [role="radiogroup"]',
  ) !== null ||
    (target instanceof HTMLInputElement && target.type === 'range'));

const isButton = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('button, a, summary, [role="button"], [role="radio"]') !== null;

/** What was typed between `/` and the palette's field being there. */
let typedEarly = '';
export function takeTypedEarly(): string {
  const typed = typedEarly;
  typedEarly = '';
  return typed;
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const { dialog } = usePanels.getState();
  if (dialog === 'palette' && event.key.length === 1) {
    typedEarly += event.key;
    event.preventDefault();
  }
  if (dialog !== undefined) return;
  const done = handle(event);
  if (done) event.preventDefault();
}

function handle(event: KeyboardEvent): boolean {
  const full = usePanels.getState().revealed.has('timeline');
  switch (event.key) {
    case ' ':
      if (isButton(event.target)) return false;
      playhead.toggle();
      return true;
    case 'ArrowRight':
      if (hasOwnArrows(event.target)) return false;
      if (event.shiftKey) playhead.step(1, 'phase');
      else if (full) playhead.step(1);
      else pressNext();
      return true;
    case 'ArrowLeft':
      if (hasOwnArrows(event.target)) return false;
      playhead.step(-1, event.shiftKey ? 'phase' : undefined);
      return true;
    case 'Home':
      playhead.start();
      return true;
    case 'End':
      playhead.end();
      return true;
    case '/':
      typedEarly = '';
      usePanels.setState({ dialog: 'palette' });
      return true;
    case '?':
      usePanels.setState({ dialog: 'keys' });
      return true;
    case '+':
    case '=':
      zoomBy(1);
      return true;
    case '-':
      zoomBy(-1);
      return true;
    case '0':
      zoomBy(0);
      return true;
    case 'm':
      if (!full) return false;
      usePrefs.getState().set({ detail: !usePrefs.getState().detail });
      return true;
    default:
      return false;
  }
}

/** The keys of the whole page. */
export function useKeys(): void {
  useEffect(() => {
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
