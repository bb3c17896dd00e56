import { describe, expect, it } from 'vitest';
import { lengthOf } from './length-of.ts';

describe('a length of time for a person', () => {
  it.each([
    [0, '0 ms'],
    [2, '2 ms'],
    [812.4, '812 ms'],
    [1_000, '1 s'],
    [1_540, '1.5 s'],
    [42_000, '42 s'],
    [119_000, '119 s'],
    [120_000, '2 min'],
    [3_540_000, '59 min'],
    [7_200_000, '2 h'],
    [13_872_000, '3 h 51 min'],
    [86_400_000, '24 h'],
    [444_191_000, '5 d 3 h'],
    [602_705_000, '6 d 23 h'],
  ])('%d ms is %s', (ms, said) => {
    expect(lengthOf(ms)).toBe(said);
  });
});
