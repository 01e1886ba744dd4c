import { ownMs, percentile } from '../harness.ts';
import { Client, pod, pods, service } from '../api-client.ts';

/**
 * OBJECTS: what the API server of an idle three-node cluster does per second in process. The Pods name a scheduler
 * that does not exist, so that neither scheduler nor kubelet touches them: API, storage and watches only.
 */
const count = Number(process.argv[2] ?? 2000);
const client = new Client();
let serial = 0;

/** Operations per second. */
function rate(operations: number, go: () => void): number {
  const before = ownMs();
  go();
  return (operations * 1000) / (ownMs() - before);
}

interface Delivery {
  /** Median over all watchers, and over the last of each change, in real ms. */
  readonly p50: number;
  readonly last: number;
}

/** How long after the request for a change its watchers hear of it. */
function delivery(watchers: number, changes: number): Delivery {
  const streams = Array.from({ length: watchers }, () => client.watchPods());
  const all: number[] = [];
  const last: number[] = [];
  for (let i = 0; i < changes; i++) {
    const ms = client.patchAndHear(`${pods}/p0-0`, { metadata: { labels: { seq: String(serial++) } } }, watchers);
    all.push(...ms);
    last.push(ms.at(-1)!);
  }
  for (const hangUp of streams) hangUp();
  return { p50: percentile(all, 50), last: percentile(last, 50) };
}

const windows = 6;
/** Several windows of the same work, the fastest counts: the first are slow, because the code is new to the engine. */
const best = (operations: number, go: (window: number) => void): number =>
  Math.max(...Array.from({ length: windows }, (_, window) => rate(operations, () => go(window))));

const create = best(count, (window) => {
  for (let i = 0; i < count; i++) client.ask('POST', pods, pod(`p${window}-${i}`));
});
client.settle();
const get = best(10_000, () => {
  for (let i = 0; i < 10_000; i++) client.ask('GET', `${pods}/p${i % windows}-${(i * 7919) % count}`);
});
// What is listed and watched: one window's Pods.
for (let window = 1; window < windows; window++)
  for (let i = 0; i < count; i++)
    client.ask('DELETE', `${pods}/p${window}-${i}`, { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 });
client.settle();
const list = best(200, () => {
  for (let i = 0; i < 200; i++) client.ask('GET', pods);
});
const alone = delivery(1, 200);
const many = delivery(1000, 100);
for (let i = 0; i < 200; i++) client.ask('POST', '/api/v1/namespaces/default/services', service(`s${i}`));
client.settle();
const services = delivery(1, 200);
console.log(JSON.stringify({ create, get, list, alone, many, services }));
