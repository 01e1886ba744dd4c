import { shell } from '../../src/kubectl/shell/index.ts';
import { Cluster } from '../../src/sim/cluster.ts';
import { large } from '../../src/sim/profiles.ts';
import { complete } from '../../src/worker/complete.ts';
import { Host } from '../../src/worker/host.ts';
import type { ToPage, ToWorker } from '../../src/worker/protocol.ts';

/** The simulation's worker with as many machines as its name says; sessions of the product have fewer. */
const scope = globalThis as unknown as {
  readonly name: string;
  postMessage(message: ToPage, transfer: ArrayBuffer[]): void;
  onmessage: (event: { readonly data: ToWorker }) => void;
};
const profile = large(Number(scope.name.split('-')[1]));
const turnMs = 24;

const host = new Host(
  { boot: (session) => Cluster.boot({ profile, seed: session.seed, programs: { shell } }), complete },
  (message, transfer) => scope.postMessage(message, (transfer ?? []) as ArrayBuffer[]),
);
const turns = new MessageChannel();
let waiting = false;
/** One turn at a time, as in the product: two would make every message wait for both. */
const goOn = (): void => {
  if (waiting) return;
  waiting = true;
  turns.port2.postMessage(undefined);
};
turns.port1.onmessage = () => {
  waiting = false;
  const until = performance.now() + turnMs;
  if (host.work(() => performance.now() < until)) goOn();
};
scope.onmessage = ({ data }) => {
  host.receive(data);
  goOn();
};
