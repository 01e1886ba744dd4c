import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPace, type Pace } from './pace.ts';

describe('the pace of drawing', () => {
  let told: number;
  let drawn: number[];
  let hurries: boolean[];
  let pace: Pace;
  const hear = async (): Promise<void> => {
    told++;
    pace.soon();
    await Promise.resolve();
  };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    vi.advanceTimersByTime(10_000);
    told = 0;
    drawn = [];
    hurries = [];
    pace = createPace(
      () => drawn.push(told),
      (hurried) => hurries.push(hurried),
    );
  });
  afterEach(() => vi.useRealTimers());

  it('draws single steps at once, at any pace of the story', async () => {
    for (let i = 1; i <= 40; i++) {
      await hear();
      expect(drawn.at(-1)).toBe(i);
      vi.advanceTimersByTime(119);
    }
    expect(hurries).toEqual([]);
  });

  it('draws the parts of one message in one go', async () => {
    pace.soon();
    pace.soon();
    await hear();
    expect(drawn).toEqual([1]);
  });

  it('draws four times a second when news rain, and the last of them in the end', async () => {
    for (let i = 0; i < 60; i++) {
      await hear();
      vi.advanceTimersByTime(16);
    }
    expect(drawn.length).toBeLessThan(13);
    expect(hurries).toEqual([true]);
    vi.advanceTimersByTime(250);
    expect(drawn.at(-1)).toBe(60);
    vi.advanceTimersByTime(600);
    expect(hurries).toEqual([true, false]);
  });

  it('draws what the person does at once, and what answers a hand that drags', async () => {
    for (let i = 0; i < 30; i++) await hear();
    pace.now();
    expect(drawn.at(-1)).toBe(30);
    for (let i = 31; i < 60; i++) {
      pace.calm();
      await hear();
      expect(drawn.at(-1)).toBe(i);
    }
    expect(hurries).toEqual([true, false]);
  });
});
