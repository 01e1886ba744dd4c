import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client, type WorkerLike } from './client.ts';
import type { Session, ToPage, ToWorker } from './protocol.ts';
import { newSession } from './share.ts';

/** A worker that hears everything and says only what a test makes it say. */
class FakeWorker implements WorkerLike {
  heard: ToWorker[] = [];
  ended = false;
  mute = false;
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  postMessage(message: ToWorker): void {
    this.heard.push(message);
    if (message.type === 'ping' && !this.mute) this.say({ type: 'pong', n: message.n });
  }
  terminate(): void {
    this.ended = true;
  }
  say(message: unknown): void {
    this.onmessage?.({ data: message });
  }
}

let workers: FakeWorker[];
let told: ToPage[];
let client: Client;
const last = (): FakeWorker => workers.at(-1)!;
const opened = (worker: FakeWorker): Session | undefined =>
  worker.heard.flatMap((m) => (m.type === 'open' ? [m.session] : []))[0];
const problems = (): string[] => told.flatMap((m) => (m.type === 'problem' ? [m.say.key] : []));

beforeEach(() => {
  vi.useFakeTimers();
  workers = [];
  told = [];
  client = new Client({
    start: () => {
      workers.push(new FakeWorker());
      return last();
    },
    pingMs: 1_000,
  });
  client.listen((message) => told.push(message));
  client.post({ type: 'open', session: newSession('lab', 7) });
});
afterEach(() => {
  client.close();
  vi.useRealTimers();
});

const withCommand: Session = {
  ...newSession('lab', 7),
  branches: [
    {
      id: 1,
      parent: undefined,
      commands: [{ step: 5, command: { type: 'kubectl', line: 'kubectl get pods', files: {} } }],
    },
  ],
  at: { branch: 1, step: 5 },
};
const frame = (step: number): unknown => ({ type: 'frame', frame: { at: { branch: 1, step } } });

describe('the page’s end of the wire', () => {
  it('opens the session in a new worker', () => {
    expect(opened(last())).toEqual(newSession('lab', 7));
  });

  it('rebuilds a crashed worker with what was done and where the play-head was', () => {
    last().say({ type: 'session', session: withCommand, branches: [] });
    last().say(frame(40));
    const first = last();
    first.onerror?.({ message: 'boom' });
    expect(first.ended).toBe(true);
    expect(workers).toHaveLength(2);
    expect(opened(last())).toEqual({ ...withCommand, at: { branch: 1, step: 40 } });
    expect(problems()).toEqual(['problem.crashed']);
  });

  it('rebuilds a worker that no longer answers', () => {
    last().mute = true;
    vi.advanceTimersByTime(3_500);
    expect(workers).toHaveLength(2);
    expect(problems()).toEqual(['problem.hung']);
  });

  it('leaves a worker that answers alone', () => {
    vi.advanceTimersByTime(60_000);
    expect(workers).toHaveLength(1);
    expect(problems()).toEqual([]);
  });

  it('ends commands that were running', () => {
    client.post({ type: 'command', request: 3, line: 'kubectl get pods -w', files: {} });
    last().onerror?.({});
    expect(told).toContainEqual({ type: 'exit', request: 3, code: 137 });
  });

  it('goes back before the last command when that leads into the failure, and gives up in the end', () => {
    last().say({ type: 'session', session: withCommand, branches: [] });
    last().onerror?.({});
    last().onerror?.({});
    expect(opened(last())).toEqual(newSession('lab', 7));
    last().onerror?.({});
    last().onerror?.({});
    expect(problems()).toEqual(['problem.crashed', 'problem.crashed', 'problem.crashed', 'problem.gave-up']);
    expect(workers).toHaveLength(4);
  });

  it('tells of a message it does not understand and goes on', () => {
    last().say({ type: 'nonsense' });
    last().say({ type: 'frame' });
    expect(problems()).toEqual(['problem.border', 'problem.border']);
    expect(workers).toHaveLength(1);
  });

  it('hears nothing of a worker it has ended', () => {
    const first = last();
    client.post({ type: 'open', session: newSession('solo', 1) });
    first.say({ type: 'nonsense' });
    expect(told).toEqual([]);
  });
});
