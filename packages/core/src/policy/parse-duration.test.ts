import { describe, expect, it } from 'vitest';
import { parseDuration } from './parse-duration.ts';

describe('parseDuration', () => {
  it('returns milliseconds', () => {
    expect(parseDuration('1.5s', 'deadline')).toBe(1_500);
    expect(parseDuration(0, 'deadline')).toBe(0);
  });

  it.each([NaN, Infinity, -1])('throws a RangeError for %d that names the option and the value', (value) => {
    expect(() => parseDuration(value, 'deadline')).toThrow(RangeError);
    expect(() => parseDuration(value, 'deadline')).toThrow(`deadline: found ${value}; allowed: a duration (`);
  });

  it.each([
    ['soon', '"soon"'],
    [undefined, 'nothing'],
    [null, 'null'],
    [new Date(0), 'an object'],
    [false, 'false'],
  ])('throws a TypeError for %o that names the option and the value', (value, found) => {
    expect(() => parseDuration(value, 'deadline')).toThrow(TypeError);
    expect(() => parseDuration(value, 'deadline')).toThrow(`deadline: found ${found};`);
  });
});
