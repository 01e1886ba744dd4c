import { useSyncExternalStore } from 'react';
import { playhead, type Motion } from '../playhead.ts';

const read = (): Motion => playhead.motion;

/** Playing or paused. */
export const useMotion = (): Motion => useSyncExternalStore(playhead.onMotion, read);
