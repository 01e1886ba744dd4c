import type { PodDelta } from '../../src/worker/protocol.ts';

/** Main-thread ms to take in what the worker sends: reading the event's data and going once over it. */
const worker = new Worker('./transfer.js');
let sum = 0;
const receive = (mode: 'product' | 'objects', changed: number): Promise<number> =>
  new Promise((resolve) => {
    worker.onmessage = (event: MessageEvent<{ pods: unknown }>) => {
      const before = performance.now();
      const { pods } = event.data;
      if (mode === 'product') {
        const { id, node, state } = pods as PodDelta;
        for (let i = 0; i < id.length; i++) sum += id[i]! + node[i]! + state[i]!;
      } else for (const pod of pods as { revision: number }[]) sum += pod.revision;
      resolve(performance.now() - before);
    };
    worker.postMessage({ mode, changed });
  });
Object.assign(window, { receive, sumOfAll: () => sum });
