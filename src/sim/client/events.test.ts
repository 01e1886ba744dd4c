import { expect, it } from 'vitest';
import type { KubeObject } from '../../api/types.ts';
import type { Context } from '../kernel/types.ts';
import type { ApiRequest, Message } from '../messages.ts';
import { createRecorder, recordEvent } from './events.ts';

const object: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u', resourceVersion: '7', creationTimestamp: '' },
};

/** Records events with these messages, one a second, and returns the requests that were sent. */
function told(messages: readonly string[]): ApiRequest[] {
  const sent: ApiRequest[] = [];
  const recorder = createRecorder();
  messages.forEach((message, i) => {
    const ctx = {
      now: i * 1000,
      randomInt: () => i,
      send: (_to: string, m: Message) => (m.kind === 'request' ? sent.push(m.request) : 0),
    } as Partial<Context> as Context;
    recordEvent(
      ctx,
      { credential: { type: 'anonymous' }, userAgent: '' },
      recorder,
      { component: 'c' },
      { object, type: 'Normal', reason: 'R', message },
    );
  });
  return sent;
}

it('the same again raises a count', () => {
  const sent = told(['same', 'same', 'same']);
  expect(sent.map((request) => request.method)).toEqual(['POST', 'PATCH', 'PATCH']);
  expect(sent[2]!.body).toMatchObject({ count: 3 });
});
it('from the tenth different message of a kind on they are combined', () => {
  const sent = told(Array.from({ length: 12 }, (_, i) => `message ${i}`));
  expect(sent.map((request) => request.method)).toEqual([...Array<string>(10).fill('POST'), 'PATCH', 'PATCH']);
  expect(sent[9]!.body).toMatchObject({ message: '(combined from similar events): message 9', count: 1 });
  expect(sent[11]!.body).toMatchObject({ message: '(combined from similar events): message 11', count: 3 });
});
it('one object has at most 25 Events at once', () => {
  expect(told(Array<string>(40).fill('same'))).toHaveLength(25);
});
