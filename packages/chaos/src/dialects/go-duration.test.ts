import { expect, it } from 'vitest';
import { goDuration } from './go-duration.ts';

it.each([
  [0, '0ms'],
  [5.2, '6ms'],
  [1_000, '1s'],
  [7_660, '7.66s'],
  [60_000, '1m0s'],
  [179_560, '2m59.56s'],
  [3_723_000, '1h2m3s'],
])('writes %d ms as %s', (lengthMs, text) => {
  expect(goDuration(lengthMs)).toBe(text);
});
