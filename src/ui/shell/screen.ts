import { useSyncExternalStore } from 'react';

export type Screen = 'phone' | 'tablet' | 'desk';

const phone = matchMedia('(max-width: 720px)');
const tablet = matchMedia('(max-width: 1259px)');

const listen = (listener: () => void): (() => void) => {
  phone.addEventListener('change', listener);
  tablet.addEventListener('change', listener);
  return () => {
    phone.removeEventListener('change', listener);
    tablet.removeEventListener('change', listener);
  };
};
const read = (): Screen => (phone.matches ? 'phone' : tablet.matches ? 'tablet' : 'desk');

/** What the screen has room for. */
export const useScreen = (): Screen => useSyncExternalStore(listen, read);
