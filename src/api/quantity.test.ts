import { describe, expect, it } from 'vitest';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatText,
  fromBytes,
  fromMilli,
  milliValue,
  parseQuantity,
  value,
} from './quantity.ts';

describe('quantities', () => {
  it.each([
    ['thousandths become units', '1000m', '1', 1000, 1],
    ['half a CPU', '0.5', '500m', 500, 1],
    ['binary suffixes grow', '1024Mi', '1Gi', 1_073_741_824_000, 1_073_741_824],
    ['a binary fraction that is whole', '1.5Gi', '1536Mi', 1_610_612_736_000, 1_610_612_736],
    ['a binary fraction that is not whole', '0.1Ki', '102400m', 102_400, 103],
    ['numbers as YAML writes them', 2, '2', 2000, 2],
    ['exponents stay exponents', '1e3', '1e3', 1_000_000, 1000],
    ['less than a thousandth rounds up', '1u', '1u', 1, 1],
    ['zero of any kind', '0Ki', '0', 0, 0],
  ])('%s: %s', (_, text, canonical, milli, whole) => {
    expect(canonicalQuantity(text)).toBe(canonical);
    expect(milliValue(text)).toBe(milli);
    expect(value(text)).toBe(whole);
  });

  it.each([
    ['nothing', '', formatText],
    ['words', 'lots', formatText],
    ['an unknown suffix', '5mi', "unable to parse quantity's suffix"],
    ['two dots', '1.1.1', formatText],
  ])('%s is refused', (_, text, error) => {
    expect(parseQuantity(text)).toBe(error);
  });

  it('beyond 2^53 nothing is lost', () => {
    expect(canonicalQuantity('9007199254740993')).toBe('9007199254740993');
    expect(compareQuantities('9007199254740993', '9007199254740992')).toBe(1);
  });

  it('sums keep the first format', () => {
    expect(addQuantities('1Gi', '512Mi')).toBe('1536Mi');
    expect(addQuantities('500m', '0.5')).toBe('1');
    expect(addQuantities('0', '64Mi')).toBe('64Mi');
    expect(fromMilli(1500)).toBe('1500m');
    expect(fromBytes(1024 * 1024)).toBe('1Mi');
  });
});
