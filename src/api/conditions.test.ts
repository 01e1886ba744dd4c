import { expect, it } from 'vitest';
import { getCondition, removeCondition, setCondition } from './conditions.ts';

const ready = { type: 'Ready', status: 'False', reason: 'Starting', lastTransitionTime: 't1' } as const;

it('lastTransitionTime moves only when the status does', () => {
  const list = [ready];
  const sameStatus = setCondition(list, { ...ready, reason: 'StillStarting', lastTransitionTime: 't2' });
  expect(getCondition(sameStatus, 'Ready')).toEqual({ ...ready, reason: 'StillStarting' });
  const turned = setCondition(list, { ...ready, status: 'True', lastTransitionTime: 't2' });
  expect(getCondition(turned, 'Ready')?.lastTransitionTime).toBe('t2');
});

it('an equal condition gives the same list', () => {
  const list = [ready];
  expect(setCondition(list, { ...ready, lastTransitionTime: 't9' })).toBe(list);
  expect(removeCondition(list, 'Other')).toBe(list);
});

it('a new type goes to the end and can be removed', () => {
  const two = setCondition([ready], { type: 'Available', status: 'True' });
  expect(two.map((condition) => condition.type)).toEqual(['Ready', 'Available']);
  expect(removeCondition(two, 'Ready').map((condition) => condition.type)).toEqual(['Available']);
});
