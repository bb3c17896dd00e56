import { describe, expect, it } from 'vitest';
import { isIdempotent } from './idempotent.ts';

describe('isIdempotent', () => {
  it('is true of methods that may be sent twice, in any case, and of none, which is GET', () => {
    for (const method of ['get', 'HEAD', 'Options', 'PUT', 'delete', 'trace', 'QUERY', undefined]) {
      expect(isIdempotent(method, false)).toBe(true);
    }
  });

  it('is true of others only with a key', () => {
    for (const method of ['post', 'PATCH', 'connect', '']) {
      expect(isIdempotent(method, false)).toBe(false);
      expect(isIdempotent(method, true)).toBe(true);
    }
  });
});
