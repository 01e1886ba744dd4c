/// <reference lib="webworker" />
import { startLesson } from '../lessons/start.ts';
import { shell } from '../kubectl/shell/index.ts';
import { Cluster } from '../sim/cluster.ts';
import { profileById } from '../sim/profiles.ts';
import { parseToWorker } from './border.ts';
import { complete } from './complete.ts';
import { Host } from './host.ts';
import type { ToPage } from './protocol.ts';

/** The worker's entry: wires one host to the page. What it throws ends the worker; the page starts another. */
declare const self: DedicatedWorkerGlobalScope;

/** Longest turn before messages of the page are heard again, in ms. */
const turnMs = 24;

const host = new Host(
  {
    boot(session, lesson) {
      const cluster = Cluster.boot({ profile: profileById(session.profile)!, seed: session.seed, programs: { shell } });
      if (lesson) startLesson(cluster, lesson);
      return cluster;
    },
    complete,
  },
  (message: ToPage, transfer) => self.postMessage(message, (transfer ?? []) as ArrayBuffer[]),
);

/** A task of its own for every turn, without the 4 ms that nested timers are held back. */
const turns = new MessageChannel();
let waiting = false;

function goOn(): void {
  if (waiting) return;
  waiting = true;
  turns.port2.postMessage(undefined);
}

turns.port1.onmessage = () => {
  waiting = false;
  const until = performance.now() + turnMs;
  if (host.work(() => performance.now() < until)) goOn();
};

self.onmessage = ({ data }: MessageEvent<unknown>) => {
  const parsed = parseToWorker(data);
  if ('problem' in parsed) {
    self.postMessage({
      type: 'problem',
      say: { key: 'problem.border', values: {} },
      detail: parsed.problem,
    } satisfies ToPage);
    return;
  }
  host.receive(parsed.value);
  goOn();
};
