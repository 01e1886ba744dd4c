import { Client, pod, pods } from '../api-client.ts';
import { heapBytes } from '../harness.ts';

/** OBJECTS: bytes of heap that so many stored Pods keep, with the trace of how each was made and without it. */
const count = Number(process.argv[2] ?? 10_000);
const client = new Client();
for (let i = 0; i < 200; i++) client.ask('POST', pods, pod(`warm-${i}`));
client.settle();
client.forget();
const before = heapBytes();
for (let i = 0; i < count; i++) client.ask('POST', pods, pod(`p${i}`));
client.settle();
const traced = heapBytes() - before;
client.forget();
console.log(JSON.stringify({ objects: heapBytes() - before, traced }));
