import { describe, expect, it } from 'vitest';
import { readPredict } from './prose.ts';

describe('a question in a lesson', () => {
  const text = [
    'How many **Pods**?',
    '',
    '- `2` 2 — one fewer',
    '  Only for a moment,',
    '  then it is filled.',
    '- `3` 3 — filled',
    '- `*` Count again.',
    '',
    '---',
    'The number still stands.',
  ].join('\n');

  it('keeps the options apart from what is said about a wrong one', () => {
    expect(readPredict(text)).toEqual({
      question: 'How many **Pods**?',
      options: { '2': '2 — one fewer', '3': '3 — filled' },
      wrong: { '2': 'Only for a moment, then it is filled.', '*': 'Count again.' },
      reveal: 'The number still stands.',
    });
  });
});
