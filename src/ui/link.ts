import type { ToPage, ToWorker } from '../worker/protocol.ts';

/** The wire to the simulation. What stands behind it (the worker, or a recorded feed in tests) is chosen in `main.tsx`. */
export interface Link {
  post(message: ToWorker): void;
  listen(listener: (message: ToPage) => void): () => void;
}

type Listener = (message: ToPage) => void;
const listeners = new Set<Listener>();
let wire: Link | undefined;
const early: ToWorker[] = [];

/** Connects the page to its simulation; what was posted before goes out now. */
export function connect(link: Link): void {
  wire = link;
  link.listen((message) => {
    for (const listener of listeners) listener(message);
  });
  for (const message of early.splice(0)) link.post(message);
}

export function post(message: ToWorker): void {
  if (wire) wire.post(message);
  else early.push(message);
}

export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let lastRequest = 0;
/** A number that names the answers of one command. */
export const nextRequest = (): number => ++lastRequest;
