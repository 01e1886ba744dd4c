import { create } from 'zustand';
import { usePage } from './store.ts';

/** A newer version of the page lies ready; the person says when. */
export const useUpdate = create<{ readonly waiting: ServiceWorker | undefined }>(() => ({ waiting: undefined }));

/** What the page fetches for itself when the cluster stands (the worker's second part, the sentences) goes first. */
const restMs = 2_000;

/** Registers the service worker of the built page, which fetches everything, once the cluster is on screen. */
export function keepOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const stop = usePage.subscribe(({ nodes }) => {
    if (nodes.length === 0) return;
    stop();
    setTimeout(() => {
      navigator.serviceWorker.register('./sw.js').then(watch, () => undefined); // No offline use then; the page works all the same.
    }, restMs);
  });
}

function watch(registration: ServiceWorkerRegistration): void {
  const offer = (worker: ServiceWorker | null): void => {
    if (worker && navigator.serviceWorker.controller) useUpdate.setState({ waiting: worker });
  };
  offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') offer(installing);
    });
  });
}

export function updateNow(): void {
  const { waiting } = useUpdate.getState();
  if (!waiting) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.postMessage('activate-now');
}
