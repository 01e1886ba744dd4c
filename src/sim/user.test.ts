import { describe, expect, it } from 'vitest';
import { shell } from '../kubectl/shell/index.ts';
import { Kernel } from './kernel/kernel.ts';
import { truncated } from './kernel/trace.ts';
import type { ActorKind, EntryId } from './kernel/types.ts';
import type { ApiRequest, Message } from './messages.ts';
import { createUserKind, type UserState } from './user.ts';

/** A stand-in for the server: answers everything after 5 ms; watches tell one change after 50 ms and then end. */
interface ServerState {
  readonly seen: ApiRequest[];
  readonly cancelled: EntryId[];
}
const serverKind: ActorKind<ServerState> = {
  kind: 'server',
  create: () => ({ seen: [], cancelled: [] }),
  receive(state, entry, ctx) {
    const { message } = entry;
    if (message.kind === 'cancel') state.cancelled.push(message.stream);
    if (message.kind !== 'request') return;
    state.seen.push(message.request);
    if (message.request.query?.['watch'] === 'true') {
      ctx.send(
        entry.from,
        { kind: 'response', re: entry.id, response: Object.freeze({ code: 200, body: undefined, streaming: true }) },
        { delayMs: 5 },
      );
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a', uid: 'u', resourceVersion: '8', creationTimestamp: '2025-06-01T00:00:00Z' },
      };
      const table = {
        kind: 'Table',
        apiVersion: 'meta.k8s.io/v1',
        metadata: {},
        columnDefinitions: null,
        rows: [{ cells: ['a', 'Running'], object: pod }],
      };
      ctx.send(
        entry.from,
        { kind: 'watch', stream: entry.id, events: Object.freeze([{ type: 'MODIFIED', object: table as never }]) },
        { delayMs: 50 },
      );
      return;
    }
    const body = {
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { resourceVersion: '7' },
      columnDefinitions: [{ name: 'Name' }, { name: 'Status' }],
      rows: [{ cells: ['a', 'Pending'], object: { metadata: { name: 'a' } } }],
    };
    ctx.send(
      entry.from,
      { kind: 'response', re: entry.id, response: Object.freeze({ code: 200, body: Object.freeze(body) }) },
      { delayMs: 5 },
    );
  },
};

const refuse = (entry: { message: Message; id: EntryId }): Message | undefined =>
  entry.message.kind === 'request'
    ? { kind: 'response', re: entry.id, response: Object.freeze({ code: 0, body: 'connection refused' }) }
    : undefined;

function machine(): Kernel {
  const kernel = new Kernel([serverKind, createUserKind({ shell })] as ActorKind<never>[], 1, refuse);
  kernel.addActor('apiserver', 'server');
  kernel.addActor('user', 'user');
  kernel.runUntil(10);
  return kernel;
}

const run = (kernel: Kernel, line: string): EntryId =>
  kernel.inject('user', { kind: 'command', command: { type: 'kubectl', line, files: {} } });

function told(kernel: Kernel, process: EntryId): { text: string; exit: number | undefined } {
  let text = '';
  let exit: number | undefined;
  for (const entry of kernel.trace.entries) {
    if (entry.type !== 'note') continue;
    if (entry.note.kind === 'output' && entry.note.process === process) text += entry.note.text;
    if (entry.note.kind === 'exit' && entry.note.process === process) exit = entry.note.code;
  }
  return { text, exit };
}

const stateOf = (kernel: Kernel): UserState => kernel.stateOf<UserState>('user')!;

describe('a command', () => {
  it('asks the server as the administrator and prints the answer', () => {
    const kernel = machine();
    const process = run(kernel, 'kubectl get pods');
    kernel.settle(1_000);
    expect(told(kernel, process)).toEqual({ text: 'NAME   STATUS\na      Pending\n', exit: 0 });
    expect(kernel.stateOf<ServerState>('apiserver')!.seen[0]).toMatchObject({
      path: '/api/v1/namespaces/default/pods',
      credential: { commonName: 'kubernetes-admin', organizations: ['kubeadm:cluster-admins'] },
      headers: { 'user-agent': expect.stringMatching(/^kubectl\/v1\.33/) as unknown },
    });
    expect(stateOf(kernel)).toEqual({ processes: new Map(), owner: new Map() });
  });

  it('meets a server that is down', () => {
    const kernel = machine();
    kernel.stopActor('apiserver');
    const process = run(kernel, 'kubectl get pods');
    kernel.settle(1_000);
    expect(told(kernel, process)).toEqual({
      text: 'The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?\n',
      exit: 1,
    });
  });

  it('that watches goes on until it is interrupted, and then hangs up', () => {
    const kernel = machine();
    const process = run(kernel, 'kubectl get pods -w');
    kernel.runUntil(200);
    expect(told(kernel, process)).toEqual({ text: 'NAME   STATUS\na      Pending\na      Running\n', exit: undefined });
    kernel.inject('user', { kind: 'command', command: { type: 'interrupt', process } });
    kernel.settle(1_000);
    expect(told(kernel, process).exit).toBe(130);
    expect(kernel.stateOf<ServerState>('apiserver')!.cancelled).toHaveLength(1);
    expect(stateOf(kernel)).toEqual({ processes: new Map(), owner: new Map() });
  });

  it('sleeps in virtual time', () => {
    const kernel = machine();
    const process = run(kernel, 'sleep 30 && echo up');
    kernel.runUntil(20_000);
    expect(told(kernel, process).exit).toBeUndefined();
    kernel.settle(60_000);
    expect([told(kernel, process).text, kernel.now]).toEqual(['up\n', 30_010]);
  });

  it('leaves a written file in the trace', () => {
    const kernel = machine();
    run(kernel, 'echo a > x.txt');
    kernel.settle(1_000);
    expect(
      [...kernel.trace.entries].some(
        (e) => e.type === 'note' && e.note.kind === 'file' && e.note.name === 'x.txt' && e.note.text === 'a\n',
      ),
    ).toBe(true);
  });

  it('two at once do not mix', () => {
    const kernel = machine();
    const [first, second] = [run(kernel, 'kubectl get pods --no-headers'), run(kernel, 'kubectl get pods -o wide')];
    kernel.settle(1_000);
    expect(told(kernel, first).text).toBe('a     Pending\n');
    expect(told(kernel, second).text).toBe('NAME   STATUS\na      Pending\n');
  });
});

describe('a checkpoint in the middle of a command', () => {
  it.each([
    ['while it waits for an answer', 'kubectl get pods', 13],
    ['while it watches', 'kubectl get pods -w', 40],
    ['while it sleeps', 'echo one; sleep 1; echo two', 500],
  ])('%s: both futures are the same, and nothing is printed twice', (_sentence, line, atMs) => {
    const kernel = machine();
    const process = run(kernel, line);
    kernel.runUntil(atMs);
    const steps = kernel.steps;
    const packed = kernel.packSnapshot(kernel.snapshot());
    kernel.runUntil(5_000);
    const once = [told(kernel, process), kernel.traceHash()];
    const other = machine();
    other.restore(other.unpackSnapshot(packed), truncated(kernel.trace, steps));
    other.runUntil(5_000);
    expect([told(other, process), other.traceHash()]).toEqual(once);
  });
});
