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

/** Median, over all changes and watchers, of the real ms from a change's request until a watcher hears of it. */
function delivery(watchers: number, changes: number): number {
  const streams = Array.from({ length: watchers }, () => client.watchPods());
  const ms: number[] = [];
  for (let i = 0; i < changes; i++)
    ms.push(...client.patchAndHear(`${pods}/p0-0`, { metadata: { labels: { seq: String(serial++) } } }, watchers));
  for (const hangUp of streams) hangUp();
  return percentile(ms, 50);
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
