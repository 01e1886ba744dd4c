import { describe, expect, it } from 'vitest';
import { withEmpties } from './sent.ts';

describe('an object with its sender’s empties', () => {
  it('has the empty lists and maps back that reading left out, and nothing else', () => {
    const object = { spec: { list: [{ name: 'a' }], kept: 1 } };
    const sent = { spec: { list: [{ name: 'a', env: [] }], labels: {}, dropped: [1], kept: 2 } };
    expect(withEmpties(object, sent)).toEqual({ spec: { list: [{ name: 'a', env: [] }], labels: {}, kept: 1 } });
    expect(object).toEqual({ spec: { list: [{ name: 'a' }], kept: 1 } });
  });

  it('is the very same object where there are none', () => {
    const object = { spec: { list: [{ name: 'a' }] } };
    expect(withEmpties(object, { spec: { list: [{ name: 'a' }], n: 1 } })).toBe(object);
  });
});
